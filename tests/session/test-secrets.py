#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets by name: typed exactly, into real programs, and in nothing that leaves or stays."""

import base64
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peers import Desktop, Session  # noqa: E402

NAME, VALUE = "bank-password", "Zebra4Kiwi9Plum"
TASK = "Log in with {{secret:bank-password}}"
LOOK = {"name": "screenshot", "input": {}}
CLICK = {"name": "left_click", "input": {"coordinate": [400, 340]}}
INK = "#102030"
GEOMETRY = ["-fg", INK, "-bg", "#ffffff", "-geometry", "50x8+300+300", "-fa", "DejaVu Sans Mono", "-fs", "14", "-bw", "0"]


def reply(*actions, **more):
    return dict(actions=list(actions), **more)


def type_text(text):
    return {"name": "type", "input": {"text": text}}


def forms_of(secret):
    """A secret as it may stand in a file: plain, and in the encodings that hide it from a plain search."""
    raw = secret.encode()
    forms = {raw, raw[::-1], secret.encode("utf-16-le"), secret.encode("utf-16-be"), raw.hex().encode(),
             raw.hex().upper().encode(), "".join(f"%{byte:02X}" for byte in raw).encode(),
             "".join(f"\\u{byte:04x}" for byte in raw).encode(),
             json.dumps(list(raw), separators=(",", ":"))[1:-1].encode()}
    for shift in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            forms.add(encode(b"\0" * shift + raw)[4 if shift else 0:].rstrip(b"=")[:-2])
    return forms


def read_pictures(paths):
    return subprocess.run([os.environ["BELAY_READ_PICTURE"], *paths], stdout=subprocess.PIPE, check=True,
                          text=True).stdout.splitlines()


def shows(text, value=VALUE):
    """Whether so much of @value was read that it can be guessed: any six characters of it in a row."""
    text = "".join(text.split()).lower()
    return any(value[i:i + 6].lower() in text for i in range(len(value) - 5))


class Secrets(unittest.TestCase):
    def setUp(self):
        self.desktop = Desktop()
        self.addCleanup(self.desktop.close)
        self.folder = tempfile.mkdtemp(prefix="belay-secrets-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.received = os.path.join(self.folder, "received")

    def ask_for_line(self, prompt="Password:", before=":", after="sleep 600"):
        """A terminal that reads a line, and writes down which bytes it got."""
        script = f'{before}; printf "%s " "$1"; IFS= read -r line; printf "%s" "$line" > "$2.new"; mv "$2.new" "$2"; {after}'
        self.desktop.run("xsetroot", "-solid", "#404040")
        self.desktop.start("xterm", *GEOMETRY, "-xrm", "*cursorBlink: false", "-e", "sh", "-c", script, "sh", prompt,
                           self.received)
        deadline = time.monotonic() + 20
        while self.photograph(None).count(bytes.fromhex(INK[1:])) < 100:
            self.assertLess(time.monotonic(), deadline, "the terminal is not there")
            time.sleep(0.02)

    def photograph(self, name="screen.ppm"):
        """The path of a picture of the screen as it is; without a @name its pixels."""
        path = os.path.join(self.folder, name or "")
        shown = subprocess.run(["xwd", "-root", "-silent", "-display", self.desktop.display], stdout=subprocess.PIPE,
                               check=True).stdout
        header = [int.from_bytes(shown[i:i + 4], "big") for i in range(0, 100, 4)]
        size, width, height, stride, colours = header[0], header[4], header[5], header[12], header[19]
        pixels = shown[size + colours * 12:]
        rgb = bytearray(len(pixels) // 4 * 3)
        rgb[0::3], rgb[1::3], rgb[2::3] = pixels[2::4], pixels[1::4], pixels[0::4]
        if name is None:
            return bytes(rgb)
        with open(path, "wb") as file:
            file.write(b"P6 %d %d 255\n" % (width, height))
            for y in range(height):
                file.write(rgb[y * stride // 4 * 3:y * stride // 4 * 3 + width * 3])
        return path

    def start(self, replies, *options, task=TASK, value=VALUE):
        session = Session(self.desktop, replies, "--task", task, "--secret", f"{NAME}={value}", *options)
        self.addCleanup(session.clean)
        return session

    def check_nothing_left(self, session, value=VALUE):
        """Of all that was kept: neither in a file, in any form, nor to be read in a picture."""
        if os.environ.get("BELAY_KEEP_TRAIL"):
            shutil.copytree(session.trail_root, os.path.join(os.environ["BELAY_KEEP_TRAIL"], self.id()))
        n_files = 0
        for folder, _, names in os.walk(session.trail_root):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    content = file.read()
                n_files += 1
                for form in forms_of(value):
                    self.assertNotIn(form, content, f"the secret is in {folder}/{name}")
        self.assertGreater(n_files, 3)
        for event in session.events:
            self.assertNotIn(value, json.dumps(event))
        for path, text in self.read_trail(session):
            self.assertFalse(shows(text, value), f"the secret can be read in {path}: {text}")

    def read_trail(self, session):
        pictures = glob.glob(os.path.join(session.trail_root, "*", "blobs", "*", "*.png"))
        self.assertTrue(pictures)
        return list(zip(pictures, read_pictures(pictures)))

    def get_received(self):
        deadline = time.monotonic() + 20
        while not os.path.exists(self.received):
            self.assertLess(time.monotonic(), deadline, "nothing arrived")
            time.sleep(0.02)
        with open(self.received, "rb") as file:
            return file.read()

    def type_and_look(self, text, n_more_looks=0, **more):
        session = self.start([reply(LOOK), reply(CLICK), reply(type_text(text), LOOK),
                              *[reply({"name": "wait", "input": {"duration": 1}}, LOOK) for _ in range(n_more_looks)]],
                             **more)
        session.wait("step", "2 waiting")
        session.send("approve")
        session.wait("step", "3 waiting")
        session.send("named")
        session.wait("step", "3 done")
        return session

    def test_where_it_can_be_seen(self):
        """A terminal echoes it, and repeats it further down when it has it."""
        self.ask_for_line(after='sleep 1; printf "You wrote %s, is that right?\\n" "$line"; sleep 600')
        session = self.type_and_look("{{secret:bank-password}}\n", n_more_looks=2)
        session.wait("step", "7 done")
        screen = read_pictures([self.photograph()])[0]
        self.assertTrue(shows(screen), f"the test is worth something only if it can be read there: {screen}")
        self.assertIn("You wrote", screen)
        self.assertEqual(session.finish(), 0)
        self.assertEqual(self.get_received(), VALUE.encode())
        self.check_nothing_left(session)
        self.assertTrue(any("wrote" in text for _, text in self.read_trail(session)), "only the secret is covered")

        records = session.records()
        intent = [r for r in records if r["kind"] == "action.intent" and r["step"] == 3][0]
        self.assertIn(["secret", NAME], intent["events"])
        self.assertEqual(json.loads(intent["action"]["input"])["text"], "{{secret:bank-password}}\n")
        masked = [m for r in records if r["kind"] == "action.result" for m in (r.get("picture") or {}).get("masked", [])]
        self.assertIn(NAME, [m["secret"] for m in masked])
        self.assertTrue(all(m["width"] * m["height"] < 1280 * 800 / 8 for m in masked), masked)

    def test_where_it_cannot_be_seen(self):
        self.ask_for_line(before="stty -echo")
        session = self.type_and_look("{{secret:bank-password}}\n")
        self.assertEqual(session.finish(), 0)
        self.assertEqual(self.get_received(), VALUE.encode())
        self.check_nothing_left(session)

    def test_scrolled_away_and_zoomed(self):
        self.ask_for_line(after='sleep 1; printf "\\n\\n\\n"; sleep 600')
        session = self.start([reply(LOOK), reply(CLICK), reply(type_text("{{secret:bank-password}}\n"), LOOK),
                              reply({"name": "wait", "input": {"duration": 1}},
                                    {"name": "zoom", "input": {"region": [300, 300, 800, 480]}}, LOOK)])
        session.when("step", "2 waiting", "approve")
        session.when("step", "3 waiting", "named")
        session.wait("step", "7 done")
        self.assertEqual(session.finish(), 0)
        self.check_nothing_left(session)

    def test_every_character(self):
        """By keys alone: what is on a clipboard, every program can read."""
        value = "".join(chr(code) for code in range(0x21, 0x7f)) + " end"
        self.ask_for_line()
        session = self.type_and_look("{{secret:bank-password}}\n", value=value)
        self.assertEqual(session.finish(), 0)
        self.assertEqual(self.get_received(), value.encode())
        self.assertEqual({e[1] for e in session.wire()}, {"pointer", "key"})

    def test_between_other_words(self):
        self.ask_for_line()
        session = self.type_and_look("user={{secret:bank-password}}&more\n")
        self.assertEqual(session.finish(), 0)
        self.assertEqual(self.get_received(), f"user={VALUE}&more".encode())
        self.check_nothing_left(session)

    def test_asks_whatever_the_slack(self):
        self.ask_for_line()
        for slack in ("auto:1", "9"):
            session = self.start([reply(LOOK), reply(type_text("{{secret:bank-password}}"))], "--slack", slack)
            session.wait("step", "2 waiting")
            self.assertEqual([e for e in session.wire() if e[1] == "key"], [])
            session.send("approve")
            self.assertIn("names the risk", session.wait("error")["value"])
            session.send("named")
            session.wait("step", "2 done")
            session.close()
            decision = [r for r in session.records() if r["kind"] == "decision" and r["step"] == 2][0]
            self.assertEqual((decision["by"], decision["named"]), ("person", True))

    def test_what_the_person_did_not_mention(self):
        """Not one that exists, and not one that the screen speaks of."""
        session = self.start([reply(LOOK), reply(type_text("{{secret:bank-password}}")),
                              reply(type_text("{{secret:aws}}")), reply(type_text("{{secret:no name}}"))],
                             "--slack", "auto:1", task="Log in for me")
        for step in ("2", "3", "4"):
            session.wait("step", f"{step} failed")
        self.assertEqual(session.finish(), 0)
        self.assertEqual(session.wire(), [])
        results = [r for r in session.records() if r["kind"] == "action.result"]
        self.assertIn("not offered", results[1]["text"])
        self.assertIn("not offered", results[2]["text"])
        self.assertIn("without a valid name", results[3]["text"])
        self.assertTrue([e for e in session.events if e["event"] == "notice" and "aws" in e["value"]])

    def test_one_that_is_not_there(self):
        session = self.start([reply(LOOK), reply(type_text("{{secret:missing}}"))], task="Use {{secret:missing}}")
        session.when("step", "2 waiting", "named")
        session.wait("step", "2 failed")
        session.close()
        self.assertEqual(session.wire(), [])
        result = [r for r in session.records() if r["kind"] == "action.result" and r["step"] == 2][0]
        self.assertIn("Nothing was typed", result["text"])
        self.assertEqual(result["sent"], 0)

    def test_mentioned_later(self):
        self.ask_for_line()
        session = self.start([reply(LOOK), reply(text="Done so far.", stop="end_turn"), reply(type_text("{{secret:bank-password}}\n"))],
                             task="Look first")
        session.when("state", "finished", "answer Now type {{secret:bank-password}}")
        session.when("step", "2 waiting", "named")
        session.wait("step", "2 done")
        session.close()
        self.assertEqual(self.get_received(), VALUE.encode())
        self.check_nothing_left(session)

    def test_stopped_in_the_middle(self):
        """What has been typed until then is covered as well, and nothing is held down."""
        self.ask_for_line()
        value = VALUE * 12
        session = self.start([reply(LOOK), reply(CLICK), reply(type_text("{{secret:bank-password}}\n"))], value=value)
        session.when("step", "2 waiting", "approve")
        session.when("step", "3 waiting", "named")
        deadline = time.monotonic() + 20
        while not [e for e in session.wire() if e[1] == "key"]:
            self.assertLess(time.monotonic(), deadline)
        session.send("stop")
        session.wait("state", "stopped")
        session.close()
        held = set()
        for _, kind, arguments in session.wire():
            if kind == "key":
                (held.add if arguments[1] else held.discard)(arguments[0])
        self.assertEqual(held, set())
        self.check_nothing_left(session, value)


if __name__ == "__main__":
    unittest.main(verbosity=2)
