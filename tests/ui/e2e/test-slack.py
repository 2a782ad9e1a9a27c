#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far the agent may go by itself: slack and what it does, countdowns, risks that are named, and the way back from the
past, without which nothing is approved."""

import unittest

from case import LOOK, Case, click, main, turn
from gi.repository import GLib
from world import wait_until

PAUSE = {"name": "hold_key", "input": {"text": "shift", "duration": 1.5}}


class Slack(Case):
    @staticmethod
    def clicks(belay):
        return [a[:2] for _, kind, a in belay.wire() if kind == "pointer" and a[2] == 1]

    @staticmethod
    def deciders(belay):
        return {r["step"]: r["by"] for r in belay.of_kind("decision")}

    def choose_slack(self, belay, title):
        belay.click_at(belay.wait_for(role="button", has="Slack: "))
        item = belay.wait_for(role="menu item", name=title)
        for _ in range(8):
            if item.focused:
                break
            belay.keys("Down")
        belay.keys("Return")
        # Until the menu has gone, the next key is its own.
        belay.wait_gone(role="menu item", name=title)

    def test_choose_in_the_window(self):
        belay = self.rehearse(turn(LOOK), turn(*(click(x, x) for x in (100, 200, 300, 400, 500)), LOOK),
                              turn(text="The end."))
        belay.wait_for(role="alert", has="100, 100")
        belay.wait_enabled("approve")
        belay.wait_for(role="status", name="Waiting for you")
        self.choose_slack(belay, "The Next 3 Steps")
        self.assertEqual(belay.wait_record("slack")["slack"], "3")
        # What waits was asked about before, and still is; the steps after it run.
        belay.keys("Return")
        belay.wait_result(5, "done")
        belay.wait_for(role="alert", has="500, 500")
        belay.wait_enabled("approve")
        self.assertEqual(self.clicks(belay), [[x, x] for x in (100, 200, 300, 400)])
        self.assertEqual(self.deciders(belay), {1: "slack", 2: "person", 3: "slack", 4: "slack", 5: "slack"})

        # Stricter than before: now looking asks, too.
        self.choose_slack(belay, "Every Step Asks")
        belay.wait_for(role="button", name="Slack: Every Step Asks")
        belay.keys("Return")
        belay.wait_result(6, "done")
        belay.wait_for(role="alert", has="Look at the screen")
        belay.wait_enabled("approve")
        belay.keys("Return")
        belay.wait_result(7, "done")
        self.assertEqual(self.deciders(belay)[7], "person")
        self.check_clean_end(belay)

    def test_countdown(self):
        belay = self.rehearse(turn(LOOK), turn(click(100, 100), LOOK), turn(click(200, 200), click(300, 300), LOOK),
                              turn(text="The end."), arguments=("--slack", "auto"))
        belay.wait_enabled("pause")
        self.assertEqual(self.clicks(belay), [], "it ran before its time")
        belay.wait_for(has="Runs by itself in")
        belay.wait_result(2, "done")

        # Stopped in time, it does not run, and nothing else does. The tree is too slow for the button.
        belay.wait_enabled("pause", False)
        belay.wait_enabled("pause")
        belay.action("pause")
        belay.wait_for(role="status", name="Waiting for you")
        belay.wait_enabled("approve")
        self.assertIsNone(belay.find(has="Runs by itself in"))
        self.assertEqual(self.clicks(belay), [[100, 100]])
        self.assertNotEqual(belay.describe()["slack"][1], "auto")

        belay.set_action("slack", GLib.Variant("s", "auto"))
        belay.keys("Return")
        belay.wait_result(4, "done")
        self.assertEqual(self.deciders(belay)[4], "person")
        belay.wait_enabled("pause")
        belay.keys("Escape")
        belay.wait_for(role="status", name="Stopped")
        belay.wait_result(5, "not-run")
        self.assertEqual(self.clicks(belay), [[100, 100], [200, 200]])
        self.check_clean_end(belay)

    def test_named_risk(self):
        """What was approved ahead is held when its target has changed, and then only the button that names that runs it."""
        desktop = self.desktop()
        belay = self.rehearse(turn(PAUSE, click(200, 200), LOOK), turn(text="The end."), desktop=desktop)
        belay.wait_enabled("approve")
        belay.wait_record("tool.proposed", step=3)
        belay.keys("shift+Return")
        wait_until(belay.wire, "the first step to run")
        desktop.run("xsetroot", "-solid", "#803020")
        belay.wait_for(role="button", has="Approve as It Is Now")
        belay.wait_for(has="has changed since this was decided")
        self.assertIsNone(belay.find(role="button", name="Approve Once"))
        self.assertFalse(belay.describe()["approve"][0])
        belay.keys("shift+Return")
        belay.wait_enabled("approve-named")
        self.assertEqual(self.clicks(belay), [], "a plain key has run what is held")

        belay.click_at(belay.wait_for(role="button", has="Approve as It Is Now"))
        belay.wait_result(2, "done")
        self.assertEqual(self.clicks(belay), [[200, 200]])
        self.check_clean_end(belay)

    def test_back_to_live(self):
        belay = self.rehearse(turn(click(100, 100), click(200, 200), LOOK), turn(text="The end."))
        belay.wait_enabled("approve")
        self.assertFalse(belay.describe()["live"][0])
        belay.keys("Return")
        belay.wait_result(1, "done")
        belay.wait_enabled("approve")
        belay.click_at(belay.wait_for(role="label", has="Approved by you, done"))
        belay.wait_for(role="status", has="Past, ")
        belay.wait_enabled("live")
        self.assertFalse(belay.describe()["approve"][0], "the past cannot be approved")
        belay.keys("Return")
        for name in ("After", "Before"):
            button = belay.wait_for(role="button", name=name)
            belay.click_at(button)
            wait_until(lambda: button.checked, f"{name} to be shown")
        self.assertEqual(self.clicks(belay), [[100, 100]])
        belay.click_at(belay.wait_for(role="button", name="Live"))
        belay.wait_gone(role="status", has="Past, ")
        belay.wait_enabled("live", False)
        belay.wait_enabled("approve")
        belay.keys("Return")
        belay.wait_result(2, "done")
        self.check_clean_end(belay)


if __name__ == "__main__":
    main()
