#!/usr/bin/env python3
"""Measures Postduif against mbsync and against the least a copy can cost, on two Dovecots of this machine.

  bench.py imap [SET…]       full copy, a second run without changes, a third after 100 new messages and 200 other flags;
                             SET: real small edge tiny (default: real small)
  bench.py latency           1,000 small messages over 50 ms, to a target without MULTIAPPEND, against one APPEND at a time

Tools take turns within a round, and ratios are taken within a round, so that a machine that slows down slows them all.
Everything is made under BENCH_FOLDER (default .build/bench) and can be thrown away.
"""
import argparse
import csv
import io
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

from servers import OWNER, PASSWORD, Dovecot, free_port

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.path.dirname(os.path.dirname(HERE))
# What Dovecot says by itself, less MULTIAPPEND: Exchange Online and Gmail do not offer it either.
PLAIN = "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ NAMESPACE UNSELECT CHILDREN UIDPLUS SPECIAL-USE"


class Bench:
    def __init__(self, options):
        self.options = options
        self.folder = os.path.abspath(os.environ.get("BENCH_FOLDER", f"{PACKAGE}/.build/bench"))
        os.makedirs(self.folder, exist_ok=True)
        self.kit = os.path.abspath(options.kit) if options.kit else None
        self.programs = os.environ.get("POSTDUIF_BIN", f"{PACKAGE}/.build/release")
        self.postduif = f"{self.programs}/postduif"
        # The servers give up root; they must be able to reach their mail.
        self.mail = tempfile.mkdtemp(prefix="postduif-bench-", dir=options.mail_folder)
        os.chmod(self.mail, 0o755)
        self.servers, self.relays = [], []

    def close(self):
        for server in self.servers:
            server.stop()
        for relay in self.relays:
            relay.kill()
        if not self.options.keep:
            shutil.rmtree(self.mail, ignore_errors=True)

    def start(self, name, form, capability=None):
        server = Dovecot(f"{self.mail}/{name}", form, capability)
        self.servers.append(server)
        return server

    def mailbox(self, kind):
        """The generated set, made once and kept."""
        path = f"{self.mail}/sets/{kind}"
        if not os.path.isdir(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            generator = f"{self.kit}/gen.py" if self.kit else f"{HERE}/mailboxes.py"
            subprocess.run([sys.executable, generator, kind, path], check=True)
        return path

    # Tools: a command line for a move from user `old` to user `new`.

    def floor(self, run, *words):
        return [sys.executable, f"{HERE}/floor.py", str(run.old_port), str(run.new_port), run.old, run.new, PASSWORD,
                "--pairs", str(self.options.pairs), *(["--tls"] if self.options.tls else []), *words]

    def one_at_a_time(self, run):
        return self.floor(run, "--pairs", "1", "--batch", "1", "--one-at-a-time")

    def mbsync(self, run):
        os.makedirs(f"{run.work}/state", exist_ok=True)
        tls = f"SSLType IMAPS\nSystemCertificates no\nCertificateFile {run.work}/both.pem" if self.options.tls \
            else "SSLType None\nAuthMechs LOGIN"
        host = "localhost" if self.options.tls else "127.0.0.1"
        stores = "".join(f"IMAPAccount {name}\nHost {host}\nPort {port}\nUser {user}\nPass {PASSWORD}\n{tls}\n\n"
                         f"IMAPStore {name}\nAccount {name}\n\n"
                         for name, port, user in (("old", run.old_port, run.old), ("new", run.new_port, run.new)))
        with open(f"{run.work}/mbsyncrc", "w") as file:
            file.write(stores + "Channel move\nFar :old:\nNear :new:\nPatterns *\nCreate Near\nSync Pull\nExpunge None\n"
                       f"CopyArrivalDate yes\nSyncState {run.work}/state/\n")
        return ["mbsync", "-c", f"{run.work}/mbsyncrc", "-q", "move"]

    def postduif_move(self, run):
        if not os.path.exists(f"{run.work}/postduif.yaml"):
            with open(f"{run.work}/password", "w") as file:
                file.write(PASSWORD + "\n")
            os.chmod(f"{run.work}/password", 0o600)
            tls = f"tls: implicit\n    trust:\n      ca-file: {run.work}/both.pem" if self.options.tls \
                else "tls: none\n    allow-plain-text-sign-in: true"
            ends = "".join(f"{side}:\n  {name}:\n    host: {'localhost' if self.options.tls else '127.0.0.1'}\n"
                           f"    port: {port}\n    {tls}\n    password-file: {run.work}/password\n"
                           for side, name, port in (("source", "old", run.old_port), ("target", "new", run.new_port)))
            with open(f"{run.work}/postduif.yaml", "w") as file:
                file.write(f"project:\n  name: bench\n{ends}mailboxes:\n  - source-user: {run.old}\n    target-user: {run.new}\n")
        return [self.postduif, "migrate", "--yes", "--project", run.work]

    def once(self, command, run):
        """Runs a command; wall seconds, its CPU seconds and peak memory, and the servers' CPU seconds."""
        before = [server.cpu() for server in self.servers]
        timing = f"{run.work}/timing"
        with open(f"{run.work}/output", "ab") as output:
            code = subprocess.run(["/usr/bin/time", "-f", "%e %U %S %M", "-o", timing, *command], stdout=output,
                                  stderr=output, cwd=run.work, timeout=1800,
                                  env=dict(os.environ, HOME=run.work)).returncode
        used = [server.cpu() - start for server, start in zip(self.servers, before)]
        wall, user, system, memory = open(timing).read().split()[-4:]
        return {"code": code, "wall": float(wall), "cpu": float(user) + float(system), "peak_mb": int(memory) / 1024,
                "servers_cpu": round(sum(used), 1)}

    def renamed(self, run):
        """The folders that Postduif says it has put elsewhere, as --map options."""
        if not os.path.exists(f"{run.work}/postduif.yaml"):
            return []
        answer = subprocess.run([self.postduif, "folder", "list", "--format", "csv", "--project", run.work],
                                capture_output=True, text=True, env=dict(os.environ, HOME=run.work))
        rows = csv.DictReader(io.StringIO(answer.stdout))
        pairs = [(row["source_folder"], row["target_folder"]) for row in rows]
        return [word for old, new in pairs if new and old != new for word in ("--map", f"{old}={new}")]

    def verdict(self, run):
        with open(f"{run.work}/word", "w") as file:
            file.write(PASSWORD + "\n")
        result = subprocess.run(
            [f"{self.programs}/postduif-lab", "compare", "--old", str(self.servers[0].port), "--new",
             str(self.servers[1].port), "--user", run.old, "--new-user", run.new, "--password-file", f"{run.work}/word",
             *self.renamed(run)],
            capture_output=True, text=True)
        lines = [line.strip() for line in (result.stdout or result.stderr).strip().splitlines()]
        return "equal" if result.returncode == 0 else "; ".join(lines[:4]) or "no answer"


class Run:
    def __init__(self, bench, tool, kind, number, old_port, new_port):
        self.old, self.new = f"old_{tool}_{kind}_{number}", f"new_{tool}_{kind}_{number}"
        self.old_port, self.new_port = old_port, new_port
        self.work = tempfile.mkdtemp(prefix=f"{tool}-", dir=bench.folder)


def measure(bench, kind, tools, rounds, phases, ports, verify=True):
    """One row per tool, phase and round."""
    rows, original = [], bench.mailbox(kind)
    source, target = bench.servers[:2]
    for number in range(rounds):
        order = list(tools)[number % len(tools):] + list(tools)[:number % len(tools)]
        for name in order:
            run = Run(bench, name.replace(" ", ""), kind, number, *ports)
            source.clone(original, run.old)
            warm(source.port, run.old)
            with open(f"{run.work}/both.pem", "w") as file:
                file.write(open(source.certificate).read() + open(target.certificate).read())
            command = tools[name](run)
            for phase in phases:
                if phase != "full" and name in ("floor", "one at a time"):
                    continue
                if phase == "changes":
                    change(source.port, run.old)
                os.sync()
                row = {"tool": name, "set": kind, "phase": phase, "round": number, **bench.once(command, run)}
                if phase == "full":
                    row["messages"], row["bytes"] = size(source.port, run.old)
                if verify and number == 0 and phase != "again":
                    row["verdict"] = bench.verdict(run)
                rows.append(row)
                print(json.dumps(row), flush=True)
            for server, user in ((source, run.old), (target, run.new)):
                server.forget(user)
            if row["code"] == 0 and not bench.options.keep:
                shutil.rmtree(run.work, ignore_errors=True)
    return rows


def warm(port, user):
    """Lets the source build its indexes, which no tool should pay for."""
    from wire import Wire
    wire = Wire(port, user, PASSWORD)
    for name in wire.folders():
        try:
            if wire.examine(name):
                wire.command("UID FETCH 1:* (RFC822.SIZE FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS (Message-ID)])",
                             lambda parts: None)
        except RuntimeError:
            continue


def change(port, user):
    """What a day brings: 100 new messages and 200 changed flags, spread over the ten fullest folders; always the same."""
    from wire import Wire, quoted
    wire, chance = Wire(port, user, PASSWORD), random.Random(11)
    counts = {name: wire.examine(name) for name in wire.folders() if can_open(wire, name)}
    full = sorted(counts, key=lambda name: -counts[name])[:10]
    for number in range(100):
        body = "Zin om de ruimte te vullen.\r\n" * chance.randint(20, 400)
        wire.append(full[number % len(full)], "\\Seen", f"01-Oct-2026 10:{number % 60:02}:00 +0200",
                    f"From: nieuw{number}@shortstraw.example\r\nTo: info@shortstraw.example\r\nSubject: Nieuw {number}\r\n"
                    f"Date: Thu, 01 Oct 2026 10:{number % 60:02}:00 +0200\r\nMessage-ID: <nieuw-{number}@shortstraw.example>"
                    f"\r\n\r\n{body}".encode())
    words = ("+FLAGS.SILENT (\\Flagged)", "-FLAGS.SILENT (\\Seen)", "+FLAGS.SILENT (\\Answered)", "+FLAGS.SILENT ($Forwarded)")
    for name in full:
        wire.examine(name, "SELECT")
        for number in chance.sample(range(1, counts[name] + 1), min(counts[name], 200 // len(full))):
            wire.command(f"STORE {number} {words[number % 4]}")


def can_open(wire, name):
    try:
        return wire.examine(name) > 0
    except RuntimeError:
        return False


def size(port, user):
    from wire import Wire
    wire, messages, total = Wire(port, user, PASSWORD), 0, 0

    def one(parts):
        nonlocal messages, total
        match = re.search(rb"RFC822.SIZE (\d+)", parts[0])
        if match:
            messages, total = messages + 1, total + int(match[1])
    for name in wire.folders():
        try:
            if wire.examine(name):
                wire.command("FETCH 1:* (RFC822.SIZE)", one)
        except RuntimeError:
            continue
    return messages, total


def table(rows, kind, phase, against):
    mine = [row for row in rows if row["set"] == kind and row["phase"] == phase]
    if not mine:
        return
    walls = {(row["tool"], row["round"]): row["wall"] for row in mine}
    head = ["tool", "wall s"] + [f"× {name}" for name in against] + ["MB/s", "msg/s", "CPU s", "peak MB", "servers CPU s", "code"]
    if phase != "again":
        head.append("compared")
    print(f"\n{kind}, {phase}:\n\n| {' | '.join(head)} |\n|{' --- |' * len(head)}")
    for name in dict.fromkeys(row["tool"] for row in mine):
        own = [row for row in mine if row["tool"] == name]
        wall = statistics.median(row["wall"] for row in own)
        cells = [name, f"{wall:.2f}"]
        for other in against:
            ratios = [row["wall"] / max(walls[other, row["round"]], .01) for row in own if (other, row["round"]) in walls]
            cells.append(f"{statistics.median(ratios):.2f}" if ratios else "")
        total, count = own[0].get("bytes", 0), own[0].get("messages", 0)
        cells += [f"{total / 1e6 / wall:.0f}" if total else "", f"{count / wall:.0f}" if count else ""]
        cells += [f"{statistics.median(row[key] for row in own):.1f}" for key in ("cpu", "peak_mb", "servers_cpu")]
        cells.append("/".join(str(code) for code in sorted({row["code"] for row in own})))
        if phase != "again":
            cells.append(next((row["verdict"] for row in own if "verdict" in row), ""))
        print(f"| {' | '.join(cells)} |")


def run_imap(bench, options):
    source, target = bench.start("source", "maildir"), bench.start("target", options.target)
    ports = (source.tls_port, target.tls_port) if options.tls else (source.port, target.port)
    tools = {"floor": bench.floor, "mbsync": bench.mbsync, "postduif": bench.postduif_move}
    if not shutil.which("mbsync"):
        print("mbsync is not installed and is left out", file=sys.stderr)
        del tools["mbsync"]
    tools = {name: tool for name, tool in tools.items() if name in options.tools.split(",")}
    rows = []
    for kind in options.sets or ["real", "small"]:
        rows += measure(bench, kind, tools, 1 if kind == "edge" else options.rounds, ["full", "again", "changes"], ports)
    for kind in dict.fromkeys(row["set"] for row in rows):
        table(rows, kind, "full", ["floor", "mbsync"])
        table(rows, kind, "again", ["mbsync"])
        table(rows, kind, "changes", ["mbsync"])


def run_latency(bench, options):
    source, target = bench.start("source", "maildir"), bench.start("target", options.target, PLAIN)
    ports = []
    for server in (source, target):
        port = free_port()
        bench.relays.append(subprocess.Popen([sys.executable, f"{HERE}/delay.py", str(port), str(server.port), "25"]))
        ports.append(port)
    tools = {"one at a time": bench.one_at_a_time, "mbsync": bench.mbsync, "postduif": bench.postduif_move}
    if not shutil.which("mbsync"):
        del tools["mbsync"]
    kind = options.sets[0] if options.sets else "slow"
    if kind != "slow":
        del tools["one at a time"]  # 50,000 messages would take it an hour; its rate on "slow" says enough
    rows = measure(bench, kind, tools, options.rounds, ["full", "again"], ports)
    table(rows, kind, "full", ["one at a time", "mbsync"])
    table(rows, kind, "again", ["mbsync"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["imap", "latency"])
    parser.add_argument("sets", nargs="*", metavar="SET")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tools", default="floor,mbsync,postduif")
    parser.add_argument("--target", choices=["sdbox", "maildir"], default="sdbox", help="the target's storage")
    parser.add_argument("--pairs", type=int, default=2, help="connection pairs of the floor")
    parser.add_argument("--tls", action="store_true", help="TLS at both ends")
    parser.add_argument("--kit", help="folder with another generator (gen.py SET FOLDER) to take the mailboxes from")
    parser.add_argument("--keep", action="store_true", help="leave mail and state where they are")
    parser.add_argument("--mail-folder", help="where the servers keep their mail (default: the system's temporary folder)")
    options = parser.parse_args()
    bench = Bench(options)
    try:
        {"imap": run_imap, "latency": run_latency}[options.what](bench, options)
    finally:
        bench.close()


if __name__ == "__main__":
    main()
