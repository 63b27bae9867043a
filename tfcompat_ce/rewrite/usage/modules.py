"""Which file does an import of a program's own lead to, and who takes what from whom?

Read off the text of all files by regular expressions, for each is parsed only where it matters.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

IMPORT = re.compile(
    rb"(?<![\w.#])(?:from[ \t]+(\.*)([\w.]*)[ \t]+import\b[ \t]*(\([^)]*\)|(?:[^\n\\]|\\\r?\n?)*)"
    rb"|import[ \t]+([\w.][\w., \t]*))"
)
WORD = re.compile(rb"import")
NAME = re.compile(rb"(\w+)(?:[ \t\n\r\\]+as[ \t]+(\w+))?|(\*)")
Parts = tuple[str, ...]
COMMENT = re.compile(rb"#[^\n]*")
MODULE = re.compile(rb"([\w.]+)(?:[ \t]+as[ \t]+(\w+))?")


@dataclass(frozen=True, slots=True)
class Taken:
    """One `from module import name as local`, or `import module as local` without a name."""

    level: int  # how many dots stand before the module
    module: str
    name: str = ""
    local: str = ""


def taken(data: bytes) -> Iterator[Taken]:
    """What the imports of a program name.

    >>> [(one.module, one.name, one.local) for one in taken(b"from a.b import c as d, e")]
    [('a.b', 'c', 'd'), ('a.b', 'e', 'e')]
    """
    done = 0
    for word in WORD.finditer(data):
        line = data.rfind(b"\n", 0, word.start()) + 1
        while line > 1 and data[line - 2 : line - 1] == b"\\":
            line = data.rfind(b"\n", 0, line - 1) + 1
        if word.start() < done or b"#" in data[line : word.start()]:
            continue
        place = data.rfind(b"from", max(line, done), word.start())
        found = IMPORT.match(data, place) if place >= 0 else None
        found = found or IMPORT.match(data, word.start())
        if found is None:
            continue
        done = found.end()
        if found[4] is not None:
            for item in found[4].split(b","):
                if one := MODULE.match(item.strip()):
                    module, alias = one[1].decode(), (one[2] or b"").decode()
                    yield Taken(0, module, local=alias or module)
            continue
        level, module = len(found[1]), found[2].decode()
        for item in NAME.finditer(COMMENT.sub(b"", found[3])):
            name = (item[1] or item[3]).decode()
            yield Taken(level, module, name, (item[2] or item[1] or item[3]).decode())


class Modules:
    """The programs of a project by the names that imports have for them.

    >>> modules = Modules(["pkg/__init__.py", "pkg/nets.py", "other/nets.py"], lambda path: b"")
    >>> modules.find("pkg/__init__.py", 1, "nets")
    'pkg/nets.py'
    >>> modules.find("main.py", 0, "other.nets")
    'other/nets.py'
    """

    def __init__(
        self, paths: Iterable[str], read: Callable[[str], bytes], word: bytes = b"import"
    ) -> None:
        self._read, self._word, self._given = read, word, paths
        self._found: dict[tuple[str, int, str], str | None] = {}
        self._used: dict[str, frozenset[str]] = {}
        self._imported: dict[str, list[str]] = {}
        self._with_word: dict[str, bool] = {}

    @cached_property
    def paths(self) -> list[str]:
        return list(self._given)

    @cached_property
    def _by_parts(self) -> dict[Parts, str]:
        return {_parts(path): path for path in self.paths if path.endswith(".py")}

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[Parts, str]]]:
        found = defaultdict(list)
        for at, path in self._by_parts.items():
            found[at[-1]].append((at, path))
        return found

    def find(self, importer: str, level: int, module: str) -> str | None:
        """The file that a module is in, as one file names it; None where it is not in here."""
        key = (os.path.dirname(importer), level, module)
        if key not in self._found:
            self._found[key] = self._find(importer, level, module)
        return self._found[key]

    def _find(self, importer: str, level: int, module: str) -> str | None:
        wanted = tuple(module.split(".")) if module else ()
        folder = _folder(importer)
        if level:
            home = folder[: len(folder) - level + 1]
            return self._by_parts.get((*home, *wanted))
        if not wanted:
            return None
        candidates = [
            (at[: len(at) - len(wanted)], path)
            for at, path in self._by_name.get(wanted[-1], ())
            if at[-len(wanted) :] == wanted
        ]
        if not candidates:
            return None

        def distance(candidate: tuple[Parts, str]) -> tuple[int, int, str]:
            root, path = candidate
            pairs = zip(root, folder, strict=False)
            shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
            return (len(root) - shared, len(folder) - shared, path)

        return min(candidates, key=distance)[1]

    def split(self, importer: str, qualified: str) -> tuple[str, str] | None:
        """A dotted name as a file here and what is below it: `pkg.common.tf.nn`."""
        bare = qualified.lstrip(".")
        level = len(qualified) - len(bare)
        names = bare.split(".") if bare else []
        for end in range(len(names), 0, -1):
            path = self.find(importer, level, ".".join(names[:end]))
            if path is not None:
                return path, ".".join(names[end:])
        if level:
            path = self.find(importer, level, "")
            if path is not None:
                return path, bare
        return None

    def has_word(self, path: str) -> bool:
        """Whether the word that was asked for stands in a program."""
        self.imported(path)
        return self._with_word[path]

    def imported(self, path: str) -> list[str]:
        """The files here that this one imports."""
        if path not in self._imported:
            data = self._program(path)
            self._with_word[path] = self._word in data
            homes = (home for one in taken(data) for home in self.led(path, one))
            self._imported[path] = sorted({home for home in homes if home != path})
        return self._imported[path]

    @cached_property
    def _importers(self) -> dict[str, list[str]]:
        found = defaultdict(list)
        for path in sorted(self.paths):
            for home in self.imported(path):
                found[home].append(path)
        return found

    def _program(self, path: str) -> bytes:
        """A file's text, and of a notebook what looks like its cells'."""
        data = self._read(path)
        if path.endswith(".ipynb"):
            data = data.replace(b"\\n", b"\n").replace(b'"', b" ")
        return data

    def led(self, path: str, one: Taken) -> list[str]:
        """The files here that an import of a program runs."""
        return [home for home, _, _ in self._led(path, one)]

    def _led(self, path: str, one: Taken) -> Iterator[tuple[str, str, str]]:
        """The files that an import leads to, the name it takes, and what it calls the module."""
        home = self.find(path, one.level, one.module)
        if one.name:
            dotted = f"{one.module}.{one.name}" if one.module else one.name
            if home is not None:
                yield home, one.name, ""
            home = self.find(path, one.level, dotted) if one.name != "*" else None
        else:  # import a.b imports a as well
            above = one.module.split(".")
            for end in range(1, len(above)):
                package = self.find(path, 0, ".".join(above[:end]))
                if package is not None:
                    yield package, "", ""
        if home is not None:
            yield home, "", one.local

    def scan(self) -> None:
        """Read all programs now, for what is to be asked later by many processes."""
        self._importers  # noqa: B018

    def used_of(self, path: str) -> frozenset[str]:
        """The names of a program that other programs use; `*` for all of them."""
        if path not in self._used:
            found = set()
            for other in self.importers(path):
                data = self._program(other)
                for one in taken(data):
                    for home, name, local in self._led(other, one):
                        if home == path and name:
                            found.add(name)
                        elif home == path and local:
                            used = rb"(?<![\w.])" + re.escape(local.encode()) + rb"\s*\.\s*(\w+)"
                            found.update(word.decode() for word in re.findall(used, data))
            self._used[path] = frozenset(found)
        return self._used[path]

    def importers(self, path: str) -> list[str]:
        """The files that import this one."""
        return self._importers.get(path, [])

    def reached(self, path: str) -> list[str]:
        """All that a program imports of its own, it itself first."""
        found, pending = {path: None}, [path]
        while pending:
            for other in self.imported(pending.pop()):
                if other not in found:
                    found[other] = None
                    pending.append(other)
        return list(found)


def _parts(path: str) -> Parts:
    """The module that a file is, by all its folders."""
    names = os.path.abspath(path)[: -len(".py")].split(os.sep)
    return tuple(names[:-1] if names[-1] == "__init__" else names)


def _folder(path: str) -> Parts:
    return tuple(os.path.dirname(os.path.abspath(path)).split(os.sep))
