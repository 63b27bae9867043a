"""TensorFlow 1.x's softmax family with one meaning on every TensorFlow from 1.0 to 2.22.

>>> from tfcompat_ce import nn
>>> loss = nn.softmax_cross_entropy_with_logits(labels=[[0.0, 1.0, 0.0]], logits=[[0.5, 1.5, 0.1]])

``tfcompat_ce.nn`` is TensorFlow 1.x's ``tf.nn``, and so are the three functions here.
``tfcompat_ce.v1`` and ``tfcompat_ce.v2`` are the whole of either namespace.
Importing this package does not import TensorFlow: the first use does.
"""

from tfcompat_ce import v1, v2
from tfcompat_ce.shim.validation import ClassIndicesWarning
from tfcompat_ce.v1 import nn
from tfcompat_ce.v1.nn import (
    softmax,
    softmax_cross_entropy_with_logits,
    sparse_softmax_cross_entropy_with_logits,
)

__version__ = "0.1.0"

__all__ = [
    "ClassIndicesWarning",
    "nn",
    "softmax",
    "softmax_cross_entropy_with_logits",
    "sparse_softmax_cross_entropy_with_logits",
    "v1",
    "v2",
]


def __dir__():  # type: ignore[no-untyped-def]
    return [*__all__, "__version__"]


def load_ipython_extension(ipython):  # type: ignore[no-untyped-def]
    """Rewrite each cell in memory before it runs: `%load_ext tfcompat_ce`.

    Needs the extra `tools` and Python 3.10; in a line it says so where they are not there.
    """
    import sys

    if sys.version_info < (3, 10):
        sys.stderr.write("tfcompat-ce: %load_ext needs Python 3.10 or newer\n")
        return
    from tfcompat_ce.cli import NO_TOOLS, is_ours

    try:
        from tfcompat_ce.run.ipython import load
    except ImportError as error:
        if is_ours(error):
            raise
        sys.stderr.write("tfcompat-ce: " + NO_TOOLS.format(error.name) + "\n")
    else:
        load(ipython)


def unload_ipython_extension(ipython):  # type: ignore[no-untyped-def]
    """Run cells as they are again: `%unload_ext tfcompat_ce`."""
    from tfcompat_ce.run.ipython import unload

    unload()
