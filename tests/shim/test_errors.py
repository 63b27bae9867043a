"""The same bad input raises the same class of error, in the same words, on every release."""

import re

import numpy as np
import pytest

from tfcompat_ce import nn, v1, v2
from tfcompat_ce.shim import installed

X = np.array([[0.5, 1.5, 0.1], [2.2, 1.3, 1.7]])
Y = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])


def v1_dense(y, x, **kwargs):
    return nn.softmax_cross_entropy_with_logits(labels=y, logits=x, **kwargs)


def v1_sparse(y, x):
    return nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=x)


dense = pytest.mark.parametrize(
    "function",
    [
        v1_dense,
        nn.softmax_cross_entropy_with_logits_v2,
        v2.nn.softmax_cross_entropy_with_logits,
    ],
    ids=["v1", "_v2", "v2"],
)
sparse = pytest.mark.parametrize(
    "function", [v1_sparse, v2.nn.sparse_softmax_cross_entropy_with_logits], ids=["v1", "v2"]
)
activation = pytest.mark.parametrize(
    "function",
    [nn.softmax, nn.log_softmax, v2.nn.softmax, v2.nn.log_softmax],
    ids=["v1 softmax", "v1 log_softmax", "v2 softmax", "v2 log_softmax"],
)


@pytest.mark.parametrize(
    "function", [nn.softmax_cross_entropy_with_logits, nn.sparse_softmax_cross_entropy_with_logits]
)
@pytest.mark.parametrize("arguments", [(X, Y), (X, Y, None), (X,)], ids=len)
def test_by_position_shows_both_calls(function, arguments):
    with pytest.raises(ValueError) as error:
        function(*arguments)
    name = function.__name__
    assert name + "(labels=SECOND, logits=FIRST)" in str(error.value)
    assert name + "(labels=FIRST, logits=SECOND)" in str(error.value)


def test_an_empty_sentinel_is_legal(run):
    assert run(lambda: nn.softmax_cross_entropy_with_logits(None, Y, X)).shape == (2,)
    assert run(lambda: nn.sparse_softmax_cross_entropy_with_logits(None, [0, 1], X)).shape == (2,)


@pytest.mark.parametrize(
    "call",
    [
        lambda: nn.softmax(X, axis=0, dim=0),
        lambda: nn.softmax(X, -1, dim=-1),
        lambda: nn.log_softmax(X, axis=0, dim=1),
        lambda: v1_dense(Y, X, axis=0, dim=0),
        lambda: v1_dense(Y, X, axis=-1, dim=-1),
        lambda: nn.softmax_cross_entropy_with_logits_v2(Y, X, axis=0, dim=1),
    ],
)
def test_axis_and_dim_at_once(run, call):
    with pytest.raises(ValueError, match="`axis` and `dim` are two names of the same argument"):
        run(call)


@pytest.mark.parametrize(
    "call, missing",
    [
        (lambda: v1_dense(None, X), "labels"),
        (lambda: v1_dense(Y, None), "logits"),
        (lambda: nn.softmax_cross_entropy_with_logits(), "labels and logits"),
        (lambda: nn.softmax_cross_entropy_with_logits_v2(None, X), "labels"),
        (lambda: v2.nn.softmax_cross_entropy_with_logits(Y, None), "logits"),
        (lambda: v1_sparse(None, X), "labels"),
        (lambda: v1_sparse([0, 1], None), "logits"),
        (lambda: v2.nn.sparse_softmax_cross_entropy_with_logits(None, X), "labels"),
    ],
)
def test_missing(run, call, missing):
    with pytest.raises(ValueError, match=f"missing here: {missing}[.]"):
        run(call)


@activation
def test_missing_logits(run, function):
    with pytest.raises(ValueError, match="`logits` must be given"):
        run(lambda: function(None))


@activation
@pytest.mark.parametrize("axis", [2, -3, 7])
def test_no_such_axis(run, function, axis):
    with pytest.raises(ValueError, match=re.escape(f"no axis {axis} in logits of rank 2")):
        run(lambda x: function(x, axis=axis), X)


@dense
@pytest.mark.parametrize("axis", [2, -3, 7])
def test_no_such_axis_of_cross_entropy(run, function, axis):
    with pytest.raises(ValueError, match=re.escape(f"no axis {axis} in logits of rank 2")):
        run(lambda y, x: function(y, x, axis=axis), Y, X)


@activation
@pytest.mark.parametrize("axis", [0.0, "0", [0, 1]], ids=repr)
def test_an_axis_that_is_no_integer(run, function, axis):
    with pytest.raises(TypeError, match="`axis` must be an integer"):
        run(lambda x: function(x, axis=axis), X)


@activation
@pytest.mark.parametrize("logits", [[[1, 2, 3]], [[True, False]], [[1j, 0j]]], ids=str)
def test_logits_that_are_not_floating_point(run, function, logits):
    with pytest.raises(TypeError, match="`logits` must be float16, bfloat16, float32 or float64"):
        run(lambda: function(logits))


@dense
def test_integer_logits_of_cross_entropy(run, function):
    with pytest.raises(TypeError, match="`logits` must be .* not int32"):
        run(lambda: function(Y, np.ones([2, 3], np.int32)))


@sparse
def test_integer_logits_of_sparse_cross_entropy(run, function):
    with pytest.raises(TypeError, match="`logits` must be .* not int64"):
        run(lambda: function([0, 1], np.ones([2, 3], np.int64)))


@activation
def test_scalar_logits(run, function):
    with pytest.raises(ValueError, match="these are a scalar"):
        run(lambda: function(1.0))


@dense
@pytest.mark.parametrize("labels, logits", [(Y, 1.0), (1.0, X), (1.0, 1.0)], ids=["x", "y", "xy"])
def test_scalars_of_cross_entropy(run, function, labels, logits):
    with pytest.raises(ValueError, match="these are a scalar"):
        run(lambda: function(labels, logits))


@sparse
def test_scalar_logits_of_sparse_cross_entropy(run, function):
    with pytest.raises(ValueError, match="these are a scalar"):
        run(lambda: function(0, 1.0))


@dense
@pytest.mark.parametrize(
    "labels, logits",
    [
        ((2, 3), (2, 2)),
        ((3, 3), (2, 3)),
        ((3, 2, 3), (2, 3, 3)),
        ((6, 3), (2, 3, 3)),
        ((2, 4), (3,)),
    ],
    ids=str,
)
def test_shapes_that_do_not_broadcast(run, function, labels, logits):
    with pytest.raises(ValueError, match="cannot be broadcast together"):
        run(function, np.ones(labels), np.ones(logits))


@dense
@pytest.mark.parametrize("labels", [[["a", "b", "c"]], [[1j, 0j, 0j]]], ids=str)
def test_labels_that_are_not_numbers(run, function, labels):
    with pytest.raises(TypeError, match="`labels` must be probabilities"):
        run(lambda: function(labels, X))


@sparse
@pytest.mark.parametrize("labels", [(2, 3), (2, 1), (), (2, 3, 1)], ids=str)
def test_sparse_labels_of_the_wrong_rank(run, function, labels):
    with pytest.raises(ValueError, match="`labels` must have one axis less than `logits`"):
        run(function, np.zeros(labels, np.int32), X)


@sparse
def test_sparse_labels_of_the_wrong_shape(run, function):
    with pytest.raises(
        ValueError, match=r"shape of `logits` without the last axis, \[2\], not \[3\]"
    ):
        run(function, np.zeros(3, np.int32), X)


@sparse
@pytest.mark.parametrize("dtype", ["float32", "float64", "uint8", "int16", "bool"])
def test_sparse_labels_of_the_wrong_dtype(run, function, dtype):
    with pytest.raises(TypeError, match="class indices, int32 or int64, not " + dtype):
        run(lambda: function(np.zeros(2, dtype), X))


@sparse
@pytest.mark.parametrize("label", [3, -1])
def test_a_label_that_is_no_class(run, function, label):
    """On the CPU. TensorFlow documents NaN in that row on a GPU."""
    error = installed.tensorflow().errors.InvalidArgumentError
    with pytest.raises(error, match=rf"label value of {label}\b"):
        run(function, np.array([0, label]), X)


def test_tensors_of_two_graphs():
    with v1.Graph().as_default():
        x = v1.constant(X)
    with v1.Graph().as_default(), pytest.raises(ValueError, match="same graph"):
        v1_dense(v1.constant(Y), x)


def test_ragged_lists(run):
    with pytest.raises((ValueError, TypeError)):
        run(lambda: nn.softmax([[1.0, 2.0], [3.0]]))


@pytest.mark.parametrize("logits", ["abc", b"abc", 1j, {1.0}, {"a": 1.0}], ids=repr)
def test_what_is_no_logits_at_all(run, logits):
    with pytest.raises((TypeError, ValueError)):
        run(lambda: nn.softmax(logits))


@dense
def test_labels_that_are_a_string(run, function):
    with pytest.raises(TypeError, match="`labels` must be probabilities"):
        run(lambda: function("abc", X))
