#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What did it do? A session is recorded, found again, gone through, and verified in the trail browser."""

import os
import unittest

from case import LOOK, Case, click, main, turn, typing
from gi.repository import GLib
from world import wait_until


class Trails(Case):
    browser = 2         # the second window of the program

    def record(self):
        belay = self.rehearse(turn(click(640, 400), LOOK), turn(typing("secret word"), LOOK))
        belay.wait_enabled("approve")
        belay.keys("Return")
        belay.wait_result(1, "done")
        belay.wait_result(2, "done")
        belay.wait_enabled("approve")
        belay.action("reject", GLib.Variant("s", "Not that word."))
        belay.wait_result(3, "rejected")
        return belay

    def look(self, belay, name, *parameters, window=None):
        belay.action(name, *parameters, window=window or self.browser)

    @staticmethod
    def is_focused(node):
        return node is not None and any(inner.focused for inner in node.walk())

    def go_through(self, belay, window):
        """The session of record() is open in @window, whatever else is."""
        belay.wait_for(role="slider", name="Moment of the session")
        self.look(belay, "search", GLib.Variant("s", "decision:reject"), window=window)
        belay.wait_for(role="label", has="step 3")
        belay.wait_for(role="search box", name="Search the trails")

        # By the keyboard to what was found: from the search to the session, and on to the place in it.
        belay.focus()
        belay.keys("ctrl+f")
        wait_until(lambda: self.is_focused(belay.find(role="search box", name="Search the trails")),
                   lambda: "the search to be focused, not " + str([node for node in belay.root.walk() if node.focused]))
        belay.keys("Return")
        wait_until(lambda: self.is_focused(belay.find(role="list", name="Sessions")),
                   lambda: "the list to be focused, not " + str([node for node in belay.root.walk() if node.focused]))
        belay.keys("Down")
        belay.wait_for(role="label", name="Rejected by the person")
        belay.wait_for(role="label", name="Not that word.")
        belay.wait_for(role="label", name="Nothing was sent")

        # Back to the first step.
        self.look(belay, "search", GLib.Variant("s", "decision:approve by:person"), window=window)
        belay.wait_for(role="label", has="step 1")
        # After what was checked and what the person said.
        self.look(belay, "moment", GLib.Variant("u", 3), window=window)
        belay.wait_for(role="label", name="Approved by the person, done")
        belay.wait_for(role="button", name="Compare").click()
        belay.wait_for(role="slider", name="The screen, before on the left and after on the right")

    def test_show_the_record_of_this_session(self):
        belay = self.record()
        belay.action("show-record")
        belay.wait_for(role="status", has="BEING RECORDED")
        self.go_through(belay, self.browser)

        # The session is not disturbed, and closing it closes its record.
        belay.action("new-task")
        belay.wait_record("session.close")
        belay.wait_for(role="button", name="Past Sessions")
        self.look(belay, "refresh")
        belay.wait_for(role="status", has="SEALED")
        self.check_exit(belay)

    def test_browse_a_past_session(self):
        belay = self.record()
        session = os.listdir(belay.trail_root)[0]
        self.check_exit(belay)

        log = os.path.join(belay.trail_root, session, "log.0001.jsonl")
        later = self.start("trail", "browse", session, state=belay.state)
        later.wait_for(role="status", has="SEALED")
        self.go_through(later, 1)

        with open(log, "r+b") as file:
            contents = file.read().replace(b"Not that word.", b"Yes, that word")
            file.seek(0)
            file.write(contents)
        self.look(later, "refresh", window=1)
        later.wait_for(role="status", has="BROKEN")
        later.wait_for(role="button", name="Go There")
        self.check_exit(later)

    def test_telephone(self):
        belay = self.record()
        session = os.listdir(belay.trail_root)[0]
        self.check_exit(belay)

        later = self.start("trail", "browse", session, state=belay.state)
        later.wait_for(role="status", has="SEALED")
        self.world.output("xdotool", "windowsize", "--sync", later.wait_window_id(), "360", "720")
        for name in ("Back to the Sessions", "Export", "What This Proves", "All Moments", "Play",
                     "The Moment After"):
            self.check_within(later, later.wait_for(role="button", name=name))
        later.wait_for(role="button", name="All Moments").click()
        later.wait_for(role="label", name="Left click at 640, 400")
        later.wait_for(role="button", name="Back to the Sessions").click()
        self.check_within(later, later.wait_for(role="search box", name="Search the trails"))
        self.check_exit(later)

    def check_within(self, belay, node):
        _, _, width, height = belay.find(role="window").extents
        x, y, node_width, node_height = node.extents
        self.assertTrue(0 <= x and x + node_width <= width <= 400 and 0 <= y and y + node_height <= height,
                        f"{node} at {node.extents} in {width}×{height}")

    def test_nothing_yet(self):
        belay = self.start("--trail", "")
        belay.wait_for(role="label", name="No Sessions yet")
        self.check_exit(belay)

    def check_exit(self, belay):
        self.assertEqual(belay.quit(), 0)
        self.assertNotIn("CRITICAL", belay.output)
        self.assertNotIn("WARNING", belay.output)


if __name__ == "__main__":
    main()
