"""The NumPy reference against SciPy, and against mpmath at 50 digits."""

import warnings

import mpmath
import numpy as np
import pytest
import scipy.special

from tfcompat_ce.verify import reference, ulp

SHAPES = [(1,), (7,), (5, 3), (2, 100), (2, 3, 4), (2, 3, 2, 4)]
AXES = [(shape, axis) for shape in SHAPES for axis in range(-len(shape), len(shape))]
each_axis = pytest.mark.parametrize(("shape", "axis"), AXES, ids=str)
LOGITS = [
    [0.5, 1.5, 0.1],
    [1e4, -1e4, 0.0],
    [-745.0, 0.0, 1.0],
    [1e-300, 0.0, -1e-300],
    [5.0, 5.0, 5.0],
    [37.0, 0.0, -37.0],
    [8e307, 8e307, -8e307],
]
LABELS = [0.25, 0.5, 0.25]
mpmath.mp.dps = 50


def logits_and_labels(shape, axis):
    random = np.random.RandomState(len(shape))
    return 5 * random.randn(*shape), scipy.special.softmax(random.randn(*shape), axis)


def softmax(row):
    exponentials = [mpmath.exp(mpmath.mpf(x) - max(row)) for x in row]
    return [x / sum(exponentials) for x in exponentials]


def log_softmax(row):
    top = max(row)
    total = mpmath.log(sum(mpmath.exp(mpmath.mpf(x) - top) for x in row))
    return [mpmath.mpf(x) - top - total for x in row]


def within(ulps, actual, exact, at_least=0.0):
    exact = np.array([float(x) for x in exact])
    assert np.max(ulp.error(actual, exact, "float64", at_least)) <= ulps


@each_axis
def test_softmax_and_log_softmax_against_scipy(shape, axis):
    logits, _ = logits_and_labels(shape, axis)
    np.testing.assert_allclose(
        reference.softmax(logits, axis), scipy.special.softmax(logits, axis), rtol=1e-14
    )
    log_sum = scipy.special.logsumexp(logits, axis, keepdims=True)
    np.testing.assert_allclose(
        reference.log_softmax(logits, axis), logits - log_sum, rtol=1e-13, atol=1e-14
    )


@each_axis
def test_cross_entropy_against_scipy(shape, axis):
    logits, labels = logits_and_labels(shape, axis)
    expected = (scipy.special.logsumexp(logits, axis) * labels.sum(axis)) - (labels * logits).sum(
        axis
    )
    np.testing.assert_allclose(
        reference.softmax_cross_entropy_with_logits(labels, logits, axis), expected, rtol=1e-13
    )


@pytest.mark.parametrize("row", LOGITS, ids=str)
def test_values_to_50_digits(row):
    within(4, reference.softmax(row), softmax(row), at_least=1e-300)
    within(2, reference.log_softmax(row), log_softmax(row), at_least=1.0)
    loss = -sum(y * x for y, x in zip(LABELS, log_softmax(row)))
    within(2, [reference.softmax_cross_entropy_with_logits(LABELS, row)], [loss], at_least=1.0)
    for label, x in enumerate(log_softmax(row)):
        sparse = reference.sparse_softmax_cross_entropy_with_logits(label, row)
        within(2, [sparse], [-x], at_least=1.0)


@pytest.mark.parametrize("row", LOGITS[:-1], ids=str)
def test_gradients_to_50_digits(row):
    """Against mpmath's numeric derivatives of the definitions."""
    upstream = [0.75, -0.5, 2.0]

    def derivative(function, index):
        def along(x):
            return function([x if i == index else mpmath.mpf(v) for i, v in enumerate(row)])

        return mpmath.diff(along, row[index])

    def weighted(function):
        return lambda xs: sum(w * x for w, x in zip(upstream, function(xs)))

    def loss(labels):
        return lambda xs: -sum(y * x for y, x in zip(labels, log_softmax(xs)))

    for numeric, ours in (
        (weighted(softmax), reference.softmax_gradient(row, upstream)),
        (weighted(log_softmax), reference.log_softmax_gradient(row, upstream)),
        (loss(LABELS), reference.softmax_cross_entropy_with_logits_gradients(LABELS, row)[1]),
        (loss([0, 1, 0]), reference.sparse_softmax_cross_entropy_with_logits_gradient(1, row)),
    ):
        within(8, ours, [derivative(numeric, index) for index in range(3)], at_least=1.0)
    into_labels, _ = reference.softmax_cross_entropy_with_logits_gradients(LABELS, row)
    within(2, into_labels, [-x for x in log_softmax(row)], at_least=1.0)


@each_axis
def test_gradients_against_differences(shape, axis):
    logits, labels = logits_and_labels(shape, axis)
    upstream = np.random.RandomState(0).randn(*shape)
    step = 1e-6

    def numeric(function, x):
        result = np.zeros_like(x)
        for index in np.ndindex(*x.shape):
            moved = np.zeros_like(x)
            moved[index] = step
            result[index] = (function(x + moved) - function(x - moved)).sum() / (2 * step)
        return result

    cases = [
        (lambda x: upstream * reference.softmax(x, axis), logits),
        (lambda x: upstream * reference.log_softmax(x, axis), logits),
        (lambda x: reference.softmax_cross_entropy_with_logits(labels, x, axis), logits),
        (lambda y: reference.softmax_cross_entropy_with_logits(y, logits, axis), labels),
    ]
    into_labels, into_logits = reference.softmax_cross_entropy_with_logits_gradients(
        labels, logits, axis
    )
    gradients = [
        reference.softmax_gradient(logits, upstream, axis),
        reference.log_softmax_gradient(logits, upstream, axis),
        into_logits,
        into_labels,
    ]
    for (function, x), gradient in zip(cases, gradients):
        np.testing.assert_allclose(numeric(function, x), gradient, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 2, 3)], ids=str)
def test_class_indices_are_one_hot_labels(shape):
    logits, _ = logits_and_labels(shape, -1)
    labels = np.random.RandomState(0).randint(3, size=shape[:-1])
    one_hot = reference.one_hot(labels, 3)
    assert one_hot.shape == shape
    np.testing.assert_array_equal(
        reference.sparse_softmax_cross_entropy_with_logits(labels, logits),
        reference.softmax_cross_entropy_with_logits(one_hot, logits),
    )
    np.testing.assert_array_equal(
        reference.sparse_softmax_cross_entropy_with_logits_gradient(labels, logits),
        reference.softmax_cross_entropy_with_logits_gradients(one_hot, logits)[1],
    )


def test_infinities_and_nan():
    inf, nan = np.inf, np.nan
    np.testing.assert_array_equal(reference.softmax([inf, 0]), [nan, nan])
    np.testing.assert_array_equal(reference.softmax([-inf, 0]), [0, 1])
    np.testing.assert_array_equal(reference.softmax([nan, 0]), [nan, nan])
    np.testing.assert_array_equal(reference.log_softmax([-inf, 0]), [-inf, 0])
    assert np.isnan(reference.softmax_cross_entropy_with_logits([0, 1], [-inf, 0]))
    assert reference.softmax_cross_entropy_with_logits([1.0], [7.0]) == 0


def test_no_elements():
    assert reference.softmax(np.zeros([0, 3])).shape == (0, 3)
    assert reference.log_softmax(np.zeros([2, 0])).shape == (2, 0)
    np.testing.assert_array_equal(
        reference.softmax_cross_entropy_with_logits(np.zeros([2, 0]), np.zeros([2, 0])), [0, 0]
    )


def test_no_warning_comes_of_no_classes_or_of_infinities():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for logits in (np.zeros([2, 0]), [[-np.inf, -np.inf]], [[np.inf, 0.0]], [[np.nan, 0.0]]):
            reference.softmax(logits)
            reference.log_softmax(logits)
            reference.softmax_cross_entropy_with_logits(np.zeros_like(logits), logits)
