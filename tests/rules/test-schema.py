#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The schema and the program's own reader take the same rules.

usage: test-schema.py SCHEMA PROGRAM
"""

import json
import subprocess
import sys
import unittest

import jsonschema

SCHEMA, PROGRAM = sys.argv[1:3]

REGION = {"x": 0, "y": 0, "width": 0.5, "height": 1}
PIXELS = {"x": 0, "y": 10, "width": 100, "height": 20, "screen": {"width": 1280, "height": 800}}

GOOD = [
    ("deny", {}), ("ask", {"actions": ["type", "bash"]}), ("allow", {"actions": ["key"], "text": {"glob": "ctrl+s"}}),
    ("allow", {"actions": ["left_click"], "region": REGION}), ("allow", {"actions": ["left_click"], "region": PIXELS}),
    ("ask", {"text": {"regex": "rm\\s"}}), ("deny", {"window": "*Bank*"}), ("allow", {"host": "*.example.org"}),
    ("deny", {"host": "*"}), ("deny", {"host": "example.org", "sandbox": "bubblewrap"}), ("ask", {"text": {"glob": "“*”\\n"}}),
    ("ask", {"host": "[".strip("[") + "10.0.0.1"}), ("ask", {"host": "::1"}),
]
BAD = [
    ("allow", {}), ("allow", {"text": {"glob": "x"}}), ("permit", {}), ("ask", {"actions": []}), ("ask", {"actions": ["fly"]}),
    ("ask", {"actions": ["type", "type"]}), ("ask", {"text": {}}), ("ask", {"text": {"glob": "a", "regex": "a"}}),
    ("ask", {"text": {"glob": ""}}), ("ask", {"text": "x"}), ("ask", {"windows": "x"}), ("ask", {"region": {"x": 0, "y": 0}}),
    ("ask", {"region": dict(REGION, width=0)}), ("ask", {"region": dict(REGION, width=1.5)}),
    ("ask", {"region": dict(PIXELS, x=-1)}), ("ask", {"region": dict(PIXELS, more=1)}), ("allow", {"host": "*"}),
    ("deny", {"host": "example.org", "actions": ["type"]}), ("deny", {"host": "Example.org"}), ("deny", {"host": ""}),
    ("deny", {"host": "a..b"}), ("deny", {"host": "a*.b"}), ("deny", {"sandbox": ""}), ("ask", {"text": {"glob": "a\nb"}}),
    ("ask", {"text": {"regex": "(*LIMIT_MATCH=1)a"}}),
]


def wrap(effect, when, **more):
    return {"format": 1, "rules": [dict({"id": "one", "name": "One", "effect": effect, "when": when}, **more)]}


class Schema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(SCHEMA, encoding="utf-8") as schema:
            cls.schema = json.load(schema)
        jsonschema.Draft7Validator.check_schema(cls.schema)

    def by_schema(self, rules):
        return jsonschema.Draft7Validator(self.schema).is_valid(rules)

    @staticmethod
    def by_program(rules):
        done = subprocess.run([PROGRAM], input=json.dumps(rules).encode(), stdout=subprocess.PIPE, check=False)
        return done.returncode == 0, done.stdout.decode()

    def test_good(self):
        for effect, when in GOOD:
            rules = wrap(effect, when)
            accepted, written = self.by_program(rules)
            self.assertTrue(accepted, (rules, written))
            self.assertTrue(self.by_schema(rules), rules)
            self.assertTrue(self.by_schema(json.loads(written)), written)
            self.assertEqual(json.loads(written), rules)

    def test_bad(self):
        for effect, when in BAD:
            rules = wrap(effect, when)
            self.assertFalse(self.by_program(rules)[0], rules)
            self.assertFalse(self.by_schema(rules), rules)

    def test_around(self):
        good = wrap("deny", {})
        for change in (dict(good, format=2), dict(good, more=1), dict(good, rules={}), {"rules": []}, [], wrap("deny", {}, id="A b"),
                       wrap("deny", {}, name=""), wrap("deny", {}, name="n" * 121), wrap("deny", {}, enabled=1),
                       wrap("deny", {}, comment=""), wrap("deny", {}, scope="saved")):
            self.assertFalse(self.by_program(change)[0], change)
            self.assertFalse(self.by_schema(change), change)
        for change in (dict(good, **{"$schema": "rules.schema.json"}), wrap("deny", {}, name="n" * 120, enabled=False, comment="Why")):
            self.assertTrue(self.by_program(change)[0], change)
            self.assertTrue(self.by_schema(change), change)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
