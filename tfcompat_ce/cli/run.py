"""`tfcompat-ce run`: run a program of 1.x as it is."""

from __future__ import annotations

import click

from tfcompat_ce.cli.app import CannotRun
from tfcompat_ce.cli.common import ORIGINS
from tfcompat_ce.rewrite.rewriter import Options
from tfcompat_ce.run.running import CannotStart, Command
from tfcompat_ce.run.running import run as start


@click.command(context_settings={"allow_interspersed_args": False})
@click.option("-m", "is_module", is_flag=True, help="PROGRAM is a module, as for `python -m`.")
@click.option(
    "--with",
    "named",
    multiple=True,
    metavar="PACKAGE",
    help="Rewrite this installed package, too; may be repeated.",
)
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
@click.option("--quiet", "-q", is_flag=True, help="Do not say what is left to you.")
@click.argument("program", metavar="PROGRAM")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[ARGUMENT]...")
def run(
    is_module: bool,
    named: tuple[str, ...],
    origin: str,
    seeds: str | None,
    quiet: bool,
    program: str,
    arguments: tuple[str, ...],
) -> None:
    """Run a program of TensorFlow 0.x or 1.x on the TensorFlow that is installed.

    PROGRAM is rewritten in memory as by `rewrite --target v1`, and so are the modules in its own
    folder when it imports them; no file is touched. It is a file, a folder with a __main__.py,
    or `-` for standard input. What follows it is for the program.
    """
    options = Options(target="v1", origin=origin)  # type: ignore[arg-type]
    try:
        command = Command(program, is_module, named, options, quiet, v1_seeds=seeds is not None)
        start(command, arguments)
    except CannotStart as error:
        raise CannotRun(str(error)) from error
