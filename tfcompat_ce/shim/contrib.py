"""``tf.contrib`` on 2.x: its parts, and where what is in them comes from.

A module of ``tfcompat_ce.v1.contrib`` is a file where something of it is written here, and made
when it is asked for otherwise. What is not offered raises when it is used, not when its module is
imported: a program may import what it never uses.
"""

import importlib
from operator import attrgetter
from typing import Any, List

from tfcompat_ce.api import contrib
from tfcompat_ce.shim import installed, slim, submodules
from tfcompat_ce.shim.namespace import AbsentError, Namespace, become

ROOT = "tfcompat_ce.v1.contrib"


class Part(Namespace):
    """A module of contrib, whose names come from where the table says."""

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            return dir(self)
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        value = _find(f"{self.__name__}.{name}"[len(ROOT) + 1 :], self)
        self.__dict__[name] = value
        return value

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # A name of a private module can be anything: only its use says what.
        raise _absent(self.__name__[len(ROOT) + 1 :])

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value

    def __dir__(self) -> List[str]:
        own = {name for name in self.__dict__ if not name.startswith("_")}
        part = contrib.public(self.__name__[len(ROOT) + 1 :])
        names = {*contrib.offered(), *contrib.parts()} - {""}
        return sorted(own | {_last(name) for name in names if name.rpartition(".")[0] == part})


def part(module: str) -> None:
    """Makes a module whose file this is a part of contrib."""
    become(module, Part)


def _find(name: str, owner: Any) -> Any:
    public = contrib.public(name)
    source = contrib.offered().get(public)
    is_there = source is not None or ("." in public and public in contrib.parts())
    if public != name and is_there and _last(name) == _last(public):
        return attrgetter(public)(importlib.import_module(ROOT))
    if (source == "tf_slim" and public != "slim") or public.startswith("slim."):
        return slim.get(public)
    if source is not None and source not in ("own", "tf_slim"):
        return _elsewhere(source, name)
    if submodules.has_file(f"{owner.__name__}.{_last(name)}", owner.__path__):
        return importlib.import_module(f"{owner.__name__}.{_last(name)}")
    if contrib.is_module(name):
        made = Part(f"{ROOT}.{name}")
        made.__dict__["__path__"] = []
        return made
    raise _absent(name)


def _absent(name: str) -> AbsentError:
    return AbsentError(
        f"TensorFlow {installed.version()} has no tf.contrib.{name}: it went with 2.0. In its "
        f"place: {contrib.instead(name)}."
    )


def _elsewhere(source: str, name: str) -> Any:
    """A name of 1.x's namespace, or of TensorFlow's private modules."""
    try:
        if not source.startswith("python."):
            return attrgetter(source)(importlib.import_module("tfcompat_ce.v1"))
        module, _, last = source.rpartition(".")
        return getattr(importlib.import_module(f"tensorflow.{module}"), last)
    except ModuleNotFoundError as error:
        package = str(error.name).partition(".")[0]
        raise AbsentError(f"tf.contrib.{name} needs {package}: pip install {package}") from error


def _last(name: str) -> str:
    return name.rpartition(".")[2]
