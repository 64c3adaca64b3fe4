#!/usr/bin/env python3
"""Measures Postduif's MIME parser and GMime on the same mbox file, in turns. See README.md."""
import argparse
import os
import shutil
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
WORK = os.path.join(HERE, ".build")


def build_gmime():
    """The path of the C program; None where GMime is absent."""
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "gmime-3.0"], capture_output=True, text=True)
    if flags.returncode != 0:
        print("SKIPPED: no GMime to compare with (Debian: libgmime-3.0-dev)")
        return None
    program = os.path.join(WORK, "gmime")
    subprocess.run(["cc", "-O2", "-o", program, os.path.join(HERE, "gmime.c")] + flags.stdout.split(), check=True)
    return program


def run(program, mode, path):
    """Seconds of CPU, seconds by the clock, peak memory in bytes, what the program printed."""
    # GNU time, since a child of this process would have its memory counted as well.
    child = subprocess.run(["/usr/bin/time", "-f", "%U %S %e %M", program, mode, path], capture_output=True, text=True)
    if child.returncode != 0:
        sys.exit("%s %s ended with %d: %s" % (program, mode, child.returncode, child.stderr))
    user, system, clock, memory = child.stderr.split()[-4:]
    return float(user) + float(system), float(clock), int(memory) * 1024, child.stdout.strip()


def main():
    words = argparse.ArgumentParser()
    words.add_argument("set", nargs="?", default="mime", choices=["mime"])
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--megabytes", type=int, default=500)
    words.add_argument("--file", help="an mbox of your own instead of a generated one")
    words = words.parse_args()
    os.makedirs(WORK, exist_ok=True)
    path = words.file or os.path.join(WORK, "mail-%d.mbox" % words.megabytes)
    if not os.path.exists(path):
        subprocess.run([sys.executable, os.path.join(HERE, "generate.py"), path, str(words.megabytes)], check=True)
    size = os.path.getsize(path)
    programs = {"postduif": os.environ.get("POSTDUIF_MIME_BENCH") or os.path.join(WORK, "release", "MIMEBenchmark")}
    gmime = build_gmime()
    if gmime:
        programs["gmime"] = gmime
    with open(path, "rb") as file:
        # Warm, so that what is measured is the parser.
        shutil.copyfileobj(file, open(os.devnull, "wb"), 1 << 20)
    print("%s, %d MB, %d rounds in turns; CPU seconds, median" % (os.path.basename(path), size // 10**6, words.rounds))
    for mode in ["parse", "decode"]:
        results = {name: [] for name in programs}
        for _ in range(words.rounds):
            for name, program in programs.items():
                results[name].append(run(program, mode, path))
        seconds = {name: statistics.median(result[0] for result in found) for name, found in results.items()}
        for name, found in results.items():
            ratio = "  %.2f x gmime" % (seconds["gmime"] / seconds[name]) if "gmime" in seconds else ""
            print("%-7s %-9s %6.0f MB/s  %.2f s (%.2f by the clock)  peak %3d MB%s   %s" % (
                mode, name, size / seconds[name] / 1e6, seconds[name], statistics.median(r[1] for r in found),
                max(r[2] for r in found) // 10**6, ratio, found[0][3]))


if __name__ == "__main__":
    main()
