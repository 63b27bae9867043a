"""1.x's rule for the seed of an operation that was given none, on TensorFlow 2.x.

With a seed for the graph and none for the operation, 1.x takes the number of operations that the
graph has by then, and 2.x counts the random ones: the same program draws other numbers. Here 2.x
counts as 1.x did. The numbers are 1.15's where the graph has as many operations as 1.15's would.
Layers, recurrent networks, variables and random_uniform are built of others in 2.x, and what
follows them differs.

Source: https://www.tensorflow.org/api_docs/python/tf/compat/v1/set_random_seed
"""

from typing import Any

from tfcompat_ce.shim import installed


def enable_v1_random_seeds() -> None:
    """Lets TensorFlow 2.x seed the random operations of graphs as 1.x does.

    Call it before the first of them is made. On 1.x it does nothing. An operation with a seed of
    its own, and all that runs eagerly, is not concerned.

    >>> import tfcompat_ce.v1 as tf
    >>> tf.enable_v1_random_seeds()
    """
    if installed.release() < (2, 0):
        return
    from tensorflow.python.framework import random_seed

    native = random_seed.get_seed
    if getattr(native, "counts_all", False):
        return

    def get_seed(op_seed: Any) -> Any:
        tf = installed.tensorflow()
        if op_seed is None and not tf.executing_eagerly():
            graph = tf.compat.v1.get_default_graph()
            if graph.seed is not None:
                op_seed = _operations(graph)
        return native(op_seed)

    get_seed.counts_all = True  # type: ignore[attr-defined]
    random_seed.get_seed = get_seed


def _operations(graph: Any) -> int:
    """How many operations a graph has."""
    last = getattr(graph, "_last_id", None)
    return len(graph.get_operations()) if last is None else int(last)
