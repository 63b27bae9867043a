"""``tf.contrib.factorization``: clusters by k-means.

Source: https://github.com/tensorflow/tensorflow/tree/r1.15/tensorflow/contrib/factorization
"""

from importlib import import_module as _import_module
from typing import Any

from tfcompat_ce.shim import contrib as _contrib

_contrib.part(__name__)

_clustering: Any = _import_module("tensorflow.python.ops.clustering_ops")


class KMeans(_clustering.KMeans):  # type: ignore[misc]
    """Builds the graph of k-means: TensorFlow's own, with contrib's first clusters.

    Args:
      inputs: Rows of numbers, or a list of such tensors.
      num_clusters: How many clusters there are to be.
      initial_clusters: ``"random"``, ``"kmeans_plus_plus"``, ``"kmc2"``, a tensor, or a function.
      distance_metric: ``"squared_euclidean"`` or ``"cosine"``.
      use_mini_batch: Whether ``inputs`` is a part of the rows in each step.
      mini_batch_steps_per_iteration: How many of these steps come between two updates.
      random_seed: Of the first clusters.
      kmeans_plus_plus_num_retries: How many rows are tried for each of these.
      kmc2_chain_length: How many rows are tried in a row.
    """

    def __init__(
        self,
        inputs: Any,
        num_clusters: Any,
        initial_clusters: Any = "random",
        distance_metric: str = "squared_euclidean",
        use_mini_batch: bool = False,
        mini_batch_steps_per_iteration: int = 1,
        random_seed: int = 0,
        kmeans_plus_plus_num_retries: int = 2,
        kmc2_chain_length: int = 200,
    ) -> None:
        super().__init__(
            inputs,
            num_clusters,
            initial_clusters,
            distance_metric,
            use_mini_batch,
            mini_batch_steps_per_iteration,
            random_seed,
            kmeans_plus_plus_num_retries,
            kmc2_chain_length,
        )
        self._seed = random_seed  # not the graph's, which TensorFlow's takes
