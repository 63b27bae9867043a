"""The package tf_slim, which has what ``tf.contrib``'s layers, losses and metrics were.

Its last release is of 2020. What TensorFlow took away since is bridged: see ``bridged``.

Source: https://github.com/google-research/tf-slim
"""

import functools
import importlib
from typing import Any, Callable

from tfcompat_ce.shim import installed, legacy_keras
from tfcompat_ce.shim.bridged import Bridged, Bridges
from tfcompat_ce.shim.elsewhere import is_there, pip_install
from tfcompat_ce.shim.namespace import AbsentError

PACKAGE = "tf_slim"

# They moved to other modules.
MOVED = """
    array_ops.stack array_ops.unstack control_flow_ops.Assert control_flow_ops.case
    control_flow_ops.cond control_flow_ops.while_loop
"""


def _v1(name: str) -> Callable[[], Any]:
    def get() -> Any:
        tf = installed.tensorflow()
        return getattr(tf.compat.v1 if installed.release() >= (1, 13) else tf, name)

    return get


BRIDGES: Bridges = {
    "tensorflow.python.framework.ops.IndexedSlices": _v1("IndexedSlices"),
    "tensorflow.python.framework.ops.Tensor": _v1("Tensor"),
    "tensorflow.python.ops.variable_scope.variable": _v1("Variable"),
    **{f"tensorflow.python.ops.{name}": _v1(name.partition(".")[2]) for name in MOVED.split()},
    # The module looks for Keras 2 where it is no more.
    "tensorflow.python.layers.normalization": legacy_keras.layers,
}

_BRIDGED = Bridged(PACKAGE, BRIDGES)


def get(name: str) -> Any:
    """A name of contrib, ``layers.conv2d``, as tf_slim has it.

    Raises:
      AbsentError: the package is not installed.
    """
    if not is_there(PACKAGE):
        raise AbsentError(f"tf.contrib.{name} needs {PACKAGE}: {pip_install('contrib')}")
    _BRIDGED.install()
    part, _, rest = name.partition(".")
    for home in (f"{PACKAGE}.{part}", f"{PACKAGE}.{part}.{part}", PACKAGE):
        try:
            return functools.reduce(_member, rest.split("."), importlib.import_module(home))
        except (AttributeError, ModuleNotFoundError):
            continue
    raise AbsentError(f"{PACKAGE} has no {rest}, which tf.contrib.{name} was")


def _member(module: Any, name: str) -> Any:
    """What a module has, or a module below it that is not imported yet: ``nets.vgg``."""
    try:
        return getattr(module, name)
    except AttributeError:
        return importlib.import_module(f"{module.__name__}.{name}")
