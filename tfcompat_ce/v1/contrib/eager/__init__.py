"""``tf.contrib.eager``, which programs call ``tfe``.

Source: https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/contrib/eager/python/tfe.py
"""

from importlib import import_module as _import_module
from typing import Any

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib
from tfcompat_ce.shim import installed as _installed
from tfcompat_ce.v1.contrib.eager import metrics as metrics
from tfcompat_ce.v1.contrib.eager.network import Network as Network
from tfcompat_ce.v1.contrib.eager.network import Sequential as Sequential

_contrib.part(__name__)

_backprop = _import_module("tensorflow.python.eager.backprop")

GradientTape = tf.GradientTape
TensorSpec = tf.TensorSpec
custom_gradient = tf.custom_gradient
enable_eager_execution = tf.enable_eager_execution
executing_eagerly = tf.executing_eagerly
in_eager_mode = tf.executing_eagerly
py_func = _import_module("tensorflow.python.ops.script_ops").eager_py_func
Checkpoint = tf.train.Checkpoint

gradients_function = _backprop.gradients_function
implicit_gradients = _backprop.implicit_grad
implicit_value_and_gradients = _backprop.implicit_val_and_grad
make_vjp = _backprop.make_vjp
value_and_gradients_function = _backprop.val_and_grad_function


def _v2() -> Any:
    return _installed.tensorflow().compat.v2


def function(*args: Any, **kwargs: Any) -> Any:
    """``tf.function``."""
    return _v2().function(*args, **kwargs)


class Saver:
    """Saves the values of variables, and gives them back. ``Checkpoint`` came in its place.

    Args:
      var_list: The variables, or a dictionary of them by the names that they are saved under.
    """

    def __init__(self, var_list: Any) -> None:
        self._saver = tf.train.Saver(var_list)

    def save(self, file_prefix: str, global_step: Any = None) -> Any:
        """Writes the values, and gives the name to restore them by."""
        with tf.device("/device:CPU:0"):
            return self._saver.save(None, file_prefix, global_step, write_meta_graph=False)

    def restore(self, file_prefix: str) -> None:
        """Gives the variables the values that were saved."""
        with tf.device("/device:CPU:0"):
            self._saver.restore(None, file_prefix)


def defun(func: Any = None, input_signature: Any = None, autograph: bool = True) -> Any:
    """Runs a Python function as a graph: ``tf.function``, which came in its place."""
    if func is None:
        return lambda func: defun(func, input_signature, autograph)
    return _v2().function(func, input_signature=input_signature, autograph=autograph)


def Variable(*args: Any, **kwargs: Any) -> Any:
    """A resource variable, which eager code needs."""
    return tf.Variable(*args, use_resource=True, **kwargs)


def Iterator(dataset: Any) -> Any:
    """What gives the elements of a data set one by one: ``next()`` of it, or a loop over it."""
    return _Iterator(dataset)


class _Iterator:
    def __init__(self, dataset: Any) -> None:
        self._iterator = iter(dataset)

    def __iter__(self) -> "_Iterator":
        return self

    def __next__(self) -> Any:
        return next(self._iterator)

    next = __next__

    def get_next(self) -> Any:
        """The next element.

        Raises:
          tf.errors.OutOfRangeError: there is none.
        """
        try:
            return next(self._iterator)
        except StopIteration:
            raise tf.errors.OutOfRangeError(None, None, "End of sequence") from None


def list_devices() -> Any:
    """The names of the devices."""
    return [one.name for one in _devices()]


def num_gpus() -> int:
    """How many GPUs there are."""
    return len(_devices("GPU"))


def _devices(kind: Any = None) -> Any:
    config = _v2().config
    return getattr(config, "list_logical_devices", config.experimental.list_logical_devices)(kind)


def run(main: Any = None, argv: Any = None) -> None:
    """Switches eager execution on, and runs the program's ``main``."""
    tf.enable_eager_execution()
    tf.app.run(main, argv)
