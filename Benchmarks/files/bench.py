#!/usr/bin/env python3
"""Moves big mailboxes in files with the built postduif: time by the clock, CPU and peak memory of each command. See README.md."""
import argparse
import os
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "imap"))
import mailboxes  # noqa: E402

ADMINISTRATOR, PASSWORD = "migratie", "Vlas-en-Vlegel-2026"
USER = "john@shortstraw.example"


class Bench:
    def __init__(self, words):
        self.words, self.programs = words, words.programs
        self.work = words.work
        os.makedirs(self.work, exist_ok=True)

    def program(self, name):
        return os.path.join(self.programs, name)

    def mbox(self):
        """An mbox file of so many gigabytes, made once."""
        folder = os.path.join(self.work, "mbox-%g" % self.words.gigabytes)
        path = os.path.join(folder, "INBOX")
        if not os.path.exists(path):
            os.makedirs(folder, exist_ok=True)
            generator = os.path.join(HERE, "..", "mime", "generate.py")
            size = str(int(self.words.gigabytes * 1000))
            subprocess.run([sys.executable, generator, path + ".part", size], check=True)
            os.rename(path + ".part", path)
        return folder

    def maildir(self):
        """A Maildir of so many messages of about 3 kB, made once."""
        folder = os.path.join(self.work, "maildir-%d" % self.words.messages)
        if not os.path.exists(folder):
            mailboxes.write(folder + ".part", mailboxes.SMALL, self.words.messages, 2, 3_000)
            os.rename(folder + ".part", folder)
        return folder

    def run(self, project, *command):
        """Seconds by the clock, seconds of CPU, peak megabytes; ends the program when the command fails."""
        # GNU time, since a child of this process would have its memory counted as well.
        line = ["/usr/bin/time", "-f", "%U %S %e %M", self.program("postduif")] + list(command)
        child = subprocess.run(line, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        last = child.stderr.strip().split("\n")[-1].split()
        if child.returncode != 0:
            sys.exit("%s ended with %d:\n%s%s" % (" ".join(command), child.returncode, child.stdout, child.stderr))
        user, system, clock, memory = last
        return float(clock), float(user) + float(system), int(memory) / 1024, child.stdout

    def move(self, kind, path, target, form):
        project = os.path.join(self.work, "project")
        shutil.rmtree(project, ignore_errors=True)
        os.makedirs(project)
        server = Server(self) if target == "imap" else None
        if server:
            end = ("host: 127.0.0.1\n    port: %d\n    tls: none\n    allow-plain-text-sign-in: true\n    password-file: %s\n"
                   "    admin: {user: %s, form: separator}" % (server.port, server.password, ADMINISTRATOR))
        else:
            end = "kind: %s\n    path: target" % target
        with open(os.path.join(project, "postduif.yaml"), "w") as file:
            file.write("project: {name: bench}\nsource:\n  old:\n    kind: %s\n    path: %s\ntarget:\n  new:\n    %s\n"
                       "mailboxes:\n  - {source-user: john, target-user: %s}\n" % (kind, path, end, USER))
        try:
            for words in (("migrate", "--yes"), ("migrate", "--yes"), ("verify", "--full")):
                clock, cpu, memory, out = self.run(project, *words)
                print("| %s → %s | %s | %.1f | %.1f | %.0f | %s |" % (
                    form, "IMAP" if server else target, words[0], clock, cpu, memory, out.split("\n")[0]), flush=True)
        finally:
            if server:
                server.stop()
            shutil.rmtree(project, ignore_errors=True)


class Server:
    """The embedded IMAP server, in a process of its own."""
    def __init__(self, bench):
        self.folder = os.path.join(bench.work, "server")
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        self.password = os.path.join(self.folder, "password")
        with open(self.password, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(PASSWORD + "\n")
        ready = os.path.join(self.folder, "ready")
        self.process = subprocess.Popen(
            [bench.program("postduif-lab"), "serve", "--new", "0", "--data", os.path.join(self.folder, "data"),
             "--ready-file", ready], stdout=subprocess.DEVNULL)
        for _ in range(600):
            if os.path.exists(ready):
                break
            time.sleep(.1)
        with open(ready) as file:
            self.port = int(file.readline().split(":")[1])

    def stop(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("set", choices=["files"])
    words.add_argument("--gigabytes", type=float, default=5, help="size of the mbox file")
    words.add_argument("--messages", type=int, default=200_000, help="messages of the Maildir")
    words.add_argument("--only", choices=["mbox", "maildir"], help="one of the two sources")
    words.add_argument("--work", default=os.path.join(HERE, ".build"), help="folder for what is made; kept for the next time")
    words.add_argument("--programs", default=os.environ.get("POSTDUIF_BIN") or os.path.join(HERE, "..", "..", ".build", "release"))
    bench = Bench(words.parse_args())
    print("| move | command | wall s | CPU s | peak MB | verdict |\n| --- | --- | --- | --- | --- | --- |")
    for kind, make in (("mbox", bench.mbox), ("maildir", bench.maildir)):
        if bench.words.only in (None, kind):
            path = make()
            form = "mbox %g GB" % bench.words.gigabytes if kind == "mbox" else "Maildir %d" % bench.words.messages
            for target in ("maildir", "imap"):
                bench.move(kind, path, target, form)


if __name__ == "__main__":
    main()
