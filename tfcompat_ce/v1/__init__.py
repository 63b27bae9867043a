"""TensorFlow 1.x's namespace on every release: ``import tfcompat_ce.v1 as tf``.

``nn`` is ours. Every other name is that of ``tf.compat.v1``, or of ``tensorflow`` before 1.13.
"""

from typing import TYPE_CHECKING, Any

from tfcompat_ce import namespace as _namespace
from tfcompat_ce.v1 import nn as nn

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...


def _tensorflow() -> Any:
    from tfcompat_ce import installed

    tf = installed.tensorflow()
    return tf.compat.v1 if installed.release() >= (1, 13) else tf


_namespace.pass_on(__name__, _tensorflow)
