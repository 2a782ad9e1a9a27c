# SPDX-License-Identifier: GPL-3.0-or-later
"""The live view beside TigerVNC's viewer: on the same server, under the same display, one after the other in turns."""

import os
import shutil
import statistics
import subprocess
import tempfile
import time

from peers import Desktop
from table import row

BUILD = os.environ["BELAY_BUILD"]
BENCH = os.path.join(BUILD, "tests/bench/bench-")
SCREEN = "1920x1200x24"
LARGE = ("1400", "900")         # room for the screen at scale 1
SMALL = ("900", "640")


class Display:
    """Xvfb with a window manager, as people have one: without, toolkits keep asking whether one has come."""

    def __init__(self):
        self.home = tempfile.mkdtemp(prefix="belay-bench-")
        read, write = os.pipe()
        self.process = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp",
                                         "-noreset"], pass_fds=[write], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as number:
            self.name = ":" + number.readline().strip()
        self.manager = subprocess.Popen(["openbox"], env=self.environment(), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not self.is_managed() and self.manager.poll() is None:
            time.sleep(0.05)

    def is_managed(self):
        return b"#" in subprocess.run(["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"], env=self.environment(), check=True,
                                      capture_output=True).stdout

    def environment(self):
        environment = dict(os.environ, DISPLAY=self.name, GDK_BACKEND="x11", GTK_A11Y="none", HOME=self.home,
                           XDG_STATE_HOME=self.home, XDG_CONFIG_HOME=self.home, XDG_DATA_HOME=self.home,
                           XDG_CACHE_HOME=self.home, LC_ALL="C.UTF-8")
        environment.setdefault("GSK_RENDERER", "cairo")
        return environment

    def close(self):
        for process in self.manager, self.process:
            process.kill()
            process.wait()
        shutil.rmtree(self.home, ignore_errors=True)


class Viewer:
    def __init__(self, display, command):
        self.process = subprocess.Popen(command, env=display.environment(), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def pids(self):
        """The viewer and the processes it has started."""
        found, new = [], [self.process.pid]
        while new:
            pid = new.pop()
            found.append(pid)
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as children:
                    new += map(int, children.read().split())
        return found

    def cpu(self):
        """Seconds of all its threads, those that have ended too. The clock of another process: see clock_getcpuclockid."""
        return sum(time.clock_gettime(~pid << 3 | 2) for pid in self.pids())

    def wakeups(self):
        n = 0
        for pid in self.pids():
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/status", encoding="ascii", errors="replace") as status:
                    n += sum(int(line.split()[1]) for line in status if line.startswith("voluntary_ctxt_switches"))
        return n

    def memory(self):
        """Megabytes in memory, what is shared with others too."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii", errors="replace") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024

    def close(self):
        self.process.terminate()
        self.process.wait()


def ours(desktop, size=LARGE):
    return [BENCH + "view", desktop.path, *size]


def theirs(desktop, size=LARGE):
    return ["xtigervncviewer", "-RemoteResize=0", "-geometry", "x".join(size) + "+0+0", desktop.path]


def bench_latency(rounds=3, changes=30):
    desktop, display = Desktop(), Display()
    times = {ours: [], theirs: []}
    try:
        for _ in range(rounds):
            for command, found in times.items():
                viewer = Viewer(display, command(desktop))
                try:
                    out = subprocess.run([BENCH + "latency", desktop.display, display.name, str(changes)], check=True,
                                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
                    found += map(float, out.split())
                finally:
                    viewer.close()
    finally:
        display.close()
        desktop.close()
    mine, other = statistics.median(times[ours]), statistics.median(times[theirs])
    row("screen change → visible in the window", "≤ TigerVNC + 17 ms",
        f"{mine:.1f} ms ({statistics.quantiles(times[ours], n=20)[-1]:.1f} p95)",
        f"TigerVNC {other:.1f} ms ({statistics.quantiles(times[theirs], n=20)[-1]:.1f} p95), {mine - other:+.1f} ms")


def measure_cpu(display, desktop, command, seconds):
    viewer = Viewer(display, command)
    try:
        # Both draw everything once, and more than once while their windows come to be.
        time.sleep(2.5)
        start = viewer.cpu()
        time.sleep(seconds)
        return viewer.cpu() - start
    finally:
        viewer.close()


def bench_cpu(rounds=2, seconds=8):
    loads = {"full": ("full-screen changes at 15/s", "≤ 1.0×"), "scroll": ("scrolling text at 30/s", "≤ 4×"),
             "spot": ("a 64 px spot at 30/s", "≤ 2×")}
    for load, (words, reach) in loads.items():
        desktop, display = Desktop(), Display()
        desktop.start(BENCH + "load", load)
        mine, other, scaled = [], [], []
        try:
            for _ in range(rounds):
                mine.append(measure_cpu(display, desktop, ours(desktop), seconds))
                other.append(measure_cpu(display, desktop, theirs(desktop), seconds))
                scaled.append(measure_cpu(display, desktop, ours(desktop, SMALL), seconds))
        finally:
            display.close()
            desktop.close()
        a, b = statistics.median(mine), statistics.median(other)
        row(f"CPU of the live view in {seconds} s: {words}", reach, f"{a:.2f} s, {a / b:.2f}×",
            f"TigerVNC {b:.2f} s; ours scaled down {statistics.median(scaled):.2f} s")


def bench_idle(seconds=10):
    desktop, display = Desktop(), Display()
    desktop.start(BENCH + "load", "still")
    found = []
    try:
        for command in ours(desktop), theirs(desktop):
            viewer = Viewer(display, command)
            try:
                time.sleep(4)
                start = viewer.wakeups()
                time.sleep(seconds)
                found.append(viewer.wakeups() - start)
            finally:
                viewer.close()
    finally:
        display.close()
        desktop.close()
    row(f"wake-ups of the view in {seconds} s of a still screen", "0", str(found[0]), f"TigerVNC {found[1]}")
