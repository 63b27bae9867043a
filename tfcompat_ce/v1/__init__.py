"""TensorFlow 1.x's namespace on every release: ``import tfcompat_ce.v1 as tf``.

``nn`` is ours, and ``compat.v1`` is this module. Every other name is that of ``tf.compat.v1``, or
of ``tensorflow`` before 1.13; ``supplied`` lists what is there where TensorFlow has it not, and
``absent`` what to do about a name that is not there. Modules can be imported as from TensorFlow:
``from tfcompat_ce.v1.keras.layers import Dense``.
"""

import typing as _typing
from typing import Any as _Any

from tfcompat_ce.shim import absent as _absent
from tfcompat_ce.shim import namespace as _namespace
from tfcompat_ce.shim import submodules as _submodules
from tfcompat_ce.shim import supplied as _supplied
from tfcompat_ce.v1 import compat as compat
from tfcompat_ce.v1 import nn as nn
from tfcompat_ce.v1 import train as train

if _typing.TYPE_CHECKING:

    def __getattr__(name: str) -> _Any: ...


def _tensorflow() -> _Any:
    from tfcompat_ce.shim import installed

    tf = installed.tensorflow()
    return tf.compat.v1 if installed.release() >= (1, 13) else tf


_namespace.pass_on(__name__, _tensorflow, _supplied.v1, _absent.why)
_submodules.install()
