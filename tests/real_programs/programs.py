"""Which files of a folder are programs of TensorFlow."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

USES = re.compile(r"^\s*(?:import|from)\s+(?:tensorflow|keras)\b", re.M)
NOT_PROGRAMS = re.compile(r"^(?:setup|conftest|__init__|test_.*|.*_test)\.py$")


@dataclass(frozen=True, slots=True)
class Program:
    """A file in its tree, and what it is given on the command line."""

    tree: Path
    path: Path  # in the tree
    arguments: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join([self.path.as_posix(), *self.arguments])

    @property
    def code(self) -> str:
        return (self.tree / self.path).read_text("utf-8", "replace")


def find(what: str) -> Iterator[Program]:
    """The programs of a folder, or the one of a line "FILE ARGUMENT ...". Of equal ones one."""
    if Path(what).is_dir():
        seen = set()
        for path in sorted(Path(what).rglob("*.py")):
            program = Program(Path(what), path.relative_to(what))
            code = program.code
            if not NOT_PROGRAMS.match(path.name) and does_something(code) and code not in seen:
                seen.add(code)
                yield program
    else:
        file, *arguments = shlex.split(what)
        yield Program(Path(file).parent, Path(Path(file).name), tuple(arguments))


def does_something(code: str) -> bool:
    """Whether a file uses TensorFlow, and not only in what it defines.

    >>> does_something("import tensorflow as tf\\ndef f(): return tf.ones(1)")
    False
    >>> does_something("import tensorflow as tf\\nprint(tf.ones(1))")
    True
    """
    if not USES.search(code):
        return False
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return False
    return any(
        isinstance(part, (ast.For, ast.While, ast.If, ast.With, ast.Try))
        or (isinstance(part, ast.Expr) and isinstance(part.value, ast.Call))
        for part in tree.body
    )
