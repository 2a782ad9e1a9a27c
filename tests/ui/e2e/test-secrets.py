#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret is entered in the preferences, kept in a real keyring, and typed for a model that never sees it; and where it
goes: into the program it is for, and nowhere else."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import unittest

from api import KEY, Api, say, use
from case import Case, main
from world import wait_until

NAME, VALUE = "bank-password", "Zebra4Kiwi9Plum"


def forms_of(secret):
    """A secret as it may stand in a file: plain, and in the encodings that hide it from a plain search."""
    raw = secret.encode()
    forms = {raw, raw[::-1], secret.encode("utf-16-le"), secret.encode("utf-16-be"), raw.hex().encode(), raw.hex().upper().encode(),
             "".join(f"%{byte:02X}" for byte in raw).encode(), "".join(f"\\u{byte:04x}" for byte in raw).encode()}
    for shift in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            forms.add(encode(b"\0" * shift + raw)[4 if shift else 0:].rstrip(b"=")[:-2])
    return forms


def shows(text):
    """Whether so much of it was read that it can be guessed: any six characters of it in a row."""
    text = "".join(text.split()).lower()
    return any(VALUE[i:i + 6].lower() in text for i in range(len(VALUE) - 5))


@unittest.skipUnless(shutil.which("gnome-keyring-daemon"), "there is no gnome-keyring here")
class Secrets(Case):
    def start_keyring(self):
        home = tempfile.mkdtemp(prefix="keyring-", dir=self.world.directory)
        environment = dict(self.world.env, HOME=home, XDG_DATA_HOME=home, XDG_RUNTIME_DIR=home)
        keyring = subprocess.Popen(["gnome-keyring-daemon", "--foreground", "--components=secrets", "--unlock",
                                    "--control-directory=" + home + "/control"], env=environment, stdin=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(keyring.wait)
        self.addCleanup(keyring.kill)
        keyring.stdin.write(b"a password")
        keyring.stdin.close()
        wait_until(lambda: "org.freedesktop.secrets" in self.world.output(
            "dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
            "org.freedesktop.DBus.ListNames"), "the keyring")

    def enter(self, belay):
        """As a person does: the preferences, their third page, two fields and a button."""
        belay.action("preferences", window=None)
        belay.wait_for(role="tab", name="Secrets").click()
        belay.wait_for(name="No Secrets Yet")
        belay.wait_for(role="text box", name="Name").text = NAME
        belay.wait_for(role="text box", has="Value").text = VALUE
        save = belay.wait_for(role="button", name="Save Secret", enabled=True)
        self.show("entering")
        save.click()
        belay.wait_for(role="button", name=f"Remove {NAME}")
        belay.wait_for(name="In your keyring")
        self.assertEqual(belay.wait_for(role="text box", has="Value").text, "", "it is not shown again, not as dots either")
        self.assertNotIn(VALUE, belay.root.dump())
        self.show("entered")

    def show(self, name):
        if os.environ.get("BELAY_E2E_PICTURES"):
            self.world.screenshot(os.path.join(os.environ["BELAY_E2E_PICTURES"], f"secrets-{name}.png"))

    def ask_for_line(self, desktop):
        received = os.path.join(tempfile.mkdtemp(dir=self.world.directory), "received")
        desktop.run("xsetroot", "-solid", "#404040")
        desktop.start("xterm", "-geometry", "50x8+300+300", "-fa", "DejaVu Sans Mono", "-fs", "14", "-bw", "0", "-e", "sh",
                      "-c", 'printf "Password: "; touch "$1.ready"; IFS= read -r line; printf "%s" "$line" > "$1.new"; '
                      'mv "$1.new" "$1"; echo "Thank you"; sleep 600', "sh", received)
        wait_until(lambda: os.path.exists(received + ".ready"), "the terminal")
        return received

    def check_files(self, belay):
        """Neither in a record, nor a picture, nor the index, nor what was handed on, nor what was printed."""
        self.assertEqual(belay.trail("search", "Log").returncode, 0)
        for format, more in (("html", []), ("tar", []), ("otlp", ["--contents"])):
            handed_on = belay.trail("export", "latest", "--format", format, *more, "-o",
                                    os.path.join(belay.directory, "export." + format))
            self.assertEqual(handed_on.returncode, 0, handed_on)
        pictures = []
        for folder, _, names in os.walk(belay.directory):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    content = file.read()
                pictures += [path] if name.endswith(".png") else []
                for form in forms_of(VALUE):
                    self.assertNotIn(form, content, f"the secret is in {path}")
        self.assertGreater(len(pictures), 1)
        return pictures

    def check_pictures(self, paths):
        read = subprocess.run([os.environ["BELAY_READ_PICTURE"], *paths], stdout=subprocess.PIPE, check=True, text=True)
        for path, text in zip(paths, read.stdout.splitlines()):
            self.assertFalse(shows(text), f"the secret can be read in {path}: {text}")

    def test_from_the_preferences_to_the_program(self):
        self.start_keyring()
        belay = self.start()
        self.enter(belay)
        self.assertEqual(belay.quit(), 0)
        self.assertNotIn(VALUE, belay.output)

        desktop = self.desktop()
        received = self.ask_for_line(desktop)
        api = Api(tempfile.mkdtemp(dir=self.world.directory), [
            {"blocks": [use("screenshot")]},
            {"blocks": [say("I log in."), use("left_click", coordinate=[400, 340])]},
            {"blocks": [use("type", text="{{secret:bank-password}}\n"), use("screenshot")]},
            {"blocks": [say("I am logged in.")]}])
        self.addCleanup(api.close)
        belay = self.start("--sandbox", desktop.sandbox, "--task", "Log in with {{secret:bank-password}}", "--start",
                           env={"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": KEY})
        belay.wait_record("tool.proposed", step=2)
        belay.wait_enabled("approve")
        belay.keys("Return")
        belay.wait_for(has="Type the secret bank-password")
        belay.wait_enabled("approve-named")
        self.show("asked")
        self.assertFalse(belay.describe()["approve"][0], "Enter alone does not do")
        belay.action("approve-named")
        belay.wait_for(has="I am logged in.", timeout=60)
        with open(received, "rb") as file:
            self.assertEqual(file.read(), VALUE.encode(), "it arrives byte for byte")
        self.show("typed")
        self.assertNotIn(VALUE, belay.root.dump())

        bodies = json.dumps(api.bodies)
        for form in forms_of(VALUE):
            self.assertNotIn(form.decode("latin-1"), bodies, "the model was sent the secret")
        self.assertIn("{{secret:bank-password}}", bodies)
        self.check_clean_end(belay)
        self.check_pictures(self.check_files(belay))


if __name__ == "__main__":
    main()
