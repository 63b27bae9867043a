"""What `check` and `rewrite` share: their options, the run, the report."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from tfcompat_ce.rewrite.files import project
from tfcompat_ce.rewrite.files.project import STANDARD_INPUT, FileReport, Task
from tfcompat_ce.rewrite.files.settings import SettingsError, load
from tfcompat_ce.rewrite.reports.github import as_github
from tfcompat_ce.rewrite.reports.json import as_json
from tfcompat_ce.rewrite.reports.sarif import as_sarif
from tfcompat_ce.rewrite.reports.text import closing, text_lines
from tfcompat_ce.rewrite.rewriter import Options
from tfcompat_ce.rewrite.rules import RULES, Action
from tfcompat_ce.rewrite.usage import family

FORMATS = ("text", "json", "sarif", "github")
ORIGINS = ("auto", "0", "1", "2")
PATIENCE = 1.0  # seconds before a progress bar shows

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command: its files, and how to speak of them."""

    paths: tuple[str, ...]
    options: Options
    exclude: tuple[str, ...]
    jobs: int | None
    output_format: str
    verbose: bool
    stdin_filename: str | None


def shared(command: Command) -> Command:
    """The options that `check` and `rewrite` share."""
    for option in reversed(
        [
            click.argument("paths", nargs=-1, required=True, metavar="PATH..."),
            click.option(
                "--target",
                type=click.Choice(family.TARGETS),
                help="Where to: tfcompat_ce.nn (the default), tfcompat_ce.v1 for the whole "
                "program, or 2.x's own calls.",
            ),
            click.option(
                "--from",
                "origin",
                type=click.Choice(ORIGINS),
                help="Which TensorFlow the code is for; by default each file's own idioms say.",
            ),
            click.option(
                "--select",
                metavar="CODES",
                help="Only these rules: codes or their beginnings, with commas.",
            ),
            click.option("--ignore", metavar="CODES", help="Not these rules."),
            click.option(
                "--exclude",
                multiple=True,
                metavar="PATTERN",
                help="Pass over what matches, as in .gitignore; may be repeated.",
            ),
            click.option(
                "--jobs",
                "-j",
                type=click.IntRange(min=1),
                help="Processes; by default all cores where there is enough to do.",
            ),
            click.option("--output-format", type=click.Choice(FORMATS), help="text by default."),
            click.option(
                "--fix-advice",
                is_flag=True,
                default=None,
                help="Rewrite a cross-entropy that is written by hand, too.",
            ),
            click.option(
                "--stdin-filename", metavar="NAME", help="What to call standard input (`-`)."
            ),
            click.option("--verbose", "-v", is_flag=True, help="List also what is right already."),
        ]
    ):
        command = option(command)
    return command


def prepare(given: dict[str, Any]) -> Run:
    """Settings and options in one. Raises click.UsageError."""
    paths: tuple[str, ...] = given["paths"]
    for path in paths:
        if path != STANDARD_INPUT and not os.path.lexists(path):
            raise click.UsageError(f"{path} does not exist.")
    first = paths[0] if os.path.isdir(paths[0]) else os.path.dirname(paths[0])
    try:
        settings = load(first)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error
    origin: Any = given["origin"] or str(settings.get("from", "auto"))
    target = given["target"] or settings.get("target", "nn")
    output_format = given["output_format"] or settings.get("output-format", "text")
    for value, known, name in (
        (origin, ORIGINS, "from"),
        (target, family.TARGETS, "target"),
        (output_format, FORMATS, "output-format"),
    ):
        if value not in known:
            raise click.UsageError(f"{name} is one of {', '.join(known)}, not {value!r}.")
    fix_advice = given["fix_advice"]
    options = Options(
        target=target,
        origin=origin,
        select=codes(given["select"], settings.get("select", ["TFC"])),
        ignore=codes(given["ignore"], settings.get("ignore", [])),
        fix_advice=settings.get("fix-advice", False) if fix_advice is None else fix_advice,
    )
    return Run(
        paths=paths,
        options=options,
        exclude=(*settings.get("exclude", []), *given["exclude"]),
        jobs=given["jobs"] or settings.get("jobs"),
        output_format=output_format,
        verbose=given["verbose"],
        stdin_filename=given["stdin_filename"],
    )


def codes(given: str | None, default: list[str]) -> tuple[str, ...]:
    """The codes of an option or a setting. Raises click.UsageError for one no rule has."""
    found = [code.strip() for code in given.split(",")] if given is not None else default
    found = [code.upper() for code in found if code]
    for code in found:
        if not any(rule.code.startswith(code) for rule in RULES):
            raise click.UsageError(f"no rule has the code {code}.")
    return tuple(found)


def execute(run: Run, task: Task) -> list[FileReport]:
    """Judge every file of a run, standard input excepted."""
    paths = [path for path in run.paths if path != STANDARD_INPUT]
    files = list(project.find_files(paths, run.exclude))
    reports = project.rewrite_files(files, task, run.jobs)
    return list(with_progress(reports, len(files)))


def with_progress(reports: Iterable[FileReport], total: int) -> Iterator[FileReport]:
    """The reports as they come, with a bar on a terminal once it takes long."""
    if not sys.stderr.isatty():
        yield from reports
        return
    started, bar = time.monotonic(), None
    try:
        for done, found in enumerate(reports, 1):
            if bar is None and time.monotonic() - started > PATIENCE:
                from rich.console import Console
                from rich.progress import Progress

                bar = Progress(console=Console(stderr=True), transient=True)
                bar.start()
                reading = bar.add_task("Reading", total=total)
            if bar is not None:
                bar.update(reading, completed=done)
            yield found
    finally:
        if bar is not None:
            bar.stop()


def standard_input(run: Run, task: Task) -> tuple[FileReport, bytes]:
    """Judge what comes in on standard input."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed")
    data = sys.stdin.buffer.read()
    found, new = project.rewrite_bytes(run.stdin_filename or STANDARD_INPUT, data, task)
    if found.changed and task.diff:
        found.diff = project.difference(found.path, data, new)
    return found, new


def show(run: Run, reports: list[FileReport], written: bool, aside: bool = False) -> None:
    """Print the report; `aside` to standard error, where standard output is for something else."""
    stream = sys.stderr if aside else sys.stdout
    if run.output_format == "json":
        print(as_json(reports, run.options.target), file=stream)
    elif run.output_format == "sarif":
        print(as_sarif(reports), file=stream)
    elif run.output_format == "github":
        if lines := as_github(reports):
            print(lines, file=stream)
    else:
        show_text(run, reports, written, aside)


def show_text(run: Run, reports: list[FileReport], written: bool, aside: bool) -> None:
    stream = sys.stderr if aside else sys.stdout
    lines = text_lines(reports, written, run.verbose)
    about = "TensorFlow" if run.options.target == "v1" else "the softmax family"
    end = list(closing(reports, written, run.verbose, about))
    if not stream.isatty():
        for line in lines:
            print("".join(text for text, _ in line), file=stream)
        print("\n".join(end), file=stream)
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, soft_wrap=True, highlight=False)
    for line in lines:
        console.print(Text.assemble(*line))
    console.print(Text("\n".join(end), style="bold"))


def status(reports: Iterable[FileReport], written: bool) -> int:
    """0: nothing is left to do. 1: something is."""
    for found in reports:
        left = [Action.MANUAL] if written else [Action.MANUAL, Action.REWRITTEN]
        if found.error is not None or any(finding.action in left for finding in found.findings):
            return 1
    return 0
