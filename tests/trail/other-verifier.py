#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second verifier, written from docs/trail-format.md alone: other-verifier.py DIRECTORY.

It shares no code with the first one; where the two disagree, one of them or the page is wrong.
Exit status 3 complete but unsigned, 5 unsealed and not complete, 1 broken, 4 pictures missing.
"""

import hashlib
import json
import os
import re
import sys

HEX = re.compile(r'[0-9a-f]{64}\Z')
NUMBER = rb'(0|[1-9][0-9]{0,18})'
BEGINNING = re.compile(
    rb'\{"v":1,"seq":' + NUMBER + rb',"t":' + NUMBER + rb',"boot":"([0-9A-Za-z._-]{1,36})","mono":' + NUMBER +
    rb',"sess":"([0-9A-Za-z._-]{1,64})","kind":"([a-z._]{1,32})","prev":"([0-9a-f]{64})"[,}]')
COMMON = ['v', 'seq', 't', 'boot', 'mono', 'sess', 'kind', 'prev']


class Broken(Exception):
    pass


def need(condition, *what):
    if not condition:
        raise Broken(*what)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def parse(line):
    def refuse(_text):
        raise Broken('fraction')

    def pairs(items):
        result = dict(items)
        result['__names__'] = [name for name, _value in items]
        return result

    try:
        text = line.decode('utf-8')
        value = json.loads(text, parse_float=refuse, parse_constant=refuse, object_pairs_hook=pairs)
    except (ValueError, RecursionError) as error:
        raise Broken('no JSON') from error
    in_text = False
    escaped = False
    for character in text:
        need(in_text or character not in ' \t\r', 'white space')
        if escaped:
            escaped = False
        elif in_text and character == '\\':
            escaped = True
        elif character == '"':
            in_text = not in_text
    need(isinstance(value, dict), 'no object')
    return value


def read_checkpoints(directory):
    try:
        with open(os.path.join(directory, 'checkpoints'), 'rb') as file:
            lines = file.read().split(b'\n')[:-1]
    except FileNotFoundError:
        return {}
    notes = {}
    for line in lines:
        note = parse(line)
        need(note['__names__'][:5] == ['v', 'seq', 't', 'sess', 'head'], 'checkpoint')
        need(note['v'] == 1 and not isinstance(note['seq'], (str, bool)), 'checkpoint')
        need(not notes or note['seq'] > max(notes), 'order of checkpoints')
        notes[note['seq']] = note
    return notes


def read_segments(directory):
    numbers = [int(m[1]) for m in (re.match(r'log\.([0-9]{4,})\.jsonl\Z', n) for n in os.listdir(directory)) if m]
    for number in range(1, max(numbers) + 1):
        try:
            with open(os.path.join(directory, 'log.%04d.jsonl' % number), 'rb') as file:
                yield number, file.read()
        except FileNotFoundError as error:
            raise Broken('segment', number) from error


def named_pictures(record):
    values = [record.get('picture')]
    if isinstance(values[0], dict):
        values = [values[0].get('sha256')]
    if record['kind'] == 'frame':
        values.append(record.get('sha256'))
    return {value for value in values if isinstance(value, str) and HEX.match(value)}


class Chain:
    def __init__(self, directory, notes):
        self.session = os.path.basename(os.path.abspath(directory))
        self.notes = notes
        self.prev = '0' * 64
        self.last = {'seq': 0, 'kind': '', 'boot': '', 'mono': 0}
        self.torn = []
        self.pictures = set()

    def take(self, line):
        need(BEGINNING.match(line), 'beginning')
        record = parse(line[:-1])
        need(record['__names__'][:8] == COMMON and not set(record['__names__'][8:]) & set(COMMON), 'members')
        need(record['seq'] == self.last['seq'] + 1, 'seq', record['seq'])
        need(record['prev'] == self.prev, 'prev', record['seq'])
        need(record['sess'] == self.session, 'session')
        need(record['boot'] != self.last['boot'] or record['mono'] >= self.last['mono'], 'mono')
        need((record['kind'] == 'session.open') == (record['seq'] == 1), 'session.open')
        need(self.last['kind'] != 'session.close', 'after the end')
        self.check_torn(record)
        self.prev = sha256(line)
        note = self.notes.pop(record['seq'], None)
        if note is not None:
            need((note['head'], note['t'], note['sess']) == (self.prev, record['t'], record['sess']), 'checkpoint')
        if record['kind'] == 'session.close':
            need(record.get('records', record['seq']) == record['seq'], 'count')
        self.pictures |= named_pictures(record)
        self.last = record
        self.anchored = note is not None

    def check_torn(self, record):
        said = []
        if record['kind'] in ('audit.gap', 'audit.failed'):
            said = [{k: v for k, v in end.items() if k != '__names__'} for end in record.get('torn', [])]
        need(said == self.torn, 'torn')
        self.torn = []


def check_pictures(directory, chain):
    found = set()
    for folder, _folders, files in os.walk(os.path.join(directory, 'blobs')):
        for name in files:
            digits = name[:-4]
            if name.endswith('.png') and HEX.match(digits) and os.path.basename(folder) == digits[:2]:
                with open(os.path.join(folder, name), 'rb') as file:
                    need(sha256(file.read()) == digits, 'picture', digits)
                found.add(digits)
    return chain.pictures <= found and len(found) >= chain.last.get('pictures', 0)


def verify(directory):
    notes = read_checkpoints(directory)
    chain = Chain(directory, notes)
    for number, data in read_segments(directory):
        *lines, rest = data.split(b'\n')
        for line in lines:
            chain.take(line + b'\n')
        if rest:
            chain.torn.append({'segment': number, 'bytes': len(rest), 'sha256': sha256(rest)})
    need(not notes, 'tail')
    if not check_pictures(directory, chain):
        return 4
    complete = chain.last['kind'] == 'session.close' and not chain.torn and chain.anchored
    return 3 if complete else 5


try:
    sys.exit(verify(sys.argv[1]))
except Broken as problem:
    print(*problem.args)
    sys.exit(1)
except Exception as error:      # a mistake in here is no verdict
    print(repr(error))
    sys.exit(70)
