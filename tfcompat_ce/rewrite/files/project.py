"""Many files: walk the folders, rewrite each file whole or not at all, in several processes."""

from __future__ import annotations

import functools
import os
import re
import signal
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from dataclasses import replace as changed
from pathlib import Path
from typing import TYPE_CHECKING

from tfcompat_ce.rewrite.files.gone_names import gone_names
from tfcompat_ce.rewrite.rewriter import Finding, Options, needed, rewrite
from tfcompat_ce.rewrite.rules import Action, dynamic
from tfcompat_ce.rewrite.syntax.source import Source, SourceError
from tfcompat_ce.rewrite.usage.project import Place, Project

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

SUFFIXES = (".py", ".pyi", ".pyw", ".ipynb")
LARGEST = {".ipynb": 100 << 20}
LARGEST_PROGRAM = 10 << 20
TOOLS = """
    .bzr .direnv .eggs .git .hg .ipynb_checkpoints .mypy_cache .nox .pytest_cache .ruff_cache .svn
    .tox .venv __pycache__ __pypackages__ node_modules venv
"""
EXCLUDED = frozenset(TOOLS.split())
IGNORE_FILE = re.compile(rb"^[ \t]*(#[ \t]*tfcompat-ce:[ \t]*ignore-file)\b", re.M)
WORTH_PROCESSES = 400  # files; below, starting processes takes longer than they save
STANDARD_INPUT = "-"


@dataclass(slots=True)
class FileReport:
    """What became of one file."""

    path: str
    changed: bool = False
    error: str | None = None
    findings: list[Finding] = field(default_factory=list)
    silenced: int = 0
    diff: bytes = b""
    before: bytes = b""  # what it was, for a page
    after: bytes = b""
    unwritten: bool = False  # whether it was read, but could not be written
    ignored: bool = False  # whether it says so itself
    era: int | None = None  # the major release it was taken for, where that was asked
    gone: frozenset[str] = frozenset()  # what it uses that 2.x has not


@dataclass(frozen=True, slots=True)
class Task:
    """What to do with each file."""

    options: Options
    write: bool = False
    diff: bool = False
    keep: bool = False  # whether the report is to hold the texts
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()  # pattern and codes
    project: Project | None = None

    def options_for(self, path: str) -> Options:
        """The options, with what is ignored in this file."""
        more: tuple[str, ...] = ()
        for pattern, codes in self.per_file_ignores:
            if _spec([pattern]).match_file(os.path.relpath(path).replace(os.sep, "/")):
                more += codes
        return changed(self.options, ignore=self.options.ignore + more) if more else self.options


def find_files(
    paths: Iterable[str],
    exclude: Iterable[str] = (),
    force: bool = False,
    passed_over: Counter[str] | None = None,
) -> Iterator[tuple[str, str | None]]:
    """Every file to read below `paths`, each once, with what is wrong with it already.

    A path that is given is taken as it is; below a folder .gitignore, `exclude` and the usual
    folders of tools are obeyed, and no symbolic link is followed. With `force` a file that is
    given is held against .gitignore and `exclude`, too. `passed_over` counts what is not read.
    """
    seen: set[str] = set()
    passed_over = Counter() if passed_over is None else passed_over
    for path in paths:
        if not os.path.isdir(path):
            if force and _excluded(path, tuple(exclude)):
                passed_over["excluded or ignored"] += 1
                continue
            if os.path.realpath(path) not in seen:
                seen.add(os.path.realpath(path))
                yield path, None
            continue
        for found, error in _walk(path, tuple(exclude), passed_over):
            real = os.path.realpath(found)
            if real not in seen:
                seen.add(real)
                yield found, error


def _excluded(path: str, exclude: tuple[str, ...]) -> bool:
    """Whether a file that is given would be passed over below its folder."""
    here = os.getcwd()
    ignores = _ignores_above(path)
    if exclude:
        top = here if os.path.abspath(path).startswith(here + os.sep) else os.path.dirname(path)
        ignores.append((os.path.abspath(top), _spec(exclude)))
    whole = Path(os.path.abspath(path))
    inside = [str(whole), *(str(p) for p in whole.parents if str(p).startswith(here + os.sep))]
    return any(_ignored(each, each != str(whole), ignores) for each in inside)


def _walk(
    top: str, exclude: tuple[str, ...], passed_over: Counter[str]
) -> Iterator[tuple[str, str | None]]:
    ignores = [*_ignores_above(top)]
    if exclude:
        ignores.append((os.path.abspath(top), _spec(exclude)))
    pending = [(top, ignores)]
    while pending:
        folder, ignores = pending.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield folder, f"cannot be read: {error.strerror}"
            continue
        if any(entry.name == ".gitignore" for entry in entries):
            ignores = [*ignores, *_ignore_of(folder)]
        folders = []
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if not is_folder and not entry.name.endswith(SUFFIXES):
                passed_over["no programs"] += 1
                continue
            if is_folder and entry.name in EXCLUDED:
                continue
            if ignores and _ignored(os.path.abspath(entry.path), is_folder, ignores):
                passed_over["excluded or ignored"] += 1
                continue
            if is_folder:
                folders.append((entry.path, ignores))
            elif entry.is_symlink():
                passed_over["links"] += 1
                if not os.path.exists(entry.path):
                    yield entry.path, "cannot be read: the link leads nowhere"
            else:
                yield entry.path, None
        pending += reversed(folders)


MARKERS = ("pyproject.toml", "setup.py", "setup.cfg", "tox.ini", ".git")


def project_of(files: Iterable[tuple[str, str | None]]) -> Project:
    """The programs that are given, and those around them: of their project, or their folder."""
    given = [path for path, error in files if error is None and path.endswith(SUFFIXES)]
    return Project(_with_those_around(given), _text, top=_top)


def _with_those_around(given: list[str]) -> Iterator[str]:
    """Only looked for when it is asked about: a large project takes a while."""
    yield from given
    known = {os.path.realpath(path) for path in given}
    for top in sorted({_top(os.path.dirname(os.path.abspath(path))) for path in given}):
        for path, error in find_files([top]) if os.path.exists(top) else ():
            if error is None and os.path.realpath(path) not in known:
                known.add(os.path.realpath(path))
                yield path


@functools.cache
def _top(folder: str) -> str:
    """The folder of the project that a folder belongs to, else the one that its package is in."""
    above = folder
    while True:
        if any(os.path.exists(os.path.join(above, name)) for name in MARKERS):
            return above
        if os.path.dirname(above) == above:
            break
        above = os.path.dirname(above)
    while os.path.exists(os.path.join(folder, "__init__.py")):
        folder = os.path.dirname(folder)
    return folder


def _text(path: str) -> bytes:
    try:
        return read(path)
    except SourceError:
        return b""


Ignore = tuple[str, "GitIgnoreSpec"]


def _spec(lines: Iterable[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


def _ignore_of(folder: str) -> Iterator[Ignore]:
    for name in (".gitignore", os.path.join(".git", "info", "exclude")):
        try:
            lines = Path(folder, name).read_text(errors="replace").splitlines()
        except OSError:
            continue
        try:
            yield os.path.abspath(folder), _spec(lines)
        except ValueError:
            continue


def _ignores_above(top: str) -> list[Ignore]:
    """The .gitignore files between the root of the repository and `top`."""
    found: list[Ignore] = []
    folder = Path(os.path.abspath(top))
    inside = [folder, *folder.parents]
    root = next((at for at, parent in enumerate(inside) if (parent / ".git").exists()), None)
    for parent in reversed(inside[1 : root + 1] if root else []):
        found += _ignore_of(str(parent))
    asked_for = [str(parent) for parent in inside[: root or 0]]
    if any(_ignored(path, True, found) for path in asked_for):
        return []  # who names an ignored folder wants it read
    return found


def _ignored(path: str, is_folder: bool, ignores: list[Ignore]) -> bool:
    for folder, spec in reversed(ignores):
        relative = os.path.relpath(path, folder).replace(os.sep, "/") + ("/" if is_folder else "")
        include = spec.check_file(relative).include
        if include is not None:
            return include
    return False


def read(path: str) -> bytes:
    """A file's bytes. Raises SourceError for what is no file, or too large to be a program."""
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode):
            raise SourceError("cannot be read: it is no file")
        largest = LARGEST.get(Path(path).suffix, LARGEST_PROGRAM)
        if found.st_size > largest:
            raise SourceError(f"cannot be read: larger than {largest >> 20} MiB")
        with open(path, "rb") as file:
            return file.read()
    except (OSError, ValueError) as error:
        raise SourceError(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error


def replace(path: str, old: bytes, new: bytes) -> None:
    """Put `new` in the place of `old`, whole or not at all, with the mode it had."""
    import tempfile

    real = os.path.realpath(path)
    temporary = ""
    try:
        found = os.stat(real)
        if not os.access(real, os.W_OK):
            raise PermissionError(13, "Permission denied")
        descriptor, temporary = tempfile.mkstemp(
            ".tmp", f".{Path(real).name}.", os.path.dirname(real)
        )
        with open(descriptor, "wb") as file:
            file.write(new)
        os.chmod(temporary, stat.S_IMODE(found.st_mode))
        with open(real, "rb") as file:
            if file.read() != old:
                raise SourceError("left alone: it changed while it was read")
        os.replace(temporary, real)
        temporary = ""
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror}") from error
    finally:
        if temporary:
            os.unlink(temporary)


def _says_ignored(source: Source) -> bool:
    """Whether a comment asks for the whole file to be passed over."""
    for found in IGNORE_FILE.finditer(source.code):
        source.parse()
        node = source.tree.root_node.descendant_for_byte_range(*found.span(1))
        if node is not None and node.type == "comment":
            return True
    return False


def rewrite_bytes(path: str, data: bytes, task: Task) -> tuple[FileReport, bytes]:
    """Judge one file's bytes, and say what they are to become."""
    report, new = FileReport(path), data
    options = task.options_for(path)
    try:
        if path.endswith(".ipynb"):
            from tfcompat_ce.rewrite.syntax.notebook import Notebook

            if not needed(data, options.target):
                return report, data
            source: Source = Notebook(data)
        else:
            source = Source(data)
        if _says_ignored(source):
            report.ignored = True
            return report, data
        report.gone = gone_names(source.code)
        place = Place(path, task.project)
        if needed(source.code, options.target) or (
            options.target != "nn" and place.reaches_tensorflow
        ):
            result = rewrite(source, options, place)
            report.findings, report.silenced = result.findings, result.silenced
            report.era = result.era
            new = source.spliced(result.edits)
        report.findings = [*remarks(source, task), *report.findings]
    except SourceError as error:
        report.error = str(error)
    except Exception as error:  # one file's trouble is not the others'
        report.error = f"left alone: {type(error).__name__}: {error}".replace("\n", " ")
    report.changed = new != data
    if task.keep and (report.changed or report.findings):
        report.before, report.after = data, new
    return report, new


def remarks(source: Source, task: Task) -> Iterator[Finding]:
    """What there is to say of a notebook's cells that are no part of its program."""
    for it in getattr(source, "remarks", ()):
        if task.options.takes(dynamic.RULE.code):
            place = (it.line, 1, it.line, 1 + len(it.name))
            yield Finding(
                dynamic.RULE.code, Action.MANUAL, it.name, *place, it.message, cell=it.cell
            )


def rewrite_file(path: str, error: str | None, task: Task) -> FileReport:
    """Judge one file, and rewrite it if the task says so."""
    if error is not None:
        return FileReport(path, error=error)
    try:
        data = read(path)
        report, new = rewrite_bytes(path, data, task)
        if report.changed and task.diff:
            report.diff = difference(path, data, new)
        if report.changed and task.write:
            try:
                replace(path, data, new)
            except SourceError as trouble:
                return FileReport(path, error=str(trouble), unwritten=True)
        return report
    except SourceError as trouble:
        return FileReport(path, error=str(trouble))


def difference(path: str, old: bytes, new: bytes) -> bytes:
    """A unified diff, as `patch` reads it."""
    import difflib

    name = path.encode(errors="surrogateescape")
    lines = difflib.diff_bytes(difflib.unified_diff, _lines(old), _lines(new), name, name)
    return b"".join(
        line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"
        for line in lines
    )


_task = Task(Options())


def _set_up(task: Task) -> None:
    """In a new process: what is to be done with each file."""
    global _task
    _task = task
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the first process's to answer


def _chunk(files: list[tuple[str, str | None]]) -> list[FileReport]:
    return [rewrite_file(path, error, _task) for path, error in files]


def rewrite_files(
    files: list[tuple[str, str | None]], task: Task, jobs: int | None = None
) -> Iterator[FileReport]:
    """The report of each file, in order, from `jobs` processes; by default one for each core."""
    project = project_of(files)
    task = changed(task, project=project)
    if jobs is None:
        jobs = (os.cpu_count() or 1) if len(files) >= WORTH_PROCESSES else 1
    if jobs <= 1 or len(files) < 2:
        for path, error in files:
            yield rewrite_file(path, error, task)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_all_start_methods, get_context

    project.modules.scan()
    size = max(1, min(32, len(files) // (jobs * 4)))
    chunks = [files[at : at + size] for at in range(0, len(files), size)]
    method = "fork" if "fork" in get_all_start_methods() else None
    with ProcessPoolExecutor(
        jobs, get_context(method), initializer=_set_up, initargs=(task,)
    ) as pool:
        for reports in pool.map(_chunk, chunks):
            yield from reports


def _lines(data: bytes) -> list[bytes]:
    lines = [line + b"\n" for line in data.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]
