"""Keras 2 for a program that is to be one of 2.x: from 2.16 on it is a package of its own.

TensorFlow reads the environment as it is imported. So what starts a program says so first.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Iterator

from tree_sitter import Node

from tfcompat_ce.api.native import HOME, native, row_of_contrib
from tfcompat_ce.api.renamed import new_name
from tfcompat_ce.api.symbols import V1, find, releases
from tfcompat_ce.rewrite.rules.base import Action, Outcome
from tfcompat_ce.rewrite.syntax.lines import at_head, line_end
from tfcompat_ce.rewrite.syntax.source import Edit, Source, parts
from tfcompat_ce.rewrite.usage.finder import finder_of
from tfcompat_ce.rewrite.usage.graph_mode import (
    LEGACY_KERAS,
    is_library,
    starts,
)
from tfcompat_ce.rewrite.usage.modules import taken
from tfcompat_ce.rewrite.usage.native_program import NativeProgram
from tfcompat_ce.rewrite.usage.project import Project

VARIABLE = LEGACY_KERAS.decode()
LINE = f'os.environ.setdefault("{VARIABLE}", "1")'
WORDS = re.compile(rb"\b(?:layers|rnn|rnn_cell|keras)\b")
INSTALL = "pip install tf_keras"


def survey(program: NativeProgram) -> Iterator[Outcome]:
    """Say that the program wants Keras 2, at its first import of TensorFlow."""
    source, place = program.source, program.place
    if program.mixed or program.era.release == 2 or LEGACY_KERAS in source.code:
        return
    why, node = _here(program)
    if is_library(place):
        if node is not None:
            message = f"Keras 2 is needed from 2.16 on: {INSTALL}, and what imports this file sets"
            yield Outcome(node, "tensorflow", Action.ADVICE, f"{message} {VARIABLE}=1")
        return
    if not why and starts(source):
        why = _reached(program)
    first = _first_statement(source)
    if not why or first is None:
        return
    message = f"Keras 2 from 2.16 on, for {why}: {INSTALL}"
    edit = _setting(program)
    if edit is None:
        message = f"{message}, and set {VARIABLE}=1"
        yield Outcome(node or first, "tensorflow", Action.MANUAL, message)
    else:
        yield Outcome(node or first, "tensorflow", Action.REWRITTEN, message, (edit,))


@functools.cache
def needs_keras_2(name: str) -> bool:
    """Whether what a name of 1.x's becomes is there with Keras 2 alone, in the newest release.

    >>> needs_keras_2("layers.dense"), needs_keras_2("contrib.rnn.GRUCell"), needs_keras_2("log")
    (True, True, False)
    """
    symbol = find(_becomes(name).removeprefix(f"{HOME}."), V1)
    return symbol is not None and symbol.needs_keras_2(releases()[-1])


def _becomes(name: str) -> str:
    """What a name of 1.x's is in 2.x."""
    row = row_of_contrib(name)
    return row.name if row is not None else native(new_name(name) or name)


def _is_keras(name: str) -> bool:
    of_contrib = name.startswith("contrib.") and _becomes(name).startswith("keras.")
    return of_contrib or name.startswith(("keras.", "python.keras."))


def _here(program: NativeProgram) -> tuple[str, Node | None]:
    """What in this file needs Keras 2, and where."""
    if not WORDS.search(program.source.code):
        return "", None
    for use in program.uses_where(needs_keras_2):
        return f"`tf.{use.api_name}` on line {program.line(use)}", use.node
    for found in program.imports:
        for node, name in found.names:
            if needs_keras_2(name):
                return f"`tf.{name}`", node
    keras = next(program.uses_where(_is_keras), None)
    # Keras 3 does not train in a graph.
    if keras is not None and program.is_graph_code:
        return f"`tf.{keras.api_name}` in graph code", keras.node
    return "", None


def _reached(program: NativeProgram) -> str:
    """What in the files that it imports needs Keras 2."""
    place = program.place
    if place.project is None:
        return ""
    for path in place.project.modules.reached(place.path)[1:]:
        for found in _wanted(place.project, path):
            if program.is_graph_code or not _is_keras(found):
                return f"`tf.{found}` of {place.project.shown(path, place.path)}"
    return ""


@functools.lru_cache(maxsize=4096)
def _wanted(project: Project, path: str) -> tuple[str, ...]:
    """What in a file needs Keras 2, or would in graph code: one of each."""
    if not WORDS.search(project.text(path)):
        return ()
    finder = finder_of(project, path)
    if finder is None:
        return ()
    found = (
        next((use.api_name for use in finder.uses(wanted)), "")
        for wanted in (needs_keras_2, _is_keras)
    )
    return tuple(filter(None, found))


def _first_statement(source: Source) -> Node | None:
    return next(iter(parts(source.tree.root_node)), None)


def _setting(program: NativeProgram) -> Edit | None:
    """The line that says so, before TensorFlow is imported; None where `os` is another name."""
    source = program.source
    for statement in parts(source.tree.root_node):
        if statement.type == "import_statement" and _is_of_os(statement.named_children[0]):
            end = line_end(source, statement)
            return Edit(end, end, source.newline + LINE)
        if statement.type.startswith("import_") and not _is_of_python(source, statement):
            break
    bound = (path for path in source.occurrences("os") if program.names.binds(path))
    if all(_is_of_os(path[-2]) for path in bound):
        return at_head(source, f"import os{source.newline}{LINE}")
    return None


def _is_of_os(item: Node) -> bool:
    """Whether an import names `os`, or a module of it."""
    return item.type == "dotted_name" and (item.children[0].text or b"") == b"os"


def _is_of_python(source: Source, statement: Node) -> bool:
    """Whether a statement imports nothing but what comes with Python."""
    names = taken(source.code[statement.start_byte : statement.end_byte])
    return all(one.module.partition(".")[0] in sys.stdlib_module_names for one in names)
