"""Where does a program start, and is it graph code? One answer for all its files.

1.x starts in graph mode, and 2.x is to be told before the first tensor is made. So the switch
stands where a program starts, and not in what it imports.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from tfcompat_ce.api.changes import ONLY_IN_GRAPHS
from tfcompat_ce.api.renamed import new_name
from tfcompat_ce.rewrite.resolve.names import Names
from tfcompat_ce.rewrite.resolve.scopes import scopes
from tfcompat_ce.rewrite.syntax.source import Source, SourceError, parts
from tfcompat_ce.rewrite.usage.finder import Finder
from tfcompat_ce.rewrite.usage.modules import taken
from tfcompat_ce.rewrite.usage.project import Place, Project

SWITCH = "disable_v2_behavior"
SWITCHES = (
    SWITCH,
    "disable_eager_execution",
    "enable_eager_execution",
    "enable_v2_behavior",
)
MAIN = re.compile(rb"^if\b[^\n]*__name__[^\n]*['\"]__main__['\"]", re.MULTILINE)
IMPORTS = ("import_statement", "import_from_statement")


@dataclass(frozen=True)
class Said:
    """What one file says of graph mode."""

    graph: str = ""  # what needs a graph, and where it stands
    by_itself: bool = False  # whether a line of its own says how it runs, as the program starts
    makes: bool = False  # whether it makes tensors, or sets a seed, when it is imported
    starts: bool = False  # whether it has a `__main__` part


def read(finder: Finder) -> Said:
    """What a program says.

    >>> source = Source(b"import tensorflow as tf\\nx = tf.placeholder(tf.float32)\\n")
    >>> source.parse()
    >>> read(Finder(source, Names(source)))
    Said(graph='`tf.placeholder` on line 2', by_itself=False, makes=True, starts=False)
    """
    source = finder.source
    return Said(
        graph=next(graph_uses(finder), ""),
        by_itself=says_by_itself(source),
        makes=any(
            scopes(path)[-1].type == "module"
            for chain in finder.chains
            if chain.called and (path := finder.chains.path(chain))
        ),
        starts=MAIN.search(source.code) is not None,
    )


@functools.cache
def needs_graph(name: str) -> bool:
    """Whether a name, or what 1.x calls it, has a use only where graphs are built.

    >>> needs_graph("placeholder"), needs_graph("train.SummaryWriter"), needs_graph("nn.relu")
    (True, True, False)
    """
    return name in ONLY_IN_GRAPHS or new_name(name) in ONLY_IN_GRAPHS


def says_by_itself(source: Source) -> bool:
    """Whether a line at the top says how it runs; one in a function may never run."""
    return any(
        scopes(path)[-1].type == "module" for word in SWITCHES for path in source.occurrences(word)
    )


def switches_in(source: Source, function: Node) -> bool:
    """Whether a line of a function says how the program runs."""
    return any(
        scopes(path)[-1] == function for word in SWITCHES for path in source.occurrences(word)
    )


def graph_uses(finder: Finder) -> Iterator[str]:
    """What only graphs have, each with its line."""
    for use in finder.uses(needs_graph):
        if not use.is_import and not use.is_alias:
            line = finder.source.position(use.node.end_byte)[0]
            yield f"`tf.{use.api_name}` on line {line}"


@functools.lru_cache(maxsize=4096)
def said(project: Project, path: str) -> Said:
    """What a file of a project says."""
    data = project.text(path)
    if b"tensorflow" not in data and not project.has_tensorflow(path):
        return Said(starts=MAIN.search(data) is not None)
    try:
        source = Source(data)
        source.parse()
        place = Place(path, project)
        return read(Finder(source, Names(source, place.at_home), place))
    except SourceError:
        return Said()


def is_library(place: Place) -> bool:
    """Whether other programs here import it, and it does not start itself."""
    project = place.project
    if project is None or not project.modules.importers(place.path):
        return False
    return not said(project, place.path).starts


def reached_graph_code(place: Place) -> str:
    """What in the files that a program imports needs a graph."""
    project = place.project
    for path in project.modules.reached(place.path)[1:] if project is not None else ():
        assert project is not None
        if found := said(project, path).graph:
            return f"{found} of {project.shown(path, place.path)}"
    return ""


def starting(place: Place) -> list[str]:
    """The programs here that start, and import this one."""
    project = place.project
    if project is None:
        return []
    found, pending = [], [place.path]
    seen = {place.path}
    while pending:
        for path in project.modules.importers(pending.pop()):
            if path not in seen:
                seen.add(path)
                pending.append(path)
                if said(project, path).starts or not project.modules.importers(path):
                    found.append(path)
    return sorted(found)


def starts(source: Source) -> bool:
    """Whether a file is a program: it has a `__main__` part, or does more than define things."""
    if MAIN.search(source.code):
        return True
    for statement in parts(source.tree.root_node):
        inner = statement.named_children[:1]
        acts = statement.type in ("for_statement", "while_statement", "with_statement")
        if acts or (inner and inner[0].type == "call"):
            return True
    return False


def first_maker(place: Place, source: Source) -> Node | None:
    """The first import at the top that leads to a file here which makes tensors as it runs."""
    for statement, path in _own_imports(place, source):
        project = place.project
        if project and any(said(project, one).makes for one in project.modules.reached(path)):
            return statement
    return None


def first_own_import(place: Place, source: Source) -> Node | None:
    """The first import at the top that leads to a file here which has to do with TensorFlow."""
    for statement, path in _own_imports(place, source):
        if place.project and place.project.has_tensorflow(path):
            return statement
    return None


def _own_imports(place: Place, source: Source) -> Iterator[tuple[Node, str]]:
    for statement in parts(source.tree.root_node) if place.project is not None else ():
        if statement.type in IMPORTS:
            for one in taken(source.code[statement.start_byte : statement.end_byte]):
                for path in place.project.modules.led(place.path, one) if place.project else ():
                    yield statement, path
