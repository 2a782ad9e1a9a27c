#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""belay-verify needs nothing that draws, neither keyring nor bus: test-belay-verify.py PROGRAM TRAIL-WRITER TRAIL-RECOVER."""

import os
import re
import subprocess
import sys
import tempfile

verifier, writer, recoverer = sys.argv[1:]
number = 0


def check(condition, what):
    global number
    number += 1
    print('ok' if condition else 'not ok', number, what)


def run(*words, **variables):
    return subprocess.run(words, env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True)


libraries = run('ldd', verifier, LC_ALL='C', LD_LIBRARY_PATH=os.environ.get('LD_LIBRARY_PATH', '')).stdout
check('libgio-2.0' in libraries, 'ldd says what it is linked with')
check(not re.search(r'gtk|gdk|adw|pango|cairo|X11|wayland|secret|curl|webp|png', libraries), 'nothing that draws, asks or fetches')

with tempfile.TemporaryDirectory() as folder:
    home = {'HOME': folder, 'XDG_DATA_HOME': folder + '/data', 'XDG_STATE_HOME': folder + '/state', 'LC_ALL': 'C.UTF-8',
            'SECRET_SERVICE_BUS_NAME': os.environ['SECRET_SERVICE_BUS_NAME'], 'BELAY_JOURNAL_SOCKET': '/nonexistent',
            'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', ''), 'LSAN_OPTIONS': os.environ.get('LSAN_OPTIONS', '')}
    root = folder + '/state/belay/sessions'

    # A session that is killed, and closed by the next start.
    with subprocess.Popen([writer, root], env=home, stdout=subprocess.PIPE, text=True) as process:
        for _line in range(5):
            process.stdout.readline()
        process.kill()
        process.stdout.read()

    crashed = run(verifier, **home)
    check(crashed.returncode == 3 and ': UNSEALED: It was not closed' in crashed.stdout, 'a crashed session is unsealed')
    run(recoverer, root, **home)
    sealed = run(verifier, **home)
    check(sealed.returncode == 0 and ': SEALED: ' in sealed.stdout, 'then sealed')
    check('only the signature of the recovery vouches' in sealed.stdout, 'with the gap named')

    # On another machine nobody knows the key.
    session = os.path.join(root, os.listdir(root)[0])
    elsewhere = dict(home, XDG_DATA_HOME=folder + '/elsewhere')
    unknown = run(verifier, session, **elsewhere)
    key = re.search(r'ed25519 ([0-9a-f]{64})', open(folder + '/data/belay/trail-key.pub', encoding='utf-8').read())[1]
    check(unknown.returncode == 3 and key in unknown.stdout, 'an unknown key is named')
    check(run(verifier, '--key', key, session, **elsewhere).returncode == 0, 'until it is given')
    check(run(verifier, '--key', folder + '/data/belay/trail-key.pub', session, **elsewhere).returncode == 0, 'or its file')
    other = ('0' if key[0] != '0' else '1') + key[1:]
    check(run(verifier, '--key', other, session, **home).returncode == 3, 'a key that is given replaces the own one')
    check(run(verifier, '--key', key[1:], session, **home).returncode == 2, 'half a key is none')
    check(not os.path.exists(folder + '/elsewhere'), 'verifying makes no key')

print('1..%d' % number)
