#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The installation's key in a real keyring, unlocked, locked, gone and hanging: test-keyring.py TRAIL-COMMAND.

On a bus of its own, with gnome-keyring-daemon; nobody is ever asked anything."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

command = os.path.abspath(sys.argv[1])
number = 0
folder = tempfile.mkdtemp(prefix='belay-keyring-')

BUS = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir=%s</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>'''


def check(condition, what):
    global number
    number += 1
    print('ok' if condition else 'not ok', number, what, flush=True)


def skip(why):
    print('1..0 # SKIP', why)
    sys.exit(0)


def names(address):
    out = subprocess.run(['dbus-send', '--bus=' + address, '--print-reply', '--dest=org.freedesktop.DBus', '/',
                          'org.freedesktop.DBus.ListNames'], capture_output=True, text=True)
    return out.stdout


class Keyring:
    """The daemon with the keyrings below @home; it unlocks the one for logging in, or makes it, if @password is given."""

    def __init__(self, address, home, password=None):
        environment = {'PATH': os.environ['PATH'], 'HOME': home, 'XDG_DATA_HOME': home, 'XDG_RUNTIME_DIR': home,
                       'DBUS_SESSION_BUS_ADDRESS': address}
        os.makedirs(home, mode=0o700, exist_ok=True)
        words = ['gnome-keyring-daemon', '--foreground', '--components=secrets', '--control-directory=' + home + '/control']
        self.process = subprocess.Popen(words + (['--unlock'] if password else []), env=environment,
                                        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.process.stdin.write((password or '').encode())
        self.process.stdin.close()
        deadline = time.monotonic() + 30
        while 'org.freedesktop.secrets' not in names(address):
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError('the keyring does not start')
            time.sleep(0.05)

    def stop(self):
        self.process.kill()
        self.process.wait()


def key(address, home):
    environment = {name: value for name, value in os.environ.items() if name != 'SECRET_SERVICE_BUS_NAME'}
    environment.update(XDG_DATA_HOME=home, HOME=home, DBUS_SESSION_BUS_ADDRESS=address)
    start = time.monotonic()
    out = subprocess.run([command, 'trail', 'key'], env=environment, capture_output=True, text=True, timeout=60)
    found = re.search(r'^ed25519 ([0-9a-f]{64}) (\w+)$', out.stdout, re.M)
    return (found[1], found[2]) if found else None, out, time.monotonic() - start


def run(address):
    rings, first, second, third = folder + '/rings', folder + '/first', folder + '/second', folder + '/third'
    keyring = Keyring(address, rings, 'secret')
    made, out, _seconds = key(address, first)
    check(out.returncode == 0 and made and made[1] == 'keyring', 'the key is made in the keyring')
    check(not os.path.exists(first + '/belay/trail-key'), 'and not in a file')
    check(key(address, first)[0] == made, 'and found there')
    check(key(address, second)[0] == made, 'also where the public part is lost')

    keyring.process.send_signal(signal.SIGSTOP)
    hanging, out, seconds = key(address, first)
    keyring.process.send_signal(signal.SIGCONT)
    check(out.returncode == 2 and 'cannot be reached' in out.stderr and seconds < 8, 'a keyring that hangs is given up')
    check(hanging == made, 'the public part is told all the same')
    keyring.stop()

    keyring = Keyring(address, rings)
    locked, out, seconds = key(address, first)
    check(out.returncode == 2 and 'which is locked' in out.stderr and locked == made, 'a locked keyring is an error')
    fresh, out, _seconds = key(address, third)
    check(fresh is None and 'which is locked' in out.stderr, 'also where the public part is lost')
    check(not os.path.exists(third + '/belay/trail-key'), 'and no other key is made')
    keyring.stop()

    keyring = Keyring(address, folder + '/others', 'secret')
    gone, out, _seconds = key(address, first)
    check(out.returncode == 2 and 'not in the keyring any more' in out.stderr and gone == made, 'a lost key is an error')
    keyring.stop()

    absent, out, _seconds = key(address, first)
    check(out.returncode == 2 and 'cannot be reached' in out.stderr and absent == made, 'so is a keyring that is gone')
    keyring = Keyring(address, folder + '/others')
    made, out, _seconds = key(address, folder + '/fourth')
    check(out.returncode == 0 and made[1] == 'file', 'nobody is asked to unlock one: the key is made in a file')
    keyring.stop()


if not shutil.which('gnome-keyring-daemon') or not shutil.which('dbus-daemon'):
    skip('gnome-keyring-daemon or dbus-daemon is not installed')

with open(folder + '/bus.conf', 'w', encoding='utf-8') as file:
    file.write(BUS % folder)

with subprocess.Popen(['dbus-daemon', '--config-file=' + folder + '/bus.conf', '--nofork', '--print-address'],
                      stdout=subprocess.PIPE, text=True) as bus:
    try:
        run(bus.stdout.readline().strip())
    finally:
        bus.terminate()
        shutil.rmtree(folder, ignore_errors=True)

print('1..%d' % number)
