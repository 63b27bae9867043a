"""The same bad input raises the same class of error, in the same words, on every release."""

import os
import re
import warnings

import numpy as np
import pytest

import tfcompat_ce
from tfcompat_ce import nn, v1, v2
from tfcompat_ce.shim import installed
from tfcompat_ce.shim.validation import ClassIndicesWarning

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


@dense
@pytest.mark.parametrize("axis", [1.0, -1.0, "1", [1]], ids=repr)
def test_an_axis_of_cross_entropy_that_is_no_integer(run, function, axis):
    y, x = Y.astype("float32"), X.astype("float32")
    run(function, y, x)
    with pytest.raises(TypeError, match="`axis` must be an integer"):
        run(lambda y, x: function(y, x, axis=axis), y, x)


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
def test_class_indices_with_an_axis_too_many(run, function):
    with pytest.raises(ValueError, match=re.escape("labels=tf.squeeze(labels, [-1])")):
        run(function, np.zeros([2, 1], np.int32), X)


@sparse
def test_one_hot_labels_go_to_the_other_one(run, function):
    said = "one-hot labels too, go to softmax_cross_entropy_with_logits"
    with pytest.raises(ValueError, match=said) as error:
        run(function, np.zeros([2, 3], np.int32), X)
    assert "squeeze" not in str(error.value)


@dense
def test_names_of_classes(run, function):
    with pytest.raises(TypeError, match="return_inverse=True.*go to sparse_softmax_cross_entropy"):
        run(lambda: function([["a", "b", "c"]], X))


@sparse
def test_names_of_classes_for_indices(run, function):
    with pytest.raises(TypeError, match="not string.*return_inverse=True"):
        run(lambda: function(["a", "b"], X))


def test_sparse_tensors(run):
    tf = installed.tensorflow()
    for call in (
        lambda: v1_dense(tf.SparseTensor([[0, 1]], [1.0], [2, 3]), X),
        lambda: v1_sparse(tf.SparseTensor([[0]], [1], [2]), X),
        lambda: nn.softmax(tf.SparseTensor([[0, 1]], [1.0], [2, 3])),
    ):
        with pytest.raises(TypeError, match="must be dense.*tf.sparse[._a-z]*to_dense"):
            run(call)


def warned(call):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    return [each for each in caught if each.category is ClassIndicesWarning]


@dense
def test_class_indices_given_to_the_dense_loss(run, function):
    """They broadcast as one row of probabilities, in TensorFlow as here."""
    (warning,) = warned(lambda: run(lambda: function(np.array([0, 2, 1]), np.zeros([3, 3]))))
    assert "go to sparse_softmax_cross_entropy_with_logits" in str(warning.message)
    assert not warning.filename.startswith(os.path.dirname(tfcompat_ce.__file__))
    assert not warned(lambda: run(lambda: function(np.eye(3, dtype=int), np.zeros([3, 3]))))
    assert not warned(lambda: run(lambda: function([0.0, 1.0, 0.0], np.zeros([3, 3]))))
    assert not warned(lambda: run(lambda: function(np.array([0, 1, 0]), np.zeros(3))))


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


@sparse
@pytest.mark.skipif(installed.release() < (2, 0), reason="eager by default from 2.0 on")
@pytest.mark.parametrize("label", [-1, 255])
def test_a_label_to_ignore_names_the_mask(function, label):
    error = installed.tensorflow().errors.InvalidArgumentError
    for labels in ([0, label], v1.constant([0, label])):
        with pytest.raises(error, match=rf"label value of {label}\b") as raised:
            function(labels, X)
        assert "counts = tf.not_equal(labels, IGNORED)" in str(raised.value)


@sparse
def test_a_label_to_ignore_names_the_recipes_in_a_session(function):
    """As far as TensorFlow's error shows lines of code, which it does no more from 2.10 on."""
    error = installed.tensorflow().errors.InvalidArgumentError
    with v1.Graph().as_default(), v1.Session() as session:
        losses = function(v1.constant([0, -1]), v1.constant(X))
        with pytest.raises(error) as raised:
            session.run(losses)
    shows_code = "losses = function(" in str(raised.value)
    assert shows_code or installed.release() >= (2, 10)
    assert ("migration_notes.md, Recipes" in str(raised.value)) == shows_code


@pytest.mark.parametrize("shape", [(2,), (2, 1)], ids=str)
def test_sigmoid_by_position(run, shape):
    function = nn.sigmoid_cross_entropy_with_logits
    y, x = np.zeros(shape), np.ones(shape)
    for arguments in ((x, y), (x,), (x, y, None)):
        with pytest.raises(ValueError) as error:
            function(*arguments)
        assert "sigmoid_cross_entropy_with_logits(labels=SECOND, logits=FIRST)" in str(error.value)
    with pytest.raises(ValueError, match="missing here: labels[.]"):
        function(logits=x)
    expected = np.full(shape, np.log1p(np.e))
    np.testing.assert_allclose(run(lambda: function(labels=y, logits=x)), expected, rtol=1e-14)
    np.testing.assert_allclose(run(lambda: function(None, y, x)), expected, rtol=1e-14)


def test_by_position_says_what_keras_gives():
    for function in (
        nn.softmax_cross_entropy_with_logits,
        nn.sparse_softmax_cross_entropy_with_logits,
    ):
        with pytest.raises(ValueError, match=r"Keras calls a loss with \(y_true, y_pred\)"):
            function(Y, X)


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
