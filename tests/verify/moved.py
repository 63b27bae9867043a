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

from tfcompat_ce.api.releases import RELEASES
from tfcompat_ce.verify import compare, heatmap, record
from tfcompat_ce.verify.cases import short_name

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ROOT / ".verify"
PICTURE = Path(__file__).with_name("moved.png")
NOTES = ROOT / "migration_notes.md"
BEGIN, END = "<!-- what moved: made by tests/verify/moved.py -->", "<!-- /what moved -->"

SHORT = {
    "softmax": "softmax",
    "log_softmax": "log-softmax",
    "softmax_cross_entropy_with_logits": "cross-entropy",
    "sparse_softmax_cross_entropy_with_logits": "sparse cross-entropy",
}

# What a switch has shown: each step was run with TF_ENABLE_ONEDNN_OPTS=0 on both sides too.
CAUSES = {
    "2.9.3": "not oneDNN, which is on by default from here: with it off on both, the same moves",
    "2.12.1": "oneDNN's softmax: with `TF_ENABLE_ONEDNN_OPTS=0` on both, nothing moves",
}


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
    """A row for each step in which something moved."""
    lines = [
        "| To | The kernels: session, eager, `tf.function` | What XLA compiles | Shown to be |"
    ]
    lines.append("| --- | --- | --- | --- |")
    for step in steps:
        if step.moved:
            release = step.after.release
            cells = release, moves(step, False), moves(step, True), CAUSES.get(release, "")
            lines.append("| " + " | ".join(cells) + " |")
    still = [step.after.release for step in steps if not step.moved]
    lines += ["", f"Nothing moved in the steps to {', '.join(still)}."]
    return "\n".join(lines)


def moves(step, compiled):
    """The farthest of each function and dtype, in ULP."""
    farthest = {}
    for moved in step.moved:
        if (moved.after.mode == "XLA") == compiled:
            name = short_name(moved.after.function).replace("_v2", "")
            by_dtype = farthest.setdefault(SHORT[name], {})
            dtype, errors = moved.after.dtype, compare.apart(moved.before, moved.after)
            by_dtype[dtype] = by_dtype.get(dtype, compare.Worst()).and_of(errors)
    lines = []
    for name, by_dtype in sorted(farthest.items()):
        found = ", ".join(f"{dtype} {heatmap.text(by_dtype[dtype])}" for dtype in sorted(by_dtype))
        lines.append(f"{name}: {found}")
    return "<br>".join(lines)


def main(keep):
    if not keep:
        make_records()
    found = [release for release in RELEASES if path(release).exists()]
    steps = compare.steps([record.load(str(path(release))) for release in found])
    title = "How far outputs moved from the release before,\nin ULP of their dtype"
    heatmap.draw(heatmap.heat_map(steps), str(PICTURE), title)
    notes = NOTES.read_text(encoding="utf-8")
    before, rest = notes.split(BEGIN)
    after = rest.split(END)[1]
    NOTES.write_text(f"{before}{BEGIN}\n{table(steps)}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] == ["--keep"])
