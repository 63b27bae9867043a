"""Find every reference to a function of the family."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from tree_sitter import Node

from tfcompat_ce.rewrite.resolve.bindings import Binding
from tfcompat_ce.rewrite.resolve.names import Meaning, Names
from tfcompat_ce.rewrite.syntax.calls import Argument, Call, called, is_target, read_call
from tfcompat_ce.rewrite.syntax.source import Path, Source, is_field, parts
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.spelling import ROOTS, Dialect, canonical
from tfcompat_ce.rewrite.usage.unfollowed import Unfollowed

STATEMENT_NAMES = {
    "assignment": "left",
    "named_expression": "name",
    "default_parameter": "name",
    "typed_default_parameter": "name",
}
LISTING = {"comparison_operator", "for_in_clause", "for_statement"}


class Role(Enum):
    """How a reference is used."""

    CALL = auto()
    PARTIAL = auto()  # the first argument of functools.partial
    BARE = auto()  # passed on without a call
    IMPORT = auto()
    TARGET = auto()  # assigned to
    DYNAMIC = auto()  # getattr(tf.nn, name)
    UNKNOWN = auto()  # self.nn.softmax_cross_entropy_with_logits: TensorFlow's, by its name


class Doubt(Enum):
    """What else than the function an expression can be."""

    NONE = auto()
    DEFAULT = auto()  # it is a parameter, and the function its default
    FAMILY = auto()  # another function of the family
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Reference:
    """One place that means a function of the family."""

    path: Path
    role: Role
    dialect: Dialect
    function: family.Function | None
    meanings: tuple[Meaning, ...]
    doubt: Doubt = Doubt.NONE
    call: Call | None = None

    @property
    def node(self) -> Node:
        return self.path[-1]

    @property
    def bindings(self) -> set[Binding]:
        """All the names that it has its meanings through."""
        return {binding for meaning in self.meanings for binding in meaning.chain}

    @property
    def clear(self) -> bool:
        """Whether it is a call of one function with arguments that can be read."""
        return self.call is not None and not self.call.starred and self.doubt is Doubt.NONE

    @property
    def name(self) -> str:
        return canonical(self.meanings[0].qualified)

    @property
    def span(self) -> Node:
        """The whole of what the reference takes part in: its call, or itself."""
        return self.call.node if self.call else self.node


def tensorflow_name(names: Names, path: Path) -> str:
    """What an expression is called in TensorFlow, without the package; "" where it is not its."""
    for meaning in names.resolve(path).meanings:
        qualified = canonical(meaning.qualified)
        for root in sorted(ROOTS, reverse=True):
            if qualified.startswith(f"{root}."):
                return qualified.removeprefix(f"{root}.")
    return ""


def find(source: Source, names: Names) -> list[Reference]:
    """Every reference to the family, in the order of the text.

    >>> source = Source(b"from tensorflow.nn import softmax as s\\ns(x)\\n")
    >>> source.parse()
    >>> [reference.role.name for reference in find(source, Names(source))]
    ['IMPORT', 'CALL']
    """
    found: dict[tuple[int, int], Reference] = {}
    words, seen = list(family.FAMILY), set(family.FAMILY)
    unfollowed = Unfollowed(source, names)
    while words:
        word = words.pop()
        for path in source.occurrences(word):
            reference = _reference(source, names, unfollowed, path)
            if reference is None:
                continue
            found.setdefault((reference.node.start_byte, reference.node.end_byte), reference)
            for alias in _aliases(source, reference):
                if alias not in seen:
                    seen.add(alias)
                    words.append(alias)
    for reference in (*_dynamic(source, names), *_in_backticks(source)):
        found.setdefault((reference.node.start_byte, reference.node.end_byte), reference)
    return [found[place] for place in sorted(found)]


def _reference(
    source: Source, names: Names, unfollowed: Unfollowed, path: Path
) -> Reference | None:
    leaf, parent = path[-1], path[-2]
    if parent.type == "dotted_name":
        return _imported(source, names, path)
    if parent.type == "keyword_argument" and is_field(parent, "name", leaf):
        return None
    if parent.type == "aliased_import":
        return None
    expression = path
    if parent.type == "attribute" and is_field(parent, "attribute", leaf):
        expression = path[:-1]
    elif names.binds(path):
        return None
    resolved = names.resolve(expression)
    rows = [
        (meaning, row)
        for meaning in resolved.meanings
        if (row := family.function(meaning.qualified)) is not None
    ]
    if not rows:
        return _unknown(source, unfollowed, expression)
    functions = {row[1].name for _, row in rows}
    dialect, function = _settled([row for _, row in rows])
    call = called(expression)
    role, arguments = Role.BARE, None
    if is_target(expression):
        role = Role.TARGET
    elif call is not None:
        role, arguments = Role.CALL, read_call(source, call)
    elif (partial := _partial(names, expression)) is not None:
        role, arguments = Role.PARTIAL, read_call(source, partial, skip=1)
    if len(rows) < len(resolved.meanings) or not all(o.parameter for o in resolved.others):
        doubt = Doubt.OTHER
    elif resolved.others:
        doubt = Doubt.DEFAULT
    else:
        doubt = Doubt.FAMILY if len(functions) > 1 else Doubt.NONE
    return Reference(
        expression,
        role,
        dialect,
        function,
        tuple(meaning for meaning, _ in rows),
        doubt=doubt,
        call=arguments,
    )


def _unknown(source: Source, unfollowed: Unfollowed, path: Path) -> Reference | None:
    if not unfollowed.looks_like_tensorflow(path):
        return None
    node = path[-1]
    attribute = node.child_by_field_name("attribute")
    assert attribute is not None
    call = called(path)
    return Reference(
        path,
        Role.UNKNOWN,
        Dialect.RELEASE,
        family.FAMILY[source.text(attribute)],
        (Meaning(source.spaceless(node)),),
        call=read_call(source, call) if call is not None else None,
    )


def _settled(
    rows: list[tuple[Dialect, family.Function]],
) -> tuple[Dialect, family.Function]:
    """One meaning of many: who imports compat.v1 where it exists wants it wherever it does."""
    for dialect in (Dialect.SHIM, Dialect.V1):
        for row in rows:
            if row[0] is dialect:
                return row
    return rows[0]


def _imported(source: Source, names: Names, path: Path) -> Reference | None:
    """`from tensorflow.nn import softmax`, with or without `as`."""
    at = len(path) - 3
    if path[at].type == "aliased_import":
        at -= 1
    statement = path[at]
    if statement.type != "import_from_statement" or not is_field(statement, "name", path[at + 1]):
        return None
    module = statement.child_by_field_name("module_name")
    if module is None:
        return None
    qualified = f"{source.spaceless(module)}.{source.text(path[-1])}"
    row = family.function(qualified)
    if row is None:
        return None
    alias = path[at + 1].child_by_field_name("alias")
    binding = names.binding_at((*path[: at + 2], alias) if alias is not None else path)
    chain = (binding,) if binding is not None else ()
    return Reference(path, Role.IMPORT, *row, (Meaning(qualified, chain),))


def _partial(names: Names, path: Path) -> Node | None:
    """The call `functools.partial(f, ...)` whose first argument the end of `path` is."""
    if len(path) < 3 or path[-2].type != "argument_list" or path[-3].type != "call":
        return None
    function = path[-3].child_by_field_name("function")
    given = parts(path[-2])
    if function is None or given[0] != path[-1]:
        return None
    meanings = names.resolve((*path[:-2], function)).meanings
    return path[-3] if any(m.qualified == "functools.partial" for m in meanings) else None


def _aliases(source: Source, reference: Reference) -> Iterator[str]:
    """The names that a reference gives to its function."""
    if reference.role is Role.IMPORT:
        for meaning in reference.meanings:
            for binding in meaning.chain:
                yield source.text(binding.path[-1])
    if reference.role is not Role.BARE:
        return
    for holder in reversed(reference.path[:-1]):
        if holder.type in STATEMENT_NAMES:
            target = holder.child_by_field_name(STATEMENT_NAMES[holder.type])
            if target is not None:
                yield from _identifiers(source, target)
        elif holder.type in ("call", "block", "module"):
            return


def _identifiers(source: Source, node: Node) -> Iterator[str]:
    if node.type == "identifier":
        yield source.text(node)
    elif "pattern" in node.type:
        for part in node.named_children:
            yield from _identifiers(source, part)


def _dynamic(source: Source, names: Names) -> Iterator[Reference]:
    """`getattr(tf.nn, name)`, `vars(tf.nn)[name]`: who knows which function that is."""
    for path, module, attribute in (*_by_getattr(source, names), *_by_dict(source, names)):
        for meaning in names.resolve(module).meanings:
            dialect = family.module(meaning.qualified)
            if dialect not in (Dialect.RELEASE, Dialect.PRIVATE):
                continue
            if attribute is None or attribute in family.FAMILY:
                function = family.FAMILY.get(attribute or "")
                name = Meaning(f"{meaning.qualified}.{attribute or '*'}", meaning.chain)
                yield Reference(path, Role.DYNAMIC, dialect, function, (name,))
                break


Lookup = tuple[Path, Path, str | None]  # the expression, the module in it, and the name if known


def _by_getattr(source: Source, names: Names) -> Iterator[Lookup]:
    for path, arguments in _builtin_calls(source, names, "getattr"):
        if len(arguments) > 1:
            yield path, _argument(path, arguments[0]), names.literal(arguments[1].value)


def _by_dict(source: Source, names: Names) -> Iterator[Lookup]:
    for path, arguments in _builtin_calls(source, names, "vars"):
        if len(arguments) == 1:
            yield from _looked_up(names, path, _argument(path, arguments[0]))
    for path in source.occurrences("__dict__"):
        if path[-2].type == "attribute" and is_field(path[-2], "attribute", path[-1]):
            yield from _looked_up(names, path[:-1], (*path[:-1], path[-2].children[0]))


def _looked_up(names: Names, path: Path, module: Path) -> Iterator[Lookup]:
    holder = path[-2]
    if holder.type == "subscript" and is_field(holder, "value", path[-1]):
        keys = holder.children_by_field_name("subscript")
        yield path[:-1], module, names.literal(keys[0]) if len(keys) == 1 else None
    elif holder.type not in LISTING:
        yield path, module, None


def _builtin_calls(
    source: Source, names: Names, name: str
) -> Iterator[tuple[Path, tuple[Argument, ...]]]:
    for path in source.occurrences(name):
        call = called(path)
        if call is not None and names.is_builtin(path):
            yield path[: path.index(call) + 1], read_call(source, call).arguments


def _argument(call: Path, argument: Argument) -> Path:
    return (*call, argument.value.parent or call[-1], argument.value)


def _in_backticks(source: Source) -> Iterator[Reference]:
    """Python 2's backticks are code, which the parser takes for a string."""
    if b"`" not in source.code:
        return
    root = source.tree.root_node
    for found in family.WORD.finditer(source.code):
        node = root.descendant_for_byte_range(found.start(), found.end())
        while node is not None and node.type != "string":
            node = node.parent
        if node is not None and source.code[node.start_byte : node.start_byte + 1] == b"`":
            word = found[0].decode()
            path = source.path(node.start_byte, node.end_byte)
            yield Reference(
                path, Role.UNKNOWN, Dialect.RELEASE, family.FAMILY[word], (Meaning(word),)
            )
