#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands and files in the window: shown before they are decided, and what came of them after."""

import os
import unittest

from case import Case, is_unavailable, main, turn
from world import wait_until

PATH = "/home/agent/notes.txt"
EDITOR = "str_replace_based_edit_tool"


def bash(command):
    return {"name": "bash", "input": {"command": command}}


def edit(command, **arguments):
    return {"name": EDITOR, "input": dict(command=command, path=PATH, **arguments)}


class Shell(Case):
    def show(self, name):
        if os.environ.get("BELAY_E2E_PICTURES"):
            self.world.screenshot(os.path.join(os.environ["BELAY_E2E_PICTURES"], name + ".png"))

    def text_of(self, belay, name):
        """What stands in the field called @name."""
        return belay.wait_for(role="text box", has=name).text

    def test_commands_and_changes(self):
        belay = self.start("--sandbox", "bubblewrap", "--shell", "--rehearse", self.scenario(
            turn(bash("printf 'one\\ntwo\\nthree\\nfour\\nfive\\n' >~/notes.txt\ncat ~/notes.txt; false")),
            turn(edit("str_replace", old_str="three", new_str="\u202e3")),
            turn(edit("view")),
            turn(text="The end.")))
        if is_unavailable(belay.output):
            self.skipTest(belay.output)

        # The whole command is there to be read, line by line.
        belay.wait_enabled("approve", timeout=40)
        self.assertIn("cat ~/notes.txt; false", self.text_of(belay, "Command"))
        self.show("command")
        belay.action("approve")
        result = belay.wait_result(1, "done")
        self.assertEqual(result["exit_status"], 1)
        self.assertIn("five", result["text"])
        belay.wait_for(has="exit status 1" if belay.find(has="exit status 1") else "Show More")

        # What would change is there before the decision, with what a display would obey made visible.
        shown = wait_until(lambda: belay.find(role="text box", has="1 added, 1 removed"), "the differences").text
        self.assertIn("\u2212 three", shown)
        self.assertIn("+ ", shown)
        self.assertNotIn("\u202e", shown)
        self.assertIn("  two", shown)
        self.show("differences")
        belay.wait_enabled("approve")
        belay.action("approve")
        belay.wait_result(2, "done")
        belay.wait_enabled("approve")
        belay.action("approve")
        self.assertIn("\u202e3", belay.wait_result(3, "done")["text"])
        self.show("timeline")

        # Files come out by the person's own act.
        belay.action("take-out")
        belay.wait_for(has="notes.txt", role="label")
        self.show("take-out")
        self.assertTrue(belay.describe()["hand-in"][0])
        self.check_clean_end(belay)

    def test_files_by_hand(self):
        """In by the file chooser and by dragging, out again: recorded, and the same bytes."""
        belay = self.start("--sandbox", "bubblewrap", "--shell", "--rehearse", self.scenario(turn(bash("cat ~/*/*.txt"))))
        if is_unavailable(belay.output):
            self.skipTest(belay.output)
        belay.wait_enabled("hand-in", timeout=40)

        chosen = self.world.write("chosen.txt", "chosen by its name\n")
        belay.action("hand-in")
        belay.wait_for(has="Hand Files to the Sandbox")
        belay.type(chosen)
        belay.keys("Return")
        belay.wait_for(has="Handed in: ")
        dragged = self.world.write("dragged.txt", "dragged by hand\n")
        self.drag(dragged, belay)
        recorded = wait_until(lambda: belay.of_kind("file.in")[1:] and belay.of_kind("file.in"), "both to be recorded")
        self.assertEqual([os.path.basename(r["path"]) for r in recorded], ["chosen.txt", "dragged.txt"])
        belay.wait_enabled("approve")
        belay.action("approve")
        self.assertEqual(belay.wait_result(1, "done")["text"].splitlines()[:2], ["chosen by its name", "dragged by hand"])

        belay.action("take-out")
        saved = self.save_row(belay, "chosen.txt")
        with open(saved, encoding="utf-8") as file:
            self.assertEqual(file.read(), "chosen by its name\n")
        self.assertEqual(belay.of_kind("file.out")[-1]["sha256"], recorded[0]["sha256"])
        self.check_clean_end(belay)


if __name__ == "__main__":
    main()
