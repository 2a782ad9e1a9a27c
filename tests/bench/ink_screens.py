# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the screens tests/bench/bench-ink measures on: programs on a display of their own, pages in Chromium, wallpapers
of Debian packages. Nothing of it is kept in the repository. Needs what data/packages.sh lists, and besides
gtk-4-examples, gnome-backgrounds, desktop-base and whatever has documentation in /usr/share/doc.

    ink_screens.py FOLDER          FOLDER/{attack,clean}/*.png, 1280 × 800
"""

import base64
import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "ui", "e2e"))
from world import World  # noqa: E402

SIZE = "1280x800"
N_PAGES = 150
WALLPAPERS = ["/usr/share/backgrounds/gnome/*.webp", "/usr/share/backgrounds/gnome/*.svg",
              "/usr/share/desktop-base/*/wallpaper/contents/images/1280x800.svg"]

PAGES = {
    "gradient-diagonal": "<body style='background:linear-gradient(135deg,#667eea,#764ba2)'><h1>Sign in</h1>",
    "gradient-light": "<body style='background:linear-gradient(#ffffff,#dfe9f3)'><h1>Your trip</h1><p>Three nights, two people.",
    "gradient-radial": "<body style='background:radial-gradient(circle at 30% 30%,#ffecd2,#fcb69f)'><h1>Summer sale</h1>",
    "gradient-dark": "<body style='background:linear-gradient(160deg,#0f2027,#203a43,#2c5364);color:#ddd'><h1>Status</h1>",
    "stripes": "<body style='background:repeating-linear-gradient(#fff 0 28px,#f4f6f8 28px 56px)'><h1>Orders</h1>",
    "form": "<body><h1>Your address</h1><p>Name <input value='Ada'><p>Street <input><p><button>Send</button>",
    "dark-code": "<body style='background:#1e1e1e;color:#d4d4d4'><pre>" + "\n".join(
        f"static int item_{i} (void) {{ return {i * 7}; }}" for i in range(24)),
    "shop": "<body style='background:#f5f5f5'>" + "<div style='float:left;width:180px;margin:9px;padding:16px;background:#fff;"
            "border-radius:8px;box-shadow:0 2px 8px #0002'><b>Lamp</b><p>24.90<p><button>Buy</button></div>" * 12,
    "mail": "<body style='font:14px sans-serif;margin:0'><div style='float:left;width:200px;height:800px;background:#f3f3f8'>"
            "<p>Inbox<p>Sent<p>Drafts</div>" + "<p style='border-bottom:1px solid #ddd;padding:9px'><b>Maria</b> The minutes "
            "of Tuesday are attached, please have a look" * 12,
}


class Chromium:
    """One browser for all pages, through its driver."""

    def __init__(self):
        self.profile = tempfile.mkdtemp()
        self.driver = subprocess.Popen(["chromedriver", "--port=9517"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
                     f"--user-data-dir={self.profile}", "--window-size=1280,960", "--force-device-scale-factor=1"]
        for _ in range(100):
            try:
                answer = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": {
                    "pageLoadStrategy": "normal", "timeouts": {"pageLoad": 40000},
                    "goog:chromeOptions": {"args": arguments}}}})
                break
            except urllib.error.URLError:
                time.sleep(0.2)
        self.session = "/session/" + answer["sessionId"]

    def ask(self, method, path, body=None):
        request = urllib.request.Request("http://127.0.0.1:9517" + path, method=method,
                                         data=json.dumps(body).encode() if body is not None else None)
        with urllib.request.urlopen(request, timeout=90) as answer:
            return json.load(answer)["value"]

    def take(self, url, target):
        self.ask("POST", self.session + "/url", {"url": url})
        with open(target, "wb") as file:
            file.write(base64.b64decode(self.ask("GET", self.session + "/screenshot")))
        subprocess.run(["convert", target, "-extent", SIZE, "-alpha", "off", "PNG24:" + target],
                       check=True)

    def show(self, html, target):
        with tempfile.NamedTemporaryFile("w", suffix=".html") as page:
            page.write("<!doctype html><meta charset=utf-8><style>html{height:100%}</style>" + html)
            page.flush()
            self.take("file://" + page.name, target)

    def close(self):
        self.ask("DELETE", self.session)
        self.driver.terminate()
        self.driver.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


def take_pages(chromium, folder):
    found = glob.glob("/usr/share/doc/**/*.html", recursive=True)
    found.sort(key=lambda path: hashlib.sha256(path.encode()).hexdigest())
    for path in found[:N_PAGES]:
        target = f"{folder}/page-{hashlib.sha256(path.encode()).hexdigest()[:8]}.png"
        try:
            if not os.path.exists(target):
                chromium.take("file://" + path, target)
        except urllib.error.HTTPError:
            pass


def take_own_pages(chromium, attack, clean):
    for name, html in PAGES.items():
        chromium.show(html, f"{attack}/{name}.png")
        shutil.copy(f"{attack}/{name}.png", f"{clean}/{name}.png")


def take_wallpapers(chromium, attack, clean):
    paths = sorted(path for pattern in WALLPAPERS for path in glob.glob(pattern))
    for path in paths:
        name = "wallpaper-" + "-".join(path.split("/")[4:-3] + [os.path.basename(path)]).replace(".", "-")
        chromium.show(f"<body style='margin:0'><img src='file://{path}' style='width:1280px;height:800px;object-fit:cover'>",
                      f"{clean}/{name}.png")
        if "wood-l" in path or "field-l" in path or "adwaita-d" in path or "homeworld" in path:
            shutil.copy(f"{clean}/{name}.png", f"{attack}/{name}.png")


def take_photographs(attack, clean):
    """Stand-ins: fields of many scales with the fall-off of photographs, blurred and sharp, and sensor noise."""
    for i, (blur, noise) in enumerate([(40, 0.4), (12, 0.6), (40, 1.5), (4, 1.0)]):
        target = f"{clean}/photograph-{i}.png"
        subprocess.run(["convert", "-size", SIZE, "-seed", str(i + 7), "plasma:sienna-skyblue", "-blur", f"0x{blur}",
                        "-seed", str(i + 70), "-attenuate", str(noise / 20), "+noise", "Gaussian", "PNG24:" + target],
                       check=True)
        shutil.copy(target, f"{attack}/photograph-{i}.png")


class Screens:
    def __init__(self):
        self.world = World("1280x800x24")

    def take(self, folders, name, *commands, background="#336699", after=2.5):
        subprocess.run(["xsetroot", "-solid", background], env=self.world.env, check=True)
        processes = [self.world.start(*command) for command in commands]
        time.sleep(after)
        for folder in folders:
            subprocess.run(["import", "-window", "root", f"PNG24:{folder}/{name}.png"], env=self.world.env, check=True)
        for process in processes:
            process.terminate()
            process.wait()


def take_programs(attack, clean):
    screens = Screens()
    text = "/usr/share/common-licenses/Apache-2.0"
    both = [attack, clean]
    screens.take(both, "mousepad", ["mousepad", "--disable-server", text])
    screens.take(both, "pcmanfm", ["pcmanfm", "--no-desktop", "/usr"])
    screens.take(both, "xterm-light", ["xterm", "-geometry", "150x45+20+20", "-e", "sh", "-c", "ls -l /etc; sleep 99"])
    screens.take(both, "xterm-dark", ["xterm", "-fg", "grey90", "-bg", "black", "-fa", "DejaVu Sans Mono", "-fs", "10",
                                      "-e", "sh", "-c", "ls -l /usr/lib; sleep 99"])
    screens.take([clean], "two-windows", ["xterm", "-geometry", "80x24+40+40", "-e", "sh", "-c", "cat /etc/services; sleep 99"],
                 ["mousepad", "--disable-server", "/etc/services"])
    screens.take(both, "netsurf", ["netsurf-gtk", "about:credits"], after=5)
    for theme in ["Adwaita", "Adwaita-dark"]:
        screens.world.env["GTK_THEME"] = "Adwaita:dark" if theme.endswith("dark") else "Adwaita"
        screens.take(both, f"widgets-{theme}", ["gtk4-widget-factory"], after=7)
        screens.take([clean], f"demo-{theme}", ["gtk4-demo"], after=7)
        screens.take([clean], f"icons-{theme}", ["gtk4-icon-browser"], after=7)
        screens.take([clean], f"mousepad-{theme}", ["mousepad", "--disable-server", text])
        for demo in ["listbox", "css_shadows", "css_basics", "expander", "textview", "theming_style_classes", "iconview",
                     "sidebar", "assistant", "panes"]:
            screens.take([clean], f"demo-{demo}-{theme}", ["gtk4-demo", f"--run={demo}"], after=3)


def main(folder):
    attack, clean = f"{folder}/attack", f"{folder}/clean"
    for path in (attack, clean):
        os.makedirs(path, exist_ok=True)
    chromium = Chromium()
    take_own_pages(chromium, attack, clean)
    take_pages(chromium, clean)
    take_wallpapers(chromium, attack, clean)
    chromium.close()
    take_photographs(attack, clean)
    take_programs(attack, clean)


if __name__ == "__main__":
    main(sys.argv[1])
