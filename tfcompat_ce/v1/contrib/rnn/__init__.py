"""``tf.contrib.rnn``: TensorFlow's cells under its other names, and cells that only it had."""

from tfcompat_ce.shim import contrib as _contrib
from tfcompat_ce.v1.contrib.rnn.cells import AttentionCellWrapper as AttentionCellWrapper
from tfcompat_ce.v1.contrib.rnn.cells import EmbeddingWrapper as EmbeddingWrapper
from tfcompat_ce.v1.contrib.rnn.cells import HighwayWrapper as HighwayWrapper
from tfcompat_ce.v1.contrib.rnn.cells import InputProjectionWrapper as InputProjectionWrapper
from tfcompat_ce.v1.contrib.rnn.cells import LayerNormBasicLSTMCell as LayerNormBasicLSTMCell
from tfcompat_ce.v1.contrib.rnn.cells import OutputProjectionWrapper as OutputProjectionWrapper
from tfcompat_ce.v1.contrib.rnn.cells import UGRNNCell as UGRNNCell
from tfcompat_ce.v1.contrib.rnn.cells import _Linear as _Linear
from tfcompat_ce.v1.contrib.rnn.cells import _linear as _linear
from tfcompat_ce.v1.contrib.rnn.stacked import (
    stack_bidirectional_dynamic_rnn as stack_bidirectional_dynamic_rnn,
)
from tfcompat_ce.v1.contrib.rnn.stacked import stack_bidirectional_rnn as stack_bidirectional_rnn

_contrib.part(__name__)
