"""Import a program's own modules as the rewriter leaves them; their files stay as they are."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader as AnyLoader
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

from tfcompat_ce.rewrite.rewriter import Options, needed
from tfcompat_ce.rewrite.usage.project import Place, Project
from tfcompat_ce.run.in_memory import Compiled, compiled
from tfcompat_ce.run.numpy_syntax import may_concern
from tfcompat_ce.run.own import Own


class Loader(SourceFileLoader):
    """Loads a module rewritten. Its bytecode is not kept: Python would take it for the file's."""

    def __init__(
        self,
        name: str,
        path: str,
        options: Options,
        tell: Callable[[str, Compiled], None],
        project: Project | None = None,
    ) -> None:
        super().__init__(name, path)
        self._options, self._tell, self._project = options, tell, project

    def path_stats(self, path: Any) -> Any:
        raise OSError("no bytecode")

    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> CodeType:  # type: ignore[override]
        place = Place(os.fsdecode(path), self._project, keeps_all=True)
        found = compiled(bytes(data), os.fsdecode(path), self._options, _optimize, place)
        self._tell(os.fsdecode(path), found)
        return found.code


class Finder(MetaPathFinder):
    """Finds the program's own modules that have to do with TensorFlow, and no others."""

    def __init__(
        self,
        own: Own,
        options: Options,
        tell: Callable[[str, Compiled], None],
        project: Project | None = None,
    ) -> None:
        self._own, self._options, self._tell, self._project = own, options, tell, project

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or type(spec.loader) is not SourceFileLoader or spec.origin is None:
            return None
        if not self._own.has(name, spec.origin):
            return None
        try:
            data = spec.loader.get_data(spec.origin)
        except OSError:
            return None
        reaches = self._project is not None and self._project.has_tensorflow(spec.origin)
        if not (reaches or may_concern(data) or needed(data, self._options.target)):
            return None
        spec.loader = Loader(name, spec.origin, self._options, self._tell, self._project)
        return spec


def install(finder: MetaPathFinder) -> None:
    """Ask a finder before Python looks for files itself."""
    at = sys.meta_path.index(PathFinder) if PathFinder in sys.meta_path else 0
    sys.meta_path.insert(at, finder)


class After(MetaPathFinder):
    """Calls a function with a module right after it was imported, whoever imports it first."""

    def __init__(self, name: str, then: Callable[[ModuleType], None]) -> None:
        self._name, self._call = name, then

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != self._name:
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Calling(spec.loader, self._call)
        return spec


class GraphMode(After):
    """Lets TensorFlow start in graph mode, as 1.x does, as soon as anybody imports it.

    `then` is called right after.
    """

    def __init__(self, then: Callable[[], None] | None = None) -> None:
        super().__init__("tensorflow", self.switch)
        self._then = then

    def switch(self, module: ModuleType) -> None:
        """Take 2.x's behavior from TensorFlow, without the deprecations that this warns of."""
        v1 = getattr(getattr(module, "compat", None), "v1", None)
        disable = getattr(v1, "disable_v2_behavior", None)
        if v1 is not None and disable is not None:
            verbosity = v1.logging.get_verbosity()
            v1.logging.set_verbosity(v1.logging.ERROR)
            disable()
            v1.logging.set_verbosity(verbosity)
        if self._then is not None:
            self._then()


class _Calling(AnyLoader):
    """Loads a module, and calls a function with it."""

    def __init__(self, loader: Any, then: Callable[[ModuleType], None]) -> None:
        self._loader, self._then = loader, then

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        created: ModuleType | None = self._loader.create_module(spec)
        return created

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        self._then(module)
