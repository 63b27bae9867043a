"""Values and gradients have the bits of the native call that one would write by hand."""

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from modes import RELEASE

from tfcompat_ce import nn, v1, v2
from tfcompat_ce.shim import installed
from tfcompat_ce.verify import reference

tf = installed.tensorflow()


def native_nn():
    return tf.compat.v1.nn if (1, 13) <= RELEASE < (2, 0) else tf.nn


def native_softmax(function):
    def call(x, axis):
        return getattr(native_nn(), function)(x, **{"dim" if RELEASE < (1, 5) else "axis": axis})

    return call


def native_v1(y, x, axis):
    if RELEASE < (1, 5):
        return tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=x, dim=axis)
    return native_v2(tf.stop_gradient(y), x, axis)


def native_v2(y, x, axis):
    if RELEASE < (1, 13):
        return tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=x, dim=axis)
    if RELEASE < (2, 0):
        return native_nn().softmax_cross_entropy_with_logits_v2(labels=y, logits=x, axis=axis)
    return tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=x, axis=axis)


def native_sparse(y, x):
    return native_nn().sparse_softmax_cross_entropy_with_logits(labels=y, logits=x)


def v1_dense(y, x, axis):
    return nn.softmax_cross_entropy_with_logits(labels=y, logits=x, axis=axis)


PAIRS = [(v1_dense, native_v1)]
if RELEASE >= (1, 5):
    PAIRS += [
        (v2.nn.softmax_cross_entropy_with_logits, native_v2),
        (nn.softmax_cross_entropy_with_logits_v2, native_v2),
    ]

dtypes = st.sampled_from(
    ["float32", "float64", "float16"]
    # In 2.2 bfloat16 and many classes end the process.
    + (["bfloat16"] if RELEASE >= (1, 14) and RELEASE != (2, 2) else [])
)


@st.composite
def cases(draw):
    shape = tuple(draw(st.lists(st.integers(1, 6), min_size=1, max_size=4)))
    # -1, or an axis before the last counted from 0: these every release serves.
    axis = draw(st.integers(-1, len(shape) - 2))
    return shape, axis, draw(dtypes), draw(st.integers(0, 2**32 - 1))


quickly = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        getattr(HealthCheck, "function_scoped_fixture", HealthCheck.too_slow),
    ],
)


def inputs(shape, axis, seed):
    random = np.random.RandomState(seed)
    labels = reference.softmax(random.randn(*shape), axis).astype("float32")
    return labels, (4 * random.randn(*shape)).astype("float32")


def assert_same_bits(ours, native):
    for a, b in zip([ours.value] + ours.into, [native.value] + native.into):
        assert (a is None) == (b is None)
        if a is not None:
            assert (a.dtype, a.shape) == (b.dtype, b.shape)
            assert a.tobytes() == b.tobytes()


def of_dtype(dtype, function):
    return lambda *xs: v1.cast(function(*[v1.cast(x, dtype) for x in xs]), v1.float32)


@pytest.mark.parametrize("function", ["softmax", "log_softmax"])
@quickly
@given(case=cases())
def test_softmax(run, function, case):
    shape, axis, dtype, seed = case
    _, x = inputs(shape, axis, seed)
    native = run.gradients(of_dtype(dtype, lambda x: native_softmax(function)(x, axis) ** 2), x)
    for namespace in (v1, v2):
        ours = getattr(namespace.nn, function)
        assert_same_bits(run.gradients(of_dtype(dtype, lambda x: ours(x, axis) ** 2), x), native)


@pytest.mark.parametrize(("ours", "native"), PAIRS, ids=["v1", "v2", "_v2"][: len(PAIRS)])
@quickly
@given(case=cases())
def test_cross_entropy(run, ours, native, case):
    shape, axis, dtype, seed = case
    y, x = inputs(shape, axis, seed)
    assert_same_bits(
        run.gradients(of_dtype(dtype, lambda y, x: ours(y, x, axis) ** 2), y, x),
        run.gradients(of_dtype(dtype, lambda y, x: native(y, x, axis) ** 2), y, x),
    )


@quickly
@given(case=cases(), dtype=st.sampled_from(["int32", "int64"]))
def test_sparse_cross_entropy(run, case, dtype):
    shape, _, logits_dtype, seed = case
    # From 2.4 to 2.7 the op has no kernel for bfloat16.
    assume(logits_dtype != "bfloat16" or not (2, 4) <= RELEASE < (2, 8))
    y, x = (
        np.random.RandomState(seed).randint(shape[-1], size=shape[:-1]),
        inputs(shape, -1, seed)[1],
    )
    y = np.asarray(y, dtype)
    native = run.gradients(of_dtype(logits_dtype, lambda x: native_sparse(y, x) ** 2), x)
    for ours in (
        lambda x: nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=x) ** 2,
        lambda x: v2.nn.sparse_softmax_cross_entropy_with_logits(y, x) ** 2,
    ):
        assert_same_bits(run.gradients(of_dtype(logits_dtype, ours), x), native)


@pytest.mark.parametrize("shape", [(512, 1000), (4096, 10), (4, 32000)], ids=str)
def test_large(run, shape):
    y, x = inputs(shape, -1, 0)
    for ours, native in PAIRS:
        assert_same_bits(
            run.gradients(lambda y, x: ours(y, x, -1), y, x),
            run.gradients(lambda y, x: native(y, x, -1), y, x),
        )


@pytest.mark.skipif(RELEASE < (1, 1), reason="1.0 has no second gradient of its own")
@pytest.mark.parametrize(("ours", "native"), PAIRS, ids=["v1", "v2", "_v2"][: len(PAIRS)])
@quickly
@given(case=cases())
def test_second_gradients(ours, native, case):
    shape, axis, _, seed = case
    y, x = inputs(shape, axis, seed)

    def second(function):
        with v1.Graph().as_default(), v1.Session() as session:
            labels, logits = v1.constant(y), v1.constant(x)
            (first,) = v1.gradients(function(labels, logits, axis) ** 2, logits)
            wanted = [g for g in v1.gradients(first**2, [labels, logits]) if g is not None]
            return session.run(wanted)

    for a, b in zip(second(ours), second(native)):
        assert a.tobytes() == b.tobytes()
