# SPDX-License-Identifier: GPL-3.0-or-later
"""What the end-to-end tests share: one world for each test program, and a picture of what went wrong.

If BELAY_E2E_KEEP names a folder, a failing test leaves there a picture of the display, what was in sight, the output, the
records and the wire."""

import json
import os
import shutil
import sys
import unittest

from world import World, wait_until

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "session"))

WORLD = World()

# They use the buses of that world.
from peers import Desktop  # noqa: E402
from program import Belay, are_gone  # noqa: E402

LOOK = {"name": "screenshot", "input": {}}
HOLD = {"name": "hold_key", "input": {"text": "a", "duration": 60}}


def click(x, y):
    return {"name": "left_click", "input": {"coordinate": [x, y]}}


def typing(text):
    return {"name": "type", "input": {"text": text}}


def turn(*actions, **more):
    return dict({"actions": list(actions)} if actions else {}, **more)


def is_unavailable(output):
    return "bwrap" in output or "bubblewrap" in output or "namespace" in output


class Case(unittest.TestCase):
    world = WORLD

    def start(self, *arguments, **more):
        belay = Belay(self.world, *arguments, **more)
        self.programs.append(belay)
        belay.wait_for_window()
        belay.focus()
        return belay

    def setUp(self):
        self.programs = []
        self.addCleanup(self.end_programs)

    def end_programs(self):
        for belay in self.programs:
            belay.kill()

    def desktop(self):
        """A screen somebody else provides: quicker than a container, and a test can look at it from the inside."""
        desktop = Desktop()
        self.addCleanup(desktop.close)
        return desktop

    def scenario(self, *turns, name="test", width=1280, height=800):
        scenario = {"format": 1, "name": name, "title": "A test", "summary": "What a test needs.", "task": "Do the test.",
                    "screen": {"width": width, "height": height}, "turns": list(turns)}
        return self.world.write(f"scenario-{self.id()}.json", json.dumps(scenario))

    def rehearse(self, *turns, arguments=(), desktop=None, **more):
        """A rehearsal on a screen of the test's, begun."""
        desktop = desktop or self.desktop()
        return self.start("--sandbox", desktop.sandbox, "--rehearse", self.scenario(*turns), *arguments, **more)

    def approve_until(self, belay, condition, what, timeout=60):
        """By the default button, as somebody does who does not read: Look Again where that is it."""
        def look():
            if condition():
                return True
            actions = belay.describe()
            if actions["approve"][0]:
                belay.action("approve")
            elif actions["look-again"][0]:
                belay.action("look-again")
            return False
        wait_until(look, lambda: f"{what}\n{belay.root.dump()}\n{belay.output}", timeout)

    def doCleanups(self):
        if not self._outcome.success and os.environ.get("BELAY_E2E_KEEP"):
            self.keep()
        return super().doCleanups()

    def keep(self):
        folder = os.path.join(os.environ["BELAY_E2E_KEEP"], self.id())
        os.makedirs(folder, exist_ok=True)
        self.world.screenshot(os.path.join(folder, "display.png"))
        for number, belay in enumerate(self.programs, 1):
            with open(os.path.join(folder, f"{number}-in-sight.txt"), "w", encoding="utf-8") as file:
                file.write(belay.root.dump() if belay.root is not None and belay.process.poll() is None else "")
            for path in (belay.log_path, belay.wire_path):
                if os.path.exists(path):
                    shutil.copy(path, os.path.join(folder, f"{number}-{os.path.basename(path)}"))
            if os.path.isdir(belay.trail_root):
                shutil.copytree(belay.trail_root, os.path.join(folder, f"{number}-sessions"), dirs_exist_ok=True)

    def drag(self, path, belay):
        """With the mouse, out of another program's window and onto the sandbox's screen."""
        source = self.world.start(os.environ["BELAY_TEST_DRAG_SOURCE"], path)
        self.addCleanup(source.kill)
        window = wait_until(lambda: self.world.output("xdotool", "search", "--onlyvisible", "--pid", str(source.pid)),
                            "a window to drag from").split()[-1]
        self.world.output("xdotool", "windowmove", "--sync", window, "0", "0")
        x, y, width, height = belay.geometry()
        mouse = ["mousemove", "--window", window, "60", "60", "mousedown", "1"]
        # In steps, as a hand does: a drag begins after some way, and the target is asked as it is reached.
        for step in range(1, 21):
            mouse += ["sleep", "0.02", "mousemove", str(60 + (x + width // 3) * step // 20), str(60 + (y + height // 2) * step // 20)]
        self.world.output("xdotool", *mouse, "sleep", "0.3", "mouseup", "1")

    def save_row(self, belay, name):
        """Takes the file of that name out, by the list that is open. Where it is then."""
        row = belay.wait_for(role="list item", has=name, timeout=60)
        for _ in range(8):
            if row.focused:
                break
            belay.keys("Tab")
            belay.keys("Down")
        belay.keys("Return")
        belay.wait_for(has="Save the File from the Sandbox", timeout=60)
        saved = os.path.join(self.world.directory, "taken out.txt")
        belay.keys("ctrl+a")
        belay.type(saved)
        belay.keys("Return")
        belay.wait_for(has="The file was saved.", timeout=60)
        return saved

    def check_clean_end(self, belay, by="quit"):
        """The program goes when told to, nothing is left of it, and its record is complete and what the wire saw."""
        processes = belay.descendants()
        status = belay.quit() if by == "quit" else belay.process.wait(20)
        self.assertEqual(status, 0, belay.output)
        wait_until(lambda: are_gone(processes), f"the processes of the program to be gone: {processes}")
        self.assertEqual(belay.records()[-1]["kind"], "session.close")
        verified = belay.trail("verify", "all")
        self.assertEqual(verified.returncode, 0, verified)
        shown = belay.trail("show", "--json", "latest").stdout.decode().splitlines()
        self.assertEqual([json.loads(line)["kind"] for line in shown][-1], "session.close")
        self.check_wire(belay)

    def check_wire(self, belay):
        self.assertEqual(belay.stray_events(), [], "an event left without a decided, recorded step")
        self.assertEqual(belay.held(), (set(), 0), "something is still held down")


def main():
    unittest.main(verbosity=2)
