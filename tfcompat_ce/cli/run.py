"""`tfcompat-ce run`: run a program of 1.x as it is."""

from __future__ import annotations

import sys
from typing import Any

import click

from tfcompat_ce.cli import is_ours
from tfcompat_ce.cli.app import CannotRun
from tfcompat_ce.cli.common import ORIGINS
from tfcompat_ce.rewrite.rewriter import Options
from tfcompat_ce.run.cell_options import quiet_option, with_option
from tfcompat_ce.run.running import CannotStart, Command
from tfcompat_ce.run.running import run as start

NO_NOTEBOOK = (
    "a notebook needs the extra `notebook` ({} is not installed): "
    "`pip install 'tfcompat-ce[tools,notebook]'`"
)


@click.command(
    short_help="Run an old program or notebook as it is.",
    context_settings={"allow_interspersed_args": False},
)
@click.option("-m", "is_module", is_flag=True, help="PROGRAM is a module, as for `python -m`.")
@with_option
@click.option(
    "--from",
    "origin",
    type=click.Choice(ORIGINS),
    default="auto",
    help="Which TensorFlow the code is for; by default each file's own idioms say.",
)
@click.option(
    "--seeds",
    type=click.Choice(["1.x"]),
    help="Seed random operations that have no seed of their own as 1.x does, from the graph's.",
)
@quiet_option
@click.option(
    "--output",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Of a notebook: write it here with its outputs.",
)
@click.option(
    "--timeout",
    type=click.IntRange(min=1),
    metavar="SECONDS",
    help="Of a notebook: the longest that a cell may run.",
)
@click.option("--allow-errors", is_flag=True, help="Of a notebook: go on after an error.")
@click.argument("program", metavar="PROGRAM", type=click.Path())
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[ARGUMENT]...")
def run(
    is_module: bool,
    named: tuple[str, ...],
    origin: str,
    seeds: str | None,
    quiet: bool,
    output: str | None,
    timeout: int | None,
    allow_errors: bool,
    program: str,
    arguments: tuple[str, ...],
) -> None:
    """Run a program of TensorFlow 0.x or 1.x on the TensorFlow that is installed.

    PROGRAM is rewritten in memory as by `rewrite --target v1`, and so are the modules in its own
    folder when it imports them; no file is touched. It is a file, a folder with a __main__.py,
    or `-` for standard input. What follows it is for the program. A notebook (.ipynb) runs in a
    new kernel, its outputs on the terminal.

    \b
    Examples:
      tfcompat-ce run train.py --batch_size 32
      tfcompat-ce run -m package.train
      tfcompat-ce run --output executed.ipynb old.ipynb

    The exit status is the program's. 2: it could not be started.
    """
    options = Options(target="v1", origin=origin)  # type: ignore[arg-type]
    if program.endswith(".ipynb") and not is_module:
        if arguments:
            raise CannotRun(f"options come before the notebook: {' '.join(arguments)}")
        how = (output, timeout, allow_errors, origin, named, quiet, seeds is not None)
        sys.exit(_notebook(program, *how))
    if output or timeout or allow_errors:
        raise CannotRun("--output, --timeout and --allow-errors are for a notebook")
    try:
        command = Command(program, is_module, named, options, quiet, v1_seeds=seeds is not None)
        start(command, arguments)
    except CannotStart as error:
        raise CannotRun(str(error)) from error


def _notebook(path: str, *how: Any) -> int:
    try:
        from tfcompat_ce.run.notebooks import Execution
        from tfcompat_ce.run.notebooks import run as execute
    except ImportError as error:
        if is_ours(error):
            raise
        raise CannotRun(NO_NOTEBOOK.format(error.name)) from error
    try:
        return execute(Execution(path, *how))
    except CannotStart as error:
        raise CannotRun(str(error)) from error
