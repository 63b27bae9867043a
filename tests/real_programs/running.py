"""Runs a program in a copy of its tree, each run in one of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.real_programs import mnist
from tests.real_programs.columns import OUT, PROGRAM, TREE, Column
from tests.real_programs.programs import Program
from tests.real_programs.shortening import shortened

ROOT = Path(__file__).parents[2]
ALIGNED = Path(__file__).parent / "aligned"
LOADER = ROOT / "tfcompat_ce/v1/examples/tutorials/mnist/input_data.py"


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a run."""

    output: str = ""
    errors: str = ""  # all of standard error
    error: str = ""  # the last line of the traceback, or why there is none

    @property
    def well(self) -> bool:
        return not self.error


@dataclass(frozen=True, slots=True)
class Runner:
    """An interpreter with a TensorFlow, and how long a program may take."""

    python: Path
    seconds: int
    short: bool = True

    def run(self, program: Program, column: Column, hash_seed: int = 0) -> Ran:
        """Run a program in the way of a column."""
        with _copy(program, self.short) as (tree, own):
            words = {PROGRAM: str(own), TREE: str(tree), OUT: str(tree / "report.txt")}
            environment = _environment(tree, hash_seed)
            with (tree / "output.txt").open("w+b") as out, (tree / "errors.txt").open("w+b") as err:

                def call(command: Iterable[str], to: IO[bytes]) -> int | None:
                    line = [str(self.python), *(words.get(word, word) for word in command)]
                    return _call(line, own.parent, environment, to, err, self.seconds)

                if column.before:
                    call(column.before, err)  # its status says only whether something is left
                if column.alone:
                    environment |= {"PYTHONPATH": str(ALIGNED), "MNIST_LOADER": str(LOADER)}
                status = call((*column.command, *program.arguments), out)
                out.seek(0)
                err.seek(0)
                output, errors = (f.read().decode("utf-8", "replace") for f in (out, err))
        return Ran(output, errors, _why(status, errors))


@contextmanager
def _copy(program: Program, short: bool) -> Iterator[tuple[Path, Path]]:
    with tempfile.TemporaryDirectory(prefix="program-", ignore_cleanup_errors=True) as temporary:
        tree = Path(temporary, program.tree.resolve().name)
        shutil.copytree(program.tree, tree, ignore=shutil.ignore_patterns(".git"), symlinks=True)
        own = tree / program.path
        code = program.code
        if short:
            own.write_text(shortened(code), "utf-8")
        mnist.lay(code, own.parent)
        yield tree, own


def _environment(tree: Path, hash_seed: int) -> dict[str, str]:
    return {
        **os.environ,
        "HOME": str(tree),
        "MPLBACKEND": "Agg",
        "PYTHONHASHSEED": str(hash_seed),
        "PYTHONPATH": os.pathsep.join([str(ALIGNED), str(ROOT)]),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",  # it sums in another order
    }


def _call(
    line: list[str],
    folder: Path,
    environment: dict[str, str],
    out: IO[bytes],
    err: IO[bytes],
    seconds: int,
) -> int | None:
    """The exit status, or None where the time was up."""
    process = subprocess.Popen(
        line,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=err,
        start_new_session=True,
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _why(status: int | None, errors: str) -> str:
    if status == 0:
        return ""
    if status is None:
        return "time is up"
    lines = [line for line in errors.splitlines() if line.strip()]
    after = [i for i, line in enumerate(lines) if line.startswith("Traceback")]
    if after:
        last = after[-1] + 1
        return next((line for line in lines[last:] if not line.startswith(" ")), lines[-1])[:300]
    return (lines[-1] if lines else f"exit status {status}")[:300]
