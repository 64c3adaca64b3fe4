#!/usr/bin/env python3
"""Made-up mailboxes for measurements, as Maildir++ trees that Dovecot serves. The same set is the same bytes every time.

  mailboxes.py real  FOLDER    20,000 messages, about 1.3 GB, 40 folders, attachments up to 20 MB
  mailboxes.py small FOLDER    50,000 messages of about 3 kB in 5 folders
  mailboxes.py tiny  FOLDER    300 messages of the kind of real
  mailboxes.py slow  FOLDER    1,000 messages of about 3 kB in 5 folders, for measurements with delay
  mailboxes.py edge  FOLDER    some fifty messages and folders that trip tools; for correctness, not for speed
"""
import base64
import os
import random
import shutil
import sys
import time

WORDS = ("rogge halm oogst rietje bundel schuur dorsvloer snijtafel doos levering factuur offerte klant korting "
         "maandag dinsdag overleg koffie sleutel camionette technieker toog bestelling voorraad werkplaats").split()
RARE = ["café", "Bäckerei", "Łódź", "日本", "€ 1.250,00", "☀", "Zoë", "façade"]
PEOPLE = ["Oliver Stroobandt", "Annie De Rogge", "Greta Müller", "Łukasz Nowak", "Tom O'Neill", "Zoë Claeys"]
KEYWORDS = ["$Forwarded", "$MDNSent", "$label1", "Belangrijk", "NonJunk"]
REAL = [("INBOX", 32), ("Verzonden items", 16), ("Prullenbak", 4), ("Concepten", 1), ("Ongewenste e-mail", 3),
        ("Postvak In/Offertes", 3)] \
    + [(f"Archief/{year}", 3) for year in range(2015, 2025)] \
    + [(f"Klanten/{name}", 1) for name in (
        "Bäckerei Müller", "Café 't Rietje", "Łódź & Zonen", "日本商事", "A&B", "Van den Berg", "50% korting", "De Halm")] \
    + [(f"Boekhouding/{name}", 1) for name in ("Facturen", "Facturen/Inkoop", "Facturen/Verkoop", "BTW", "Bank")] \
    + [(name, 1) for name in ("Nieuwsbrieven", "Privé", "Vakantie ☀", "Personeel", "Logboek", "Machines/3/Onderhoud",
                              "Machines/2", "Oogst", "Leveranciers/\"De Rogge\"")] \
    + [("Leeg", 0), ("Ouder/Kind", 1)]
SMALL = [("INBOX", 5), ("Verzonden items", 2), ("Logboek", 1), ("Meldingen", 1), ("Meldingen/Oud", 1)]


def wire_name(text):
    """Modified UTF-7 (RFC 3501, 5.1.3)."""
    out, run = [], []

    def flush():
        if run:
            data = base64.b64encode("".join(run).encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
            out.append(f"&{data}-")
            run.clear()
    for character in text:
        if " " <= character <= "~":
            flush()
            out.append("&-" if character == "&" else character)
        else:
            run.append(character)
    flush()
    return "".join(out)


class Maildir:
    def __init__(self, root):
        shutil.rmtree(root, ignore_errors=True)
        self.root, self.number, self.subscribed, self.bytes = root, 0, [], 0

    def folder(self, name):
        wire = wire_name(name).replace("/", ".")
        path = self.root if name == "INBOX" else os.path.join(self.root, "." + wire)
        if not os.path.isdir(path + "/cur"):
            for part in ("cur", "new", "tmp"):
                os.makedirs(os.path.join(path, part))
            if name != "INBOX":
                open(os.path.join(path, "maildirfolder"), "w").close()
            self.subscribed.append(wire)
            with open(os.path.join(path, "dovecot-keywords"), "w") as file:
                file.writelines(f"{i} {word}\n" for i, word in enumerate(KEYWORDS))
        return path

    def put(self, name, raw, when, flags="S"):
        self.number += 1
        self.bytes += len(raw)
        virtual = len(raw) + raw.count(b"\n") - raw.count(b"\r\n")
        path = os.path.join(self.folder(name), "cur",
                            f"{when}.M{self.number}P1.halm,S={len(raw)},W={virtual}:2,{''.join(sorted(flags))}")
        with open(path, "wb") as file:
            file.write(raw)
        os.utime(path, (when, when))

    def finish(self):
        with open(os.path.join(self.root, "subscriptions"), "w") as file:
            file.writelines(name + "\n" for name in self.subscribed)
        print(f"{self.root}: {self.number} messages, {self.bytes / 1e6:.1f} MB")


class Writer:
    def __init__(self, seed, size=None):
        self.random, self.size, self.number = random.Random(seed), size, 0
        block = base64.b64encode(self.random.randbytes(12 << 20)).decode()
        self.lines = [block[i:i + 76] for i in range(0, len(block), 76)]

    def words(self, count):
        draw = self.random
        return " ".join(draw.choice(RARE if draw.random() < .03 else WORDS) for _ in range(count))

    def paragraphs(self, size):
        lines, total = [], 0
        while total < size:
            line = self.words(self.random.randint(6, 12))
            lines.append(line)
            total += len(line.encode()) + 1
        return "\n".join(lines) + "\n"

    def message(self):
        draw = self.random
        self.number += 1
        when = 1420070400 + int(draw.random() * 11.5 * 365 * 86400)
        date = time.strftime("%a, %d %b %Y %H:%M:%S ", time.gmtime(when)) + draw.choice(["+0000", "+0100", "+0200"])
        subject = self.words(draw.randint(2, 7))
        head = [f"Return-Path: <x{self.number % 977}@halm.example>",
                f"Received: from mx{self.number % 4}.example (mx.example [192.0.2.{self.number % 250}])\n"
                f"\tby imap.oudehost.example with ESMTPS id {self.number:x}; {date}",
                f"From: {self.word(draw.choice(PEOPLE))} <a{self.number % 500}@halm.example>",
                "To: info@shortstraw.example", f"Subject: {self.word(subject)}", f"Date: {date}"]
        if draw.random() > .02:
            head.append(f"Message-ID: <{self.number}.{draw.getrandbits(48):x}@halm.example>")
        head.append("MIME-Version: 1.0")
        kind = 0 if self.size else draw.random()
        size = max(300, int(draw.gauss(self.size, self.size / 5))) if self.size else int(
            min(60_000, draw.lognormvariate(8, 1)))
        mark = f"=_{draw.getrandbits(64):x}"
        if kind < .45:
            head.append("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit")
            body = self.paragraphs(size)
        elif kind < .8:
            text = self.paragraphs(size)
            head.append(f'Content-Type: multipart/alternative; boundary="{mark}"')
            html = "".join(f"<p>{line}</p>\n" for line in text.splitlines())
            body = (f"--{mark}\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--{mark}\n"
                    f"Content-Type: text/html; charset=utf-8\n\n<html><body>{html}</body></html>\n--{mark}--\n")
        else:
            head.append(f'Content-Type: multipart/mixed; boundary="{mark}"')
            length = 20 << 20 if draw.random() < .0012 else int(min(20 << 20, draw.lognormvariate(11.3, 1.25)))
            count = max(1, length * 4 // 3 // 77)
            start = draw.randrange(len(self.lines))
            lines = [self.lines[(start + i) % len(self.lines)] for i in range(count)]
            body = (f"--{mark}\nContent-Type: text/plain; charset=utf-8\n\n{self.paragraphs(min(size, 3000))}\n--{mark}\n"
                    f'Content-Type: application/pdf; name="offerte-{self.number}.pdf"\n'
                    f"Content-Transfer-Encoding: base64\n\n" + "\n".join(lines) + f"\n--{mark}--\n")
        return ("\n".join(head) + "\n\n" + body).encode(), when

    def word(self, text):
        if text.isascii() or self.random.random() < .1:
            return text
        return "=?utf-8?B?" + base64.b64encode(text.encode()).decode() + "?="

    def flags(self, folder):
        draw, flags = self.random, set()
        for letter, chance in (("S", .85), ("R", .25), ("F", .06), ("T", .004)):
            if draw.random() < chance:
                flags.add(letter)
        if folder == "Concepten":
            flags.add("D")
        for index in range(len(KEYWORDS)):
            if draw.random() < .02:
                flags.add(chr(97 + index))
        return flags


def write(root, folders, total, seed, size=None):
    maildir, writer = Maildir(root), Writer(seed, size)
    weights = sum(weight for _, weight in folders)
    for name, weight in folders:
        maildir.folder(name)
        for _ in range(total * weight // weights):
            raw, when = writer.message()
            maildir.put(name, raw, when, writer.flags(name))
    maildir.finish()


def edge(root):
    maildir = Maildir(root)

    def letter(id, subject=b"stro", extra=b"", body=b"een twee drie\n"):
        field = b"Message-ID: <" + id + b"@halm.example>\n" if id else b""
        return (b"From: a@halm.example\nTo: b@halm.example\n" + field + b"Subject: " + subject
                + b"\nDate: Thu, 01 Oct 2020 10:00:00 +0200\n" + extra + b"\n" + body)
    when = iter(range(1_600_000_000, 1_700_000_000, 60))
    for _ in range(3):
        maildir.put("Kopie", letter(b"kopie"), next(when))
    for body in (b"onder 80 %\n", b"onder 90 %\n"):
        maildir.put("Kopie", letter(b"zelfde", body=body), next(when))
        maildir.put("Kopie", letter(b"", body=body), next(when))
    maildir.put("Ander", letter(b"kopie"), next(when))
    odd = [b"", b"\n", b"alleen tekst\n", letter(b"kop", body=b""), letter(b"eind").rstrip(b"\n"),
           letter(b"latin", "Café".encode("latin1")), letter(b"utf8", "Café ✓".encode()),
           letter(b"lang", body=b"z" * 12_000 + b"\n"), letter(b"langer", body=b"w" * 70_000 + b"\n"),
           letter(b"breed", extra=b"X-Long: " + b"y" * 9_000 + b"\n"), letter(b"punt", body=b".\n..\nFrom me\n"),
           b"From - Mon Jan 01 00:00:00 2018\n" + letter(b"mbox"), letter(b"crlf").replace(b"\n", b"\r\n"),
           letter(b"groot", body=(b"A" * 76 + b"\n") * (20 * 1024 * 1024 // 77)),
           letter(b"", extra=b"Message-ID:\n"), letter(b"een", extra=b"Message-ID: <twee@halm.example>\n"),
           letter(b"leeg veld", extra=b"X-Empty:\nX-Blank:  \n")]
    for raw in odd:
        maildir.put("INBOX", raw, next(when))
    for flags in ("", "D", "ST", "FRSab", "e"):
        maildir.put("INBOX", letter(b"vlag" + flags.encode()), next(when), flags)
    for when_odd in (40_000_000, 1_585_443_600):
        maildir.put("INBOX", letter(b"tijd"), when_odd)
    for name in ("Achter ", " Voor", "50%", 'Aan"haling', "A&B", "Cafe\u0301", "Café", "trash", "TRASH", "INBOX/Onder",
                 "Emoji 😀", "(haak) {5}", "x" * 120, "#hek", "a/b/c/d/e/f", "Sent", "Verzonden items", "Kalender"):
        maildir.put(name, letter(b"map"), next(when))
    maildir.folder("Leeg")
    maildir.finish()


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ("real", "small", "tiny", "slow", "edge"):
        sys.exit(__doc__)
    kind, root = sys.argv[1:]
    if kind == "edge":
        edge(root)
    elif kind in ("small", "slow"):
        write(root, SMALL, 50_000 if kind == "small" else 1_000, 2, 3_000)
    else:
        write(root, REAL, 20_000 if kind == "real" else 300, 1)


if __name__ == "__main__":
    main()
