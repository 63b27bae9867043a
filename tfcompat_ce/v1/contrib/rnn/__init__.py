"""``tf.contrib.rnn``: TensorFlow's cells under its other names, and cells that only it had."""

from tfcompat_ce.shim import contrib as _contrib
from tfcompat_ce.v1.contrib.rnn.blocks import Conv1DLSTMCell as Conv1DLSTMCell
from tfcompat_ce.v1.contrib.rnn.blocks import Conv2DLSTMCell as Conv2DLSTMCell
from tfcompat_ce.v1.contrib.rnn.blocks import Conv3DLSTMCell as Conv3DLSTMCell
from tfcompat_ce.v1.contrib.rnn.blocks import ConvLSTMCell as ConvLSTMCell
from tfcompat_ce.v1.contrib.rnn.blocks import GRUBlockCell as GRUBlockCell
from tfcompat_ce.v1.contrib.rnn.blocks import GRUBlockCellV2 as GRUBlockCellV2
from tfcompat_ce.v1.contrib.rnn.blocks import LSTMBlockCell as LSTMBlockCell
from tfcompat_ce.v1.contrib.rnn.blocks import LSTMBlockFusedCell as LSTMBlockFusedCell
from tfcompat_ce.v1.contrib.rnn.blocks import NASCell as NASCell
from tfcompat_ce.v1.contrib.rnn.cells import AttentionCellWrapper as AttentionCellWrapper
from tfcompat_ce.v1.contrib.rnn.cells import EmbeddingWrapper as EmbeddingWrapper
from tfcompat_ce.v1.contrib.rnn.cells import HighwayWrapper as HighwayWrapper
from tfcompat_ce.v1.contrib.rnn.cells import InputProjectionWrapper as InputProjectionWrapper
from tfcompat_ce.v1.contrib.rnn.cells import LayerNormBasicLSTMCell as LayerNormBasicLSTMCell
from tfcompat_ce.v1.contrib.rnn.cells import OutputProjectionWrapper as OutputProjectionWrapper
from tfcompat_ce.v1.contrib.rnn.cells import UGRNNCell as UGRNNCell
from tfcompat_ce.v1.contrib.rnn.cells import _Linear as _Linear
from tfcompat_ce.v1.contrib.rnn.cells import _linear as _linear
from tfcompat_ce.v1.contrib.rnn.coupled import (
    CoupledInputForgetGateLSTMCell as CoupledInputForgetGateLSTMCell,
)
from tfcompat_ce.v1.contrib.rnn.fused import FusedRNNCell as FusedRNNCell
from tfcompat_ce.v1.contrib.rnn.fused import FusedRNNCellAdaptor as FusedRNNCellAdaptor
from tfcompat_ce.v1.contrib.rnn.fused import TimeReversedFusedRNN as TimeReversedFusedRNN
from tfcompat_ce.v1.contrib.rnn.stacked import (
    stack_bidirectional_dynamic_rnn as stack_bidirectional_dynamic_rnn,
)
from tfcompat_ce.v1.contrib.rnn.stacked import stack_bidirectional_rnn as stack_bidirectional_rnn
from tfcompat_ce.v1.contrib.rnn.stacked import transpose_batch_time as transpose_batch_time

_contrib.part(__name__)
