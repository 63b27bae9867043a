"""Names of the 1.x namespace that came late or went early, and what to do about each.

Which release has which name was compared on the releases themselves. A row is used where the
name is not there; the release in it keeps it from being used before the name had gone, or after
it had come. What became of ``tf.contrib`` is in ``contrib``, of 0.x's names in ``renamed``.

Sources:
  https://www.tensorflow.org/versions/r1.15/api_docs/python/tf
  https://github.com/tensorflow/tensorflow/blob/v1.0.0/RELEASE.md
"""

from typing import Dict, NamedTuple, Optional, Tuple

from tfcompat_ce.api.renamed import is_offered


class Gone(NamedTuple):
    """The release from which on a name is not there, and what to use instead."""

    release: Tuple[int, int]
    instead: str


GONE: Dict[str, Gone] = {
    "pywrap_tensorflow": Gone((1, 14), "tf.train.NewCheckpointReader reads checkpoints."),
}

# Of ``tf.models``, what no module of ours stands for.
MODELS = Gone((1, 0), "Copy the file: github.com/tensorflow/models had it under tutorials.")

# Each switch, and the release that brought it and what it switches on.
LATER: Dict[str, Tuple[int, int]] = {
    "enable_control_flow_v2": (1, 15),
    "enable_eager_execution": (1, 4),
    "enable_resource_variables": (1, 11),
    "enable_tensor_equality": (1, 15),
    "enable_v2_behavior": (1, 13),
    "enable_v2_tensorshape": (1, 13),
}


def row(name: str) -> Optional[Gone]:
    """What became of a name, by its first part; None where nothing is known of it.

    >>> row("pywrap_tensorflow.NewCheckpointReader").release, row("models.rnn.rnn_cell")
    ((1, 14), None)
    """
    top = name.partition(".")[0]
    if top == "models":
        return None if is_offered(name) else MODELS
    return GONE.get(top)
