"""What may be given: arrays, lists, variables, tensors; dtypes, shapes and names."""

import numpy as np
import pytest
from modes import RELEASE

from tfcompat_ce import nn, v1, v2
from tfcompat_ce.shim import installed
from tfcompat_ce.verify import reference

X = np.array([[0.5, 1.5, 0.1], [2.2, 1.3, 1.7]])
Y = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
LOSSES = reference.softmax_cross_entropy_with_logits(Y, X)


def v1_dense(y, x, **kwargs):
    return nn.softmax_cross_entropy_with_logits(labels=y, logits=x, **kwargs)


def v1_sparse(y, x, **kwargs):
    return nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=x, **kwargs)


dense = pytest.mark.parametrize(
    "function",
    [v1_dense, nn.softmax_cross_entropy_with_logits_v2, v2.nn.softmax_cross_entropy_with_logits],
    ids=["v1", "_v2", "v2"],
)
sparse = pytest.mark.parametrize(
    "function", [v1_sparse, v2.nn.sparse_softmax_cross_entropy_with_logits], ids=["v1", "v2"]
)
KINDS = {
    "array": lambda x: x,
    "list": lambda x: x.tolist(),
    "tuple": lambda x: tuple(map(tuple, x.tolist())) if x.ndim > 1 else tuple(x.tolist()),
    "tensor": v1.constant,
    "array of another order": np.asfortranarray,
    "not contiguous array": lambda x: np.repeat(x, 2, axis=0)[::2],
}
kinds = pytest.mark.parametrize("kind", sorted(KINDS))


@dense
@kinds
def test_dense(run, function, kind):
    make = KINDS[kind]
    np.testing.assert_allclose(run(lambda: function(make(Y), make(X))), LOSSES, rtol=1e-6)


@sparse
@kinds
def test_sparse(run, function, kind):
    make = KINDS[kind]
    np.testing.assert_allclose(
        run(lambda: function(make(np.array([1, 2])), make(X))), LOSSES, rtol=1e-6
    )


@kinds
def test_softmax(run, kind):
    result = run(lambda: nn.softmax(KINDS[kind](X)))
    np.testing.assert_allclose(result, reference.softmax(X), rtol=1e-6)


class ArrayLike:
    """As a pandas DataFrame or a torch tensor is."""

    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.array, dtype)


def test_what_numpy_converts(run):
    losses = run(lambda: v1_dense(ArrayLike(Y), ArrayLike(X), axis=-2))
    np.testing.assert_allclose(
        losses, reference.softmax_cross_entropy_with_logits(Y, X, 0), rtol=1e-6
    )


@pytest.mark.parametrize("resource", [False, True] if RELEASE >= (1, 1) else [False])
@dense
def test_variables(function, resource):
    with v1.Graph().as_default(), v1.Session() as session:
        with v1.variable_scope("scope", **({"use_resource": True} if resource else {})):
            x = v1.get_variable("x", initializer=X)
            y = v1.get_variable("y", initializer=Y)
        losses = function(y, x)
        into_labels, into_logits = v1.gradients(losses, [y, x])
        session.run(v1.global_variables_initializer())
        losses, into_logits = session.run([losses, into_logits])
    np.testing.assert_allclose(losses, LOSSES, rtol=1e-14)
    np.testing.assert_allclose(into_logits, reference.softmax(X) - Y, atol=1e-15)
    assert (into_labels is None) == (function is v1_dense)


@pytest.mark.skipif(RELEASE < (2, 0), reason="eager by default from 2.0 on")
def test_eager_variables():
    x, y = v2.Variable(X), v2.Variable(Y)
    with v2.GradientTape() as tape:
        losses = v2.nn.softmax_cross_entropy_with_logits(y, x)
    into_labels, into_logits = tape.gradient(losses, [y, x])
    np.testing.assert_allclose(losses.numpy(), LOSSES, rtol=1e-14)
    np.testing.assert_allclose(into_logits.numpy(), reference.softmax(X) - Y, atol=1e-15)
    np.testing.assert_allclose(into_labels.numpy(), -reference.log_softmax(X), rtol=1e-14)


@dense
@pytest.mark.parametrize("labels", ["float16", "float32", "int32", "int64", "uint8", "bool"])
@pytest.mark.parametrize("logits", ["float16", "float32", "float64"])
def test_labels_of_another_dtype(run, function, labels, logits):
    losses = run(function, Y.astype(labels), X.astype(logits))
    assert losses.dtype == logits
    np.testing.assert_allclose(losses, LOSSES, rtol=2e-3 if logits == "float16" else 1e-6)


@sparse
@pytest.mark.parametrize("dtype", ["int32", "int64"])
@pytest.mark.parametrize("shape", [(3,), (2, 3), (4, 2, 3), (2, 2, 2, 3)], ids=str)
def test_class_indices(run, function, dtype, shape):
    random = np.random.RandomState(0)
    logits, labels = random.randn(*shape), np.array(random.randint(3, size=shape[:-1]), dtype)
    expected = reference.sparse_softmax_cross_entropy_with_logits(labels, logits)
    np.testing.assert_allclose(run(function, labels, logits), expected, rtol=1e-14)


@dense
@pytest.mark.parametrize(
    "labels, logits, axis",
    [
        ((1, 3), (2, 3), -1),
        ((3,), (2, 3), -1),
        ((2, 1), (2, 3), -1),
        ((1, 1, 3), (2, 4, 3), -1),
        ((1, 4, 3), (2, 4, 3), -1),
        ((2, 1, 3), (2, 4, 3), 2),
        ((4, 3), (2, 4, 3), 1),
        ((4, 1), (2, 4, 3), -2),
        ((2, 3), (1, 3), -1),
        ((2, 3), (3,), 0),
        ((2, 3), (2, 1), -1),
        ((2, 1, 3), (1, 4, 3), -1),
    ],
    ids=str,
)
def test_shapes_that_broadcast(run, function, labels, logits, axis):
    random = np.random.RandomState(0)
    x, y = random.randn(*logits), reference.softmax(random.randn(*labels))
    result = run.gradients(lambda y, x: function(y, x, axis=axis), y, x)
    ys, xs = np.broadcast_arrays(y, x)
    last = axis if axis < 0 else axis - len(logits)
    expected = reference.softmax_cross_entropy_with_logits(ys, xs, last)
    np.testing.assert_allclose(result.value, expected, rtol=1e-13)
    assert result.into[1].shape == logits
    if result.into[0] is not None:
        assert result.into[0].shape == labels


@pytest.mark.parametrize("shape", [None, [None, None], [None, 3]], ids=str)
@pytest.mark.parametrize("labels", [(2, 3), (1, 3)], ids=str)
def test_shapes_that_are_known_only_when_it_runs(shape, labels):
    with v1.Graph().as_default(), v1.Session() as session:
        x, y = v1.placeholder("float64", shape), v1.placeholder("float64", shape)
        losses = session.run(v1_dense(y, x), {x: X, y: Y[: labels[0]]})
    expected = reference.softmax_cross_entropy_with_logits(Y[: labels[0]], X)
    np.testing.assert_allclose(losses, expected, rtol=1e-14)


@pytest.mark.parametrize("shape", [None, [None, None], [None, 3]], ids=str)
def test_class_indices_of_unknown_shapes(shape):
    with v1.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder("float64", shape)
        y = v1.placeholder("int64", shape and shape[:-1])
        losses = session.run(v1_sparse(y, x), {x: X, y: [1, 2]})
    np.testing.assert_allclose(losses, LOSSES, rtol=1e-14)


@pytest.mark.parametrize(
    "call",
    [
        lambda x, y, name: nn.softmax(x, name=name),
        lambda x, y, name: nn.softmax(x, 0, name),
        lambda x, y, name: nn.log_softmax(x, name=name),
        lambda x, y, name: v1_dense(y, x, name=name),
        lambda x, y, name: v1_dense(y, x, name=name, axis=0),
        lambda x, y, name: v1_dense(y[:1], x, name=name),
        lambda x, y, name: v2.nn.softmax_cross_entropy_with_logits(y, x, name=name),
        lambda x, y, name: v1_sparse([0, 1], x, name=name),
        lambda x, y, name: v1_sparse(np.zeros([2, 2], np.int32), v1.stack([x, x]), name=name),
    ],
)
def test_the_name_reaches_the_graph(call):
    with v1.Graph().as_default() as graph:
        x, y = v1.constant(X), v1.constant(Y)
        result = call(x, y, "mine")
        assert result.op.name.split("/")[0] == "mine"
        with v1.name_scope("outer"):
            assert call(x, y, "mine").op.name.startswith("outer/mine")
        before = {operation.name.split("/")[0] for operation in graph.get_operations()}
        call(x, y, None)
        after = {operation.name.split("/")[0] for operation in graph.get_operations()}
        assert after - before


def test_rows_are_not_paired_by_their_place_in_memory():
    """From 1.8 on TensorFlow takes [3, 2, 4] for [2, 3, 4] where it learns of them when it runs."""
    shape = [None, None, 4]
    random = np.random.RandomState(0)
    x, y = random.randn(2, 3, 4), reference.softmax(random.randn(3, 2, 4))
    with v1.Graph().as_default(), v1.Session() as session:
        logits, labels = v1.placeholder("float64", shape), v1.placeholder("float64", shape)
        losses = v1_dense(labels, logits)
        one = session.run(losses, {logits: x, labels: y[:1, :1]})
        np.testing.assert_allclose(
            one, reference.softmax_cross_entropy_with_logits(y[:1, :1], x), rtol=1e-14
        )
        with pytest.raises(installed.tensorflow().errors.InvalidArgumentError):
            session.run(losses, {logits: x, labels: y})


def test_class_indices_for_logits_of_another_graph():
    with v1.Graph().as_default() as graph:
        x = v1.constant(X)
    with v1.Graph().as_default():
        losses = v1_sparse([1, 2], x)
    with v1.Session(graph=graph) as session:
        np.testing.assert_allclose(session.run(losses), LOSSES, rtol=1e-14)


def test_an_axis_that_is_a_constant_tensor(run):
    result = run(lambda x: nn.softmax(x, axis=v1.constant(0)), X)
    np.testing.assert_allclose(result, reference.softmax(X, 0), rtol=1e-14)


def test_arrays_of_the_other_byte_order(run):
    """TensorFlow 1.15 reads their bytes as they stand."""
    np.testing.assert_allclose(
        run(lambda: v1_dense(Y.astype(">f8"), X.astype(">f8"))), LOSSES, rtol=1e-14
    )


def test_masked_arrays_are_refused(run):
    with pytest.raises(TypeError, match="masked array"):
        run(lambda: nn.softmax(np.ma.masked_greater(X, 2)))


@pytest.mark.skipif(not (2, 4) <= RELEASE < (2, 16), reason="Keras 2's symbolic tensors")
def test_keras_symbolic_tensors_are_checked_and_broadcast():
    tf = installed.tensorflow()
    y, x = tf.keras.Input([1, 4]), tf.keras.Input([3, 4])
    random = np.random.RandomState(0)
    logits, labels = random.randn(2, 3, 4), reference.softmax(random.randn(2, 1, 4))
    for axis in (-1, 2, -2, 1):
        losses = tf.keras.Model([y, x], v1_dense(y, x, axis=axis)).predict(
            [labels.astype("float32"), logits.astype("float32")], verbose=0
        )
        ys, xs = np.broadcast_arrays(labels, logits)
        expected = reference.softmax_cross_entropy_with_logits(ys, xs, axis)
        np.testing.assert_allclose(losses, expected, rtol=1e-5)
    with pytest.raises(ValueError, match="cannot be broadcast together"):
        v1_dense(tf.keras.Input([2, 4], batch_size=3), tf.keras.Input([3, 4], batch_size=2))
    with pytest.raises(ValueError, match="no axis 7"):
        nn.softmax(x, axis=7)


@pytest.mark.skipif(not (2, 4) <= RELEASE < (2, 16), reason="Keras 2's symbolic tensors")
@dense
def test_keras_symbolic_logits_and_labels_that_are_an_array(function):
    tf = installed.tensorflow()
    x = tf.keras.Input([3], batch_size=2)
    losses = tf.keras.Model(x, function(Y.astype("float32"), x)).predict(X.astype("float32"))
    np.testing.assert_allclose(losses, LOSSES, rtol=1e-5)
