"""``tf.compat``, with the two namespaces ours: ``tf.compat.v1`` is ``tfcompat_ce.v1``.

Code that runs on both 1.x and 2.x says ``tf.compat.v1``, which TensorFlow has from 1.13 on.
"""

import typing as _typing
from typing import Any as _Any

from tfcompat_ce.shim import namespace as _namespace

if _typing.TYPE_CHECKING:

    def __getattr__(name: str) -> _Any: ...


def _tensorflow() -> _Any:
    from tfcompat_ce.shim import installed

    return installed.tensorflow().compat


def _namespaces() -> _namespace.Supplied:
    from tfcompat_ce import v1, v2

    return {"v1": lambda: v1, "v2": lambda: v2}


_namespace.pass_on(__name__, _tensorflow, _namespaces)
