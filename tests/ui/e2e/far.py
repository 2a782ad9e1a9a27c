# SPDX-License-Identifier: GPL-3.0-or-later
"""An internet of the test's own: the test starts itself anew in a network namespace with a public address and names for it."""

import fcntl
import http.server
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading

ADDRESS = "203.0.113.7"
INSIDE = "BELAY_TEST_FAR"
SIOCSIFADDR, SIOCSIFFLAGS, IFF_UP = 0x8916, 0x8914, 1


def enter(names):
    """Comes back in a namespace of its own, or not at all: then the test is skipped, and says so."""
    if os.environ.get(INSIDE):
        set_up(names)
        return
    command = ["unshare", "--net", "--mount"]
    if os.geteuid() != 0:
        command += ["--user", "--map-current-user", "--keep-caps"]
    if subprocess.run([*command, "true"], check=False, stderr=subprocess.DEVNULL).returncode != 0:
        print("this machine does not let one make namespaces")
        sys.exit(77)
    os.execvpe(command[0], [*command, sys.executable, *sys.argv], dict(os.environ, **{INSIDE: "1"}))


def set_up(names):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        fcntl.ioctl(sock, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))
        fcntl.ioctl(sock, SIOCSIFADDR, struct.pack("16sHH4s8x", b"lo:1", socket.AF_INET, 0, socket.inet_aton(ADDRESS)))
    # No server answers for names here, so the file is all there is.
    for path, text in (("/etc/hosts", "127.0.0.1 localhost\n" + "".join(f"{ADDRESS} {name}\n" for name in names)),
                       ("/etc/resolv.conf", "")):
        with tempfile.NamedTemporaryFile("w", delete=False) as file:
            file.write(text)
        os.chmod(file.name, 0o644)
        subprocess.run(["mount", "--bind", file.name, os.path.realpath(path)], check=True)
        os.unlink(file.name)


class Page(http.server.BaseHTTPRequestHandler):
    visits = []
    pages = {}

    def do_GET(self):
        self.visits.append((self.headers["Host"], self.path))
        page = self.pages.get(self.path, f"<body bgcolor=#00a060><h1>{self.headers['Host']}</h1>")
        body = ("<!doctype html><title>Far</title>" + (page() if callable(page) else page)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def serve(pages=None):
    """@pages: of a path, the body, or what returns it once it is time. Returns the list of visits to come: (host, path)."""
    Page.pages = pages or {}
    server = http.server.ThreadingHTTPServer((ADDRESS, 80), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return Page.visits
