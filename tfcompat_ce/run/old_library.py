"""Names that Python's library lost in 3.8 to 3.13, and packages beside TensorFlow since then.

Sources: the sections "Removed" of https://docs.python.org/3/whatsnew/,
https://pillow.readthedocs.io/en/stable/releasenotes/10.0.0.html,
https://pandas.pydata.org/docs/whatsnew/v2.0.0.html
"""

from __future__ import annotations

import collections.abc
import functools
import importlib
import importlib.util
import math
import sys
import types
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any, NamedTuple

from tfcompat_ce.run.import_hook import After, install

# Another name for the same, in its module or in a class of it. Of other people's packages, what
# those for Python 3.7, the last with TensorFlow 1.15, still had.
SAME: dict[str, str] = {
    "base64:decodestring": "decodebytes",
    "base64:encodestring": "encodebytes",
    "configparser:SafeConfigParser": "ConfigParser",
    "PIL.Image:ANTIALIAS": "LANCZOS",
    "PIL.Image:CUBIC": "BICUBIC",
    "PIL.Image:LINEAR": "BILINEAR",
    "pandas:DataFrame.append": "_append",
    "pandas:DataFrame.iteritems": "items",
    "pandas:Series.append": "_append",
    "pandas:Series.iteritems": "items",
    "scipy.integrate:cumtrapz": "cumulative_trapezoid",
    "scipy.integrate:simps": "simpson",
    "scipy.integrate:trapz": "trapezoid",
    "threading:Thread.isAlive": "is_alive",
    "time:clock": "process_time",
    "unittest:TestCase.assertAlmostEquals": "assertAlmostEqual",
    "unittest:TestCase.assertEquals": "assertEqual",
    "unittest:TestCase.assertNotEquals": "assertNotEqual",
    "unittest:TestCase.assertRaisesRegexp": "assertRaisesRegex",
    "unittest:TestCase.assertRegexpMatches": "assertRegex",
    "unittest:TestCase.assert_": "assertTrue",
}


class ArgSpec(NamedTuple):
    """What getargspec gave."""

    args: Any
    varargs: Any
    keywords: Any
    defaults: Any


def restore() -> None:
    """Put the names back where they are not there, as soon as anybody imports their module."""
    rows: dict[str, list[Callable[[Any], None]]] = {}
    for name, new in SAME.items():
        module, _, name = name.partition(":")
        rows.setdefault(module, []).append(functools.partial(_alias, name, new))
    for module, call in {
        "collections": _collections,
        "fractions": _fractions,
        "inspect": _inspect,
        "random": _random,
    }.items():
        rows.setdefault(module, []).append(call)
    for module, calls in rows.items():
        then = functools.partial(_all, calls)
        if module in sys.modules:
            then(sys.modules[module])
        else:
            install(After(module, then))
    sys.meta_path.append(OldModules())  # the last to be asked: only for what is not there


def _all(calls: Sequence[Callable[[Any], None]], module: Any) -> None:
    for call in calls:
        call(module)


def _alias(name: str, new: str, module: Any) -> None:
    *owners, old = name.split(".")
    owner = functools.reduce(getattr, owners, module)
    if hasattr(owner, new):
        _set(owner, old, getattr(owner, new))


def _set(owner: Any, name: str, value: Any) -> None:
    if not hasattr(owner, name):
        setattr(owner, name, value)


def _collections(module: Any) -> None:
    for name in collections.abc.__all__:
        _set(module, name, getattr(collections.abc, name))


def _fractions(module: Any) -> None:
    _set(module, "gcd", math.gcd)


def _inspect(module: Any) -> None:
    _set(module, "ArgSpec", ArgSpec)
    _set(module, "getargspec", lambda function: ArgSpec(*module.getfullargspec(function)[:4]))


def _random(module: Any) -> None:
    """`sample` of a set, `randint` between floats that are whole, `shuffle` with a function."""
    sample, randrange, shuffle = module.sample, module.randrange, module.shuffle

    def old_sample(population: Any, k: int, **options: Any) -> Any:
        is_set = isinstance(population, collections.abc.Set)
        return sample(tuple(population) if is_set else population, k, **options)

    def old_randrange(*limits: Any) -> int:
        return int(randrange(*(int(one) if one == int(one) else one for one in limits)))

    def old_randint(a: Any, b: Any) -> int:
        return old_randrange(a, b + 1)

    def old_shuffle(x: Any, random: Callable[[], float] | None = None) -> None:
        if random is None:
            shuffle(x)
            return
        for i in reversed(range(1, len(x))):
            j = int(random() * (i + 1))
            x[i], x[j] = x[j], x[i]

    module.sample, module.shuffle = old_sample, old_shuffle
    module.randrange, module.randint = old_randrange, old_randint


class OldModules(MetaPathFinder):
    """Finds modules that are gone, or have another name."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> ModuleSpec | None:
        make = {"imp": _imp, "xml.etree.cElementTree": _element_tree}.get(name)
        if make is None:
            return None
        return importlib.util.spec_from_loader(name, _Made(make))  # type: ignore[arg-type]


class _Made:
    def __init__(self, make: Callable[[], types.ModuleType]) -> None:
        self._make = make

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        sys.modules[module.__name__] = self._make()


def _element_tree() -> types.ModuleType:
    return importlib.import_module("xml.etree.ElementTree")


def _imp() -> types.ModuleType:
    module: Any = types.ModuleType("imp", "What programs used most of the module that 3.12 lost.")

    def load_source(name: str, pathname: str, file: Any = None) -> types.ModuleType:
        spec = importlib.util.spec_from_file_location(name, pathname)
        if spec is None or spec.loader is None:
            raise ImportError(f"No module in {pathname}", name=name, path=pathname)
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[name] = loaded
        spec.loader.exec_module(loaded)
        return loaded

    module.load_source, module.reload = load_source, importlib.reload
    module.new_module = types.ModuleType
    made: types.ModuleType = module
    return made
