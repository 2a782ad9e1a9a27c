#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Promises 1 to 4 and 8, watched on the wire.

Every input event that leaves the program is written down by the last function before the wire. For every way a step can
begin or end this compares that with the trail: no event without a decision and a durable intent before it."""

import os
import random
import shutil
import sys
import tempfile
import time
import unittest
import unittest.mock

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peers import Desktop, Session  # noqa: E402

CLICK = {"name": "left_click", "input": {"coordinate": [200, 200]}}
TYPE = {"name": "type", "input": {"text": "hello"}}
LOOK = {"name": "screenshot", "input": {}}
HOLD = {"name": "hold_key", "input": {"text": "a", "duration": 60}}
DRAG = {"name": "left_click_drag", "input": {"start_coordinate": [100, 100], "coordinate": [600, 500]}}


def reply(*actions, **more):
    return dict(actions=list(actions), **more)


def is_release(event):
    """A pointer event with no button, or a key going up."""
    _, kind, arguments = event
    return arguments[-1] == 0 if kind in ("pointer", "key") else False


class Promises(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop()

    @classmethod
    def tearDownClass(cls):
        cls.desktop.close()

    def make_desktop(self, *options):
        desktop = Desktop(*options)
        self.addCleanup(desktop.close)
        return desktop

    def start(self, replies, *options, desktop=None, **more):
        session = Session(desktop or self.desktop, replies, *options, **more)
        self.addCleanup(session.clean)
        return session

    def check_wire(self, session, by_person=False):
        """No event but between a durable intent and its result, and only after a decision; releases excepted."""
        records = session.records()
        boot_minus_monotonic = time.clock_gettime_ns(time.CLOCK_BOOTTIME) - time.monotonic_ns()
        windows, decided = [], {}
        person = []
        for record in records:
            kind, when = record["kind"], record["mono"] - boot_minus_monotonic
            if kind == "decision" and record["verdict"] in ("approve", "edit"):
                decided[record["step"]] = when
            elif kind == "decision" and record["verdict"] == "take-back":
                decided.pop(record["step"])
            elif kind == "action.intent":
                self.assertIn(record["step"], decided, "an intent without a decision")
                windows.append([record["step"], when, None])
            elif kind == "action.result" and windows and windows[-1][0] == record["step"]:
                windows[-1][2] = when
            elif kind == "person.control":
                person.append((when, record["what"]))
        events = session.wire()
        for event in events:
            when = event[0]
            inside = [w for w in windows if w[1] <= when and (w[2] is None or when <= w[2])]
            if not inside and not is_release(event) and not by_person:
                self.fail(f"an event left without a decided, recorded step: {event}; intents: {windows}")
        return events, records

    def test_approved_steps_run_and_nothing_else(self):
        session = self.start([reply(LOOK), reply(CLICK, TYPE)])
        session.wait("state", "waiting")
        self.assertEqual(self.check_wire(session)[0], [])
        session.send("approve")
        session.wait("step", "2 done")
        session.wait("state", "waiting")
        clicked = len(session.wire())
        self.assertGreaterEqual(clicked, 3)
        time.sleep(0.3)
        self.assertEqual(len(session.wire()), clicked, "something was sent while the next step waits")
        session.send("approve")
        session.wait("step", "3 done")
        told = session.wait("told")
        self.assertEqual([r["id"] for r in told["results"]], ["toolu_2", "toolu_3"])
        self.assertEqual([r["picture"] for r in told["results"]], [False, True])
        self.assertEqual(session.finish(), 0)
        events, records = self.check_wire(session)
        self.assertTrue(any(kind == "key" for _, kind, _ in events))
        self.assertEqual(records[-1]["kind"], "session.close")

    def test_skip_and_reject_send_nothing(self):
        session = self.start([reply(LOOK), reply(CLICK, TYPE, CLICK)])
        session.when("state", "waiting", "skip")
        session.when("step", "2 skipped", "reject Not that")
        session.wait("step", "3 rejected")
        session.wait("step", "4 not-run")
        told = session.wait("told")
        self.assertEqual([r["is_error"] for r in told["results"]], [False, True, True])
        self.assertIn("Not that", told["results"][1]["text"])
        self.assertEqual(told["results"][2]["text"], "Not executed: an earlier computer action in this turn failed.")
        session.close()
        self.assertEqual(session.wire(), [])

    def test_edit_runs_what_was_decided(self):
        session = self.start([reply(LOOK), reply(CLICK)])
        session.when("state", "waiting", 'edit {"coordinate":[640,400]}')
        session.wait("step", "2 done")
        told = session.wait("told")
        self.assertIn("[640,400]", told["results"][0]["text"])
        session.close()
        events, records = self.check_wire(session)
        self.assertTrue(all(a[:2] == [640, 400] for _, kind, a in events if kind == "pointer" and a[2] == 1))
        proposed = [r for r in records if r["kind"] == "tool.proposed"][-1]
        self.assertIn("[200,200]", proposed["input"].replace(" ", ""))
        decision = [r for r in records if r["kind"] == "decision"][-1]
        self.assertEqual(decision["verdict"], "edit")

    def test_invalid_edit_changes_nothing(self):
        session = self.start([reply(LOOK), reply(CLICK)])
        session.when("state", "waiting", 'edit {"coordinate":[5000,400]}')
        session.wait("error")
        session.send("skip")
        session.wait("step", "2 skipped")
        session.close()
        self.assertEqual(session.wire(), [])

    def test_decided_ahead_runs_only_after_the_reply(self):
        session = self.start([reply(LOOK), reply(CLICK, hold_open_ms=700)])
        session.when("step", "2 examined", "approve")
        session.wait("step", "2 decided")
        time.sleep(0.3)
        self.assertEqual(session.wire(), [], "a step ran before its reply had ended")
        session.wait("step", "2 done")
        session.close()
        self.check_wire(session)

    def test_rest_of_the_turn_is_what_is_there(self):
        """What is proposed after the rest of the turn was approved has been seen by nobody: it asks."""
        session = self.start([reply(LOOK), reply(CLICK, TYPE, later=[CLICK], hold_open_ms=500)])
        session.when("step", "3 examined", "approve-turn")
        session.wait("step", "3 done")
        session.wait("step", "4 waiting")
        session.close()
        _, records = self.check_wire(session)
        self.assertEqual([r["step"] for r in records if r["kind"] == "decision"], [1, 2, 3])

    def test_cut_reply_never_runs(self):
        for stop in ("max_tokens", "refusal", "context", "odd"):
            session = self.start([reply(LOOK), reply(CLICK, stop=stop, hold_open_ms=600)])
            session.when("step", "2 examined", "approve")
            session.wait("state", "paused")
            session.close()
            self.assertEqual(session.wire(), [], stop)

    def test_error_after_deciding_ahead(self):
        session = self.start([reply(LOOK), reply(CLICK, error="network", hold_open_ms=600), reply(CLICK)])
        session.when("step", "2 examined", "approve")
        session.wait("state", "paused")
        self.assertEqual(session.wire(), [])
        session.send("resume")
        session.when("state", "waiting", "approve")
        session.wait("step", "3 done")
        session.close()
        self.check_wire(session)

    def test_reset_voids_what_was_decided(self):
        session = self.start([reply(LOOK), reply(CLICK, reset=True)])
        session.wait("step", "2 not-run")
        session.when("state", "waiting", "approve")
        session.wait("step", "3 done")
        told = session.wait("told")
        self.assertEqual([r["id"] for r in told["results"]], ["toolu_3"])
        session.close()
        self.check_wire(session)

    def test_nonsense_is_answered_and_not_run(self):
        session = self.start([reply({"name": "left_click", "input": {"coordinate": [99999, 1]}}, CLICK),
                              reply({"name": "bash", "input": {"command": "id"}})], "--slack", "5")
        told = [session.wait("told") for _ in range(3)]
        self.assertEqual([r["is_error"] for r in told[1]["results"]], [True, True])
        self.assertIn("99999", told[1]["results"][0]["text"])
        self.assertTrue(told[2]["results"][0]["is_error"])
        session.close()
        self.assertEqual(session.wire(), [])

    def test_stop_in_the_middle_releases(self):
        for action in (HOLD, DRAG, {"name": "type", "input": {"text": "x" * 4000}}):
            session = self.start([reply(LOOK), reply(action, CLICK)])
            session.when("state", "waiting", "approve")
            session.wait("step", "2 running")
            deadline = time.monotonic() + 10
            while not session.wire() and time.monotonic() < deadline:
                time.sleep(0.001)
            session.send("stop")
            session.wait("state", "stopped")
            before = len(session.wire())
            time.sleep(0.2)
            self.assertEqual(len(session.wire()), before, "something was sent after the stop")
            self.check_nothing_held(session)
            session.send("answer Go on")
            told = session.wait("told")
            self.assertEqual(len(told["results"]), 2)
            self.assertIn("Go on", told["text"])
            session.close()
            self.check_wire(session)

    def check_nothing_held(self, session):
        held, buttons = set(), 0
        for _, kind, arguments in session.wire():
            if kind == "key":
                (held.add if arguments[1] else held.discard)(arguments[0])
            elif kind == "pointer":
                buttons = arguments[2]
        self.assertEqual((held, buttons), (set(), 0), "something is still held down")

    def test_stop_while_thinking_and_waiting(self):
        session = self.start([reply(LOOK), reply(CLICK, hold_open_ms=5000)])
        session.when("step", "2 examined", "approve")
        session.send("stop")
        session.when("state", "stopped", "answer Something else")
        told = session.wait("told")
        self.assertEqual([r["id"] for r in told["results"]], ["toolu_1"], "the message that was not answered is said again")
        session.close()
        self.assertEqual(session.wire(), [])

    def test_closing_runs_nothing(self):
        session = self.start([reply(LOOK), reply(CLICK)])
        session.wait("state", "waiting")
        self.assertEqual(session.close(), 0)
        self.assertEqual(session.wire(), [])
        self.assertEqual(session.records()[-1]["kind"], "session.close")

    def test_closing_right_after_a_decision(self):
        """The picture of what was decided on is still being made when the record is closed."""
        desktop = self.make_desktop()
        for place in range(4):
            session = self.start([reply(LOOK), reply(CLICK)], desktop=desktop)
            session.wait("state", "waiting")
            painter = desktop.start("xterm", "-geometry", f"30x8+{700 + 40 * place}+500")
            time.sleep(1)
            session.process.stdin.write(b"approve\nclose\n")
            session.process.stdin.flush()
            self.assertEqual(session.close(), 0)
            painter.kill()
            self.assertEqual(session.records()[-1]["kind"], "session.close")

    def test_closing_in_the_middle_releases(self):
        session = self.start([reply(LOOK), reply(HOLD)])
        session.when("state", "waiting", "approve")
        session.wait("step", "2 running")
        time.sleep(0.1)
        self.assertEqual(session.close(), 0)
        self.check_nothing_held(session)

    def test_vanished_face(self):
        """The program that decides ends without a word: stdin closes, nothing more runs."""
        session = self.start([reply(LOOK), reply(CLICK)])
        session.wait("state", "waiting")
        session.process.stdin.close()
        session.process.wait(20)
        self.assertEqual(session.wire(), [])

    def test_moved_target_is_held(self):
        desktop = self.make_desktop()
        session = self.start([reply(LOOK), reply(CLICK, hold_open_ms=1500)], desktop=desktop)
        session.when("step", "2 examined", "approve")
        session.wait("step", "2 decided")
        desktop.run("xsetroot", "-solid", "#335577")
        session.wait("step", "2 waiting")
        session.wait("state", "waiting")
        self.assertEqual(session.wire(), [], "it was sent although the target had changed")
        for command in ("approve", "approve-turn", 'edit {"coordinate": [200, 200]}'):
            session.send(command)
            session.wait("error")
        self.assertEqual(session.wire(), [], "a hold was passed without naming it")
        session.send("named")
        session.wait("step", "2 done")
        session.close()
        _, records = self.check_wire(session)
        self.assertEqual([r["named"] for r in records if r["kind"] == "decision" and r["step"] == 2], [False, True])
        scans = [r for r in records if r["kind"] == "scan" and r.get("step") == 2]
        self.assertEqual(scans[-1]["findings"][0]["severity"], "hold")

    def test_slack_is_bound_to_what_the_agent_saw(self):
        desktop = self.make_desktop()
        session = self.start([reply(LOOK), reply(CLICK, hold_open_ms=1500)], "--slack", "5", desktop=desktop)
        session.wait("step", "2 examined")
        desktop.run("xsetroot", "-solid", "#aa5577")
        session.wait("step", "2 waiting")
        session.wait("state", "waiting")
        self.assertEqual(session.wire(), [])
        session.send("named")
        session.wait("step", "2 done")
        session.close()
        self.assertEqual([r["slack"] for r in session.records() if r["kind"] == "slack"], ["looks"])

    def test_slack_changes(self):
        """What the person sets holds from then on, and is on the record where it was set."""
        session = self.start([reply(LOOK), reply(LOOK), reply(CLICK, CLICK), reply(LOOK)], "--slack", "every")
        session.when("step", "1 waiting", "slack sometimes")
        session.wait("error")
        session.send("slack looks")
        session.send("approve")
        session.wait("step", "2 done")
        session.when("step", "3 waiting", "slack 1")
        session.send("approve")
        session.wait("step", "4 done")
        session.finish()
        _, records = self.check_wire(session)
        self.assertEqual([(r["slack"], r.get("by")) for r in records if r["kind"] in ("slack", "decision")],
                         [("looks", None), ("looks", "person"), ("looks", "slack"), ("1", None), ("1", "person"),
                          ("1", "slack"), ("looks", "slack")])

    def test_less_slack(self):
        session = self.start([reply(LOOK), reply(CLICK, LOOK)], "--slack", "auto")
        session.when("state", "countdown", "slack every")
        session.wait("step", "2 waiting")
        time.sleep(2.2)
        self.assertEqual(session.wire(), [], "what had been announced ran although it was no longer allowed")
        session.send("approve")
        session.wait("step", "2 done")
        session.wait("step", "3 waiting")
        session.close()
        _, records = self.check_wire(session)
        self.assertEqual([r["slack"] for r in records if r["kind"] == "slack"], ["every"])

    def test_auto_announces_and_can_be_stopped(self):
        session = self.start([reply(LOOK), reply(CLICK), reply(CLICK)], "--slack", "auto")
        session.wait("state", "countdown")
        self.assertEqual(session.wire(), [])
        session.wait("step", "2 done")
        session.wait("state", "countdown")
        before = len(session.wire())
        session.send("stop")
        session.wait("step", "3 not-run")
        time.sleep(2.3)
        self.assertEqual(len(session.wire()), before)
        session.close()
        self.check_wire(session)

    def test_next_n_counts_down(self):
        session = self.start([reply(LOOK), reply(CLICK, CLICK, CLICK)], "--slack", "2")
        session.wait("step", "3 done")
        session.wait("step", "4 waiting")
        session.close()
        self.check_wire(session)

    def test_budget_pauses_with_a_question(self):
        session = self.start([reply(LOOK), reply(CLICK), reply(CLICK)], "--slack", "99", "--steps", "2")
        session.wait("state", "paused")
        before = len(session.wire())
        time.sleep(0.2)
        self.assertEqual(len(session.wire()), before)
        session.send("resume")
        session.wait("step", "3 done")
        session.close()
        self.check_wire(session)

    def test_full_conversation(self):
        """A conversation as large as it may be: asked, the session goes on in a new one that is told of the old one."""
        session = self.start([reply(LOOK, text="I look."), reply(CLICK, TYPE, text="I click."), reply(error="full"),
                              reply(CLICK)])
        session.when("step", "2 waiting", 'edit {"coordinate": [210, 220]}')
        session.when("step", "3 waiting", "reject Not \u201cthat\u201d")
        session.wait("state", "paused")
        problem = session.wait("problem")["value"]
        self.assertIn("This is full.", problem)
        self.assertIn("Go on in a new one?", problem)
        session.send("resume")
        session.wait("anew")
        told = session.wait("told")
        self.assertEqual(told["results"], [], "an answer to what the new conversation knows nothing of")
        self.assertFalse(told["picture"])
        text = told["text"]
        self.assertTrue(text.startswith("The task\n"))
        for part in ('You said: "I look."', 'You proposed "left_click" with "{\\"coordinate\\":[200,200]}"',
                     "changed this action", "[210,220]", "Rejected by the person supervising", "Not “that”",
                     "Take a screenshot before anything"):
            self.assertIn(part, text)
        self.assertLess(text.index("I look."), text.index("I click."))
        self.assertEqual(text.count("Clicked."), 1)
        session.when("step", "4 waiting", "skip")
        told = session.wait("told")
        self.assertEqual([r["id"] for r in told["results"]], ["toolu_4"])
        session.close()
        self.check_wire(session)

    def test_words_for_a_full_conversation(self):
        """The person's words go into the new conversation, once."""
        session = self.start([reply(LOOK), reply(error="full"), reply(stop="context"), reply(LOOK)])
        session.when("state", "paused", "answer Look again")
        told = session.wait("told")
        self.assertEqual(told["text"].count("Look again"), 1)
        self.assertTrue(told["text"].endswith("Look again"))
        session.when("state", "paused", "take-over")
        session.when("state", "taken-over", "stop")
        session.when("state", "stopped", "answer And now")
        session.wait("anew")
        told = session.wait("told")
        self.assertIn('The person said: "Look again"', told["text"])
        self.assertTrue(told["text"].endswith("And now"))
        session.wait("step", "2 done")
        session.close()

    def test_full_no_longer(self):
        """Where the next reply came after all, nothing is forgotten."""
        session = self.start([reply(LOOK), reply(stop="context"), reply(CLICK), reply(stop="end_turn"), reply(LOOK)])
        session.when("state", "paused", "take-over")
        session.when("state", "taken-over", "hand-back")
        session.when("step", "2 waiting", "skip")
        session.when("state", "finished", "answer Go on")
        self.assertEqual(session.wait("told")["text"], "Go on")
        session.wait("step", "3 done")
        session.close()
        self.assertNotIn("anew", [event["event"] for event in session.events])

    def test_take_over_and_hand_back(self):
        session = self.start([reply(LOOK), reply(CLICK), reply(LOOK)])
        session.when("state", "waiting", "key 0x61")
        time.sleep(0.1)
        self.assertEqual(session.wire(), [], "the person's key passed while the agent was in control")
        session.send("take-over")
        session.wait("step", "2 not-run")
        session.when("state", "taken-over", "key 0x61")
        session.send("press")
        session.send("hand-back")
        told = session.wait("told")
        self.assertTrue(told["picture"], "handing back starts with a fresh picture")
        self.assertIn("took over", told["text"])
        self.assertEqual([r["id"] for r in told["results"]], ["toolu_2"])
        self.check_nothing_held(session)
        before = len(session.wire())
        session.send("key 0x61")
        session.wait("state", "finished")
        self.assertEqual(len(session.wire()), before, "the person's key passed after handing back")
        session.close()
        _, records = self.check_wire(session, by_person=True)
        inputs = [r["what"] for r in records if r["kind"] == "human.input"]
        self.assertEqual(inputs, ["1 key", "left click at 300,300"], "which key it was is nobody's business")

    def test_preparing_first(self):
        session = self.start(None)
        session.when("state", "ready", "key 0x61")
        session.send("press")
        time.sleep(0.1)
        self.assertTrue(session.wire())
        session.close()
        self.check_nothing_held(session)

    def test_killed_between_intent_and_result(self):
        """kill -9 at random moments: whatever left is on the record, and the next start closes it as unknown."""
        generator = random.Random(4)
        for _ in range(12):
            session = self.start([reply(LOOK)] + [reply(CLICK, TYPE, CLICK, TYPE)] * 20, "--slack", "999")
            session.wait("step", "2 done")
            time.sleep(generator.uniform(0, 0.5))
            session.kill()
            self.check_wire(session)

    def test_record_cannot_be_written(self):
        """The folder goes away: nothing more runs, and it is said."""
        session = self.start([reply(LOOK), reply(CLICK), reply(CLICK)])
        session.wait("state", "waiting")
        shutil.rmtree(session.trail_root)
        session.send("approve")
        session.wait("state", "failed")
        self.assertEqual(session.wire(), [], "something ran that is not on the record")
        session.send("quit")
        session.process.wait(20)

    def test_record_cannot_be_signed(self):
        """The session goes on, and says what its record lacks."""
        home = tempfile.mkdtemp(prefix="belay-data-")
        self.addCleanup(shutil.rmtree, home)
        os.mkdir(os.path.join(home, "belay"))
        with open(os.path.join(home, "belay", "trail-key.pub"), "w", encoding="utf-8") as file:
            file.write("nonsense\n")
        with unittest.mock.patch.dict(os.environ, XDG_DATA_HOME=home):
            session = self.start([reply(LOOK), reply(CLICK)])
        self.assertIn("The record of this session is not signed.", session.wait("notice")["value"])
        session.when("state", "waiting", "approve")
        session.wait("step", "2 done")
        self.assertEqual(session.close(), 0)
        self.assertNotIn("key", session.records()[0])
        self.assertFalse(os.path.exists(os.path.join(home, "belay", "trail-key")), "another key was made")

    def test_lost_screen(self):
        desktop = self.make_desktop()
        session = self.start([reply(LOOK), reply(HOLD), reply(CLICK)], desktop=desktop)
        session.when("state", "waiting", "approve")
        session.wait("step", "2 running")
        time.sleep(0.1)
        desktop.process.kill()
        session.wait("step", "2 interrupted")
        session.wait("state", "paused")
        session.close()
        self.check_wire(session)

    def test_lost_screen_while_waiting(self):
        """Nothing can be decided on a picture that is not the sandbox any more; when it is back, it can."""
        desktop = self.make_desktop()
        session = self.start([reply(LOOK), reply(CLICK)], desktop=desktop)
        session.wait("state", "waiting")
        desktop.process.kill()
        desktop.process.wait()
        session.when("status", "The sandbox’s screen is lost. Reconnecting…", "approve")
        session.wait("error")
        self.assertEqual(session.wire(), [])
        os.unlink(desktop.path)
        desktop.start_server()
        session.when("status", "Waiting for you", "approve")
        session.wait("step", "2 done")
        session.close()
        self.check_wire(session)

    def lose(self, desktop, session, state):
        desktop.process.kill()
        desktop.process.wait()
        if state:
            session.wait("step", state)
        session.wait("status", "The sandbox’s screen is lost. Reconnecting…")

    def bring_back(self, desktop):
        os.unlink(desktop.path)
        desktop.start_server()

    def test_look_waits_for_the_screen_alone(self):
        """A look that slack allows asks nobody, not even when the screen was lost as it came."""
        desktop = self.make_desktop()
        session = self.start([reply(CLICK), reply(LOOK, CLICK, hold_open_ms=1500)], "--slack", "every", desktop=desktop)
        session.when("state", "waiting", "slack looks")
        session.send("skip")
        session.wait("step", "2 examined")
        desktop.process.kill()
        desktop.process.wait()
        session.wait("step", "2 waiting")
        self.bring_back(desktop)
        session.wait("step", "2 done")
        session.wait("step", "3 waiting")
        session.close()
        _, records = self.check_wire(session)
        self.assertEqual([(r["step"], r["by"]) for r in records if r["kind"] == "decision"], [(1, "person"), (2, "slack")])
        self.assertEqual(session.wire(), [])

    def test_act_is_announced_again_when_the_screen_is_back(self):
        desktop = self.make_desktop()
        session = self.start([reply(LOOK), reply(CLICK, CLICK)], "--slack", "auto", desktop=desktop)
        session.wait("state", "countdown")
        self.lose(desktop, session, "2 waiting")
        self.bring_back(desktop)
        session.when("state", "countdown", "slack looks")
        session.wait("state", "waiting")
        self.assertEqual(session.wire(), [])
        session.close()

    def test_other_waits_stay_when_the_screen_is_back(self):
        """What waits for the person still does."""
        desktop = self.make_desktop()
        session = self.start([reply(LOOK)], "--slack", "every", desktop=desktop)
        session.when("step", "1 waiting", "slack looks")
        self.lose(desktop, session, None)
        self.bring_back(desktop)
        session.when("status", "Waiting for you", "approve")
        session.wait("step", "1 done")
        session.close()
        decisions = [r for r in session.records() if r["kind"] == "decision"]
        self.assertEqual([r["by"] for r in decisions], ["person"])

    def test_hand_back_without_a_screen(self):
        """The fresh look fails: going on looks again and leads where handing back was to lead."""
        desktop = self.make_desktop()
        session = self.start([reply(LOOK)], desktop=desktop)
        session.when("state", "finished", "take-over")
        session.wait("state", "taken-over")
        self.lose(desktop, session, None)
        session.send("hand-back")
        session.when("state", "paused", "resume")
        session.wait("error")
        self.bring_back(desktop)
        session.when("status", "Paused", "resume")
        session.when("state", "finished", "answer And now?")
        told = session.wait("told")
        self.assertIn("handed back", told["text"])
        self.assertIn("This picture shows", told["text"])
        self.assertIn("And now?", told["text"])
        self.assertTrue(told["picture"])
        session.finish()
        told = [event for event in session.events if event["event"] == "told"]
        self.assertEqual(len(told), 3, "the agent was asked although nobody had said anything")

    def test_words_instead_of_the_fresh_look(self):
        """The person speaks while the look is still due: no picture, and nothing said of one."""
        desktop = self.make_desktop()
        session = self.start([reply(LOOK)], desktop=desktop)
        session.when("state", "finished", "take-over")
        session.wait("state", "taken-over")
        self.lose(desktop, session, None)
        session.send("hand-back")
        session.when("state", "paused", "answer And now?")
        told = session.wait("told")
        self.assertIn("handed back", told["text"])
        self.assertNotIn("picture", told["text"])
        self.assertFalse(told["picture"])
        session.close()

    def test_released_after_a_crash(self):
        """kill -9 with a key or a button down on somebody else's screen: the next session there lets go of it first."""
        press = [{"name": "mouse_move", "input": {"coordinate": [70, 80]}}, {"name": "left_mouse_down", "input": {}}]
        for actions, down, expected in (([HOLD], ("key", [0x61, 1]), ("key", [0x61, 0])),
                                        (press, ("pointer", [70, 80, 1]), ("pointer", [70, 80, 0]))):
            first = self.start([reply(LOOK), reply(*actions, CLICK)])
            for _ in actions:
                first.when("state", "waiting", "approve")
            deadline = time.monotonic() + 10
            while down not in [event[1:] for event in first.wire()] and time.monotonic() < deadline:
                time.sleep(0.001)
            first.kill()
            self.assertEqual(first.wire()[-1][1:], down)
            dead = first.records()[0]["sess"]

            second = self.start(None, trail=first.trail_root)
            second.when("state", "ready", "key 0x62")
            kept = os.path.join(first.trail_root, "held")
            deadline = time.monotonic() + 10
            while os.listdir(kept) and time.monotonic() < deadline:
                time.sleep(0.001)
            self.assertEqual(os.listdir(kept), [])
            second.close()
            self.assertEqual([event[1:] for event in second.wire()], [expected, ("key", [0x62, 1]), ("key", [0x62, 0])])
            released = [r for r in second.records() if r["kind"] == "input.released"]
            self.assertEqual([r["session"] for r in released], [dead])

            third = self.start(None, trail=first.trail_root)
            third.wait("state", "ready")
            third.close()
            self.assertEqual(third.wire(), [], "it was released already")

    def test_nothing_is_released_on_another_screen(self):
        other = self.make_desktop()
        first = self.start([reply(LOOK), reply(HOLD)])
        first.when("state", "waiting", "approve")
        first.wait("step", "2 running")
        first.kill()
        second = self.start(None, trail=first.trail_root, desktop=other)
        second.wait("state", "ready")
        second.close()
        self.assertEqual(second.wire(), [])
        self.assertEqual(len(os.listdir(os.path.join(first.trail_root, "held"))), 1)

    def test_nothing_is_counted_down_on_a_lost_screen(self):
        desktop = self.make_desktop()
        session = self.start([reply(LOOK), reply(CLICK)], "--slack", "auto", desktop=desktop)
        session.wait("state", "countdown")
        desktop.process.kill()
        session.wait("step", "2 waiting")
        time.sleep(2.2)
        self.assertEqual(session.wire(), [])

    def test_resized_screen(self):
        """Coordinates are never rescaled behind anybody's back."""
        desktop = self.make_desktop()
        session = self.start([reply(LOOK), reply(CLICK), reply(CLICK)], desktop=desktop)
        session.wait("state", "waiting")
        desktop.run("xrandr", "--output", "VNC-0", "--mode", "1024x768")
        session.wait("step", "2 not-run")
        told = session.wait("told")
        self.assertTrue(told["picture"])
        self.assertIn("size", told["results"][0]["text"])
        session.wait("step", "3 waiting")
        session.close()
        self.assertEqual(session.wire(), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
