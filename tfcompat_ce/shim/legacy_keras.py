"""What TensorFlow 2.16 and newer have in ``tf`` only with Keras 2, today the package ``tf_keras``.

TensorFlow chooses Keras 2 or 3 by an environment variable. Nothing here sets it: that is for
whoever starts the program.

Source: https://www.tensorflow.org/guide/keras#tensorflow_+_keras_2_backwards_compatibility
"""

import importlib
import os
from importlib.machinery import PathFinder
from typing import Any

from tfcompat_ce.shim import installed
from tfcompat_ce.shim.namespace import AbsentError, Namespace

VARIABLE = "TF_USE_LEGACY_KERAS"


class Unavailable(Namespace):
    """Stands for a module whose names TensorFlow refuses to give as long as it uses Keras 3.

    It fails where TensorFlow's own module does, at the first use of a name, but says what to do.
    """

    def __init__(self, name: str, *names: str) -> None:
        super().__init__(name, "Not available with Keras 3.")
        self.__path__ = []
        # So that `from ... import *` does not end with nothing in silence.
        self.__all__ = list(names)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        raise AbsentError(f"tf.{self.__name__.split('.', 2)[2]}.{name} {_why()}")

    def __dir__(self) -> Any:
        return []


_LAYERS = Unavailable("tfcompat_ce.v1.layers", "dense")


def layers() -> Any:
    """``tf.layers``."""
    native = installed.tensorflow().compat.v1.layers
    return native if _gives(native, "Dense") else _LAYERS


def rnn_cell() -> Any:
    """``tf.nn.rnn_cell``.

    TensorFlow has its own cells as well, as a submodule of that name. With Keras 3 the attribute
    leads elsewhere, and fails.
    """
    nn = installed.tensorflow().compat.v1.nn
    if _gives(nn.rnn_cell, "RNNCell"):
        return nn.rnn_cell
    return importlib.import_module(f"{nn.__name__}.rnn_cell")


def is_there() -> bool:
    """Whether Keras 2 is installed beside TensorFlow."""
    return PathFinder.find_spec("tf_keras") is not None


def _gives(module: Any, name: str) -> bool:
    try:
        return hasattr(module, name)
    except (ImportError, RecursionError):  # The variable is set, and there is no tf_keras.
        return False


def _why() -> str:
    why = f"needs Keras 2, and TensorFlow {installed.version()} uses Keras 3"
    variable = f"set {VARIABLE}=1 in the environment before TensorFlow is imported"
    if not is_there():
        # Without its name pip would bring another TensorFlow, the one of the newest tf_keras.
        tensorflow = "'tensorflow=={}.{}.*'".format(*installed.release())
        return (
            f"{why}: pip install 'tfcompat-ce[legacy-keras]' {tensorflow}, and {variable} "
            "(`tfcompat-ce run` sets it)."
        )
    if os.environ.get(VARIABLE) in ("1", "true", "True"):
        return f"{why}, for {VARIABLE} was set too late: {variable}."
    return f"{why}: {variable} (`tfcompat-ce run` sets it)."
