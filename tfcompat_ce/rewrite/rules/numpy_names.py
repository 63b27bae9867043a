"""TFC027: a name of NumPy's that today's NumPy lacks.

Programs of 1.x come with `np.int`, `np.float`, `np.product` and their like. What takes their place
is in every NumPy, so the result runs beside TensorFlow 1.x as well.

Sources: https://numpy.org/doc/stable/release/1.24.0-notes.html#expired-deprecations,
https://numpy.org/doc/stable/numpy_2_0_migration_guide.html,
https://numpy.org/doc/stable/release/2.3.0-notes.html#expired-deprecations
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfcompat_ce.api.numpy_names import ANOTHER_WAY, BUILTINS, METHODS, RENAMED
from tfcompat_ce.rewrite.rules.base import Action, Outcome, Rule
from tfcompat_ce.rewrite.syntax.calls import Argument, Call, called, read_call
from tfcompat_ce.rewrite.syntax.source import Edit, Path, Source, is_attribute
from tfcompat_ce.rewrite.usage.chains import Chains
from tfcompat_ce.rewrite.usage.program import Program

OLD = {*BUILTINS, *RENAMED, *ANOTHER_WAY, "fromstring", "reshape"}
WORDS = re.compile(rb"\.[ \t]*(?:%s)\b" % "|".join(sorted(OLD)).encode())
METHOD = re.compile(rb"\.\s*(%s)\s*\(\s*\)" % "|".join(METHODS).encode())
DEFINED = re.compile(rb"\bdef\s+(?:%s)\b" % "|".join(METHODS).encode())
SIMPLE = {"attribute", "call", "identifier", "subscript"}


def may_have(data: bytes) -> bool:
    """Whether a program can have such a name.

    >>> may_have(b"import numpy as np\\nx = np.int(3)"), may_have(b"import numpy as np\\nnp.ones")
    (True, False)
    """
    if METHOD.search(data) is not None:
        return True
    return b"numpy" in data and WORDS.search(data) is not None


def survey(program: Program) -> Iterator[Outcome]:
    """Each old name of NumPy's, in the order of the text."""
    source, names = program.source, program.names
    if not may_have(source.code):
        return
    yield from _methods(source)
    chains = Chains(source, names, lambda name: name.partition(".")[0] == "numpy")
    for chain in chains:
        name = chain.meanings[0].partition(".")[2].partition(".")[0]
        if name not in OLD:
            continue
        path = chains.path(chain, 1) if len(chain.ends) > 1 else ()
        resolved = names.resolve(path) if path else None
        if resolved is None or resolved.others:
            continue
        if {meaning.qualified for meaning in resolved.meanings} != {f"numpy.{name}"}:
            continue
        if (found := _judge(program, path, name)) is not None:
            yield found


def _judge(program: Program, path: Path, name: str) -> Outcome | None:
    node = path[-1]
    attribute = node.child_by_field_name("attribute")
    holder = called(path)
    call = read_call(program.source, holder) if holder is not None else None
    if name in ("fromstring", "reshape"):
        if call is None:
            return None
        return _reshape(path, call) if name == "reshape" else _fromstring(path, call)
    if attribute is None:
        return None
    if name in BUILTINS:
        new = BUILTINS[name]
        if not program.names.lookup(new, path).bound:
            edit = Edit(node.start_byte, node.end_byte, new)
            message = f"{new}, which it was another name of"
            return Outcome(node, f"numpy.{name}", Action.REWRITTEN, message, (edit,))
        message = f"{new} of builtins, which has another meaning in this file"
        return Outcome(node, f"numpy.{name}", Action.MANUAL, message)
    if name in RENAMED:
        edit = Edit(attribute.start_byte, attribute.end_byte, RENAMED[name])
        message = f"numpy.{RENAMED[name]}, which every NumPy has"
        return Outcome(node, f"numpy.{name}", Action.REWRITTEN, message, (edit,))
    if name == "asscalar" and call is not None and (edits := _item(call)):
        message = "x.item(), which every NumPy has"
        return Outcome(node, "numpy.asscalar", Action.REWRITTEN, message, edits, call.node)
    message = f"gone from NumPy; in its place: {ANOTHER_WAY[name]}"
    return Outcome(node, f"numpy.{name}", Action.MANUAL, message)


def _methods(source: Source) -> Iterator[Outcome]:
    """`x.tostring()`: whatever `x` is, only an array has such a method without an argument."""
    if DEFINED.search(source.code):
        return
    for found in METHOD.finditer(source.code):
        path = source.path(*found.span(1))
        if len(path) < 2 or not is_attribute(path) or (call := called(path[:-1])) is None:
            continue
        old = found[1].decode()
        edit = Edit(*found.span(1), METHODS[old])
        message = f"{METHODS[old]}(), which every NumPy has"
        yield Outcome(path[-1], f"numpy.ndarray.{old}", Action.REWRITTEN, message, (edit,), call)


def _fromstring(path: Path, call: Call) -> Outcome | None:
    """`np.fromstring(data, dtype)` of bytes; with `sep` it reads text, as ever."""
    node, attribute = path[-1], path[-1].child_by_field_name("attribute")
    if "sep" in call.keywords or len(call.positional) > 3 or attribute is None:
        return None
    if call.starred or "string" in call.keywords:
        message = "of bytes, gone from NumPy; in its place: np.frombuffer(x, dtype).copy()"
        return Outcome(node, "numpy.fromstring", Action.MANUAL, message)
    edits = (
        Edit(attribute.start_byte, attribute.end_byte, "frombuffer"),
        Edit(call.node.end_byte, call.node.end_byte, ".copy()"),
    )
    message = "numpy.frombuffer, and a copy, for what that gives cannot be written to"
    return Outcome(node, "numpy.fromstring", Action.REWRITTEN, message, edits, call.node)


def _item(call: Call) -> tuple[Edit, ...]:
    """`np.asscalar(x)` as `x.item()`."""
    given = call.arguments[0] if len(call.arguments) == 1 else None
    if given is None or given.keyword or given.starred or given.value.type not in SIMPLE:
        return ()
    value, whole = given.value, call.node
    return (
        Edit(whole.start_byte, value.start_byte, ""),
        Edit(value.end_byte, whole.end_byte, ".item()"),
    )


def _reshape(path: Path, call: Call) -> Outcome | None:
    """`newshape=`, which is the second argument by position on every NumPy."""
    given: Argument | None = call.keywords.get("newshape")
    if given is None:
        return None
    node, keywords = path[-1], [one for one in call.arguments if one.keyword]
    if len(call.positional) == 1 and keywords[0] is given and not call.starred:
        edit = Edit(given.node.start_byte, given.value.start_byte, "")
        message = "by position: NumPy 2 calls it `shape`"
        return Outcome(node, "numpy.reshape", Action.REWRITTEN, message, (edit,), call.node)
    message = "give it by position: NumPy 2 calls `newshape` `shape`"
    return Outcome(node, "numpy.reshape", Action.MANUAL, message)


RULE = Rule(
    code="TFC027",
    title="a name that today's NumPy lacks",
    explanation=__doc__,
    before="import numpy as np\nx = np.zeros(3, np.int)\ny = np.product(x)",
    after="import numpy as np\nx = np.zeros(3, int)\ny = np.prod(x)",
    survey=survey,
    targets=("v1", "v2"),
)
