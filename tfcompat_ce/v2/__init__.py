"""TensorFlow 2.x's namespace: ``import tfcompat_ce.v2 as tf``.

``nn``'s softmax family is ours, on every release from 1.0 on. Every other name is TensorFlow's
own, which has a 2.x namespace from 1.14 on.
"""

import typing as _typing
from typing import Any as _Any

from tfcompat_ce.shim import namespace as _namespace
from tfcompat_ce.v2 import nn as nn

if _typing.TYPE_CHECKING:

    def __getattr__(name: str) -> _Any: ...


def _tensorflow() -> _Any:
    from tfcompat_ce.shim import installed

    tf = installed.tensorflow()
    if installed.release() >= (2, 0):
        return tf
    if installed.release() >= (1, 14):
        return tf.compat.v2
    raise _namespace.AbsentError(
        f"TensorFlow {installed.version()} has no 2.x namespace: it came with 1.14. Of "
        "`tfcompat_ce.v2` only the softmax family in `nn` is there."
    )


_namespace.pass_on(__name__, _tensorflow)
