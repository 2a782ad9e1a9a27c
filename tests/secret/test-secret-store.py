#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets in a real keyring, unlocked, locked and gone: test-secret-store.py STORE-SECRET."""

import os
import shutil
import subprocess
import sys
import tempfile
import time

UNKNOWN, LOCKED, ABSENT = 0, 1, 2
command = os.path.abspath(sys.argv[1])
folder = tempfile.mkdtemp(prefix="belay-secret-store-")
address = f"unix:path={folder}/bus"
environment = {"PATH": os.environ["PATH"], "HOME": folder, "XDG_DATA_HOME": folder, "XDG_RUNTIME_DIR": folder,
               "DBUS_SESSION_BUS_ADDRESS": address, "LC_ALL": "C.UTF-8"}
number = 0

BUS = f"""<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>{address}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"""


def check(found, expected, what):
    global number
    number += 1
    good = found == expected or (isinstance(expected, tuple) and found.startswith(f"error {expected[0]}:"))
    print("ok" if good else "not ok", number, "-", what, "" if good else f"# {found}", flush=True)


def store(*words):
    return subprocess.run([command, *words], env=environment, stdout=subprocess.PIPE, text=True, check=True,
                          timeout=60).stdout.strip()


def has_keyring():
    names = subprocess.run(["dbus-send", "--bus=" + address, "--print-reply", "--dest=org.freedesktop.DBus", "/",
                            "org.freedesktop.DBus.ListNames"], capture_output=True, text=True, check=False).stdout
    return "org.freedesktop.secrets" in names


def start_keyring(password=None):
    keyring = subprocess.Popen(["gnome-keyring-daemon", "--foreground", "--components=secrets",
                                "--control-directory=" + folder + "/control", *(["--unlock"] if password else [])],
                               env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    keyring.stdin.write((password or "").encode())
    keyring.stdin.close()
    wait(has_keyring)
    return keyring


def wait(condition):
    deadline = time.monotonic() + 30
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(condition)
        time.sleep(0.05)


if not shutil.which("gnome-keyring-daemon") or not shutil.which("dbus-daemon"):
    print("1..0 # SKIP there is no gnome-keyring here")
    sys.exit(0)

print("1..15")
with open(os.path.join(folder, "bus.conf"), "w", encoding="ascii") as file:
    file.write(BUS)
bus = subprocess.Popen(["dbus-daemon", "--nofork", "--config-file", os.path.join(folder, "bus.conf")], env=environment)
try:
    wait(lambda: os.path.exists(folder + "/bus"))
    check(store("list"), "none:", "without a keyring there is nothing")
    check(store("get", "bank"), (ABSENT,), "and nothing to be had")
    check(store("save", "bank", "one"), (ABSENT,), "and nowhere to keep it")

    keyring = start_keyring("a password")
    check(store("list"), "keyring:", "an empty keyring")
    check(store("get", "bank"), (UNKNOWN,), "which does not know it")
    check(store("save", "bank", "Zebra4 !\"$%'{}"), "done", "it takes one")
    check(store("save", "aws", "another"), "done", "and another")
    check(store("list"), "keyring: aws bank", "and tells their names")
    check(store("get", "bank"), "Zebra4 !\"$%'{}", "it gives what it was given")
    check(store("save", "bank", "Kiwi9"), "done", "it takes another value")
    check(store("get", "bank"), "Kiwi9", "in place of the first")
    check(store("remove", "aws"), "done", "it lets one go")
    keyring.kill()
    keyring.wait()
    wait(lambda: not has_keyring())

    keyring = start_keyring()
    check(store("list"), "locked:", "a locked one tells no names")
    check(store("get", "bank"), (LOCKED,), "and what they stand for only when somebody unlocks it")
    check(store("get", "aws"), (UNKNOWN,), "and says of others that there are none")
    keyring.kill()
    keyring.wait()
finally:
    bus.kill()
    bus.wait()
    shutil.rmtree(folder, ignore_errors=True)
