#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A telephone's worth of window, in the dark: what matters stays in reach."""

import os
import unittest

from case import LOOK, Case, click, main, turn, typing
from world import wait_until

LONG = "A long text, as somebody might dictate it. " * 40


class Small(Case):
    def resize(self, belay, width, height):
        self.world.output("xdotool", "windowsize", "--sync", belay.wait_window_id(), str(width), str(height))
        wait_until(lambda: belay.geometry()[2:] == (width, height), lambda: f"{width}×{height}: {belay.geometry()}")

    def check_reach(self, belay, *names):
        _, _, width, height = belay.find(role="window").extents
        for name in names:
            node = belay.wait_for(role="button", name=name)
            x, y, node_width, node_height = node.extents
            self.assertTrue(0 <= x and x + node_width <= width and 0 <= y and y + node_height <= height,
                            f"{name} at {node.extents} in {width}×{height}")

    def start_small(self, *turns, env=None):
        # Three buttons in the corner: some desktops have one, none has more.
        config = self.world.make_directory(self.id() + str(len(self.programs)))
        os.mkdir(os.path.join(config, "gtk-4.0"))
        with open(os.path.join(config, "gtk-4.0", "settings.ini"), "w", encoding="utf-8") as file:
            file.write("[Settings]\ngtk-decoration-layout=:minimize,maximize,close\n")
        belay = self.rehearse(*turns, env=dict(env or {}, XDG_CONFIG_HOME=config))
        belay.wait_enabled("approve")
        self.resize(belay, 360, 720)
        return belay

    def test_controls_stay_in_reach(self):
        for env in (None, {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}):
            belay = self.start_small(turn(click(640, 400), click(9, 9), LOOK), turn(typing(LONG), LOOK), env=env)
            self.check_reach(belay, "Take Over", "Stop", "Approve Once", "Edit", "Skip", "Reject")
            belay.keys("shift+Return")
            belay.wait_result(3, "done")
            belay.wait_enabled("approve")
            belay.wait_for(role="button", has="Step 1: Type")
            self.check_reach(belay, "Take Over", "Stop", "Approve Once", "Edit", "Skip", "Reject")
            belay.keys("e")
            self.check_reach(belay, "Stop", "Cancel", "Apply & Approve")
            belay.wait_for(role="button", name="Cancel").click()
            belay.wait_for(role="button", name="Approve Once")
            belay.keys("t")
            self.check_reach(belay, "Stop", "Hand Back")
            belay.keys("Escape")
            belay.wait_for(role="text box", name="Another instruction")
            self.check_reach(belay, "Stop", "Go On")
            self.check_clean_end(belay)

    def test_first_page(self):
        belay = self.start()
        self.resize(belay, 360, 720)
        self.check_reach(belay, "Main Menu", "Start", "Prepare the Sandbox First")
        belay.wait_for(role="text box", name="Task")
        self.assertEqual(belay.quit(), 0)


if __name__ == "__main__":
    main()
