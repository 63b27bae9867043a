"""`tfcompat-ce demo`: an old program, what 2.x makes of it, and what we do."""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import click

from tfcompat_ce.cli.app import CannotRun, in_one_line
from tfcompat_ce.cli.common import coloured
from tfcompat_ce.cli.rewrite import painted
from tfcompat_ce.rewrite import rewrite_text
from tfcompat_ce.rewrite.usage.family import Target
from tfcompat_ce.shim import installed

NAME = "old.py"
PROGRAM = """\
import tensorflow as tf  # 0.12, as in 2016

logits = tf.constant([[0.5, 1.5, 0.1], [2.2, 1.3, 1.7]])
labels = tf.constant([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])

by_hand = -tf.reduce_sum(labels * tf.log(tf.nn.softmax(logits)), reduction_indices=[1])
fused = tf.nn.softmax_cross_entropy_with_logits(logits, labels)

with tf.Session() as sess:
    print(sess.run(by_hand))
    print(sess.run(fused))
"""
PRINTED = "[0.4790106 1.1996759]  [0.47901064 1.1996759]"  # by TensorFlow 0.12.1
USUAL = "import tensorflow.compat.v1 as tf; tf.disable_v2_behavior()"
PURPOSE: dict[Target, str] = {
    "nn": "moves the softmax family",
    "v1": "moves the whole program, which then runs on 1.0 to 2.22",
    "v2": "writes 2.x's own calls",
}
NEXT = """\
To try next:
  tfcompat-ce run {}
  tfcompat-ce check {}
  tfcompat-ce rewrite --target v1 --diff {}"""


class Way(NamedTuple):
    """A way to run the program: what it is called, and the arguments for Python."""

    title: str
    arguments: list[str]


@click.command(short_help="Show all this on a small old program.")
@click.option(
    "--write",
    "folder",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Only put the program there, to play with.",
)
def demo(folder: str | None) -> None:
    """Run an old program as it is on the TensorFlow that is installed, and through tfcompat-ce.

    What it prints stands beside what TensorFlow 0.12 printed; then follows what `rewrite` makes
    of it for each target. It takes as long as three imports of TensorFlow.

    \b
    Examples:
      tfcompat-ce demo
      tfcompat-ce demo --write play

    Exit status 0: through tfcompat-ce it prints what it printed. 1: it does not. 2: there is no
    TensorFlow that can be used.
    """
    if folder is not None:
        path = put(folder)
        click.echo(f"{path} is there.\n" + NEXT.format(path, path, path))
        return
    version = tensorflow_here()
    click.echo(f"{NAME}:\n\n{textwrap.indent(PROGRAM, '    ')}\nWhat it prints:\n")
    click.echo(f"  {'TensorFlow 0.12':<38} {PRINTED}")
    right = False
    for title, found in results(version):
        right = same(found)
        click.echo(f"  {title:<38} {found}{remark(found)}")
    for target in PURPOSE:
        click.echo(f"\n`rewrite --target {target}` {PURPOSE[target]}:\n")
        changed = changes(target)
        click.echo(painted(changed.encode()) if coloured(sys.stdout) else changed)
    click.echo("\n" + NEXT.format("YOUR_PROGRAM.py", "YOUR_FOLDER", "YOUR_FOLDER"))
    sys.exit(0 if right else 1)


def tensorflow_here() -> str:
    """Which TensorFlow there is, without its import, which logs. Raises CannotRun."""
    if find_spec("tensorflow") is None:
        try:
            installed.version()
        except installed.TensorFlowError as error:
            raise CannotRun(in_one_line(error)) from error
    of = metadata.packages_distributions().get("tensorflow")
    return f"TensorFlow {metadata.version(of[0])}" if of else "TensorFlow as it is here"


def put(folder: str) -> Path:
    """Write the program into a folder. Raises CannotRun."""
    path = Path(folder, NAME)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x") as file:
            file.write(PROGRAM)
    except FileExistsError as error:
        raise CannotRun(f"{path} is there already.") from error
    except OSError as error:
        raise CannotRun(f"{path}: {error.strerror}") from error
    return path


def results(version: str) -> Iterator[tuple[str, str]]:
    """What each way of running the program prints, the last one through us. They run together."""
    with tempfile.TemporaryDirectory() as folder:
        old, usual = Path(folder, NAME), Path(folder, "usual.py")
        old.write_text(PROGRAM)
        usual.write_text(PROGRAM.replace("import tensorflow as tf", USUAL))
        ways = [
            Way(version, [str(old)]),
            Way("  with `import tensorflow.compat.v1`", [str(usual)]),
            Way("  with `tfcompat-ce run`", ["-m", "tfcompat_ce", "run", "--quiet", str(old)]),
        ]
        environment = dict(os.environ, TF_CPP_MIN_LOG_LEVEL="3")
        started = [
            subprocess.Popen(
                [sys.executable, *way.arguments],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=environment,
            )
            for way in ways
        ]
        for way, process in zip(ways, started, strict=True):
            output, errors = process.communicate()
            yield way.title, in_brief(output if process.returncode == 0 else errors)


def in_brief(output: str) -> str:
    """The arrays that a program printed, or the last line of its traceback, in one line.

    >>> in_brief("[0.5 1. ]\\n[2. 3.]\\n")
    '[0.5 1.]  [2. 3.]'
    >>> in_brief("Traceback:\\n  x\\nAttributeError: no x\\n")
    'AttributeError: no x'
    """
    arrays = re.findall(r"^\[.*\]$", output, re.MULTILINE)
    if arrays:
        return "  ".join(re.sub(r" +\]", "]", array) for array in arrays)
    lines = [line for line in output.splitlines() if re.match(r"\w+(Error|Exception)\b", line)]
    return (lines or output.splitlines() or ["nothing"])[-1].partition(". ")[0]


def same(found: str) -> bool:
    """Whether the numbers are those of then.

    >>> same(PRINTED), same("[1.7580338 6.3675127]"), same("AttributeError: no x")
    (True, False, False)
    """
    then, now = ([float(n) for n in re.findall(r"\d+\.\d*", text)] for text in (PRINTED, found))
    return len(now) == len(then) and all(abs(a - b) < 1e-5 for a, b in zip(then, now, strict=True))


def remark(found: str) -> str:
    """What to say of a result: nothing of an error, which speaks for itself."""
    if not found.startswith("["):
        return ""
    return "  the same" if same(found) else "  wrong, and no error"


def changes(target: Target) -> str:
    """The lines that go and those that come, without what stays around them."""
    after = rewrite_text(PROGRAM, target=target).text
    lines = difflib.unified_diff(PROGRAM.splitlines(), after.splitlines(), n=0, lineterm="")
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))
