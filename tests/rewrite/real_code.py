"""The rewriter against real packages, with LibCST as an oracle of its own mind.

    python -m tests.rewrite.real_code [--cache FOLDER] [--tree FOLDER ...] [PACKAGE ...]

Downloads the packages' sources, lists with LibCST's qualified names every reference to the family,
and holds the report against the list. Then rewrites copies of the trees for each target: whatever
compiled must compile, no name may be undefined that was not, and a second run must change nothing.
With `--target v2` each name of TensorFlow's that 2.x has not must be in the report. Needs pip,
libcst and ruff.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import libcst
from libcst.metadata import MetadataWrapper, PositionProvider, QualifiedNameProvider

from tfcompat_ce.api.eras import prefixes
from tfcompat_ce.api.symbols import V1, V2, find, releases
from tfcompat_ce.rewrite.files.project import FileReport, Task, find_files, rewrite_files
from tfcompat_ce.rewrite.resolve.names import Names
from tfcompat_ce.rewrite.rewriter import Options
from tfcompat_ce.rewrite.syntax.source import Source, SourceError
from tfcompat_ce.rewrite.usage.finder import Finder
from tfcompat_ce.rewrite.usage.spelling import Dialect, placed

PACKAGES = (
    "tensor2tensor==1.15.*",
    "tflearn",
    "tensorlayer<2",
    "edward",
    "bert-tensorflow",
    "dm-sonnet<2",
    "keras<2.4",
    "gpt-2-simple",
    "tf-slim",
    "baselines",
    "magenta<2",
    "stable-baselines",
    "texar",
    "skflow",
    "prettytensor",
    "tflearn==0.3.2",
    "tensorlayer==1.3.2",
    "opennmt-tf==1.25.3",
)
MODULES = (
    "tensorflow.nn",
    "tensorflow.compat.v1.nn",
    "tensorflow.compat.v2.nn",
    "tensorflow.python.ops.nn",
    "tensorflow.python.ops.nn_ops",
)
FUNCTIONS = (
    "softmax",
    "log_softmax",
    "softmax_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits_v2",
    "sparse_softmax_cross_entropy_with_logits",
)
FAMILY = {f"{module}.{function}" for module in MODULES for function in FUNCTIONS}

Place = tuple[int, int]


class Oracle(libcst.CSTVisitor):
    """The places of every name and attribute that LibCST says is one of the family."""

    METADATA_DEPENDENCIES = (PositionProvider, QualifiedNameProvider)

    def __init__(self) -> None:
        self.places: dict[Place, str] = {}

    def _note(self, node: libcst.CSTNode) -> None:
        for name in self.get_metadata(QualifiedNameProvider, node, set()):
            if name.name in FAMILY and name.source.name == "IMPORT":
                start = self.get_metadata(PositionProvider, node).start
                self.places[start.line, start.column + 1] = name.name

    def visit_Import(self, node: libcst.Import) -> bool:
        return False

    def visit_ImportFrom(self, node: libcst.ImportFrom) -> bool:
        return False

    def visit_Attribute(self, node: libcst.Attribute) -> None:
        self._note(node)

    def visit_Name(self, node: libcst.Name) -> None:
        self._note(node)


def ask_oracle(path: Path) -> dict[Place, str] | None:
    """Every reference in a file, None where LibCST cannot read it."""
    data = path.read_bytes()
    if b"softmax" not in data:
        return {}
    try:
        wrapper = MetadataWrapper(libcst.parse_module(data), unsafe_skip_copy=True)
        oracle = Oracle()
        wrapper.visit(oracle)
    except (libcst.ParserSyntaxError, RecursionError, UnicodeDecodeError):
        return None
    return oracle.places


def compiles(path: Path) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(path.read_bytes(), str(path), "exec")
        except (SyntaxError, ValueError):
            return False
    return True


def download(package: str, cache: Path) -> Path:
    """The unpacked sources of a package. Raises subprocess.CalledProcessError if there are none."""
    folder = cache / package.translate(str.maketrans("<>=*", "____"))
    if not folder.exists():
        with tempfile.TemporaryDirectory() as temporary:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", temporary]
            source = subprocess.run([*pip, "--no-binary", ":all:", package], capture_output=True)
            if source.returncode:
                wheel = ["--only-binary", ":all:", "--python-version", "3.7"]
                subprocess.run([*pip, *wheel, package], check=True, capture_output=True)
            [archive] = Path(temporary).iterdir()
            folder.mkdir(parents=True)
            if archive.suffix in (".whl", ".zip"):
                zipfile.ZipFile(archive).extractall(folder)
            else:
                with tarfile.open(archive) as tar:
                    tar.extractall(folder, filter="data")
    return folder


def judge(
    tree: Path,
) -> list[FileReport]:
    return list(rewrite_files(list(find_files([str(tree)])), Task(Options())))


def hold_against_oracle(tree: Path) -> bool:
    """Print how the report and the oracle compare; False where a reference is missing."""
    reports = judge(tree)
    actions = Counter(f.action.value for report in reports for f in report.findings)
    missing = extra = unread = agreed = 0
    for report in reports:
        if report.error:
            print(f"  {report.path}: {report.error}")
            continue
        expected = ask_oracle(Path(report.path)) if report.path.endswith(".py") else {}
        if expected is None:
            unread += 1
            continue
        found = {(f.line, f.column): f.name for f in report.findings}
        for place in sorted(expected.keys() - found.keys()):
            print(f"  MISSING {report.path}:{place[0]}:{place[1]} {expected[place]}")
            missing += 1
        agreed += len(expected.keys() & found.keys())
        extra += len(found.keys() - expected.keys())
    print(
        f"{tree}: {len(reports)} files, {dict(actions)}; the oracle has {agreed + missing}, of which "
        f"{missing} are missing; {extra} more than it (aliases, imports); it could not read {unread} files"
    )
    return not missing


def rewrite_copy(tree: Path, target: str) -> bool:
    """Rewrite a copy of a tree; False where a file broke or a second run changes something."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary, "tree")
        copy.mkdir()
        word = b"softmax" if target == "nn" else b"tensorflow"
        interesting = [p for p in tree.rglob("*.py") if p.is_file() and word in p.read_bytes()]
        for path in interesting:
            (copy / path.relative_to(tree)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy / path.relative_to(tree))
        sound = {path for path in copy.rglob("*.py") if compiles(path)}
        options = Options(target=target)  # type: ignore[arg-type]
        files = list(find_files([str(copy)]))
        undefined = undefined_names(copy)
        first = list(rewrite_files(files, Task(options, write=True)))
        again = list(rewrite_files(files, Task(options, write=True)))
        broken = [path for path in sound if not compiles(path)]
        restless = [report.path for report in again if report.changed]
        errors = [f"{report.path}: {report.error}" for report in first if report.error]
        undefined = undefined_names(copy) - undefined
        missing = (
            [name for report in first for name in unresolved(report)] if target == "v2" else []
        )
        changed = sum(report.changed for report in first)
        print(
            f"  --target {target}: {changed} files changed, {len(broken)} broken, "
            f"{len(restless)} restless, {len(undefined)} names undefined, "
            f"{len(missing)} that 2.x has not and the report neither"
        )
        for path in [*errors, *broken, *restless, *sorted(undefined), *missing]:
            print(f"    {path}")
        return not (broken or restless or undefined or missing)


def undefined_names(tree: Path) -> set[str]:
    """Each name that a file uses and nobody defines."""
    check = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F821", "-q"]
    found = subprocess.run(
        [*check, "--output-format", "json", str(tree)], capture_output=True, text=True
    )
    return {f"{one['filename']}: {one['message']}" for one in json.loads(found.stdout or "[]")}


def unresolved(report: FileReport) -> Iterator[str]:
    """The names of TensorFlow's in a file of 1.x's that the newest 2.x has not, nor the report."""
    source = Source(Path(report.path).read_bytes())
    try:
        source.parse()
    except SourceError:
        return
    said = {f.name.partition(".")[2].removeprefix("compat.v1.") for f in report.findings}
    finder = Finder(source, Names(source))
    if report.era == 2 or not report.changed:
        return
    for chain in finder.chains:
        dialect, name = placed(chain.meanings[0]) or (Dialect.SHIM, "")
        known = dialect in (Dialect.SHIM, Dialect.PRIVATE) or _is_there(dialect, name)
        in_report = any(name.startswith(one) or one.startswith(f"{name}.") for one in said if one)
        if name and not known and not in_report and finder.chains.path(chain):
            line = source.position(chain.start)[0]
            yield f"{report.path}:{line}: {dialect.name} {name}"


def _is_there(dialect: Dialect, name: str) -> bool:
    namespace = V1 if dialect is Dialect.V1 else V2
    for part in prefixes(name):
        symbol = find(part, namespace)
        if symbol is not None and (
            symbol.has(releases()[-1]) or symbol.needs_keras_2(releases()[-1])
        ):
            return part == name or symbol.kind != "module"
    return False


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--cache", type=Path, default=Path(tempfile.gettempdir(), "tfcompat-real-code")
    )
    parser.add_argument("--tree", type=Path, action="append", default=[])
    parser.add_argument("packages", nargs="*")
    given = parser.parse_args()
    packages = given.packages or ([] if given.tree else PACKAGES)
    good, trees = True, list(given.tree)
    for package in packages:
        try:
            trees.append(download(package, given.cache))
        except subprocess.CalledProcessError:
            print(f"{package}: not to be had")
            good = False
    for tree in trees:
        good &= hold_against_oracle(tree)
        for target in ("nn", "v1", "v2"):
            good &= rewrite_copy(tree, target)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
