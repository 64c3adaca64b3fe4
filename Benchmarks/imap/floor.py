#!/usr/bin/env python3
"""The least a copy over IMAP can cost: fetch and append streamed, nothing recorded, nothing checked.

  floor.py SOURCE-PORT TARGET-PORT SOURCE-USER TARGET-USER PASSWORD [--pairs 2] [--batch 50] [--one-at-a-time] [--tls]

Each pair of connections takes whole folders, largest first. --batch is the number of messages in a MULTIAPPEND
(1 = pipelined single APPENDs); --one-at-a-time waits for each answer before the next APPEND, as most tools do.
"""
import argparse
import multiprocessing
import re
import sys
import threading

from wire import Wire, quoted

WINDOW = 4 << 20  # bytes on their way before the writer waits for answers


class Filler:
    """Writes APPENDs on one connection while a thread reads the answers."""

    def __init__(self, wire, batch, one_at_a_time):
        self.wire, self.batch, self.one_at_a_time = wire, batch, one_at_a_time
        self.pieces, self.held, self.size, self.folder = [], 0, 0, None
        self.change, self.flying, self.number = threading.Condition(), [], 0
        self.refused = 0
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        while True:
            line = self.wire.file.readline()
            if not line:
                return
            if line[:1] == b"p":
                with self.change:
                    if b" OK" not in line[:16]:
                        self.refused += 1
                    self.flying.pop(0)
                    self.change.notify()

    def add(self, folder, flags, date, body):
        if self.held and folder != self.folder:
            self.flush()
        self.folder = folder
        if not self.held:
            self.number += 1
            self.pieces.append(f"p{self.number} APPEND {quoted(folder)}".encode("latin1"))
        self.pieces += [b' (%s) "%s" {%d+}\r\n' % (flags, date, len(body)), body]
        self.held += 1
        self.size += len(body)
        if self.held >= self.batch or self.size > 1 << 20:
            self.flush()

    def flush(self):
        if not self.held:
            return
        data = b"".join(self.pieces) + b"\r\n"
        limit = 0 if self.one_at_a_time else WINDOW
        with self.change:
            while self.flying and sum(self.flying) > limit:
                self.change.wait()
            self.flying.append(len(data))
        self.wire.socket.sendall(data)
        self.pieces, self.held, self.size = [], 0, 0
        if self.one_at_a_time:
            self.drain()

    def drain(self):
        self.flush()
        with self.change:
            while self.flying:
                self.change.wait()


def pair(queue, results, options):
    source = Wire(options.source_port, options.source_user, options.password, options.tls)
    target = Wire(options.target_port, options.target_user, options.password, options.tls)
    filler = Filler(target, options.batch, options.one_at_a_time)
    copied = 0
    while True:
        folder = queue.get()
        if folder is None:
            break
        if not source.examine(folder):
            continue

        def one(parts):
            nonlocal copied
            if len(parts) < 2:
                return
            head = parts[0] + parts[2]
            flags = re.search(rb"FLAGS \(([^)]*)\)", head)[1].split()
            date = re.search(rb'INTERNALDATE "([^"]*)"', head)[1]
            filler.add(folder, b" ".join(f for f in flags if f != b"\\Recent"), date, parts[1])
            copied += 1

        source.command("FETCH 1:* (UID FLAGS INTERNALDATE BODY.PEEK[])", one)
    filler.drain()
    results.put((copied, filler.refused))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("source_port", "target_port"):
        parser.add_argument(name, type=int)
    for name in ("source_user", "target_user", "password"):
        parser.add_argument(name)
    parser.add_argument("--pairs", type=int, default=2)
    parser.add_argument("--batch", type=int, default=50)
    parser.add_argument("--one-at-a-time", action="store_true")
    parser.add_argument("--tls", action="store_true")
    options = parser.parse_args()

    source = Wire(options.source_port, options.source_user, options.password, options.tls)
    target = Wire(options.target_port, options.target_user, options.password, options.tls)
    sizes = {}
    for name in source.folders():
        try:
            sizes[name] = source.examine(name)
        except RuntimeError:
            continue  # listed, but the server will not open it
    there = set(target.folders())
    for name in sizes:
        if name not in there:
            target.command("CREATE " + quoted(name))
    queue, results = multiprocessing.Queue(), multiprocessing.Queue()
    for name in sorted(sizes, key=sizes.get, reverse=True):
        queue.put(name)
    for _ in range(options.pairs):
        queue.put(None)
    workers = [multiprocessing.Process(target=pair, args=(queue, results, options)) for _ in range(options.pairs)]
    for worker in workers:
        worker.start()
    outcomes = [results.get() for _ in workers]
    for worker in workers:
        worker.join()
    copied, refused = (sum(column) for column in zip(*outcomes))
    print(f"{copied} messages, {refused} appends refused")
    sys.exit(1 if refused else 0)


if __name__ == "__main__":
    main()
