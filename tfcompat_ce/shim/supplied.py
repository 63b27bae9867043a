"""Names of the 1.x namespace that a release does not have, or has somewhere else.

A row says what gives the value of a name, when it is asked for.
"""

import functools
import importlib
from typing import Any

from tfcompat_ce.shim import (
    estimator,
    installed,
    legacy_keras,
    output_shapes,
    private,
    saved_model,
    seeds,
)
from tfcompat_ce.shim.namespace import Supplied


@functools.lru_cache(maxsize=None)
def v1() -> Supplied:
    """Of ``tf``."""
    tf, release = installed.tensorflow(), installed.release()
    native = tf.compat.v1 if release >= (1, 13) else tf
    names: Supplied = {
        "disable_control_flow_v2": lambda: _nothing_to_disable,
        "disable_eager_execution": lambda: _never_eager,
        "disable_resource_variables": lambda: _nothing_to_disable,
        "disable_tensor_equality": lambda: _nothing_to_disable,
        "disable_v2_behavior": lambda: _never_eager,
        "disable_v2_tensorshape": lambda: _nothing_to_disable,
        "enable_v1_random_seeds": lambda: seeds.enable_v1_random_seeds,
        "executing_eagerly": lambda: _executing_eagerly,
    }
    if (1, 4) <= release < (1, 7):
        names["enable_eager_execution"] = lambda: (
            _contrib("eager.python.tfe").enable_eager_execution
        )
    names = {name: value for name, value in names.items() if not hasattr(native, name)}
    names["models"] = functools.partial(importlib.import_module, "tfcompat_ce.v1.models")
    names["python"] = private.python
    if (1, 13) <= release < (2, 0):
        names["contrib"] = lambda: tf.contrib
    if release >= (2, 0):
        names["saved_model"] = saved_model.module
        for name in ("contrib", "examples"):
            names[name] = functools.partial(importlib.import_module, f"tfcompat_ce.v1.{name}")
    if release >= (2, 16):
        estimator.bridge()
        names["estimator"] = estimator.module
        names["layers"] = legacy_keras.layers
    return names


@functools.lru_cache(maxsize=None)
def nn() -> Supplied:
    """Of ``tf.nn``."""
    release = installed.release()
    if release < (1, 2):
        names: Supplied = {
            name: functools.partial(_of_contrib_rnn, name)
            for name in ("static_bidirectional_rnn", "static_rnn", "static_state_saving_rnn")
        }
        names["rnn_cell"] = lambda: _contrib("rnn")
        return names
    names = {}
    if release >= (2, 0):
        names.update(output_shapes.transposed_convolutions(installed.tensorflow().compat.v1.nn))
    if release >= (2, 16):
        names["rnn_cell"] = legacy_keras.rnn_cell
    return names


def _nothing_to_disable() -> None:
    """Does nothing: this TensorFlow has nothing that the call would switch off."""


def _never_eager() -> None:
    """Does nothing: this TensorFlow builds graphs, unless it was told to run eagerly."""
    if getattr(installed.tensorflow(), "executing_eagerly", _executing_eagerly)():
        raise RuntimeError(
            f"TensorFlow {installed.version()} cannot leave eager execution once it is enabled: "
            "the first that can is 1.13."
        )


def _executing_eagerly() -> bool:
    """Whether eager execution is on, which TensorFlow 1.4 to 1.6 have in ``tf.contrib.eager``."""
    if installed.release() < (1, 4):
        return False
    return bool(importlib.import_module("tensorflow.python.eager.context").in_eager_mode())


def _contrib(name: str) -> Any:
    return importlib.import_module(f"tensorflow.contrib.{name}")


def _of_contrib_rnn(name: str) -> Any:
    return getattr(_contrib("rnn"), name)
