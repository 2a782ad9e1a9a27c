# SPDX-License-Identifier: GPL-3.0-or-later
"""Real peers for the session tests: an X server that speaks VNC, and a session without a face."""

import glob
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


class Desktop:
    """Xtigervnc on a socket of its own, with nothing on it but what a test draws."""

    def __init__(self, geometry="1280x800"):
        self.directory = tempfile.mkdtemp(prefix="belay-desktop-")
        self.path = os.path.join(self.directory, "vnc.sock")
        self.clients = []
        self.start_server(geometry)

    def start_server(self, geometry="1280x800"):
        read, write = os.pipe()
        self.process = subprocess.Popen(
            ["Xtigervnc", "-displayfd", str(write), "-rfbunixpath", self.path, "-rfbport", "-1", "-SecurityTypes", "None",
             "-AlwaysShared", "-geometry", geometry, "-depth", "24", "-nolisten", "tcp", "-ac"],
            pass_fds=[write], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        display = b""
        while not display.endswith(b"\n"):
            chunk = os.read(read, 16)
            if not chunk:
                raise RuntimeError("Xtigervnc did not start")
            display += chunk
        os.close(read)
        self.display = ":" + display.decode().strip()
        deadline = time.monotonic() + 10
        while not os.path.exists(self.path) and time.monotonic() < deadline:
            time.sleep(0.01)

    @property
    def sandbox(self):
        return "vnc+unix://" + self.path

    def run(self, *command):
        subprocess.run(command, env=dict(os.environ, DISPLAY=self.display), check=True, stdin=subprocess.DEVNULL)

    def start(self, *command):
        client = subprocess.Popen(command, env=dict(os.environ, DISPLAY=self.display), stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.clients.append(client)
        return client

    def write(self, lines, colour, ground, least=500):
        """Text in a window without an edge, there when this returns."""
        self.run("xsetroot", "-solid", ground)
        self.run("xdotool", "mousemove", "1000", "700")
        self.start("xterm", "-geometry", "50x8+300+300", "-fa", "DejaVu Sans Mono", "-fs", "14", "-fg", colour, "-bg",
                   ground, "-bd", ground, "-bw", "0", "-xrm", "*cursorBlink: false",
                   "-e", "sh", "-c", "printf '%s\\n' \"$@\"; sleep 600", "sh", *lines)
        ink = bytes.fromhex(colour[1:])
        deadline = time.monotonic() + 20
        while subprocess.run(["xwd", "-root", "-silent", "-display", self.display], stdout=subprocess.PIPE,
                             check=True).stdout.count(ink) < least:
            if time.monotonic() > deadline:
                raise TimeoutError("nothing was drawn")
            time.sleep(0.02)

    def close(self):
        for process in self.clients + [self.process]:
            process.kill()
            process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


class Session:
    """belay-drive: commands in, events out."""

    def __init__(self, desktop, replies, *options, trail=None, environment=None):
        self.directory = tempfile.mkdtemp(prefix="belay-session-")
        self.trail_root = trail or os.path.join(self.directory, "trail")
        self.wire_path = os.path.join(self.directory, "wire.log")
        self.events = []
        self.buffer = b""
        script = ["--script", json.dumps({"replies": replies})] if replies is not None else []
        self.process = subprocess.Popen(
            [os.environ["BELAY_DRIVE"], "--sandbox", desktop.sandbox, "--trail", self.trail_root, *script, *options],
            env=dict(os.environ, BELAY_WIRE_LOG=self.wire_path, **(environment or {})), stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def send(self, command):
        self.process.stdin.write(command.encode() + b"\n")
        self.process.stdin.flush()

    def read_event(self, timeout):
        deadline = time.monotonic() + timeout
        while b"\n" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                raise TimeoutError(f"nothing happened; so far: {self.events[-12:]}")
            chunk = os.read(self.process.stdout.fileno(), 65536)
            if not chunk:
                raise EOFError(f"the session ended with {self.process.wait()}; so far: {self.events[-12:]}")
            self.buffer += chunk
        line, self.buffer = self.buffer.split(b"\n", 1)
        event = json.loads(line)
        self.events.append(event)
        return event

    def wait(self, event, value=None, timeout=20):
        """The next event of that name (and value); what comes before it is kept in self.events."""
        while True:
            found = self.read_event(timeout)
            if found["event"] == event and (value is None or found.get("value") == value):
                return found

    def when(self, event, value, command):
        """Awaits an event, and sends a command."""
        self.wait(event, value)
        self.send(command)

    def finish(self):
        """Awaits the end of the task, and closes the session."""
        self.wait("state", "finished")
        return self.close()

    def close(self):
        if self.process.poll() is None:
            self.send("close")
            self.process.stdin.close()
            rest = self.buffer + self.process.stdout.read()
            self.buffer = b""
            self.events += [json.loads(line) for line in rest.splitlines() if line.endswith(b"}")]
        return self.process.wait(20)

    def review(self):
        """What a session that has been closed told of its decisions."""
        return [event["value"] for event in self.events if event["event"] == "review"][-1].split("|")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def clean(self):
        if self.process.poll() is None:
            self.kill()
        self.process.stdout.close()
        if not self.process.stdin.closed:
            self.process.stdin.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def records(self):
        records = []
        for log in sorted(glob.glob(os.path.join(self.trail_root, "*", "log.*.jsonl"))):
            with open(log, "rb") as lines:
                records += [json.loads(line) for line in lines if line.endswith(b"\n")]
        return records

    def wire(self):
        """The input events that left, as (monotonic ns, kind, arguments)."""
        if not os.path.exists(self.wire_path):
            return []
        events = []
        with open(self.wire_path, encoding="ascii") as lines:
            for line in lines:
                words = line.split()
                events.append((int(words[0]) * 1000, words[1], [int(word, 0) for word in words[2:]]))
        return events
