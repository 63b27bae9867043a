"""Before and after, for tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import dedent

from tree_sitter import Tree

from tfcompat_ce.rewrite.rewriter import Finding, Options, rewrite
from tfcompat_ce.rewrite.syntax.safety import edited
from tfcompat_ce.rewrite.syntax.source import Edit, Source, parse, parse_again

TF = "import tensorflow as tf\n"


def chosen(target: str, options: dict[str, object]) -> Options:
    """Options; with `v2` the softmax family alone moves, unless a test says which rules it wants."""
    if target == "v2" and not {"select", "ignore"} & set(options):
        options = {**options, "ignore": ("TFC030",)}
    return Options(target=target, **options)


def rewritten(before: str, target: str = "nn", **options: object) -> str:
    """A program after the rewriter, which must have nothing to do on a second run."""
    options_of = chosen(target, options)
    source = Source(dedent(before).encode())
    edits = rewrite(source, options_of).edits
    after = source.spliced(edits)
    assert_reads_the_same(source, edits, after)
    again = Source(after)
    assert again.spliced(rewrite(again, options_of).edits) == after, (
        "a second run changes something"
    )
    return after.decode()


def assert_reads_the_same(source: Source, edits: list[Edit], after: bytes) -> None:
    """What is read again of an edited text must be what is read of it afresh."""
    told = edited(source.tree, source.code, edits)
    assert tokens(parse_again(after, told)) == tokens(parse(after))


def tokens(tree: Tree) -> list[tuple[str, int, int]]:
    """Every node of a tree: its kind and its place."""
    found, pending = [], [tree.root_node]
    while pending:
        node = pending.pop()
        found.append((node.type, node.start_byte, node.end_byte))
        pending += node.children
    return found


def findings(code: str, target: str = "nn", **options: object) -> list[Finding]:
    """What the rewriter says about a program."""
    return rewrite(Source(dedent(code).encode()), chosen(target, options)).findings


def actions(code: str, target: str = "nn", **options: object) -> list[str]:
    """The action for each reference, in the order of the text."""
    return [finding.action.value for finding in findings(code, target, **options)]


def line(call: str, target: str = "nn", **options: object) -> str:
    """The last line of a file that imports TensorFlow and makes one call."""
    return rewritten(f"{TF}print(tf.float32)\n{call}\n", target, **options).splitlines()[-1]


def unchanged(code: str, **options: object) -> bool:
    """Whether a program stays as it is for every target."""
    text = dedent(code)
    return all(rewritten(text, target, **options) == text for target in ("nn", "v2"))


@contextmanager
def at_most(limit: int) -> Iterator[None]:
    """Fail once the block has called that many functions: work, which no load on a machine changes."""
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")
        assert calls <= limit, f"more than {limit} calls of functions"

    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(None)
