#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The second verifier by itself: Ed25519 as RFC 8032 has it, and a sealed record with one byte changed at a time, which it
never calls sealed: test-other-verifier.py TRAIL-WRITER TRAIL-RECOVER TRAIL-COMMAND. The first verifier's test is
test-verify.c."""

import contextlib
import importlib.util
import io
import os
import random
import re
import subprocess
import sys
import tempfile

writer, recoverer, command = sys.argv[1:]
spec = importlib.util.spec_from_file_location('verifier', os.path.join(os.path.dirname(__file__), 'other-verifier.py'))
verifier = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verifier)
number = 0


def check(condition, what):
    global number
    number += 1
    print('ok' if condition else 'not ok', number, what, flush=True)


def test_vectors():
    """RFC 8032, 7.1, tests 1 to 3."""
    for key, message, signature in (
            ('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', '',
             'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2465'
             '5141438e7a100b'),
            ('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', '72',
             '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb0'
             '0d291612bb0c00'),
            ('fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025', 'af82',
             '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc0'
             '27beceea1ec40a')):
        key, message, signature = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)
        check(verifier.signed(key, message, signature), 'a signature of RFC 8032')
        check(not verifier.signed(key, message + b'.', signature), 'not of another message')
        s = int.from_bytes(signature[32:], 'little') + verifier.ORDER
        check(not verifier.signed(key, message, signature[:32] + s.to_bytes(32, 'little')), 'nor written in another way')


def make_session(folder):
    """One that was closed by a recovery: two certificates, a gap."""
    home = dict(os.environ, XDG_DATA_HOME=folder + '/data')
    root = folder + '/sessions'
    with subprocess.Popen([writer, root], env=home, stdout=subprocess.PIPE, text=True) as process:
        for _line in range(3):
            process.stdout.readline()
        process.kill()
        process.stdout.read()
    subprocess.run([recoverer, root], env=home, check=True, stdout=subprocess.DEVNULL)
    with open(folder + '/data/belay/trail-key.pub', encoding='utf-8') as file:
        key = re.search(r'^ed25519 ([0-9a-f]{64})', file.read(), re.M)[1]
    return os.path.join(root, os.listdir(root)[0]), key


def prune(folder):
    """Takes all pictures away: something else uses up all the space there is to be."""
    root = folder + '/sessions'
    os.mkdir(root + '/0')
    with open(root + '/0/large', 'wb') as file:
        file.truncate(1000 * 1000)
    subprocess.run([command, 'trail', 'prune', '--megabytes', '1', '--root', root], check=True, stdout=subprocess.DEVNULL,
                   env=dict(os.environ, XDG_DATA_HOME=folder + '/data'))


def verdict(directory, key):
    with contextlib.redirect_stdout(io.StringIO()):
        return verifier.main([directory, key])


def flip(directory, key, name, stride):
    """Every @stride-th byte; which ones changes from run to run."""
    with open(os.path.join(directory, name), 'r+b', buffering=0) as file:
        data = file.read()
        start, unnoticed = random.randrange(stride), []
        for at in range(start, len(data), stride):
            os.pwrite(file.fileno(), bytes([data[at] ^ 1 << random.randrange(8)]), at)
            if verdict(directory, key) not in (1, 4, 5):
                unnoticed.append(at)
            os.pwrite(file.fileno(), data[at:at + 1], at)
    check(len(data) > 100 and not unnoticed, f'{name}: {len(data) // stride} bytes changed, unnoticed: {unnoticed}')


test_vectors()
with tempfile.TemporaryDirectory() as folder:
    session, own = make_session(folder)
    check(verdict(session, own) == 0, 'the session is sealed')
    check(verdict(session, '0' * 64) == 3, 'for whoever knows the key')
    flip(session, own, 'session.pub', 1)
    flip(session, own, 'checkpoints', 1)
    flip(session, own, 'log.0001.jsonl', 1)
    flip(session, own, 'log.0002.jsonl', 1)
    blobs = [os.path.relpath(os.path.join(at, name), session) for at, _folders, names in os.walk(session + '/blobs') for name in names
             if name.endswith('.png')]
    flip(session, own, blobs[0], 499)
    check(verdict(session, own) == 0, 'and sealed again in the end')
    prune(folder)
    check(not os.path.exists(os.path.join(session, blobs[0])), 'its pictures are taken away')
    check(verdict(session, own) == 0, 'and it is sealed without them')
    flip(session, own, 'upkeep', 1)
    os.rename(session + '/upkeep', session + '/elsewhere')
    check(verdict(session, own) == 4, 'but not without the note that says so')

print('1..%d' % number)
