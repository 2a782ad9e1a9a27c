#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A recorded session is replayed in the window: the form is filled in again, in a fresh sandbox, at a rhythm."""

import os

from case import LOOK, Case, click, main, turn
from gi.repository import GdkPixbuf, GLib
from world import wait_until

FORM = os.path.join(os.environ["BELAY_TEST_SRCDIR"], "..", "resources", "scenarios", "form.json")


class Replay(Case):
    def sessions(self, belay):
        return sorted(os.listdir(belay.trail_root))

    def of_session(self, belay, session, kind):
        return [r for r in belay.of_kind(kind) if r["sess"] == session]

    def sent(self, belay, session):
        return [(r["action"]["name"], r["action"]["input"]) for r in self.of_session(belay, session, "action.intent")]

    def last_picture(self, belay, session):
        sha256 = [r["picture"]["sha256"] for r in self.of_session(belay, session, "action.result") if "picture" in r][-1]
        return GdkPixbuf.Pixbuf.new_from_file(os.path.join(belay.trail_root, session, "blobs", sha256[:2], sha256 + ".png"))

    @staticmethod
    def differing(one, other):
        """Which part of the bytes of two pictures is not the same."""
        pixels = one.get_pixels(), other.get_pixels()
        assert len(pixels[0]) == len(pixels[1])
        return sum(a != b for a, b in zip(*pixels)) / len(pixels[0])

    @staticmethod
    def is_finished(belay):
        """Where the browser took its time, the screen is not yet as it was: then it asks, and is told to go on."""
        belay.check_running()
        if belay.find(role="status", name="Waiting for you") and belay.describe()["approve"][0]:
            belay.action("approve")
        return belay.find(role="status", has="inished")

    def test_form(self):
        first = self.start("--rehearse", FORM)
        # The script begins without a look, and slack decides on nothing that the agent has not seen.
        first.wait_enabled("approve", timeout=30)
        first.keys("Return")
        first.wait_result(1, "done")
        first.set_action("slack", GLib.Variant("s", "999"))
        first.wait_for(role="status", has="inished", timeout=120)
        self.assertEqual(first.quit(), 0, first.output)
        recorded = self.sessions(first)[0]

        second = self.start("--rehearse", recorded, "--slack", "auto:1", state=first.state)
        second.wait_for(has="No model is asked", timeout=60)
        second.wait_for(role="label", has="Replay of")
        second.wait_for(role="button", name="Slack: Play, One Step Every 1 Second")
        wait_until(lambda: self.is_finished(second), lambda: f"the end of the replay\n{second.root.dump()}", 120)
        second.wait_for(has="Here the recording ends")
        replayed = self.sessions(second)[1]
        self.assertEqual(self.sent(second, replayed), self.sent(second, recorded))
        # A browser that took its time is said, and taken back; nothing else may differ.
        differences = [r for r in self.of_session(second, replayed, "note") if "percent" in r]
        self.assertEqual([r["regions"] for r in differences][-1:], [[]] if differences else [])
        self.assertLess(self.differing(*(self.last_picture(second, session) for session in (recorded, replayed))), 0.001,
                        "the screen in the end, but for how long the browser says that it took")
        self.assertEqual(self.of_session(second, replayed, "task")[0]["agent"], "replay:" + recorded)
        self.assertEqual(second.quit(), 0, second.output)

    def test_differences_and_a_broken_record(self):
        """Something else lies where the recording clicked: it asks, says so, and marks it afterwards."""
        first = self.rehearse(turn(LOOK), turn(click(900, 500), LOOK), turn(text="The end."), arguments=("--slack", "999"))
        first.wait_for(role="status", has="inished")
        self.assertEqual(first.quit(), 0, first.output)
        recorded = os.path.join(first.trail_root, self.sessions(first)[0])

        desktop = self.desktop()
        desktop.start("xmessage", "-geometry", "200x120+820+450", "-bg", "red", "-buttons", "", " ")
        desktop.start("xdotool", "search", "--sync", "--onlyvisible", "--class", "xmessage").wait(20)
        second = self.start("--sandbox", desktop.sandbox, "--rehearse", recorded, "--slack", "auto:recorded",
                            state=first.state)
        second.wait_for(has="The target looks different from the recording")
        second.wait_for(has="The screen differs from the recording in 1 place")
        second.wait_enabled("approve")
        self.assertEqual(second.wire(), [])
        second.focus()
        second.keys("Return")
        second.wait_for(role="status", has="inished")
        self.check_clean_end(second)

        log = os.path.join(recorded, "log.0001.jsonl")
        with open(log, "rb") as file:
            lines = file.read()
        self.assertIn(b"900", lines)
        with open(log, "wb") as file:
            file.write(lines.replace(b"900", b"901"))
        third = self.start("--sandbox", desktop.sandbox, "--rehearse", recorded, state=first.state)
        third.wait_for(has="This record is broken")
        self.assertEqual(third.quit(), 0, third.output)


if __name__ == "__main__":
    main()
