#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session with a model, which is a strict stand-in for the API; and where the key goes: nowhere else."""

import base64
import json
import os
import resource
import signal
import tempfile
import unittest

from api import KEY, Api, say, use
from case import Case, main
from gi.repository import GLib
from world import wait_until


def forms_of(secret):
    """A secret as it may stand in a file: plain, and in the encodings that hide it from a plain search."""
    raw = secret.encode()
    forms = {raw, raw[::-1], secret.encode("utf-16-le"), secret.encode("utf-16-be"), raw.hex().encode(), raw.hex().upper().encode(),
             "".join(f"%{byte:02X}" for byte in raw).encode(), secret.replace("-", "%2D").encode(),
             "".join(f"\\u{byte:04x}" for byte in raw).encode()}
    for shift in range(3):
        # Only what does not depend on the neighbours.
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            forms.add(encode(b"\0" * shift + raw)[4 if shift else 0:].rstrip(b"=")[:-2])
    return forms


class Claude(Case):
    def ask(self, *replies, key=KEY, task="Open the notes", desktop=None, arguments=()):
        self.api = Api(tempfile.mkdtemp(dir=self.world.directory), list(replies))
        self.addCleanup(self.api.close)
        env = {"ANTHROPIC_BASE_URL": self.api.url}
        if key is not None:
            env["ANTHROPIC_API_KEY"] = key
        desktop = desktop or self.desktop().sandbox
        return self.start("--sandbox", desktop, "--task", task, "--start", *arguments, env=env)

    def check_key_is_nowhere(self, belay):
        """Neither in a record, nor a picture, nor the index, nor what was handed on, nor what was printed."""
        self.assertEqual(belay.trail("search", "Open").returncode, 0)
        for format, more in (("html", []), ("tar", []), ("otlp", ["--contents"])):
            handed_on = belay.trail("export", "latest", "--format", format, *more, "-o",
                                    os.path.join(belay.directory, "export." + format))
            self.assertEqual(handed_on.returncode, 0, handed_on)
        n_files = 0
        for folder, _, names in os.walk(belay.directory):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    content = file.read()
                n_files += 1
                for form in forms_of(KEY):
                    self.assertNotIn(form, content, f"the key is in {folder}/{name}")
        self.assertGreater(n_files, 5)
        self.assertTrue(all(entry["auth"] == ["x-api-key"] for entry in self.api.requests))

    def check_environments(self, belay):
        """No process but the program itself has the key."""
        for pid in belay.descendants() - {belay.process.pid}:
            for name in ("environ", "cmdline"):
                try:
                    with open(f"/proc/{pid}/{name}", "rb") as file:
                        content = file.read()
                except OSError:
                    continue
                self.assertNotIn(KEY.encode(), content, f"the key is in /proc/{pid}/{name}")

    def test_a_whole_task(self):
        belay = self.ask(
            {"blocks": [{"type": "thinking", "thinking": "I have to see it first."}, use("screenshot")]},
            {"blocks": [say("I click twice and write."), use("left_click", coordinate=[300, 200]),
                        use("left_click", coordinate=[310, 210]), use("type", text="hello"), use("screenshot")]},
            {"blocks": [say("It is open. Should I close it again?")]},
            {"blocks": [say("Then it stays open.")]},
            desktop="bubblewrap")
        # The whole of the timeline is in view then.
        self.world.output("xdotool", "windowsize", belay.wait_window_id(), "1380", "980")
        belay.wait_enabled("approve", timeout=40)
        belay.wait_for(name="Open the notes")
        belay.wait_for(has="I have to see it first.")
        belay.wait_for(has="I click twice and write.")
        self.assertEqual(belay.wire(), [], "nothing but looking was free")
        self.check_environments(belay)
        belay.wait_record("tool.proposed", step=5)
        belay.keys("shift+Return")
        belay.wait_result(5, "done")
        question = belay.wait_for(role="alert", has="Should I close it again?")
        self.assertIn("It is open.", question.name)
        belay.wait_enabled("answer")
        wait_until(lambda: belay.find(role="text box").focused, "the answer to have the keyboard")
        belay.type("No, leave it")
        belay.keys("Return")
        belay.wait_for(has="Then it stays open.")
        belay.wait_enabled("answer")

        requests = self.api.requests
        self.assertEqual([entry["status"] for entry in requests], [200] * 4)
        results = requests[2]["body"]["messages"][-1]["content"]
        self.assertEqual([block["type"] for block in results], ["tool_result"] * 4)
        self.assertFalse(any(block.get("is_error") for block in results))
        self.assertIn("No, leave it", json.dumps(requests[3]["body"]["messages"][-1]))
        self.assertEqual([r["by"] for r in belay.of_kind("decision")], ["slack"] + ["person"] * 4)
        usage = [node.name for node in belay.root.walk() if "$" in node.name and node.on_screen]
        self.assertTrue(usage, "what it costs is shown")
        self.check_clean_end(belay)
        self.check_key_is_nowhere(belay)

    def test_a_crash_leaves_no_memory_behind(self):
        _, hard = resource.getrlimit(resource.RLIMIT_CORE)
        if hard == 0:
            self.skipTest("no process may leave a core file here")
        self.addCleanup(resource.setrlimit, resource.RLIMIT_CORE, resource.getrlimit(resource.RLIMIT_CORE))
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
        belay = self.ask({"blocks": [say("I have nothing to do.")]})
        belay.wait_for(has="I have nothing to do.")
        belay.process.send_signal(signal.SIGABRT)
        ended = os.waitid(os.P_PID, belay.process.pid, os.WEXITED | os.WNOWAIT)
        self.assertEqual((ended.si_code, ended.si_status), (os.CLD_KILLED, signal.SIGABRT))

    def test_overloaded(self):
        busy = {"fault": {"status": 529, "headers": {"retry-after": "30"},
                          "error": {"type": "overloaded_error", "message": "Overloaded"}}}
        belay = self.ask(busy, busy, {"blocks": [say("There I am.")]})
        belay.wait_enabled("retry-now")
        countdown = belay.wait_for(role="alert", has="second", timeout=10)
        self.assertNotEqual(countdown.name, "")
        belay.wait_for(role="button", name="Try Now").click()
        wait_until(lambda: len(self.api.requests) == 2, "the second request")
        belay.wait_for(role="button", name="Try Now")
        belay.keys("Escape")
        belay.wait_for(role="status", name="Stopped")
        self.assertEqual(len(self.api.requests), 2, "stopping ends the waiting")
        belay.action("answer", GLib.Variant("s", "Please go on"))
        belay.wait_for(has="There I am.")
        self.assertEqual([entry["status"] for entry in self.api.requests], [529, 529, 200])
        self.check_clean_end(belay)
        self.check_key_is_nowhere(belay)

    def test_refused_key(self):
        belay = self.ask(key="sk-ant-wrong")
        problem = belay.wait_for(role="alert", has="key")
        self.assertNotIn("sk-ant-wrong", problem.name)
        self.assertTrue(belay.wait_for(role="button", name="Preferences").enabled)
        belay.wait_enabled("resume")
        self.assertEqual([entry["status"] for entry in self.api.requests], [401])
        self.check_clean_end(belay)
        self.assertNotIn("sk-ant-wrong", json.dumps(belay.records()))

    def test_models_of_the_service(self):
        """With a key the service is asked once for its models, and told who asks."""
        self.api = Api(tempfile.mkdtemp(dir=self.world.directory), [],
                       models=[{"id": "claude-from-afar-1", "display_name": "Claude From Afar", "type": "model"}])
        self.addCleanup(self.api.close)
        belay = self.start(env={"ANTHROPIC_BASE_URL": self.api.url, "ANTHROPIC_API_KEY": KEY})
        belay.wait_for(role="combo box", name="Model")
        wait_until(lambda: self.api.list_requests() == [200], "the list was asked for")
        belay.click_at(belay.wait_for(role="combo box", name="Model"))
        # The row of libadwaita does not say that its popover is open.
        wait_until(lambda: any(node.name == "Claude From Afar" for node in belay.root.walk()), "the model to be offered")
        belay.keys("Escape")
        self.assertEqual(belay.quit(), 0)

    def test_prepare_then_task(self):
        """The person arranges the desktop, gives the task there, and the agent begins with what they left."""
        self.api = Api(tempfile.mkdtemp(dir=self.world.directory),
                       [{"blocks": [use("screenshot")]},
                        {"blocks": [say("I press it."), use("left_click", coordinate=[300, 200])]},
                        {"blocks": [say("Pressed.")]}])
        self.addCleanup(self.api.close)
        belay = self.start("--sandbox", self.desktop().sandbox,
                           env={"ANTHROPIC_BASE_URL": self.api.url, "ANTHROPIC_API_KEY": KEY})
        belay.wait_enabled("answer")
        belay.wait_for(role="heading", name="The Sandbox Is Ready")
        belay.click_at(belay.wait_for(has="sandbox’s screen"))
        wait_until(belay.wire, "the person's click")
        belay.type("abc")
        wait_until(lambda: self.keys_down(belay) == [ord(letter) for letter in "abc"] and belay.held() == (set(), 0),
                   "the person's letters")
        self.assertEqual(self.api.requests, [], "nobody was asked yet")

        box = belay.wait_for(role="text box", name="The task, in your own words")
        box.text = "Press the button"
        belay.wait_for(role="button", name="Start", enabled=True).click()
        belay.wait_for(role="alert", has="300, 200")
        belay.wait_enabled("approve")
        self.assertEqual(belay.wait_record("task")["text"], "Press the button")
        before = len(belay.wire())
        belay.type("x")
        belay.keys("Return")
        belay.wait_result(2, "done")
        belay.wait_for(has="Pressed.")
        self.assertEqual([a[:2] for _, kind, a in belay.wire()[before:] if kind == "pointer" and a[2] == 1], [[300, 200]])
        self.assertEqual(len(self.keys_down(belay)), 3, "the person's keys are no longer the sandbox's")
        self.assertIn("Press the button", json.dumps(self.api.requests[0]["body"]["messages"][0]))
        self.check_clean_end(belay)
        self.check_key_is_nowhere(belay)

    @staticmethod
    def keys_down(belay):
        return [a[0] for _, kind, a in belay.wire() if kind == "key" and a[1] == 1]

    def test_missing_key(self):
        belay = self.ask(key=None)
        belay.wait_for(role="alert", has="API_KEY")
        self.assertEqual(belay.wait_for(role="text box", name="Task").text, "Open the notes", "the words are kept")
        belay.wait_for(role="text box", name="API Key")
        self.assertEqual(self.api.requests, [])
        self.assertEqual(belay.records(), [])
        self.assertEqual(belay.quit(), 0)


if __name__ == "__main__":
    main()
