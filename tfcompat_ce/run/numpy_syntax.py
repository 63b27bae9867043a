"""Python's own operations as NumPy 1 had them, put into the tree of a program.

Arrays cannot be taught anew what `float(x)` or `x * y` does, but a program can ask before it does
so: `float(x)` becomes `float(number(x))`, `x * y` `mul(x, y)`, of `numpy_1.arithmetic`. Every node
keeps its place.
"""

from __future__ import annotations

import ast
import builtins
import copy
import importlib
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from tfcompat_ce.rewrite.rewriter import Finding
from tfcompat_ce.rewrite.rules.numpy_names import RULE

HOME = "tfcompat_ce.run.numpy_1"
ARITHMETIC = "__numpy_1__"
OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
}
TAKE_A_NUMBER = {"complex", "float", "int"}


def may_concern(data: bytes) -> bool:
    """Whether a program can have anything of NumPy's.

    >>> may_concern(b"import numpy as np"), may_concern(b"import os")
    (True, False)
    """
    return (b"numpy" in data or b"tensorflow" in data) and is_new()


def is_new() -> bool:
    """Whether the installed NumPy is one that no program of 1.x knew."""
    try:
        major, minor = version("numpy").split(".")[:2]
    except PackageNotFoundError:
        return False
    return (int(major), int(minor)) >= (1, 24)


def supplies(found: Finding) -> bool:
    """Whether what is left to a person is a name of NumPy's that a program has all the same."""
    return found.code == RULE.code and is_new()


def as_in_numpy_1(tree: ast.Module) -> ast.Module:
    """The tree with such calls in it.

    >>> print(ast.unparse(as_in_numpy_1(ast.parse("import numpy as np\\nfloat(2 * x)"))))
    from tfcompat_ce.run.numpy_1 import numpy as np
    float(__numpy_1__.number(__numpy_1__.mul(2, x)))
    """
    changed: ast.Module = _Operations().visit(tree)
    return ast.fix_missing_locations(changed)


class Arithmetic:
    """The module `arithmetic`, which imports NumPy when it is first used."""

    def __getattr__(self, name: str) -> Any:
        value = getattr(importlib.import_module(f"{HOME}.arithmetic"), name)
        setattr(self, name, value)
        return value


def give_arithmetic() -> None:
    """Let programs call it, without a name among theirs."""
    setattr(builtins, ARITHMETIC, Arithmetic())


class _Operations(ast.NodeTransformer):
    def visit_Import(self, node: ast.Import) -> Any:
        made: list[ast.stmt] = []
        for name in node.names:
            if name.name in ("numpy", "numpy.random") and (name.asname or name.name == "numpy"):
                own = ast.alias(name.name.rpartition(".")[2], name.asname)
                made.append(ast.ImportFrom(HOME, [own], 0))
                continue
            made.append(ast.Import([name]))
            if name.name.startswith("numpy.") and name.asname is None:
                made.append(ast.ImportFrom(HOME, [ast.alias("numpy")], 0))
        return [ast.copy_location(one, node) for one in made]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> Any:
        if node.level == 0 and node.module in ("numpy", "numpy.random"):
            node.module = f"{HOME}.{node.module}"
        return node

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        self.generic_visit(node)
        name = OPERATORS.get(type(node.op))
        both = isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant)
        texts = isinstance(node.op, ast.Add) and (_is_text(node.left) or _is_text(node.right))
        if name is None or both or texts:
            return node
        return _call(name, node, node.left, node.right)

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        self.generic_visit(node)
        target, value = node.target, node.value
        if type(node.op) in OPERATORS and _can_be_asked_twice(target):
            node.value = _call("right", value, _loaded(target), value)
            if isinstance(target, ast.Subscript):
                node.value = _call("stored", value, node.value, _loaded(target.value))
        return node

    def visit_Assign(self, node: ast.Assign) -> Any:
        self.generic_visit(node)
        target = node.targets[0]
        if len(node.targets) > 1 or not isinstance(target, ast.Subscript) or _is_text(node.value):
            return node
        if _can_be_asked_twice(target.value):
            node.value = _call("stored", node.value, node.value, _loaded(target.value))
        return node

    def visit_Call(self, node: ast.Call) -> Any:
        self.generic_visit(node)
        called = node.func
        of_numbers = isinstance(called, ast.Name) and called.id in TAKE_A_NUMBER
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            of_numbers = called.value.id == "math"
        if of_numbers and not node.keywords:
            node.args = [
                arg if isinstance(arg, ast.Constant | ast.Starred) else _call("number", arg, arg)
                for arg in node.args
            ]
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node


def _call(name: str, place: ast.expr, *arguments: ast.expr) -> ast.expr:
    function = ast.Attribute(ast.Name(ARITHMETIC, ast.Load()), name, ast.Load())
    made = ast.Call(function, list(arguments), [])
    for part in (function.value, function, made):
        ast.copy_location(part, place)
    return made


def _is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str | bytes)
    return isinstance(node, ast.JoinedStr)


def _can_be_asked_twice(node: ast.expr) -> bool:
    """Whether looking at it does nothing: names, their attributes and items."""
    if isinstance(node, ast.Attribute):
        return _can_be_asked_twice(node.value)
    if isinstance(node, ast.Subscript):
        return _can_be_asked_twice(node.value) and _can_be_asked_twice(node.slice)
    return isinstance(node, ast.Name | ast.Constant)


def _loaded(node: ast.expr) -> ast.expr:
    """The same place, read."""
    read = copy.deepcopy(node)
    if isinstance(read, ast.Attribute | ast.Name | ast.Subscript):
        read.ctx = ast.Load()
    return read
