#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the sources to the shape of the house: one door to the sandbox, arrows that point one way, no GTK in app/.

usage: test-wire-house.py SOURCE_ROOT

Reads every C file under app/ and ui/. Prints TAP. Checks itself first, on made-up trees that break one rule each.
"""

import os
import re
import sys
import tempfile

MODULES = ('action', 'agent', 'confine', 'desktop', 'guard', 'rules', 'sandbox', 'secret', 'session', 'trail')

COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*|("(?:\\.|[^"\\\n])*")', re.S)
DIRECTIVE = re.compile(r'^[ \t]*#[ \t]*(?:include|include_next|import)[ \t]*(.*?)[ \t]*$', re.M)
FACES = re.compile(r'^(gtk|gdk|gsk|adwaita|graphene|libadwaita)(/|-|\.|\d)')

# Header, or the beginning of a function's name: the files that may know it.
DOORS = (
    ('belay-screen-input.h', 'belay_screen_send_',
     re.compile(r'^app/desktop/(belay-executor-hands\.c|belay-screen(-[a-z-]+)?\.[ch])$')),
    ('belay-executor-hands.h', 'belay_hands_',
     re.compile(r'^app/desktop/belay-executor(-hands|-person|-private)?\.[ch]$')),
    ('belay-executor.h', 'belay_executor_',
     re.compile(r'^app/(session/belay-gate(-passage\.c|-approach\.c|-trial\.c|-private\.h|\.[ch])|desktop/belay-executor(-person|-private)?\.[ch])$')),
    # What runs in the sandbox on the agent's behalf passes the gate, too.
    (None, 'belay_shell_(run|end|write)_',
     re.compile(r'^app/(session/belay-(gate-shell|session-files)\.c|sandbox/belay-shell(-[a-z]+)?\.[ch])$')),
    # What must not be seen is veiled in one place; whoever made a picture elsewhere would go around it.
    (None, 'belay_picture_new_',
     re.compile(r'^app/(session/belay-gate-picture\.c|desktop/belay-picture\.[ch])$')),
)


def read_sources(root):
    """Yields the path below root and the text without comments, of each C file."""
    for top in ('app', 'ui'):
        for folder, _, names in os.walk(os.path.join(root, top)):
            for name in sorted(names):
                if name.endswith(('.c', '.h')):
                    path = os.path.join(folder, name)
                    with open(path, encoding='utf-8') as source:
                        text = COMMENT.sub(lambda match: match.group(1) or ' ', source.read().replace('\\\n', ''))
                    yield os.path.relpath(path, root).replace(os.sep, '/'), text


def module_of(path):
    parts = path.split('/')
    return parts[1] if parts[0] == 'app' and len(parts) > 2 else parts[0]


def included_names(path, text, problems):
    for operand in DIRECTIVE.findall(text):
        match = re.fullmatch(r'"([^"]+)"|<([^>]+)>', operand)
        if match is None:
            problems.append(f'{path}: the include {operand} cannot be read')
        else:
            yield match.group(1) or match.group(2)


def check_doors(path, text, headers, problems):
    for header, function, allowed in DOORS:
        if allowed.match(path):
            continue
        if header in headers:
            problems.append(f'{path}: must not include {header}')
        if re.search(r'\b' + function, text):
            problems.append(f'{path}: must not name {function}…')


def check_arrows(path, headers, homes, problems):
    """Modules know themselves, action/, how to confine a process, and the frame; only session/ knows the others, and nobody knows it."""
    module = module_of(path)

    for header in headers:
        home = homes.get(header)

        if home is None or module == 'ui' or home in (module, 'action', 'confine'):
            continue
        if header == 'belay-frame.h' and module != 'action':
            continue
        if module != 'session' or home == 'ui':
            problems.append(f'{path}: {module} must not know {header} of {home}')


def check_faceless(path, headers, problems):
    if path.startswith('app/'):
        for header in headers:
            if FACES.match(header) and not header.startswith('gdk-pixbuf'):
                problems.append(f'{path}: must not include {header}')


def check_tree(root):
    problems = []
    sources = list(read_sources(root))
    homes = {}

    for path, _ in sources:
        if path.endswith('.h'):
            homes[os.path.basename(path)] = module_of(path)

    for path, text in sources:
        headers = [os.path.basename(name) if os.path.basename(name) in homes else name
                   for name in included_names(path, text, problems)]

        if module_of(path) not in MODULES + ('ui',):
            problems.append(f'{path}: lies in no module')
        check_doors(path, text, headers, problems)
        check_arrows(path, headers, homes, problems)
        check_faceless(path, headers, problems)

    return len(sources), problems


GOOD_TREE = {
    'app/action/belay-action.h': '#include <glib.h>\n',
    'app/agent/belay-agent.h': '#include "belay-action.h"\n',
    'app/desktop/belay-executor-hands.c': '#include "belay-executor-hands.h"\n#include "belay-screen-input.h"\n'
                                          'void f (void) { belay_screen_send_key (); }\n',
    'app/desktop/belay-executor-hands.h': 'void belay_hands_release (void);\n',
    'app/desktop/belay-executor.c': '#include "belay-executor.h"\n#include "belay-executor-hands.h"\n'
                                    'void f (void) { belay_hands_release (); }\n',
    'app/desktop/belay-executor.h': '#include "belay-screen.h"\nvoid belay_executor_stop (void);\n',
    'app/desktop/belay-frame.h': '/* belay_executor_stop() is named here, and #include "belay-session.h" */\n',
    'app/desktop/belay-picture.c': '#include <gdk-pixbuf/gdk-pixbuf.h>\n#include "belay-frame.h"\n',
    'app/desktop/belay-screen-input.h': '#include "belay-screen.h"\nint belay_screen_send_key (void);\n',
    'app/desktop/belay-screen.c': '#include "belay-screen-input.h"\nint belay_screen_send_key (void);\n',
    'app/desktop/belay-screen.h': '#include "belay-frame.h"\n',
    'app/guard/belay-finding.h': '#include "belay-frame.h"\n#include "belay-action.h"\n',
    'app/session/belay-gate.c': '#include "belay-gate.h"\nvoid f (void) { belay_executor_stop (); }\n',
    'app/session/belay-gate.h': '#include "belay-executor.h"\n#include "belay-finding.h"\n',
    'app/session/belay-session.h': '#include "belay-agent.h"\n#include "belay-gate.h"\n',
    'ui/belay-window.c': '#include "belay-window.h"\n',
    'ui/belay-window.h': '#include <gtk/gtk.h>\n#include "belay-session.h"\n',
}

BREACHES = (
    ('the window reaches for the wire', 'ui/belay-window.c', '#include "belay-screen-input.h"\n'),
    ('the wire by a path', 'ui/belay-window.c', '#include "../app/desktop/belay-screen-input.h"\n'),
    ('a spaced include', 'ui/belay-window.c', ' #  include   <belay-screen-input.h>\n'),
    ('an include behind a comment', 'ui/belay-window.c', '/* */ #include "belay-screen-input.h"\n'),
    ('an include across lines', 'ui/belay-window.c', '#include \\\n"belay-screen-input.h"\n'),
    ('an include through a macro', 'ui/belay-window.c', '#define WIRE "belay-x.h"\n#include WIRE\n'),
    ('a wire function declared by hand', 'app/agent/belay-claude.c', 'int belay_screen_send_key (void);\n'),
    ('a new file of the desktop sends', 'app/desktop/belay-typist.c', '#include "belay-screen-input.h"\n'),
    ('the executor reaches past its hands', 'app/desktop/belay-executor.c', '#include "belay-screen-input.h"\n'),
    ('the gate uses the hands', 'app/session/belay-gate.c', 'void g (void) { belay_hands_release (); }\n'),
    ('the session has its own executor', 'app/session/belay-session.c', '#include "belay-executor.h"\n'),
    ('the session calls the executor', 'app/session/belay-session.c', 'void f (void) { belay_executor_run_async (); }\n'),
    ('a picture that goes around the veil', 'app/session/belay-gate.c', 'void g (void) { belay_picture_new_async (); }\n'),
    ('the session runs a command', 'app/session/belay-session.c', 'void f (void) { belay_shell_run_async (); }\n'),
    ('the window writes a file', 'ui/belay-window.c', 'void f (void) { belay_shell_write_async (); }\n'),
    ('a file that is called like the gate', 'app/agent/belay-gate.c', '#include "belay-executor.h"\n'),
    ('GTK in the program', 'app/session/belay-session.c', '#include <gtk/gtk.h>\n'),
    ('Gdk in the program', 'app/desktop/belay-picture.c', '#include <gdk/gdk.h>\n'),
    ('Adwaita in the program', 'app/session/belay-session.c', '#include <adwaita.h>\n'),
    ('the guard knows the agent', 'app/guard/belay-finding.c', '#include "belay-agent.h"\n'),
    ('the guard knows the screen', 'app/guard/belay-finding.c', '#include "belay-screen.h"\n'),
    ('the desktop knows the session', 'app/desktop/belay-picture.c', '#include "belay-session.h"\n'),
    ('the action knows the frame', 'app/action/belay-action.c', '#include "belay-frame.h"\n'),
    ('the session knows the window', 'app/session/belay-session.c', '#include "belay-window.h"\n'),
    ('a file outside the modules', 'app/helpers/belay-helpers.c', '#include <glib.h>\n'),
)


def check_made_up(files):
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), 'w', encoding='utf-8') as out:
                out.write(text)

        return check_tree(root)[1]


def main():
    number = 0
    failed = False

    def report(good, name, notes=()):
        nonlocal number, failed
        number += 1
        failed = failed or not good
        print(f'{"ok" if good else "not ok"} {number} - {name}')
        for note in notes:
            print(f'# {note}')

    print(f'1..{len(BREACHES) + 2}')

    problems = check_made_up(GOOD_TREE)
    report(not problems, 'a sound tree passes', problems)

    for name, path, text in BREACHES:
        files = dict(GOOD_TREE)
        files[path] = files.get(path, '') + text
        report(bool(check_made_up(files)), f'found: {name}')

    n_sources, problems = check_tree(sys.argv[1])
    report(n_sources > 0 and not problems, f'the {n_sources} files of this tree', problems)

    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
