"""NumPy's names that 1.24 and 2.0 took away, and what every NumPy has in their place.

Sources:
  https://numpy.org/doc/stable/release/1.24.0-notes.html#expired-deprecations
  https://numpy.org/doc/stable/numpy_2_0_migration_guide.html
"""

from typing import Dict

# A builtin of Python's that NumPy had under its own name as well.
BUILTINS: Dict[str, str] = {
    "bool": "bool",
    "complex": "complex",
    "float": "float",
    "int": "int",
    "long": "int",
    "object": "object",
    "str": "str",
    "unicode": "str",
}

# Another name of NumPy's for the same.
RENAMED: Dict[str, str] = {
    "Inf": "inf",
    "Infinity": "inf",
    "NaN": "nan",
    "PINF": "inf",
    "alltrue": "all",
    "complex_": "complex128",
    "cumproduct": "cumprod",
    "float_": "float64",
    "infty": "inf",
    "mat": "asmatrix",
    "product": "prod",
    "rank": "ndim",
    "round_": "round",
    "row_stack": "vstack",
    "singlecomplex": "complex64",
    "sometrue": "any",
    "string_": "bytes_",
    "unicode_": "str_",
}

# What has to be written another way.
ANOTHER_WAY: Dict[str, str] = {
    "NINF": "-np.inf",
    "asscalar": "x.item()",
    "cast": "np.asarray(x, dtype=...)",
    "find_common_type": "np.result_type or np.promote_types",
    "in1d": "np.isin, of a flat array",
    "issubclass_": "issubclass",
    "maximum_sctype": "the dtype by its name",
    "msort": "np.sort(x, axis=0)",
    "sctypes": "the dtypes by their names",
    "trapz": "np.trapezoid, from NumPy 2.0 on",
}
