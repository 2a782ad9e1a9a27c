# SPDX-License-Identifier: GPL-3.0-or-later
"""Belay in its window: started, seen, operated, and read back from its wire and its trail."""

import glob
import json
import os
import signal
import subprocess
import tempfile
import time

import accessibility
from gi.repository import Gio, GLib
from world import wait_until

APPLICATION = "io.github.belay_desktop.Belay"
PATH = "/io/github/belay_desktop/Belay"


def name_has_owner(name):
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    reply = bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "NameHasOwner",
                          GLib.Variant("(s)", (name,)), None, 0, 5000, None)
    return reply.unpack()[0]


class Belay:
    """One process of the program, with folders of its own unless it gets those of an earlier one."""

    def __init__(self, world, *arguments, state=None, env=None):
        self.world = world
        self.directory = tempfile.mkdtemp(prefix="p-", dir=world.directory)
        self.state = state or os.path.join(self.directory, "state")
        self.wire_path = os.path.join(self.directory, "wire.log")
        self.env = dict(world.env, XDG_STATE_HOME=self.state, BELAY_WIRE_LOG=self.wire_path,
                        GSETTINGS_SCHEMA_DIR=os.environ["BELAY_SCHEMA_DIR"],
                        # Records and the key that signs them belong to one person.
                        XDG_DATA_HOME=os.path.join(os.path.dirname(self.state), "data"),
                        **{f"XDG_{name}_HOME": os.path.join(self.directory, name.lower())
                           for name in ("CONFIG", "CACHE")})
        self.env.update(env or {})
        self.log_path = os.path.join(self.directory, "output.log")
        wait_until(lambda: not name_has_owner(APPLICATION), "the program before this one to be gone")
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen([os.environ["BELAY_PROGRAM"], *arguments], env=self.env, stdout=log,
                                            stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        self.root = None

    # The window, as assistive tools see it.

    def wait_for_window(self):
        bus = accessibility.connect()
        self.root = wait_until(lambda: self.check_running() and accessibility.find_application(bus, self.process.pid),
                               lambda: "the program on the accessibility bus\n" + self.output)
        wait_until(lambda: self.root.find(role="window"), "the window")
        self.wait_window_id()
        return self

    def check_running(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the program ended with {self.process.returncode}:\n{self.output}")
        return True

    def find(self, role=None, name=None, has=None):
        return self.root.find(role=role, name=name, has=has)

    def wait_for(self, role=None, name=None, has=None, enabled=None, timeout=20):
        """The first showing object like that."""
        def look():
            self.check_running()
            node = self.find(role, name, has)
            return node if node is not None and (enabled is None or node.enabled == enabled) else None
        return wait_until(look, lambda: f"{role or 'something'} {name or has} in\n{self.root.dump()}\n{self.output}",
                          timeout)

    def wait_gone(self, **what):
        wait_until(lambda: self.check_running() and self.find(**what) is None,
                   lambda: f"{what} to be gone from\n{self.root.dump()}")

    # The window, as a person does.

    @property
    def window_id(self):
        found = self.world.output("xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)).split()
        return found[-1] if found else None

    def wait_window_id(self):
        """Whoever looks while another window goes away, that of a tooltip, may find none for a moment."""
        return wait_until(lambda: self.window_id, "the window on the display")

    def focus(self):
        """The keyboard to the window. A click of the window manager's, not of the mouse: that would hit a control."""
        window = self.wait_window_id()
        wait_until(lambda: self.world.output("xdotool", "windowactivate", "--sync", window, "getwindowfocus").strip(),
                   "the keyboard")

    def keys(self, *names):
        self.world.output("xdotool", "key", "--clearmodifiers", *names)

    def type(self, text):
        self.world.output("xdotool", "type", "--clearmodifiers", "--delay", "5", text)

    def geometry(self):
        shown = self.world.output("xdotool", "getwindowgeometry", "--shell", self.wait_window_id())
        values = dict(line.split("=", 1) for line in shown.split())
        return tuple(int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))

    def click_at(self, node):
        """A click of the mouse into the middle of @node."""
        self.point_at(node)
        self.world.output("xdotool", "click", "1")

    def point_at(self, node):
        window_x, window_y, window_width, window_height = self.geometry()
        _, _, width, height = self.find(role="window").extents
        x, y, node_width, node_height = node.extents
        self.world.output("xdotool", "mousemove", "--sync",
                          str(window_x + (window_width - width) // 2 + x + node_width // 2),
                          str(window_y + (window_height - height) // 2 + y + node_height // 2))

    # Its actions.

    def action(self, name, *parameters, window=1):
        self.call_actions(window, "Activate", GLib.Variant("(sava{sv})", (name, list(parameters), {})))

    def set_action(self, name, value, window=1):
        self.call_actions(window, "SetState", GLib.Variant("(sva{sv})", (name, value, {})))

    def describe(self, window=1):
        """Of each action: enabled, and its state."""
        described = self.call_actions(window, "DescribeAll", None).unpack()[0]
        return {name: (enabled, state[0] if state else None) for name, (enabled, _, state) in described.items()}

    def call_actions(self, window, method, parameters):
        path = f"{PATH}/window/{window}" if window else PATH
        try:
            return self.bus.call_sync(APPLICATION, path, "org.gtk.Actions", method, parameters, None, 0, 10000, None)
        except GLib.Error as error:
            raise AssertionError(f"{error.message}\n{self.process.poll()}\n{self.output}") from error

    def wait_enabled(self, name, enabled=True, timeout=20):
        wait_until(lambda: self.check_running() and self.describe()[name][0] == enabled,
                   lambda: f"{name} {'enabled' if enabled else 'disabled'}; {self.describe()}\n{self.root.dump()}\n{self.output}",
                   timeout)

    # What it left behind.

    @property
    def output(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()

    @property
    def trail_root(self):
        return os.path.join(self.state, "belay", "sessions")

    def records(self):
        """All that is in the files, sessions and logs in order."""
        records = []
        for log in sorted(glob.glob(os.path.join(self.trail_root, "*", "log.*.jsonl"))):
            with open(log, "rb") as lines:
                records += [json.loads(line) for line in lines if line.endswith(b"\n")]
        return records

    def of_kind(self, kind):
        return [record for record in self.records() if record["kind"] == kind]

    def wait_record(self, kind, timeout=20, **members):
        def look():
            self.check_running()
            return [r for r in self.of_kind(kind) if all(r.get(name) == value for name, value in members.items())]
        return wait_until(look, lambda: f"{kind} {members} in the trail; there is {[r['kind'] for r in self.records()][-12:]}\n"
                          f"{self.root.dump()}\n{self.output}", timeout)[-1]

    def wait_result(self, step, state):
        return self.wait_record("action.result", step=step, state=state)

    def trail(self, *arguments):
        return subprocess.run([os.environ["BELAY_PROGRAM"], "trail", *arguments], env=self.env, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False)

    def wire(self):
        """The input events that left, as (monotonic ns, kind, arguments); without the key the sandbox is checked with."""
        if not os.path.exists(self.wire_path):
            return []
        checks = self.checks()
        events = []
        with open(self.wire_path, encoding="ascii") as lines:
            for line in lines:
                words = line.split()
                if line.endswith("\n"):
                    events.append((int(words[0]) * 1000, words[1], [int(word, 0) for word in words[2:]]))
        return [event for event in events if not any(begin <= event[0] <= end for begin, end in checks)]

    @staticmethod
    def get_offset():
        """What to take from the time of a record to have that of an event."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) - time.monotonic_ns()

    def checks(self):
        """When a key was pressed to see whether it arrives, before anybody was in control."""
        begun = [r["mono"] - self.get_offset() for r in self.of_kind("preflight.key")]
        ended = [r["mono"] - self.get_offset() for r in self.of_kind("preflight")]
        return [(begin, min((end for end in ended if end > begin), default=float("inf"))) for begin in begun]

    def held(self):
        keys, buttons = set(), 0
        for _, kind, arguments in self.wire():
            if kind == "key":
                (keys.add if arguments[1] else keys.discard)(arguments[0])
            elif kind == "pointer":
                buttons = arguments[2]
        return keys, buttons

    def stray_events(self):
        """What left outside of a decided step and its durable intent, releases and the person's own hands excepted."""
        boot_minus_monotonic = self.get_offset()
        allowed, decided, controls = [], set(), []
        for record in self.records():
            kind, when = record["kind"], record["mono"] - boot_minus_monotonic
            if kind == "decision" and record["verdict"] in ("approve", "edit"):
                decided.add(record["step"])
            elif kind == "action.intent":
                allowed.append([when if record["step"] in decided else float("inf"), float("inf"), record["step"]])
            elif kind == "action.result" and allowed and allowed[-1][2] == record["step"]:
                allowed[-1][1] = when
            elif kind in ("rewind", "rewound"):
                # What was held down in the machine that is gone back to is let go of.
                controls.append((when, kind))
            elif kind == "person.control":
                controls.append((when, record["what"]))
            elif kind == "session.open":
                controls.append((when, "prepares"))
            elif kind == "task":
                controls.append((when, "given"))
        return [event for event in self.wire()
                if not any(begin <= event[0] <= end for begin, end, _ in allowed) and
                not (event[1] in ("pointer", "key") and event[2][-1] == 0) and not self.by_person(event, controls)]

    @staticmethod
    def by_person(event, controls):
        """Whether the person had the mouse and keyboard then: they took over, or nobody was given a task yet."""
        before = [what for when, what in controls if when <= event[0]]
        return bool(before) and before[-1] in ("took over", "prepares", "private input began", "rewind")

    # Its processes.

    def descendants(self):
        """Every process below the program, as /proc has them now."""
        parents = {}
        for path in glob.glob("/proc/[0-9]*/stat"):
            try:
                with open(path, encoding="utf-8", errors="replace") as file:
                    stat = file.read()
            except OSError:
                continue
            pid, rest = int(stat.split(" ", 1)[0]), stat.rsplit(")", 1)[1].split()
            if rest[0] != "Z":
                parents[pid] = int(rest[1])
        found, frontier = set(), {self.process.pid}
        while frontier:
            frontier = {pid for pid, parent in parents.items() if parent in frontier} - found
            found |= frontier
        return found

    def close_window(self):
        """By way of the window manager."""
        self.keys("alt+F4")

    def quit(self, timeout=20):
        """As a person does: Quit, and the program is gone."""
        self.action("quit", window=None)
        return self.process.wait(timeout)

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def are_gone(pids):
    return not any(os.path.exists(f"/proc/{pid}") and is_alive(pid) for pid in pids)


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
