#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ./check counts: nothing that fails may get lost."""

import contextlib
import io
import json
import os
import tempfile
import unittest

import tally


def result(name, outcome="OK", said=""):
    return {"name": "belay:suite+slow / " + name, "result": outcome, "stdout": "", "stderr": said}


class Tally(unittest.TestCase):
    def count(self, *logs):
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for number, log in enumerate(logs):
                paths.append(os.path.join(folder, str(number)))
                with open(paths[-1], "w", encoding="utf-8") as file:
                    file.write(log if isinstance(log, str) else "".join(json.dumps(test) + "\n" for test in log))
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
                tally.main(*paths)
            return printed.getvalue().strip()

    def test_counts(self):
        self.assertEqual(self.count([result("a"), result("b", "SKIP"), result("c", "EXPECTEDFAIL")]), "2 0")
        self.assertEqual(self.count([result("a"), result("b", "TIMEOUT"), result("c", "ERROR")]), "1 2 b c")

    def test_second_try(self):
        first = [result("a"), result("b", "FAIL"), result("c", "FAIL")]
        self.assertEqual(self.count(first, [result("b"), result("c", "FAIL")]), "2 1 c")
        self.assertEqual(self.count(first, [result("b")]), "2 1 c")
        self.assertEqual(self.count(first, []), "1 2 b c")

    def test_second_try_for_the_late(self):
        """A helper that is killed because it is late says so in the words of its sanitizer."""
        first = [result("a", "ERROR", "==7==LeakSanitizer has encountered a fatal error."), result("b")]
        self.assertEqual(self.count(first), "1 1 a")
        self.assertEqual(self.count(first, [result("a")]), "2 0")

    def test_no_second_try(self):
        """Neither for what a sanitizer has said, nor where much fails."""
        for said in ("==7==ERROR: AddressSanitizer: heap-use-after-free", "==7==ERROR: LeakSanitizer: detected memory leaks",
                     "x.c:1:2: runtime error: shift exponent"):
            first = [result("a", "FAIL", said), result("b")]
            self.assertEqual(self.count(first), "1 1")
            self.assertEqual(self.count(first, [result("a")]), "1 1")
        self.assertEqual(self.count([result(name, "FAIL") for name in "abcdef"]), "0 6")

    def test_cannot_be_counted(self):
        for log in ('{"name"', '{}', 'null', ''):
            self.assertEqual(self.count(log), "0 1", log)
        self.assertEqual(self.count([result("a", "FAIL")], "broken"), "0 1")


if __name__ == "__main__":
    unittest.main()
