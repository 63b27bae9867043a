"""``tf.contrib.lookup``: tables, by the parameters they had there."""

import importlib
from typing import Any, Optional

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib


def HashTable(
    initializer: Any, default_value: Any, shared_name: Optional[str] = None, name: Any = None
) -> Any:
    """A table that does not change once it is initialized."""
    return tf.lookup.StaticHashTable(initializer, default_value, name=shared_name or name)


def MutableHashTable(
    key_dtype: Any,
    value_dtype: Any,
    default_value: Any,
    shared_name: Optional[str] = None,
    name: str = "MutableHashTable",
    checkpoint: bool = True,
) -> Any:
    """A table that can be changed."""
    tables = _tables()
    return tables.MutableHashTable(
        key_dtype, value_dtype, default_value, name=shared_name or name, checkpoint=checkpoint
    )


def index_table_from_tensor(
    mapping: Any,
    num_oov_buckets: int = 0,
    default_value: int = -1,
    hasher_spec: Any = None,
    dtype: Any = None,
    name: Optional[str] = None,
) -> Any:
    """A table from values to their places in a vector."""
    tables = _tables()
    return tables.index_table_from_tensor(
        mapping,
        num_oov_buckets,
        default_value,
        hasher_spec or tables.FastHashSpec,
        dtype or tf.string,
        name,
    )


def index_to_string_table_from_tensor(
    mapping: Any, default_value: str = "UNK", name: Optional[str] = None
) -> Any:
    """A table from places in a vector of strings to what is there."""
    tables = _tables()
    return tables.index_to_string_table_from_tensor(mapping, default_value, name)


def string_to_index(tensor: Any, mapping: Any, default_value: int = -1, name: Any = None) -> Any:
    """The places of strings in a vector."""
    return index_table_from_tensor(mapping, default_value=default_value, name=name).lookup(tensor)


def index_to_string(tensor: Any, mapping: Any, default_value: str = "UNK", name: Any = None) -> Any:
    """The strings at places in a vector."""
    return index_to_string_table_from_tensor(mapping, default_value, name).lookup(tensor)


def _tables() -> Any:
    return importlib.import_module("tensorflow.python.ops.lookup_ops")


_contrib.part(__name__)
