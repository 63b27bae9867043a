"""What TensorFlow's private modules had in 1.x, by the public names of the same objects.

1.x programs import from them freely: ``from tensorflow.python.framework import graph_util``. Later
releases moved what is in them, or took them away; a public name stays.
"""

import functools
from bisect import bisect_left
from typing import Dict, FrozenSet, List, Tuple

from tfcompat_ce.api.symbols import LAST_OF_1, V1, Symbol, find, preference, symbols

ROOT = "tensorflow.python"
# Names of 1.x's public API that are no name of their own.
ELSEWHERE = ("contrib.", "raw_ops.")
# Modules of ops, which have no public names, and where they are now: optimizers call these.
MOVED = {
    "tensorflow.python.training.gen_training_ops": "tensorflow.python.ops.gen_training_ops",
    "tensorflow.python.training.training_ops": "tensorflow.python.ops.gen_training_ops",
}


@functools.lru_cache(maxsize=None)
def public(module: str, name: str) -> str:
    """The public name, behind ``tf.``, of what a private module had in 1.x; "" for none.

    >>> public("tensorflow.python.framework.graph_util", "convert_variables_to_constants")
    'graph_util.convert_variables_to_constants'
    >>> public("tensorflow.python.ops.rnn_cell", "GRUCell")
    'nn.rnn_cell.GRUCell'
    >>> public("tensorflow.python.keras.utils", "to_categorical")
    'keras.utils.to_categorical'
    >>> public("tensorflow.python.ops.nn_ops", "no_such_name")
    ''
    """
    if ".gen_" in module:
        return ""  # an op as it is, which the public function calls
    for beside in _beside(module[len(ROOT) + 1 :]):
        symbol = find(f"{beside}.{name}", V1)
        if symbol is not None and symbol.kind != "module" and _is_of_1(symbol):
            return symbol.name
    defined = _by_name().get(name, ())
    for is_it in (
        lambda origin: origin == module,
        lambda origin: origin == f"{module}_impl",
        lambda origin: origin.startswith(f"{module}.") and module != ROOT,
    ):
        found = [one for one, origins in defined if any(map(is_it, origins))]
        if found:
            return min(found, key=lambda one: (preference(one), one))
    return ""


def names(module: str) -> FrozenSet[str]:
    """What a private module had in 1.x that is public, as far as it was defined there.

    >>> "while_loop" in names("tensorflow.python.ops.control_flow_ops")
    True
    """
    known = _in_modules()
    return frozenset(known.get(module, ())) | frozenset(known.get(f"{module}_impl", ()))


def is_module(module: str) -> bool:
    """Whether 1.x had something public in a private module, or below it.

    >>> is_module("tensorflow.python.estimator"), is_module("tensorflow.python.no_such_thing")
    (True, False)
    """
    if not module.islower():
        return False  # a class, of which something is public
    if module in MOVED or names(module) or module in _mirrored():
        return True
    return is_package(module)


def is_package(module: str) -> bool:
    """Whether 1.x had something public in a private module below this one.

    >>> is_package("tensorflow.python.ops"), is_package("tensorflow.python.ops.nn_ops")
    (True, False)
    """
    known = sorted_modules()
    at = bisect_left(known, f"{module}.")
    return at < len(known) and known[at].startswith(f"{module}.")


def _beside(path: str) -> Tuple[str, ...]:
    """The public modules that have what is in a private one: `nn` for `ops.nn`."""
    mirrored = _mirrored().get(f"{ROOT}.{path}", "")
    if path.startswith("keras."):
        return (mirrored or path.replace("keras.api._v1.", "").replace("keras.api.", ""),)
    package, _, last = path.rpartition(".")
    return tuple(filter(None, (mirrored, path, last, package)))


def _is_of_1(symbol: Symbol) -> bool:
    return symbol.since <= LAST_OF_1


@functools.lru_cache(maxsize=None)
def _mirrored() -> Dict[str, str]:
    """The private modules that are public as they are, and what they are called there."""
    return {
        origin: symbol.name
        for symbol in symbols(V1)
        if symbol.kind == "module"
        and symbol.has(LAST_OF_1)
        and not symbol.name.startswith(ELSEWHERE)
        for origin in symbol.origins
        if origin.startswith(f"{ROOT}.")
    }


@functools.lru_cache(maxsize=None)
def _by_name() -> Dict[str, List[Tuple[str, FrozenSet[str]]]]:
    """For the last part of each public name of 1.x, the names, and the modules they come from."""
    found: Dict[str, List[Tuple[str, FrozenSet[str]]]] = {}
    for symbol in symbols(V1):
        is_own = symbol.kind != "module" and not symbol.name.startswith(ELSEWHERE)
        if is_own and _is_of_1(symbol):
            name = symbol.name.rpartition(".")[2]
            origins = frozenset(
                origin.rpartition(".")[0]
                for origin in symbol.origins
                if origin.rpartition(".")[2] == name or symbol.kind == "constant"
            )
            found.setdefault(name, []).append((symbol.name, origins))
    return found


@functools.lru_cache(maxsize=None)
def _in_modules() -> Dict[str, List[str]]:
    found: Dict[str, List[str]] = {}
    for name, rows in _by_name().items():
        for _, origins in rows:
            for origin in origins:
                found.setdefault(origin, []).append(name)
    return found


@functools.lru_cache(maxsize=None)
def sorted_modules() -> List[str]:
    """The private modules in which 1.x had something public, in alphabetical order."""
    return sorted({*_in_modules(), *_mirrored()})
