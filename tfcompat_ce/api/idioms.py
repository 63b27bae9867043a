"""What 1.x's programs do in a way of their own, and what 2.x has for it. By hand.

Source: https://www.tensorflow.org/guide/migrate
"""

import functools
from typing import NamedTuple, Optional, Tuple

GUIDE = "https://www.tensorflow.org/guide"


class Idiom(NamedTuple):
    """Names of 1.x's, each with all that is below it, what to use in 2.x, and a page on that."""

    names: Tuple[str, ...]
    instead: str
    page: str


IDIOMS: Tuple[Idiom, ...] = (
    Idiom(
        ("Session", "InteractiveSession", "placeholder", "placeholder_with_default"),
        "in place of a session and feed_dict, a @tf.function that is called with its values",
        "/function",
    ),
    Idiom(
        (
            "train.AdadeltaOptimizer",
            "train.AdagradOptimizer",
            "train.AdamOptimizer",
            "train.FtrlOptimizer",
            "train.GradientDescentOptimizer",
            "train.MomentumOptimizer",
            "train.RMSPropOptimizer",
        ),
        "in place of minimize(), tf.GradientTape and an optimizer of tf.keras.optimizers",
        "/migrate/metrics_optimizers",
    ),
    Idiom(
        ("get_variable", "variable_scope", "layers"),
        "in place of variables by name, a tf.Module or a tf.keras.Model that holds them",
        "/migrate/model_mapping",
    ),
    Idiom(
        ("nn.rnn_cell", "nn.dynamic_rnn", "nn.static_rnn", "nn.bidirectional_dynamic_rnn"),
        "in place of cells, the recurrent layers of tf.keras.layers",
        "/keras/working_with_rnns",
    ),
    Idiom(
        ("summary",),
        "in place of merged summaries, tf.summary, which writes where it is called, with a step",
        "/migrate/tensorboard",
    ),
    Idiom(
        ("metrics",),
        "in place of pairs of operations, the objects of tf.keras.metrics",
        "/migrate/metrics_optimizers",
    ),
    Idiom(("train.Saver",), "in place of a saver, tf.train.Checkpoint", "/checkpoint"),
    Idiom(
        (
            "train.batch",
            "train.shuffle_batch",
            "train.start_queue_runners",
            "train.string_input_producer",
            "data.make_one_shot_iterator",
            "data.make_initializable_iterator",
        ),
        "in place of queues and iterators, a tf.data.Dataset in a for loop",
        "/data",
    ),
)


@functools.lru_cache(maxsize=None)
def idiom(name: str) -> Optional[Idiom]:
    """The idiom that a name belongs to.

    >>> idiom("layers.dense").page, idiom("nn.relu")
    ('/migrate/model_mapping', None)
    """
    for row in IDIOMS:
        if name in row.names or name.startswith(tuple(one + "." for one in row.names)):
            return row
    return None
