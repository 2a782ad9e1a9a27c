#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sandbox reaches: its own browser, in the real window, towards an internet of the test's own."""

import json
import os

import far

# Before anything else is started.
MODEL = "api.anthropic.com"
far.enter(["plain.example", "other.example", MODEL])

from case import LOOK, Case, click, is_unavailable, main, turn, typing  # noqa: E402
from world import wait_until  # noqa: E402

BROWSER = (144, 778)
KEY = {"name": "key", "input": {"text": "ctrl+l"}}


def wait(seconds):
    return {"name": "wait", "input": {"duration": seconds}}


class Network(Case):
    @classmethod
    def setUpClass(cls):
        cls.visits = far.serve()

    def show(self, name):
        if os.environ.get("BELAY_E2E_PICTURES"):
            self.world.screenshot(os.path.join(os.environ["BELAY_E2E_PICTURES"], name + ".png"))

    def visit(self, *addresses, **more):
        """The browser of the real sandbox, sent to one address after the other."""
        steps = [turn(LOOK), turn(click(*BROWSER), wait(3), LOOK)]
        steps += [turn(KEY, typing(f"http://{address}\n"), wait(1), LOOK) for address in addresses]
        belay = self.start("--sandbox", "bubblewrap", "--rehearse", self.scenario(*steps, turn(text="The end.")), **more)
        if is_unavailable(belay.output):
            self.skipTest(belay.output)
        return belay

    def notifications(self):
        with open(self.world.notifications_path, encoding="utf-8") as log:
            return [json.loads(line) for line in log]

    def check_in_sight(self, belay, name):
        """However small the window, and wherever the timeline is: it waits for seconds only."""
        width, height = belay.geometry()[2:]
        self.resize(belay, 360, 720)

        def is_inside():
            x, y, *size = belay.wait_for(role="button", name=name).extents
            _, _, *window = belay.find(role="window").extents
            return min(size) > 0 <= min(x, y) and x + size[0] <= window[0] and y + size[1] <= window[1]
        wait_until(is_inside, lambda: f"{name} in a small window\n{belay.root.dump()}")
        self.show("held-small")
        self.resize(belay, width, height)

    def resize(self, belay, width, height):
        self.world.output("xdotool", "windowsize", "--sync", belay.wait_window_id(), str(width), str(height))

    def test_held_and_allowed(self):
        visits = self.visits
        visits.clear()
        open(self.world.notifications_path, "w", encoding="utf-8").close()
        belay = self.visit("plain.example/first", "other.example/second", MODEL + "/third")
        # Trying the way out before is not reaching for anything.
        belay.wait_for(role="button", name="Sandbox checked: 15 of 15")
        self.show("preflight-fine")
        # What asks for a decision is decided: the test is about the network. Somebody who is elsewhere is told.
        window = belay.wait_window_id()
        self.world.output("xdotool", "windowminimize", "--sync", window)
        self.approve_until(belay, lambda: belay.of_kind("net.held"), "it to be reached for")
        wait_until(lambda: "The sandbox wants to reach a host" in [told["title"] for told in self.notifications()],
                   "the notification")
        self.assertNotIn("plain.example", str(self.notifications()))
        self.world.output("xdotool", "windowactivate", "--sync", window)
        held = belay.of_kind("net.held")[0]
        self.assertEqual((held["host"], held["port"], held["tls"]), ("plain.example", 80, False))
        self.assertIn("step", held)
        belay.wait_for(has="wants to reach plain.example")
        self.show("held")
        self.assertEqual(visits, [])

        self.check_in_sight(belay, "Allow plain.example for This Session")
        belay.wait_for(role="button", name="Allow plain.example for This Session", enabled=True).click()
        belay.wait_record("net.allowed", host="plain.example")
        self.assertEqual(belay.wait_record("net.decision")["decision"], "session")
        wait_until(lambda: ("plain.example", "/first") in visits, "the page to be fetched")
        belay.wait_gone(has="Allow plain.example")

        # Another host is another question, and never is an answer.
        self.approve_until(belay, lambda: any(r["host"] == "other.example" for r in belay.of_kind("net.held")),
                           "the other to be reached for")
        belay.wait_for(role="button", name="Never Allow other.example", enabled=True).click()
        self.assertEqual(belay.wait_record("net.blocked", host="other.example")["reason"], "never")
        self.assertNotIn("other.example", [host for host, _ in visits])
        self.show("never")

        # Of the model's own there is no question.
        self.approve_until(belay, lambda: any(r["host"] == MODEL for r in belay.of_kind("net.blocked")), "the model's host")
        self.assertEqual(belay.wait_record("net.blocked", host=MODEL)["reason"], "forbidden")
        self.assertNotIn(MODEL, [r["host"] for r in belay.of_kind("net.held")])
        self.assertNotIn(MODEL, [host for host, _ in visits])

        # What the sandbox is told instead of a page does not alarm.
        self.assertEqual([passage for r in belay.of_kind("scan") for passage in r.get("passages", [])], [])

        belay.action("hosts")
        belay.wait_for(has="plain.example", role="label")
        self.show("hosts")
        self.check_clean_end(belay)

    def test_rules(self):
        """What a rule allows is opened when it is reached for, what one denies is refused; nobody is asked about either."""
        folder = self.world.make_directory("config-rules")
        os.mkdir(os.path.join(folder, "belay"))
        with open(os.path.join(folder, "belay", "rules.json"), "w", encoding="utf-8") as file:
            json.dump({"format": 1, "rules": [
                {"id": "plain", "name": "The plain one", "effect": "allow", "when": {"host": "plain.example"}},
                {"id": "model", "name": "The model", "effect": "allow", "when": {"host": MODEL}},
                {"id": "other", "name": "Not the other", "effect": "deny", "when": {"host": "other.example"}}]}, file)
        visits = self.visits
        visits.clear()
        belay = self.visit("plain.example/first", MODEL + "/third", "other.example/second", env={"XDG_CONFIG_HOME": folder})
        self.approve_until(belay, lambda: any(r.get("host") == "other.example" for r in belay.of_kind("net.blocked")),
                           "the other host to be refused")
        belay.wait_record("net.allowed", host="plain.example")
        decision = belay.wait_record("net.decision", host="plain.example")
        self.assertEqual((decision["decision"], decision["by"], decision["rule"], decision["rule_name"]),
                         ("session", "rule", "plain", "The plain one"))
        blocked = belay.wait_record("net.blocked", host="other.example")
        self.assertEqual((blocked["reason"], blocked["rule"]), ("rule", "other"))
        self.assertEqual(belay.wait_record("net.blocked", host=MODEL)["reason"], "forbidden")
        wait_until(lambda: ("plain.example", "/first") in visits, "the page to be fetched")
        self.assertEqual([host for host, _ in visits if host != "plain.example"], [])
        belay.wait_for(has="other.example was refused: one of your rules denies it")
        self.assertIsNone(belay.find(role="button", has="Allow other.example"))
        self.assertIsNone(belay.find(role="button", has="Allow plain.example"))
        self.show("rules")
        self.check_clean_end(belay)


if __name__ == "__main__":
    main()
