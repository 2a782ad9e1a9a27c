#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands and files as steps: a real session in a real sandbox, decided on one by one."""

import hashlib
import os
import shutil
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peers import Session  # noqa: E402

LOOK = {"name": "screenshot", "input": {}}


class Bubblewrap:
    sandbox = "bubblewrap"


def reply(*actions, **more):
    return dict(actions=list(actions), **more)


def bash(command):
    return {"name": "bash", "input": {"command": command}}


def edit(command, path, **arguments):
    return {"name": "str_replace_based_edit_tool", "input": dict(command=command, path=path, **arguments)}


def descendants(pid):
    """The names of the programs that descend from @pid."""
    parents, names = {}, {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as file:
                name, rest = file.read().split("(", 1)[1].rsplit(")", 1)
        except OSError:
            continue
        if rest.split()[0] not in "ZX":
            names[int(entry)], parents[int(entry)] = name, int(rest.split()[1])

    def descends(one):
        while one in parents and one != pid:
            one = parents[one]
        return one == pid

    return {name for one, name in names.items() if one != pid and descends(one)}


class Shell(unittest.TestCase):
    def start(self, replies, *options, shell=True):
        session = Session(Bubblewrap, replies, *(["--shell"] if shell else []), *options)
        self.addCleanup(session.clean)
        return session

    def of_step(self, session, kind, step):
        return [record for record in session.records()
                if record["kind"] == kind and record.get("step") == step]

    def answers(self, session):
        """What the agent was told, answer by answer."""
        return [answer for record in session.records() if record["kind"] == "api.request"
                for answer in record["results"]]

    def test_commands_and_files(self):
        path = "/home/agent/notes.txt"
        session = self.start([
            reply(bash("cd Documents; echo one; echo two >&2; false")),
            reply(bash("pwd"), bash("exit 3")),
            reply(edit("create", path, file_text="first\nsecond\n"), edit("view", path)),
            reply(edit("str_replace", path, old_str="second", new_str="2nd"),
                  edit("insert", path, insert_line=1, insert_text="between"),
                  edit("str_replace", path, old_str="absent", new_str="x"), edit("view", "/home/agent/Documents")),
            reply(bash("cat ~/notes.txt")),
            reply(text="Done.", stop="end_turn")])

        # Looks are free, and none of these is a look. An intent without input events, and a result with what was put out.
        for step in range(1, 11):
            session.when("step", f"{step} waiting", "approve")
        self.assertEqual(session.finish(), 0)

        told = [answer["text"] for answer in self.answers(session)]
        self.assertEqual(told[0], "one\ntwo\n[exit status 1]")
        self.assertEqual(told[1], "/home/agent/Documents")
        self.assertEqual(told[2], "[no output]\n[The shell itself ended with exit status 3. The next command gets a new shell.]")
        self.assertEqual(told[3], f"Created the file {path}.")
        self.assertEqual(told[4], "     1\tfirst\n     2\tsecond\n")
        self.assertEqual(told[5:7], [f"Edited the file {path}."] * 2)
        self.assertEqual(told[7], "No match found for replacement. Please check your text and try again.")
        self.assertIn("/home/agent/Documents, without hidden ones:\n", told[8])
        self.assertEqual(told[9], "first\nbetween\n2nd")
        self.assertEqual([answer["is_error"] for answer in self.answers(session)], [i == 7 for i in range(10)])

        intent, = self.of_step(session, "action.intent", 1)
        result, = self.of_step(session, "action.result", 1)
        self.assertEqual((intent["events"], intent["action"]["name"]), ([], "bash"))
        scan = self.of_step(session, "scan", 4)[-1]["file"]
        self.assertEqual((scan["path"], scan["new"], scan["diff"]), (path, True, "+first\n+second\n"))
        self.assertEqual((result["exit_status"], result["output_bytes"], result["clipped"]), (1, 8, False))
        # The second change was shown on what the first one had made of the file.
        self.assertEqual(self.of_step(session, "scan", 7)[-1]["file"]["diff"], " first\n+between\n 2nd\n")
        self.assertEqual([record["shell"] for record in session.records() if record["kind"] == "task"], [True])

    def test_decisions(self):
        session = self.start([
            reply(bash("echo skipped >~/a"), bash("echo rejected >~/a"), bash("echo proposed >~/a; cat ~/a")),
            reply(text="Done.", stop="end_turn")])
        session.when("step", "1 waiting", "skip")
        session.when("step", "2 waiting", "reject Not that")
        session.when("step", "3 waiting", 'edit {"command":"ls ~/a; echo changed"}')
        self.assertEqual(session.finish(), 0)
        told = [answer["text"] for answer in self.answers(session)]
        self.assertEqual(told[0], "Skipped by the person supervising; not executed.")
        self.assertEqual(told[1], "Rejected by the person supervising; not executed. Their reason: Not that")
        self.assertTrue(told[2].startswith("The person supervising changed this action before it ran. What ran: "))
        self.assertIn("No such file", told[2])
        self.assertIn("changed", told[2])

    def test_dangerous(self):
        """What the guard says of a command is said before it runs, and approving takes naming it."""
        session = self.start([reply(bash("rm -rf ~/Documents")), reply(text="Done.", stop="end_turn")],
                             "--slack", "auto")
        session.when("step", "1 waiting", "approve")
        session.wait("error")
        session.send("named")
        self.assertEqual(session.finish(), 0)
        self.assertIn("dangerous-text", self.of_step(session, "scan", 1)[0]["findings"][0]["guard"])

    def test_changed_file(self):
        """The approval is bound to the file the differences were shown of."""
        path = "/home/agent/a.txt"
        session = self.start([
            reply(bash("echo one >~/a.txt; (sleep 2; echo two >~/a.txt; touch ~/done) & true")),
            reply(bash("until [ -e ~/done ]; do sleep 0.05; done"),
                  edit("str_replace", path, old_str="o", new_str="0")),
            reply(bash("cat ~/a.txt")),
            reply(text="Done.", stop="end_turn")])
        session.when("step", "1 waiting", "approve")
        # Both are approved while the file is the old one.
        session.when("step", "3 examined", "approve-turn")
        session.wait("step", "3 decided")
        session.wait("step", "3 waiting")
        session.when("state", "waiting", "approve")
        session.wait("error", "This step is held. Approve it with the button that names the risk.")
        session.send("named")
        session.when("step", "4 waiting", "approve")
        self.assertEqual(session.finish(), 0)
        findings = self.of_step(session, "scan", 3)[-1]["findings"]
        self.assertEqual([(finding["guard"], finding["severity"]) for finding in findings], [("changed-file", "hold")])
        self.assertEqual(self.answers(session)[-1]["text"], "tw0")

    def check_stop(self, *options):
        session = self.start([reply(bash("echo begun; sleep 1000"), bash("echo never")),
                              reply(bash("pgrep -x sleep || echo none")), reply(text="Done.", stop="end_turn")], *options)
        session.when("step", "1 waiting", "approve")
        session.wait("step", "1 running")
        session.send("stop")
        session.wait("state", "stopped")
        session.send("answer Go on")
        session.when("step", "3 waiting", "approve")
        self.assertEqual(session.finish(), 0)
        told = [answer["text"] for answer in self.answers(session)]
        self.assertTrue(told[0].startswith("Interrupted by the person supervising: the command was killed"), told[0])
        self.assertEqual(told[1], "Not executed: the person supervising stopped the session.")
        self.assertEqual(told[2], "none")

    def test_stop(self):
        self.check_stop()

    def test_stop_and_freeze(self):
        """A sandbox that stands still could not end its command: that comes first."""
        self.check_stop("--freeze")

    def test_record_fails_meanwhile(self):
        """What runs ends, and so does the way out, when the record cannot be written any more."""
        session = self.start([reply(bash("sleep 4321")), reply(bash("echo never"))])
        session.when("step", "1 waiting", "approve")
        session.wait("step", "1 running")
        self.wait_for_programs(session, {"belay-egress", "sleep"}, {"belay-egress", "sleep"})
        shutil.rmtree(session.trail_root)
        session.send("slack every")
        session.wait("state", "failed")
        self.wait_for_programs(session, {"belay-egress", "sleep"}, set())
        session.send("quit")
        session.process.wait(20)

    def wait_for_programs(self, session, asked, expected):
        """Until of @asked those that descend from the session's program are @expected."""
        deadline = time.monotonic() + 20
        while (found := descendants(session.process.pid) & asked) != expected:
            self.assertLess(time.monotonic(), deadline, f"{found} and not {expected}")
            time.sleep(0.05)

    def test_files_in_and_out(self):
        folder = tempfile.mkdtemp(prefix="belay-files-")
        self.addCleanup(shutil.rmtree, folder)
        given = os.path.join(folder, "b\u202ebook.txt")
        with open(given, "wb") as file:
            file.write(b"\0\xff" * 50000)
        os.mkfifo(os.path.join(folder, "queue"))
        session = self.start([reply(bash("cd ~/Downloads && ls | wc -l; sha256sum *book*.txt | cut -c1-64 | uniq | wc -l; "
                                         "ln -s /etc/passwd l; mkdir d; ln -s d e; echo x >d/x; mkfifo q; echo out >../out.txt")),
                              reply(text="Done.", stop="end_turn")])
        session.wait("step", "1 waiting")

        # Twice under its name, made safe, and one like it; what is no file is refused.
        names = []
        for _ in range(2):
            session.send("hand-in " + given)
            names.append(session.wait("handed-in")["value"])
        self.assertEqual(names, ["/home/agent/Downloads/b_book.txt", "/home/agent/Downloads/b_book (2).txt"])
        session.send("hand-in " + os.path.join(folder, "absent"))
        session.wait("error")
        session.send("hand-in " + os.path.join(folder, "queue"))
        self.assertIn("plain file", session.wait("error")["value"])
        session.send("approve")
        session.wait("state", "finished")
        target = os.path.join(folder, "taken")
        session.send("take-out out.txt " + target)
        session.wait("taken-out")
        with open(target, "rb") as file:
            self.assertEqual(file.read(), b"out\n")
        # Neither a link, nor what lies behind one, nor what waits for ever, nor what is elsewhere.
        for path in ("Downloads/l", "Downloads/e/x", "Downloads/q", "Downloads/d", "../../etc/hostname"):
            session.send(f"take-out {path} {target}")
            session.wait("error")
        with open(target, "rb") as file:
            self.assertEqual(file.read(), b"out\n")
        self.assertEqual(session.close(), 0)

        self.assertEqual(self.answers(session)[0]["text"], "2\n1")

        # The agent was told with what it heard next.
        requests = [record for record in session.records() if record["kind"] == "api.request"]
        self.assertEqual(requests[1]["text"].splitlines(),
                         [f"The person supervising has put a file into the sandbox: {name} (100000 bytes)." for name in names])

        records = session.records()
        moved = [record for record in records if record["kind"] in ("file.in", "file.out")]
        self.assertEqual([(record["kind"], record["bytes"]) for record in moved],
                         [("file.in", 100000)] * 3 + [("file.out", 4)])
        self.assertEqual(moved[0]["sha256"], hashlib.sha256(b"\0\xff" * 50000).hexdigest())
        self.assertEqual([record["done"] for record in records if record["kind"] == "file.result"], [True, True, True])

    def test_secrets(self):
        """One that was typed comes out of a command, and stands beside a change, by its name."""
        value, name = "Zebra4Kiwi9Plum", "{{secret:bank-password}}"
        session = self.start([
            reply({"name": "type", "input": {"text": name}}),
            reply(bash("printf 'Zebra4K%s\\nzz\\n' iwi9Plum >~/s; cat ~/s; "
                       "printf '%7984s%s%s%9000s' x Zebra4K iwi9Plum x >~/long")),
            reply(edit("str_replace", "/home/agent/s", old_str="zz", new_str="c")),
            # As a browser does with what is typed into its address.
            reply(bash(r"""exec 3<>/dev/tcp/127.0.0.1/${http_proxy##*:}
                           printf 'GET http://www.Zebra4K%s.example/ HTTP/1.1\r\n\r\n' iwi9Plum >&3""")),
            reply(edit("view", "/home/agent/long")),
            reply(text="Done.", stop="end_turn")],
            "--task", "Log in with " + name, "--secret", f"bank-password={value}")
        for step in (1, 2, 3, 4, 5):
            session.when("step", f"{step} waiting", "named" if step == 1 else "approve")
        self.assertEqual(session.finish(), 0)
        held, = [record for record in session.records() if record["kind"] == "net.held"]
        self.assertEqual(held["host"], f"www.{name}.example")
        shown = [event["value"] for event in session.events if event["event"] == "contact"]
        self.assertEqual(shown, [f"The sandbox wants to reach www.{name}.example."])
        self.assertNotIn("Zebra4", self.answers(session)[4]["text"], "one half of it")
        self.assertIn("bytes left out here", self.answers(session)[4]["text"])
        self.assertNotIn(value.lower(), "".join(str(record) for record in session.records()))
        self.assertEqual(self.answers(session)[1]["text"], f"{name}\nzz")
        self.assertEqual(self.of_step(session, "scan", 3)[-1]["file"]["diff"], f" {name}\n-zz\n+c\n")
        self.assertNotIn(value, "".join(str(record) for record in session.records()))

    def test_switched_off(self):
        session = self.start([reply(bash("id")), reply(text="Done.", stop="end_turn")], shell=False)
        self.assertEqual(session.finish(), 0)
        answer, = self.answers(session)
        self.assertTrue(answer["is_error"])
        self.assertIn("no shell in this session", answer["text"])
        self.assertEqual(self.of_step(session, "action.intent", 1), [])


if __name__ == "__main__":
    unittest.main()
