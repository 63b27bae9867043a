"""TensorFlow 1.x's ``tf.nn``: this is the module ``tfcompat_ce.v1.nn`` under a shorter name."""

import sys
import typing

from tfcompat_ce.v1 import nn

sys.modules[__name__] = nn

if typing.TYPE_CHECKING:
    from tfcompat_ce.v1.nn import log_softmax as log_softmax
    from tfcompat_ce.v1.nn import (
        sigmoid_cross_entropy_with_logits as sigmoid_cross_entropy_with_logits,
    )
    from tfcompat_ce.v1.nn import softmax as softmax
    from tfcompat_ce.v1.nn import (
        softmax_cross_entropy_with_logits as softmax_cross_entropy_with_logits,
    )
    from tfcompat_ce.v1.nn import (
        softmax_cross_entropy_with_logits_v2 as softmax_cross_entropy_with_logits_v2,
    )
    from tfcompat_ce.v1.nn import (
        sparse_softmax_cross_entropy_with_logits as sparse_softmax_cross_entropy_with_logits,
    )

    def __getattr__(name: str) -> typing.Any: ...
