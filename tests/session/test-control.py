#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The person in control: what they did is on the record and told, what they did privately is nowhere, and a person who has
gone is not taken for one who watches."""

import glob
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peers import Desktop, Session  # noqa: E402

LOOK = {"name": "screenshot", "input": {}}
CLICK = {"name": "left_click", "input": {"coordinate": [200, 200]}}

# Small, as pictures are read with bare hands.
GEOMETRY = "640x400"

# What is typed into the terminal shows in this colour, and nothing else does.
INK = "#12fe34"
PUBLIC, CANARY = "marmalade", "canary-7361"


def reply(*actions, **more):
    return dict(actions=list(actions), **more)


def read_pixels(path):
    """The samples of an 8 bit RGB or RGBA picture, and how many bytes a pixel takes."""
    with open(path, "rb") as file:
        data = file.read()
    position, packed, header = 8, b"", None
    while position < len(data):
        length, kind = struct.unpack(">I4s", data[position:position + 8])
        body = data[position + 8:position + 8 + length]
        if kind == b"IHDR":
            header = struct.unpack(">IIBBBBB", body)
        elif kind == b"IDAT":
            packed += body
        position += length + 12
    width, height, depth, colour, _, _, interlaced = header
    assert (depth, interlaced) == (8, 0) and colour in (2, 6), header
    size = 3 if colour == 2 else 4
    raw, stride, pixels, above = zlib.decompress(packed), width * size, bytearray(), bytes(width * size)
    for row in range(height):
        start = row * (stride + 1)
        above = unfilter(raw[start], bytearray(raw[start + 1:start + 1 + stride]), above, size)
        pixels += above
    return bytes(pixels), size


def unfilter(kind, line, above, size):
    for i in range(len(line) if kind else 0):
        left = line[i - size] if i >= size else 0
        corner = above[i - size] if i >= size else 0
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = above[i]
        elif kind == 3:
            guess = (left + above[i]) // 2
        else:
            estimate = left + above[i] - corner
            guess = min((abs(estimate - left), 0, left), (abs(estimate - above[i]), 1, above[i]),
                        (abs(estimate - corner), 2, corner))[2]
        line[i] = (line[i] + guess) & 255
    return bytes(line)


def shows_ink(path):
    pixels, size = read_pixels(path)
    ink = bytes.fromhex(INK[1:])
    place = pixels.find(ink)
    while place >= 0 and place % size:
        place = pixels.find(ink, place + 1)
    return place >= 0


class Control(unittest.TestCase):
    def make_desktop(self):
        desktop = Desktop(GEOMETRY)
        self.addCleanup(desktop.close)
        return desktop

    def start(self, replies, *options, **more):
        session = Session(self.desktop, replies, *options, **more)
        self.addCleanup(session.clean)
        return session

    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop(GEOMETRY)

    @classmethod
    def tearDownClass(cls):
        cls.desktop.close()

    def take_over(self, replies=None, *options, **more):
        session = self.start(replies or [reply(LOOK), reply(CLICK), reply(LOOK)], *options, **more)
        session.when("state", "waiting", "take-over")
        session.wait("state", "taken-over")
        return session

    @staticmethod
    def inputs(session):
        return [r["what"] for r in session.records() if r["kind"] == "human.input"]

    @staticmethod
    def controls(session):
        return [r["what"] for r in session.records() if r["kind"] == "person.control"]

    def test_steps_of_the_person(self):
        session = self.take_over()
        for command in ("point 10 10 0", "point 100 100 1", "point 101 101 0", "point 100 100 1", "point 100 100 0",
                        "type secret word", "point 300 300 4", "point 300 300 0", "point 50 50 1", "point 80 90 1",
                        "point 200 210 1", "point 200 210 0", "point 60 60 16", "point 60 60 0", "point 60 60 16",
                        "point 60 60 0", "key 0xff0d", "hand-back"):
            session.send(command)
        told = session.wait("told")
        self.assertEqual(session.finish(), 0)
        self.assertEqual(self.inputs(session),
                         ["2 left clicks at 100,100", "11 keys", "right click at 300,300", "left drag from 50,50 to 200,210",
                          "scroll down 2 at 60,60", "1 key"])
        self.assertEqual(self.controls(session), ["took over", "handed back"])
        self.assertIn("they clicked 3 times, dragged 1 time, scrolled and pressed 12 keys.", told["text"])
        self.assertNotIn("secret", told["text"])
        records = session.records()
        self.assertNotIn("secret", str(records))
        self.assertEqual([r["why"] for r in records if r["kind"] == "frame"][-2:], ["took over", "look"],
                         "a picture from before and one from after")

    def test_what_is_typed_where_the_person_wants_it(self):
        session = self.take_over()
        session.send("type hush")
        session.send("record-typing on")
        session.send("type hello")
        session.send("key 0xff0d")
        session.send("key 0xff51")
        session.send("hand-back")
        told = session.wait("told")
        session.finish()
        self.assertEqual(self.inputs(session), ["4 keys", "7 keys: hello\n⟨Left⟩"])
        self.assertEqual(self.controls(session), ["took over", "typing is recorded", "handed back"])
        self.assertIn("hello", told["text"])
        self.assertNotIn("hush", told["text"] + str(session.records()))

    def test_nothing_was_done(self):
        session = self.take_over()
        session.send("hand-back")
        self.assertIn("They sent no input meanwhile.", session.wait("told")["text"])
        session.finish()

    def test_a_pause_ends_a_step(self):
        """Without anything that follows: what the person does is on the record soon."""
        session = self.take_over()
        session.send("type abc")
        deadline = time.monotonic() + 15
        while not self.inputs(session) and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertEqual(self.inputs(session), ["3 keys"])
        session.close()

    # Private input.

    def open_terminal(self, desktop):
        """What is typed has the only ink: neither the text cursor nor the pointer, which are there before."""
        terminal = desktop.start("xterm", "-geometry", "40x5+0+0", "-fa", "DejaVu Sans Mono", "-fs", "20", "-fg", INK, "-bg",
                                 "#000000", "-cr", "#010101", "-ms", "#010101", "-e", "cat")
        desktop.run("xdotool", "search", "--sync", "--onlyvisible", "--class", "xterm")
        desktop.run("xdotool", "mousemove", "100", "50")
        return terminal

    @staticmethod
    def is_inked(desktop):
        shot = subprocess.run(["xwd", "-root", "-silent", "-display", desktop.display], stdout=subprocess.PIPE, check=True)
        return bytes.fromhex(INK[1:])[::-1] in shot.stdout

    def wait_ink(self, desktop, there):
        deadline = time.monotonic() + 20
        while self.is_inked(desktop) != there:
            self.assertLess(time.monotonic(), deadline, "the terminal")
            time.sleep(0.02)

    def pictures(self, session):
        return sorted(glob.glob(os.path.join(session.trail_root, "**", "*.png"), recursive=True))

    def search(self, session, text):
        """Where @text is, among all that the session left and said."""
        found = []
        for folder, _, names in os.walk(session.trail_root):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    if text.encode() in file.read():
                        found.append(name)
        return found + [event for event in session.events if text in str(event)]

    def type_in_private(self, session, desktop):
        self.open_terminal(desktop)
        session.send("private")
        session.wait("privacy", "input")
        session.send("point 100 50 1")
        session.send("point 100 50 0")
        session.send("type " + CANARY)
        self.wait_ink(desktop, True)

    def check_nothing_private(self, session):
        self.assertEqual(self.search(session, CANARY), [])
        pictures = self.pictures(session)
        self.assertTrue(pictures)
        self.assertEqual([path for path in pictures if shows_ink(path)], [])
        self.assertEqual(self.inputs(session), [])

    def test_the_canaries_can_be_seen(self):
        """What is not private is in a picture, so that the tests beside this one could fail."""
        desktop = self.desktop = self.make_desktop()
        session = self.take_over()
        terminal = self.open_terminal(desktop)
        session.send("record-typing on")
        session.send("point 100 50 1")
        session.send("point 100 50 0")
        session.send("type " + PUBLIC)
        self.wait_ink(desktop, True)
        session.send("hand-back")
        session.wait("told")
        session.finish()
        self.assertTrue(self.search(session, PUBLIC))
        self.assertTrue(any(shows_ink(path) for path in self.pictures(session)))
        terminal.kill()

    def test_private_input_leaves_nothing(self):
        desktop = self.desktop = self.make_desktop()
        state = tempfile.mkdtemp(prefix="belay-state-")
        self.addCleanup(shutil.rmtree, state, True)
        session = self.take_over(trail=os.path.join(state, "belay", "sessions"))
        self.type_in_private(session, desktop)
        session.send("hand-back")
        session.wait("privacy", "check")
        self.assertEqual(session.events[-1]["event"], "privacy")
        wire = len(session.wire())
        session.send("type more")
        session.send("private")
        session.wait("privacy", "input")
        self.assertEqual(len([e for e in session.wire()[wire:] if e[2][-1] != 0]), 0, "nobody acts while they look")
        desktop.clients[-1].kill()
        self.wait_ink(desktop, False)
        session.send("end-private")
        session.wait("privacy", "check")
        session.send("show-agent")
        told = session.wait("told")
        self.assertTrue(told["picture"])
        self.assertIn("worked privately", told["text"])
        self.assertNotIn("key", told["text"].split("privately")[1])
        self.assertEqual(session.finish(), 0)
        self.check_nothing_private(session)
        self.assertEqual(self.controls(session), ["took over", "private input began", "private input ended", "handed back"])
        kinds = [(r["kind"], r.get("what")) for r in session.records()]
        gap = kinds[kinds.index(("person.control", "private input began")) + 1:
                    kinds.index(("person.control", "private input ended"))]
        self.assertEqual([k for k in gap if k[0] in ("frame", "scan", "human.input", "api.request")], [])
        self.check_exports(state)

    def check_exports(self, state):
        program = os.environ["BELAY_PROGRAM"]
        folder = tempfile.mkdtemp(prefix="belay-export-")
        self.addCleanup(shutil.rmtree, folder, True)
        environment = dict(os.environ, XDG_STATE_HOME=state)
        for format in ("html", "tar", "otlp"):
            path = os.path.join(folder, "out." + format)
            done = subprocess.run([program, "trail", "export", "--format", format, "--output", path, "latest"],
                                  env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
            self.assertEqual(done.returncode, 0, done.stdout)
            with open(path, "rb") as file:
                exported = file.read()
            self.assertFalse(CANARY.encode() in exported, format)
            self.assertTrue(b"private input" in exported.lower(), format)
        found = subprocess.run([program, "trail", "search", CANARY], env=environment, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, check=False)
        self.assertNotIn(CANARY.encode(), found.stdout)
        index = os.path.join(state, "belay", "index.sqlite")
        self.assertTrue(os.path.exists(index), "searching makes the index")
        with open(index, "rb") as file:
            self.assertFalse(CANARY.encode() in file.read(), "the index")

    def test_taking_over_privately_in_the_middle_of_a_look(self):
        """What was under way when it became private keeps no frame from then."""
        desktop = self.desktop = self.make_desktop()
        session = self.take_over()
        self.open_terminal(desktop)
        # The screen does not come to rest, so the look that follows handing back takes its time.
        painter = desktop.start("sh", "-c", "while :; do xsetroot -solid \\#111111; xsetroot -solid \\#222222; done")
        session.send("hand-back")
        session.wait("status", "Looking at the screen…")
        session.send("private")
        session.wait("privacy", "input")
        session.wait("state", "taken-over")
        session.send("point 100 50 1")
        session.send("point 100 50 0")
        session.send("type " + CANARY)
        self.wait_ink(desktop, True)
        time.sleep(2.5)
        painter.kill()
        self.assertEqual(session.close(), 0)
        self.assertEqual(self.search(session, CANARY), [])
        self.assertEqual([path for path in self.pictures(session) if shows_ink(path)], [])
        self.assertEqual(self.controls(session)[-1], "private input ended")
        self.assertEqual(session.records()[-1]["kind"], "session.close")

    def test_stopping_does_not_end_privacy(self):
        desktop = self.desktop = self.make_desktop()
        session = self.take_over([reply(LOOK), reply(CLICK), reply(LOOK), reply(CLICK)])
        self.type_in_private(session, desktop)
        session.send("stop")
        session.wait("state", "stopped")
        session.send("answer Go on")
        session.wait("error")
        session.send("private")
        session.wait("state", "taken-over")
        session.send("stop")
        session.wait("state", "stopped")
        desktop.clients[-1].kill()
        self.wait_ink(desktop, False)
        session.send("show-agent")
        session.wait("privacy", "none")
        session.send("answer Go on")
        told = session.wait("told")
        self.assertIn("privately", told["text"])
        session.wait("step", "3 done")
        session.close()
        self.check_nothing_private(session)

    def test_preparing_privately(self):
        """A task that is given meanwhile waits until the person has looked."""
        desktop = self.desktop = self.make_desktop()
        session = self.start(None)
        session.wait("state", "ready")
        self.type_in_private(session, desktop)
        session.send("begin " + '{"replies":[{"actions":[{"name":"screenshot","input":{}}]}]}')
        session.send("end-private")
        session.wait("privacy", "check")
        self.assertNotIn("told", [e["event"] for e in session.events])
        desktop.clients[-1].kill()
        self.wait_ink(desktop, False)
        session.send("show-agent")
        session.wait("told")
        session.wait("step", "1 done")
        session.finish()
        self.check_nothing_private(session)

    # Idleness.

    def test_idle_return(self):
        session = self.start([reply(LOOK, hold_open_ms=1500), reply(LOOK), reply(CLICK)], "--slack", "9", "--idle", "400")
        session.when("state", "thinking", "take-over")
        session.wait("state", "taken-over")
        session.wait("leaving", "yes")
        session.send("point 5 5 0")
        session.wait("leaving", "no")
        session.wait("leaving", "yes")
        session.send("stay")
        session.wait("leaving", "no")
        session.wait("leaving", "yes")
        told = session.wait("told")
        self.assertIn("came back to you by itself", told["text"])
        session.wait("state", "waiting")
        self.assertEqual([e for e in session.wire() if e[2][-1] != 0], [], "it acted although nobody may be there")
        session.send("approve")
        session.wait("state", "finished")
        session.close()
        self.assertEqual(self.controls(session), ["took over", "handed back when idle"])
        self.assertEqual([r["slack"] for r in session.records() if r["kind"] == "slack"], ["looks"])

    def test_no_idle_return_in_private(self):
        session = self.take_over(None, "--idle", "300")
        session.send("private")
        session.wait("privacy", "input")
        time.sleep(1.0)
        session.send("end-private")
        session.wait("privacy", "check")
        time.sleep(1.0)
        session.close()
        self.assertNotIn("handed back when idle", self.controls(session))

    def test_acting_without_having_looked(self):
        """Slack has nothing to bind to: the person is asked, and an ordinary approval is enough."""
        session = self.start([reply(CLICK, CLICK)], "--slack", "9")
        session.wait("notice", "The agent has not looked at the screen yet, so you are asked.")
        session.when("state", "waiting", "approve")
        session.wait("step", "2 done")
        session.finish()
        self.assertEqual([r["by"] for r in session.records() if r["kind"] == "decision"], ["person", "slack"])
        self.assertEqual([r for r in session.records() if r["kind"] == "slack"], [])

    # Several at a time.

    def test_two_sessions_of_one_person(self):
        """Two processes with one folder of records and one key: neither disturbs the other."""
        trail = tempfile.mkdtemp(prefix="belay-trails-")
        self.addCleanup(shutil.rmtree, trail, True)
        sessions = [Session(self.make_desktop(), [reply(LOOK), reply(CLICK), reply(LOOK)], trail=trail) for _ in range(2)]
        for session in sessions:
            self.addCleanup(session.clean)
            session.wait("state", "waiting")
        sessions[0].send("stop")
        sessions[0].wait("state", "stopped")
        self.assertEqual(sessions[0].close(), 0)
        sessions[1].send("approve")
        sessions[1].wait("step", "2 done")
        self.assertEqual(sessions[1].finish(), 0)
        self.assertEqual([e for e in sessions[0].wire() if e[1] == "pointer"], [])
        folders = [path for path in glob.glob(os.path.join(trail, "*")) if os.path.isdir(path)]
        self.assertEqual(len(folders), 2)
        for folder in folders:
            verified = subprocess.run([os.environ["BELAY_PROGRAM"], "trail", "verify", folder], check=False,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            self.assertEqual(verified.returncode, 0, verified.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
