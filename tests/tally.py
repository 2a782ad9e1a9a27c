#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what meson has logged: tally.py LOG [AGAIN] prints how many tests passed, how many failed, and which of these are worth
running again, by themselves. Those of LOG that are in AGAIN count as they came out there.

A test that looks at real programs fails where the computer has too little time for them, so it gets a second try with nobody
beside it. What a sanitizer has said is no matter of time, and neither is it if many fail."""

import json
import sys

MOST_AGAIN = 5
SANITIZER = ("ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "runtime error:")


def read(path):
    with open(path, encoding="utf-8") as log:
        return [json.loads(line) for line in log]


def name_of(test):
    """As meson takes it: what is logged has the suites before it."""
    return test["name"].rpartition(" / ")[2]


def failed(test):
    return test["result"] not in ("OK", "EXPECTEDFAIL", "SKIP")


def is_worth_it(test):
    said = test.get("stdout", "") + test.get("stderr", "")
    return failed(test) and not any(word in said for word in SANITIZER)


def tally(tests, again):
    came_out = {test["name"]: test for test in again}
    results = [came_out.get(test["name"], test) if is_worth_it(test) else test for test in tests]
    wrong = [test for test in results if failed(test)]
    right = [test for test in results if test["result"] in ("OK", "EXPECTEDFAIL")]
    worth_it = [name_of(test) for test in wrong if is_worth_it(test)]
    if not tests:
        raise ValueError("no test was run")
    return len(right), len(wrong), worth_it if len(wrong) <= MOST_AGAIN else []


def main(path, again=None):
    try:
        right, wrong, names = tally(read(path), read(again) if again else [])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        # What cannot be counted has failed.
        print(error, file=sys.stderr)
        right, wrong, names = 0, 1, []
    print(right, wrong, *names)


if __name__ == "__main__":
    main(*sys.argv[1:])
