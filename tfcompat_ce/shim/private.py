"""TensorFlow's private modules as 1.x had them: ``tfcompat_ce.v1.python``.

A module is the release's own where it still has all that 1.x had in it under a public name. Where
it has lost some of it, or is gone itself, 1.x's public names stand in. What was private and no
more is not brought back.
"""

import functools
import importlib
import types
from operator import attrgetter
from typing import Any, List, Optional

from tfcompat_ce.api import private
from tfcompat_ce.api.renamed import names_of_old, new_name
from tfcompat_ce.shim import installed
from tfcompat_ce.shim.namespace import AbsentError, Namespace

HOME = "tfcompat_ce.v1"


class Private(Namespace):
    """Stands for a private module, which the installed release may not have any more."""

    def __init__(self, module: str) -> None:
        super().__init__(f"{HOME}{module[len('tensorflow') :]}")
        self.__dict__.update(_module=module, __path__=[])

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            return dir(self)
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return _find(self.__dict__["_module"], name)

    def __setattr__(self, name: str, value: Any) -> None:
        own = _native(self.__dict__["_module"])
        if own is not None and not isinstance(value, types.ModuleType):
            setattr(own, name, value)  # as `rnn_cell_impl._linear = f` asks for
        else:
            self.__dict__[name] = value

    def __delattr__(self, name: str) -> None:
        delattr(_native(self.__dict__["_module"]), name)

    def __dir__(self) -> List[str]:
        module = self.__dict__["_module"]
        names = set(private.names(module)) | set(dir(_native(module)))
        return sorted(name for name in names if not name.startswith("_"))


def python() -> Any:
    """What ``tensorflow.python`` is in 1.x's namespace."""
    return _module(private.ROOT)


def _find(module: str, name: str) -> Any:
    if _is_ours(module, name):
        return getattr(importlib.import_module(f"{HOME}.nn"), name)
    below = f"{module}.{name}"
    if private.is_module(below):
        return _module(below)
    own, public = _native(module), private.public(module, name)
    if _has(own, name) and not (public and _is_keras_of_old(module)):
        value = getattr(own, name)
        imported = getattr(value, "__name__", "") if isinstance(value, types.ModuleType) else ""
        return _module(imported) if imported.startswith(f"{private.ROOT}.") else value
    if public:
        return _public(public)
    made = _module(below)
    old = below[len("tensorflow.") :]
    if made is None and new_name(old):
        return _public(old)
    if made is None:
        raise AbsentError(
            f"TensorFlow {installed.version()} has no {below}, and 1.x had no public name for it"
        )
    return made


@functools.lru_cache(maxsize=None)
def _module(module: str) -> Optional[types.ModuleType]:
    """A private module: the release's own where nothing is lost of it, None where none was."""
    own = _native(module)
    if own is None:
        return Private(module) if private.is_module(module) else None
    had = {*private.names(module), *names_of_old(module[len("tensorflow.") :])}
    kept = all(_has(own, name) and not _is_ours(module, name) for name in had)
    whole = kept and not private.is_package(module) and not _is_keras_of_old(module)
    return own if whole else Private(module)


def _is_keras_of_old(module: str) -> bool:
    """Whether it is of the Keras that stayed in TensorFlow when `tf.keras` became another one."""
    is_keras = f"{module}.".startswith("tensorflow.python.keras.")
    return is_keras and installed.release() >= (2, 6)


def _has(module: Any, name: str) -> bool:
    try:
        return hasattr(module, name)
    except ImportError:  # what is loaded when it is asked for, and is gone
        return False


def _is_ours(module: str, name: str) -> bool:
    """Whether it is one of the functions of `tf.nn` that mean the same on every release."""
    if module.rpartition(".")[2] not in ("nn", "nn_impl", "nn_ops"):
        return False
    return callable(vars(importlib.import_module(f"{HOME}.nn")).get(name))


@functools.lru_cache(maxsize=None)
def _native(module: str) -> Any:
    """TensorFlow's own module, None where it has none."""
    for place in filter(None, (module, private.MOVED.get(module))):
        try:
            return importlib.import_module(place)
        except ImportError:
            pass
    return None


def _public(name: str) -> Any:
    return attrgetter(new_name(name) or name)(importlib.import_module(HOME))
