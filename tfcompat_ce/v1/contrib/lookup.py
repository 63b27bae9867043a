"""``tf.contrib.lookup``.

Source: https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/contrib/lookup/lookup_ops.py
"""

from importlib import import_module as _import_module
from typing import Any

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib

_contrib.part(__name__)

_lookup = _import_module("tensorflow.python.ops.lookup_ops")


class HashTable(_lookup.StaticHashTableV1):  # type: ignore[misc, name-defined]
    """A table that ``table.init``, or tables_initializer(), fills once.

    Args:
      initializer: Gives the keys and the values, as a KeyValueTensorInitializer.
      default_value: The value of other keys.
      shared_name: Sessions share the table under it.
      name: Of the table.
    """

    def __init__(
        self, initializer: Any, default_value: Any, shared_name: Any = None, name: Any = None
    ) -> None:
        self._given_name = shared_name
        super().__init__(initializer, default_value, name)

    def _create_resource(self) -> Any:
        if self._given_name is not None:
            self._shared_name = self._given_name
        return super()._create_resource()

    @property
    def init(self) -> Any:
        """The operation that fills it."""
        return self.initializer


def index_table_from_tensor(
    mapping: Any,
    num_oov_buckets: int = 0,
    default_value: int = -1,
    hasher_spec: Any = None,
    dtype: Any = "string",
    name: Any = None,
) -> Any:
    """A table that gives the index of each of some values.

    Args:
      mapping: The values, of rank 1.
      num_oov_buckets: How many indices after these are for other values, by their hash.
      default_value: The index of other values where there are no buckets.
      hasher_spec: How they are hashed.
      dtype: The type of the values: string, int32 or int64.
      name: Of the table.
    """
    return _lookup.index_table_from_tensor(
        mapping,
        num_oov_buckets=num_oov_buckets,
        default_value=default_value,
        hasher_spec=hasher_spec or _lookup.FastHashSpec,
        dtype=tf.as_dtype(dtype),
        name=name,
    )


def string_to_index_table_from_tensor(
    mapping: Any,
    num_oov_buckets: int = 0,
    default_value: int = -1,
    hasher_spec: Any = None,
    name: Any = None,
) -> Any:
    """``index_table_from_tensor`` of strings."""
    return index_table_from_tensor(
        mapping, num_oov_buckets, default_value, hasher_spec, "string", name
    )


def string_to_index_table_from_file(
    vocabulary_file: Any = None,
    num_oov_buckets: int = 0,
    vocab_size: Any = None,
    default_value: int = -1,
    hasher_spec: Any = None,
    name: Any = None,
) -> Any:
    """A table that gives the number of the line of a file that a string is on."""
    return _lookup.index_table_from_file(
        vocabulary_file=vocabulary_file,
        num_oov_buckets=num_oov_buckets,
        vocab_size=vocab_size,
        default_value=default_value,
        hasher_spec=hasher_spec or _lookup.FastHashSpec,
        name=name,
    )


def index_to_string_table_from_tensor(
    mapping: Any, default_value: str = "UNK", name: Any = None
) -> Any:
    """A table that gives the string of an index."""
    return _lookup.index_to_string_table_from_tensor(mapping, default_value, name)


def string_to_index(tensor: Any, mapping: Any, default_value: int = -1, name: Any = None) -> Any:
    """The index of each string in ``mapping``, which tables_initializer() fills."""
    return index_table_from_tensor(mapping, default_value=default_value, name=name).lookup(tensor)


def index_to_string(tensor: Any, mapping: Any, default_value: str = "UNK", name: Any = None) -> Any:
    """The string of each index in ``mapping``, which tables_initializer() fills."""
    return index_to_string_table_from_tensor(mapping, default_value, name).lookup(tensor)
