#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several steps decided with one press: each has a decision of its own, what asks for itself is not swept along, what was
taken back does not run, and whatever the order of presses, no event leaves without a decision that still holds."""

import importlib
import os
import random
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peers import Desktop, Session  # noqa: E402

promises = importlib.import_module("test-promises")
CLICK, TYPE, LOOK, reply = promises.CLICK, promises.TYPE, promises.LOOK, promises.reply
KEY = {"name": "key", "input": {"text": "Return"}}
RISKY = {"name": "type", "input": {"text": "sudo rm -rf ~/Documents\n"}}
HALTED = "Not executed: an earlier computer action in this turn failed."


class Batch(unittest.TestCase):
    check_wire = promises.Promises.check_wire

    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop()

    @classmethod
    def tearDownClass(cls):
        cls.desktop.close()

    def start(self, *replies):
        session = Session(self.desktop, [reply(LOOK), *replies])
        self.addCleanup(session.clean)
        return session

    def decisions(self, session):
        return [(r["step"], r["verdict"], r.get("visible_ms"), r.get("ahead"), r.get("together"))
                for r in session.records() if r["kind"] == "decision" and r["by"] == "person"]

    def test_two_of_four_one_edited_the_rest_rejected(self):
        session = self.start(reply(CLICK, TYPE, TYPE, KEY))
        session.when("state", "waiting", "approve-until 2")
        session.wait("stopped-before", "")
        session.wait("step", "3 done")
        session.when("state", "waiting", 'edit {"text":"goodbye"}')
        session.wait("step", "4 done")
        session.when("state", "waiting", "reject-from 4")
        session.wait("step", "5 rejected")
        told = session.wait("told")["results"]
        self.assertEqual([r["is_error"] for r in told], [False, False, False, True])
        self.assertIn("changed this action", told[2]["text"])
        self.assertIn("Their reason: Enough", told[3]["text"])
        session.finish()
        self.check_wire(session)
        self.assertEqual(self.decisions(session), [
            (2, "approve", 1000, False, 2), (3, "approve", 2000, True, 2), (4, "edit", 5, False, None),
            (5, "reject", 4000, False, None)])
        self.assertEqual(session.review(), [
            "You decided 4 steps yourself. Half of them took up to 1.0\N{NO-BREAK SPACE}s, the longest "
            "4.0\N{NO-BREAK SPACE}s.",
            "2 approved · 1 changed · 1 rejected · 2 decided together · 1 let through by the slack", ""])

    def test_the_rest_is_rejected_with_what_was_approved_ahead(self):
        session = self.start(reply(CLICK, TYPE, KEY, CLICK))
        session.when("state", "waiting", "skip-step 4")
        session.send("skip-step 3")
        session.wait("step", "4 skipped")
        session.send("reject-from 2")
        session.wait("step", "3 rejected")
        session.send("approve")
        told = session.wait("told")["results"]
        self.assertEqual([r["text"] for r in told[2:]], ["Skipped by the person supervising; not executed."] * 2)
        self.assertFalse(told[0]["is_error"])
        self.assertTrue(told[1]["is_error"])
        session.finish()
        self.check_wire(session)

    def test_later_ones_are_told_the_fixed_text(self):
        session = self.start(reply(CLICK, TYPE, KEY, hold_open_ms=2000))
        session.when("step", "4 examined", "approve-until 3")
        session.wait("step", "4 decided")
        session.send("reject-from 2")
        session.wait("step", "3 rejected")
        session.wait("step", "4 rejected")
        told = session.wait("told")["results"]
        self.assertIn("Their reason", told[1]["text"])
        self.assertEqual(told[2]["text"], HALTED)
        session.finish()
        self.check_wire(session)
        self.assertEqual([d[:2] for d in self.decisions(session)], [
            (2, "approve"), (3, "approve"), (4, "approve"), (4, "take-back"), (3, "take-back"), (3, "reject"),
            (4, "reject")])
        self.assertEqual(session.review()[1], "1 approved · 2 rejected · 2 taken back · 3 decided together · "
                                              "1 let through by the slack")

    def test_what_asks_for_itself_is_not_swept_along(self):
        session = self.start(reply(CLICK, RISKY, KEY))
        session.when("state", "waiting", "approve-until 3")
        session.wait("stopped-before", "2")
        session.wait("step", "2 done")
        session.when("state", "waiting", "approve-until 3")
        session.wait("stopped-before", "2")
        session.wait("error")
        session.send("reject-from 2")
        session.wait("step", "4 rejected")
        session.finish()
        self.check_wire(session)
        self.assertEqual([d[:2] for d in self.decisions(session)], [(2, "approve"), (3, "reject"), (4, "reject")])
        self.assertEqual(session.review()[2], "1 was flagged. Step 3: Rejected after 2.0\N{NO-BREAK SPACE}s.")

    def test_taken_back_waits_again(self):
        session = self.start(reply(CLICK, TYPE, KEY, hold_open_ms=2000))
        session.when("step", "4 examined", "approve-until 3")
        session.wait("step", "4 decided")
        session.send("take-back 2")
        session.wait("step", "3 waiting")
        session.wait("step", "2 done")
        session.wait("state", "waiting")
        self.assertFalse([e for e in session.wire() if e[1] == "key"])
        session.send("skip")
        session.wait("step", "4 done")
        session.send("take-back 3")
        session.wait("error")
        # It may have finished before it was asked.
        session.close()
        self.check_wire(session)

    def test_an_edit_taken_back_is_as_proposed(self):
        session = self.start(reply(RISKY, CLICK, hold_open_ms=2000))
        session.wait("step", "3 examined")
        session.send('edit {"text":"ls"}')
        session.wait("step", "2 decided")
        session.send("take-back 1")
        session.wait("step", "2 waiting")
        session.send("approve-until 2")
        session.wait("stopped-before", "1")
        session.wait("error")
        session.wait("state", "waiting")
        session.send("reject-from 1")
        session.finish()
        self.assertFalse([e for e in self.check_wire(session)[0] if e[1] == "key"])

    def test_changed_target_is_looked_at_again(self):
        session = self.start(reply(CLICK, TYPE, hold_open_ms=2500))
        session.when("step", "3 examined", "approve-until 2")
        session.wait("step", "3 decided")
        session.send("look-again")
        session.wait("error")
        self.desktop.run("xsetroot", "-solid", "#335577")
        session.wait("state", "waiting")
        time.sleep(0.7)  # a person looks first; meanwhile both pictures are made
        session.send("look-again")
        session.wait("step", "2 not-run")
        session.wait("step", "3 not-run")
        told = session.wait("told")
        self.assertEqual([r["is_error"] for r in told["results"]], [True, True])
        self.assertIn("changed after the action had been approved", told["results"][0]["text"])
        self.assertEqual(told["results"][1]["text"], HALTED)
        self.assertTrue(told["picture"], "nothing to look at")
        self.assertIn("had changed", told["text"])
        session.finish()
        self.assertEqual(self.check_wire(session)[0], [])
        self.assertEqual([d[:2] for d in self.decisions(session)], [(2, "approve"), (3, "approve"), (2, "look-again")])
        self.assertIn("Step 2: Sent back for another look after 5\N{NO-BREAK SPACE}ms.", session.review()[2])
        frames = [(r["why"], r.get("step")) for r in session.records() if r["kind"] == "frame"]
        self.assertEqual(sorted(f for f in frames if f[0] in ("approved", "held")), [("approved", 2), ("held", 2)])

    def test_any_order_of_presses(self):
        for seed in range(6):
            with self.subTest(seed=seed):
                chance = random.Random(seed)
                actions = [chance.choice([CLICK, TYPE, KEY, RISKY]) for _ in range(4)]
                session = self.start(reply(*actions, hold_open_ms=300))
                session.wait("step", "5 examined")
                for _ in range(chance.randrange(2, 9)):
                    session.send(f"{chance.choice(['approve-until', 'take-back', 'reject-from', 'skip-step'])} "
                                 f"{chance.randrange(1, 5)}")
                self.settle(session)
                session.close()
                self.check_wire(session)

    def settle(self, session):
        """Until it waits for somebody, or has ended."""
        while True:
            event = session.read_event(20)
            if event["event"] == "state" and event["value"] in ("waiting", "finished"):
                return


if __name__ == "__main__":
    unittest.main(verbosity=2)
