"""What `check` and `rewrite` share: their options, the run, the report."""

from __future__ import annotations

import difflib
import errno
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TextIO, TypeVar

import click
from click.shell_completion import CompletionItem

from tfcompat_ce.rewrite.files import project
from tfcompat_ce.rewrite.files.project import STANDARD_INPUT, FileReport, Task
from tfcompat_ce.rewrite.files.settings import SettingsError, load
from tfcompat_ce.rewrite.reports.github import as_github
from tfcompat_ce.rewrite.reports.json import as_json
from tfcompat_ce.rewrite.reports.page import as_page
from tfcompat_ce.rewrite.reports.sarif import as_sarif
from tfcompat_ce.rewrite.reports.text import closing, statistics, taken_for, text_lines
from tfcompat_ce.rewrite.rewriter import Options
from tfcompat_ce.rewrite.rules import RULES, Action
from tfcompat_ce.rewrite.usage import family

FORMATS = ("text", "json", "sarif", "github", "html")
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
    quiet: bool
    statistics: bool
    exit_zero: bool
    force_exclude: bool
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...]
    passed_over: Counter[str]
    stdin_filename: str | None


def complete_codes(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """For the shell: the rules' codes that go on as the last one of a list does."""
    before, comma, last = incomplete.rpartition(",")
    return [
        CompletionItem(before + comma + rule.code, help=rule.title)
        for rule in RULES
        if rule.code.startswith(last.upper())
    ]


def shared(command: Command) -> Command:
    """The options that `check` and `rewrite` share."""
    for option in reversed(
        [
            click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path()),
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
                "--lowest",
                metavar="RELEASE",
                help="With --target v2: the first release the code is to run on; 1.15 by default.",
            ),
            click.option(
                "--select",
                metavar="CODES",
                shell_complete=complete_codes,
                help="Only these rules: codes or their beginnings, with commas.",
            ),
            click.option(
                "--ignore",
                metavar="CODES",
                shell_complete=complete_codes,
                help="Not these rules.",
            ),
            click.option(
                "--exclude",
                multiple=True,
                metavar="PATTERN",
                help="Pass over what matches, as in .gitignore; may be repeated.",
            ),
            click.option(
                "--force-exclude",
                is_flag=True,
                help="Hold files that are named against --exclude and .gitignore, too.",
            ),
            click.option(
                "--per-file-ignores",
                multiple=True,
                metavar="PATTERN:CODES",
                help="Not these rules in the files that match; may be repeated.",
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
            click.option(
                "--verbose",
                "-v",
                is_flag=True,
                help="Say also what is right already, and what was passed over.",
            ),
            click.option("--quiet", "-q", is_flag=True, help="Only the findings, no counts."),
            click.option("--statistics", is_flag=True, help="Only how often each rule applies."),
            click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found."),
        ]
    ):
        command = option(command)
    return command


def prepare(given: dict[str, Any]) -> Run:
    """Settings and options in one. Raises click.UsageError."""
    paths: tuple[str, ...] = given["paths"] or (".",)
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
    lowest = given["lowest"] or settings.get("lowest", "1.15")
    if not re.fullmatch(r"(1\.15|2\.\d+)", lowest):
        raise click.UsageError(f"lowest is 1.15 or a release 2.x, not {lowest!r}.")
    fix_advice = given["fix_advice"]
    options = Options(
        target=target,
        origin=origin,
        lowest=lowest,
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
        quiet=given["quiet"],
        statistics=given["statistics"],
        exit_zero=given["exit_zero"],
        force_exclude=given["force_exclude"] or settings.get("force-exclude", False),
        per_file_ignores=per_file(given["per_file_ignores"], settings.get("per-file-ignores", {})),
        passed_over=Counter(),
        stdin_filename=given["stdin_filename"],
    )


def codes(given: str | None, default: list[str]) -> tuple[str, ...]:
    """The codes of an option or a setting. Raises click.UsageError for one no rule has."""
    found = [code.strip() for code in given.split(",")] if given is not None else default
    found = [code.upper() for code in found if code]
    for code in found:
        if not any(rule.code.startswith(code) for rule in RULES):
            raise click.UsageError(no_rule(code))
    return tuple(found)


def per_file(
    given: Iterable[str], settings: dict[str, list[str]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The patterns and their codes. Raises click.UsageError for one that has none."""
    found = [(pattern, codes(None, listed)) for pattern, listed in settings.items()]
    for one in given:
        pattern, _, listed = one.rpartition(":")
        if not pattern:
            raise click.UsageError(f"--per-file-ignores takes PATTERN:CODES, not {one!r}.")
        found.append((pattern, codes(listed, [])))
    return tuple(found)


def no_rule(code: str) -> str:
    """What to say of a code that no rule has."""
    close = difflib.get_close_matches(code.upper(), [rule.code for rule in RULES], n=1)
    hint = f" Did you mean {close[0]}?" if close else ""
    return f"no rule has the code {code}; `tfcompat-ce rule` lists them.{hint}"


def execute(run: Run, task: Task) -> list[FileReport]:
    """Judge every file of a run, standard input excepted."""
    paths = [path for path in run.paths if path != STANDARD_INPUT]
    files = list(project.find_files(paths, run.exclude, run.force_exclude, run.passed_over))
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


def show(run: Run, reports: list[FileReport], written: bool, stream: TextIO | None = None) -> None:
    """Print the report, to standard output where no other stream is given."""
    stream = stream or sys.stdout
    if run.output_format == "json":
        print(as_json(reports, run.options.target, written), file=stream)
    elif run.output_format == "sarif":
        print(as_sarif(reports, written), file=stream)
    elif run.output_format == "html":
        print(as_page(reports, run.options.target), file=stream)
    elif run.output_format == "github":
        if lines := as_github(reports, written):
            print(lines, file=stream)
    else:
        show_text(run, reports, written, stream)


def show_text(run: Run, reports: list[FileReport], written: bool, stream: TextIO) -> None:
    """Print the report for people: what was found, file by file, and the closing lines."""
    lines = text_lines(reports, written, run.verbose) if not run.statistics else iter(())
    end: list[str] = []
    if run.statistics:
        end = list(statistics(reports, written))
    elif not run.quiet:
        end = list(closing(reports, written, run.verbose, run.options.target))
        end += taken_for(reports, run.passed_over) if run.verbose else ()
    if not coloured(stream):
        for line in lines:
            print("".join(text for text, _ in line), file=stream)
        for text in end:
            print(text, file=stream)
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, force_terminal=True, soft_wrap=True, highlight=False)
    for line in lines:
        console.print(Text.assemble(*line))
    for text in end:
        console.print(Text(text, style="bold"))


def coloured(stream: TextIO) -> bool:
    """Whether to print in colour: on a terminal, or where FORCE_COLOR says so."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def status(run: Run, reports: Iterable[FileReport], written: bool) -> int:
    """0: nothing is left to do. 1: something is."""
    for found in reports if not run.exit_zero else ():
        left = [Action.MANUAL] if written else [Action.MANUAL, Action.REWRITTEN]
        if found.error is not None or any(finding.action in left for finding in found.findings):
            return 1
    return 0
