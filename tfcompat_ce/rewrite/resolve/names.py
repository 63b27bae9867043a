"""Which name of TensorFlow does an expression mean?

Python's own rules, read from the tree, and only for the names that are asked about. Nothing here
knows the softmax family.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from tfcompat_ce.rewrite.resolve.bindings import Binding, Kind, made_at
from tfcompat_ce.rewrite.resolve.reaching import reach
from tfcompat_ce.rewrite.resolve.scopes import is_deferred, scopes
from tfcompat_ce.rewrite.syntax.source import Path, Source, is_attribute, parts

IMPORT_LINE = re.compile(rb"\bimport\b(?:[^\r\n\\]|\\\r?\n?)*\.(?:[^\r\n\\]|\\\r?\n?)*")
STAR = re.compile(rb"\bimport\b[\s\\]*\*")
IMPORT = re.compile(rb"(?<![\w.])import\b")
NO_ATTRIBUTE, DOTTED = re.compile(rb"(?!\.\w)"), re.compile(rb"\s*\.")
LOADERS = ("import_module", "importorskip", "__import__")
STATEMENTS = ("import_statement", "import_from_statement")
DEEPEST = 100  # aliases of aliases, operators in operators
MOST_MEANINGS = 16  # of one expression, counted with the ways they came
MOST_STEPS = 1000  # aliases followed for one expression


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that an expression can mean, and the bindings that make it so, nearest first."""

    qualified: str
    chain: tuple[Binding, ...] = ()


@dataclass(slots=True)
class Resolved:
    """All that an expression can mean. `others` are the bindings that make it something unknown."""

    meanings: list[Meaning] = field(default_factory=list)
    others: list[Binding] = field(default_factory=list)
    bound: bool = False

    def add(self, other: Resolved) -> None:
        self.meanings += [new for new in other.meanings if new not in self.meanings]
        if other.others:
            known = set(self.others)
            self.others += [new for new in other.others if new not in known][:MOST_MEANINGS]
        self.bound = self.bound or other.bound


@dataclass(slots=True)
class Uses:
    """Every place of one name in a program."""

    bindings: dict[int, list[Binding]]
    declared: dict[int, str]


class Names:
    """The names of one program.

    >>> source = Source(b"import tensorflow as tf\\nf = tf.nn.softmax\\nf(x)\\n")
    >>> source.parse()
    >>> names = Names(source)
    >>> call = list(source.occurrences("f"))[-1]
    >>> [meaning.qualified for meaning in names.resolve(call).meanings]
    ['tensorflow.nn.softmax']
    """

    def __init__(self, source: Source, translate: Callable[[str], str] = str) -> None:
        """`translate` gives what a name that another file hands on is called at home."""
        self.source, self._translate = source, translate
        self._uses: dict[str, Uses] = {}
        self._resolving: set[int] = set()
        self._cut: set[int] = set()  # what a value was found without, as it depends on itself
        self._known: dict[int, Resolved] = {}
        self._steps = 0
        self._exhausted = False
        self._stars: list[tuple[str, Path]] | None = None
        self._starred: dict[tuple[int, str], Binding] = {}
        self._imports: list[tuple[int, int]] | None = None
        self._imported: list[tuple[str, Binding]] | None = None

    def resolve(self, path: Path, depth: int = 0) -> Resolved:
        """What the expression at the end of `path` can mean."""
        attributes = []
        while path[-1].type in ("attribute", "parenthesized_expression"):
            node = path[-1]
            if node.type == "attribute":
                attribute = node.child_by_field_name("attribute")
                inner = node.child_by_field_name("object")
                assert attribute is not None and inner is not None
                attributes.append(self.source.text(attribute))
            else:
                inner = next(iter(parts(node)), None)
                if inner is None:
                    return Resolved()
            path = (*path, inner)
        resolved = self._resolve_root(path, depth)
        tail = "".join("." + attribute for attribute in reversed(attributes))
        meanings = [
            Meaning(self._translate(m.qualified + tail), m.chain) for m in resolved.meanings
        ]
        return Resolved(meanings, resolved.others, resolved.bound)

    def _resolve_root(self, path: Path, depth: int) -> Resolved:
        node = path[-1]
        if depth > DEEPEST:
            self._exhausted = True
            return Resolved()
        if node.type == "identifier":
            return self.lookup(self.source.text(node), path, depth)
        operands: list[Node | None] = []
        if node.type == "conditional_expression":
            named = parts(node)
            operands = [named[0], named[-1]]
        elif node.type == "boolean_operator":
            operands = [node.child_by_field_name("left"), node.child_by_field_name("right")]
        elif node.type == "named_expression":
            operands = [node.child_by_field_name("value")]
        elif node.type == "call":
            return self._resolve_call(path, depth)
        resolved = Resolved()
        for part in operands:
            if part is not None:
                resolved.add(self.resolve((*path, part), depth + 1))
        return resolved

    def _resolve_call(self, path: Path, depth: int) -> Resolved:
        """`getattr(tf, "nn")`, `import_module("tensorflow")`, `__import__("tensorflow")`."""
        function = path[-1].child_by_field_name("function")
        arguments = path[-1].child_by_field_name("arguments")
        if function is None or arguments is None or arguments.type != "argument_list":
            return Resolved()
        given = parts(arguments)
        called = self.source.text(function)
        if called == "getattr" and len(given) >= 2 and self.is_builtin((*path, function)):
            attribute = self.literal(given[1])
            if attribute is None:
                return Resolved()
            owner = self.resolve((*path, arguments, given[0]), depth + 1)
            meanings = [Meaning(f"{m.qualified}.{attribute}", m.chain) for m in owner.meanings]
            return Resolved(meanings, owner.others, owner.bound)
        if given and called.rsplit(".", 1)[-1] in LOADERS:
            module = self.literal(given[0])
            is_import = called == "__import__" or any(
                meaning.qualified in ("importlib.import_module", "pytest.importorskip")
                for meaning in self.resolve((*path, function), depth + 1).meanings
            )
            if module and is_import:
                return Resolved(
                    [Meaning(module.split(".")[0] if called == "__import__" else module)]
                )
        return Resolved()

    def literal(self, node: Node) -> str | None:
        """The text of a plain string literal."""
        if node.type != "string" or any(part.type == "interpolation" for part in node.children):
            return None
        content = [part for part in node.children if part.type == "string_content"]
        return self.source.text(content[0]) if len(content) == 1 else ""

    def is_builtin(self, path: Path) -> bool:
        return not self.lookup(self.source.text(path[-1]), path).bound

    def lookup(self, name: str, path: Path, depth: int = 0) -> Resolved:
        """What `name` would mean at the end of `path`."""
        uses = self.uses(name)
        visible = scopes(path)
        at, deferred, innermost = path[-1].start_byte, False, True
        for index in range(len(visible) - 1, -1, -1):
            scope = visible[index]
            declared = uses.declared.get(scope.id)
            if declared == "global" and index:
                return self._values(uses.bindings.get(visible[0].id, []), depth)
            bindings = uses.bindings.get(scope.id, [])
            usable = scope.type != "class_definition" or innermost
            if bindings and usable and declared is None:
                reaching = bindings if deferred else reach(bindings, path, at, scope)
                if reaching or scope.type != "class_definition":
                    return self._values(reaching, depth)
            deferred = deferred or is_deferred(scope)
            innermost = False
        return self._from_stars(name, path)

    def _values(self, bindings: list[Binding], depth: int) -> Resolved:
        resolved = Resolved(bound=True)
        if len(bindings) > MOST_MEANINGS:  # what depends on nothing else comes first
            for binding in sorted(bindings, key=lambda binding: binding.at):
                if binding.kind is Kind.ALIAS:
                    self._value(binding, depth)
        for binding in bindings:
            if binding.kind is Kind.IMPORT:
                resolved.add(Resolved([Meaning(binding.qualified, (binding,))]))
            elif binding.kind is Kind.ALIAS:
                value = self._value(binding, depth)
                if value is None:
                    continue
                crowded = len(resolved.meanings) > MOST_MEANINGS
                known = {meaning.qualified for meaning in resolved.meanings} if crowded else ()
                for meaning in value.meanings:
                    if meaning.qualified not in known:
                        chain = (binding, *meaning.chain)
                        resolved.add(Resolved([Meaning(meaning.qualified, chain)]))
                if not value.meanings or value.others or binding.parameter:
                    resolved.others.append(binding)
            elif binding.kind is Kind.OTHER:
                resolved.others.append(binding)
        if len(resolved.meanings) > MOST_MEANINGS:
            # Too many ways to follow: the first of each meaning, and in doubt.
            first = {meaning.qualified: meaning for meaning in reversed(resolved.meanings)}
            resolved.meanings = list(first.values())
            resolved.others += bindings[:1]
        return resolved

    def _value(self, binding: Binding, depth: int) -> Resolved | None:
        """What an alias means, once for each; None where that is being asked already.

        A value that was found without another one, as that depends on it, is not kept: but past a
        number of steps it is, as one in doubt.
        """
        at = binding.at
        if at in self._known:
            return self._known[at]
        if at in self._resolving:
            self._cut.add(at)
            return None
        if not self._resolving:
            self._steps, self._cut = 0, set()
        self._steps += 1
        self._exhausted = self._exhausted or self._steps > MOST_STEPS
        self._resolving.add(at)
        value = self.resolve(binding.value, depth + 1)
        self._resolving.discard(at)
        self._cut.discard(at)
        if not self._cut:
            self._known[at] = value
        elif self._exhausted:
            value.others.append(binding)
            self._known[at] = value
        return value

    def _from_stars(self, name: str, path: Path) -> Resolved:
        """`from tensorflow import *` gives every public name; the last star before the use wins."""
        resolved = Resolved()
        for module, star in self.stars():
            if scopes(star)[-1].type == "module" or scopes(star)[-1] in path:
                qualified = f"{module}.{name}"
                binding = self._starred.setdefault(
                    (star[-1].id, name),
                    Binding(Kind.IMPORT, star, star[-1].end_byte, qualified),
                )
                resolved.add(Resolved([Meaning(qualified, (binding,))]))
        return resolved

    def exported(self, name: str) -> Resolved:
        """What a name of the module means to who imports it from there."""
        bindings = self.uses(name).bindings.get(self.source.tree.root_node.id, [])
        if bindings:
            found = self._values(bindings, 0)
        else:
            found = self._from_stars(name, (self.source.tree.root_node,))
        meanings = [Meaning(self._translate(m.qualified), m.chain) for m in found.meanings]
        return Resolved(meanings, found.others, found.bound)

    def imported(self) -> list[tuple[str, Binding]]:
        """Each name that an import statement binds, wherever it stands."""
        if self._imported is None:
            self._imported = list(self._find_imported())
        return self._imported

    def _find_imported(self) -> Iterator[tuple[str, Binding]]:
        for found in IMPORT.finditer(self.source.code):
            path = self.source.path(*found.span())
            if len(path) < 2 or path[-2].type not in STATEMENTS:
                continue
            statement = path[-2]
            for item in statement.children_by_field_name("name"):
                alias = item.child_by_field_name("alias")
                holder, leaf = (item, alias) if alias is not None else (item, item.children[0])
                made = made_at(self.source, (*path[:-1], holder, leaf))
                if made is not None:
                    yield self.source.text(leaf), made[1]

    def stars(self) -> list[tuple[str, Path]]:
        """Each `from module import *` of the program."""
        if self._stars is None:
            self._stars = []
            for star in STAR.finditer(self.source.code):
                path = self.source.path(star.end() - 1, star.end())
                statement = next((n for n in path if n.type == "import_from_statement"), None)
                if statement is not None:
                    module = statement.child_by_field_name("module_name")
                    self._stars.append((self.source.spaceless(module) if module else "", path))
        return self._stars

    def _import_lines(self) -> list[tuple[int, int]]:
        """Where `import a.b` can stand, which binds `a`."""
        if self._imports is None:
            self._imports = [found.span() for found in IMPORT_LINE.finditer(self.source.code)]
        return self._imports

    def uses(self, name: str) -> Uses:
        """Where `name` is bound, by scope, and which functions declare it global or nonlocal."""
        if name not in self._uses:
            # `name.attribute` never binds: most places of a module's name are that.
            places = self.source.occurrences(name, NO_ATTRIBUTE)
            paths = [path for path in places if not is_attribute(path)]
            dotted = [
                path
                for start, end in self._import_lines()
                for path in self.source.occurrences(name, DOTTED, start, end)
                if path[-2].type == "dotted_name" and path[-2].children[0] == path[-1]
            ]
            declared: dict[int, str] = {}
            for path in paths:
                if path[-2].type in ("global_statement", "nonlocal_statement"):
                    declared[scopes(path)[-1].id] = path[-2].type.removesuffix("_statement")
            bindings: dict[int, list[Binding]] = defaultdict(list)
            for path in [*paths, *dotted]:
                if (found := made_at(self.source, path)) is not None:
                    visible, binding = found
                    owner = self._owner(visible, declared)
                    if owner != visible[-1]:
                        binding = replace(binding, foreign=True)
                    bindings[owner.id].append(binding)
            for group in bindings.values():
                group.sort(key=lambda binding: binding.effect)
            self._uses[name] = Uses(dict(bindings), declared)
        return self._uses[name]

    def bound_at(self, name: str) -> set[int]:
        """Where a name gets a value."""
        groups = self.uses(name).bindings.values()
        return {binding.at for group in groups for binding in group}

    def binds(self, path: Path) -> bool:
        """Whether the name at the end of `path` gets a value there."""
        return self.binding_at(path) is not None

    def binding_at(self, path: Path) -> Binding | None:
        """The binding that the name at the end of `path` makes."""
        groups = self.uses(self.source.text(path[-1])).bindings.values()
        return next((b for group in groups for b in group if b.at == path[-1].start_byte), None)

    @staticmethod
    def _owner(visible: list[Node], declared: dict[int, str]) -> Node:
        declaration = declared.get(visible[-1].id)
        if declaration == "global":
            return visible[0]
        if declaration == "nonlocal":
            outer = [scope for scope in visible[:-1] if scope.type == "function_definition"]
            return next((s for s in reversed(outer) if s.id not in declared), visible[0])
        return visible[-1]
