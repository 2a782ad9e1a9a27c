# SPDX-License-Identifier: GPL-3.0-or-later
"""The window: how soon it is there, and how it carries ten thousand steps."""

import json
import os
import shutil
import statistics
import subprocess
import tempfile

from live_view import BENCH, BUILD, Display
from table import row


def bench_start(runs=9):
    display = Display()
    bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, text=True)
    environment = dict(display.environment(), DBUS_SESSION_BUS_ADDRESS=bus.stdout.readline().strip())
    times = []
    try:
        for _ in range(runs + 2):
            out = subprocess.run([BENCH + "start", os.path.join(BUILD, "ui/belay")], env=environment, check=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
            times.append(float(out))
    finally:
        bus.kill()
        bus.wait()
        bus.stdout.close()
        display.close()
    # The first ones bring the program into memory.
    times = times[2:]
    row("start → window drawn, warm", "≤ 500 ms", f"{statistics.median(times):.0f} ms (max {max(times):.0f})")


def bench_timeline(runs=5):
    display = Display()
    found = []
    try:
        for _ in range(runs):
            found.append(json.loads(subprocess.run([BENCH + "timeline", "10000"], env=display.environment(), check=True,
                                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout))
    finally:
        display.close()
    median = {name: statistics.median(figures[name] for figures in found) for name in found[0]}
    row("timeline of 10 000 steps: opens", "< 300 ms", f"{median['open_ms']:.0f} ms",
        f"of these {median['model_ms']:.0f} ms for making the entries")
    row("timeline of 10 000 steps: memory of the whole process", "< 250 MB", f"{median['memory_mb']:.0f} MB")
    row("timeline of 10 000 steps: work in a frame while it scrolls", "≤ 16.7 ms",
        f"wheel {median['wheel_p95_ms']:.1f} ms p95; dragged from end to beginning in 180 frames: {median['drag_ms']:.1f} ms, "
        f"{median['drag_p95_ms']:.1f} ms p95")


def bench_browse(runs=5):
    display = Display()
    root = tempfile.mkdtemp(prefix="belay-browse-")
    environment = dict(display.environment(), XDG_STATE_HOME=root, XDG_CONFIG_HOME=root, XDG_DATA_HOME=root)
    found = []
    try:
        trail = subprocess.run([BENCH + "browse", "--record", root, "10000"], env=environment, check=True,
                               stdout=subprocess.PIPE, text=True).stdout.strip()
        for _ in range(runs):
            found.append(json.loads(subprocess.run([BENCH + "browse", trail], env=environment, check=True,
                                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout))
    finally:
        display.close()
        shutil.rmtree(root, ignore_errors=True)
    median = {name: statistics.median(figures[name] for figures in found) for name in found[0]}
    row("record of 10 000 steps in the trail browser: opens", "< 300 ms", f"{median['open_ms']:.0f} ms",
        f"of these {median['history_ms']:.0f} ms for reading it; its verdict after {median['verdict_ms']:.0f} ms")
    row("record of 10 000 steps in the trail browser: memory of the whole process", "< 250 MB",
        f"{median['memory_mb']:.0f} MB")
    row("record of 10 000 steps in the trail browser: work in a frame", "≤ 16.7 ms",
        f"wheel {median['wheel_p95_ms']:.1f} ms p95; another moment each frame {median['scrub_p95_ms']:.1f} ms p95")


def load_weights():
    """What writing and reading the cache cost beside fresh input, at the prices of the default model."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../data/models.json"), encoding="utf-8") as table:
        models = json.load(table)
    prices = next(model["prices"] for model in models["models"] if model["id"] == models["default"])
    return prices["write_5m"] / prices["input"], prices["read"] / prices["input"]


def bench_tokens(steps=50):
    write, read = load_weights()
    found = {}
    for per_reply in 1, 3:
        out = subprocess.run([BENCH + "tokens", str(steps), str(per_reply)], check=True, stdout=subprocess.PIPE).stdout
        found[per_reply] = json.loads(out)
    naive = sum(found[1][kind] for kind in ("fresh", "written", "read"))
    for per_reply, words in (1, "one step in a reply"), (3, "three steps in a reply, one picture"):
        usage = found[per_reply]
        billed = usage["fresh"] + write * usage["written"] + read * usage["read"]
        older = usage["fresh"] + 1.25 * usage["written"] + 0.1 * usage["read"]
        uncached = usage["fresh"] + usage["written"] + usage["read"]
        row(f"input billed over {steps} steps, {words}", "≤ 1/8", f"{billed / 1000:.0f} k tokens, 1/{naive / billed:.1f}",
            f"where the cache reads at a tenth 1/{naive / older:.1f}; "
            f"naive loop, one step in a request and no cache: {naive / 1000:.0f} k; the same {usage['requests']} requests "
            f"without cache: {uncached / 1000:.0f} k, 1/{uncached / billed:.1f}; {usage['fresh'] / 1000:.0f} k fresh, "
            f"{usage['written'] / 1000:.0f} k written, {usage['read'] / 1000:.0f} k read")
