"""Modules of ``tf`` that another package has: imported when a name of theirs is first used."""

import importlib
from importlib.machinery import PathFinder
from typing import Any, Callable

from tfcompat_ce.shim import installed
from tfcompat_ce.shim.namespace import AbsentError, Namespace

DISTRIBUTIONS = ("tensorflow", "tensorflow-cpu", "tensorflow-intel", "tensorflow-gpu")


class Elsewhere(Namespace):
    """Stands for a module of ``tf`` that a package other than TensorFlow has.

    A program that never uses it needs no such package, and does not wait for its import.
    """

    def __init__(self, name: str, load: Callable[[], Any], example: str) -> None:
        """Makes the module.

        Args:
          name: As in ``tf``, ``"layers"``.
          load: Gives the package's module. Where it cannot, it raises an AbsentError whose
            message goes on after the name that was asked for: "needs ...".
          example: One of its names.
        """
        super().__init__(f"tfcompat_ce.v1.{name}")
        self.__path__: Any = []
        self.__dict__.update(
            _native=load, _supplied=dict, _why_absent=lambda name: None, _example=example
        )

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            # Never empty, so that `from ... import *` does not end with nothing in silence.
            return dir(self) or [self.__dict__["_example"]]
        if not name.startswith("__"):
            try:
                self.__dict__["_native"]()
            except AbsentError as error:
                module = self.__name__.split(".", 2)[2]
                raise AbsentError(f"tf.{module}.{name} {error}") from error.__cause__
        return super().__getattr__(name)


def is_there(package: str) -> bool:
    """Whether a package is installed."""
    return PathFinder.find_spec(package) is not None


def pip_install(extra: str) -> str:
    """The command that installs what an extra of this package brings.

    It names the installed TensorFlow: pip would else bring the one of the newest tf_keras.
    """
    release = "{}.{}".format(*installed.release())
    return f"pip install 'tfcompat-ce[{extra}]' '{_distribution()}=={release}.*'"


def _distribution() -> str:
    """What the installed TensorFlow is called where pip has it from."""
    try:
        metadata = importlib.import_module("importlib.metadata")
    except ImportError:  # Python 3.7 and older
        return DISTRIBUTIONS[0]
    for name in DISTRIBUTIONS:
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
        return name
    return DISTRIBUTIONS[0]
