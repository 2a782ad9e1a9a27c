#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in control: stopping, taking over, preparing, closing, and what is left when the program is killed."""

import json
import os
import time
import unittest

from case import HOLD, LOOK, Case, click, main, turn, typing
from gi.repository import GLib
from program import are_gone
from world import wait_until

ESCAPE = 0xff1b


class Control(Case):
    def wait_for_wire(self, belay):
        wait_until(lambda: belay.check_running() and belay.wire(), "the first event")

    def check_silence(self, belay, since, seconds=0.3):
        """Not a wait for something: the time in which nothing may come."""
        time.sleep(seconds)
        self.assertEqual(belay.wire()[since:], [], "something was sent afterwards")

    def test_stop_in_the_middle(self):
        long_text = "The quick brown fox. " * 150
        for action in (HOLD, typing(long_text)):
            belay = self.rehearse(turn(action, click(9, 9)), turn(text="Back again."))
            belay.wait_enabled("approve")
            belay.keys("Return")
            self.wait_for_wire(belay)
            pressed = time.monotonic_ns()
            belay.keys("Escape")
            belay.wait_record("action.result", step=1, state="interrupted")
            sent = len(belay.wire())
            belay.wait_for(role="status", name="Stopped")
            self.check_silence(belay, sent)
            # xdotool and the way of a key through the display are part of this.
            self.assertLess(belay.wire()[-1][0] - pressed, 1_000_000_000)
            self.assertLess(sent, 2000)
            self.assertEqual(belay.held(), (set(), 0))
            self.assertNotIn(ESCAPE, [a[0] for _, kind, a in belay.wire() if kind == "key"])
            belay.wait_result(2, "not-run")
            belay.wait_record("interrupt", by="person")

            belay.wait_enabled("answer")
            box = belay.wait_for(role="text box")
            box.text = "Now something else"
            belay.wait_for(role="button", name="Go On", enabled=True).click()
            self.assertEqual(belay.wait_record("instruction")["text"], "Now something else")
            wait_until(lambda: "Now something else" in str(belay.of_kind("api.request")[-1]["text"]), "it to be told")
            self.check_clean_end(belay)

    def test_stop_by_its_button_and_over_the_bus(self):
        belay = self.rehearse(turn(HOLD), turn(HOLD))
        belay.wait_enabled("approve")
        belay.keys("Return")
        self.wait_for_wire(belay)
        belay.click_at(belay.wait_for(role="button", name="Stop"))
        belay.wait_result(1, "interrupted")
        self.assertEqual(belay.held(), (set(), 0))
        belay.wait_enabled("answer")
        sent = len(belay.wire())
        belay.action("answer", GLib.Variant("s", "Again"))
        belay.wait_enabled("approve")
        belay.action("approve")
        wait_until(lambda: len(belay.wire()) > sent, "the next step")
        belay.action("stop")
        belay.wait_result(2, "interrupted")
        self.check_clean_end(belay)

    def test_take_over_and_hand_back(self):
        belay = self.rehearse(turn(click(100, 100), LOOK), turn(text="I see what you did."))
        belay.wait_enabled("take-over")
        belay.wait_enabled("approve")
        view = belay.wait_for(has="sandbox’s screen")
        belay.keys("t")
        belay.wait_result(1, "not-run")
        belay.wait_for(role="alert", name="You Are in Control")
        self.assertEqual(belay.describe()["take-over"][1], True)
        # A mouse that happens to be over the view is where it is.
        self.assertEqual([event for event in belay.wire() if event[2][-1] != 0], [])

        # The letters that decide are only letters now, and the click is the person's own.
        belay.click_at(view)
        wait_until(lambda: any(kind == "pointer" and a[2] == 1 for _, kind, a in belay.wire()), "the click")
        middle = next(a[:2] for _, kind, a in belay.wire() if kind == "pointer" and a[2] == 1)
        self.assertLess(abs(middle[0] - 640) + abs(middle[1] - 400), 20, "the middle is the middle")
        belay.type("test Re")
        wait_until(lambda: self.typed(belay) == "test Re", lambda: f"the letters: {self.typed(belay)}")
        wait_until(lambda: belay.held() == (set(), 0), "the last of them to be let go")

        belay.wait_for(role="button", name="Hand Back").click()
        belay.wait_record("person.control", what="handed back")
        # The script proposes the same again.
        belay.wait_enabled("approve")
        self.assertEqual(belay.describe()["take-over"][1], False)
        told = belay.of_kind("api.request")[-1]
        self.assertIn("took over", told["text"])
        self.assertIsNotNone(told["picture"], "handing back starts with a picture")
        sent = len(belay.wire())
        belay.click_at(view)
        self.check_silence(belay, sent)
        inputs = [r["what"] for r in belay.of_kind("human.input")]
        self.assertEqual(inputs[1:], ["7 keys"])
        self.assertRegex(inputs[0], r"^left click at 6\d\d,\d+$")
        belay.wait_for(has="You typed 7 keys")
        self.assertNotIn("test", " ".join(inputs), "which keys they were is nobody's business")
        self.check_clean_end(belay)

    def test_private_input(self):
        """By keyboard alone, from taking over to the look at what is left."""
        secret = "correct horse"
        belay = self.rehearse(turn(click(100, 100), LOOK), turn(text="I see."))
        belay.wait_enabled("approve")
        belay.keys("p")
        belay.wait_for(role="alert", name="Private Input")
        belay.wait_for(role="status", name="Private input: nothing is recorded")
        self.assertFalse(belay.describe()["answer"][0])
        belay.type(secret)
        wait_until(lambda: self.typed(belay) == secret, lambda: f"the letters: {self.typed(belay)}")
        # Whoever watches the window of a presenter sees that something is private, and nothing else.
        belay.set_action("presenter", GLib.Variant("b", True))
        belay.wait_for(role="button", name="Show the Screen")
        belay.set_action("presenter", GLib.Variant("b", False))
        belay.wait_gone(role="button", name="Show the Screen")

        belay.keys("ctrl+F6")
        wait_until(lambda: belay.find(role="button", name="Done").focused, "the keyboard on the card")
        belay.keys("Return")
        belay.wait_for(role="alert", name="Is Anything Private Left on the Screen?")
        wait_until(lambda: belay.find(role="button", name="Not Yet").focused, "what leads back to be the default")
        self.assertEqual(len(belay.of_kind("api.request")), 1, "nothing went to the agent yet")
        belay.keys("Return")
        belay.wait_for(role="alert", name="Private Input")
        belay.keys("ctrl+F6", "Return")
        belay.wait_for(role="button", name="Show the Agent").click()
        belay.wait_record("person.control", what="handed back")
        wait_until(lambda: "worked privately" in str(belay.of_kind("api.request")[-1]["text"]), "it to be told")
        self.assertIsNotNone(belay.of_kind("api.request")[-1]["picture"])
        self.assertNotIn(secret, json.dumps(belay.records()) + belay.output)
        self.assertEqual(belay.of_kind("human.input"), [])
        controls = [r["what"] for r in belay.of_kind("person.control")]
        self.assertEqual(controls, ["took over", "private input began", "private input ended", "handed back"])
        belay.wait_enabled("approve")
        self.check_clean_end(belay)

    @staticmethod
    def typed(belay):
        return "".join(chr(a[0]) for _, kind, a in belay.wire() if kind == "key" and a[1] == 1 and a[0] < 0x100)

    def test_escape_while_in_control(self):
        belay = self.rehearse(turn(click(100, 100), LOOK), turn(text="I see."))
        belay.wait_enabled("approve")
        belay.keys("t")
        belay.wait_for(role="alert", name="You Are in Control")
        view = belay.wait_for(has="sandbox’s screen")
        belay.click_at(view)
        self.wait_for_wire(belay)
        self.world.output("xdotool", "keydown", "a")
        wait_until(lambda: belay.held()[0] == {ord("a")}, "the key to be held")
        belay.keys("Escape")
        belay.wait_for(role="status", name="Stopped")
        self.world.output("xdotool", "keyup", "a")
        self.assertEqual(belay.held(), (set(), 0))
        self.assertNotIn(ESCAPE, [a[0] for _, kind, a in belay.wire() if kind == "key"])
        self.check_clean_end(belay)

    def test_prepare_first(self):
        desktop = self.desktop()
        belay = self.start("--sandbox", desktop.sandbox)
        belay.wait_enabled("answer")
        view = belay.wait_for(has="sandbox’s screen")
        belay.click_at(view)
        self.wait_for_wire(belay)
        belay.type("abc")
        wait_until(lambda: self.typed(belay) == "abc", "the letters")
        # The task follows, but there is no key: the place for it opens, and the sandbox and the words stay.
        box = belay.wait_for(role="text box")
        box.text = "Look around"
        belay.wait_for(role="button", name="Start", enabled=True).click()
        belay.wait_for(role="text box", name="New API Key")
        self.assertTrue(belay.describe()["answer"][0])
        self.assertEqual(box.text, "Look around")
        self.assertEqual(belay.of_kind("task"), [])
        self.check_clean_end(belay)

    def test_close_the_window_in_the_middle(self):
        belay = self.rehearse(turn(HOLD, click(9, 9)))
        belay.wait_enabled("approve")
        belay.keys("shift+Return")
        self.wait_for_wire(belay)
        processes = belay.descendants()
        belay.keys("ctrl+w")
        self.assertEqual(belay.process.wait(20), 0, belay.output)
        wait_until(lambda: are_gone(processes), "the processes to be gone")
        self.assertEqual(belay.records()[-1]["kind"], "session.close")
        self.assertEqual([r["step"] for r in belay.of_kind("action.intent")], [1])
        self.check_wire(belay)

    def start_hold_in_own_sandbox(self):
        belay = self.start("--rehearse", self.scenario(turn(HOLD, click(9, 9))))
        belay.wait_enabled("approve", timeout=30)
        belay.keys("Return")
        self.wait_for_wire(belay)
        processes = belay.descendants()
        self.assertGreater(len(processes), 5, "the sandbox is made of processes")
        return belay, processes

    def test_close_own_sandbox(self):
        belay, processes = self.start_hold_in_own_sandbox()
        belay.close_window()
        self.assertEqual(belay.process.wait(20), 0, belay.output)
        wait_until(lambda: are_gone(processes), "the sandbox to be gone")
        self.assertEqual(belay.records()[-1]["kind"], "session.close")
        self.check_wire(belay)
        self.assertEqual(os.listdir(os.path.join(self.world.env["XDG_RUNTIME_DIR"], "belay")), [])

    def test_killed(self):
        belay, processes = self.start_hold_in_own_sandbox()
        belay.kill()
        wait_until(lambda: are_gone(processes), "the sandbox to be gone")
        self.assertEqual(belay.trail("verify").returncode, 3)
        self.assertEqual(belay.of_kind("action.result"), [])

        again = self.start(state=belay.state)
        notice = again.wait_for(role="alert", has="ended unexpectedly")
        self.assertIn("1 step may or may not have run", notice.name)
        self.assertEqual([(r["step"], r["state"]) for r in again.of_kind("action.result")], [(1, "unknown")])
        self.assertEqual(again.wire(), [], "nothing runs twice")
        again.wait_for(role="button", name="Dismiss").click()
        again.wait_gone(role="alert", has="ended unexpectedly")
        self.assertEqual(again.quit(), 0)
        self.assertEqual(again.trail("verify").returncode, 0, "what was closed after a crash is sealed, its gap named")


if __name__ == "__main__":
    main()
