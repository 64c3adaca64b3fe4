#!/usr/bin/env python3
"""Writes an mbox of varied made-up mail: generate.py FILE [MEGABYTES [SEED]]. The same words give the same file."""
import base64
import quopri
import random
import sys

WORDS = ("the of to and duif post brief wagen fiets regen kaas brood markt straat huis water licht dag nacht week maand "
         "offerte factuur betaling levering project planning vergadering verslag bijlage vraag antwoord groet dank").split()
ACCENTED = ["één", "geïnd", "naïef", "Zürich", "façade", "mañana", "smörgås", "crème", "€ 100", "coöperatie"]


def text(rng, size, accents=0.0):
    lines, line, total = [], "", 0
    while total < size:
        word = rng.choice(ACCENTED if rng.random() < accents else WORDS)
        if len(line) + len(word) > 72:
            lines.append(line)
            total += len(line) + 1
            line = "-- " if rng.random() < 0.01 else ""
        line += word + " "
    return "\n".join(lines + [line.rstrip()]) + "\n"


def header(rng, number):
    name = lambda: rng.choice(WORDS) + "." + rng.choice(WORDS)
    fields = ["Return-Path: <%s@shortstraw.example>" % name()]
    for hop in range(rng.randint(2, 7)):
        fields.append("Received: from mx%d.shortstraw.example (mx%d.shortstraw.example [192.0.2.%d])\n\tby in%d.fleece.example "
                      "with ESMTPS id %016x\n\tfor <%s@fleece.example>; Mon, %d Jun 2026 12:%02d:%02d +0200"
                      % (hop, hop, rng.randint(1, 250), hop, rng.getrandbits(64), name(), rng.randint(1, 28),
                         rng.randint(0, 59), rng.randint(0, 59)))
    if rng.random() < 0.6:
        signature = base64.b64encode(rng.randbytes(256)).decode()
        fields.append("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=shortstraw.example; s=a;\n\tb="
                      + "\n\t ".join(signature[i:i + 70] for i in range(0, len(signature), 70)))
    fields += ["From: %s <%s@shortstraw.example>" % (name(), name()), "To: %s@fleece.example" % name(),
               "Subject: " + text(rng, 40).strip().replace("\n", " "), "Date: Mon, 1 Jun 2026 12:00:00 +0200",
               "Message-ID: <%d.%x@shortstraw.example>" % (number, rng.getrandbits(64)), "MIME-Version: 1.0"]
    for index in range(rng.randint(0, 8)):
        fields.append("X-Field-%d: %s" % (index, text(rng, 60).strip().replace("\n", " ")))
    return "\n".join(fields) + "\n"


def leaf(rng):
    kind = rng.random()
    if kind < 0.25:
        return "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + text(
            rng, rng.randint(200, 6000), 0.02)
    if kind < 0.6:
        body = text(rng, rng.randint(500, 30000), rng.choice([0.01, 0.1, 0.5]))
        if rng.random() < 0.6:
            body = "<html><body>" + body.replace("\n", "<br style=\"margin: 0\">\n") + "</body></html>\n"
        return ("Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
                + quopri.encodestring(body.encode()).decode())
    data = rng.randbytes(int(min(3_000_000, rng.lognormvariate(9.2, 1.3))))
    return ("Content-Type: application/pdf; name=\"%s.pdf\"\nContent-Transfer-Encoding: base64\n"
            "Content-Disposition: attachment; filename=\"bijlage.pdf\"\n\n" % rng.choice(WORDS)
            + base64.encodebytes(data).decode())


def part(rng, depth):
    kind = rng.random()
    if depth > 3 or kind < (0.25 if depth == 0 else 0.72):
        return leaf(rng)
    if kind < 0.95 or depth == 0:
        boundary = "----=_Part_%d_%x" % (depth, rng.getrandbits(60))
        out = "Content-Type: multipart/%s;\n boundary=\"%s\"\n\n" % (rng.choice(["mixed", "alternative", "related"]), boundary)
        if rng.random() < 0.3:
            out += "This is a multi-part message in MIME format.\n"
        for _ in range(rng.randint(2, 4)):
            out += "--%s\n%s\n" % (boundary, part(rng, depth + 1))
        return out + "--%s--\n" % boundary
    return "Content-Type: message/rfc822\n\n" + header(rng, 0) + part(rng, depth + 1)


def main():
    path, size = sys.argv[1], int(sys.argv[2] if len(sys.argv) > 2 else 500) * 1_000_000
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    written = number = 0
    with open(path, "wb") as file:
        while written < size:
            number += 1
            message = header(rng, number) + part(rng, 0)
            message = "\n".join(">" + line if line.startswith("From ") else line for line in message.split("\n"))
            written += file.write(b"From a@shortstraw.example Mon Jun  1 12:00:00 2026\n" + message.encode() + b"\n")
    print("%d messages, %d bytes" % (number, written))


if __name__ == "__main__":
    main()
