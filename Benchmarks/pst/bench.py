#!/usr/bin/env python3
"""Measures Postduif and readpst on the same made PST files, in turns. See README.md."""
import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
WORK = os.path.join(HERE, ".build")
SETS = ["small", "attachments", "ost"]


def made(name, mails):
    """The path of the set's file, written when it is not there yet; and what is in it."""
    path = os.path.join(WORK, "files", "%s-%d.pst" % (name, mails) if mails else "%s.pst" % name)
    truth = path + ".truth.json"
    # The truth is written last: without it, an earlier run was cut off.
    if not os.path.exists(truth):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        program = os.environ.get("POSTDUIF_PST_BENCH") or os.path.join(WORK, "release", "PSTBenchmark")
        subprocess.run([program, name, path] + ([str(mails)] if mails else []), check=True)
    with open(truth) as file:
        return path, json.load(file)


def tools(words):
    """Names with the command that extracts FILE to FOLDER as mbox files."""
    found = {}
    folder = os.environ.get("POSTDUIF_BIN") or os.path.join(HERE, "..", "..", ".build", "release")
    postduif = os.path.join(folder, "postduif")
    if "postduif" in words.tools:
        if not os.path.exists(postduif):
            sys.exit("%s is not there; build it, or name the folder of a built one by POSTDUIF_BIN" % postduif)
        found["postduif"] = lambda file, to: [postduif, "pst", "extract", file, "--to", to, "--as", "mbox"]
    if "readpst" in words.tools:
        if not shutil.which("readpst"):
            print("SKIPPED: no readpst to compare with (Debian: pst-utils)")
        else:
            for jobs in ["0", "2"]:
                found["readpst -j " + jobs] = lambda file, to, jobs=jobs: [
                    "readpst", "-q", "-r", "-j", jobs, "-o", to, file]
    return found


def mails_in(folder):
    """Messages in all mbox files below: lines that begin with "From "."""
    count = 0
    for path, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(path, name), "rb") as file:
                tail = b"\n"
                while piece := file.read(1 << 22):
                    # What was counted in the last piece must not be counted again.
                    count += len(re.findall(rb"\nFrom ", tail + piece))
                    tail = (tail + piece)[-5:]
    return count


def run(command, to):
    """Seconds by the clock and of CPU, peak memory in bytes, messages that came out."""
    shutil.rmtree(to, ignore_errors=True)
    os.makedirs(to)
    # GNU time, since a child of this process would have its memory counted as well.
    child = subprocess.run(["/usr/bin/time", "-q", "-f", "%e %U %S %M"] + command, capture_output=True, text=True)
    # 1 says that a person should look; what came out is counted below.
    if child.returncode not in (0, 1):
        sys.exit("%s ended with %d: %s" % (" ".join(command), child.returncode, child.stderr))
    clock, user, system, memory = map(float, child.stderr.split()[-4:])
    return clock, user + system, memory * 1024, mails_in(to)


def report(name, truth, results):
    """One line per tool, with how much faster the first is than each."""
    size, mails = truth["size"], truth["mails"]
    print("%s: %d MB, %d mails, %d attachments" % (name, size // 10**6, mails, truth["attachments"]))
    seconds = {tool: statistics.median(run[0] for run in runs) for tool, runs in results.items()}
    for tool, runs in results.items():
        clock = max(seconds[tool], 0.01)
        cpu = statistics.median(run[1] for run in runs)
        counts = sorted({run[3] for run in runs})
        lost = "" if counts == [mails] else "  MAILS %s OF %d" % ("/".join(map(str, counts)), mails)
        ratio = ""
        if tool != "postduif" and "postduif" in seconds:
            ratio = "  postduif is %.2f x as fast" % (clock / max(seconds["postduif"], 0.01))
        print("  %-12s %6.2f s  %5.2f s CPU  %5.0f MB/s  %6.0f mails/s  peak %4.0f MB%s%s" % (
            tool, clock, cpu, size / clock / 1e6, mails / clock, max(run[2] for run in runs) / 1e6, ratio, lost))
    return all(run[3] == mails for run in results.get("postduif", []))


def main():
    words = argparse.ArgumentParser(prog="script/bench pst")
    words.add_argument("sets", nargs="*", help="of: %s; all when none is named" % ", ".join(SETS))
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--mails", type=int, help="another number of mails in each file")
    words.add_argument("--tools", default="postduif,readpst")
    words.add_argument("--out", help="folder for what comes out; by default beside the files")
    words = words.parse_args(sys.argv[2:])
    words.tools = words.tools.split(",")
    if wrong := [name for name in words.sets if name not in SETS]:
        sys.exit("no set %s; there are %s" % (wrong[0], ", ".join(SETS)))
    out = words.out or os.path.join(WORK, "out")
    complete = True
    for name in words.sets or SETS:
        path, truth = made(name, words.mails)
        with open(path, "rb") as file:
            # Warm, so that what is measured is the program and not the disk.
            shutil.copyfileobj(file, open(os.devnull, "wb"), 1 << 20)
        commands = tools(words)
        results = {tool: [] for tool in commands}
        for _ in range(words.rounds):
            for tool, command in commands.items():
                results[tool].append(run(command(path, out), out))
        complete = report(name, truth, results) and complete
    shutil.rmtree(out, ignore_errors=True)
    sys.exit(0 if complete else 1)


if __name__ == "__main__":
    main()
