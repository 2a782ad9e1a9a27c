#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""po/POTFILES.in names exactly the files that hold words for people. --write mends it."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MARKS = {
    ".c": re.compile(r'(?<![A-Za-z0-9_])(?:_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2)\s*\('),
    ".ui": re.compile(r'translatable="(?:yes|true|1)"'),
}


def expected():
    files = [path for folder in ("app", "ui") for path in (ROOT / folder).rglob("*")
             if path.suffix in MARKS and MARKS[path.suffix].search(path.read_text(encoding="utf-8"))]
    files += [path for path in (ROOT / "data").glob("*") if path.name.endswith((".desktop", ".metainfo.xml", ".gschema.xml"))]
    return sorted(str(path.relative_to(ROOT)) for path in files)


def main():
    potfiles = ROOT / "po" / "POTFILES.in"
    if "--write" in sys.argv:
        potfiles.write_text("\n".join(expected()) + "\n", encoding="utf-8")
        return 0
    listed = potfiles.read_text(encoding="utf-8").split()
    missing, extra = sorted(set(expected()) - set(listed)), sorted(set(listed) - set(expected()))
    for name in missing:
        print(f"po/POTFILES.in lacks {name}")
    for name in extra:
        print(f"po/POTFILES.in names {name}, which holds no words")
    return 1 if missing or extra else 0


if __name__ == "__main__":
    sys.exit(main())
