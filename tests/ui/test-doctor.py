#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""“belay doctor” says what there is, and what to do about what there is not; it needs no display."""

import os
import subprocess
import tempfile
import unittest


class Doctor(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.env = {name: value for name, value in os.environ.items()
                    if name not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")}
        self.env.update(XDG_STATE_HOME=folder.name, XDG_RUNTIME_DIR=folder.name)

    def examine(self, **env):
        done = subprocess.run([os.environ["BELAY_PROGRAM"], "doctor"], env=dict(self.env, **env), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=60, check=False)
        return done.returncode, done.stdout.decode()

    def test_here(self):
        status, text = self.examine()
        lines = text.splitlines()
        self.assertIn("✓ All parts of Belay are there.", lines)
        self.assertTrue(any(line.startswith("✓ Records are kept in ") for line in lines), text)
        self.assertTrue(any(line.startswith("– There is no keyring") for line in lines), text)
        self.assertEqual(status, 1 if any(line.startswith("✗") for line in lines) else 0)
        # Nothing of it is left behind.
        self.assertEqual(os.listdir(os.path.join(self.env["XDG_STATE_HOME"], "belay", "sessions")), [])

    def test_incomplete(self):
        status, text = self.examine(BELAY_LIBEXECDIR="/nonexistent")
        self.assertEqual(status, 1)
        self.assertIn("✗ A part of Belay is missing: /nonexistent/belay-screen", text.splitlines())
        self.assertIn("– Text on the screen cannot be read", text)

    def test_no_records(self):
        status, text = self.examine(XDG_STATE_HOME="/dev/null/state")
        self.assertEqual(status, 1)
        self.assertIn("✗ Records cannot be kept in /dev/null/state", text)


if __name__ == "__main__":
    unittest.main()
