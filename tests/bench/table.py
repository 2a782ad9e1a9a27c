# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows the benches print."""

ROWS = []


def row(what, reach, measured, compared=""):
    ROWS.append((what, reach, measured, compared))
    print(f"{what}: {measured}" + (f" ({compared})" if compared else ""), flush=True)


def print_table():
    print("\n| what | reach | measured | compared with |\n|---|---|---|---|")
    for cells in ROWS:
        print("| " + " | ".join(cells) + " |")
