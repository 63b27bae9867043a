"""TensorFlow 1.x's softmax family with one meaning on every TensorFlow from 1.0 to 2.22.

>>> from tfcompat_ce import nn
>>> loss = nn.softmax_cross_entropy_with_logits(labels=[[0.0, 1.0, 0.0]], logits=[[0.5, 1.5, 0.1]])

``tfcompat_ce.nn`` is TensorFlow 1.x's ``tf.nn``, and so are the three functions here.
``tfcompat_ce.v1`` and ``tfcompat_ce.v2`` are the whole of either namespace.
Importing this package does not import TensorFlow: the first use does.
"""

from tfcompat_ce import v1, v2
from tfcompat_ce.v1 import nn
from tfcompat_ce.v1.nn import (
    softmax,
    softmax_cross_entropy_with_logits,
    sparse_softmax_cross_entropy_with_logits,
)

__version__ = "0.1.0"

__all__ = [
    "nn",
    "softmax",
    "softmax_cross_entropy_with_logits",
    "sparse_softmax_cross_entropy_with_logits",
    "v1",
    "v2",
]
