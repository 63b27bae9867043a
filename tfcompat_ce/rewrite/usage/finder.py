"""Find every reference to a name of TensorFlow's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from tree_sitter import Node

from tfcompat_ce.api.eras import prefixes
from tfcompat_ce.rewrite.resolve.bindings import Binding, Kind
from tfcompat_ce.rewrite.resolve.names import Meaning, Names
from tfcompat_ce.rewrite.syntax.calls import Argument, Call, called, is_target, read_call
from tfcompat_ce.rewrite.syntax.source import (
    Path,
    Source,
    SourceError,
    is_attribute,
    is_field,
    named,
    parts,
)
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.chains import Chains, given_names
from tfcompat_ce.rewrite.usage.project import ALONE, Place, Project
from tfcompat_ce.rewrite.usage.spelling import ROOTS, Dialect, canonical, placed
from tfcompat_ce.rewrite.usage.unfollowed import Unfollowed

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
    """One place that means a name of TensorFlow's; `function` where that is of the family."""

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
    def api_name(self) -> str:
        """What it is called in TensorFlow's namespace."""
        found = placed(self.meanings[0].qualified)
        return found[1] if found is not None else ""

    @property
    def is_import(self) -> bool:
        return self.role is Role.IMPORT

    @property
    def is_alias(self) -> bool:
        """Whether it is a name that was given the value of another expression."""
        chain = self.meanings[0].chain
        named = self.node.type == "identifier" and self.role is not Role.IMPORT
        return named and bool(chain) and chain[0].kind is not Kind.IMPORT

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


class Finder:
    """The references of one program.

    >>> source = Source(b"import tensorflow as tf\\nf = tf.nn.softmax\\nf(tf.log(x))\\n")
    >>> source.parse()
    >>> finder = Finder(source, Names(source))
    >>> [(found.api_name, found.role.name) for found in finder.family()]
    [('nn.softmax', 'BARE'), ('nn.softmax', 'CALL')]
    >>> [found.api_name for found in finder.uses({"log"}.__contains__)]
    ['log']
    """

    def __init__(self, source: Source, names: Names, place: Place = ALONE) -> None:
        self.source, self.names, self.place = source, names, place
        self.chains = Chains(source, names, place.is_tensorflows, place.at_home)
        self._unfollowed = Unfollowed(source, names)
        self._imports: list[Reference] | None = None

    def family(self) -> list[Reference]:
        """Every reference to the softmax family, in the order of the text."""
        found: dict[tuple[int, int], Reference] = {}
        words, seen = list(family.FAMILY), set(family.FAMILY)
        while words:
            word = words.pop()
            for path in self.source.occurrences(word):
                reference = self._of_family(path)
                if reference is None:
                    continue
                found.setdefault(reference.node.byte_range, reference)
                for alias in _aliases(self.source, reference):
                    if alias not in seen:
                        seen.add(alias)
                        words.append(alias)
        for reference in (
            *_dynamic(self.source, self.names),
            *_in_backticks(self.source),
        ):
            found.setdefault(reference.node.byte_range, reference)
        return [found[place] for place in sorted(found)]

    def _of_family(self, path: Path) -> Reference | None:
        leaf, parent = path[-1], path[-2]
        if parent.type == "dotted_name":
            return _imported(self.source, self.names, path)
        if parent.type == "keyword_argument" and is_field(parent, "name", leaf):
            return None
        if parent.type == "aliased_import":
            return None
        if is_attribute(path):
            path = path[:-1]
        elif self.names.binds(path):
            return None
        found = self._at(path, lambda qualified: family.function(qualified) is not None)
        return found or _unknown(self.source, self._unfollowed, path)

    def uses(self, wanted: Callable[[str], bool]) -> Iterator[Reference]:
        """Every reference to a name of the namespace that is wanted, in the order of the text.

        Of a chain such as `tf.train.Saver.save` it is the longest wanted part.
        """
        found = [one for one in self.imports() if wanted(one.api_name)]
        found += self.picked(lambda name: next(filter(wanted, prefixes(name)), ""))
        found.sort(key=lambda one: one.node.start_byte)
        yield from found

    def picked(self, pick: Callable[[str], str]) -> Iterator[Reference]:
        """Every expression of the namespace, as far as `pick` takes of its name; "" for not."""
        known: dict[tuple[str, ...], int | None] = {}
        for chain in self.chains:
            if chain.meanings not in known:
                known[chain.meanings] = _dropped(chain.meanings, pick)
            dropped = known[chain.meanings]
            if dropped is None:
                continue
            path = self.chains.path(chain, max(len(chain.ends) - 1 - dropped, 0))
            if not path or path[-1].type not in ("attribute", "identifier", "call"):
                continue
            reference = self._at(
                path,
                lambda qualified: (
                    (spot := placed(qualified)) is not None and pick(spot[1]) == spot[1] != ""
                ),
            )
            if reference is not None:
                yield reference

    def unfollowed(self, words: Iterable[str]) -> Iterator[Reference]:
        """What looks like one of TensorFlow's functions and cannot be followed."""
        for word in words:
            for path in self.source.occurrences(word):
                if not is_attribute(path):
                    continue
                if not self.names.resolve(path[:-1]).meanings:
                    found = _unknown(self.source, self._unfollowed, path[:-1])
                    if found is not None:
                        yield found

    def imports(self) -> list[Reference]:
        """Each name that an import statement gives, of what is TensorFlow's."""
        if self._imports is None:
            self._imports = []
            for _, binding in self.names.imported():
                qualified = self.place.at_home(binding.qualified)
                spot = placed(qualified)
                if spot is not None:
                    meaning = Meaning(qualified, (binding,))
                    path = _written(binding)
                    self._imports.append(Reference(path, Role.IMPORT, spot[0], None, (meaning,)))
        return self._imports

    def _at(self, path: Path, wanted: Callable[[str], bool]) -> Reference | None:
        """The reference that an expression is, if it can mean something that is wanted."""
        resolved = self.names.resolve(path)
        meant = [meaning for meaning in resolved.meanings if wanted(meaning.qualified)]
        if not meant:
            return None
        rows = [(meaning, placed(meaning.qualified)) for meaning in meant]
        dialects = [(row[0], meaning) for meaning, row in rows if row is not None]
        if not dialects:
            return None
        dialect, first = _settled(dialects)
        of_family = family.function(first.qualified)
        if of_family is not None:
            dialect = of_family[0]
        call = called(path)
        role, arguments = Role.BARE, None
        if is_target(path):
            role = Role.TARGET
        elif call is not None:
            role, arguments = Role.CALL, read_call(self.source, call)
        elif (partial := _partial(self.names, path)) is not None:
            role, arguments = Role.PARTIAL, read_call(self.source, partial, skip=1)
        names = {meaning.qualified.rpartition(".")[2] for meaning in meant}
        if len(meant) < len(resolved.meanings) or not all(o.parameter for o in resolved.others):
            doubt = Doubt.OTHER
        elif resolved.others:
            doubt = Doubt.DEFAULT
        else:
            doubt = Doubt.FAMILY if len(names) > 1 else Doubt.NONE
        function = of_family[1] if of_family is not None else None
        return Reference(path, role, dialect, function, tuple(meant), doubt, arguments)


def finder_of(project: Project, path: str) -> Finder | None:
    """The finder of a file of a project, None where that is no Python."""
    try:
        source = Source(project.text(path))
        source.parse()
    except SourceError:
        return None
    place = Place(path, project)
    return Finder(source, Names(source, place.at_home), place)


def _dropped(meanings: tuple[str, ...], pick: Callable[[str], str]) -> int | None:
    """How many parts at the end of a chain are not of what is picked of its name."""
    for qualified in meanings:
        spot = placed(qualified)
        if spot is not None and (taken := pick(spot[1])):
            return spot[1].count(".") - taken.count(".")
    return None


def _written(binding: Binding) -> Path:
    """Where an import names what it gives: before `as`."""
    path = binding.path
    if path[-2].type == "aliased_import":
        name = path[-2].child_by_field_name("name")
        if name is not None:
            return (*path[:-1], name)
    return path[:-1] if path[-2].type == "dotted_name" else path


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
        family.FAMILY.get(source.text(attribute)),
        (Meaning(source.spaceless(node)),),
        call=read_call(source, call) if call is not None else None,
    )


def _settled(rows: list[tuple[Dialect, Meaning]]) -> tuple[Dialect, Meaning]:
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
    elif reference.role is Role.BARE:
        yield from given_names(source, reference.path)


def _dynamic(source: Source, names: Names) -> Iterator[Reference]:
    """`getattr(tf.nn, name)`, `vars(tf.nn)[name]`: who knows which function that is."""
    looked_up = (*_by_getattr(source, names), *_by_dict(source, names))
    found = [(Role.DYNAMIC, one) for one in looked_up]
    found += [(Role.TARGET, one) for one in _by_patching(source, names)]
    for role, (path, module, attribute) in found:
        for meaning in names.resolve(module).meanings:
            dialect = family.module(meaning.qualified)
            if dialect not in (Dialect.RELEASE, Dialect.PRIVATE):
                continue
            if attribute is None or attribute in family.FAMILY:
                function = family.FAMILY.get(attribute or "")
                name = Meaning(f"{meaning.qualified}.{attribute or '*'}", meaning.chain)
                yield Reference(path, role, dialect, function, (name,))
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
        if is_attribute(path):
            yield from _looked_up(names, path[:-1], (*path[:-1], path[-2].children[0]))


def _by_patching(source: Source, names: Names) -> Iterator[Lookup]:
    """`setattr(tf.nn, "softmax", f)`, `mock.patch.object(tf.nn, "softmax")`."""
    for word in ("setattr", "delattr", "object"):
        for path in source.occurrences(word):
            call = called(named(path))
            if call is None or (word == "object" and not is_attribute(path)):
                continue
            whole = path[: path.index(call) + 1]
            given = read_call(source, call).arguments
            if len(given) > 1 and (name := names.literal(given[1].value)):
                yield whole, _argument(whole, given[0]), name


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
