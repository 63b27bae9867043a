"""``tf.contrib.eager``: iterators and metrics. Gradients and variables are TensorFlow's own."""

from typing import Any, Optional

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib


class Iterator:
    """The elements of a dataset, one after the other, in eager execution."""

    def __init__(self, dataset: Any) -> None:
        """Starts with the first element."""
        if not tf.executing_eagerly():
            raise RuntimeError("tf.contrib.eager.Iterator needs eager execution")
        self._elements = iter(dataset)

    def __iter__(self) -> "Iterator":
        return self

    def __next__(self) -> Any:
        return next(self._elements)

    next = __next__

    def get_next(self, name: Optional[str] = None) -> Any:
        """The next element.

        Raises:
          OutOfRangeError: there is none.
        """
        try:
            return next(self._elements)
        except StopIteration:
            raise tf.errors.OutOfRangeError(None, None, "the dataset is at its end") from None


def num_gpus() -> int:
    """How many GPUs there are."""
    return len(_devices("GPU"))


def list_devices() -> Any:
    """The names of the devices."""
    return [device.name for device in _devices(None)]


def _devices(kind: Optional[str]) -> Any:
    """The logical devices of a kind."""
    return tf.config.experimental.list_logical_devices(kind)


_contrib.part(__name__)
