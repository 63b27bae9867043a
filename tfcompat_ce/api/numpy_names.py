"""NumPy's names that 1.20 to 2.3 took away, and what every NumPy has in their place.

Sources:
  https://numpy.org/doc/stable/release/1.24.0-notes.html#expired-deprecations
  https://numpy.org/doc/stable/numpy_2_0_migration_guide.html
  https://numpy.org/doc/stable/release/2.3.0-notes.html#expired-deprecations
"""

from typing import Dict

# A builtin of Python's that NumPy had under its own name as well.
BUILTINS: Dict[str, str] = {
    "bool": "bool",
    "complex": "complex",
    "float": "float",
    "alen": "len",
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
    "NAN": "nan",
    "NaN": "nan",
    "PINF": "inf",
    "alltrue": "all",
    "bool8": "bool_",
    "bytes0": "bytes_",
    "cfloat": "complex128",
    "clongfloat": "clongdouble",
    "complex_": "complex128",
    "cumproduct": "cumprod",
    "float_": "float64",
    "infty": "inf",
    "int0": "intp",
    "longcomplex": "clongdouble",
    "longfloat": "longdouble",
    "mat": "asmatrix",
    "object0": "object_",
    "product": "prod",
    "rank": "ndim",
    "round_": "round",
    "row_stack": "vstack",
    "singlecomplex": "complex64",
    "sometrue": "any",
    "str0": "str_",
    "string_": "bytes_",
    "uint0": "uintp",
    "unicode_": "str_",
    "void0": "void",
}

# Methods of arrays that another one does for, with no argument.
METHODS: Dict[str, str] = {"tostring": "tobytes"}

# What has to be written another way.
ANOTHER_WAY: Dict[str, str] = {
    "NINF": "-np.inf",
    "asfarray": "np.asarray(x, dtype=float)",
    "asscalar": "x.item()",
    "cast": "np.asarray(x, dtype=...)",
    "disp": "print",
    "find_common_type": "np.result_type or np.promote_types",
    "in1d": "np.isin, of a flat array",
    "issubclass_": "issubclass",
    "loads": "pickle.loads",
    "math": "the module math of Python's",
    "maximum_sctype": "the dtype by its name",
    "msort": "np.sort(x, axis=0)",
    "sctypes": "the dtypes by their names",
    "set_string_function": "np.set_printoptions(formatter=...)",
    "trapz": "np.trapezoid, from NumPy 2.0 on",
}
