"""Programs of TensorFlow 1.15, as they are there and rewritten on a 2.x: are the losses the same?

    python -m tests.rewrite.same_losses --old PYTHON --new PYTHON [PROGRAM ...]

PYTHON are interpreters with TensorFlow 1.15 and with a 2.x (and scikit-learn), such as those of tox's
environments. Without PROGRAM, those in `tests/rewrite/programs`. Each is rewritten for `nn` and for
`v2`, and the rewritten one must run on the old TensorFlow too where its target says so.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tfcompat_ce.rewrite.files.project import Task, rewrite_bytes
from tfcompat_ce.rewrite.rewriter import Options

BOUND = 2e-5  # relative; matrix products are summed in another order from release to release
ROOT = Path(__file__).parents[2]


def losses(python: str, program: Path) -> list[float]:
    """Every number that a program prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
    result = subprocess.run([python, program], capture_output=True, text=True, env=environment)
    if result.returncode:
        print(result.stderr[-2000:])
        raise SystemExit(f"{program.name} failed with {python}")
    return [float(number) for number in result.stdout.split()]


def difference(one: list[float], other: list[float]) -> float:
    """The largest relative difference."""
    if len(one) != len(other):
        return float("inf")
    return max(abs(a - b) / max(abs(a), 1e-3) for a, b in zip(one, other, strict=True))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--old", required=True)
    parser.add_argument("--new", required=True)
    parser.add_argument("programs", nargs="*", type=Path)
    given = parser.parse_args()
    programs = given.programs or sorted(Path(__file__).parent.glob("programs/*.py"))
    good = True
    with tempfile.TemporaryDirectory() as temporary:
        for program in programs:
            expected = losses(given.old, program)
            print(f"{program.name}: {len(expected)} numbers on the old TensorFlow")
            for target, python, where in (
                ("nn", given.new, "new"),
                ("nn", given.old, "old"),
                ("v2", given.new, "new"),
            ):
                task = Task(Options(target=target))
                report, code = rewrite_bytes(program.name, program.read_bytes(), task)
                left = [f for f in report.findings if f.action.value == "manual"]
                if report.error or not report.changed:
                    raise SystemExit(f"{program.name} was not rewritten: {report.error}")
                for finding in left:
                    print(f"  left: line {finding.line}: {finding.message}")
                copy = Path(temporary, f"{target}_{program.name}")
                copy.write_bytes(code)
                apart = difference(expected, losses(python, copy))
                good &= apart <= BOUND
                print(f"  --target {target}, the {where} TensorFlow: {apart:.1e} apart at most")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
