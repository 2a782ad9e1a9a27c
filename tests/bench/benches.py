# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers of docs/performance.md: each bench runs beside what it is compared with, in the same run on the same
display, and medians are printed. Nothing is asserted: read the table."""

import argparse
import base64
import glob
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "session"))
from live_view import bench_cpu, bench_idle, bench_latency  # noqa: E402
from peers import Desktop, Session  # noqa: E402
from table import print_table, row  # noqa: E402
from window import bench_browse, bench_start, bench_timeline, bench_tokens  # noqa: E402

BUILD = os.environ["BELAY_BUILD"]


def click(x, y):
    return {"name": "left_click", "input": {"coordinate": [x, y]}}


LOOK = {"name": "screenshot", "input": {}}


def draw_something(desktop):
    """A desktop with text on it, so that pictures weigh what they weigh."""
    desktop.run("xsetroot", "-solid", "#336699")
    desktop.start("xterm", "-geometry", "100x30+100+80", "-e", "sh", "-c", "ls -l /usr/bin | head -60; sleep 1000")
    time.sleep(1.5)


def bench_approve(runs=40):
    """Approval → first input event on the wire, and click → result with its picture ready to send."""
    desktop = Desktop()
    draw_something(desktop)
    # Never twice at the same place: the second click would be held until it cannot be taken for a double click.
    session = Session(desktop, [{"actions": [LOOK]}] + [{"actions": [click(800 + i % 10 * 40, 700)]} for i in range(runs)])
    to_wire, to_result = [], []
    seen = 0
    try:
        session.wait("told")
        session.wait("told")
        for _ in range(runs):
            session.wait("state", "waiting")
            time.sleep(0.15)
            start = time.monotonic()
            session.send("approve")
            session.wait("told")
            to_result.append((time.monotonic() - start) * 1000)
            events = session.wire()
            to_wire.append(events[seen][0] / 1e6 - start * 1000)
            seen = len(events)
    finally:
        session.clean()

    reference = []
    with tempfile.TemporaryDirectory() as directory:
        shot = os.path.join(directory, "shot.png")
        for i in range(5):
            start = time.monotonic()
            # --sync waits for a motion, so it must be one.
            desktop.run("xdotool", "mousemove", "--sync", str(1100 + i), "700", "click", "1")
            time.sleep(2.0)
            desktop.run("scrot", "-o", "-p", shot)
            desktop.run("convert", shot, "-resize", "1280x800!", shot)
            with open(shot, "rb") as picture:
                base64.b64encode(picture.read())
            reference.append((time.monotonic() - start) * 1000)
    desktop.close()

    ours, theirs = statistics.median(to_result), statistics.median(reference)
    row("approval → first input event, intent durable first", "≤ 10 ms",
        f"{statistics.median(to_wire):.1f} ms (max {max(to_wire):.1f})")
    row("click on a static page → result with picture ready", "≤ 250 ms, ≥ 9× faster", f"{ours:.0f} ms",
        f"reference loop {theirs:.0f} ms, {theirs / ours:.1f}×")


def bench_stop(runs=12):
    """Stop → last input event, in the middle of long typing and of a drag."""
    desktop = Desktop()
    delays = []
    try:
        for i in range(runs):
            action = ({"name": "type", "input": {"text": "belay " * 1500}} if i % 2 else
                      {"name": "left_click_drag", "input": {"start_coordinate": [10, 10], "coordinate": [1200, 700]}})
            session = Session(desktop, [{"actions": [LOOK]}, {"actions": [action]}])
            try:
                session.wait("state", "waiting")
                session.send("approve")
                session.wait("step", "2 running")
                deadline = time.monotonic() + 5
                while len(session.wire()) < 5 and time.monotonic() < deadline:
                    time.sleep(0.0005)
                start = time.monotonic()
                session.send("stop")
                session.wait("state", "stopped")
                time.sleep(0.1)
                delays.append(session.wire()[-1][0] / 1e6 - start * 1000)
            finally:
                session.clean()
    finally:
        desktop.close()
    row("Stop → last input event", "≤ 50 ms", f"{max(0, statistics.median(delays)):.1f} ms (max {max(delays):.1f})")


def bench_picture():
    desktop = Desktop()
    draw_something(desktop)
    session = Session(desktop, [{"actions": [LOOK]}])
    try:
        session.wait("state", "finished")
        picture = glob.glob(os.path.join(session.trail_root, "*", "blobs", "*", "*.png"))[0]
        out = subprocess.run([os.path.join(BUILD, "tests/bench/bench-picture"), picture], check=True,
                             capture_output=True).stdout
    finally:
        session.clean()
        desktop.close()
    figures = json.loads(out)
    row("picture: frame → PNG bytes", "≤ 15 ms", f"{figures['ours_ms']:.1f} ms, {figures['ours_kb']:.0f} KB",
        f"gdk-pixbuf {figures['pixbuf_ms']:.1f} ms, {figures['pixbuf_kb']:.0f} KB, "
        f"{figures['pixbuf_ms'] / figures['ours_ms']:.1f}×")


def bench_words():
    """Reading what a screen says: a page of four hundred words, the same again, and after a line has been typed below it."""
    page = " ".join(["The garden behind the old house was open to all who came by on a Sunday"] * 25)
    texts = [page, page, page + " and twenty-five more"]
    lines = "".join(json.dumps({"text": text, "size": 14}) + "\n" for text in texts)
    out = subprocess.run([os.path.join(BUILD, "tests/guard/read-screens")], input=lines.encode(), check=True,
                         capture_output=True).stdout.decode()
    whole, same, typed = (float(line.split()[0]) for line in out.splitlines())
    row("words on the screen: all new · nothing new · a line typed", "2 s · 20 ms · 300 ms",
        f"{whole:.0f} ms · {same:.0f} ms · {typed:.0f} ms", "beside the request, which does not wait")


def bench_recompress():
    """What is kept of a session's look at its screen, as upkeep writes it anew."""
    desktop = Desktop()
    draw_something(desktop)
    session = Session(desktop, [{"actions": [LOOK]}])
    try:
        session.wait("state", "finished")
        pictures = glob.glob(os.path.join(session.trail_root, "*", "blobs", "*", "*.png"))
        out = subprocess.run([os.path.join(BUILD, "tests/bench/bench-recompress"), *pictures], check=True,
                             capture_output=True).stdout
    finally:
        session.clean()
        desktop.close()
    figures = json.loads(out)
    row("an old picture recompressed without loss", "", f"{figures['write_ms']:.0f} ms",
        f"{figures['webp_kb'] / figures['n']:.0f} KB, PNG {figures['png_kb'] / figures['n']:.0f} KB; read again in "
        f"{figures['read_ms']:.0f} ms")


def bench_trail():
    # On the disk the state directory is on, not in a temporary file system.
    root = os.path.expanduser("~/.cache/belay-bench")
    os.makedirs(root, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root) as directory:
        out = subprocess.run([os.path.join(BUILD, "tests/bench/bench-trail"), directory], check=True,
                             capture_output=True).stdout
        verified = subprocess.run([os.path.join(BUILD, "tests/bench/bench-verify"), directory], check=True,
                                  capture_output=True).stdout
    figures = json.loads(out) | json.loads(verified)
    row("trail: intent durable", "≤ 2 ms, 20 ms p99",
        f"{figures['intent_ms']:.2f} ms, {figures['intent_p99_ms']:.1f} ms p99")
    row("trail: result with a picture of 120 KB durable", "≤ 2 ms, 20 ms p99",
        f"{figures['result_ms']:.2f} ms, {figures['result_p99_ms']:.1f} ms p99")
    row("trail: 100 000 records of 1.4 KB verified", "< 1 s",
        f"{figures['verify_ms']:.0f} ms, {figures['verify_cpu_ms']:.0f} ms of one processor")


def bench_index():
    # On the disk the state directory is on, as the trail above.
    root = os.path.expanduser("~/.cache/belay-bench")
    os.makedirs(root, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root) as directory:
        out = subprocess.run([os.path.join(BUILD, "tests/bench/bench-index"), directory], check=True,
                             capture_output=True).stdout
    figures = json.loads(out)
    queries = figures["queries"].values()
    row(f"search in {figures['records']:,} records, {len(queries)} queries".replace(",", " "), "≤ 50 ms",
        f"{statistics.median(queries):.1f} ms, the slowest {figures['worst_ms']:.1f} ms",
        f"nothing of the index in memory: {figures['cold_ms']:.0f} ms, the slowest {figures['worst_cold_ms']:.0f} ms")
    row("the index of these, made anew", "", f"{figures['rebuild_s']:.1f} s, {figures['megabytes']:.0f} MB",
        f"the main loop was held up for {figures['loop_ms']:.0f} ms at most")
    row("a recorded session of 10 000 steps: opens", "< 300 ms", f"{figures['history_ms']:.0f} ms")


def bench_sandbox(runs=5):
    """Sandbox ready: from the start of the program to a live screen of a painted desktop that has been checked."""
    times, checks = [], []
    for _ in range(runs):
        class Bubblewrap:
            sandbox = "bubblewrap"
        start = time.monotonic()
        session = Session(Bubblewrap, None)
        try:
            session.wait("state", "ready")
            times.append(time.monotonic() - start)
            session.close()
            checks += [record["ms"] for record in session.records() if record["kind"] == "preflight"]
        finally:
            session.clean()
    row("sandbox ready (bubblewrap)", "≤ 2 s", f"{statistics.median(times):.2f} s",
        f"of which its preflight took {statistics.median(checks):.0f} ms")


def bench_egress():
    """The way out: one small request with its connection, and a large download, directly and through two proxies."""
    with tempfile.TemporaryDirectory() as directory:
        # What the program is started as root steps down to has to find the socket there.
        os.chmod(directory, 0o711)
        out = subprocess.run([os.path.join(BUILD, "tests/bench/bench-egress"), directory], check=True,
                             capture_output=True).stdout
    ways = json.loads(out)
    row("way out: connection, request and 1 KB back", "",
        f"{ways['belay']['request_ms']:.2f} ms, {ways['belay']['request_p95_ms']:.2f} ms at the 95th percent",
        "; ".join(f"{name} {way['request_ms']:.2f} ms" for name, way in ways.items() if name != "belay"))
    row("way out: 256 MB", "", f"{ways['belay']['megabytes_s']:.0f} MB/s",
        "; ".join(f"{name} {way['megabytes_s']:.0f} MB/s" for name, way in ways.items() if name != "belay"))


def bench_machine(image="debian"):
    """A virtual machine, of the image that the person has: how long until its desktop is there, and what going back costs."""
    # Where the images are: the one thing here that is not in folders of the bench's own.
    env = {name: value for name, value in os.environ.items() if name != "XDG_DATA_HOME"}
    done = subprocess.run([os.path.join(BUILD, "tests/bench/bench-machine"), image], env=env, check=False, capture_output=True)
    if done.returncode == 3:
        row("a machine from its image to the desktop", "", "left out", done.stderr.decode().strip())
        return
    done.check_returncode()
    figures = json.loads(done.stdout)
    kind = "with KVM" if figures["kvm"] else "emulated"
    row("a machine from its image to the desktop", "", f"{figures['start_ms'] / 1000:.1f} s",
        f"{kind}, {'kept as it waits' if figures['was_ready'] else 'booted'}"
        f"{'' if figures['answers'] else '; nobody in it answers'}")
    row("a machine kept as it is, two seconds of work after the last time", "",
        f"{figures['save_ms']:.0f} ms (max {figures['save_max_ms']:.0f})", kind)
    row("a machine gone back", "", f"{figures['load_ms']:.0f} ms (max {figures['load_max_ms']:.0f})", kind)
    row("a machine made to stand still", "", f"{figures['freeze_ms']:.1f} ms (max {figures['freeze_max_ms']:.1f})", kind)


BENCHES = {"approve": bench_approve, "stop": bench_stop, "picture": bench_picture, "words": bench_words,
           "recompress": bench_recompress, "trail": bench_trail, "index": bench_index,
           "latency": bench_latency, "cpu": bench_cpu, "idle": bench_idle, "timeline": bench_timeline, "browse": bench_browse,
           "start": bench_start, "tokens": bench_tokens, "sandbox": bench_sandbox, "egress": bench_egress,
           "machine": bench_machine}


def main():
    parser = argparse.ArgumentParser(prog="tests/bench/run", description="Measures Belay, and what it compares with, in one run.")
    parser.add_argument("names", nargs="*", metavar="NAME",
                        help="what to measure: " + ", ".join(BENCHES) + "; by default all of it")
    names = parser.parse_args().names or list(BENCHES)
    for name in names:
        if name not in BENCHES:
            parser.error(f"there is no bench “{name}”, but {', '.join(BENCHES)}")
    for name in names:
        BENCHES[name]()
    print_table()


if __name__ == "__main__":
    main()
