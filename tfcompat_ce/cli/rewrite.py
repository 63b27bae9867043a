"""`tfcompat-ce rewrite`: change files in place, or show how."""

from __future__ import annotations

import sys
from typing import Any

import click

from tfcompat_ce.cli.common import coloured, execute, prepare, shared, show, standard_input, status
from tfcompat_ce.rewrite.files.project import STANDARD_INPUT, Task


@click.command(short_help="Change programs and notebooks, or show how.")
@shared
@click.option("--diff", is_flag=True, help="Show the changes, make none.")
@click.option("--check", is_flag=True, help="Make no change, only say whether there would be one.")
def rewrite(diff: bool, check: bool, **given: Any) -> None:
    """Rewrite files in place; from standard input (`-`) to standard output.

    \b
    Examples:
      tfcompat-ce rewrite --diff .                       look first
      tfcompat-ce rewrite .                              the softmax family, in place
      tfcompat-ce rewrite --target v1 train.py           the whole program
      tfcompat-ce rewrite - < old.py > new.py

    Exit status 0: nothing is left to do. 1: something is. 2: the command could not run.
    """
    run = prepare(given)
    write = not diff and not check
    if run.output_format == "html":
        raise click.UsageError("the page is made by `check --output-format html`.")
    task = Task(run.options, write=write, diff=diff, per_file_ignores=run.per_file_ignores)
    reports = execute(run, task)
    piped = STANDARD_INPUT in run.paths
    if piped:
        found, new = standard_input(run, task)
        reports.append(found)
        if write:
            sys.stdout.buffer.write(new)
            sys.stdout.buffer.flush()
    in_report = diff and run.output_format == "json"
    if diff and not in_report:
        for found in reports:
            sys.stdout.buffer.write(painted(found.diff) if coloured(sys.stdout) else found.diff)
        sys.stdout.buffer.flush()
    aside = (diff and not in_report) or (piped and write)
    show(run, reports, written=write, stream=sys.stderr if aside else None)
    sys.exit(status(run, reports, written=write))


COLOURS = {b"---": b"1", b"+++": b"1", b"@@ ": b"36", b"-": b"31", b"+": b"32"}


def painted(diff: bytes) -> bytes:
    """A diff in the colours that git gives it."""
    lines = []
    for line in diff.split(b"\n"):
        colour = COLOURS.get(line[:3]) or COLOURS.get(line[:1])
        lines.append(b"\x1b[%sm%s\x1b[0m" % (colour, line) if colour else line)
    return b"\n".join(lines)
