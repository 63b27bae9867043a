"""TensorFlow 1.x's namespace on every release: ``import tfcompat_ce.v1 as tf``.

``nn`` is ours. Every other name is that of ``tf.compat.v1``, or of ``tensorflow`` before 1.13.
"""

import typing as _typing
from typing import Any as _Any

from tfcompat_ce import namespace as _namespace
from tfcompat_ce.v1 import nn as nn

if _typing.TYPE_CHECKING:

    def __getattr__(name: str) -> _Any: ...


def _tensorflow() -> _Any:
    from tfcompat_ce import installed

    tf = installed.tensorflow()
    return tf.compat.v1 if installed.release() >= (1, 13) else tf


_namespace.pass_on(__name__, _tensorflow)
