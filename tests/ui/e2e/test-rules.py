#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trust that is given in advance: from the card, in the preferences, and tried on a record first."""

import json
import os
import unittest

from case import LOOK, Case, click, main, turn, typing
from world import wait_until


def rule(effect, when, **more):
    return dict({"id": effect + "-it", "name": more.pop("name", "A rule"), "effect": effect, "when": when}, **more)


class Rules(Case):
    def write_rules(self, *rules, text=None):
        """A folder for the settings, with saved rules in it."""
        folder = os.path.join(self.world.directory, f"config-{self.id()}")
        os.makedirs(os.path.join(folder, "belay"), exist_ok=True)
        with open(os.path.join(folder, "belay", "rules.json"), "w", encoding="utf-8") as file:
            file.write(text if text is not None else json.dumps({"format": 1, "rules": list(rules)}))
        return folder

    @staticmethod
    def read_rules(folder):
        with open(os.path.join(folder, "belay", "rules.json"), encoding="utf-8") as file:
            return json.load(file)["rules"]

    @staticmethod
    def deciders(belay):
        return {r["step"]: (r["by"], r["verdict"]) for r in belay.of_kind("decision")}

    def open_page(self, belay):
        belay.action("preferences", window=None)
        tab = belay.wait_for(role="tab", name="Rules") if belay.find(role="tab", name="Rules") else None
        if tab is not None:
            tab.click()
        else:
            belay.click_at(belay.wait_for(name="Rules"))
        belay.wait_for(has="Saved Rules")

    def test_always_allow_like_this(self):
        """Offered, confirmed, in force, listed, saved, taken back."""
        config = self.write_rules()
        belay = self.rehearse(turn(LOOK), turn(click(300, 300)), turn(click(305, 295)), turn(click(900, 700)), turn(text="The end."),
                              env={"XDG_CONFIG_HOME": config})
        belay.wait_enabled("approve")
        self.assertTrue(belay.describe()["allow-like-this"][0])
        belay.click_at(belay.wait_for(role="toggle button", name="More Trust") if belay.find(role="toggle button", name="More Trust")
                       else belay.wait_for(name="More Trust"))
        item = belay.wait_for(role="menu item", name="Always Allow Steps Like This…")
        for _ in range(8):
            if item.focused:
                break
            belay.keys("Down")
        belay.keys("Return")
        belay.wait_for(has="So far this is about 1 of 2 steps")
        self.assertEqual(belay.wire(), [])
        belay.wait_for(role="button", has="Allow in This Session").click()
        belay.wait_result(3, "done")
        belay.wait_for(role="button", has="1 rule in force")
        belay.wait_enabled("approve")
        self.assertEqual(self.deciders(belay)[2], ("rule", "approve"))
        self.assertEqual(self.deciders(belay)[3], ("rule", "approve"))
        self.assertNotIn(4, self.deciders(belay))

        belay.action("rules")
        belay.wait_for(role="button", has="Save for Later Sessions").click()
        belay.wait_for(role="button", has="Save Rule").click()
        wait_until(lambda: len(self.read_rules(config)) == 1, "the rule to be saved")
        self.assertEqual(self.read_rules(config)[0]["when"]["actions"], ["left_click"])
        belay.wait_for(role="button", name="Edit the saved rules").click()
        belay.wait_for(role="tab", name="Rules").click()
        belay.wait_for(has="Saved Rules")

    def test_denied_is_shown(self):
        config = self.write_rules(rule("deny", {"actions": ["type"], "text": {"glob": "secret"}}, name="No secrets"))
        belay = self.rehearse(turn(LOOK), turn(typing("my secret")), turn(text="The end."), env={"XDG_CONFIG_HOME": config})
        belay.wait_result(2, "rejected")
        belay.wait_for(role="label", has="Denied by a rule: “No secrets”")
        self.assertEqual(belay.wire(), [])
        self.assertEqual(self.deciders(belay)[2], ("rule", "reject"))
        self.check_clean_end(belay)

    def test_unreadable_asks(self):
        config = self.write_rules(text="{ not rules")
        belay = self.rehearse(turn(LOOK), turn(text="The end."), arguments=("--slack", "auto"), env={"XDG_CONFIG_HOME": config})
        belay.wait_for(has="The saved rules cannot be read")
        self.assertEqual(belay.of_kind("decision"), [])
        belay.wait_enabled("approve")
        belay.keys("Return")
        belay.wait_result(1, "done")
        self.check_clean_end(belay)

    def test_preferences(self):
        """Added field by field, refused while wrong, tried on what was recorded, edited as text."""
        config = self.write_rules(rule("deny", {"actions": ["key"]}, name="No keys"))
        belay = self.rehearse(turn(LOOK), turn(click(100, 100), LOOK), turn(text="The end."), env={"XDG_CONFIG_HOME": config})
        belay.wait_enabled("approve")
        belay.keys("Return")
        belay.wait_result(2, "done")

        self.open_page(belay)
        belay.wait_for(has="No keys")
        belay.wait_for(role="button", name="Add a rule").click()
        belay.wait_for(has="The rule needs a name.")
        self.assertFalse(belay.wait_for(role="button", name="Save").enabled)
        belay.wait_for(role="text box", name="Name").text = "Ask for all"
        belay.wait_for(has="Ask · Any action")
        belay.wait_for(role="button", name="Save", enabled=True)
        belay.wait_for(role="text box", name="Text or Keys").text = "\\x"
        belay.wait_for(has="text.glob: “\\” has to be followed by")
        self.assertFalse(belay.wait_for(role="button", name="Save").enabled)
        belay.wait_for(role="text box", name="Text or Keys").text = ""
        belay.wait_for(role="button", name="Try…", enabled=True).click()
        belay.wait_for(has="This rule would have allowed 0 of 3 steps, denied 0, asked about 3.")
        belay.wait_for(role="button", name="Back").click()
        self.assertEqual(belay.wait_for(role="text box", name="Name").text, "Ask for all")
        belay.wait_for(role="button", name="Save", enabled=True).click()
        wait_until(lambda: len(self.read_rules(config)) == 2, "the rule to be saved")
        self.assertEqual(self.read_rules(config)[1]["when"], {})
        belay.wait_for(has="Ask for all")
        self.edit_as_text(belay, config)

    def edit_as_text(self, belay, config):
        belay.wait_for(has="Edit as Text")
        self.activate(belay, "Edit as Text")
        view = belay.wait_for(role="text box", name="Rules as JSON")
        good = json.dumps({"format": 1, "rules": [rule("ask", {"actions": ["scroll"]}, name="Ask for scrolling")]})
        view.text = good.replace("scroll\"", "fly\"")
        belay.wait_for(has="rules[0].when.actions[0]: there is no action “fly”")
        self.assertFalse(belay.wait_for(role="button", name="Save").enabled)
        # What is not valid is not lost.
        belay.wait_for(role="button", name="Back").click()
        belay.wait_for(has="What you typed is not saved yet")
        self.assertEqual(self.read_rules(config)[0]["name"], "No keys")
        self.activate(belay, "Edit as Text")
        view = belay.wait_for(role="text box", name="Rules as JSON")
        self.assertIn("fly", view.text)
        view.text = good
        belay.wait_for(role="button", name="Save", enabled=True).click()
        wait_until(lambda: self.read_rules(config)[0]["name"] == "Ask for scrolling", "the text to be saved")
        belay.wait_for(has="Ask for scrolling")
        self.assertEqual(belay.of_kind("rules")[-1]["what"], "changed")

    @staticmethod
    def activate(belay, title):
        """A click on a row of the preferences, which are the window in front."""
        row = belay.wait_for(role="list item", name=title)
        window_x, window_y, window_width, window_height = belay.geometry()
        _, _, width, height = list(row.parents)[-1].extents
        x, y, row_width, row_height = row.extents
        belay.world.output("xdotool", "mousemove", "--sync", str(window_x + (window_width - width) // 2 + x + row_width // 3),
                           str(window_y + (window_height - height) // 2 + y + row_height // 2), "click", "1")

    def test_command(self):
        config = self.write_rules(rule("allow", {"actions": ["left_click"]}))
        belay = self.rehearse(turn(LOOK), turn(click(100, 100), LOOK), turn(text="The end."))
        belay.wait_enabled("approve")
        belay.keys("Return")
        belay.wait_result(3, "done")
        self.check_clean_end(belay)
        done = belay.trail("rules", os.path.join(config, "belay", "rules.json"), "latest")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("This rule would have allowed 1 of 3 steps, denied 0, asked about 0. 2 are left to the slack.",
                      done.stdout.decode())
        self.assertIn("Allowed by “A rule”", done.stdout.decode())
        self.assertEqual(belay.trail("rules", "/dev/null").returncode, 2)
        self.assertEqual(belay.trail("rules").returncode, 2)


if __name__ == "__main__":
    main()
