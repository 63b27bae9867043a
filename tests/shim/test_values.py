"""Values and gradients against the reference, over dtypes, sizes and extremes, in ULP."""

import numpy as np
import pytest

from tfcompat_ce import nn, v1, v2
from tfcompat_ce.shim import installed
from tfcompat_ce.verify import reference, ulp

DTYPES = ["float16", "bfloat16", "float32", "float64"]
# Some kernels sum over the classes in the dtype itself, so that each of 1000 classes adds an error:
# up to 42 ULP in float16, 36 in bfloat16, 17 in float32. With 10 classes it is at most 9.
BOUNDS = {"float16": 64, "bfloat16": 64, "float32": 32, "float64": 32}

inf, nan = float("inf"), float("nan")
dtypes = pytest.mark.parametrize("dtype", DTYPES)
shapes = pytest.mark.parametrize(
    "shape", [(1, 1), (7, 1), (5, 3), (2, 1000), (33, 10), (2, 3, 4, 5), (9,)], ids=str
)


def arrays(dtype, shape):
    """Logits, labels and class indices that the dtype holds exactly."""
    random = np.random.RandomState(sum(shape))
    logits = rounded(3 * random.randn(*shape), dtype)
    labels = rounded(reference.softmax(random.randn(*shape)), dtype)
    return logits, labels, random.randint(shape[-1], size=shape[:-1])


def rounded(x, dtype):
    """To the nearest number of the dtype, in float64."""
    unit = ulp.spacing(x, dtype)
    return np.round(x / unit) * unit


def computed(run, function, dtype, *inputs):
    """``function`` of tensors of the dtype, and its gradients, in float64."""

    def converted(*tensors):
        # Old releases convert bfloat16 from and to float32 only.
        between = "float32" if dtype == "bfloat16" else "float64"
        converted = [v1.cast(v1.cast(x, between), dtype) for x in tensors]
        return v1.cast(v1.cast(function(*converted), between), v1.float64)

    return run.gradients(converted, *inputs)


def assert_within(dtype, actual, exact, at_least=0.0):
    error = ulp.error(actual, exact, dtype, at_least)
    assert np.max(error) <= BOUNDS[dtype], f"{np.max(error):.1f} ULP"


@dtypes
@shapes
def test_softmax(run, dtype, shape):
    logits, _, _ = arrays(dtype, shape)
    for namespace in (v1, v2):
        result = computed(run, namespace.nn.softmax, dtype, logits)
        assert_within(dtype, result.value, reference.softmax(logits))


@dtypes
@shapes
def test_log_softmax(run, dtype, shape):
    logits, _, _ = arrays(dtype, shape)
    for namespace in (v1, v2):
        result = computed(run, namespace.nn.log_softmax, dtype, logits)
        assert_within(dtype, result.value, reference.log_softmax(logits), at_least=1.0)


@dtypes
@shapes
def test_cross_entropy(run, dtype, shape):
    logits, labels, _ = arrays(dtype, shape)
    exact = reference.softmax_cross_entropy_with_logits(labels, logits)
    into_labels, into_logits = reference.softmax_cross_entropy_with_logits_gradients(labels, logits)
    scale = np.abs(logits).max()
    for function in (
        lambda y, x: nn.softmax_cross_entropy_with_logits(labels=y, logits=x),
        nn.softmax_cross_entropy_with_logits_v2,
        v2.nn.softmax_cross_entropy_with_logits,
    ):
        result = computed(run, function, dtype, labels, logits)
        assert_within(dtype, result.value, exact, at_least=scale)
        assert_within(dtype, result.into[1], into_logits, at_least=1.0)
        if result.into[0] is not None:
            assert_within(dtype, result.into[0], into_labels, at_least=scale)


@dtypes
@shapes
def test_sparse_cross_entropy(run, dtype, shape):
    logits, _, labels = arrays(dtype, shape)
    exact = reference.sparse_softmax_cross_entropy_with_logits(labels, logits)
    into_logits = reference.sparse_softmax_cross_entropy_with_logits_gradient(labels, logits)
    for namespace in (v1, v2):
        result = computed(
            run,
            lambda x: namespace.nn.sparse_softmax_cross_entropy_with_logits(
                labels=labels, logits=x
            ),
            dtype,
            logits,
        )
        assert_within(dtype, result.value, exact, at_least=np.abs(logits).max())
        assert_within(dtype, result.into[0], into_logits, at_least=1.0)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "row",
    [
        [1e4, -1e4, 0.0],
        [1e30, 1e30, -1e30],
        [-1e30, -1e30, -1e30],
        [1e-40, 0.0, -1e-40],
        [5.0, 5.0, 5.0],
        [-inf, 0.0, 1.0],
        [-inf, -inf, -inf],
    ],
    ids=str,
)
def test_extremes(run, dtype, row):
    logits = np.array([row, [0.0, 1.0, 2.0]]).astype(dtype)
    one_hot = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]).astype(dtype)
    exact = logits.astype("float64")
    scale = np.abs(exact[np.isfinite(exact)]).max()
    softmax, log_softmax, losses, sparse = run(
        lambda x, y: [
            nn.softmax(x),
            nn.log_softmax(x),
            nn.softmax_cross_entropy_with_logits(labels=y, logits=x),
            nn.sparse_softmax_cross_entropy_with_logits(labels=[2, 0], logits=x),
        ],
        logits,
        one_hot,
    )
    assert_within(dtype, softmax, reference.softmax(exact), at_least=1e-30)
    assert_within(dtype, log_softmax, reference.log_softmax(exact), at_least=scale)
    assert_within(
        dtype, losses, reference.softmax_cross_entropy_with_logits(one_hot, exact), at_least=scale
    )
    assert_within(
        dtype, sparse, reference.sparse_softmax_cross_entropy_with_logits([2, 0], exact), scale
    )


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("classes", [2, 3, 13])
@pytest.mark.parametrize("bad", [inf, nan], ids=str)
def test_a_row_that_is_not_finite_is_nan(run, dtype, classes, bad):
    """Some releases (1.12) give NaN for the bad logit alone, with 0 beside it: never a number
    between 0 and 1. Other rows are not touched."""
    logits = np.arange(2.0 * classes).reshape(2, classes).astype(dtype)
    logits[0, 1] = bad
    softmax, log_softmax, losses = run(
        lambda x: [
            nn.softmax(x),
            nn.log_softmax(x),
            nn.softmax_cross_entropy_with_logits(labels=np.full_like(logits, 0.5), logits=x),
        ],
        logits,
    )
    assert np.isnan([softmax[0, 1], log_softmax[0, 1], losses[0]]).all()
    assert all(np.isnan(x) or x == 0 for x in softmax[0])
    assert all(np.isnan(x) or x == -inf for x in log_softmax[0])
    assert np.isfinite(softmax[1]).all() and np.isfinite(losses[1])


@pytest.mark.parametrize(
    "shape", [(0, 3), (2, 0), (0,), (0, 0), (0, 2, 3), (2, 0, 3), (2, 3, 0)], ids=str
)
@pytest.mark.parametrize("axis", [-1, 0])
def test_no_elements(run, shape, axis):
    def functions(x):
        return [
            nn.softmax(x, axis),
            nn.log_softmax(x, axis),
            nn.softmax_cross_entropy_with_logits(labels=x, logits=x, axis=axis),
            v2.nn.softmax_cross_entropy_with_logits(x, x, axis),
        ]

    softmax, log_softmax, *losses = run(functions, np.zeros(shape))
    assert softmax.shape == log_softmax.shape == shape
    for loss in losses:
        np.testing.assert_array_equal(loss, np.zeros(shape).sum(axis))
    for function in (0, 1, 2):
        total = run.gradients(lambda x: v1.reduce_sum(functions(x)[function]), np.zeros(shape))
        assert total.into[0].shape == shape


def test_no_rows_of_class_indices(run):
    losses = run(
        lambda x: nn.sparse_softmax_cross_entropy_with_logits(
            labels=np.zeros([0], np.int32), logits=x
        ),
        np.zeros([0, 3]),
    )
    assert losses.shape == (0,)


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_dtype_of_the_result_is_that_of_the_logits(run, dtype):
    tf = installed.tensorflow()

    def dtypes_of_results(x):
        x = v1.cast(v1.cast(x, v1.float32), dtype)
        y = [[0.0, 1.0, 0.0]]
        results = [
            nn.softmax(x),
            nn.log_softmax(x),
            nn.softmax_cross_entropy_with_logits(labels=y, logits=x),
            nn.sparse_softmax_cross_entropy_with_logits(labels=[1], logits=x),
        ]
        assert [result.dtype for result in results] == [getattr(tf, dtype)] * 4
        return v1.cast(results[0], v1.float32)

    run(dtypes_of_results, [[0.5, 1.5, 0.1]])
