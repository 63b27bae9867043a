"""The dotted names of a program that begin at a name of TensorFlow's, read off its text.

A large program has thousands of `tf.something`. They are found here by their text alone, and only
those that a rule asks about are looked up in the tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tree_sitter import Node

from tfcompat_ce.rewrite.resolve.bindings import Binding, Kind
from tfcompat_ce.rewrite.resolve.names import LOADERS, Names
from tfcompat_ce.rewrite.syntax.calls import called
from tfcompat_ce.rewrite.syntax.source import Path, Source, is_field, named, parts

LINK = rb"[ \t\r\n\\]*\.[ \t\r\n\\]*[^\W\d]\w*"
LINKS = re.compile(LINK)
TAIL = re.compile(rb"((?:" + LINK + rb")*)([ \t]*\()?")
IDENTIFIER = re.compile(rb"(?<![\w.])[^\W\d]\w*")
BLANK = re.compile(rb"[ \t\r\n\\]+")
GIVEN_BY = {
    "assignment": "left",
    "named_expression": "name",
    "default_parameter": "name",
    "typed_default_parameter": "name",
}


@dataclass(frozen=True, slots=True)
class Chain:
    """One dotted name as written: where it is, and what it can mean."""

    start: int
    end: int
    tail: bytes  # all but its first part
    meanings: tuple[str, ...]
    called: bool
    path: Path = ()  # where it begins with no identifier

    @property
    def ends(self) -> list[int]:
        """Where each part of it ends."""
        start = self.end - len(self.tail)
        return [start, *(start + link.end() for link in LINKS.finditer(self.tail))]


class Chains:
    """The chains of one program.

    >>> source = Source(b"import tensorflow as tf\\nnn = tf.nn\\nnn.relu(x)\\n")
    >>> source.parse()
    >>> chains = Chains(source, Names(source), lambda name: name.startswith("tensorflow"))
    >>> [chain.meanings for chain in chains]
    [('tensorflow.nn',), ('tensorflow.nn.relu',)]
    """

    def __init__(
        self,
        source: Source,
        names: Names,
        is_ours: Callable[[str], bool],
        translate: Callable[[str], str] = str,
        is_public: Callable[[str], bool] = lambda name: True,
    ) -> None:
        self._source, self._names, self._is_ours = source, names, is_ours
        self._translate, self._is_public = translate, is_public
        self._found: list[Chain] | None = None

    def __iter__(self) -> Iterator[Chain]:
        if self._found is None:
            self._found = sorted(self._all(), key=lambda chain: chain.start)
        return iter(self._found)

    def path(self, chain: Chain, parts: int | None = None) -> Path:
        """The expression that the chain is, or its first `parts`; () where it is no code."""
        end = chain.end if parts is None else chain.ends[parts]
        path = self._source.path(chain.start, end)
        return path if len(path) > 1 else ()

    def _all(self) -> Iterator[Chain]:
        words = self._imported()
        seen = set(words)
        for path in self._loaded():
            taken = given_names(self._source, path, self._is_lookup)
            words += [word for word in taken if word not in seen]
            seen.update(words)
            yield from self._from_call(path)
        while words:
            word = words.pop()
            for chain in self._of(word):
                yield chain
                path = self.path(chain) if not chain.called else ()
                if not path:
                    continue
                for alias in given_names(self._source, path, self._is_lookup):
                    if alias not in seen:
                        seen.add(alias)
                        words.append(alias)
                if path[-2].type == "argument_list" and self._is_lookup(path[-3]):
                    yield from self._from_call(path[:-2])

    def _imported(self) -> list[str]:
        """The names that import statements give to what is ours."""
        found: dict[str, None] = {}
        for name, binding in self._names.imported():
            if self._is_ours(binding.qualified):
                found[name] = None
        stars = [module for module, _ in self._names.stars() if self._is_ours(module)]
        if stars:
            for word in set(IDENTIFIER.findall(self._source.code)):
                name = word.decode()
                if any(self._is_public(self._translate(f"{module}.{name}")) for module in stars):
                    found[name] = None
        return list(found)

    def _of(self, word: str) -> Iterator[Chain]:
        """Each chain that begins with a name."""
        bases = self._bases(word)
        if not bases:
            return
        code = self._source.code
        tails: dict[bytes, tuple[str, ...]] = {}
        bound = self._names.bound_at(word)
        encoded = word.encode()
        for start in self._source.places(encoded):
            first = start + len(encoded)
            found = TAIL.match(code, first)
            if start in bound or code[start - 1 : start] == b"." or found is None:
                continue
            tail = found[1]
            meanings = tails.get(tail)
            if meanings is None:
                dotted = BLANK.sub(b"", tail).decode()
                meanings = tails[tail] = tuple(self._translate(base + dotted) for base in bases)
            yield Chain(start, found.end(1), tail, meanings, found[2] is not None)

    def _bases(self, word: str) -> list[str]:
        """What a name can mean, wherever it does."""
        found: dict[str, None] = {}
        for group in self._names.uses(word).bindings.values():
            for binding in group:
                for qualified in self._meant(binding):
                    if self._is_ours(qualified):
                        found[qualified] = None
        if not self._names.uses(word).bindings:
            for module, _ in self._names.stars():
                if self._is_ours(module):
                    found[f"{module}.{word}"] = None
        return list(found)

    def _meant(self, binding: Binding) -> list[str]:
        if binding.kind is Kind.IMPORT:
            return [binding.qualified]
        if binding.kind is Kind.ALIAS:
            return [meaning.qualified for meaning in self._names.resolve(binding.value).meanings]
        return []

    def _is_lookup(self, call: Node) -> bool:
        function = call.child_by_field_name("function")
        name = self._source.text(function).rpartition(".")[2] if function is not None else ""
        return name in ("getattr", *LOADERS)

    def _loaded(self) -> Iterator[Path]:
        """Each call of `import_module` and its like that gives what is ours."""
        for word in LOADERS:
            for path in self._source.occurrences(word):
                path = named(path)
                call = called(path)
                if call is not None:
                    expression = path[: path.index(call) + 1]
                    meanings = self._names.resolve(expression).meanings
                    if any(self._is_ours(meaning.qualified) for meaning in meanings):
                        yield expression

    def _from_call(self, path: Path) -> Iterator[Chain]:
        """`import_module("tensorflow").nn.softmax`."""
        whole = outermost(path)
        meanings = [m.qualified for m in self._names.resolve(whole).meanings]
        ours = tuple(name for name in meanings if self._is_ours(name))
        node = whole[-1]
        if ours:
            is_called = called(whole) is not None
            yield Chain(node.start_byte, node.end_byte, b"", ours, is_called, whole)


def outermost(path: Path) -> Path:
    """The whole dotted expression that the one at the end of `path` is the beginning of."""
    while path[-2].type == "attribute" and is_field(path[-2], "object", path[-1]):
        path = path[:-1]
    return path


def given_names(
    source: Source, path: Path, is_lookup: Callable[[Node], bool] = lambda call: False
) -> Iterator[str]:
    """The names that are given the value at the end of `path`, also what a lookup makes of it."""
    for holder in reversed(path[:-1]):
        if holder.type in GIVEN_BY:
            target = holder.child_by_field_name(GIVEN_BY[holder.type])
            if target is not None:
                yield from _identifiers(source, target)
        elif holder.type in ("block", "module") or (
            holder.type == "call" and not is_lookup(holder)
        ):
            return


def _identifiers(source: Source, node: Node) -> Iterator[str]:
    if node.type == "identifier":
        yield source.text(node)
    elif "pattern" in node.type:
        for part in parts(node):
            yield from _identifiers(source, part)
