"""Real programs of TensorFlow 1.x, as they are there and on a 2.x: are the numbers the same?

    python -m tests.real_programs --old PYTHON --new PYTHON [--column NAME ...] WHAT ...

PYTHON are interpreters with TensorFlow 1.15 and with a 2.x, such as those of tox's environments,
and with what the programs import besides. WHAT is a folder of programs, fetched to somewhere else,
or one line "FILE ARGUMENT ...". A program runs in a copy of its tree, with its loops cut short and
its random numbers aligned; MNIST is noise that can be learnt. Where the numbers differ, 1.x runs
it again with other hashes: what it does not print twice is not compared.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.real_programs.columns import COLUMNS, NATIVE, Column
from tests.real_programs.numbers import difference, numbers, steady
from tests.real_programs.programs import Program, find
from tests.real_programs.running import Ran, Runner

SAME, CLOSE, OTHER = "same", "close", "other"
NONE, UNSTEADY = "none printed", "not twice on 1.x"
EXACT = 1e-4  # relative; what is further apart, to the bound, is rounding that training made larger


@dataclass(slots=True)
class Row:
    """A program, how it ran on 1.x, and for each column how it ran and what of its numbers."""

    program: str
    native: Ran
    runs: dict[str, Ran] = field(default_factory=dict)
    compared: dict[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, object]:
        return {
            "program": self.program,
            "native": self.native.error or "ran",
            **{name: ran.error or self.compared[name] for name, ran in self.runs.items()},
        }


@dataclass(frozen=True, slots=True)
class Bench:
    """The two interpreters, the columns, and how far numbers may be apart."""

    old: Runner
    new: Runner
    columns: tuple[str, ...]
    bound: float  # relative
    keep: Path | None = None  # a folder for what the programs print

    def row(self, program: Program) -> Row:
        row = Row(str(program), self._run(self.old, program, NATIVE))
        if row.native.well:
            again: list[Ran] = []
            for name in self.columns:
                row.runs[name] = ran = self._run(self.new, program, COLUMNS[name])
                if ran.well:
                    row.compared[name] = self._compare(program, row.native, ran, again)
        return row

    def _run(self, runner: Runner, program: Program, column: Column) -> Ran:
        ran = runner.run(program, column)
        if self.keep is not None:
            name = str(program).replace("/", "_").replace(" ", "_")[:150]
            for kind, text in (("out", ran.output), ("err", ran.errors)):
                (self.keep / f"{name}.{column.name}.{kind}").write_text(text, "utf-8")
        return ran

    def _compare(self, program: Program, native: Ran, ran: Ran, again: list[Ran]) -> str:
        one, other = numbers(native.output), numbers(ran.output)
        if not one and not other:
            return NONE
        apart = difference(one, other)
        if apart <= self.bound:
            return SAME if apart <= EXACT else f"{CLOSE} ({apart:.1e})"
        if not again:
            again.append(self.old.run(program, NATIVE, hash_seed=1))
        kept = steady(one, numbers(again[0].output), EXACT)
        if kept is None or not kept:
            return UNSTEADY
        both = len(one) == len(other)
        if both and difference([one[i] for i in kept], [other[i] for i in kept]) <= self.bound:
            return f"{SAME} ({len(kept)} of {len(one)})"
        return (
            f"{OTHER} ({apart:.1e})" if both else f"{OTHER} ({len(one)} and {len(other)} numbers)"
        )


def table(rows: Iterable[Row], columns: tuple[str, ...]) -> str:
    """The rows as Markdown, and below them a line of sums for each column."""
    rows = list(rows)
    lines = ["| program | 1.x | " + " | ".join(columns) + " |", "| --- " * (len(columns) + 2) + "|"]
    for row in rows:
        cells = [row.native.error or "ran"]
        cells += [_cell(row, name) for name in columns if row.native.well]
        lines.append("| " + " | ".join([row.program, *cells]).replace("\n", " ") + " |")
    ran = [row for row in rows if row.native.well]
    lines.append(f"\n{len(rows)} programs, {len(ran)} of them run on 1.x.")
    for name in columns:
        kinds = Counter(
            row.compared[name].partition(" (")[0] for row in ran if name in row.compared
        )
        said = ", ".join(f"{kind}: {count}" for kind, count in kinds.most_common())
        lines.append(f"{name}: {kinds.total()} run; numbers: {said}")
    return "\n".join(lines)


def _cell(row: Row, name: str) -> str:
    return row.compared.get(name) or row.runs[name].error.replace("|", "/")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--old", required=True, type=Path, metavar="PYTHON")
    parser.add_argument("--new", required=True, type=Path, metavar="PYTHON")
    parser.add_argument("--column", action="append", choices=list(COLUMNS), help="default: run")
    parser.add_argument("--seconds", type=int, default=120, help="for a run")
    parser.add_argument("--bound", type=float, default=5e-2, help="relative difference")
    parser.add_argument("--jobs", type=int, default=1, help="programs at a time")
    parser.add_argument("--whole", action="store_true", help="do not cut loops short")
    parser.add_argument("--only", default="", help="programs with this in their path")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep here what they print")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows here, too")
    parser.add_argument("what", nargs="+", metavar="WHAT")
    given = parser.parse_args()
    old, new = (
        Runner(python.absolute(), given.seconds, not given.whole)
        for python in (given.old, given.new)
    )
    bench = Bench(old, new, tuple(given.column or ["run"]), given.bound, given.keep)
    if given.keep is not None:
        given.keep.mkdir(parents=True, exist_ok=True)
    programs = [p for what in given.what for p in find(what) if given.only in str(p)]
    rows = []
    with ThreadPoolExecutor(given.jobs) as pool:
        for row in pool.map(bench.row, programs):
            rows.append(row)
            print(json.dumps(row.json()), file=sys.stderr, flush=True)
    print(table(rows, bench.columns))
    if given.json is not None:
        given.json.write_text(json.dumps([row.json() for row in rows], indent=1) + "\n")
    good = (SAME, CLOSE, NONE, UNSTEADY)
    ran = [row for row in rows if row.native.well]
    return int(any(not row.compared.get(n, "").startswith(good) for row in ran for n in row.runs))


if __name__ == "__main__":
    sys.exit(main())
