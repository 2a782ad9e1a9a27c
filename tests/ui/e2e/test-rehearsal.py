#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rehearsal from the first page to the last word, decided with keys, over the session bus and through the editor."""

import json
import os
import time
import unittest

from accessibility import CONTROLS
from case import LOOK, Case, click, main, turn, typing
from gi.repository import GLib
from world import wait_until

HOLD_SHORT = {"name": "hold_key", "input": {"text": "a", "duration": 2}}
SHIPPED = "Open a terminal and look around"


class Rehearsal(Case):
    def check_names(self, belay):
        """Everything in sight that can be operated says what it is."""
        nameless = []
        for node in belay.root.walk():
            if node.role in CONTROLS and (node.name == "" or node.name.startswith(("Gtk", "Adw", "Belay", "_"))) and \
                    node.on_screen and not self.is_of_library(node):
                nameless.append((node, [parent for parent in node.parents if parent.name != ""][0]))
        self.assertEqual(nameless, [], "controls without a name that could be read out, and what they are in")

    def show(self, name):
        if os.environ.get("BELAY_E2E_PICTURES"):
            time.sleep(0.5)
            self.world.screenshot(os.path.join(os.environ["BELAY_E2E_PICTURES"], name + ".png"))

    @staticmethod
    def is_of_library(node):
        """libadwaita 1.2 gives no names to the icons in its entry rows, and no way to."""
        return node.name == "GtkImage" and any(parent.role == "text box" for parent in node.parents)

    def test_first_steps(self):
        belay = self.start()
        for name in ("Task", "Prepare the Sandbox First", "Start", "Main Menu", "API Key"):
            self.assertTrue(belay.wait_for(name=name).on_screen, name)
        self.check_names(belay)
        self.assertFalse(belay.find(role="button", name="Start").enabled, "there is no task yet")

        row = belay.wait_for(role="list item", name=SHIPPED)
        belay.click_at(row)
        belay.wait_enabled("approve", timeout=30)
        sentence = belay.wait_for(role="alert", has="Left click")
        self.assertIn("24, 778", sentence.name)
        belay.wait_for(role="status", name="Waiting for you")
        for name in ("Approve Once", "Edit", "Skip", "Reject", "Stop", "Take Over"):
            self.assertTrue(belay.wait_for(role="button", name=name).enabled, name)
        self.check_names(belay)
        self.assertEqual(belay.wire(), [], "something was sent before it was allowed")

        belay.keys("Return")
        belay.wait_result(1, "done")
        self.assertEqual([a[:2] for _, kind, a in belay.wire() if kind == "pointer" and a[2] == 1], [[24, 778]])
        # Looks are free: the wait and the picture run by themselves, and the next turn comes.
        belay.wait_result(3, "done")
        belay.wait_for(role="button", has="Step 1: Type “ls -l” into “Terminal”, then Enter")
        belay.wait_enabled("approve")
        self.check_names(belay)
        belay.keys("Return")
        belay.wait_result(4, "done")
        self.assertEqual(self.typed(belay), "ls -l\r")

        belay.wait_enabled("answer")
        question = belay.wait_for(role="alert", has="hidden files")
        self.check_names(belay)
        # The answer holds every letter that decides.
        wait_until(lambda: belay.find(role="text box").focused, "the answer to have the keyboard")
        belay.type("Yes, see the rest")
        self.assertEqual(belay.wait_for(role="text box").text, "Yes, see the rest")
        belay.keys("Return")
        self.assertEqual(belay.wait_record("instruction")["text"], "Yes, see the rest")
        belay.wait_enabled("approve")
        self.assertNotEqual(question.name, "")
        belay.keys("Return")
        belay.wait_result(6, "done")
        belay.wait_enabled("answer")
        belay.wait_for(role="status", has="inished")
        self.check_names(belay)
        self.assertEqual([r["verdict"] for r in belay.of_kind("decision") if r["by"] == "person"], ["approve"] * 3)
        self.check_clean_end(belay)

    @staticmethod
    def typed(belay):
        keys = [arguments[0] for _, kind, arguments in belay.wire() if kind == "key" and arguments[1] == 1]
        return "".join(chr(key) if key < 0x100 else "\r" for key in keys if key == 0xff0d or key < 0x100)

    def test_decisions_over_the_session_bus(self):
        belay = self.rehearse(turn(click(100, 100), click(200, 200), click(300, 300), click(400, 400), LOOK),
                              turn(click(500, 500), typing("abc"), LOOK), turn(text="The end."))
        belay.wait_enabled("approve")
        belay.wait_for(role="alert", has="100, 100")
        belay.action("approve")
        belay.wait_result(1, "done")
        belay.wait_for(role="alert", has="200, 200")
        belay.wait_enabled("skip")
        belay.keys("s")
        belay.wait_result(2, "skipped")
        belay.wait_for(role="alert", has="300, 300")
        belay.wait_enabled("reject")
        belay.action("reject", GLib.Variant("s", "Not that one"))
        self.assertEqual(belay.wait_result(3, "rejected")["step"], 3)
        belay.wait_result(4, "not-run")
        decisions = {r["step"]: r for r in belay.of_kind("decision")}
        self.assertEqual([decisions[step]["verdict"] for step in (1, 2, 3)], ["approve", "skip", "reject"])
        self.assertEqual(decisions[3]["reason"], "Not that one")
        wait_until(lambda: "Not that one" in json.dumps(belay.of_kind("api.request")[-1]["results"]),
                   "the reason to be told")

        self.assertEqual(self.clicks(belay), [[100, 100]])
        # The script says that it was refused, and waits for a word.
        belay.wait_enabled("answer")
        belay.action("answer", GLib.Variant("s", "Go on then"))
        belay.wait_record("tool.proposed", step=10)
        belay.wait_for(role="alert", has="100, 100")
        belay.keys("shift+Return")
        belay.wait_result(10, "done")
        self.assertEqual(self.clicks(belay), [[100, 100]] * 2 + [[200, 200], [300, 300], [400, 400]])
        belay.wait_for(role="alert", has="500, 500")
        belay.wait_enabled("approve")
        self.assertEqual(len(self.clicks(belay)), 5, "the next turn is another decision")
        self.check_clean_end(belay)

    @staticmethod
    def clicks(belay):
        return [a[:2] for _, kind, a in belay.wire() if kind == "pointer" and a[2] == 1]

    def test_queue(self):
        """Two of four with one press, the third changed, the rest rejected: by key, pointer and assistive tool."""
        belay = self.rehearse(turn(click(100, 100), typing("abc"), click(300, 300), click(300, 300)), turn(text="The end."))
        belay.wait_enabled("approve")
        belay.wait_for(role="button", has="Step 4: Left click")
        time.sleep(0.4)  # to be in view for a while
        belay.click_at(belay.wait_for(role="button", has="Step 2: Type"))
        belay.wait_for(has="deciding ahead")
        belay.keys("u")
        belay.wait_result(2, "done")
        self.assertEqual([a[:2] for _, kind, a in belay.wire() if kind == "pointer" and a[2] == 1], [[100, 100]])

        belay.wait_for(role="alert", has="300, 300")
        belay.wait_enabled("edit-json")
        belay.action("edit-json", GLib.Variant("s", '{"coordinate": [350, 300]}'))
        belay.wait_result(3, "done")
        belay.wait_enabled("reject-rest")
        belay.wait_for(role="button", name="Reject the Rest").click()
        belay.wait_result(4, "rejected")
        decisions = belay.of_kind("decision")
        self.assertEqual([(r["step"], r["verdict"], r["ahead"], r.get("together")) for r in decisions],
                         [(1, "approve", False, 2), (2, "approve", True, 2), (3, "edit", False, None),
                          (4, "reject", False, None)])
        self.assertTrue(all(r["visible_ms"] > 0 for r in decisions[:2]), decisions)
        self.check_clean_end(belay)

    def test_review(self):
        """In the end the person sees how they decided: in the session, and in its record."""
        belay = self.rehearse(turn(LOOK), turn(click(300, 200), LOOK), turn(typing("sudo rm -rf ~/Documents\n"), LOOK),
                              turn(text="The end."))
        belay.wait_enabled("approve")
        time.sleep(0.8)  # to be in view for a while
        belay.keys("Return")
        belay.wait_result(2, "done")
        belay.wait_enabled("approve-named")
        time.sleep(0.8)
        belay.action("approve-named")
        belay.wait_result(4, "done")
        belay.wait_for(role="label", has="You decided 2 steps yourself. Half of them took up to ")
        belay.wait_for(role="label", name="2 approved · 3 let through by the slack")
        flagged = belay.wait_for(role="button", has="rm -rf")
        self.assertRegex(flagged.name, "Approved after [0-9.]+\N{NO-BREAK SPACE}m?s$")
        self.check_names(belay)
        self.show("review")

        # From there to the step, its picture and its place in the timeline; and back by the keyboard.
        flagged.click()
        belay.wait_for(role="button", name="Live")
        self.show("review-step")
        belay.wait_for(role="status", has="Past, ")
        belay.action("live")

        belay.action("show-record")
        belay.wait_for(role="button", name="The Moment After")
        belay.action("decisions", window=2)
        belay.wait_for(role="label", has="The person decided 2 steps. Half of them took up to ")
        self.show("review-record")
        next(n for n in belay.root.find_all(role="button", has=". Approved after ")
             if "GtkPopover" in [parent.name for parent in n.parents]).click()
        belay.wait_for(role="label", has="Approved by the person after it had been in view for ")

    def test_time_in_view(self):
        """Only what could be seen counts: not below another window, not minimised."""
        steps = [click(100 * n, 200) for n in range(1, 5)]
        belay = self.rehearse(turn(LOOK), *[turn(step) for step in steps], turn(text="The end."))
        belay.wait_for(role="alert", has="100, 200")
        window = belay.wait_window_id()
        self.world.output("xdotool", "windowminimize", "--sync", window)
        belay.action("approve")
        belay.wait_result(2, "done")
        belay.wait_enabled("approve")
        belay.action("approve")
        belay.wait_result(3, "done")

        # Restored, but somebody works in another window.
        self.world.output("xdotool", "windowactivate", "--sync", window)
        belay.wait_window_id()
        other = self.world.start("xterm", "-T", "Another")
        wait_until(lambda: self.world.output("xdotool", "search", "--name", "^Another$").split(), "another window")
        self.world.output("xdotool", "search", "--name", "^Another$", "windowactivate", "--sync")
        belay.wait_enabled("approve")
        time.sleep(0.3)
        belay.action("approve")
        belay.wait_result(4, "done")
        belay.wait_enabled("approve")
        belay.action("approve")
        belay.wait_result(5, "done")
        other.kill()
        visible = [r["visible_ms"] for r in belay.of_kind("decision") if r["by"] == "person"]
        self.assertGreater(visible[0], 0)
        self.assertEqual((visible[1], visible[3]), (-1, -1), visible)
        belay.focus()
        belay.wait_for(role="label", has=f"{visible.count(-1)} were not in view; half of the others took up to ")
        self.check_clean_end(belay)

    def test_changed_target(self):
        """What was approved and what is there now, side by side; Enter looks again."""
        desktop = self.desktop()
        belay = self.rehearse(turn(HOLD_SHORT, click(300, 300), click(400, 400)), turn(text="The end."),
                              desktop=desktop)
        belay.wait_enabled("approve-turn")
        belay.wait_for(role="button", has="Step 3: Left click")
        belay.keys("shift+Return")
        belay.wait_record("action.intent", step=1)
        desktop.run("xsetroot", "-solid", "#335577")
        belay.wait_for(name="What You Approved")
        belay.wait_for(name="What Is There Now")
        belay.wait_for(role="button", has="Approve as It Is Now")
        belay.wait_enabled("look-again")
        self.world.screenshot(os.path.join(os.environ["BELAY_E2E_PICTURES"], "changed-target.png")) \
            if "BELAY_E2E_PICTURES" in os.environ else None
        belay.keys("Return")
        belay.wait_result(2, "not-run")
        belay.wait_result(3, "not-run")
        self.assertEqual(belay.of_kind("decision")[-1]["verdict"], "look-again")
        wait_until(lambda: "changed after the action had been approved" in json.dumps(belay.of_kind("api.request")),
                   "the truth to be told")
        self.assertFalse([a for _, kind, a in belay.wire() if kind == "pointer" and a[2] == 1])

        # And again in the record: after what was checked, the task and the first step.
        belay.action("show-record")
        belay.wait_for(role="slider", name="Moment of the session")
        belay.action("moment", GLib.Variant("u", 4), window=2)
        belay.wait_for(name="What Was Approved")
        belay.wait_for(name="What Was There")
        self.check_clean_end(belay)

    def test_reject_with_a_reason_in_the_window(self):
        belay = self.rehearse(turn(click(100, 100), LOOK))
        belay.wait_enabled("reject")
        belay.click_at(belay.wait_for(role="button", name="Reject with a Reason"))
        entry = belay.wait_for(role="text box", name="Reason for rejecting")
        wait_until(lambda: entry.focused, "the reason to have the keyboard")
        belay.type("see the rest, test it")
        wait_until(lambda: entry.text == "see the rest, test it", "all of it to be there")
        self.assertEqual(belay.of_kind("decision"), [], "a key that was typed has decided")
        belay.keys("Return")
        belay.wait_result(1, "rejected")
        self.assertEqual(belay.of_kind("decision")[0]["reason"], "see the rest, test it")
        self.assertEqual(belay.wire(), [])
        self.check_clean_end(belay)

    def test_edit_as_json(self):
        belay = self.rehearse(turn(click(100, 100), LOOK), turn(text="The end."))
        belay.wait_enabled("edit")
        belay.keys("e")
        tab = belay.wait_for(role="tab", name="JSON")
        self.check_names(belay)
        belay.click_at(tab)
        view = belay.wait_for(role="text box", name="Arguments as JSON")
        self.check_names(belay)
        apply = belay.wait_for(role="button", has="Apply")
        self.assertTrue(apply.enabled)

        for wrong in ('{"coordinate": [5000, 100]}', '{"coordinate": [100', '{"coordinate": [100, 100], "more": 1}'):
            view.text = wrong
            wait_until(lambda: not apply.enabled, f"{wrong} to be refused")
            self.assertNotEqual(belay.wait_for(role="alert").name, "")
        belay.keys("ctrl+Return")
        self.assertEqual(belay.of_kind("decision"), [])

        view.text = '{"coordinate": [640, 400]}'
        wait_until(lambda: apply.enabled, "the edit to be accepted")
        apply.click()
        belay.wait_result(1, "done")
        self.assertEqual(self.clicks(belay), [[640, 400]])
        proposed, decision = belay.of_kind("tool.proposed")[0], belay.of_kind("decision")[0]
        self.assertEqual(json.loads(proposed["input"])["coordinate"], [100, 100])
        self.assertEqual(decision["verdict"], "edit")
        self.assertIn("640", decision["after"]["input"])
        self.assertIn("100", decision["before"]["input"])
        wait_until(lambda: "640" in json.dumps(belay.of_kind("api.request")), "the change to be told")
        self.check_clean_end(belay)

    def test_edit_of_text_in_place(self):
        belay = self.rehearse(turn(typing("helo"), LOOK), turn(text="The end."))
        belay.wait_enabled("edit")
        belay.keys("e")
        belay.wait_for(role="button", name="Cancel").click()
        belay.wait_for(role="button", name="Approve Once")
        belay.keys("e")
        text = belay.wait_for(role="text box", name="Text")
        self.assertEqual(text.text, "helo")
        text.text = "hello"
        belay.keys("ctrl+Return")
        belay.wait_result(1, "done")
        self.assertEqual(self.typed(belay), "hello")
        self.check_clean_end(belay)

    def test_keys_decide_after_an_edit_was_given_up(self):
        belay = self.rehearse(turn(typing("hello"), LOOK), turn(text="The end."))
        belay.wait_enabled("edit")
        belay.keys("e")
        belay.wait_for(role="button", name="Cancel").click()
        belay.wait_for(role="button", name="Approve Once")
        belay.keys("Return")
        belay.wait_result(1, "done")
        self.check_clean_end(belay)


if __name__ == "__main__":
    main()
