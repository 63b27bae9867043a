"""What moved between the releases: runs `verify` on each, and puts the result into the notes.

    pip install tox '.[tools,plot]' && python tests/verify/moved.py [--keep]

Makes every environment of tox.ini, a record of each release in .verify/, the picture moved.png
beside this file, and the table in migration_notes.md. With --keep the records that are there stay,
and the rest is made of them.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tfcompat_ce.releases import RELEASES
from tfcompat_ce.verify import compare, heatmap, record

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ROOT / ".verify"
PICTURE = Path(__file__).with_name("moved.png")
NOTES = ROOT / "migration_notes.md"
BEGIN, END = "<!-- what moved: made by tests/verify/moved.py -->", "<!-- /what moved -->"

# Why, where it could be shown: see the notes.
CAUSES = {}


def path(release):
    return RECORDS / (release.version + ".json")


def run(release):
    environment = "tf{}.{}".format(*release.minor)
    command = ROOT / ".tox" / environment / "bin" / "tfcompat-ce"
    finished = subprocess.run(
        [str(command), "verify", "--json", str(path(release))],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
    )
    lines = finished.stdout.decode().strip().splitlines() or [""]
    print(f"{release.version}: {lines[-1]}", flush=True)
    if finished.returncode:
        print("\n".join(lines[-12:-1]), flush=True)


def make_records():
    RECORDS.mkdir(exist_ok=True)
    names = ",".join("tf{}.{}".format(*release.minor) for release in RELEASES)
    subprocess.check_call(
        [sys.executable, "-m", "tox", "run-parallel", "-p", "2", "--parallel-no-spinner"]
        + ["--notest", "-e", names],
        cwd=str(ROOT),
    )
    with ThreadPoolExecutor(max(1, (os.cpu_count() or 2) // 2)) as pool:
        list(pool.map(run, RELEASES))


def table(steps):
    """A row for each step in which something moved, a line for each mode and function."""
    lines = ["| To | What moved, and by how many ULP at most | Why |", "| --- | --- | --- |"]
    for step in steps:
        if step.moved:
            release = step.after.release
            lines.append(f"| {release} | {'<br>'.join(moves(step))} | {CAUSES.get(release, '')} |")
    still = [step.after.release for step in steps if not step.moved]
    lines += ["", f"Nothing moved in the steps to {', '.join(still)}."]
    return "\n".join(lines)


def moves(step):
    farthest = {}
    for moved in step.moved:
        key = (moved.after.mode, moved.after.function.partition(".")[2])
        by_dtype = farthest.setdefault(key, {})
        dtype = moved.after.dtype
        by_dtype[dtype] = max(by_dtype.get(dtype, 0.0), moved.distance)
    for (mode, function), by_dtype in sorted(farthest.items()):
        found = ", ".join(f"{dtype} {heatmap.text(far)}" for dtype, far in by_dtype.items())
        yield f"{mode}: `{function}`: {found}"


def main(keep):
    if not keep:
        make_records()
    found = [release for release in RELEASES if path(release).exists()]
    steps = compare.steps([record.load(str(path(release))) for release in found])
    title = "How far outputs moved from the release before, in ULP of their dtype"
    heatmap.draw(heatmap.heat_map(steps), str(PICTURE), title)
    notes = NOTES.read_text(encoding="utf-8")
    before, rest = notes.split(BEGIN)
    after = rest.split(END)[1]
    NOTES.write_text(f"{before}{BEGIN}\n{table(steps)}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] == ["--keep"])
