"""When the fused op is called directly, and when not; the results are the native call's."""

import numpy as np
import pytest
from modes import RELEASE, Xla

from tfcompat_ce import nn, v1, v2
from tfcompat_ce.shim import eager as eager_calls
from tfcompat_ce.shim import installed, raw_ops, softmax
from tfcompat_ce.verify import reference

tf = installed.tensorflow()
X = np.random.RandomState(0).randn(4, 3).astype("float32")
Y = reference.softmax(np.random.RandomState(1).randn(4, 3)).astype("float32")
CLASSES = np.array([0, 2, 1, 1])
EYE = np.eye(3, dtype="float32")[CLASSES]

from_1_14 = pytest.mark.skipif(RELEASE < (1, 14), reason="tf.raw_ops came with 1.14")
eager = pytest.mark.skipif(RELEASE < (2, 0), reason="eager by default from 2.0 on")


def since(major, minor, what):
    return pytest.mark.skipif((major, minor) > RELEASE, reason=f"{what} came with {major}.{minor}")


def v1_dense(y, x, axis=-1):
    return nn.softmax_cross_entropy_with_logits(labels=y, logits=x, axis=axis)


def native_v1(y, x, axis=-1):
    return native_v2(tf.stop_gradient(y), x, axis)


def native_v2(y, x, axis=-1):
    if RELEASE < (2, 0):
        return tf.compat.v1.nn.softmax_cross_entropy_with_logits_v2(y, x, axis)
    return tf.nn.softmax_cross_entropy_with_logits(y, x, axis)


PAIRS = [(v1_dense, native_v1), (v2.nn.softmax_cross_entropy_with_logits, native_v2)]
pairs = pytest.mark.parametrize(("ours", "native"), PAIRS, ids=["v1", "v2"])


@pytest.fixture
def native_calls(monkeypatch):
    """The functions of which the native call was taken."""
    calls = []
    native = softmax.native

    def spy(function):
        calls.append(function)
        return native(function)

    monkeypatch.setattr(softmax, "native", spy)
    return calls


def same_bits(a, b):
    a, b = np.asarray(a), np.asarray(b)
    return (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())


@from_1_14
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(3,), (4, 3), (2, 4, 3), (2, 2, 4, 3)], ids=str)
def test_plain_tensors_go_to_the_op(run, native_calls, shape, dtype):
    x = np.zeros(shape, dtype)
    for axis in range(-len(shape), len(shape)):
        for namespace in (v1, v2):
            run(lambda x: namespace.nn.softmax(x, axis=axis), x)
            run(lambda x: namespace.nn.log_softmax(x, axis=axis), x)
        run(lambda x: v1_dense(x, x, axis), x)
        run(lambda x: v2.nn.softmax_cross_entropy_with_logits(x, x, axis), x)
    classes = np.zeros(shape[:-1], "int64")
    run(lambda c, x: nn.sparse_softmax_cross_entropy_with_logits(labels=c, logits=x), classes, x)
    assert native_calls == []


@pytest.mark.skipif(RELEASE >= (1, 14), reason="from 1.14 on there is tf.raw_ops")
def test_before_1_14_every_call_is_native(run, native_calls):
    run(lambda x: [nn.softmax(x), v1_dense(x, x)], X)
    assert native_calls == ["softmax", "softmax_cross_entropy_with_logits"]


def classes(logits):
    return v1.placeholder("int64", logits.shape[:-1])


@from_1_14
@pytest.mark.parametrize(
    ("call", "nodes", "of_unknown_batch"),
    [
        (lambda y, x: v1_dense(y, x), 2, 2),
        (lambda y, x: v2.nn.softmax_cross_entropy_with_logits(y, x), 1, 3),
        (lambda y, x: nn.softmax(x), 1, 1),
        (lambda y, x: v2.nn.sparse_softmax_cross_entropy_with_logits(classes(x), x), 2, 2),
    ],
    ids=["v1", "v2", "softmax", "sparse"],
)
def test_nodes_in_the_graph(call, nodes, of_unknown_batch):
    """The sparse call's second node makes the labels."""
    for batch, expected in ((4, nodes), (None, of_unknown_batch)):
        with v1.Graph().as_default() as graph:
            y, x = (v1.placeholder("float32", [batch, 3]) for _ in range(2))
            before = len(graph.get_operations())
            call(y, x)
            assert len(graph.get_operations()) - before == expected


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@from_1_14
@pairs
def test_half_precision(run, native_calls, ours, native, dtype):
    def of(function):
        return lambda y, x: v1.cast(function(v1.cast(y, dtype), v1.cast(x, dtype)), v1.float32)

    assert same_bits(run(of(ours), Y, X), run(of(native), Y, X))
    assert not native_calls


@since(2, 9, "a compiler that is quick about it")
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_precision_under_xla(dtype):
    """XLA moves the last bits: ours are what it makes of the native call."""

    def of(namespace, function, *labels, **kwargs):
        def call(x):
            x = v1.cast(x, dtype)
            given = [v1.cast(y, dtype) if y.dtype == "float32" else y for y in labels]
            return v1.cast(getattr(namespace.nn, function)(*given, x, **kwargs), v1.float32)

        return Xla().gradients(call, np.tile(X, (1, 100)))

    for function, labels, kwargs in (
        ("softmax", [], {}),
        ("log_softmax", [], {"axis": 0}),
        ("softmax_cross_entropy_with_logits", [np.tile(Y, (1, 100)) / 100], {}),
        ("sparse_softmax_cross_entropy_with_logits", [CLASSES], {}),
    ):
        ours, native = (of(namespace, function, *labels, **kwargs) for namespace in (v2, tf))
        assert same_bits(ours.value, native.value)
        assert same_bits(ours.into[0], native.into[0])


@pytest.mark.skipif(RELEASE == (2, 2), reason="2.2's kernel for bfloat16 may end the process")
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@from_1_14
def test_half_precision_of_the_others(run, native_calls, dtype):
    def call(x):
        x = v1.cast(x, dtype)
        values = [nn.softmax(x), nn.log_softmax(x, axis=0), v2.nn.softmax(x, 0)]
        if v1_has_sparse_kernel(dtype):
            values.append(v2.nn.sparse_softmax_cross_entropy_with_logits(CLASSES, x))
        return [v1.cast(value, v1.float32) for value in values]

    run(call, X)
    assert not native_calls


def v1_has_sparse_kernel(dtype):
    return dtype == "float16" or not (2, 4) <= RELEASE < (2, 8)


@from_1_14
@pairs
@pytest.mark.parametrize("labels", ["float64", "int32", "float16"])
def test_labels_of_another_dtype(run, native_calls, ours, native, labels):
    y = Y.astype(labels)
    assert same_bits(run(ours, y, X), run(native, y, X))
    assert not native_calls


@from_1_14
@pairs
@pytest.mark.parametrize("shape", [(1, 3), (3,)], ids=str)
def test_labels_that_broadcast(run, ours, native, shape):
    y = Y[0].reshape(shape)
    assert same_bits(run(ours, y, X), run(native, y, X))


@from_1_14
@pytest.mark.parametrize("shape", [None, [None, 3], [4, None], [None, None]], ids=str)
@pairs
def test_unknown_shapes(native_calls, ours, native, shape):
    with v1.Graph().as_default(), v1.Session() as session:
        y, x = v1.placeholder("float32", shape), v1.placeholder("float32", shape)
        outputs = [ours(y, x), native(y, x)]
        into = [v1.gradients(output, x)[0] for output in outputs]
        a, b, c, d = session.run(outputs + into, {y: Y, x: X})
    assert same_bits(a, b)
    assert same_bits(c, d)
    assert bool(native_calls) == (shape is None)


@from_1_14
@pairs
@pytest.mark.parametrize("axis", [-1, 0, 1])
@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("shape", [[None, 4, 3], [None, None, 3], [None] * 3], ids=str)
def test_unknown_sizes_of_rank_3(native_calls, ours, native, shape, dtype, axis):
    y, x = (np.stack([array, array[::-1]]).astype(dtype) for array in (Y, X))
    with v1.Graph().as_default(), v1.Session() as session:
        labels, logits = v1.placeholder(dtype, shape), v1.placeholder(dtype, shape)
        outputs = [ours(labels, logits, axis), native(labels, logits, axis)]
        assert outputs[0].shape.as_list() == shape[:axis] + shape[axis:][1:]
        outputs += [nn.softmax(logits, axis), native_softmax(logits, axis)]
        a, b, c, d = session.run(outputs, {labels: y, logits: x})
    assert same_bits(a, b)
    assert same_bits(c, d)
    assert not native_calls


def native_softmax(x, axis):
    return (tf.compat.v1.nn if RELEASE < (2, 0) else tf.nn).softmax(x, axis)


@from_1_14
@pairs
def test_unknown_sizes_broadcast_when_it_runs(ours, native):
    """Also where the static shapes of labels and logits are the same."""
    for shape in ([None, 3], [None, 4, 3], [None, None, 3]):
        x = np.stack([X, X[::-1]]) if len(shape) == 3 else X
        with v1.Graph().as_default(), v1.Session() as session:
            labels, logits = v1.placeholder("float32", shape), v1.placeholder("float32", shape)
            losses = ours(labels, logits)
            one = session.run(losses, {logits: x, labels: x[:1] ** 2})
            into = v1.gradients(losses, labels)[0]
            if into is not None:
                assert session.run(into, {logits: x, labels: x[:1] ** 2}).shape == x[:1].shape
        expected = reference.softmax_cross_entropy_with_logits(
            np.broadcast_to(x[:1] ** 2, x.shape), x
        )
        np.testing.assert_allclose(one, expected, rtol=1e-5)


@from_1_14
def test_class_indices_of_unknown_sizes(native_calls):
    x = np.stack([X, X[::-1]])
    with v1.Graph().as_default(), v1.Session() as session:
        for shape, logits in (([None], X), ([None, 4], x), ([2, None], x)):
            fed = v1.placeholder("int64", shape), v1.placeholder("float32", shape + [3])
            losses = v2.nn.sparse_softmax_cross_entropy_with_logits(*fed)
            assert losses.shape.as_list() == shape
            labels = np.broadcast_to(CLASSES, logits.shape[:-1])
            found = session.run(losses, dict(zip(fed, (labels, logits))))
            expected = reference.sparse_softmax_cross_entropy_with_logits(labels, logits)
            np.testing.assert_allclose(found, expected, rtol=1e-5)
    assert not native_calls


@from_1_14
@pairs
@pytest.mark.parametrize(
    "kind", [lambda x: x, lambda x: x.tolist(), v1.Variable], ids=["array", "list", "variable"]
)
@eager
def test_arrays_lists_and_variables_go_to_the_op(native_calls, ours, native, kind):
    y, x = kind(Y), kind(X)
    assert same_bits(ours(y, x), native(y, x))
    assert same_bits(nn.softmax(x), tf.nn.softmax(x))
    nn.sparse_softmax_cross_entropy_with_logits(labels=CLASSES, logits=x)
    nn.softmax(x, axis=np.int64(-1))
    assert not native_calls


@eager
@pairs
def test_variables(ours, native):
    y, x = tf.Variable(Y), tf.Variable(X)
    with tf.GradientTape(persistent=True) as tape:
        a, b = ours(y, x), native(y, x)
    assert same_bits(a, b)
    for ours_into, native_into in zip(tape.gradient(a, [y, x]), tape.gradient(b, [y, x])):
        assert (ours_into is None) == (native_into is None)
        assert ours_into is None or same_bits(ours_into, native_into)


@eager
def test_the_plain_eager_call_is_one_of_c():
    y, x, classes = tf.constant(Y), tf.constant(X), tf.constant(CLASSES)
    nn.softmax(x)
    dense = eager_calls.softmax_cross_entropy_with_logits
    sparse = eager_calls.sparse_softmax_cross_entropy_with_logits
    for into_labels in (True, False):
        for axis in (-1, 1):
            assert same_bits(dense(y, x, axis, None, into_labels), native_v2(y, x))
    assert same_bits(sparse(classes, x, None), v2.nn.softmax_cross_entropy_with_logits(EYE, x))
    for others in ((y[:1], x), (y[0], x[0]), (tf.cast(y, tf.float64), x), (Y, x), (y, X)):
        assert dense(*others, axis=-1, name=None, into_labels=True) is None
    assert dense(y, x, 0, None, True) is None
    assert sparse(classes + 3, x, None) is None
    with tf.GradientTape():
        assert dense(y, x, -1, None, False) is None
    with tf.Graph().as_default():
        assert dense(y, x, -1, None, True) is None


@since(2, 4, "tf.experimental.numpy")
@pairs
def test_tensorflow_numpy_arrays(ours, native):
    y, x = tf.experimental.numpy.array(Y), tf.experimental.numpy.array(X)
    assert same_bits(ours(y, x), native(y, x))


@since(2, 1, "ForwardAccumulator")
@pairs
def test_forward_mode(ours, native):
    """1.x's meaning has no derivative along the labels, forwards too."""
    for primal in ("labels", "logits"):
        tangents = []
        for function in (ours, native):
            y, x = tf.constant(Y), tf.constant(X)
            watched = y if primal == "labels" else x
            with tf.autodiff.ForwardAccumulator(watched, tf.ones_like(watched)) as forward:
                losses = function(y, x)
            tangents.append(forward.jvp(losses))
        assert (tangents[0] is None) == (tangents[1] is None)
        assert tangents[0] is None or same_bits(*tangents)


@since(2, 1, "ForwardAccumulator")
@pairs
def test_forward_over_reverse(ours, native):
    products = []
    for function in (ours, native):
        y, x = tf.constant(Y), tf.constant(X)
        with tf.autodiff.ForwardAccumulator(x, tf.ones_like(x) * X) as forward:
            with tf.GradientTape() as tape:
                tape.watch(x)
                losses = function(y, x) ** 2
            gradient = tape.gradient(losses, x)
        products.append(forward.jvp(gradient))
    assert same_bits(*products)


@eager
@pairs
def test_tape_outside_a_function(ours, native):
    """The labels are an eager tensor that the function captures."""
    y, x = tf.constant(Y), tf.constant(X)
    gradients = []
    for function in (ours, native):
        traced = tf.function(lambda: function(y, x))
        traced()
        with tf.GradientTape() as tape:
            tape.watch([y, x])
            losses = traced()
        gradients.append(tape.gradient(losses, [y, x]))
    for a, b in zip(*gradients):
        assert (a is None) == (b is None)
        assert a is None or same_bits(a, b)


@eager
@pairs
def test_vectorized_map(ours, native):
    y, x = tf.constant(np.stack([Y, Y[::-1]])), tf.constant(np.stack([X, 2 * X]))
    a, b = (tf.vectorized_map(lambda pair: function(*pair), (y, x)) for function in (ours, native))
    np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-6)


@since(2, 4, "KerasTensor")
@pytest.mark.skipif(RELEASE >= (2, 16), reason="Keras 3 refuses its symbolic tensors")
@pairs
def test_keras_symbolic_tensors(native_calls, ours, native):
    y, x = tf.keras.Input([3]), tf.keras.Input([3])
    a, b = (
        tf.keras.Model([y, x], function(y, x)).predict([Y, X], verbose=0)
        for function in (ours, native)
    )
    assert same_bits(a, b)
    assert native_calls


@eager
def test_ragged_tensors(native_calls):
    ragged = tf.ragged.constant([[1.0, 2.0], [3.0]])

    def outcome(function):
        try:
            return function(ragged).to_list()
        except (TypeError, ValueError, NotImplementedError) as error:
            return type(error)

    assert outcome(nn.softmax) == outcome(tf.nn.softmax)
    assert native_calls == ["softmax"]


@since(2, 8, "dispatch_for_api")
def test_extension_types_with_dispatch():
    class Scaled(tf.experimental.ExtensionType):
        values: tf.Tensor
        scale: tf.Tensor

    @tf.experimental.dispatch_for_api(tf.nn.softmax, {"logits": Scaled})
    def softmax(logits, axis=None, name=None):
        return "softmax", axis

    @tf.experimental.dispatch_for_api(
        tf.nn.softmax_cross_entropy_with_logits, {"labels": Scaled}, {"logits": Scaled}
    )
    def cross_entropy(labels, logits, axis=-1, name=None):
        return "cross-entropy", type(labels).__name__

    scaled = Scaled(tf.constant(X), tf.constant(2.0))
    try:
        assert nn.softmax(scaled, axis=0) == ("softmax", 0)
        assert v1_dense(tf.constant(Y), scaled)[0] == "cross-entropy"
        assert v1_dense(scaled, tf.constant(X)) == ("cross-entropy", "Scaled")
        assert v2.nn.softmax_cross_entropy_with_logits(scaled, scaled)[0] == "cross-entropy"
    finally:
        tf.experimental.unregister_dispatch_for(softmax)
        tf.experimental.unregister_dispatch_for(cross_entropy)


# The op's gradient holds for labels that sum to 1. The ops that native calls compose where op
# determinism is on have the true one, so labels that sum to 2 tell the two ways apart.
DETERMINISM = """
import numpy as np, tensorflow as tf
from tfcompat_ce import nn, v2
x = tf.constant(np.random.RandomState(0).randn(64, 100).astype("float32"))
y = 2 * tf.nn.softmax(x)

def gradient(function):
    with tf.GradientTape() as tape:
        tape.watch(x)
        losses = function(labels=y, logits=x)
    return tape.gradient(losses, x).numpy()

def op(labels, logits):
    return tf.raw_ops.SoftmaxCrossEntropyWithLogits(features=logits, labels=labels)[0]

def native(labels, logits):
    return tf.nn.softmax_cross_entropy_with_logits(tf.stop_gradient(labels), logits)

def check():
    assert not np.allclose(gradient(op), gradient(native)), "no determinism: no test"
    for ours in (nn.softmax_cross_entropy_with_logits, v2.nn.softmax_cross_entropy_with_logits):
        assert gradient(ours).tobytes() == gradient(native).tobytes()
        assert gradient(tf.function(ours)).tobytes() == gradient(native).tobytes()
"""


@since(2, 8, "enable_op_determinism")
def test_op_determinism_switched_on_after_the_first_use(python):
    python(
        DETERMINISM
        + """
assert np.allclose(gradient(nn.softmax_cross_entropy_with_logits), gradient(op))
tf.config.experimental.enable_op_determinism()
check()
classes = tf.zeros([64], tf.int32)
native = tf.nn.sparse_softmax_cross_entropy_with_logits(classes, x).numpy()
ours = nn.sparse_softmax_cross_entropy_with_logits(labels=classes, logits=x).numpy()
assert ours.tobytes() == native.tobytes()
"""
    )


@pytest.mark.skipif(RELEASE != (2, 6), reason="only 2.6 heeds it in these functions")
def test_tf_deterministic_ops_of_2_6(python):
    python(DETERMINISM + "check()", TF_DETERMINISTIC_OPS="1")


@since(2, 10, "a DTensor on the CPU")
def test_dtensors(python):
    python(
        """
import numpy as np, tensorflow as tf
from tensorflow.experimental import dtensor
from tfcompat_ce import nn
from tfcompat_ce.shim import softmax
called = []
native = softmax.native
softmax.native = lambda function: called.append(function) or native(function)
(cpu,) = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
mesh = dtensor.create_mesh([("batch", 2)], devices=["CPU:0", "CPU:1"])
layout = dtensor.Layout(["batch", dtensor.UNSHARDED], mesh)
x = dtensor.call_with_layout(tf.ones, layout, shape=(4, 3))
losses = nn.softmax_cross_entropy_with_logits(labels=x, logits=x)
assert dtensor.fetch_layout(losses).sharding_specs == ["batch"]
losses = np.concatenate(dtensor.unpack(losses))
np.testing.assert_allclose(losses, 3 * np.log(3) * np.ones(4), 1e-6)
assert called == ["softmax_cross_entropy_with_logits"]
"""
    )


def node_that_stops(make):
    with v1.Graph().as_default() as graph:
        x = v1.placeholder(tf.float32, [4, 3])
        after = v1.control_dependencies([v1.no_op()])
        override = graph.gradient_override_map({"StopGradient": "Mine"})
        with v1.name_scope("scope"), v1.device("/cpu:0"), graph.colocate_with(
            x.op
        ), after, override:
            make(x)
        (node,) = [node for node in graph.as_graph_def().node if node.op == "StopGradient"]
        return node


@from_1_14
def test_the_gradient_is_stopped_by_the_node_that_tensorflow_makes():
    ours = node_that_stops(lambda x: v1_dense(x, x))
    assert ours == node_that_stops(tf.stop_gradient)
    assert (ours.name, len(ours.input)) == ("scope/StopGradient", 2)


@from_1_14
def test_the_graph_is_that_of_the_tensors():
    with v1.Graph().as_default() as graph:
        y, x = (v1.placeholder(tf.float32, [4, 3]) for _ in range(2))
    for default in (v1.Graph(), v1.get_default_graph()):
        with default.as_default():
            loss = v1_dense(y, x)
        assert loss.graph is graph
        with v1.Session(graph=graph) as session:
            expected = reference.softmax_cross_entropy_with_logits(Y, X)
            np.testing.assert_allclose(session.run(loss, {y: Y, x: X}), expected, 1e-5)


@from_1_14
def test_the_gradient_is_stopped_in_a_loop():
    with v1.Graph().as_default(), v1.Session() as session:
        y, x = v1.constant(Y), v1.constant(X)
        _, total = v1.while_loop(
            lambda i, total: i < 3,
            lambda i, total: (i + 1, total + v1.reduce_sum(v1_dense(y, x))),
            [v1.constant(0), v1.constant(0.0)],
        )
        (gradient,) = v1.gradients(total, [y])
        assert gradient is None or not session.run(gradient).any()
        expected = 3 * reference.softmax_cross_entropy_with_logits(Y, X).sum()
        np.testing.assert_allclose(session.run(total), expected, 1e-5)


@from_1_14
@pairs
def test_without_the_private_names(run, monkeypatch, ours, native):
    """They cost only speed."""
    monkeypatch.setattr(eager_calls, "nothing_records", eager_calls.never)
    monkeypatch.setattr(eager_calls, "_tensor", None)
    monkeypatch.setattr(raw_ops, "_eager_tensor", None)
    monkeypatch.setattr(raw_ops, "_eager_shape", raw_ops._static_shape)
    monkeypatch.setattr(raw_ops, "_shapes", raw_ops._Shapes())
    monkeypatch.setattr(eager_calls, "bind", lambda tensor, native_composes: None)
    for composes in (eager_calls.never, raw_ops._always):
        monkeypatch.setattr(raw_ops, "_native_composes", composes)
        a, b = run.gradients(ours, Y, X), run.gradients(native, Y, X)
        assert same_bits(a.value, b.value)
        assert same_bits(a.into[1], b.into[1])
        assert (a.into[0] is None) == (ours is v1_dense)
