#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A recorded session is replayed: the same steps, the same screen; and what differs is said and asked about.

Each test records a session on a desktop of its own, then replays its trail on another one that looks the same or does
not. The program on it is xterm: it shows what is typed into it."""

import glob
import json
import os
import shutil
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peers import Desktop, Session  # noqa: E402

LOOK = {"name": "screenshot", "input": {}}
CLICK = {"name": "left_click", "input": {"coordinate": [200, 150]}}
ELSEWHERE = {"name": "left_click", "input": {"coordinate": [900, 600]}}
TYPE = {"name": "type", "input": {"text": "hello"}}
MORE = {"name": "type", "input": {"text": " world"}}
BACKDROP = "#335577"


def reply(*actions, **more):
    return dict(actions=list(actions), **more)


class Replay(unittest.TestCase):
    def make_desktop(self, *patches, backdrop=BACKDROP, geometry="1280x800"):
        """An xterm at the left, without a window manager: what is typed goes where the pointer is."""
        desktop = Desktop(geometry)
        self.addCleanup(desktop.close)
        desktop.run("xsetroot", "-solid", backdrop)
        desktop.start("xdotool", "mousemove", "1000", "700").wait(20)
        desktop.start("xterm", "-geometry", "60x12+40+40", "-fn", "fixed", "-xrm", "*cursorBlink: false", "-e", "cat")
        for colour, place in patches:
            desktop.start("xmessage", "-geometry", place, "-bg", colour, "-buttons", "", " ")
        for program in ["xterm"] + ["xmessage" for _ in patches]:
            desktop.start("xdotool", "search", "--sync", "--onlyvisible", "--class", program).wait(20)
        return desktop

    def start(self, desktop, replies, *options):
        session = Session(desktop, replies, *options)
        self.addCleanup(session.clean)
        return session

    def record(self, replies, *commands, slack="999", geometry="1280x800"):
        """Returns the directory of a trail."""
        session = self.start(self.make_desktop(geometry=geometry), replies, "--slack", slack)
        for event, value, command in commands:
            session.when(event, value, command)
        self.assertEqual(session.finish(), 0)
        return glob.glob(os.path.join(session.trail_root, "*"))[0]

    def replay(self, desktop, directory, *options):
        return self.start(desktop, None, "--replay", directory, *options)

    def sent(self, records):
        return [(r["action"]["name"], r["action"]["input"]) for r in records if r["kind"] == "action.intent"]

    def notices(self, session):
        return [e["value"] for e in session.events if e["event"] == "notice"]

    def findings(self, session, guard):
        scans = {r["step"]: r for r in session.records() if r["kind"] == "scan" and "step" in r}
        return [(step, f) for step, scan in sorted(scans.items()) for f in scan["findings"] if f["guard"] == guard]

    def read(self, directory):
        records = []
        for log in sorted(glob.glob(os.path.join(directory, "log.*.jsonl"))):
            with open(log, "rb") as lines:
                records += [json.loads(line) for line in lines]
        return records

    def test_same_desktop_same_steps(self):
        directory = self.record([reply(LOOK, text="First I look."), reply(CLICK, TYPE, text="Now I type."),
                                 reply(MORE, LOOK)])
        session = self.replay(self.make_desktop(), directory, "--slack", "999")
        self.assertEqual(session.finish(), 0)
        recorded, replayed = self.read(directory), session.records()
        self.assertEqual(self.sent(replayed), self.sent(recorded))
        pictures = [[r["picture"]["px_sha256"] for r in log if r["kind"] == "action.result" and "picture" in r]
                    for log in (recorded, replayed)]
        self.assertEqual(pictures[0], pictures[1])
        self.assertEqual([r for r in replayed if r["kind"] == "note" and "percent" in r], [])
        self.assertEqual(self.findings(session, "recorded-target"), [])
        self.assertEqual(len(self.findings(session, "recording")), 3, "each step says what was decided then")
        task = next(r for r in replayed if r["kind"] == "task")
        self.assertTrue(task["rehearsal"])
        self.assertIn(os.path.basename(directory), task["agent"])
        self.assertIn("no model was asked", task["describe"])
        self.assertIn("No model is asked", self.notices(session)[0])
        said = [r["content"] for r in replayed if r["kind"] == "api.response"]
        self.assertNotIn("Done.", said[2], "the words of a later reply")
        self.assertIn("Done.", said[3])
        self.assertIn("First I look.", said[0])
        self.assertIn("Now I type.", said[1])

    def test_other_target_asks(self):
        """Something lies where the recording clicked: slack may not click there by itself."""
        directory = self.record([reply(LOOK), reply(ELSEWHERE, LOOK)])
        desktop = self.make_desktop(("#dd2222", "120x90+860+570"))
        session = self.replay(desktop, directory, "--slack", "999")
        session.wait("state", "waiting")
        self.assertEqual(session.wire(), [])
        session.send("approve")
        session.finish()
        found = self.findings(session, "recorded-target")
        self.assertEqual([(step, f["severity"]) for step, f in found], [(2, "warn")])
        note = next(r for r in session.records() if r["kind"] == "note" and "percent" in r)
        region = note["regions"][0]
        self.assertEqual(note["step"], 1)
        self.assertEqual(len(note["regions"]), 1)
        self.assertTrue(855 <= region["x"] <= 865 and 565 <= region["y"] <= 575, region)
        self.assertTrue(115 <= region["width"] <= 130 and 85 <= region["height"] <= 100, region)
        self.assertLessEqual(note["percent"], 2)

    def test_difference_elsewhere_asks_once(self):
        directory = self.record([reply(LOOK), reply(CLICK), reply(TYPE), reply(LOOK)])
        desktop = self.make_desktop(("#22dd22", "200x100+1000+100"))
        session = self.replay(desktop, directory, "--slack", "999")
        session.when("state", "waiting", "approve")
        session.finish()
        self.assertEqual([step for step, _ in self.findings(session, "recorded-screen")], [2])
        self.assertEqual(self.findings(session, "recorded-target"), [])
        self.assertEqual(len([n for n in self.notices(session) if "differs" in n]), 1)
        self.assertIn("1 place (3\u00a0%)", [n for n in self.notices(session) if "differs" in n][0])

    def test_decided_ahead_is_asked_again(self):
        directory = self.record([reply(LOOK), reply(CLICK, ELSEWHERE)])
        desktop = self.make_desktop(("#dd2222", "120x90+860+570"))
        session = self.replay(desktop, directory)
        session.when("state", "waiting", "approve-turn")
        session.when("step", "3 decided", "approve")
        session.wait("step", "2 done")
        session.when("step", "3 waiting", "skip")
        session.finish()
        self.assertFalse(any(a[:2] == [900, 600] for _, kind, a in session.wire() if kind == "pointer"))

    def test_stopped_while_comparing(self):
        """The comparison ends when the session is at something else: nothing runs that was not decided."""
        directory = self.record([reply(LOOK), reply(CLICK), reply(TYPE), reply(LOOK)])
        session = self.replay(self.make_desktop(("#22dd22", "200x100+1000+100")), directory, "--slack", "999")
        session.when("status", "Comparing with the recording…", "stop")
        session.when("state", "stopped", "answer Go on")
        session.when("state", "waiting", "stop")
        session.wait("state", "stopped")
        time.sleep(2.5)
        session.close()
        self.assertEqual(session.wire(), [])
        self.assertEqual([name for name, _ in self.sent(session.records())], ["screenshot"])

    def test_what_did_not_run_is_not_proposed(self):
        directory = self.record([reply(LOOK), reply(CLICK, ELSEWHERE, TYPE), reply(TYPE), reply(LOOK)],
                                ("state", "waiting", "approve"), ("step", "3 waiting", "reject Not there"),
                                ("step", "5 waiting", "approve"), slack="looks")
        session = self.replay(self.make_desktop(), directory, "--slack", "999")
        session.finish()
        self.assertEqual([name for name, _ in self.sent(session.records())],
                         ["screenshot", "left_click", "type", "screenshot"])
        notices = [n for n in self.notices(session) if "Not proposed again" in n]
        self.assertEqual(len(notices), 2)
        self.assertIn("Not there", notices[0])

    def test_edited_step_is_proposed_verbatim_and_asks(self):
        directory = self.record([reply(LOOK), reply(ELSEWHERE), reply(LOOK)],
                                ("state", "waiting", 'edit {"coordinate":[200,150]}'), slack="looks")
        session = self.replay(self.make_desktop(), directory, "--slack", "999")
        session.when("state", "waiting", 'edit {"coordinate":[200,150]}')
        session.finish()
        step, finding = self.findings(session, "recording")[0]
        self.assertEqual((step, finding["severity"]), (2, "warn"))
        self.assertIn("200", finding["sentence"])
        proposed = [r for r in session.records() if r["kind"] == "tool.proposed"][1]
        self.assertIn("900", proposed["input"])
        self.assertEqual(self.sent(session.records()), self.sent(self.read(directory)))

    def test_rejected_now_is_proposed_again(self):
        directory = self.record([reply(LOOK), reply(CLICK, TYPE), reply(LOOK)])
        session = self.replay(self.make_desktop(), directory)
        session.when("state", "waiting", "approve")
        session.when("step", "3 waiting", "reject")
        session.when("state", "finished", "answer Go on")
        session.when("step", "4 waiting", "approve")
        session.finish()
        self.assertEqual(self.sent(session.records()), self.sent(self.read(directory)))

    def test_the_persons_words(self):
        """With a rhythm they are said again by themselves."""
        directory = self.record([reply(LOOK, text="I look."), reply(text="Which one?", stop="end_turn"), reply(CLICK), reply(LOOK)],
                                ("state", "asking", "answer The left one"))
        for slack in ("999", "auto:1", "auto:recorded"):
            session = self.replay(self.make_desktop(), directory, "--slack", slack)
            session.wait("state", "asking")
            if slack == "999":
                session.send("recorded-words")
                self.assertEqual(session.wait("recorded-words")["value"], "The left one")
                session.send("answer The left one")
            session.finish()
            self.assertEqual(self.sent(session.records()), self.sent(self.read(directory)))
            self.assertIn("The left one", [r.get("text") for r in session.records() if r["kind"] == "instruction"])

    def test_rhythm_waits_and_stops(self):
        directory = self.record([reply(LOOK), reply(CLICK), reply(ELSEWHERE), reply(LOOK)])
        session = self.replay(self.make_desktop(("#dd2222", "120x90+860+570")), directory, "--slack", "auto:1")
        session.when("state", "waiting", "approve")
        session.wait("step", "2 done")
        session.when("step", "3 waiting", "skip")
        session.finish()
        same = self.replay(self.make_desktop(), directory, "--slack", "auto:1")
        same.wait("state", "countdown")
        begin = time.monotonic()
        same.wait("step", "2 done")
        self.assertGreater(time.monotonic() - begin, 0.9)
        same.finish()

    def test_scaled_pictures(self):
        """A screen larger than pictures may be: what is compared are the pictures, what is said are pixels of the screen."""
        directory = self.record([reply(LOOK), reply(CLICK), reply(ELSEWHERE)], geometry="2560x1440")
        same = self.replay(self.make_desktop(geometry="2560x1440"), directory, "--slack", "999")
        same.finish()
        self.assertEqual(self.sent(same.records()), self.sent(self.read(directory)))
        self.assertEqual([r for r in same.records() if r["kind"] == "note" and "percent" in r], [])
        # 900,600 in a picture of 2000 pixels is 1152,768 on the screen.
        other = self.replay(self.make_desktop(("#dd2222", "160x120+1080+710"), geometry="2560x1440"), directory,
                            "--slack", "999")
        other.when("step", "2 waiting", "approve")
        other.when("step", "3 waiting", "approve")
        other.finish()
        found = self.findings(other, "recorded-target")
        self.assertEqual([step for step, _ in found], [3])
        region = found[0][1]["region"]
        self.assertTrue(abs(region["x"] + region["width"] / 2 - 1152) < 4, region)
        self.assertTrue(abs(region["y"] + region["height"] / 2 - 768) < 4, region)

    def test_other_size_refuses(self):
        directory = self.record([reply(LOOK), reply(CLICK)])
        session = self.replay(self.make_desktop(geometry="1024x768"), directory, "--slack", "999")
        problem = session.wait("problem")["value"]
        self.assertIn("1280×800", problem)
        self.assertIn("1024×768", problem)
        session.close()
        self.assertEqual(session.wire(), [])

    def test_broken_trail_refuses(self):
        directory = self.record([reply(LOOK), reply(CLICK)])
        log = os.path.join(directory, "log.0001.jsonl")
        with open(log, "rb") as file:
            lines = file.read()
        with open(log, "wb") as file:
            file.write(lines.replace(b"200,150", b"200,151"))
        session = self.replay(self.make_desktop(), directory)
        self.assertIn("broken", session.wait("error")["value"])
        session.close()

    def test_missing_pictures_ask(self):
        directory = self.record([reply(LOOK), reply(CLICK), reply(LOOK)])
        shutil.rmtree(os.path.join(directory, "blobs"))
        session = self.replay(self.make_desktop(), directory, "--slack", "999")
        session.wait("state", "waiting")
        self.assertEqual(session.wire(), [])
        session.send("approve")
        session.finish()
        self.assertEqual([step for step, _ in self.findings(session, "recorded-target")], [2])


if __name__ == "__main__":
    unittest.main(verbosity=2)
