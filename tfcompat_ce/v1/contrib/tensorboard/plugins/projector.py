"""``tf.contrib.tensorboard.plugins.projector``: embeddings in TensorBoard.

The messages are those of the package tensorboard.

Source: https://github.com/tensorflow/tensorflow/tree/r1.15/tensorflow/contrib/tensorboard/plugins/projector
"""

import os
from typing import Any

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib
from tfcompat_ce.shim.namespace import AbsentError as _AbsentError

_contrib.part(__name__)

try:
    from tensorboard.plugins.projector import projector_config_pb2 as _messages
except ImportError as _error:
    raise _AbsentError(
        "tf.contrib.tensorboard.plugins.projector needs tensorboard: pip install tensorboard"
    ) from _error

EmbeddingInfo: Any = _messages.EmbeddingInfo
ProjectorConfig: Any = _messages.ProjectorConfig
SpriteMetadata: Any = _messages.SpriteMetadata
DESCRIPTOR: Any = _messages.DESCRIPTOR


def visualize_embeddings(summary_writer: Any, config: Any) -> None:
    """Writes the configuration to where a ``tf.summary.FileWriter`` writes.

    Raises:
      ValueError: the writer has no folder.
    """
    from google.protobuf import text_format

    logdir = summary_writer.get_logdir()
    if logdir is None:
        raise ValueError("Summary writer must have a logdir")
    with tf.gfile.Open(os.path.join(logdir, "projector_config.pbtxt"), "w") as file:
        file.write(text_format.MessageToString(config))
