"""The grid: what it covers, and that every release is given the same numbers."""

import hashlib

import numpy as np
import pytest

from tfcompat_ce.verify import cases, record, ulp
from tfcompat_ce.verify.cases import FUNCTIONS, SPARSE, case, grid, of_arrays

GRID = grid()


def test_the_numbers_are_the_same_everywhere():
    """Whatever the release of NumPy. A new grid has a new digest."""
    digest = hashlib.sha256()
    for each in GRID:
        digest.update((each.name + record.digest_of_inputs(each)).encode())
    assert digest.hexdigest()[:16] == "986ab41e2c656dbf"


def test_names_are_unique():
    assert len({each.name for each in GRID}) == len(GRID)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("dtype", cases.DTYPES)
def test_what_is_covered(function, dtype):
    found = [each for each in GRID if each.function == function and each.dtype == dtype]
    assert {each.logits.ndim for each in found} == {1, 2, 3, 4, 6}
    assert {each.what.split(",")[0] for each in found} == set(cases.VALUES)
    assert {1, 2, 1000, 32000} <= {each.logits.shape[-1] for each in found}
    assert any(each.logits.shape[0] == 0 for each in found)
    for rank in (2, 3, 4):
        axes = {each.axis % rank for each in found if each.logits.ndim == rank}
        assert axes == ({rank - 1} if function.endswith(SPARSE) else set(range(rank)))


def test_the_dtype_holds_every_number():
    for each in GRID:
        for array in (each.logits, each.upstream):
            finite = array[np.isfinite(array)]
            units = finite / ulp.spacing(finite, each.dtype)
            assert np.array_equal(units, np.round(units)), each.name


def test_labels_are_probabilities():
    for each in GRID:
        if each.labels is not None and each.labels.size and not each.function.endswith(SPARSE):
            np.testing.assert_array_equal(each.labels.sum(axis=each.axis), 1.0)


def test_a_case_alone_has_the_numbers_that_it_has_in_the_grid():
    alone = case("v1.softmax", "float32", (4, 5), -1, "wide")
    (same,) = [each for each in GRID if each.name == alone.name]
    np.testing.assert_array_equal(alone.logits, same.logits)


def test_a_users_arrays():
    logits, labels = np.zeros([2, 3], np.float32), np.array([[1.0, 0.0, 0.0], [0.0, 0.5, 0.5]])
    assert [each.function for each in of_arrays(logits, labels, -1)] == [
        "v1.softmax",
        "v1.log_softmax",
        "v1.softmax_cross_entropy_with_logits",
        "v1.softmax_cross_entropy_with_logits_v2",
        "v2.softmax",
        "v2.log_softmax",
        "v2.softmax_cross_entropy_with_logits",
    ]
    sparse = of_arrays(logits, np.array([0, 2]), -1)
    assert [each.function for each in sparse if each.labels is not None] == [
        "v1." + SPARSE,
        "v2." + SPARSE,
    ]
    assert len(of_arrays(logits, None, 0)) == 4


@pytest.mark.parametrize(
    "logits, labels, axis, said",
    [
        (np.zeros([2, 3], int), None, -1, "save them as float16, float32 or float64"),
        (np.float32(1.0), None, -1, "a scalar"),
        (np.zeros([2, 3]), None, 2, "there is no axis 2"),
        (np.zeros([2, 3]), np.zeros([2, 2]), -1, "they need the same shape"),
        (np.zeros([2, 3]), np.zeros([3], int), -1, r"they need the shape \(2,\)"),
        (np.zeros([2, 3]), np.array([0, 3]), -1, "there are 3 classes: 0 to 2"),
        (np.zeros([2, 3]), np.array([0, 1]), 0, "leave --axis out"),
        (np.zeros([2, 3]), np.zeros([2, 3], complex), -1, "the labels are complex128"),
    ],
)
def test_arrays_that_do_not_fit(logits, labels, axis, said):
    with pytest.raises(ValueError, match=said):
        of_arrays(logits, labels, axis)
