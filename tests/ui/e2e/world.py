# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program with a window needs around it: a display, a window manager, a session bus, an accessibility bus.

All of them are started for the tests alone and end with them. The session bus starts no services: no keyring, no portal
and no settings daemon of the person who runs the tests can be reached."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={directory}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

WINDOW_MANAGER_CONFIG = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew></focus>
  <placement><policy>Smart</policy></placement>
  <keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard>
</openbox_config>
"""

LAUNCHERS = ["/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher"]
PASSED_ON = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TMPDIR", "G_DEBUG", "LSAN_OPTIONS", "ASAN_OPTIONS",
             "UBSAN_OPTIONS", "BELAY_LIBEXECDIR", "GDK_DEBUG"]


def wait_until(condition, what, timeout=20):
    """Asks again and again; returns the first true answer."""
    deadline = time.monotonic() + timeout
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {timeout} s: {what() if callable(what) else what}")
        time.sleep(0.02)


class World:
    def __init__(self, geometry="1400x1000x24"):
        self.directory = tempfile.mkdtemp(prefix="belay-e2e-")
        self.processes = []
        atexit.register(self.close)
        self.env = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self.env.update(XDG_RUNTIME_DIR=self.make_directory("run"), GSETTINGS_BACKEND="memory", GDK_BACKEND="x11",
                        GSK_RENDERER="cairo", GTK_A11Y="atspi", LC_ALL="C.UTF-8")
        self.start_display(geometry)
        self.start_bus()
        self.start("openbox", "--sm-disable", "--config-file", self.write("openbox.xml", WINDOW_MANAGER_CONFIG))
        wait_until(self.has_window_manager, "the window manager")
        self.notifications_path = os.path.join(self.directory, "notifications.log")
        self.start(sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "notifications.py"),
                   self.notifications_path)
        wait_until(lambda: os.path.exists(self.notifications_path), "the notifications")
        launcher = next(path for path in LAUNCHERS if os.path.exists(path))
        self.start(launcher, "--launch-immediately")
        # Nobody starts it on demand: who asks for it before it is there is told that there is none, and keeps that answer.
        wait_until(lambda: self.has_owner("org.a11y.Bus"), "the accessibility bus")
        # Before the first use of Gio or Atspi: both keep the buses they found.
        os.environ.update({name: self.env[name] for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")})
        os.environ.pop("AT_SPI_BUS_ADDRESS", None)

    def make_directory(self, name):
        path = os.path.join(self.directory, name)
        os.mkdir(path, 0o700)
        return path

    def write(self, name, text):
        path = os.path.join(self.directory, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def start(self, *command, **options):
        process = subprocess.Popen(command, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, **options)
        self.processes.append(process)
        return process

    def start_display(self, geometry):
        read, write = os.pipe()
        self.start("Xvfb", "-displayfd", str(write), "-screen", "0", geometry, "-nolisten", "tcp", "-noreset",
                   pass_fds=[write])
        os.close(write)
        with os.fdopen(read) as pipe:
            self.env["DISPLAY"] = ":" + pipe.readline().strip()

    def start_bus(self):
        path = os.path.join(self.directory, "bus")
        self.start("dbus-daemon", "--nofork", "--config-file",
                   self.write("bus.conf", BUS_CONFIG.format(directory=self.directory)))
        wait_until(lambda: os.path.exists(path), "the session bus")
        self.env["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=" + path

    def has_window_manager(self):
        shown = self.output("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")
        return "window id" in shown

    def has_owner(self, name):
        answer = self.output("dbus-send", "--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/",
                             "org.freedesktop.DBus.NameHasOwner", "string:" + name)
        return "true" in answer

    def output(self, *command):
        return subprocess.run(command, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=False).stdout.decode()

    def screenshot(self, path):
        if shutil.which("import"):
            subprocess.run(["import", "-window", "root", path], env=self.env, check=False, stdin=subprocess.DEVNULL)

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes = []
        shutil.rmtree(self.directory, ignore_errors=True)
