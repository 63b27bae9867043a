"""``tf.contrib.tensorboard.plugins.projector``: embeddings for TensorBoard to show."""

import os
from typing import Any

from tfcompat_ce.shim import contrib as _contrib


def visualize_embeddings(summary_writer: Any, config: Any) -> None:
    """Writes a config beside the summaries of a writer.

    Raises:
      ValueError: the writer has no folder.
    """
    from google.protobuf import text_format

    folder = summary_writer.get_logdir()
    if folder is None:
        raise ValueError("the summary writer must have a logdir")
    if isinstance(folder, bytes):
        folder = folder.decode()
    with open(os.path.join(folder, "projector_config.pbtxt"), "w") as file:
        file.write(text_format.MessageToString(config))


_contrib.part(__name__)
