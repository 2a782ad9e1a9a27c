#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two sessions at a time, each in its window and on its own sandbox; and what of a session is shown elsewhere."""

import glob
import json
import os
import subprocess
import unittest

from case import LOOK, Case, click, main, turn, typing
from gi.repository import GLib
from program import are_gone
from world import wait_until

SECRET = "opensesame"


class Sessions(Case):
    def setUp(self):
        super().setUp()
        open(self.world.notifications_path, "w", encoding="utf-8").close()

    def add(self, belay, *arguments):
        """Another session of the same program, as a second start of it asks for."""
        done = subprocess.run([os.environ["BELAY_PROGRAM"], *arguments], env=belay.env, timeout=30, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, done.stdout)

    def records(self, belay):
        """Of each session, by its task."""
        sessions = {}
        for folder in glob.glob(os.path.join(belay.trail_root, "*")):
            records = []
            for log in sorted(glob.glob(os.path.join(folder, "log.*.jsonl"))):
                with open(log, "rb") as lines:
                    records += [json.loads(line) for line in lines if line.endswith(b"\n")]
            task = next((r["text"] for r in records if r["kind"] == "task"), None)
            sessions[task] = records
        return sessions

    def wait_kind(self, belay, task, kind, **members):
        def look():
            return [r for r in self.records(belay).get(task, []) if r["kind"] == kind and
                    all(r.get(name) == value for name, value in members.items())]
        return wait_until(look, lambda: f"{kind} {members} of “{task}”\n{belay.root.dump()}\n{belay.output}")

    def notifications(self):
        with open(self.world.notifications_path, encoding="utf-8") as log:
            return [json.loads(line) for line in log]

    def active_window(self):
        return self.world.output("xdotool", "getactivewindow").strip()

    def wait_window(self, belay, number):
        def look():
            try:
                return belay.describe(number)
            except AssertionError:
                return None
        wait_until(lambda: belay.check_running() and look(), f"window {number}")

    def test_two_sandboxes(self):
        path = self.scenario(turn(LOOK), turn(click(100, 100), LOOK), turn(text="Done."))
        belay = self.start("--task", "Water the plants", "--rehearse", path)
        belay.wait_enabled("approve", timeout=30)
        self.assertIsNone(belay.find(role="button", name="Sessions"), "with one session there is nothing to choose")
        alone, window = belay.descendants(), belay.wait_window_id()
        path = self.scenario(turn(LOOK), turn(typing(SECRET), LOOK), turn(text="Done."))
        self.add(belay, "--task", "Feed the cat", "--rehearse", path)
        self.wait_window(belay, 2)
        wait_until(lambda: belay.check_running() and belay.describe(2)["approve"][0], "the second session", 30)
        own = belay.descendants() - alone
        self.assertGreater(len(own), 5, "it has a sandbox of its own")
        self.assertEqual(len(os.listdir(os.path.join(self.world.env["XDG_RUNTIME_DIR"], "belay"))), 2)

        # The first is out of view and waits: it says so, and is at the top of the list.
        wait_until(lambda: [n for n in self.notifications() if n["body"] == "Left click at 100, 100"], "the notification")
        belay.focus()
        self.assertNotEqual(self.active_window(), window)
        belay.wait_for(role="button", name="Sessions: 1 other waits for you")
        belay.keys("ctrl+F7")
        row = belay.wait_for(has="Water the plants, ")
        self.assertIn("Left click at 100, 100, Waits for you", row.name)
        self.assertIn("Type 10 characters, Waits for you", belay.wait_for(has="Feed the cat, ").name)
        wait_until(lambda: row.focused, "the keyboard on the first row")
        belay.keys("Return")
        wait_until(lambda: self.active_window() == window, "the window of the first session")
        self.assertNotIn(SECRET, str(self.notifications()))

        # Stopping, and deciding, is about one of them.
        belay.action("stop", window=2)
        self.wait_kind(belay, "Feed the cat", "interrupt")
        belay.keys("Return")
        self.wait_kind(belay, "Water the plants", "action.result", step=2, state="done")
        self.assertEqual([r for r in self.records(belay)["Water the plants"] if r["kind"] == "interrupt"], [])

        # Quitting asks, and then ends both.
        processes = belay.descendants()
        belay.action("quit", window=None)
        belay.wait_for(has="End 2 Sessions?")
        belay.wait_for(role="button", has="Cancel").click()
        belay.wait_gone(has="End 2 Sessions?")
        belay.action("quit", window=None)
        belay.wait_for(role="button", has="End All and Quit").click()
        self.assertEqual(belay.process.wait(20), 0, belay.output)
        wait_until(lambda: are_gone(processes), "both sandboxes to be gone")
        for task, records in self.records(belay).items():
            self.assertEqual(records[-1]["kind"], "session.close", task)
        self.assertEqual(belay.trail("verify", "all").returncode, 0)
        self.assertEqual(os.listdir(os.path.join(self.world.env["XDG_RUNTIME_DIR"], "belay")), [])

    def rehearse_two(self, **more):
        belay = self.rehearse(turn(typing(SECRET), LOOK), turn(text="Done."), arguments=("--task", "One"), **more)
        belay.wait_enabled("approve")
        path = self.scenario(turn(click(50, 50), LOOK), turn(text="Which one?"))
        self.add(belay, "--task", "Two", "--sandbox", self.desktop().sandbox, "--rehearse", path)
        self.wait_window(belay, 2)
        wait_until(lambda: belay.describe(2)["approve"][0], "the second session")
        return belay

    def test_closing_one_and_stopping_all(self):
        belay = self.rehearse_two()
        # A new window is one more place, and no session yet.
        belay.focus()
        belay.keys("ctrl+n")
        self.wait_window(belay, 3)
        belay.wait_window_id()
        belay.focus()
        belay.wait_for(role="button", name="Sessions: 2 others wait for you")
        belay.keys("ctrl+w")
        wait_until(lambda: belay.find(has="Sessions: 2 others") is None, "the third window to go")

        belay.action("approve", window=2)
        self.wait_kind(belay, "Two", "action.result", step=1, state="done")
        belay.focus()
        belay.keys("shift+Escape")
        self.wait_kind(belay, "One", "interrupt")
        self.wait_kind(belay, "Two", "interrupt")

        belay.keys("ctrl+w")
        wait_until(lambda: sum(r[-1]["kind"] == "session.close" for r in self.records(belay).values()) == 1,
                   "one session to be closed")
        belay.check_running()
        self.assertEqual(belay.quit(), 0)
        self.assertTrue(all(r[-1]["kind"] == "session.close" for r in self.records(belay).values()))

    def test_an_audience_is_told_nothing(self):
        """Neither by the list of the window it looks at, nor by notifications."""
        belay = self.rehearse_two()
        belay.set_action("presenter", GLib.Variant("b", True), window=2)
        belay.focus()
        open(self.world.notifications_path, "w", encoding="utf-8").close()
        belay.keys("ctrl+F7")
        row = belay.wait_for(has="Session in Window 1, ")
        self.assertIn("Waiting for you", row.name)
        self.assertIsNone(belay.find(has="Type 10 characters"))
        belay.keys("Escape")
        self.assertEqual([n for n in self.notifications() if n["body"]], [])
        self.assertEqual([n for n in self.notifications() if SECRET in str(n)], [])


if __name__ == "__main__":
    main()
