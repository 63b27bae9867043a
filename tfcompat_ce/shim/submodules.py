"""Imports of TensorFlow's modules as if they were ours: ``import tfcompat_ce.v1.keras.layers``.

The module that such an import gives is TensorFlow's own, under its own name: the one that
``tfcompat_ce.v1.keras.layers`` is as an attribute, or else ``tensorflow``'s submodule of that
name (``tfcompat_ce.v1.python.framework`` is ``tensorflow.python.framework``).
"""

import importlib
import sys
import types
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any, Optional

from tfcompat_ce.shim import installed
from tfcompat_ce.shim.namespace import AbsentError, Namespace

_NAMESPACES = ("tfcompat_ce.v1.", "tfcompat_ce.v2.", "tfcompat_ce.nn.", "tfcompat_ce.keras.")
_OF_1X = ("tfcompat_ce.v1.contrib", "tfcompat_ce.v1.examples")


class Finder:
    """Finds what is imported from a namespace, or from a module that was found there.

    It comes before the finders that look for files: they would find the files of TensorFlow's
    modules, and import them a second time under our name.
    """

    @staticmethod
    def find_spec(fullname: str, path: Any = None, target: Any = None) -> Optional[ModuleSpec]:
        if not fullname.startswith(_NAMESPACES) and not _is_keras_of_ours(fullname):
            return None
        parent_name, _, name = fullname.rpartition(".")
        parent = sys.modules.get(parent_name)
        if isinstance(parent, Namespace):
            if has_file(fullname, path) and not _is_native(fullname):
                return None
        elif parent is None or parent.__name__ == parent_name:
            return None
        module = _module(fullname, parent, name)
        if module is None:
            if PathFinder.find_spec(fullname, path) is not None:
                # A folder of stubs, which Python would take for a package without a file.
                raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
            return None
        loader: Any = Found(module)
        return ModuleSpec(fullname, loader)


class Found:
    """A loader that puts a module that is there already in the place of the one being loaded.

    If ``create_module`` gave it, Python would write this loader's spec into TensorFlow's module.
    """

    def __init__(self, module: types.ModuleType) -> None:
        self._module = module

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        sys.modules[module.__name__] = self._module


def install() -> None:
    """Makes such imports work."""
    if Finder not in sys.meta_path:
        sys.meta_path.insert(0, Finder)


def has_file(fullname: str, path: Any) -> bool:
    """Whether a module has a file of its own: a folder that has only stubs is none."""
    spec = PathFinder.find_spec(fullname, path)
    return spec is not None and spec.has_location


def _is_keras_of_ours(fullname: str) -> bool:
    """Whether it is below a ``keras`` in whose place there is ours."""
    return fullname.startswith("keras.") and isinstance(sys.modules.get("keras"), Namespace)


def _is_native(fullname: str) -> bool:
    """Whether TensorFlow has what a folder of ours is for."""
    return fullname in _OF_1X and installed.release() < (2, 0)


def _module(fullname: str, parent: Any, name: str) -> Optional[types.ModuleType]:
    try:
        module = getattr(parent, name)
    except AbsentError as error:
        raise ImportError(str(error), name=fullname) from None
    except AttributeError:
        module = None
    if isinstance(module, types.ModuleType):
        return module
    return _imported("tensorflow." + fullname.split(".", 2)[2])


def _imported(name: str) -> Optional[types.ModuleType]:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            return None
        raise
