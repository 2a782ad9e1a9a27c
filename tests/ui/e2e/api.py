# SPDX-License-Identifier: GPL-3.0-or-later
"""The strict stand-in for the model's API, as a process of a test's: what it answers, and what it was asked."""

import json
import os
import subprocess
import sys

KEY = "sk-ant-canary-9d41f0c7a2b85e63"


class Api:
    def __init__(self, directory, replies, **script_more):
        self.log_path = os.path.join(directory, "api.log")
        script = os.path.join(directory, "api.json")
        with open(script, "w", encoding="utf-8") as file:
            json.dump({"replies": replies, **script_more}, file)
        self.process = subprocess.Popen([sys.executable, os.environ["BELAY_FAKE_API"], "--script", script, "--log",
                                         self.log_path, "--key", KEY], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.url = "http://127.0.0.1:" + self.process.stdout.readline().decode().strip()

    def read_log(self):
        if not os.path.exists(self.log_path):
            return []
        with open(self.log_path, encoding="utf-8") as log:
            return [json.loads(line) for line in log if line.endswith("\n")]

    @property
    def requests(self):
        return [entry for entry in self.read_log() if entry["path"] == "/v1/messages"]

    @property
    def bodies(self):
        return [entry["body"] for entry in self.requests]

    def list_requests(self):
        return [entry["status"] for entry in self.read_log() if entry["path"].startswith("/v1/models")]

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


def use(name, **arguments):
    return {"type": "tool_use", "name": name, "input": arguments}


def say(text):
    return {"type": "text", "text": text}
