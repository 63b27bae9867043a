"""Names of 0.x and 1.x that a release of TensorFlow does not have, and what to do about each.

Which release has which name was compared on the releases themselves. A row is used where the
name is not there; the release in it keeps it from being used before the name had gone, or after
it had come.

Sources:
  https://www.tensorflow.org/versions/r1.15/api_docs/python/tf
  https://github.com/tensorflow/community/blob/master/rfcs/20180907-contrib-sunset.md
  https://github.com/tensorflow/tensorflow/blob/v1.0.0/RELEASE.md
"""

from typing import Dict, List, NamedTuple, Optional, Tuple

from tfcompat_ce.shim import installed


class Gone(NamedTuple):
    """The release from which on a name is not there, and what to use instead."""

    release: Tuple[int, int]
    instead: str


# The parts of `tf.contrib` that programs use, and what became of them.
CONTRIB: List[Tuple[str, str]] = [
    ("autograph, eager", "tf.autograph, tf.GradientTape, tf.enable_eager_execution"),
    ("crf, image, opt, seq2seq", "the package tensorflow_addons, for Python 3.11 at most"),
    ("cudnn_rnn", "tf.keras.layers.LSTM and tf.keras.layers.GRU"),
    ("data", "tf.data and tf.data.experimental"),
    ("distribute, tpu", "tf.distribute, tf.tpu"),
    ("distributions", "tf.distributions, or the package tensorflow_probability"),
    ("framework", "tf.train.get_or_create_global_step, tf.train.list_variables, tf.nest"),
    ("framework.arg_scope", "the package tf_slim"),
    ("gan", "the package tensorflow_gan"),
    (
        "layers, slim",
        "the package tf_slim, whose batch_norm fails with TensorFlow 2.15 and newer; tf.layers",
    ),
    ("layers.xavier_initializer", "tf.glorot_uniform_initializer"),
    ("learn, estimator", "tf.estimator, which TensorFlow has until 2.15"),
    ("lite, lookup, signal", "tf.lite, tf.lookup, tf.signal"),
    ("losses", "tf.losses, which takes labels first: give all arguments by keyword"),
    ("metrics, summary", "tf.metrics, tf.summary"),
    ("rnn", "tf.nn.rnn_cell, tf.nn.static_rnn, tf.nn.static_bidirectional_rnn"),
    ("training.HParams", "a class of your own, or a dict"),
]

_CONTRIB = "\n".join(f"  tf.contrib.{names}: {instead}" for names, instead in CONTRIB)

# What 0.x had under another name.
RENAMED: Dict[str, str] = {
    "audio_summary": "summary.audio",
    "batch_matmul": "matmul",
    "complex_abs": "abs",
    "histogram_summary": "summary.histogram",
    "image_summary": "summary.image",
    "inv": "reciprocal",
    "listdiff": "setdiff1d",
    "merge_all_summaries": "summary.merge_all",
    "merge_summary": "summary.merge",
    "mul": "multiply",
    "neg": "negative",
    "pack": "stack",
    "scalar_summary": "summary.scalar",
    "select": "where",
    "sub": "subtract",
    "unpack": "unstack",
}

GONE: Dict[str, Gone] = {
    "contrib": Gone((2, 0), f"What became of its parts:\n{_CONTRIB}"),
    "estimator": Gone((2, 16), "Write the training loop, or use tf.keras."),
    "examples": Gone((2, 0), "The images of MNIST are in tf.keras.datasets.mnist.load_data()."),
    "pywrap_tensorflow": Gone((1, 14), "tf.train.NewCheckpointReader reads checkpoints."),
    **{old: Gone((1, 0), f"Use tf.{new}.") for old, new in RENAMED.items()},
}

# Each switch, and the release that brought it and what it switches on.
LATER: Dict[str, Tuple[int, int]] = {
    "enable_control_flow_v2": (1, 15),
    "enable_eager_execution": (1, 4),
    "enable_resource_variables": (1, 11),
    "enable_tensor_equality": (1, 15),
    "enable_v2_behavior": (1, 13),
    "enable_v2_tensorshape": (1, 13),
}


def why(name: str) -> Optional[str]:
    """Why ``tf`` has no such name on the installed release, and what to do; None if unknown."""
    release, version = installed.release(), installed.version()
    if name in GONE and release >= GONE[name].release:
        row = GONE[name]
        since = "{}.{}".format(*row.release)
        return f"TensorFlow {version} has no tf.{name}: it went with {since}. {row.instead}"
    if name in LATER and release < LATER[name]:
        since = "{}.{}".format(*LATER[name])
        return (
            f"TensorFlow {version} has no tf.{name}, nor what it enables: that came with {since}."
        )
    return None
