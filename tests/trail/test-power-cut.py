#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was acknowledged survives the power being cut and the disk failing.

The trail is written to ext4 in a file, through a loop device that goes around the page cache. To cut the power the writer is
stopped and the file is copied: the copy is what a disk holds at that moment. It is mounted, mended and verified like after
a start. The control does the same with a writer whose syncs do nothing; if that loses nothing, the test proves nothing.

test-power-cut.py TRAIL-WRITER TRAIL-COMMAND TRAIL-RECOVER NO-SYNC-LIBRARY [RUNS]
"""

import ctypes
import fcntl
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import time

RUNS = 24
CONTROL_RUNS = 6
READ_ONLY_RUNS = 8
EXT4_IOC_SHUTDOWN = 0x8004587D          # _IOR ('X', 125, __u32), linux/fs/ext4/ext4.h
SHUTDOWN_WITHOUT_FLUSH = 2


def need_root():
    """Loop devices are root's; the mounts are this process's own and end with it."""
    if os.getuid() != 0:
        return "only root can mount a disk image"
    if not pathlib.Path("/dev/loop-control").exists():
        return "there are no loop devices here"
    if os.environ.get("BELAY_OWN_MOUNTS") == "1":
        return None
    os.environ["BELAY_OWN_MOUNTS"] = "1"
    os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv])


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout.strip()


class Disk:
    """An ext4 image on a loop device, mounted."""

    def __init__(self, image, directory, fresh=True):
        self.image = pathlib.Path(image)
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(exist_ok=True)
        if fresh:
            with open(self.image, "wb") as file:
                file.truncate(64 * 1024 * 1024)
            run("mkfs.ext4", "-q", "-F", str(self.image))
        self.device = run("losetup", "--find", "--show", "--direct-io=on", str(self.image))
        try:
            run("mount", "-t", "ext4", "-o", "errors=remount-ro", self.device, str(self.directory))
        except subprocess.CalledProcessError:
            run("losetup", "--detach", self.device)
            raise

    def close(self):
        subprocess.run(["umount", str(self.directory)], check=False, capture_output=True)
        subprocess.run(["losetup", "--detach", self.device], check=False, capture_output=True)

    def shut_down(self):
        """As when the disk is gone: the file system stops at once, every write fails from now on."""
        fd = os.open(self.directory, os.O_RDONLY)
        try:
            fcntl.ioctl(fd, EXT4_IOC_SHUTDOWN, ctypes.c_uint32(SHUTDOWN_WITHOUT_FLUSH))
        finally:
            os.close(fd)

    def turn_read_only(self):
        """What ext4 does when it finds itself damaged: an emergency remount, whoever has files open."""
        pathlib.Path(f"/sys/fs/ext4/{pathlib.Path(self.device).name}/trigger_fs_error").write_text("a test", encoding="ascii")


class Acknowledged:
    """What the writer was told is durable."""

    def __init__(self, text):
        self.lines = text.splitlines()[:text.count("\n")]
        self.session = next((line.split()[1] for line in self.lines if line.startswith("open ")), None)
        self.intents = dict(line.split()[1:] for line in self.lines if line.startswith("intent "))
        self.results = {line.split()[1] for line in self.lines if line.startswith("result ")}

    def lost(self, root):
        """How many of them are not at @root; a record whose picture is not there counts as one more."""
        if self.session is None:
            return 0
        directory = pathlib.Path(root) / self.session
        log = b"".join(path.read_bytes() for path in sorted(directory.glob("log.*.jsonl"))).decode("utf-8", "replace")
        intents = set(re.findall(r'"kind":"action.intent"[^\n]*"step":(\d+),"picture":"[0-9a-f]{64}"}\n', log))
        results = set(re.findall(r'"kind":"action.result"[^\n]*"step":(\d+),"state":"done"}\n', log))
        pictures = sum(not (directory / "blobs" / name[:2] / f"{name}.png").exists() for name in self.intents.values())
        return len(set(self.intents) - intents) + len(self.results - results) + pictures


class Writer:
    """tests/trail/trail-writer.c; it says what it was told is durable into a file outside of the disk."""

    def __init__(self, program, root, said, preload=None):
        environment = dict(os.environ)
        if preload:
            # AddressSanitizer, where the writer is built with it, is not the first library then.
            options = [environment.get("ASAN_OPTIONS"), "verify_asan_link_order=0"]
            environment.update(LD_PRELOAD=preload, ASAN_OPTIONS=":".join(filter(None, options)))
        self.said = pathlib.Path(said)
        self.log = open(f"{said}.log", "w+", encoding="utf-8")
        with open(said, "wb") as out:
            self.process = subprocess.Popen([program, str(root)], stdout=out, stderr=self.log, env=environment)

    def await_lines(self, count):
        deadline = time.monotonic() + 30
        while self.said.read_bytes().count(b"\n") < count:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.log.seek(0)
                raise RuntimeError(f"the writer wrote no {count} records: {self.log.read()}")
            time.sleep(0.001)

    def acknowledged(self):
        return Acknowledged(self.said.read_text(encoding="utf-8"))

    def stop(self):
        os.kill(self.process.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED | os.WNOWAIT)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.log.close()


class Lab:
    def __init__(self, directory, programs):
        self.directory = pathlib.Path(directory)
        self.writer, self.command, self.recover, self.no_sync = programs
        self.said = self.directory / "said"

    def verify(self, root, session):
        """The exit status, and the session's whole report."""
        done = subprocess.run([self.command, "trail", "verify", session], capture_output=True, text=True, check=False,
                              env=dict(os.environ, XDG_STATE_HOME=str(root)))
        return done.returncode, done.stdout + done.stderr

    def mend(self, state, acknowledged):
        """What a start does with what it finds at @state; a list of what is wrong afterwards."""
        root = pathlib.Path(state) / "belay" / "sessions"
        session = acknowledged.session
        status, said = self.verify(state, session)
        if status != 3:
            return [f"after the fault: {status}, {said}"]
        before = {path.name: path.read_bytes() for path in (root / session).glob("log.*.jsonl")}
        n_open = sum(text.count(b'"kind":"action.intent"') - text.count(b'"kind":"action.result"') for text in before.values())
        run(self.recover, str(root))
        log = {path.name: path.read_bytes() for path in (root / session).glob("log.*.jsonl")}
        added = b"".join(text for name, text in sorted(log.items()) if name not in before)
        wrong = [f"{name} was changed" for name, text in before.items() if log[name] != text]
        if added.count(b'"kind":"audit.gap"') != 1:
            wrong.append("the gap is not named once")
        if added.count(b'"state":"unknown"') != n_open:
            wrong.append(f"{n_open} open intents, but {added.count(b'unknown')} results unknown")
        status, said = self.verify(state, session)
        if status not in (0, 3):
            wrong.append(f"after mending: {status}, {said}")
        return wrong

    def sessions(self, disk):
        root = disk.directory / "belay" / "sessions"
        root.mkdir(parents=True)
        os.sync()
        return root

    def cut(self, preload=None):
        """One power cut: how many acknowledged records it cost of how many, and what is wrong besides."""
        disk = Disk(self.directory / "disk.img", self.directory / "disk")
        copy = self.directory / "copy.img"
        writer = None
        try:
            writer = Writer(self.writer, self.sessions(disk), self.said, preload)
            writer.await_lines(random.randint(2, 14))
            time.sleep(random.uniform(0, 0.02))
            writer.stop()
            acknowledged = writer.acknowledged()
            run("cp", "--sparse=always", str(disk.image), str(copy))
        finally:
            if writer is not None:
                writer.kill()
            disk.close()

        after = Disk(copy, self.directory / "after", fresh=False)
        try:
            lost = acknowledged.lost(after.directory / "belay" / "sessions")
            wrong = [] if preload else self.mend(after.directory, acknowledged)
        finally:
            after.close()
        return lost, len(acknowledged.lines), wrong

    def fault(self, strike):
        """The disk fails under a writer: it has to end by itself, and what it acknowledged has to be there afterwards."""
        disk = Disk(self.directory / "disk.img", self.directory / "disk")
        writer = None
        try:
            writer = Writer(self.writer, self.sessions(disk), self.said)
            writer.await_lines(random.randint(4, 12))
            strike(disk)
            ended = writer.process.wait(timeout=30)
            acknowledged = writer.acknowledged()
        finally:
            if writer is not None:
                writer.kill()
            disk.close()

        after = Disk(self.directory / "disk.img", self.directory / "after", fresh=False)
        try:
            wrong = self.mend(after.directory, acknowledged)
            lost = acknowledged.lost(after.directory / "belay" / "sessions")
        finally:
            after.close()
        if ended == 0:
            wrong.append("the writer did not notice")
        return lost, len(acknowledged.lines), wrong


def test_power_cut(lab, runs):
    n_lost = n_acknowledged = 0
    for number in range(runs):
        lost, acknowledged, wrong = lab.cut()
        n_lost += lost
        n_acknowledged += acknowledged
        if wrong:
            return f"cut {number}: " + "; ".join(wrong)
    print(f"# {runs} cuts: {n_acknowledged} acknowledged, {n_lost} lost")
    return "" if n_lost == 0 else f"{n_lost} of {n_acknowledged} acknowledged records were lost"


def test_control(lab, _runs):
    n_lost = n_acknowledged = 0
    for _ in range(CONTROL_RUNS):
        lost, acknowledged, _ = lab.cut(lab.no_sync)
        n_lost += lost
        n_acknowledged += acknowledged
    print(f"# without syncs: {n_acknowledged} acknowledged, {n_lost} records and pictures lost")
    return "" if n_lost > n_acknowledged // 4 else "a writer that never syncs lost next to nothing: the cuts prove nothing"


def test_disk_gone(lab, _runs):
    lost, acknowledged, wrong = lab.fault(Disk.shut_down)
    print(f"# {acknowledged} acknowledged, {lost} lost")
    return "; ".join(wrong) if wrong else "" if lost == 0 else f"{lost} acknowledged records were lost"


def test_read_only(lab, _runs):
    """A sync can succeed here for what is lost, but seldom: one run in twenty or so."""
    n_lost = n_acknowledged = 0
    for _ in range(READ_ONLY_RUNS):
        lost, acknowledged, wrong = lab.fault(Disk.turn_read_only)
        if wrong:
            return "; ".join(wrong)
        n_lost += lost
        n_acknowledged += acknowledged
    print(f"# {n_acknowledged} acknowledged, {n_lost} lost")
    return "" if n_lost == 0 else f"{n_lost} acknowledged records were lost"


def main():
    tests = [test_power_cut, test_control, test_disk_gone, test_read_only]
    reason = need_root()
    if reason:
        print(f"1..0 # SKIP {reason}")
        return
    runs = int(sys.argv[5]) if len(sys.argv) > 5 else RUNS

    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        with tempfile.TemporaryDirectory(prefix="belay-power-") as directory:
            os.environ["XDG_DATA_HOME"] = f"{directory}/data"
            try:
                problem = test(Lab(directory, sys.argv[1:5]), runs)
            except Exception as error:
                problem = f"{error!r} {getattr(error, 'stderr', '')}"
        print(f"{'not ok' if problem else 'ok'} {number} - {test.__name__[5:].replace('_', '-')}")
        if problem:
            print("# " + problem.replace("\n", "\n# "))
        sys.stdout.flush()


main()
