#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second verifier, written from docs/trail-format.md alone: other-verifier.py DIRECTORY [KEY …].

KEY: a public key to be trusted, 64 hexadecimal digits. It shares no code with the first one, and no library of ciphers
either; where the two disagree, one of them or the page is wrong.
Exit status 0 sealed, 3 complete but not sealed, 5 unsealed and not complete, 1 broken, 4 pictures missing.
"""

import functools
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


# Ed25519 as of RFC 8032, section 5.1, in extended coordinates.
P = 2 ** 255 - 19
ORDER = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point = add(point, point)
        number >>= 1
    return result


def unpack(data):
    y = int.from_bytes(data, 'little')
    sign, y = y >> 255, y & (1 << 255) - 1
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT % P
    if y >= P or (x * x - x2) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def pack(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, 'little')


BASE = unpack((4 * pow(5, P - 2, P) % P).to_bytes(32, 'little'))


@functools.lru_cache(maxsize=None)
def signed(key, message, signature):
    point, s = unpack(key), int.from_bytes(signature[32:], 'little')
    if point is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), 'little') % ORDER
    minus = (P - point[0], point[1], point[2], P - point[3])
    return pack(add(times(s, BASE), times(h, minus))) == signature[:32]


def whole_lines(directory, name):
    try:
        with open(os.path.join(directory, name), 'rb') as file:
            return file.read().split(b'\n')[:-1]
    except FileNotFoundError:
        return []


LINES = {
    b'belay trail certificate 1\n': rb'\{"v":1,"cert":N,"from":N,"t":N,"sess":"S","key":"H","by":"H","sig":"HH"\}',
    b'belay trail checkpoint 1\n': rb'\{"v":1,"seq":N,"t":N,"sess":"S","head":"H"'
                                   rb'(?:,"root":"H","at":N,"prev":"H","cert":N,"sig":"HH")?\}',
    b'belay trail upkeep 1\n': rb'\{"v":1,"t":N,"sess":"S","kind":"(?:prune","prev":"H","reason":"(?:age|size|person)",'
                               rb'"pictures":\["H"(?:,"H")*\]|recompress","prev":"H","pictures":\[W(?:,W)*\])'
                               rb',"by":"H","sig":"HH"\}',
}
WEBP = rb'\{"sha256":"H","px_sha256":"H","webp_sha256":"H"\}'


def read_note(line, domain):
    pattern = LINES[domain].replace(b'W', WEBP).replace(b'H', b'[0-9a-f]{64}').replace(b'N', NUMBER).replace(b'"S"', b'"[0-9A-Za-z._-]{1,64}"')
    need(re.fullmatch(pattern, line), 'note')
    note = json.loads(line)
    need(all(value < 2 ** 63 for value in note.values() if isinstance(value, int)), 'number')
    note['message'] = domain + line.rpartition(b',"sig":')[0]
    return note


def read_certificates(directory):
    certificates = []
    for line in whole_lines(directory, 'session.pub'):
        note = read_note(line, b'belay trail certificate 1\n')
        need(note['cert'] == len(certificates) + 1, 'number of certificate')
        need(note['from'] >= (certificates[-1]['from'] if certificates else 1), 'order of certificates')
        need(signed(bytes.fromhex(note['by']), note['message'], bytes.fromhex(note['sig'])), 'certificate')
        certificates.append(note)
    return certificates


def read_checkpoints(directory, certificates):
    notes, prev = {}, '0' * 64
    for line in whole_lines(directory, 'checkpoints'):
        note = read_note(line, b'belay trail checkpoint 1\n')
        need(not notes or note['seq'] > max(notes), 'order of checkpoints')
        if 'sig' in note:
            need(note['prev'] == prev, 'checkpoint before')
            need(1 <= note['cert'] <= len(certificates), 'certificate of checkpoint')
            key = bytes.fromhex(certificates[note['cert'] - 1]['key'])
            need(signed(key, note['message'], bytes.fromhex(note['sig'])), 'signature of checkpoint')
        notes[note['seq']], prev = note, sha256(line + b'\n')
    return notes


class Tree:
    """RFC 6962, section 2.1: a row of whole trees, each smaller than the one before."""

    def __init__(self):
        self.row = []

    def append(self, leaf):
        size, node = 1, hashlib.sha256(b'\0' + leaf).digest()
        while self.row and self.row[-1][0] == size:
            size, node = 2 * size, hashlib.sha256(b'\1' + self.row.pop()[1] + node).digest()
        self.row.append((size, node))

    def root(self):
        node = self.row[-1][1]
        for _size, left in reversed(self.row[:-1]):
            node = hashlib.sha256(b'\1' + left + node).digest()
        return node.hex()


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
    def __init__(self, directory):
        self.session = os.path.basename(os.path.abspath(directory))
        self.certificates = read_certificates(directory)
        self.unused = list(self.certificates)
        self.notes = read_checkpoints(directory, self.certificates)
        self.unseen = dict(self.notes)
        self.in_force = 0
        self.tree = Tree()
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
        self.tree.append(bytes.fromhex(self.prev))
        self.check_certificates(record)
        note = self.unseen.pop(record['seq'], None)
        if note is not None:
            need((note['head'], note['t'], note['sess']) == (self.prev, record['t'], record['sess']), 'checkpoint')
            need('sig' not in note or (note['root'], note['cert']) == (self.tree.root(), self.in_force), 'root')
        if record['kind'] == 'session.close':
            need(record.get('records', record['seq']) == record['seq'], 'count')
        self.pictures |= named_pictures(record)
        self.last = record
        self.anchored = note is not None

    def check_certificates(self, record):
        if record['seq'] == 1:
            first = [note['key'] for note in self.certificates[:1] if note['from'] == 1]
            need(record.get('key', '') == ''.join(first), 'key')
        while self.unused and self.unused[0]['from'] == record['seq']:
            need(self.unused.pop(0)['sess'] == record['sess'], 'certificate of another session')
            need(record['seq'] == 1 or record['kind'] == 'audit.gap', 'gap')
            self.in_force += 1

    def is_sealed(self, trusted):
        return (self.certificates and self.certificates[0]['from'] == 1 and
                all('sig' in note and self.certificates[note['cert'] - 1]['by'] in trusted
                    for note in self.notes.values()))

    def check_torn(self, record):
        said = []
        if record['kind'] in ('audit.gap', 'audit.failed'):
            said = [{k: v for k, v in end.items() if k != '__names__'} for end in record.get('torn', [])]
        need(said == self.torn, 'torn')
        self.torn = []


class Upkeep:
    """What was done to the pictures after the session was closed."""

    def __init__(self, directory, chain, trusted):
        self.trusted, self.pruned, self.webps = True, set(), {}
        believed = set(trusted) | {note['by'] for note in chain.certificates}
        prev, notes = chain.prev, whole_lines(directory, 'upkeep')
        need(not notes or chain.last['kind'] == 'session.close' and not chain.torn, 'upkeep of an open session')
        for line in notes:
            note = read_note(line, b'belay trail upkeep 1\n')
            need((note['sess'], note['prev']) == (chain.session, prev), 'note before')
            need(signed(bytes.fromhex(note['by']), note['message'], bytes.fromhex(note['sig'])), 'note')
            self.trusted &= note['by'] in trusted
            if note['by'] in believed and note['kind'] == 'prune':
                self.pruned |= set(note['pictures'])
            elif note['by'] in believed:
                self.webps.update((picture['sha256'], picture['webp_sha256']) for picture in note['pictures'])
            prev = sha256(line + b'\n')


def check_pictures(directory, chain, upkeep):
    found = set()
    for folder, _folders, files in os.walk(os.path.join(directory, 'blobs')):
        for name in files:
            digits, suffix = name[:64], name[64:]
            expected = {'.png': digits, '.webp': upkeep.webps.get(digits)}.get(suffix)
            if expected and HEX.match(digits) and os.path.basename(folder) == digits[:2]:
                with open(os.path.join(folder, name), 'rb') as file:
                    need(sha256(file.read()) == expected, 'picture', digits)
                found.add(digits)
    found |= upkeep.pruned
    return chain.pictures <= found and len(found) >= chain.last.get('pictures', 0)


def verify(directory, trusted):
    chain = Chain(directory)
    for number, data in read_segments(directory):
        *lines, rest = data.split(b'\n')
        for line in lines:
            chain.take(line + b'\n')
        if rest:
            chain.torn.append({'segment': number, 'bytes': len(rest), 'sha256': sha256(rest)})
    need(not chain.unseen, 'tail')
    closed = chain.last['kind'] == 'session.close' and not chain.torn
    need(not chain.unused or not closed, 'certificate without records')
    upkeep = Upkeep(directory, chain, trusted)
    if not check_pictures(directory, chain, upkeep):
        return 4
    if not closed or not chain.anchored:
        return 5
    return 0 if chain.is_sealed(trusted) and upkeep.trusted else 3


def main(arguments):
    try:
        return verify(arguments[0], arguments[1:])
    except Broken as problem:
        print(*problem.args)
        return 1
    except Exception as error:      # a mistake in here is no verdict
        print(repr(error))
        return 70


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
