"""Packages that are led over what TensorFlow lost since they were last released.

Their modules are imported with a view of TensorFlow in which names that are gone are there.
TensorFlow itself, and what everybody else sees of it, stays as it is.
"""

import builtins
import importlib
import sys
import types
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any, Callable, Dict, Optional, Sequence

Bridges = Dict[str, Callable[[], Any]]


class Bridged:
    """A package, and what its modules see in TensorFlow in place of what is there, or is not."""

    def __init__(self, package: str, bridges: Bridges) -> None:
        """Names it; ``install`` makes its imports work.

        Args:
          package: The name it is imported by.
          bridges: Full names of modules, or of what is in them, each with what gives its value.
        """
        self._package, self._bridges = package, bridges

    def install(self) -> None:
        """Has the package's modules imported with these bridges from now on."""
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Optional[ModuleSpec]:
        if name.partition(".")[0] != self._package:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            loader: Any = _Loader(spec.loader, self._import)
            spec.loader = loader
        return spec

    def _import(
        self,
        name: str,
        globals: Any = None,
        locals: Any = None,
        fromlist: Optional[Sequence[str]] = (),
        level: int = 0,
    ) -> Any:
        """What ``import`` calls in the package's modules."""
        if level == 0 and name in self._bridges:  # from tensorflow.python.tpu.x import ...
            return self._bridges[name]()
        wanted = tuple(one for one in fromlist or () if f"{name}.{one}" not in self._bridges)
        if fromlist and not wanted:
            module = importlib.import_module(name)
        else:
            module = builtins.__import__(name, globals, locals, wanted, level)
        if level:
            return module
        return view(module, name if fromlist else name.partition(".")[0], self._bridges)


def view(value: Any, name: str, bridges: Bridges) -> Any:
    """A value as the bridges have it: a view, where any of them starts from there."""
    if any(row.startswith(f"{name}.") for row in bridges):
        return _View(value, name, bridges)
    return value


class _View(types.ModuleType):
    """A module as the bridges have it: every other name is the module's own."""

    def __init__(self, module: Any, name: str, bridges: Bridges) -> None:
        super().__init__(name)
        self.__dict__.update(_module=module, _bridges=bridges)

    def __getattr__(self, name: str) -> Any:
        full, bridges = f"{self.__name__}.{name}", self.__dict__["_bridges"]
        if full in bridges:
            return bridges[full]()
        return view(getattr(self.__dict__["_module"], name), full, bridges)


class _Loader:
    """Loads a module as its own loader does, but gives it another ``import``."""

    def __init__(self, loader: Any, importer: Callable[..., Any]) -> None:
        self._loader, self._importer = loader, importer

    def create_module(self, spec: ModuleSpec) -> Any:
        return self._loader.create_module(spec)

    def exec_module(self, module: types.ModuleType) -> None:
        module.__dict__["__builtins__"] = dict(vars(builtins), __import__=self._importer)
        self._loader.exec_module(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)
