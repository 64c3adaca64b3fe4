#!/usr/bin/env python3
"""Holds the trees and decoded leaves of awkward generated messages against GMime and Python's email. See README.md."""
import email
import os
import random
import subprocess
import sys

import bench
import generate

MARKER = b"From a@shortstraw.example Mon Jun  1 12:00:00 2026\n"


def boundary(rng, outer):
    """Often one that begins like that of the part around it."""
    if outer and rng.random() < 0.4:
        return rng.choice([outer + "x", outer[:-1] or "y", "-" + outer, outer + "-1"])
    return rng.choice(["b", "=_x", "----=_Part_1", "a b", "a'b()+_,-./:=?"]) + "%x" % rng.getrandbits(12)


def leaf(rng):
    text = generate.text(rng, rng.randint(0, 300), 0.1)
    kind = rng.randint(0, 4)
    if kind == 0:
        return "\n" + text
    if kind == 1:
        return "Content-Type: TEXT/Plain\n\n" + text + rng.choice(["", "-- \n", "--\n", "--b\n", "\n\n"])
    if kind == 2:
        return ("Content-type: text/html;\n\tcharset=utf-8\nContent-Transfer-Encoding: Quoted-Printable\n\n"
                + generate.quopri.encodestring(text.encode()).decode())
    data = rng.randbytes(rng.randint(0, 200))
    width = rng.choice([76, 60, 4, 1000])
    coded = generate.base64.b64encode(data).decode()
    return ("Content-Type: image/png\nContent-Transfer-Encoding: BASE64\n\n"
            + "".join(coded[i:i + width] + "\n" for i in range(0, len(coded), width)))


def part(rng, depth, outer=""):
    kind = rng.random()
    if depth > 4 or kind < 0.45:
        return leaf(rng)
    if kind < 0.6:
        return "Content-Type: message/rfc822\n\n" + "Subject: inner\n" + part(rng, depth + 1, outer)
    name = boundary(rng, outer)
    out = 'Content-Type: multipart/%s;\n  boundary="%s"\n\n' % (rng.choice(["mixed", "alternative"]), name)
    out += rng.choice(["", "", "preamble\n", "--\n", "preamble\n\n"])
    for _ in range(rng.randint(1, 3)):
        out += "--%s%s\n%s" % (name, rng.choice(["", "", " ", "\t"]), part(rng, depth + 1, name)) + rng.choice(["", "\n"])
    if rng.random() < 0.85:
        out += "--%s--%s\n" % (name, rng.choice(["", " "])) + rng.choice(["", "", "epilogue\n", "\n\n"])
    return out


def trimmed_hash(data):
    value = 2166136261
    for byte in data.rstrip(b"\r\n"):
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def tree(message):
    name = message.get_content_type()
    if message.is_multipart():
        return "%s(%s)" % (name, ",".join(tree(part) for part in message.get_payload()))
    return "%s:%d" % (name, trimmed_hash(message.get_payload(decode=True) or b""))


def main():
    count, seed = int(sys.argv[1] if len(sys.argv) > 1 else 3000), int(sys.argv[2] if len(sys.argv) > 2 else 1)
    rng = random.Random(seed)
    messages = [("Subject: %d\n" % number + part(rng, 0)).encode() for number in range(count)]
    # A message ends with a line end, so that what stands before the next marker is the file's.
    messages = [message if message.endswith(b"\n") else message + b"\n" for message in messages]
    path = os.path.join(bench.WORK, "odd.mbox")
    with open(path, "wb") as file:
        for message in messages:
            file.write(MARKER + message + b"\n")
    program = os.environ.get("POSTDUIF_MIME_BENCH") or os.path.join(bench.WORK, "release", "MIMEBenchmark")
    run = lambda name: subprocess.run([name, "tree", path], capture_output=True, text=True, check=True).stdout.splitlines()
    ours = run(program)
    gmime_program = bench.build_gmime()
    gmime = run(gmime_program) if gmime_program else [None] * count
    python = [tree(email.message_from_bytes(message)) for message in messages]
    if not len(ours) == len(gmime) == count:
        sys.exit("%d messages, Postduif found %d, GMime %d" % (count, len(ours), len(gmime)))
    both = one = 0
    odd = []
    for number in range(count):
        agrees = [ours[number] == other for other in (gmime[number], python[number])]
        both += all(agrees)
        one += any(agrees) and not all(agrees)
        if not any(agrees):
            odd.append(number)
    same = sum(gmime[number] == python[number] for number in range(count))
    print("%d messages, seed %d: as both %d, as one of them %d, as neither %d; GMime and Python agree on %d"
          % (count, seed, both, one, len(odd), same))
    for number in odd[:5]:
        print("message %d\n  ours   %s\n  gmime  %s\n  python %s" % (number, ours[number], gmime[number], python[number]))
        print(messages[number].decode())
    sys.exit(1 if odd else 0)


if __name__ == "__main__":
    main()
