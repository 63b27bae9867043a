"""``tf.models`` of 0.x, whose recurrent networks 1.x has under other names.

A module of ``tfcompat_ce.v1.models`` is a file where it is written here. The others are made when
they are asked for, and lead where ``tfcompat_ce.api.renamed`` says.
"""

import importlib
from operator import attrgetter
from typing import Any, List

from tfcompat_ce.api import gone
from tfcompat_ce.api.renamed import MODELS, MODULES, is_offered, new_name
from tfcompat_ce.shim import installed, submodules
from tfcompat_ce.shim.namespace import AbsentError, Namespace, become

ROOT = "tfcompat_ce.v1"


class Models(Namespace):
    """A module of ``tf.models``."""

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            return dir(self)
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        full = f"{self.__name__}.{name}"
        old = full[len(ROOT) + 1 :]
        if old in MODULES:
            made = Models(full)
            made.__dict__["__path__"] = []
            self.__dict__[name] = made
            return made
        if new_name(old):
            return attrgetter(new_name(old))(importlib.import_module(ROOT))
        if submodules.has_file(full, self.__path__):
            return importlib.import_module(full)
        if is_offered(old):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        raise AbsentError(
            f"TensorFlow {installed.version()} has no tf.{old}: it went with 1.0. "
            f"{gone.MODELS.instead}"
        )

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value

    def __dir__(self) -> List[str]:
        here = f"{self.__name__[len(ROOT) + 1 :]}."
        names = {name for name in self.__dict__ if not name.startswith("_")}
        names.update(
            old[len(here) :].split(".")[0] for old in (*MODULES, *MODELS) if old.startswith(here)
        )
        if here[:-1] in MODULES:
            target = attrgetter(MODULES[here[:-1]])(importlib.import_module(ROOT))
            names.update(dir(target))
        return sorted(name for name in names if not name.startswith("_"))


def module(name: str) -> None:
    """Makes a module whose file this is one of ``tf.models``'s."""
    become(name, Models)
