#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A VNC server that does what it is told, above all what no good server would do.

usage: fake_rfb.py DIR [--tcp SCENARIO]...

Listens on DIR/SCENARIO.sock for each scenario below, and for those named by --tcp on a loopback port as well. Prints
"port SCENARIO NUMBER" for each of the latter, then "ready", then what arrives:

    SCENARIO connected | closed
    SCENARIO pointer X Y BUTTONS
    SCENARIO key KEYSYM DOWN
    SCENARIO cut LATIN1-AS-HEX
    SCENARIO clipboard FLAGS-AS-HEX
    SCENARIO pasted UTF8-AS-HEX

Ends when its standard input does. To add a scenario, write a function and decorate it.
"""

import os
import socket
import struct
import sys
import threading
import time
import zlib

RAW, COPY_RECT, TIGHT, HEXTILE, ZRLE = 0, 1, 7, 5, 16
DESKTOP_SIZE, CURSOR, ALPHA_CURSOR, CLIPBOARD = -223, -239, -314, 0xC0A1E5CE
CAPS, REQUEST, PEEK, NOTIFY, PROVIDE = 1 << 24, 1 << 25, 1 << 26, 1 << 27, 1 << 28

SCENARIOS = {}
PRINTING = threading.Lock()


def scenario(function):
    SCENARIOS[function.__name__.replace('_', '-')] = function
    return function


def say(*words):
    with PRINTING:
        print(*words, flush=True)


class Peer:
    """One client, past accept()."""

    def __init__(self, name, sock):
        self.name = name
        self.sock = sock
        self.encodings = []

    def send(self, *parts):
        self.sock.sendall(b''.join(parts))

    def read(self, length):
        data = b''
        while len(data) < length:
            piece = self.sock.recv(length - len(data))
            if not piece:
                raise ConnectionError
            data += piece
        return data

    def handshake(self, width=64, height=48, version=b'RFB 003.008\n', name=b'fake'):
        self.send(version)
        answer = self.read(12)
        if answer == b'RFB 003.003\n':
            self.send(struct.pack('>I', 1))
        else:
            self.send(b'\x01\x01')
            self.read(1)
            if answer == b'RFB 003.008\n':
                self.send(struct.pack('>I', 0))
        self.read(1)
        self.send(struct.pack('>HHBBBBHHHBBBxxxI', width, height, 32, 24, 0, 1, 255, 255, 255, 16, 8, 0, len(name)), name)
        self.width, self.height = width, height

    def next_request(self):
        """Reads, and prints, what comes before the next request for an update. Returns whether that is incremental."""
        while True:
            kind = self.read(1)[0]
            if kind == 0:
                self.read(19)
            elif kind == 2:
                count, = struct.unpack('>xH', self.read(3))
                self.encodings = list(struct.unpack('>%di' % count, self.read(4 * count)))
            elif kind == 3:
                return self.read(9)[0] != 0
            elif kind == 4:
                down, keysym = struct.unpack('>BxxI', self.read(7))
                say(self.name, 'key', keysym, down)
            elif kind == 5:
                buttons, x, y = struct.unpack('>BHH', self.read(5))
                say(self.name, 'pointer', x, y, buttons)
            elif kind == 6:
                self.read_cut_text()
            else:
                raise ValueError('message %d' % kind)

    def read_cut_text(self):
        length, = struct.unpack('>xxxi', self.read(7))
        data = self.read(abs(length))
        if length >= 0:
            say(self.name, 'cut', data.hex())
            return
        flags, = struct.unpack('>I', data[:4])
        say(self.name, 'clipboard', '%08x' % flags)
        if flags & CAPS:
            return
        if flags & NOTIFY:
            self.send_clipboard(REQUEST | 1)
        elif flags & PROVIDE:
            plain = zlib.decompress(data[4:])
            size, = struct.unpack('>I', plain[:4])
            say(self.name, 'pasted', plain[4:4 + size - 1].hex())

    def send_clipboard(self, flags, data=b''):
        self.send(struct.pack('>BxxxiI', 3, -(4 + len(data)), flags), data)

    def update(self, *rects):
        self.send(struct.pack('>BxH', 0, len(rects)), *rects)

    def picture(self, seed=0):
        return rect(0, 0, self.width, self.height, RAW, pattern(self.width, self.height, seed))

    def serve(self):
        """Answers as a good server with nothing new to show."""
        self.next_request()
        self.update(self.picture())
        while True:
            if not self.next_request():
                self.update(self.picture())


def rect(x, y, width, height, encoding, data=b''):
    return struct.pack('>HHHHi', x, y, width, height, encoding) + data


def pattern(width, height, seed=0):
    return b''.join(struct.pack('<I', (x * 3 + y * 65536 + seed * 256) & 0xffffff)
                    for y in range(height) for x in range(width))


@scenario
def good(peer):
    peer.handshake()
    peer.serve()


@scenario
def good_33(peer):
    peer.handshake(version=b'RFB 003.003\n')
    peer.serve()


@scenario
def good_37(peer):
    peer.handshake(version=b'RFB 003.007\n')
    peer.serve()


@scenario
def clipboard(peer):
    """Knows the extended clipboard and fetches whatever is announced."""
    peer.handshake()
    peer.next_request()
    peer.send_clipboard(CAPS | REQUEST | PEEK | NOTIFY | PROVIDE | 1, struct.pack('>I', 1 << 20))
    peer.update(peer.picture())
    while True:
        peer.next_request()


@scenario
def dribble(peer):
    """A good picture in the smallest pieces, with something of every kind in it."""
    def slowly(data):
        for i in range(len(data)):
            peer.send(data[i:i + 1])
    peer.handshake(16, 16)
    peer.next_request()
    cursor = rect(1, 1, 2, 2, CURSOR, b'\x01\x02\x03\x00' * 4 + b'\x80\x40')
    slowly(struct.pack('>BxH', 0, 3) + cursor + rect(0, 0, 16, 16, RAW, pattern(16, 16)) +
           rect(8, 8, 8, 8, COPY_RECT, struct.pack('>HH', 0, 0)))
    slowly(b'\x02' + struct.pack('>BxxxI', 3, 5) + b'caf\xe9\n')
    slowly(struct.pack('>BxHH', 1, 0, 1) + b'\0' * 6)
    while True:
        peer.next_request()


@scenario
def encoded(peer):
    """The same picture as Hextile and as ZRLE, for remote clients; then in one colour."""
    peer.handshake(100, 70)
    peer.next_request()
    peer.update(rect(0, 0, 100, 70, HEXTILE, b''.join(
        hextile(x, y, min(16, 100 - x), min(16, 70 - y)) for y in range(0, 70, 16) for x in range(0, 100, 16))))
    peer.next_request()
    stream = zlib.compressobj()
    data = b''.join(zrle(x, y, min(64, 100 - x), min(64, 70 - y)) for y in range(0, 70, 64) for x in range(0, 100, 64))
    packed = stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)
    peer.update(rect(0, 0, 100, 70, ZRLE, struct.pack('>I', len(packed)) + packed))
    peer.next_request()
    packed = stream.compress(b'\x01\x30\x20\x10' * 4) + stream.flush(zlib.Z_SYNC_FLUSH)
    peer.update(rect(0, 0, 100, 70, ZRLE, struct.pack('>I', len(packed)) + packed))
    while True:
        peer.next_request()


def hextile(x, y, width, height):
    """Red, a green bar, and a blue dot; the last column raw."""
    if x == 96:
        return b'\x01' + b'\x00\x00\xff\x00' * (width * height)
    first = b'\x1a' if (x, y) == (0, 0) else b'\x18'
    background = b'\x00\x00\xff\x00' if (x, y) == (0, 0) else b''
    return (first + background + b'\x02' + b'\x00\xff\x00\x00' + bytes([0x00, 0x0f & (height - 1) | 0x10]) +
            b'\xff\x00\x00\x00' + bytes([0x33, 0x00]))


def zrle(x, y, width, height):
    """One tile of each kind: raw, packed palette, runs, runs of a palette."""
    if (x, y) == (0, 0):
        return b'\x00' + b''.join(bytes([i & 255, i >> 8, 7]) for i in range(width * height))
    if (x, y) == (64, 0):
        row = (b'\x1b' * width)[:(width * 2 + 7) // 8]
        return b'\x04' + b'\x01\0\0' + b'\x02\0\0' + b'\x03\0\0' + b'\x04\0\0' + row * height
    if (x, y) == (0, 64):
        left = width * height - 1
        return b'\x80' + b'\x09\x09\x09' + b'\xff' * (left // 255) + bytes([left % 255])
    left = width * height - 3
    return b'\x82' + b'\x05\0\0' + b'\x06\0\0' + b'\x00\x01\x81' + b'\xff' * (left // 255) + bytes([left % 255])


@scenario
def fast(peer):
    """Something new for each request, at once."""
    peer.handshake(1280, 800)
    seed = 0
    while True:
        peer.next_request()
        seed += 1
        peer.update(rect(0, 0, 1280, 800, RAW, struct.pack('<I', seed) * (1280 * 800)))


@scenario
def stuck_input(peer):
    """Shows a picture, then stops in the middle of the next, but listens."""
    peer.handshake()
    peer.next_request()
    peer.update(peer.picture())
    peer.next_request()
    peer.send(struct.pack('>BxH', 0, 1), rect(0, 0, 64, 48, RAW, b'\0' * 100))
    while True:
        peer.next_request()


@scenario
def resizes_once(peer):
    peer.handshake()
    peer.next_request()
    peer.update(peer.picture())
    peer.next_request()
    peer.width, peer.height = 80, 20
    peer.update(rect(0, 0, 80, 20, DESKTOP_SIZE))
    if peer.next_request():
        raise ValueError('the new screen was not asked for as a whole')
    time.sleep(0.3)
    peer.update(peer.picture(5))
    while True:
        peer.next_request()


@scenario
def huge(peer):
    peer.handshake(65535, 65535)
    peer.serve()


@scenario
def huge_later(peer):
    peer.handshake()
    peer.next_request()
    peer.update(peer.picture())
    peer.next_request()
    peer.update(rect(0, 0, 65535, 65535, DESKTOP_SIZE))
    peer.serve()


@scenario
def empty(peer):
    peer.handshake(0, 0)
    peer.serve()


@scenario
def long_name(peer):
    peer.send(b'RFB 003.008\n')
    peer.read(12)
    peer.send(b'\x01\x01')
    peer.read(1)
    peer.send(struct.pack('>I', 0))
    peer.read(1)
    peer.send(struct.pack('>HHBBBBHHHBBBxxxI', 64, 48, 32, 24, 0, 1, 255, 255, 255, 16, 8, 0, 0xfffffff0))
    while True:
        peer.send(b'x' * 65536)


@scenario
def resize_storm(peer):
    peer.handshake()
    size = 32
    while True:
        peer.next_request()
        size = 32 + size % 400
        peer.width = peer.height = size
        peer.update(rect(0, 0, size, size, DESKTOP_SIZE), peer.picture())


@scenario
def endless(peer):
    """An update that never ends."""
    peer.handshake()
    peer.next_request()
    peer.send(struct.pack('>BxH', 0, 65535))
    while True:
        peer.send(peer.picture())
        time.sleep(0.01)


@scenario
def half(peer):
    peer.handshake()
    peer.next_request()
    peer.send(struct.pack('>BxH', 0, 1), peer.picture()[:2000])
    while True:
        peer.next_request()


@scenario
def drip(peer):
    peer.handshake()
    peer.next_request()
    for byte in struct.pack('>BxH', 0, 1) + peer.picture():
        peer.send(bytes([byte]))
        time.sleep(0.05)


@scenario
def silent(peer):
    peer.read(1)


@scenario
def no_picture(peer):
    peer.handshake()
    while True:
        peer.next_request()


@scenario
def not_vnc(peer):
    peer.send(b'HTTP/1.1 400 Bad Request\r\n\r\n')
    peer.read(1)


@scenario
def turned_away(peer):
    peer.send(b'RFB 003.008\n')
    peer.read(12)
    peer.send(b'\0', struct.pack('>I', 5), b'\x1b[31m')
    peer.read(1)


@scenario
def strange_security(peer):
    peer.send(b'RFB 003.008\n')
    peer.read(12)
    peer.send(b'\x02\x05\x10')
    peer.read(1)


@scenario
def close_early(peer):
    peer.send(b'RFB 003.0')


@scenario
def close_mid_message(peer):
    peer.handshake()
    peer.next_request()
    peer.send(struct.pack('>BxH', 0, 1), peer.picture()[:1000])


def broken(name, *parts):
    """A scenario that shows a picture and then sends something no server may."""
    def run(peer):
        peer.handshake()
        peer.next_request()
        peer.update(peer.picture())
        peer.next_request()
        peer.send(*parts)
        while True:
            peer.next_request()
    SCENARIOS[name] = run


def one(*args):
    return struct.pack('>BxH', 0, 1) + rect(*args)


broken('unknown-message', b'\xfa\0\0\0')
broken('unannounced-tight', one(0, 0, 64, 48, TIGHT, b'\x80\x01\x02\x03'))
broken('unannounced-zrle', one(0, 0, 64, 48, ZRLE, struct.pack('>I', 9) + b'garbage!!'))
broken('unannounced-last', one(0, 0, 0, 0, -224))
broken('unknown-encoding', one(0, 0, 64, 48, 0x41414141, b'A' * 5000))
broken('outside', one(60, 40, 64, 48, RAW, b'A' * 20000))
broken('outside-wrap', one(65535, 65535, 65535, 65535, RAW, b'A' * 20000))
broken('copy-outside', one(0, 0, 32, 32, COPY_RECT, struct.pack('>HH', 60, 40)))
broken('huge-cursor', one(0, 0, 65535, 65535, CURSOR, b'A' * 5000))
broken('cut-too-long', struct.pack('>BxxxI', 3, 0x7fffffff), b'A' * 5000)
broken('cut-negative', struct.pack('>BxxxI', 3, 0x80000000), b'A' * 5000)
broken('cut-short', struct.pack('>BxxxiH', 3, -2, 7))
broken('cut-bad-zlib', struct.pack('>BxxxiI', 3, -12, PROVIDE | 1), b'notzlib!')


def broken_remote(name, data):
    packed = zlib.compress(data)
    broken(name, one(0, 0, 64, 48, ZRLE, struct.pack('>I', len(packed)) + packed))


broken('zrle-garbage', one(0, 0, 64, 48, ZRLE, struct.pack('>I', 9) + b'garbage!!'))
broken_remote('zrle-long-run', b'\x80' + b'\1\2\3' + b'\xff' * 200)
broken_remote('zrle-short', b'\x00' + b'\1\2\3' * 9)
broken_remote('zrle-bomb', b'\x01\1\2\3' + b'\0' * (50 << 20))
broken_remote('zrle-bad-index', b'\x83' + b'\1\2\3' * 3 + b'\x07' * 9000)
broken_remote('zrle-bad-kind', b'\x40' * 9000)
broken('hextile-outside', one(0, 0, 20, 20, HEXTILE, b'\x1a\0\0\0\0\x01\0\0\0\0\xff\xff' * 4 + b'\0' * 200))


@scenario
def big_cursor(peer):
    """A pointer larger than what is shown, but not absurd."""
    peer.handshake()
    peer.next_request()
    peer.update(rect(5, 5, 300, 300, CURSOR, b'\x7f' * (300 * 300 * 4 + 38 * 300)), peer.picture())
    while True:
        peer.next_request()


@scenario
def alpha_cursor(peer):
    peer.handshake()
    peer.next_request()
    peer.update(rect(1, 0, 2, 1, ALPHA_CURSOR, struct.pack('>I', 0) + b'\x10\x20\x30\xff' + b'\xff\xff\xff\x40'), peer.picture())
    while True:
        peer.next_request()


@scenario
def cut_long(peer):
    """900 KB with a NUL and an escape code in it, then a text of the usual kind."""
    peer.handshake()
    peer.next_request()
    peer.update(peer.picture())
    text = b'\x1b[31m' + b'\xe9' * 900000
    peer.send(struct.pack('>BxxxI', 3, len(text)), text)
    time.sleep(1)
    peer.send(struct.pack('>BxxxI', 3, 9), b'one\0two\r\n')
    while True:
        peer.next_request()


@scenario
def cut_flood(peer):
    peer.handshake()
    peer.next_request()
    peer.update(peer.picture())
    for i in range(3000):
        text = b'%d ' % i + b'x' * 5000
        peer.send(struct.pack('>BxxxI', 3, len(text)), text)
        time.sleep(0.001)
    peer.send(struct.pack('>BxxxI', 3, 4), b'last')
    while True:
        peer.next_request()


def run_peer(name, sock):
    say(name, 'connected')
    try:
        SCENARIOS[name](Peer(name, sock))
    except (ConnectionError, OSError):
        pass
    except ValueError as error:
        say(name, 'error', error)
    finally:
        sock.close()
        say(name, 'closed')


def listen(name, listener):
    while True:
        sock, _ = listener.accept()
        threading.Thread(target=run_peer, args=(name, sock), daemon=True).start()


def main(args):
    folder, tcp = args[1], [args[i + 1] for i, arg in enumerate(args) if arg == '--tcp']
    listeners = []
    for name in SCENARIOS:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(os.path.join(folder, name + '.sock'))
        listeners.append((name, listener))
    for name in tcp:
        listener = socket.socket()
        listener.bind(('127.0.0.1', 0))
        listeners.append((name, listener))
        say('port', name, listener.getsockname()[1])
    for name, listener in listeners:
        listener.listen()
        threading.Thread(target=listen, args=(name, listener), daemon=True).start()
    say('ready')
    sys.stdin.read()
    os._exit(0)


if __name__ == '__main__':
    main(sys.argv)
