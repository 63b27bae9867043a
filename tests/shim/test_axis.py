"""Every valid axis, in either spelling and of either sign, on every release."""

import itertools

import numpy as np
import pytest

from tfcompat_ce import v1, v2
from tfcompat_ce.verify import reference

SHAPES = [(4,), (3, 4), (2, 3, 4), (2, 3, 2, 4)]
AXES = [(shape, axis) for shape in SHAPES for axis in range(-len(shape), len(shape))]

softmax = pytest.mark.parametrize(
    "function, expected",
    [
        (function, expected)
        for name, expected in (
            ("softmax", reference.softmax),
            ("log_softmax", reference.log_softmax),
        )
        for function in (
            lambda x, axis, name=name: getattr(v1.nn, name)(x, axis=axis),
            lambda x, axis, name=name: getattr(v1.nn, name)(x, dim=axis),
            lambda x, axis, name=name: getattr(v2.nn, name)(x, axis=axis),
        )
    ],
    ids=[
        "-".join(words)
        for words in itertools.product(("softmax", "log_softmax"), ("v1 axis", "v1 dim", "v2 axis"))
    ],
)
cross_entropy = pytest.mark.parametrize(
    "function",
    [
        lambda y, x, axis: v1.nn.softmax_cross_entropy_with_logits(labels=y, logits=x, axis=axis),
        lambda y, x, axis: v1.nn.softmax_cross_entropy_with_logits(labels=y, logits=x, dim=axis),
        lambda y, x, axis: v1.nn.softmax_cross_entropy_with_logits_v2(y, x, axis=axis),
        lambda y, x, axis: v1.nn.softmax_cross_entropy_with_logits_v2(y, x, dim=axis),
        lambda y, x, axis: v2.nn.softmax_cross_entropy_with_logits(y, x, axis=axis),
    ],
    ids=["v1 axis", "v1 dim", "_v2 axis", "_v2 dim", "v2 axis"],
)
each_axis = pytest.mark.parametrize("shape, axis", AXES, ids=str)


def logits_and_labels(shape, axis):
    random = np.random.RandomState(len(shape))
    return random.randn(*shape), reference.softmax(random.randn(*shape), axis)


@softmax
@each_axis
def test_softmax(run, function, expected, shape, axis):
    logits, _ = logits_and_labels(shape, axis)
    upstream = np.random.RandomState(7).randn(*shape)
    result = run.gradients(lambda x: function(x, axis) * upstream, logits)
    gradient = getattr(reference, expected.__name__ + "_gradient")
    np.testing.assert_allclose(result.value, expected(logits, axis) * upstream, rtol=1e-14)
    np.testing.assert_allclose(result.into[0], gradient(logits, upstream, axis), atol=1e-14)


@cross_entropy
@each_axis
def test_cross_entropy(run, function, shape, axis):
    logits, labels = logits_and_labels(shape, axis)
    result = run.gradients(lambda x: function(labels, x, axis), logits)
    expected = reference.softmax_cross_entropy_with_logits(labels, logits, axis)
    _, into_logits = reference.softmax_cross_entropy_with_logits_gradients(labels, logits, axis)
    np.testing.assert_allclose(result.value, expected, rtol=1e-14)
    np.testing.assert_allclose(result.into[0], into_logits, atol=1e-14)


@pytest.mark.parametrize("axis", [-3, -2, -1, 0, 1, 2])
@pytest.mark.parametrize("shape", [None, [None, None, None], [2, None, 4]], ids=str)
def test_unknown_shapes(shape, axis):
    logits, labels = logits_and_labels((2, 3, 4), axis)
    with v1.Graph().as_default(), v1.Session() as session:
        x, y = v1.placeholder("float64", shape), v1.placeholder("float64", shape)
        outputs = session.run(
            [
                v1.nn.softmax(x, axis),
                v1.nn.log_softmax(x, axis),
                v1.nn.softmax_cross_entropy_with_logits(labels=y, logits=x, axis=axis),
                v2.nn.softmax_cross_entropy_with_logits(y, x, axis=axis),
            ],
            {x: logits, y: labels},
        )
    losses = reference.softmax_cross_entropy_with_logits(labels, logits, axis)
    expected = [reference.softmax(logits, axis), reference.log_softmax(logits, axis)] + [losses] * 2
    for output, right in zip(outputs, expected):
        np.testing.assert_allclose(output, right, rtol=1e-14)


@each_axis
def test_static_shapes(shape, axis):
    without = shape[:axis] + shape[axis:][1:]
    with v1.Graph().as_default():
        x = v1.placeholder("float32", shape)
        for namespace in (v1, v2):
            assert namespace.nn.softmax(x, axis=axis).shape.as_list() == list(shape)
            losses = namespace.nn.softmax_cross_entropy_with_logits(labels=x, logits=x, axis=axis)
            assert losses.shape.as_list() == list(without)


@pytest.mark.parametrize("axis", [0, -2])
def test_partly_known_static_shapes(axis):
    with v1.Graph().as_default():
        x = v1.placeholder("float32", [None, 3])
        assert v1.nn.softmax(x, axis).shape.as_list() == [None, 3]
        losses = v1.nn.softmax_cross_entropy_with_logits(labels=x, logits=x, axis=axis)
        assert losses.shape.as_list() == [3]


@pytest.mark.parametrize("axis", [np.int64(0), np.int32(-2), np.array(0)], ids=repr)
def test_numpy_integers_are_axes(run, axis):
    logits, _ = logits_and_labels((3, 4), 0)
    np.testing.assert_allclose(
        run(lambda x: v1.nn.softmax(x, axis=axis), logits), reference.softmax(logits, 0), rtol=1e-14
    )


@pytest.mark.parametrize("function", ["softmax", "log_softmax"])
@pytest.mark.parametrize("axis", [-1, 0, 3])
@pytest.mark.parametrize("shape", [(2, 1, 2, 3, 1, 2), (1, 2, 1, 2, 1, 2, 2)], ids=len)
def test_many_axes(run, function, axis, shape):
    """From 2.12 on TensorFlow's float32 softmax refuses six, with an AbortedError."""
    logits = np.random.RandomState(0).randn(*shape).astype("float32")
    result = run.gradients(lambda x: getattr(v1.nn, function)(x, axis) * logits, logits)
    gradient = getattr(reference, function + "_gradient")(logits, logits, axis)
    expected = getattr(reference, function)(logits, axis) * logits
    np.testing.assert_allclose(result.value, expected, rtol=1e-5)
    np.testing.assert_allclose(result.into[0], gradient, atol=1e-6)
