"""Which modules are a program's own, and what they import of one another."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tfcompat_ce.rewrite.usage.modules import Modules
from tfcompat_ce.rewrite.usage.project import Project

INSTALLED = {"dist-packages", "site-packages"}
STANDARD_LIBRARY = os.path.join(os.path.dirname(os.__file__), "")
NEVER = {"tensorflow", "tfcompat_ce"}


@dataclass(frozen=True, slots=True)
class Own:
    """What the program's own path leads to, and the installed packages that are named."""

    named: tuple[str, ...] = ()

    def has(self, name: str, path: str) -> bool:
        """Whether a module in a file is to be rewritten.

        >>> own = Own(named=("helpers",))
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
        return top in self.named or is_own(path)


def is_own(path: str) -> bool:
    """Whether a file is neither installed nor of the standard library."""
    real = os.path.realpath(path)
    return not real.startswith(STANDARD_LIBRARY) and INSTALLED.isdisjoint(real.split(os.sep))


class OnPath(Modules):
    """The modules that `import` finds on the program's own part of `sys.path`."""

    def _find(self, importer: str, level: int, module: str) -> str | None:
        names = module.split(".") if module else []
        if level:
            folder = os.path.dirname(os.path.abspath(importer))
            for _ in range(level - 1):
                folder = os.path.dirname(folder)
            return _file(folder, names)
        if not names or names[0] in NEVER:
            return None
        return next((found for folder in own_path() if (found := _file(folder, names))), None)

    def importers(self, path: str) -> list[str]:
        """The files that import this one, of those that were looked at."""
        return sorted(other for other, homes in self._imported.items() if path in homes)


def own_path() -> Iterator[str]:
    """The folders on `sys.path` that a program's own modules can be in."""
    for folder in sys.path:
        if os.path.isdir(folder or ".") and is_own(os.path.join(folder or os.getcwd(), "")):
            yield folder or os.getcwd()


def _file(folder: str, names: list[str]) -> str | None:
    path = os.path.join(folder, *names)
    for found in (path + ".py", os.path.join(path, "__init__.py")):
        if names and os.path.isfile(found):
            return found
    package = os.path.join(folder, "__init__.py")
    return package if not names and os.path.isfile(package) else None


def project(read: Callable[[str], bytes]) -> Project:
    """A program and what it imports of its own, found as it is asked about."""
    return Project([], read, OnPath)
