"""What is TensorFlow's by all that its name says, through something that cannot be followed."""

from __future__ import annotations

import re
from functools import cached_property

from tfcompat_ce.rewrite.resolve.bindings import Binding
from tfcompat_ce.rewrite.resolve.names import Names
from tfcompat_ce.rewrite.syntax.source import Path, Source, is_attribute
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.spelling import ROOTS, canonical

CROSS_ENTROPIES = {
    function.name
    for function in (family.CROSS_ENTROPY, family.CROSS_ENTROPY_V2, family.SPARSE_CROSS_ENTROPY)
}
NAMES = ("tf", "tensorflow")
SPELT = (["tf", "nn"], ["tensorflow", "nn"])
OTHER_LIBRARIES = {"chainer", "flax", "jax", "mesh_tensorflow", "mindspore", "paddle", "torch"}
OF_ITSELF = {"cls", "self", "super"}
INSIDE = {"boolean_operator", "conditional_expression", "parenthesized_expression"}
PASSING = {
    "argument_list",
    "expression_list",
    "keyword_argument",
    "lambda",
    "list",
    "pair",
    "return_statement",
    "set",
    "tuple",
    "yield",
}
LOOKING = {"delattr", "dir", "getattr", "hasattr", "help", "print", "reload", "setattr", "vars"}
IMPORTED_AS = re.compile(rb"\btensorflow\b[^\n]*?\bas[ \t]+(\w+)")


class Unfollowed:
    """The expressions of one program that cannot be followed and yet look like TensorFlow's.

    >>> source = Source(b"self.nn.softmax_cross_entropy_with_logits\\n")
    >>> source.parse()
    >>> word = next(source.occurrences("softmax_cross_entropy_with_logits"))
    >>> Unfollowed(source, Names(source)).looks_like_tensorflow(word[:-1])
    True
    """

    def __init__(self, source: Source, names: Names) -> None:
        self.source, self.names = source, names

    def looks_like_tensorflow(self, path: Path) -> bool:
        """Whether `holder.function` at the end of `path` is to be reported.

        `anything.tf.nn.` and any of the family is, `self.nn.` or `modules["nn"].` and a
        loss, and what may be a module that the program passes on as a value. A library
        that is known by its import is not, nor is a shadowed `tf` or `nn`.
        """
        if path[-1].type != "attribute":
            return False
        word, *below = self._attributes(path)
        below.reverse()
        while path[-1].type == "attribute":
            path = (*path, path[-1].children[0])
        root = path[-1]
        is_cross_entropy = word in CROSS_ENTROPIES or word not in family.FAMILY
        if root.type == "subscript":
            keys = root.children_by_field_name("subscript")
            if len(keys) == 1 and (key := self.names.literal(keys[0])):
                below.insert(0, key)
        elif root.type == "call":
            function = root.child_by_field_name("function")
            if function is not None and self.source.text(function) in OF_ITSELF:
                return False
        elif root.type != "identifier":
            return False
        else:
            resolved = self.names.resolve(path)
            if resolved.meanings:
                return any(
                    _looks_imported(meaning.qualified.split("."), below, is_cross_entropy)
                    for meaning in resolved.meanings
                )
            name = self.source.text(root)
            if resolved.bound and self._may_be_passed_on([name, *below], is_cross_entropy):
                return True
            if name in NAMES and not any(_is_from_call(other) for other in resolved.others):
                return False
            return bool(below) and _looks_reached([name, *below], is_cross_entropy)
        made = root.type == "call" and not below and is_cross_entropy
        return (
            made
            or _looks_reached(below, is_cross_entropy)
            or self._may_be_passed_on(below, is_cross_entropy)
        )

    def _attributes(self, path: Path) -> list[str]:
        """The attributes of an expression, the last one first."""
        found, node = [], path[-1]
        while node.type == "attribute":
            attribute = node.child_by_field_name("attribute")
            assert attribute is not None
            found.append(self.source.text(attribute))
            node = node.children[0]
        return found

    def _may_be_passed_on(self, holder: list[str], is_cross_entropy: bool) -> bool:
        if holder[-2:] in SPELT and "tensorflow" in self._passed_on:
            return True
        if len(holder) == 1 and holder[0] in OF_ITSELF:
            return False
        named = is_cross_entropy or holder[-1:] in (["nn"], ["nn_ops"])
        return named and "nn" in self._passed_on

    @cached_property
    def _passed_on(self) -> set[str]:
        """Whether the program hands on `tensorflow` or its `nn` as a value."""
        words = {"nn", "nn_ops", "tf", "tensorflow"}
        words |= {found[1].decode() for found in IMPORTED_AS.finditer(self.source.code)}
        found: set[str] = set()
        for word in words:
            for path in self.source.occurrences(word):
                if is_attribute(path):
                    path = path[:-1]
                elif self.names.binds(path):
                    continue
                if not self._is_handed_on(path):
                    continue
                for meaning in self.names.resolve(path).meanings:
                    if family.module(meaning.qualified) is not None:
                        found.add("nn")
                    elif canonical(meaning.qualified) in ROOTS:
                        found.add("tensorflow")
        return found

    def _is_handed_on(self, path: Path) -> bool:
        while path[-2].type in INSIDE:
            path = path[:-1]
        holder = path[-2]
        if holder.type == "assignment":
            target = holder.child_by_field_name("left")
            return target is not None and target.type in ("attribute", "subscript")
        if holder.type == "argument_list" and path[-3].type == "call":
            function = path[-3].child_by_field_name("function")
            name = self.source.text(function).rpartition(".")[2] if function is not None else ""
            return name not in LOOKING
        return holder.type in PASSING


def _is_from_call(binding: Binding) -> bool:
    """`tf = load()`, `tf1, tf = load()`: who knows what that gives?"""
    assigned = next((n for n in reversed(binding.path) if n.type == "assignment"), None)
    value = assigned.child_by_field_name("right") if assigned is not None else None
    return not binding.parameter and value is not None and value.type == "call"


def _looks_imported(module: list[str], below: list[str], is_cross_entropy: bool) -> bool:
    dotted = [*module, *below]
    if dotted[0] in ("tensorflow", *OTHER_LIBRARIES):
        return False
    if dotted[-2:] in SPELT and len(dotted) > 2:
        return True
    return is_cross_entropy and below[-1:] == ["nn"]


def _looks_reached(below: list[str], is_cross_entropy: bool) -> bool:
    return below[-2:] in SPELT or (is_cross_entropy and below[-1:] == ["nn"])
