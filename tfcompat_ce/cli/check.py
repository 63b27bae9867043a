"""`tfcompat-ce check`: report, change nothing."""

from __future__ import annotations

import sys
from typing import Any

import click

from tfcompat_ce.cli.app import check_writable
from tfcompat_ce.cli.common import execute, prepare, shared, show, standard_input, status
from tfcompat_ce.rewrite.files.project import STANDARD_INPUT, Task


@click.command(short_help="Say what would change in programs and notebooks.")
@shared
@click.option("--output", metavar="FILE", type=click.Path(), help="Write the report there.")
def check(output: str | None, **given: Any) -> None:
    """Report what `rewrite` would do in files and folders, and change nothing.

    \b
    Examples:
      tfcompat-ce check                                  the folder you are in
      tfcompat-ce check --target v1 train.py             what the whole program needs
      tfcompat-ce check --statistics src                 how often each rule applies
      tfcompat-ce check --output-format html --output report.html .

    Exit status 0: there is nothing to do. 1: there is. 2: the command could not run.
    """
    run = prepare(given)
    page = run.output_format == "html"
    if page and output is None:
        raise click.UsageError("--output-format html needs --output FILE.")
    if output is not None:
        check_writable(output)
    task = Task(run.options, keep=page, per_file_ignores=run.per_file_ignores)
    reports = execute(run, task)
    if STANDARD_INPUT in run.paths:
        reports.append(standard_input(run, task)[0])
    if output is None:
        show(run, reports, written=False)
    else:
        with open(output, "w", encoding="utf-8") as file:
            show(run, reports, written=False, stream=file)
    sys.exit(status(run, reports, written=False))
