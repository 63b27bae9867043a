"""`tfcompat-ce check`: report, change nothing."""

from __future__ import annotations

import sys
from typing import Any

import click

from tfcompat_ce.cli.common import execute, prepare, shared, show, standard_input, status
from tfcompat_ce.rewrite.files.project import STANDARD_INPUT, Task


@click.command()
@shared
def check(**given: Any) -> None:
    """Report what `rewrite` would do in files and folders, and change nothing.

    Exit status 0: there is nothing to do. 1: there is. 2: the command could not run.
    """
    run = prepare(given)
    task = Task(run.options)
    reports = execute(run, task)
    if STANDARD_INPUT in run.paths:
        reports.append(standard_input(run, task)[0])
    show(run, reports, written=False)
    sys.exit(status(reports, written=False))
