"""The programs around a file: what they hand on, what they take, and which TensorFlow they name."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tfcompat_ce.rewrite.resolve.names import Names
from tfcompat_ce.rewrite.syntax.source import Source, SourceError
from tfcompat_ce.rewrite.usage.modules import Modules, taken
from tfcompat_ce.rewrite.usage.pins import Pin, pinned

TENSORFLOW = ("tensorflow", "tfcompat_ce", "tensorflow_core")
# `nn = tf.nn`, `tf = import_module("tensorflow")`; but not `x = f(y)` nor `x = "y"`.
LITERAL = rb"[ \t]*(?:\w{0,2}[\"']|[\[{\d-]|(?:None|True|False)\b)"
ASSIGNED = re.compile(
    rb"^[ \t]*(\w+)[ \t]*=(?!=|%b)[^(\n]*(?:$|\((?=[^\n]*tensorflow)|\b(?:getattr|partial)\()"
    % LITERAL,
    re.M,
)
MOST_STEPS = 20  # from a name to the file that it is at home in
MOST_KEPT = 16  # trees of other files: one is ten times as large as its text


class Project:
    """Some programs that import one another.

    >>> texts = {"lib/here.py": b"import tensorflow as tf", "lib/ops.py": b"from .here import tf"}
    >>> project = Project(texts, texts.__getitem__)
    >>> project.at_home("lib/ops.py", ".here.tf.nn.softmax")
    'tensorflow.nn.softmax'
    """

    def __init__(
        self,
        paths: Iterable[str],
        read: Callable[[str], bytes],
        kind: type[Modules] = Modules,
        top: Callable[[str], str] = os.path.dirname,
    ) -> None:
        """`top` gives the folder of the project that a folder is in."""
        self._top = top
        self._pins: dict[str, Pin | None] = {}
        self._given = read
        self._added: dict[str, bytes] = {}
        self.modules = kind(paths, self.text, b"tensorflow")
        self._candidates: dict[str, set[str]] = {}
        self._asking: set[tuple[str, str]] = set()
        self._names: dict[str, Names | None] = {}
        self._handed: dict[tuple[str, str], str] = {}
        self._home: dict[tuple[str, str], str] = {}

    def at_home(self, path: str, qualified: str) -> str:
        """What a dotted name of a file is called where it comes from; unknown ones stay."""
        top = qualified.partition(".")[0]
        if top in TENSORFLOW:
            return qualified
        key = (os.path.dirname(path), qualified)
        if key not in self._home:
            self._home[key] = self._at_home(path, qualified)
        return self._home[key]

    def _at_home(self, path: str, qualified: str) -> str:
        found = self.modules.split(path, qualified)
        if found is None or not found[1] or found[0] == path:
            return qualified
        home, below = found
        name, _, rest = below.partition(".")
        handed = self.handed_on(home, name)
        if handed.startswith("."):
            return qualified
        return f"{handed}.{rest}".rstrip(".") if handed else qualified

    def handed_on(self, path: str, name: str) -> str:
        """What a module has under a name from elsewhere, "" where that is its own."""
        key = (path, name)
        if key in self._handed:
            return self._handed[key]
        if key in self._asking or len(self._asking) > MOST_STEPS:
            return ""
        self._asking.add(key)
        try:
            self._handed[key] = self._look_up(path, name)
        finally:
            self._asking.discard(key)
        return self._handed[key]

    def _look_up(self, path: str, name: str) -> str:
        if not self._may_have(path, name):
            return ""
        names = self._names_of(path)
        if names is None:
            return ""
        return next((meaning.qualified for meaning in names.exported(name).meanings), "")

    def _may_have(self, path: str, name: str) -> bool:
        """Whether a file's imports or assignments can give a name something from elsewhere."""
        if path not in self._candidates:
            data = self.text(path)
            found = {word.decode() for word in ASSIGNED.findall(data)}
            found.update(one.local.partition(".")[0] for one in taken(data))
            self._candidates[path] = found
        return name in self._candidates[path] or "*" in self._candidates[path]

    def _names_of(self, path: str) -> Names | None:
        if path not in self._names:
            if len(self._names) >= MOST_KEPT:
                del self._names[next(iter(self._names))]
            self._names[path] = None
            try:
                source = Source(self.text(path))
                source.parse()
                self._names[path] = Names(source, functools.partial(self.at_home, path))
            except SourceError:
                pass
        return self._names[path]

    def pin(self, path: str) -> Pin | None:
        """The TensorFlow that the project of a file asks for."""
        top = self._top(os.path.dirname(os.path.abspath(path)))
        if top not in self._pins:
            self._pins[top] = pinned(top, self._given)
        return self._pins[top]

    def hands_on(self, path: str, qualified: str) -> bool:
        """Whether a dotted name leads to a program here that has TensorFlow under some name."""
        if qualified.partition(".")[0] in TENSORFLOW:
            return True
        if self.at_home(path, qualified).partition(".")[0] in TENSORFLOW:
            return True
        found = self.modules.split(path, qualified)
        return found is not None and not found[1] and self.has_tensorflow(found[0])

    def add(self, path: str, data: bytes) -> None:
        """Take a program that is in no file, or was read already."""
        self._added[path] = data

    def text(self, path: str) -> bytes:
        """The bytes of a file here."""
        return self._added[path] if path in self._added else self._given(path)

    @staticmethod
    def shown(path: str, beside: str) -> str:
        """A file's name as one beside it, or above it, would say it."""
        return os.path.relpath(path, os.path.dirname(beside) or ".")

    @functools.cached_property
    def _with_tensorflow(self) -> dict[str, bool]:
        return {}

    def has_tensorflow(self, path: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether a program imports TensorFlow, or another one here that does."""
        if path not in self._with_tensorflow:
            found = self.modules.has_word(path) or any(
                self.has_tensorflow(other, seen | {path})
                for other in self.modules.imported(path)
                if other not in seen
            )
            self._with_tensorflow[path] = found
        return self._with_tensorflow[path]


@dataclass(frozen=True)
class Place:
    """A program in its project, or alone."""

    path: str = ""
    project: Project | None = None
    keeps_all: bool = False  # whatever it has, somebody may import

    @property
    def is_package(self) -> bool:
        return os.path.basename(self.path) == "__init__.py"

    @functools.cached_property
    def wanted(self) -> frozenset[str]:
        """The names that other programs use of it; `*` for all."""
        if self.keeps_all:
            return frozenset("*")
        return self.project.modules.used_of(self.path) if self.project else frozenset()

    @property
    def reaches_tensorflow(self) -> bool:
        """Whether it imports TensorFlow by way of other files."""
        return self.project is not None and self.project.has_tensorflow(self.path)

    def at_home(self, qualified: str) -> str:
        """What a dotted name is called where it comes from."""
        return self.project.at_home(self.path, qualified) if self.project else qualified

    def is_tensorflows(self, qualified: str) -> bool:
        """Whether a dotted name is TensorFlow's, or a program's here that has some of it."""
        if self.project is not None:
            return self.project.hands_on(self.path, qualified)
        return qualified.partition(".")[0] in TENSORFLOW


ALONE = Place()
