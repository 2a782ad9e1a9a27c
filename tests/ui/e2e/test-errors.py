#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program says when it cannot do what it was asked to: on the first page, on the command line, in a session."""

import os
import shutil
import signal
import subprocess
import unittest

from case import LOOK, Case, click, is_unavailable, main, turn
from program import Belay


class Errors(Case):
    def run_to_its_end(self, *arguments):
        """Starts the program where it should not come to a window; returns its status and what it said."""
        belay = Belay(self.world, *arguments)
        self.programs.append(belay)
        return belay.process.wait(20), belay.output

    def test_command_line(self):
        for arguments, word in ((("--slack", "sometimes"), "sometimes"), (("--nonsense",), "nonsense"),
                                (("--sandbox", "nowhere"), "nowhere"), (("--sandbox", "vnc://"), "vnc://")):
            status, output = self.run_to_its_end(*arguments)
            self.assertNotIn(status, (0, -5, -6, -11), (arguments, output))
            self.assertIn(word, output, arguments)

    def test_trail_command_line(self):
        program = os.environ["BELAY_PROGRAM"]
        empty = os.path.join(self.world.directory, "nothing")
        # Records are read on machines without a display as well.
        for arguments, status in ((["list", "--root", empty], 0), (["verify", "all", "--root", empty], 2), (["show", "x"], 2),
                                  (["nonsense"], 2), (["--help"], 0)):
            ran = subprocess.run([program, "trail", *arguments], env={"PATH": os.environ["PATH"], "HOME": empty},
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            self.assertEqual(ran.returncode, status, (arguments, ran))
            self.assertTrue(ran.stdout or ran.stderr)

    def test_unreachable_screen(self):
        path = os.path.join(self.world.directory, "no-such.sock")
        belay = self.start("--sandbox", "vnc+unix://" + path)
        self.assertNotEqual(belay.wait_for(role="alert").name, "")
        self.assertFalse(belay.describe()["answer"][0])
        self.assertEqual(belay.wire(), [])
        self.assertEqual(belay.quit(), 0, belay.output)

    def test_screen_goes_away(self):
        """While nobody sees the screen nothing can be decided; it is said where it happened, and goes on afterwards."""
        desktop = self.desktop()
        belay = self.rehearse(turn(click(9, 9), LOOK), desktop=desktop)
        belay.wait_enabled("approve")
        desktop.process.kill()
        desktop.process.wait()
        belay.wait_for(role="alert", name="Reconnecting…")
        belay.wait_for(role="status", has="Reconnecting…")
        belay.wait_enabled("approve", False)
        for name in ("Edit", "Skip"):
            belay.wait_for(role="button", name=name, enabled=False)
        # Disabled, the parts of a split button cannot be pointed at.
        for name in ("Approve Once", "Reject"):
            belay.wait_gone(role="button", name=name)
        os.unlink(desktop.path)
        desktop.start_server()
        belay.wait_gone(role="alert", name="Reconnecting…")
        belay.wait_enabled("approve")
        belay.wait_for(role="button", name="Approve Once", enabled=True)
        self.assertEqual(belay.wire(), [])
        self.assertEqual(belay.quit(), 0, belay.output)

    def test_scenario_that_makes_no_sense(self):
        path = self.world.write("broken.json", '{"format": 1, "name": "x"}')
        belay = self.start("--sandbox", self.desktop().sandbox, "--rehearse", path)
        self.assertNotEqual(belay.wait_for(role="alert").name, "")
        belay.wait_for(role="heading", name="What Should Claude Do?")
        self.assertEqual(belay.records(), [])
        self.assertEqual(belay.quit(), 0, belay.output)

    def test_no_place_for_the_record(self):
        """The folder of the records is a file: root may write everywhere, but not into that."""
        state = os.path.join(self.world.make_directory("blocked"), "state")
        os.mkdir(state)
        with open(os.path.join(state, "belay"), "w", encoding="ascii"):
            pass
        # The program warns, which would end it in a test.
        belay = self.rehearse(turn(click(9, 9), LOOK), state=state, env={"G_DEBUG": ""})
        problem = belay.wait_for(role="alert", has="record")
        self.assertNotEqual(problem.name, "")
        self.assertFalse(belay.describe()["approve"][0], "what cannot be recorded cannot be approved")
        self.assertEqual(belay.wire(), [])
        self.assertEqual(belay.quit(), 0, belay.output)

    def test_record_goes_away(self):
        belay = self.rehearse(turn(click(9, 9), LOOK))
        belay.wait_enabled("approve")
        shutil.rmtree(belay.trail_root)
        belay.keys("Return")
        belay.wait_for(role="alert", has="record")
        belay.wait_enabled("approve", False)
        self.assertEqual(belay.wire(), [], "something ran that is not on the record")
        self.assertEqual(belay.quit(), 0, belay.output)

    def show(self, name):
        if os.environ.get("BELAY_E2E_PICTURES"):
            self.world.screenshot(os.path.join(os.environ["BELAY_E2E_PICTURES"], name + ".png"))

    def test_sandbox_ends(self):
        """It does not come back, and nobody is told that it might."""
        belay = self.start("--sandbox", "bubblewrap", "--rehearse", self.scenario(turn(click(9, 9), LOOK)))
        if is_unavailable(belay.output):
            self.skipTest(belay.output)
        belay.wait_enabled("approve", timeout=40)
        # The others end with the first.
        for pid in belay.descendants():
            try:
                with open(f"/proc/{pid}/comm", encoding="utf-8") as file:
                    if file.read().strip() == "bwrap":
                        os.kill(pid, signal.SIGKILL)
            except (FileNotFoundError, ProcessLookupError):
                pass
        belay.wait_for(role="status", has="cannot go on")
        belay.wait_for(role="alert", name="The screen is closed")
        self.show("sandbox-ended")
        belay.wait_gone(has="Reconnecting")
        belay.wait_enabled("approve", False)
        self.assertEqual(belay.wire(), [])
        self.assertEqual(belay.quit(), 0, belay.output)

    def test_sandbox_did_not_pass(self):
        """Nobody in the sandbox tries to get out of it: nothing is proven, and nothing begins."""
        programs = os.environ["BELAY_LIBEXECDIR"]
        without = self.world.make_directory("without-probe")
        for name in os.listdir(programs):
            if name != "belay-probe":
                os.symlink(os.path.join(programs, name), os.path.join(without, name))

        belay = self.start("--sandbox", "bubblewrap", "--rehearse", self.scenario(turn(LOOK), turn(text="The end.")),
                           env={"BELAY_LIBEXECDIR": without})
        if is_unavailable(belay.output):
            self.skipTest(belay.output)
        belay.wait_for(role="button", has="The sandbox did not pass")
        belay.wait_for(role="label", has="nothing in the sandbox answered")
        self.show("preflight-red")
        self.assertEqual(belay.of_kind("preflight")[0]["unknown"], 0)
        self.assertEqual(belay.of_kind("task"), [])

        # By the keyboard alone. The first act asks, and can be taken back.
        belay.keys("Tab", "space")
        belay.wait_for(role="button", name="I Take This On")
        self.show("preflight-asking")
        self.assertEqual(belay.of_kind("preflight.accepted"), [])
        belay.keys("space")
        belay.wait_gone(role="button", name="I Take This On")
        belay.wait_for(role="button", name="Use It Anyway…").click()
        belay.wait_for(role="button", name="I Take This On").click()
        self.assertIn("files", belay.wait_record("preflight.accepted")["checks"])
        belay.wait_record("action.result", step=1, state="done")
        belay.wait_gone(role="button", name="Use It Anyway…")
        self.check_clean_end(belay)


if __name__ == "__main__":
    main()
