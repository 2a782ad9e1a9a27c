# SPDX-License-Identifier: GPL-3.0-or-later
"""The program as a screen reader sees it: AT-SPI, spoken directly.

libatspi answers from a cache that follows events; a test wants to know what is so now. Import it once the buses are
there."""

from gi.repository import Gio, GLib

ACCESSIBLE = "org.a11y.atspi.Accessible"
ROOT = "/org/a11y/atspi/accessible/root"
NOTHING = "/org/a11y/atspi/null"

# AtspiStateType
CHECKED, EXPANDED, FOCUSED, PRESSED, SENSITIVE = 4, 10, 12, 20, 24

# What a person can operate. Each of these needs a name.
CONTROLS = {"button", "toggle button", "check box", "radio button", "combo box", "spin button", "text box", "search box",
            "slider", "switch", "link", "tab", "menu item"}
WORTH_SAYING = CONTROLS | {"alert", "heading", "label", "list item", "status"}


def connect():
    session = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    reply = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, 10000, None)
    return Gio.DBusConnection.new_for_address_sync(
        reply.unpack()[0],
        Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)


class Node:
    """One object on the accessibility bus, asked anew each time."""

    def __init__(self, bus, owner, path):
        self.bus, self.owner, self.path = bus, owner, path

    def __repr__(self):
        try:
            return f"<{self.role} “{self.name}”>"
        except GLib.Error:
            return f"<{self.path}, gone>"

    def call(self, interface, method, signature=None, *arguments):
        parameters = GLib.Variant(signature, arguments) if signature else None
        reply = self.bus.call_sync(self.owner, self.path, interface, method, parameters, None, 0, 5000, None).unpack()
        return reply[0] if len(reply) == 1 else reply

    def get(self, name, interface=ACCESSIBLE):
        return self.call("org.freedesktop.DBus.Properties", "Get", "(ss)", interface, name)

    @property
    def name(self):
        return self.get("Name")

    @property
    def description(self):
        return self.get("Description")

    @property
    def role(self):
        return self.call(ACCESSIBLE, "GetRoleName")

    def has(self, state):
        low, high = self.call(ACCESSIBLE, "GetState")
        return bool((low | high << 32) >> state & 1)

    @property
    def enabled(self):
        return self.has(SENSITIVE)

    @property
    def focused(self):
        return self.has(FOCUSED)

    @property
    def checked(self):
        return self.has(CHECKED) or self.has(PRESSED)

    @property
    def children(self):
        return [Node(self.bus, owner, path) for owner, path in self.call(ACCESSIBLE, "GetChildren")]

    @property
    def text(self):
        length = self.get("CharacterCount", "org.a11y.atspi.Text")
        return self.call("org.a11y.atspi.Text", "GetText", "(ii)", 0, length)

    @text.setter
    def text(self, text):
        self.call("org.a11y.atspi.EditableText", "SetTextContents", "(s)", text)

    @property
    def extents(self):
        """x, y, width, height in the window."""
        return self.call("org.a11y.atspi.Component", "GetExtents", "(u)", 1)

    @property
    def actions(self):
        return [name for name, _, _ in self.call("org.a11y.atspi.Action", "GetActions")]

    def click(self):
        if not self.call("org.a11y.atspi.Action", "DoAction", "(i)", self.actions.index("Click")):
            raise AssertionError(f"{self} cannot be clicked")

    @property
    def parents(self):
        """The nearest first."""
        node = self
        while True:
            owner, path = node.get("Parent")
            if owner == "" or path in (ROOT, NOTHING):
                return
            node = Node(self.bus, owner, path)
            yield node

    @property
    def on_screen(self):
        """Whether somebody who points at its middle points at it. GTK 4.8 calls what a stack hides visible."""
        chain = list(self.parents)
        if not chain:
            return True
        for popover, owner in zip(chain, chain[1:]):
            if popover.name in ("GtkPopover", "GtkPopoverMenu"):
                # A window of its own, whose place GTK 4.8 does not know.
                return owner.has(EXPANDED)
        x, y, width, height = self.extents
        if width <= 0 or height <= 0:
            return False
        # Before pointing: what nobody has asked about yet has no path.
        own = {node.path for node in self.walk()}
        # Beside the middle and in the corner as well: part of it may be scrolled out of sight.
        pointed = [self.point(chain[-1], *place) for place in
                   ((x + width // 2, y + height // 2), (x - 2, y + height // 2), (x + 2, y + 2))]
        # An icon that is only decoration has no place in the tree, and may fill its button.
        if own & set(pointed) or (len(own) == 1 and pointed[0] == NOTHING):
            return True
        # A disabled control cannot be pointed at, only what it lies in.
        return not self.enabled and bool({node.path for node in chain[:-1]} & set(pointed))

    @staticmethod
    def point(window, x, y):
        return window.call("org.a11y.atspi.Component", "GetAccessibleAtPoint", "(iiu)", x, y, 1)[1]

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def find_all(self, role=None, name=None, has=None):
        for node in self.walk():
            if (name is None or node.name == name) and (has is None or has in node.name) and \
                    (role is None or node.role == role) and node.on_screen:
                yield node

    def find(self, **what):
        """The first such node, or None; what vanishes meanwhile is not there."""
        try:
            return next(self.find_all(**what), None)
        except GLib.Error:
            return None

    def dump(self):
        """What is in sight, in words, for a message."""
        try:
            lines = []
            role, name = self.role, self.name
            if role in WORTH_SAYING and name != "" and self.on_screen:
                lines.append(f"  {role} “{name}”{'' if self.enabled else ' (disabled)'}")
            lines += [child.dump() for child in self.children]
            return "\n".join(line for line in lines if line != "")
        except GLib.Error as error:
            return f"  ({error.message})"


def find_application(bus, pid):
    """The program's root, or None while it is not there."""
    try:
        for owner, path in Node(bus, "org.a11y.atspi.Registry", ROOT).call(ACCESSIBLE, "GetChildren"):
            reply = bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                                  GLib.Variant("(s)", (owner,)), None, 0, 5000, None)
            if reply.unpack()[0] == pid:
                return Node(bus, owner, path)
    except GLib.Error:
        pass
    return None
