"""What `run` gives a program of NumPy's that NumPy 1 had: on a newer one, all as NumPy 1.18 did."""

import ast

import pytest

from tfcompat_ce.run.numpy_syntax import as_in_numpy_1, give_arithmetic, is_new

if not is_new():
    pytest.skip("this NumPy is none, or has most of it", allow_module_level=True)
np = pytest.importorskip("numpy")

# Each with what NumPy 1.18 gives.
AS_BEFORE = {
    "float(np.array([1.5]))": 1.5,
    "int(np.array([[2]]))": 2,
    "math.sqrt(np.array([4.0]))": 2.0,
    "'%.1f of %s' % (np.array([1.5]), 'all')": "1.5 of all",
    "'%d' % np.array([3])": "3",
    "'%(a)d' % {'a': 3}": "3",
    "'a' + 'b' * 2": "abb",
    "np.array([[1, 2], [3]]).tolist()": [[1, 2], [3]],
    "np.array([[1], [2, 3]]).dtype.kind": "O",
    "np.array([-1, 300], np.uint8).tolist()": [255, 44],
    "np.array([1, 2], copy=False).tolist()": [1, 2],
    "npr.permutation([[1], [2, 3]]).shape": (2,),
    "npr.random_integers(1, 1)": 1,
    "np.sum(i for i in range(3))": 3,
    "np.vstack(np.ones(2) for i in range(3)).shape": (3, 2),
    "np.uint8(200) + 100": 300,
    "100 + np.uint8(200)": 300,
    "(np.float32(1) + 1.0).dtype": "float64",
    "(np.ones(2, 'f') * np.sqrt(2)).dtype": "float32",
    "(np.float64(2) / np.ones(2, 'f')).dtype": "float32",
    "(np.ones(2, 'f') * np.int64(5)).dtype": "float32",
    "(np.ones(2, 'u1') + 300).dtype": "uint16",
    "(np.ones(2, 'i4') * np.int64(70000)).dtype": "int32",
    "(np.ones(2, 'u1') * np.float64(2)).dtype": "float64",
    "(np.ones(2, bool) * np.int64(2)).dtype": "int64",
    "np.cross([1, 2], [3, 4])": -2,
    "np.trapz([1, 2])": 1.5,
    "np.in1d([1, 5], [1]).tolist()": [True, False],
    "np.issubdtype(np.float32, float)": True,
    "np.histogram([1, 2], 2, normed=True)[0].tolist()": [1.0, 1.0],
    "np.unique([[1, 2], [2, 1]], return_inverse=True)[1].shape": (4,),
    "np.float(3), np.product([2, 3]), np.NaN != np.NaN": (3.0, 6, True),
    "array([[1], [2, 3]]).shape": (2,),
}


def ran(code):
    give_arithmetic()
    names = {}
    head = "import math\nimport numpy as np, numpy.random as npr\nfrom numpy import *\n"
    exec(compile(as_in_numpy_1(ast.parse(head + code)), "program", "exec"), names)
    return names


@pytest.mark.parametrize("code", AS_BEFORE)
def test_an_expression_is_what_it_was(code):
    assert ran(f"x = {code}")["x"] == AS_BEFORE[code]


def test_an_element_takes_an_array_of_one_number():
    names = ran(
        "a = np.zeros(3); d = {}; o = np.zeros(1, object); u = np.zeros(1, np.uint8)\n"
        "a[0] = np.array([[2.0]]); a[1:2] = np.array([3.0]); a[2] += np.array([1.0])\n"
        "d['x'] = o[0] = np.array([1]); u[0] = 257; d['y'] = np.array([1])\n"
    )
    assert names["a"].tolist() == [2, 3, 1]
    assert names["u"].tolist() == [1]
    assert isinstance(names["d"]["y"], np.ndarray)


def test_a_sum_of_float32_is_float64():
    names = ran("x = 0.0; x += np.float32(0.1); y = np.ones(2, 'f'); y *= np.float64(2)")
    assert type(names["x"]) is np.float64
    assert names["y"].dtype == np.float32


def test_what_is_set_is_set_for_all():
    original = np.load
    try:
        names = ran("old = np.load\nnp.load = lambda *args: old(*args, allow_pickle=True)\n")
        assert np.load is names["np"].load is not original
    finally:
        np.load = original


def test_every_node_keeps_its_place():
    code = "x = [\n    1,\n    2 * len(y),\n]\n"
    for node in ast.walk(as_in_numpy_1(ast.parse(code))):
        if isinstance(node, ast.Call):
            assert node.lineno == 3
