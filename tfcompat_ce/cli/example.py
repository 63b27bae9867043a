"""The numbers of the question that this project grew from, on the installed TensorFlow."""

from typing import Any, List, NamedTuple

import numpy as np

from tfcompat_ce import v1
from tfcompat_ce.v1 import nn
from tfcompat_ce.verify import reference

LOGITS = [[0.5, 1.5, 0.1], [2.2, 1.3, 1.7]]
LABELS = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]


class Row(NamedTuple):
    """A result in float32, what the reference has for it in float64, and whether they agree."""

    name: str
    computed: Any
    expected: Any

    @property
    def agrees(self) -> bool:
        return bool(np.allclose(self.computed, self.expected, rtol=1e-6))


def run() -> List[Row]:
    """The softmax and the losses."""
    tf: Any = v1
    with tf.Graph().as_default(), tf.Session() as session:
        softmax, losses = session.run(
            (
                nn.softmax(LOGITS),
                nn.softmax_cross_entropy_with_logits(labels=LABELS, logits=LOGITS),
            )
        )
    return [
        Row("softmax", softmax, reference.softmax(LOGITS)),
        Row("losses", losses, reference.softmax_cross_entropy_with_logits(LABELS, LOGITS)),
    ]
