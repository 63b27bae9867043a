"""Keras 2, which TensorFlow 2.16 and newer no longer bring: today the package ``tf_keras``.

An environment variable, TF_USE_LEGACY_KERAS, decides whether ``tf.keras`` is Keras 2 or 3.
TensorFlow lets it decide over ``tf.layers`` and ``tf.nn.rnn_cell`` too, which Keras 3 does not
have; here they need no variable. Nothing here sets it: that is for whoever starts the program.

Source: https://www.tensorflow.org/guide/keras#tensorflow_+_keras_2_backwards_compatibility
"""

import importlib
import os
from typing import Any

from tfcompat_ce.shim import installed
from tfcompat_ce.shim.elsewhere import Elsewhere, is_there, pip_install
from tfcompat_ce.shim.namespace import AbsentError

VARIABLE = "TF_USE_LEGACY_KERAS"


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


def keras(version: int) -> Any:
    """Keras 2, as ``tf.compat.v1`` or ``tf.compat.v2`` has it.

    Raises:
      AbsentError: there is no tf_keras, or none that goes with this TensorFlow.
    """
    return _imported(f"tf_keras.api._v{version}.keras")


def is_chosen() -> bool:
    """Whether ``tf.keras`` is to be Keras 2, by the environment."""
    return os.environ.get(VARIABLE) in ("1", "true", "True")


def _gives(module: Any, name: str) -> bool:
    try:
        return hasattr(module, name)
    except (ImportError, RecursionError):  # The variable is set, and there is no tf_keras.
        return False


def _imported(name: str) -> Any:
    if not is_there("tf_keras"):
        raise AbsentError(
            f"needs Keras 2, which TensorFlow {installed.version()} does not bring: "
            + pip_install("legacy-keras")
        )
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise AbsentError(
            f"needs Keras 2, and importing tf_keras fails: {error!r}. Each release of it goes "
            "with one of TensorFlow: pip install 'tf_keras=={}.{}.*'".format(*installed.release())
        ) from error


_LAYERS = Elsewhere(
    "layers", lambda: _imported("tf_keras.api._v1.keras.__internal__.legacy.layers"), "dense"
)
