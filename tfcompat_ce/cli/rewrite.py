"""`tfcompat-ce rewrite`: change files in place, or show how."""

from __future__ import annotations

import sys
from typing import Any

import click

from tfcompat_ce.cli.common import execute, prepare, shared, show, standard_input, status
from tfcompat_ce.rewrite.files.project import STANDARD_INPUT, Task


@click.command()
@shared
@click.option("--diff", is_flag=True, help="Show the changes, make none.")
@click.option("--check", is_flag=True, help="Make no change, only say whether there would be one.")
def rewrite(diff: bool, check: bool, **given: Any) -> None:
    """Rewrite files in place; from standard input (`-`) to standard output.

    Exit status 0: nothing is left to do. 1: something is. 2: the command could not run.
    """
    run = prepare(given)
    write = not diff and not check
    task = Task(run.options, write=write, diff=diff)
    reports = execute(run, task)
    piped = STANDARD_INPUT in run.paths
    if piped:
        found, new = standard_input(run, task)
        reports.append(found)
        if write:
            sys.stdout.buffer.write(new)
            sys.stdout.buffer.flush()
    if diff:
        for found in reports:
            sys.stdout.buffer.write(found.diff)
        sys.stdout.buffer.flush()
    show(run, reports, written=write, aside=diff or (piped and write))
    sys.exit(status(reports, written=write))
