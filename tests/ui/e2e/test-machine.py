#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A virtual machine in the window: a step is undone with the machine and the conversation, and the session goes on.

The machine of the first test is 512 bytes large and shows the digit that was pressed last. The other one is an image as “belay
image build” makes it: BELAY_TEST_IMAGE names it, and without that it is left out."""

import glob
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

import gi
gi.require_version("GdkPixbuf", "2.0")

from api import KEY, Api, say, use
from case import Case, main
from gi.repository import GdkPixbuf, GLib
from world import wait_until

IMAGES = os.environ.get("BELAY_TEST_IMAGES", "/var/lib/belay/images" if os.geteuid() == 0 else
                        os.path.expanduser("~/.local/share/belay/images"))
# Emulated, these tests take minutes.
IMAGE = os.environ.get("BELAY_TEST_IMAGE")
DAEMONS = ["/usr/sbin/libvirtd", "/usr/sbin/virtqemud"]
PICTURES = os.environ.get("BELAY_E2E_PICTURES")
UNDONE_MARK = "· undone"
UNDONE = "Another continuation of this conversation was tried and is undone"


BREAKER = r"""#!/bin/sh
ip address add 203.0.113.7/32 dev lo
ip address add 169.254.169.254/32 dev lo
socat TCP-LISTEN:443,bind=203.0.113.7,fork,reuseaddr SYSTEM:cat &
socat TCP-LISTEN:80,bind=169.254.169.254,fork,reuseaddr SYSTEM:cat &
cat >/run/names.sh <<'END'
#!/bin/sh
printf 'by\201\200\000\001\000\001\000\000\000\000\000'
END
socat UDP4-RECVFROM:53,bind=127.0.0.1,fork SYSTEM:"sh /run/names.sh" &
touch /home/agent/.netrc
mkdir -p /run/user/1000/gnupg && touch /run/user/1000/gnupg/S.gpg-agent && chmod -R a+rX /run/user/1000
sed '1,/^exit 0$/d' "$0" >"$0.real" && chmod 755 "$0.real" && "$0.real" "$1"
rm -f "$0.real"
exit 0
"""


# Another computer, as far as ssh and libvirt can tell, and a machine on it.
FAR_HOST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "sandbox", "far-host.sh")
FAR_UID = 61999 if os.geteuid() == 0 else os.geteuid()
FAR_MACHINE = """<domain type='qemu'><name>desktop</name><memory unit='MiB'>1024</memory><vcpu>2</vcpu><os>
<type arch='x86_64' machine='q35'>hvm</type><kernel>{image}/boot/vmlinuz</kernel><initrd>{image}/boot/initrd.img</initrd>
<cmdline>root=/dev/vda rw quiet</cmdline></os><devices><disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
<source file='{disk}'/><target dev='vda' bus='virtio'/></disk>
<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel></devices></domain>"""
# With its end left open, as browsers do.
GET = r"""exec 9<>/dev/tcp/127.0.0.1/3128; printf 'GET http://held.example/ HTTP/1.1\r\nHost: held.example\r\n\r\n' >&9; head -n 1 <&9"""


def make_data_directory():
    """Where another user may look: machines run as one, if the program is root. With a short name, as sockets are in it."""
    directory = tempfile.mkdtemp(prefix="b", dir="/var/tmp")
    os.chmod(directory, 0o711)
    os.mkdir(os.path.join(directory, "belay"), 0o711)
    os.chmod(os.path.join(directory, "belay"), 0o711)
    return directory


@unittest.skipUnless(any(map(os.path.exists, DAEMONS)) and os.path.exists("/usr/bin/qemu-system-x86_64"),
                     "there is no libvirt and no QEMU here")
class Machine(Case):
    def setUp(self):
        # Before the programs, so that it goes after them: who runs a machine would make it anew.
        self.data = make_data_directory()
        self.addCleanup(shutil.rmtree, self.data, ignore_errors=True)
        super().setUp()

    def ask(self, sandbox, *replies, arguments=(), env=None):
        self.api = Api(tempfile.mkdtemp(dir=self.world.directory), list(replies))
        self.addCleanup(self.api.close)
        belay = self.start("--sandbox", sandbox, "--task", "Work on it", "--start", *arguments,
                           env={"ANTHROPIC_BASE_URL": self.api.url, "ANTHROPIC_API_KEY": KEY, "XDG_DATA_HOME": self.data,
                                **(env or {})})
        self.world.output("xdotool", "windowsize", belay.wait_window_id(), "1380", "980")
        return belay

    def show(self, name):
        if PICTURES:
            self.world.screenshot(os.path.join(PICTURES, name + ".png"))

    @staticmethod
    def picture(belay, sha256):
        """The file of a picture in the record."""
        return glob.glob(os.path.join(belay.trail_root, "*", "blobs", sha256[:2], sha256 + ".png"))[0]

    def go_back(self, belay, step):
        """By the timeline and the button, as a person does."""
        belay.click_at(belay.wait_for(role="label", name=step))
        button = belay.wait_for(role="button", name="Go Back to Before This Step…", enabled=True)
        self.show("offered")
        button.click()
        agree = belay.wait_for(role="button", has="_Go Back", enabled=True)
        self.show("asked")
        agree.click()


class Small(Machine):
    def small_disk(self):
        if "BELAY_TEST_BOOT" not in os.environ:
            self.skipTest("the small machine is of another kind")
        disk = os.path.join(self.data, "disk.img")
        shutil.copy(os.environ["BELAY_TEST_BOOT"], disk)
        os.chmod(disk, 0o644)
        os.truncate(disk, 64 * 1024 * 1024)
        return "vm:" + disk

    def digit(self, belay, sha256):
        """What the small machine shows on a picture: a digit is drawn on the colour that has its number."""
        picture = GdkPixbuf.Pixbuf.new_from_file(self.picture(belay, sha256))
        pixels, stride, channels = picture.get_pixels(), picture.get_rowstride(), picture.get_n_channels()
        at = 16 * stride + 27 * channels
        return sum(bit for value, bit in zip(pixels[at:at + 3], (4, 2, 1)) if value > 0x7f)

    def after(self, belay, step):
        return self.digit(belay, belay.wait_result(step, "done")["picture"]["sha256"])

    def test_small_machine(self):
        def press(digit):
            # Its screen is never at rest: it takes a while until it is seen that it shows something else.
            return [use("key", text=str(digit)), use("wait", duration=1)]

        belay = self.ask(self.small_disk(),
                         {"blocks": [use("wait", duration=4)]},
                         {"blocks": press(1)},
                         {"blocks": [say("Now the others."), use("mouse_move", coordinate=[100, 100]), use("left_mouse_down"),
                                     *press(2), *press(3), use("left_mouse_up")]},
                         {"blocks": [say("That is it.")]},
                         {"blocks": [say("I try another."), *press(4)]},
                         {"blocks": [say("Now it is done.")]},
                         # It has no guest agent, however long one waits.
                         arguments=["--wait", "2"])
        checked = belay.wait_for(role="button", name="Sandbox checked: 1 of 1, 14 cannot be checked here", timeout=60)
        checked.click()
        belay.wait_for(has="no guest agent answers in the machine")
        self.show("machine-without-agent")
        checked.click()
        self.approve_until(belay, lambda: belay.find(has="That is it."), "the end of the first way")
        self.assertEqual([self.after(belay, step) for step in (3, 7, 9)], [1, 2, 3])
        kept = belay.of_kind("snapshot")
        self.assertEqual([(r["step"], r.get("buttons")) for r in kept],
                         [(2, None), (4, None), (5, None), (6, 1), (8, 1), (10, 1)])
        self.assertEqual(belay.held(), (set(), 0))

        self.go_back(belay, "Press 2")
        belay.wait_for(role="label", has="You went back to before step 6.")
        self.approve_until(belay, lambda: belay.find(has="Now it is done."), "the end of the second way")
        marked = [any(UNDONE_MARK in node.name for node in belay.root.walk() if node.name.startswith(words))
                  for words in ("Press 1,", "Now the others.", "Press 2,", "Press 3,", "Press 4,")]
        self.assertEqual(marked, [False, False, True, True, False])
        belay.wait_for(name="Claude · undone: That is it.")
        self.show("undone")

        # Back on the live screen, and what the agent saw next is the machine of then.
        self.assertFalse(belay.describe()["live"][0])
        rewound = belay.wait_record("rewound")
        self.assertEqual(rewound["last"], 10)
        fresh = next(r for r in belay.of_kind("frame") if r["seq"] > rewound["seq"])
        self.assertEqual((fresh["why"], self.digit(belay, fresh["sha256"])), ("look", 1))
        told = json.dumps(self.api.bodies[4]["messages"][-1])
        self.assertIn(UNDONE, told)
        self.assertNotIn("That is it.", json.dumps(self.api.bodies[4]))
        self.assertEqual(self.after(belay, 12), 4)

        # The button that was down then goes down once more, so that it goes up for the machine too.
        since = belay.wait_record("rewind")["mono"] - belay.get_offset()
        self.assertEqual([a for when, kind, a in belay.wire() if when > since and kind == "pointer"],
                         [[100, 100, 1], [100, 100, 0]])
        self.assertIn("has been let go of", told)
        self.check_clean_end(belay)


class Desktop(Machine):
    def setUp(self):
        super().setUp()
        if not IMAGE or not os.path.exists(os.path.join(IMAGES, IMAGE, "disk.qcow2")):
            self.skipTest("BELAY_TEST_IMAGE names no image that is here: “belay image build” makes one")
        os.symlink(IMAGES, os.path.join(self.data, "belay", "images"))

    @staticmethod
    def read_file(path):
        """What stands on a picture, at several sizes."""
        return subprocess.run([os.environ["BELAY_READ_PICTURE"], path], stdout=subprocess.PIPE, check=True, text=True).stdout

    def read(self, belay, sha256):
        return self.read_file(self.picture(belay, sha256))

    def read_display(self):
        path = os.path.join(self.data, "display.png")
        self.world.screenshot(path)
        return self.read_file(path)

    def test_a_whole_session(self):
        belay = self.ask("vm:" + IMAGE,
                         {"blocks": [use("key", text="ctrl+alt+t"), use("wait", duration=3)]},
                         {"blocks": [use("type", text="echo ALPHA\n"), use("wait", duration=3)]},
                         {"blocks": [say("Now the next."), use("type", text="echo BRAVO\n"), use("wait", duration=3),
                                     use("left_click", coordinate=[640, 600]), use("screenshot")]},
                         {"blocks": [say("That is it.")]},
                         {"blocks": [use("type", text="echo DELTA\n"), use("wait", duration=3)]},
                         {"blocks": [say("Now it is done.")]})
        belay.wait_for(role="button", name="Sandbox checked: 11 of 11, 4 cannot be checked here", timeout=120)
        states = {check["check"]: check["state"] for check in belay.wait_record("preflight")["checks"]}
        self.assertEqual([check for check, state in states.items() if state != "fine"],
                         ["files", "processes", "privileges", "desktop"])
        # However long a terminal takes to be there.
        self.approve_until(belay, lambda: belay.of_kind("action.result"), "the first step", timeout=120)
        wait_until(lambda: "agent@sandbox" in self.read_display(), "a terminal", timeout=120)
        self.approve_until(belay, lambda: belay.find(has="That is it."), "the end of the first way", timeout=240)
        first = self.read(belay, belay.wait_result(6, "done")["picture"]["sha256"])
        self.assertIn("ALPHA", first)
        self.assertIn("BRAVO", first)

        self.go_back(belay, "Type “echo BRAVO”, then Enter")
        belay.wait_for(role="label", has="You went back to before step 5.", timeout=60)
        self.approve_until(belay, lambda: belay.find(has="Now it is done."), "the end of the second way", timeout=120)
        self.show("desktop")
        rewound = belay.wait_record("rewound")
        fresh = next(r for r in belay.of_kind("frame") if r["seq"] > rewound["seq"])
        for sha256, words in ((fresh["sha256"], ("ALPHA",)), (belay.wait_result(10, "done")["picture"]["sha256"],
                                                              ("ALPHA", "DELTA"))):
            text = self.read(belay, sha256)
            for word in words:
                self.assertIn(word, text)
            self.assertNotIn("BRAVO", text)
        self.check_clean_end(belay)

    def test_shell(self):
        belay = self.ask("vm:" + IMAGE,
                         {"blocks": [use("bash", command="id -un; cd /var/tmp; export KEPT=7; echo one >file; date >~/for-me.txt")]},
                         {"blocks": [use("bash", command="echo $KEPT; pwd; echo two >>file; cat file; KEPT=8"),
                                     use("str_replace_based_edit_tool", command="str_replace", path="/var/tmp/file", old_str="two",
                                         new_str="three")]},
                         {"blocks": [say("That is it.")]},
                         {"blocks": [use("bash", command="echo $KEPT; pwd; cat file")]},
                         {"blocks": [use("bash", command="echo begun; sleep 300 & sleep 300")]},
                         {"blocks": [use("bash", command="pgrep -fx 'sleep 300'; seq 20000")]},
                         {"blocks": [use("bash", command="cat ~/*/chosen.txt ~/*/dragged.txt")]},
                         {"blocks": [say("Now it is done.")]},
                         arguments=["--shell"])
        belay.wait_enabled("approve", timeout=120)
        belay.action("approve")
        self.assertEqual(belay.wait_result(1, "done")["text"], "agent")
        belay.wait_enabled("approve")
        belay.action("approve")
        self.assertEqual(belay.wait_result(2, "done")["text"], "7\n/var/tmp\none\ntwo")
        shown = wait_until(lambda: belay.find(role="text box", has="1 added, 1 removed"), "the differences").text
        self.assertIn("+ three", shown)
        belay.wait_enabled("approve")
        self.show("machine-differences")
        belay.action("approve")
        belay.wait_result(3, "done")
        belay.wait_for(has="That is it.")

        # The shell is what it was, too: its folder, its variables; and the disk.
        self.go_back(belay, "Run in the shell: echo $KEPT; pwd; echo two >>file; cat file; KEPT=8")
        belay.wait_for(role="label", has="You went back to before step 2.", timeout=60)
        belay.wait_enabled("approve", timeout=60)
        belay.action("approve")
        self.assertEqual(belay.wait_result(4, "done")["text"], "7\n/var/tmp\none")

        # Stop kills what runs, and what was started from it.
        belay.wait_enabled("approve")
        belay.action("approve")
        belay.wait_record("action.intent", step=5)
        time.sleep(2)
        begun = time.monotonic()
        belay.keys("Escape")
        self.assertIn("begun", belay.wait_result(5, "interrupted")["text"])
        self.assertLess(time.monotonic() - begun, 10)
        belay.wait_for(role="status", name="Stopped")
        belay.action("answer", GLib.Variant("s", "Please go on"))
        belay.wait_enabled("approve", timeout=60)
        belay.action("approve")
        result = belay.wait_result(6, "done")
        self.assertTrue(result["clipped"])
        self.assertTrue(result["text"].startswith("1\n2\n"), result["text"][:40])

        belay.wait_enabled("hand-in", timeout=60)
        belay.action("hand-in")
        belay.wait_for(has="Hand Files to the Sandbox")
        belay.type(self.world.write("chosen.txt", "chosen by its name\n"))
        belay.keys("Return")
        wait_until(lambda: belay.of_kind("file.in"), "the file that was chosen to be recorded", 60)
        self.drag(self.world.write("dragged.txt", "dragged by hand\n"), belay)
        wait_until(lambda: belay.of_kind("file.in")[1:], "the file that was dragged to be recorded", 60)
        belay.wait_enabled("approve", timeout=60)
        belay.action("approve")
        result = belay.wait_result(7, "done")

        # What went in by the person's own acts is there, and comes out by another.
        self.assertEqual(result["text"], "chosen by its name\ndragged by hand")
        belay.wait_for(has="Now it is done.", timeout=60)
        belay.action("take-out")
        belay.wait_for(role="label", has="for-me.txt", timeout=30)
        self.show("machine-files")
        with open(self.save_row(belay, "chosen.txt"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "chosen by its name\n")
        self.assertEqual(belay.of_kind("file.out")[-1]["sha256"], belay.of_kind("file.in")[0]["sha256"])
        self.check_clean_end(belay)

    def start_far(self):
        """Returns its folder, with its ssh in bin, and a machine called “desktop” on it."""
        directory = tempfile.mkdtemp(prefix="b", dir="/tmp")
        os.chmod(directory, 0o755)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        process = subprocess.Popen([FAR_HOST, directory, str(port), str(FAR_UID)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        self.addCleanup(shutil.rmtree, directory, ignore_errors=True)
        self.addCleanup(process.wait)
        self.addCleanup(process.stdin.close)

        def run(command):
            return subprocess.run([directory + "/bin/ssh", "-o", "BatchMode=yes", "far", command], check=False, text=True,
                                  stdin=subprocess.DEVNULL, capture_output=True).stdout

        wait_until(lambda: os.access(directory + "/bin/ssh", os.X_OK) and run("echo here") == "here\n", "the other computer")
        image = os.path.join(IMAGES, IMAGE)
        run(f"mkdir ~/disks; cp {image}/disk.qcow2 ~/disks")
        with open(directory + "/home/desktop.xml", "w", encoding="utf-8") as file:
            file.write(FAR_MACHINE.format(image=image, disk=directory + "/home/disks/disk.qcow2"))
        run("virsh --connect qemu:///session define ~/desktop.xml")
        return directory

    def test_elsewhere(self):
        """On another computer there is the same, but that QEMU cannot be looked at."""
        far = self.start_far()
        belay = self.ask("qemu+ssh://far/session#desktop",
                         {"blocks": [use("bash", command="id -un; echo $http_proxy; date >~/for-me.txt")]},
                         {"blocks": [use("bash", command=GET)]},
                         {"blocks": [say("That is it.")]},
                         arguments=["--shell"], env={"PATH": far + "/bin:" + os.environ["PATH"]})
        belay.wait_for(role="button", name="Sandbox checked: 10 of 10, 5 cannot be checked here", timeout=900)
        states = {check["check"]: check["state"] for check in belay.wait_record("preflight")["checks"]}
        self.assertEqual([check for check, state in states.items() if state != "fine"],
                         ["files", "processes", "privileges", "desktop", "direct"])
        self.assertEqual(belay.wait_record("machine")["host"], "far")
        belay.wait_enabled("approve", timeout=60)
        belay.action("approve")
        self.assertEqual(belay.wait_result(1, "done")["text"], "agent\nhttp://127.0.0.1:3128")

        # What is on no list is held, and the person decides.
        self.show("elsewhere")
        belay.wait_for(role="button", has="Approve Despite the Risk", enabled=True, timeout=60).click()
        never = belay.wait_for(role="button", name="Never Allow held.example", timeout=60)
        self.show("elsewhere-held")
        never.click()
        self.assertIn("403", belay.wait_result(2, "done")["text"])
        self.assertEqual(belay.of_kind("net.held")[0]["host"], "held.example")
        belay.wait_for(has="That is it.")
        belay.action("take-out")
        belay.wait_for(role="label", has="for-me.txt", timeout=30)
        self.show("elsewhere-out")
        belay.keys("Escape")
        self.check_clean_end(belay)

    def test_broken_machine(self):
        """What must not be is: the computer can be reached, credentials lie about, somebody answers where nobody should."""
        libexec = os.path.join(self.data, "libexec")
        shutil.copytree(os.environ["BELAY_LIBEXECDIR"], libexec, ignore=lambda folder, names: [name for name in names
                        if os.path.isdir(os.path.join(folder, name)) or name.endswith(".a")])
        with open(os.path.join(libexec, "belay-machine"), "w", encoding="ascii") as file:
            file.write('#!/bin/sh\nexec /usr/bin/qemu-system-x86_64 "$@"\n')
        with open(os.path.join(libexec, "belay-guest"), "rb") as file:
            guest = file.read()
        # Does its work, and then becomes the program that is behind it.
        with open(os.path.join(libexec, "belay-guest"), "wb") as file:
            file.write(BREAKER.encode() + guest)

        belay = self.ask("vm:" + IMAGE, env={"BELAY_LIBEXECDIR": libexec})
        belay.wait_record("preflight", timeout=180)
        states = {check["check"]: check.get("detail") for check in belay.of_kind("preflight")[-1]["checks"]
                  if check["state"] == "red"}
        self.assertEqual(set(states), {"home", "agents", "direct", "names", "local", "metadata", "proxy"}, states)
        self.assertIn("203.0.113.7", states["direct"])
        belay.wait_for(role="status", has="did not pass its check")
        self.show("machine-broken")
        self.assertEqual(self.api.requests, [])


if __name__ == "__main__":
    main()
