"""Where does a program start, and is it graph code? One answer for all its files.

1.x starts in graph mode, and 2.x is to be told before the first tensor is made. So the switch
stands where a program starts, and not in what it imports.
"""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Iterator

from tree_sitter import Node

from tfcompat_ce.api.changes import MAKES_NOTHING, ONLY_IN_GRAPHS
from tfcompat_ce.api.private import public
from tfcompat_ce.api.renamed import new_name
from tfcompat_ce.rewrite.resolve.scopes import scopes
from tfcompat_ce.rewrite.syntax.source import Source, SourceError, parts
from tfcompat_ce.rewrite.usage import era
from tfcompat_ce.rewrite.usage.finder import Finder, finder_of
from tfcompat_ce.rewrite.usage.modules import taken
from tfcompat_ce.rewrite.usage.project import Place, Project
from tfcompat_ce.rewrite.usage.spelling import placed

SWITCH = "disable_v2_behavior"
SWITCHES = (
    SWITCH,
    "disable_eager_execution",
    "enable_eager_execution",
    "enable_v2_behavior",
)
EAGER = ("enable_eager_execution", "enable_v2_behavior")
MAIN = re.compile(rb"^if\b[^\n]*__name__[^\n]*['\"]__main__['\"]", re.MULTILINE)
GRAPH_WORDS = re.compile(
    rb"\b(?:%s)\b" % b"|".join(sorted({n.rpartition(".")[2].encode() for n in ONLY_IN_GRAPHS}))
)
AT_TOP = re.compile(
    rb"^(?!def |class |import |from |if |else|try|except|[@#'\"]|FLAGS)\w[^#\n]*\(", re.M
)
LEGACY_KERAS = b"TF_USE_LEGACY_KERAS"
# Lines that the rewriter puts at the top, also of what starts nothing.
SETS_UP = re.compile(rb"\A[^\n]*(?:%b|%b)[^\n]*\Z" % (LEGACY_KERAS, SWITCH.encode()))
IMPORTS = ("import_statement", "import_from_statement")
# Packages whose import makes no tensors.
PLAIN_NAMES = """
    PIL absl cv2 h5py matplotlib numpy pandas scipy six sklearn tensorflow tfcompat_ce tqdm
"""
PLAIN = frozenset(PLAIN_NAMES.split()).union(sys.stdlib_module_names)


@functools.cache
def needs_graph(name: str) -> bool:
    """Whether a name, or what 1.x calls it, has a use only where graphs are built.

    >>> needs_graph("placeholder"), needs_graph("train.SummaryWriter"), needs_graph("nn.relu")
    (True, True, False)
    >>> needs_graph("python.ops.variable_scope.get_variable")
    True
    """
    if name.startswith("python."):
        module, _, last = name.rpartition(".")
        name = public(f"tensorflow.{module}", last)
    return name in ONLY_IN_GRAPHS or new_name(name) in ONLY_IN_GRAPHS


def says_by_itself(source: Source) -> bool:
    """Whether a line at the top says how it runs; one in a function may never run."""
    return switches_in(source, source.tree.root_node)


def switches_in(source: Source, scope: Node) -> bool:
    """Whether a line of a function, or of the module, says how the program runs."""
    return any(scopes(path)[-1] == scope for word in SWITCHES for path in source.occurrences(word))


def graph_uses(finder: Finder) -> Iterator[str]:
    """What only graphs have, each with its line."""
    for use in finder.uses(needs_graph):
        if not use.is_import and not use.is_alias:
            line = finder.source.position(use.node.end_byte)[0]
            yield f"`tf.{use.api_name}` on line {line}"


def graph_code(project: Project, path: str) -> str:
    """What in a file of a project needs a graph, "" where nothing does."""
    return _asked(project, path)[0] if _has_graph_words(project, path) else ""


def makes_tensors(project: Project, path: str) -> bool:
    """Whether a file makes tensors, or sets a seed, when it is imported."""
    return _acts_at_top(project, path) and _asked(project, path)[1]


@functools.lru_cache(maxsize=4096)
def _has_graph_words(project: Project, path: str) -> bool:
    return GRAPH_WORDS.search(project.text(path)) is not None


@functools.lru_cache(maxsize=4096)
def _acts_at_top(project: Project, path: str) -> bool:
    return project.has_tensorflow(path) and AT_TOP.search(project.text(path)) is not None


@functools.lru_cache(maxsize=4096)
def _asked(project: Project, path: str) -> tuple[str, bool]:
    """What in a file needs a graph, and whether it makes tensors: for both it is read once."""
    finder = finder_of(project, path)
    if finder is None:
        return "", False
    graph = next(graph_uses(finder), "") if _has_graph_words(project, path) else ""
    return graph, _acts_at_top(project, path) and any(_calls_at_top(finder))


def _calls_at_top(finder: Finder) -> Iterator[bool]:
    """For each call of TensorFlow's that may make a tensor, whether an import makes it."""
    for chain in finder.chains:
        spot = placed(chain.meanings[0])
        if chain.called and spot is not None and spot[1].partition(".")[0] not in MAKES_NOTHING:
            found = finder.chains.path(chain)
            yield bool(found) and scopes(found)[-1].type == "module"


@functools.lru_cache(maxsize=1 << 14)
def has_main(project: Project, path: str) -> bool:
    """Whether a file has a `__main__` part."""
    text = project.text(path)
    return b"__main__" in text and MAIN.search(text) is not None


def is_library(place: Place) -> bool:
    """Whether other programs here import it, and it does not start itself."""
    project = place.project
    if project is None or not project.modules.importers(place.path):
        return False
    return not has_main(project, place.path)


def reached_graph_code(place: Place) -> str:
    """What in the files that a program imports needs a graph."""
    project = place.project
    if project is None:
        return ""
    for path in project.modules.reached(place.path)[1:]:
        if found := graph_code(project, path):
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
                if has_main(project, path) or not project.modules.importers(path):
                    found.append(path)
    return sorted(found)


def starts(source: Source) -> bool:
    """Whether a file is a program: it has a `__main__` part, or does more than define things."""
    if MAIN.search(source.code):
        return True
    for statement in parts(source.tree.root_node):
        if SETS_UP.search(_text_of(source, statement)):
            continue
        inner = statement.named_children[:1]
        acts = statement.type in ("for_statement", "while_statement", "with_statement")
        if acts or (inner and inner[0].type == "call"):
            return True
    return False


def first_maker(place: Place, source: Source) -> Node | None:
    """The first import at the top that leads to a file here which makes tensors as it runs."""
    for statement, path in _own_imports(place, source):
        project = place.project
        if project and any(makes_tensors(project, one) for one in project.modules.reached(path)):
            return statement
    return None


def first_own_import(place: Place, source: Source) -> Node | None:
    """The first import at the top that leads to a file here which has to do with TensorFlow."""
    for statement, path in _own_imports(place, source):
        if place.project and place.project.has_tensorflow(path):
            return statement
    return None


def end_of_block(place: Place, source: Source, statement: Node) -> Node:
    """The last import of the block that a statement stands in, before one that may make tensors."""
    last = statement
    following = statement.next_named_sibling
    while following is not None and following.type in (*IMPORTS, "comment"):
        if following.type != "comment":
            if not _makes_nothing(place, source, following):
                break
            last = following
        following = following.next_named_sibling
    return last


def _makes_nothing(place: Place, source: Source, statement: Node) -> bool:
    """Whether what a statement imports is known to make no tensors."""
    for one in taken(source.code[statement.start_byte : statement.end_byte]):
        led = place.project.modules.led(place.path, one) if place.project else ()
        project = place.project
        if project and not all(_only_defines(project, own) for own in led):
            return False
        if not led and (one.level or one.module.partition(".")[0] not in PLAIN):
            return False
    return True


def _only_defines(project: Project, path: str) -> bool:
    """Whether what an import of a file runs has nothing to do with TensorFlow, or calls nothing."""
    reached = project.modules.reached(path)
    if not any(project.has_tensorflow(one) for one in reached):
        return True
    return all(_calls_nothing(project, one) for one in reached)


@functools.lru_cache(maxsize=4096)
def _calls_nothing(project: Project, path: str) -> bool:
    """Whether a file, as it is imported, calls no function: it only defines some."""
    source = Source(project.text(path))
    try:
        source.parse()
    except SourceError:
        return False
    pending = [it for it in parts(source.tree.root_node) if not MAIN.match(_text_of(source, it))]
    while pending:
        node = pending.pop()
        if node.type == "call":
            return False
        body = node.child_by_field_name("body")
        later = node.type in ("function_definition", "lambda")
        pending += [child for child in node.children if not (later and child == body)]
    return True


def _text_of(source: Source, node: Node) -> bytes:
    return source.code[node.start_byte : node.end_byte]


def _own_imports(place: Place, source: Source) -> Iterator[tuple[Node, str]]:
    if place.project is None:
        return
    for statement in parts(source.tree.root_node):
        if statement.type in IMPORTS:
            for one in taken(source.code[statement.start_byte : statement.end_byte]):
                for path in place.project.modules.led(place.path, one):
                    yield statement, path


def starts_in_graph_mode(project: Project, path: str) -> str:
    """Why a program is to start as 1.x does, "" where it is not: asked before anything runs.

    It is where it, or a file that it imports, has graph code, unless it is 2.x's or says at its
    top that it runs eagerly.
    """
    finder = finder_of(project, path)
    if finder is None or era.around(finder, era.read(finder, finder.family())).release == 2:
        return ""
    eager = (path for word in EAGER for path in finder.source.occurrences(word))
    if any(scopes(found)[-1].type == "module" for found in eager):
        return ""
    for one in project.modules.reached(path):
        if found := graph_code(project, one):
            return f"{found} of {os.path.basename(one)}"
    return ""
