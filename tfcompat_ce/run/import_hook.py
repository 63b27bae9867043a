"""Import a program's own modules as the rewriter leaves them; their files stay as they are."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

from tfcompat_ce.rewrite.rewriter import Options
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.run.in_memory import Compiled, compiled

INSTALLED = {"dist-packages", "site-packages"}
STANDARD_LIBRARY = os.path.join(os.path.dirname(os.__file__), "")
NEVER = {"tensorflow", "tfcompat_ce"}


@dataclass(frozen=True, slots=True)
class Own:
    """Which modules are the program's: those below its folder, and the packages that are named."""

    folder: str
    named: tuple[str, ...] = ()

    def has(self, name: str, path: str) -> bool:
        """Whether a module in a file is to be rewritten.

        >>> own = Own("/home/me/project", named=("helpers",))
        >>> own.has("model", "/home/me/project/model.py")
        True
        >>> own.has("numpy", "/home/me/project/venv/lib/python3/site-packages/numpy/__init__.py")
        False
        >>> own.has("helpers.nets", "/usr/lib/python3/dist-packages/helpers/nets.py")
        True
        """
        top = name.partition(".")[0]
        if top in NEVER:
            return False
        return top in self.named or any(
            self._is_below(kind(path)) for kind in (os.path.abspath, os.path.realpath)
        )

    def _is_below(self, path: str) -> bool:
        if path.startswith(STANDARD_LIBRARY):
            return False
        for folder in (self.folder, os.path.realpath(self.folder)):
            inside = os.path.join(folder, "")
            if path.startswith(inside):
                return INSTALLED.isdisjoint(path[len(inside) :].split(os.sep))
        return False


class Loader(SourceFileLoader):
    """Loads a module rewritten. Its bytecode is not kept: Python would take it for the file's."""

    def __init__(
        self, name: str, path: str, options: Options, tell: Callable[[str, Compiled], None]
    ) -> None:
        super().__init__(name, path)
        self._options, self._tell = options, tell

    def path_stats(self, path: Any) -> Any:
        raise OSError("no bytecode")

    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> CodeType:  # type: ignore[override]
        found = compiled(bytes(data), os.fsdecode(path), self._options, _optimize)
        self._tell(os.fsdecode(path), found)
        return found.code


class Finder(MetaPathFinder):
    """Finds the program's own modules that have to do with TensorFlow, and no others."""

    def __init__(self, own: Own, options: Options, tell: Callable[[str, Compiled], None]) -> None:
        self._own, self._options, self._tell = own, options, tell

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
        if not family.needed(data, self._options.target):
            return None
        spec.loader = Loader(name, spec.origin, self._options, self._tell)
        return spec


def install(finder: Finder) -> None:
    """Ask a finder before Python looks for files itself."""
    at = sys.meta_path.index(PathFinder) if PathFinder in sys.meta_path else 0
    sys.meta_path.insert(at, finder)
