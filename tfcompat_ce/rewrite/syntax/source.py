"""One file as bytes, its syntax tree, and the splices to make in it.

The tree is parsed from a UTF-8 copy of the file whose offsets are those of the text that is
spliced, so a place in the tree is a place in the text. Whatever no splice touches stays as it was.
"""

from __future__ import annotations

import codecs
import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Tree

Path = tuple[Node, ...]
"""The nodes from the root of the tree down to one node of it."""

PYTHON = Language(tree_sitter_python.language())
ENCODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
LINE_END = re.compile(rb"\r\n|\r|\n")
LONE_RETURN = re.compile(rb"\r(?!\n)")
BRACKETS = dict.fromkeys(b"([{", 1) | dict.fromkeys(b")]}", -1)
NO_BRACKETS = bytes(byte for byte in range(256) if byte not in BRACKETS)
WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
BRACKETED = {
    "argument_list",
    "dictionary",
    "generator_expression",
    "import_from_statement",
    "list",
    "list_pattern",
    "parameters",
    "parenthesized_expression",
    "set",
    "subscript",
    "tuple",
    "tuple_pattern",
}
TRIVIA = {"comment", "line_continuation"}
DEEPEST = 200  # brackets inside brackets: what Python's own parser takes


class SourceError(Exception):
    """A file that cannot be read, decoded or parsed; the message is one line."""


@dataclass(frozen=True, order=True, slots=True)
class Edit:
    """Replace the bytes from `start` to `end` by `text`."""

    start: int
    end: int
    text: str = field(compare=False)


def declared_encoding(data: bytes) -> str:
    """The encoding a Python file declares for itself (PEP 263), UTF-8 where it does not.

    >>> declared_encoding(b"# -*- coding: latin-1 -*-\\n")
    'latin-1'
    """
    for line in data.split(b"\n", 2)[:2]:
        if found := ENCODING.match(line):
            return found[1].decode()
        if line.strip() and not line.lstrip().startswith(b"#"):
            break
    return "utf-8"


def parse(code: bytes) -> Tree:
    """The syntax tree of `code`, broken or not.

    >>> parse(b"x = 1").root_node.type
    'module'
    """
    return Parser(PYTHON).parse(code)


def parse_again(code: bytes, told: Tree) -> Tree:
    """The syntax tree of a text that was edited, quickly: `told` has been told of the edits.

    >>> parse_again(b"x = 1", parse(b"x = 1")).root_node.type
    'module'
    """
    return Parser(PYTHON).parse(code, told)


def first_error(tree: Tree) -> Node | None:
    """The first place that is not Python, None where all of it is.

    >>> first_error(parse(b"x = 1"))
    """
    node: Node | None = tree.root_node
    if node is None or not node.has_error:
        return None
    while node is not None and not (node.is_error or node.is_missing):
        node = next((child for child in node.children if child.has_error), None)
    return node or tree.root_node


def nested_too_deep(code: bytes, tree: Tree) -> bool:
    """Whether the program has more brackets inside each other than Python takes."""
    depths = list(accumulate(map(BRACKETS.__getitem__, code.translate(None, NO_BRACKETS))))
    deepest = max(depths, default=0)
    if deepest <= DEEPEST:
        return False
    brackets = [at for at, byte in enumerate(code) if byte in BRACKETS]
    cursor, nesting = tree.root_node.walk(), 0
    while cursor.goto_first_child_for_byte(brackets[depths.index(deepest)]) is not None:
        nesting += cursor.node is not None and cursor.node.type in BRACKETED
    return nesting > DEEPEST


def parts(node: Node) -> list[Node]:
    """A node's named children, comments and joined lines passed over."""
    return [part for part in node.named_children if part.type not in TRIVIA]


def is_field(parent: Node, name: str, child: Node) -> bool:
    """Whether a node is its parent's field of that name."""
    return child in parent.children_by_field_name(name)


def is_attribute(path: Path) -> bool:
    """Whether the end of a path is the name of an attribute: `word` in `x.word`."""
    return path[-2].type == "attribute" and is_field(path[-2], "attribute", path[-1])


def named(path: Path) -> Path:
    """The expression that a word is the name of: all of `x.word`, or the word itself."""
    return path[:-1] if is_attribute(path) else path


class Source:
    """A Python program as text: where its lines are, what its tree is, how to splice it.

    Raises SourceError for bytes that are not text or not Python.

    >>> source = Source(b"x = 1\\n")
    >>> source.position(4)
    (1, 5)
    >>> source.spliced([Edit(4, 5, "2")])
    b'x = 2\\n'
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.encoding = "utf-8"
        self.code = self._decoded(data)
        self.newline = (LINE_END.search(self.code) or [b"\n"])[0].decode()
        self.parsed = LONE_RETURN.sub(b"\n", self.code)
        self.starts: list[int] = []

    def _decoded(self, data: bytes) -> bytes:
        """The text as UTF-8 without its byte order mark."""
        if b"\0" in data:
            raise SourceError("cannot be decoded: it contains NUL bytes")
        self.bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        body = data[len(self.bom) :]
        self.encoding = declared_encoding(body)
        try:
            text = body.decode(self.encoding)
            if codecs.lookup(self.encoding).name == "utf-8":
                return body
            if text.encode(self.encoding) != body:
                raise SourceError(f"cannot be decoded: {self.encoding} does not read back")
            return text.encode()
        except LookupError as error:
            raise SourceError(f"cannot be decoded: {error}") from error
        except ValueError as error:
            raise SourceError(f"cannot be decoded: {error}") from error

    def parse(self) -> None:
        """Read the syntax tree. Raises SourceError where the text is not Python."""
        self.tree = parse(self.parsed)
        if nested_too_deep(self.parsed, self.tree):
            raise SourceError(f"cannot be parsed: more than {DEEPEST} brackets inside each other")
        if error := first_error(self.tree):
            line, column = self.position(error.start_byte)
            cell = self.cell(error.start_byte)
            where = f"line {line}, column {column}" if cell is None else f"cell {cell}, line {line}"
            raise SourceError(f"cannot be parsed: {where}")
        self._cursor = self.tree.root_node.walk()
        self._open = [self.tree.root_node]  # the nodes down to the cursor's
        self._paths: dict[tuple[int, int], Path] = {}

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a byte, both from 1, the column in characters."""
        if not self.starts:
            *lines, _ = (self.code + b"\0").splitlines(keepends=True)
            self.starts = [0, *accumulate(map(len, lines))]
        line = bisect_right(self.starts, offset)
        start = self.starts[line - 1]
        return line, len(self.code[start:offset].decode(errors="replace")) + 1

    def cell(self, offset: int) -> int | None:
        """The number of the notebook cell a byte is in, None outside a notebook."""
        return None

    def line_at(self, offset: int) -> tuple[int, int]:
        """Where the line starts and ends that a byte is on."""
        start = max(self.code.rfind(b"\n", 0, offset), self.code.rfind(b"\r", 0, offset)) + 1
        end = LINE_END.search(self.code, offset)
        return start, end.start() if end else len(self.code)

    def text(self, node: Node) -> str:
        """The text of a node."""
        return self.code[node.start_byte : node.end_byte].decode()

    def spaceless(self, node: Node) -> str:
        """The text of a node without white space."""
        return "".join(self.text(node).split())

    def places(self, word: bytes, start: int = 0, end: int = sys.maxsize) -> Iterator[int]:
        """Where a word stands in the text, whole."""
        code, size = self.code, len(word)
        at = code.find(word, start, end)
        while at >= 0:
            after = code[at + size : at + size + 1]
            if (not at or code[at - 1] not in WORD_BYTES) and (
                not after or after[0] not in WORD_BYTES
            ):
                yield at
            at = code.find(word, at + size, end)

    def occurrences(
        self,
        word: str,
        tail: re.Pattern[bytes] | None = None,
        start: int = 0,
        end: int = sys.maxsize,
    ) -> Iterator[Path]:
        """Each place where an identifier of the program is `word`; not comments, not strings."""
        encoded = word.encode()
        size = len(encoded)
        for at in self.places(encoded, start, end):
            if tail is None or tail.match(self.code, at + size):
                path = self.path(at, at + size)
                if path[-1].type == "identifier":
                    yield path

    def path(self, start: int, end: int) -> Path:
        """The nodes down to the one with just these bytes; the root alone where none is."""
        if (start, end) in self._paths:
            return self._paths[start, end]
        nodes, cursor = self._open, self._cursor
        while len(nodes) > 1 and not (nodes[-1].start_byte <= start and end <= nodes[-1].end_byte):
            nodes.pop()
            cursor.goto_parent()
        while cursor.goto_first_child_for_byte(start) is not None:
            node = cursor.node
            if node is None or node.start_byte > start or node.end_byte < end:
                cursor.goto_parent()
                break
            nodes.append(node)
        last = nodes[-1]
        found = tuple(nodes) if (last.start_byte, last.end_byte) == (start, end) else (nodes[0],)
        self._paths[start, end] = found
        return found

    def spliced(self, edits: Iterable[Edit]) -> bytes:
        """The file's bytes with the edits made. Raises SourceError if its encoding cannot."""
        code = splice(self.code, edits)
        if self.encoding == "utf-8":
            return self.bom + code
        try:
            return self.bom + code.decode().encode(self.encoding)
        except UnicodeEncodeError as error:
            raise SourceError(f"cannot be written: {error}") from error


def ordered(edits: Iterable[Edit]) -> list[Edit]:
    """The edits by place, an insertion before the replacement that starts where it is."""
    return sorted(edits)


def splice(code: bytes, edits: Iterable[Edit]) -> bytes:
    """`code` with the edits made. Raises ValueError where two of them overlap.

    >>> splice(b"f(a, b)", [Edit(2, 2, "x="), Edit(5, 5, "y=")])
    b'f(x=a, y=b)'
    """
    pieces, at = [], 0
    for edit in ordered(edits):
        if edit.start < at:
            raise ValueError(f"overlapping edits at byte {edit.start}")
        pieces += [code[at : edit.start], edit.text.encode()]
        at = edit.end
    return b"".join([*pieces, code[at:]])
