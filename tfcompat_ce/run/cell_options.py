"""How the cells of a kernel are rewritten, and the magic `%tfcompat_ce` that says so."""

from __future__ import annotations

import shlex
from typing import get_args

import click

from tfcompat_ce.rewrite.rewriter import Options, Origin
from tfcompat_ce.run.running import Command
from tfcompat_ce.run.telling import say


def cells(origin: Origin = "auto", named: tuple[str, ...] = (), **others: bool) -> Command:
    """The cells of a kernel as a program, with the options of `run`."""
    options = Options(target="v1", origin=origin)
    return Command("cells", named=named, options=options, **others)


def chosen(line: str) -> Command | None:
    """What the arguments of `%tfcompat_ce` ask for; None after `--help` and a mistake.

    >>> chosen("--from 0").options.origin
    '0'
    """
    try:
        command = _choose.main(shlex.split(line), "%tfcompat_ce", standalone_mode=False)
    except click.ClickException as error:
        say([error.format_message()])
    except ValueError as error:  # a quotation mark without its twin
        say([str(error)])
    else:
        if isinstance(command, Command):
            return command
    return None


with_option = click.option(
    "--with",
    "named",
    multiple=True,
    metavar="PACKAGE",
    help="Rewrite this installed package, too; may be repeated.",
)
quiet_option = click.option("--quiet", "-q", is_flag=True, help="Do not say what is left to you.")


@click.command()
@click.option(
    "--from",
    "origin",
    type=click.Choice(get_args(Origin)),
    default="auto",
    help="Which TensorFlow the cells are for; by default their own idioms say.",
)
@with_option
@quiet_option
def _choose(origin: Origin, named: tuple[str, ...], quiet: bool) -> Command:
    """How the cells to come are rewritten. Without options, as at first."""
    return cells(origin, named, quiet=quiet)
