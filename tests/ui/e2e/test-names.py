#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The decision card names what a step is aimed at: read from the pixels, and said by the sandbox where that is ours."""

import os
import unittest

from case import LOOK, Case, click, is_unavailable, main, turn, typing
from world import wait_until

FILLER = ["", ""] + ["mmmmmmmm mmmmmmmm mmmmmmmm mmmmmmmm"] * 4
NOTES = "/opt/belay/examples/notes.txt"
# A program that shows one thing and tells assistive tools another.
LIAR = ("/usr/bin/python3 -c \"import gi; gi.require_version('Gtk', '3.0'); from gi.repository import Gtk; w = Gtk.Window(title='Liar'); "
        "b = Gtk.Button(label='Delete everything'); b.get_accessible().set_name('Cancel'); w.add(b); w.show_all(); Gtk.main()\"\n")


def key(text):
    return {"name": "key", "input": {"text": text}}


def wait(seconds):
    return {"name": "wait", "input": {"duration": seconds}}


class Names(Case):
    def show(self, name):
        if os.environ.get("BELAY_E2E_PICTURES"):
            self.world.screenshot(os.path.join(os.environ["BELAY_E2E_PICTURES"], name + ".png"))

    def decision(self, belay, step):
        return belay.wait_record("decision", step=step)

    def test_pixels(self):
        desktop = self.desktop()
        desktop.write(["Remove everything"] + FILLER, "#202020", "#fafafa")
        belay = self.rehearse(turn(LOOK), turn(click(330, 312)), turn(text="The end."), desktop=desktop)
        belay.wait_for(role="alert", has="Left click on Remove")
        belay.wait_for(has="Read from the screen.")
        self.show("pixels")

        # It follows the live screen.
        desktop.run("xsetroot", "-solid", "#30343a")
        client = desktop.clients.pop()
        client.kill()
        client.wait()
        belay.wait_for(role="alert", has="Left click at 330, 312")
        desktop.write(["Keep everything"] + FILLER, "#202020", "#fafafa")
        belay.wait_for(role="alert", has="Left click on Keep")
        belay.wait_enabled("approve")
        belay.action("approve")
        belay.wait_result(2, "done")

        target = self.decision(belay, 2)["target"]
        self.assertEqual(target["source"], "pixels")
        self.assertTrue(target["words"].startswith("Keep"), target)
        belay.wait_for(role="label", has="Left click on Keep")
        shown = belay.trail("show", "--step", "2", "latest")
        self.assertIn("Keep", (shown.stdout + shown.stderr).decode())
        self.check_clean_end(belay)

    def test_program_that_lies(self):
        belay = self.start("--sandbox", "bubblewrap", "--slack", "auto", "--rehearse", self.scenario(
            turn(LOOK), turn(key("ctrl+alt+t"), wait(2), LOOK), turn(typing(LIAR), wait(4), LOOK),
            turn(key("super+Up"), wait(1), LOOK), turn(click(640, 400)), turn(text="The end.")))
        if not belay.wait_record("session.open", timeout=30) or is_unavailable(belay.output):
            raise unittest.SkipTest("no container can be made here")

        # All the others run by themselves.
        belay.wait_for(has="The sandbox says “Cancel”, the screen reads “Delete everything”.", timeout=60)
        self.show("lie")
        belay.wait_enabled("approve")
        self.assertNotIn(11, [r["step"] for r in belay.of_kind("decision")])
        belay.action("approve")
        belay.wait_result(11, "done")
        self.assertEqual(self.decision(belay, 11)["target"]["source"], "disputed")
        self.assertEqual(self.decision(belay, 11)["by"], "person")
        self.check_clean_end(belay)

    def test_sandbox(self):
        belay = self.start("--sandbox", "bubblewrap", "--rehearse", self.scenario(
            turn(LOOK), turn(key("ctrl+alt+t")), turn(typing(f"mousepad {NOTES}\n")), turn(key("super+Up"), wait(2), LOOK),
            turn(click(110, 35)), turn(text="The end.")))
        if not belay.wait_record("session.open", timeout=30) or is_unavailable(belay.output):
            raise unittest.SkipTest("no container can be made here")

        belay.wait_for(role="alert", has="Ctrl+Alt+T", timeout=40)
        belay.wait_enabled("approve")
        belay.action("approve")
        belay.wait_result(2, "done")
        belay.wait_for(role="alert", has="Type this text into “Terminal”", timeout=40)
        self.show("typing")
        belay.wait_enabled("approve")
        belay.action("approve")
        belay.wait_result(3, "done")
        self.assertIn("into", belay.wait_for(role="label", has="mousepad").name)

        # Where keys go is said for the window that has come meanwhile.
        belay.wait_for(role="alert", has="notes.txt", timeout=40)
        self.show("key")
        belay.wait_enabled("approve")
        belay.action("approve")
        belay.wait_result(4, "done")

        belay.wait_for(role="alert", has="Left click on Search (menu) in “", timeout=40)
        belay.wait_for(has="the sandbox says the same")
        self.show("both")
        belay.wait_enabled("approve")
        belay.action("approve")
        belay.wait_result(7, "done")

        target = self.decision(belay, 7)["target"]
        self.assertEqual((target["source"], target["words"], target["role"], target["program"]),
                         ("both", "Search", "menu", "Mousepad"))
        self.assertIn("notes.txt", target["window"])
        wait_until(lambda: belay.of_kind("decision"), "decisions")
        self.check_clean_end(belay)


if __name__ == "__main__":
    main()
