"""What native functions take, these take too: axes, types and dtypes out of the ordinary."""

import gc
import weakref

import numpy as np
import pytest
from modes import RELEASE

from tfcompat_ce import nn, v1, v2
from tfcompat_ce.shim import installed
from tfcompat_ce.verify import reference

tf = installed.tensorflow()
X = np.random.RandomState(0).randn(2, 3, 4).astype("float32")

eager = pytest.mark.skipif(RELEASE < (2, 0), reason="eager by default from 2.0 on")
activation = pytest.mark.parametrize("function", ["softmax", "log_softmax"])
meaning = pytest.mark.parametrize("namespace", [v1, v2], ids=["v1", "v2"])


def since(major, minor, what):
    return pytest.mark.skipif((major, minor) > RELEASE, reason=f"{what} came with {major}.{minor}")


def native(function):
    return getattr(tf.compat.v1.nn if (1, 13) <= RELEASE < (2, 0) else tf.nn, function)


@activation
@meaning
@pytest.mark.parametrize("dtype", ["int32", "int64"])
@pytest.mark.parametrize("shape", [[2, 3, 4], [None, 3, None], [None] * 3, None], ids=str)
@pytest.mark.parametrize("axis", [-3, -2, -1, 0, 1, 2])
def test_an_axis_that_only_the_run_knows(function, namespace, dtype, shape, axis):
    with v1.Graph().as_default(), v1.Session() as session:
        x, at = v1.placeholder("float32", shape), v1.placeholder(dtype, [])
        outputs = getattr(namespace.nn, function)(x, axis=at)
        assert shape is None or outputs.shape.as_list() == shape
        found = session.run(outputs, {x: X, at: axis})
    np.testing.assert_allclose(found, getattr(reference, function)(X, axis), rtol=1e-5)


@since(1, 14, "a native softmax that takes them")
@activation
@pytest.mark.parametrize("axis", [-3, -2, 0, 1])
def test_its_bits_are_the_native_ones(function, axis):
    with v1.Graph().as_default(), v1.Session() as session:
        x, at = v1.constant(X), v1.placeholder("int32", [])
        outputs = [getattr(nn, function)(x, axis=at), native(function)(x, axis=at)]
        ours, theirs = session.run(outputs, {at: axis})
    assert ours.tobytes() == theirs.tobytes()


@activation
@pytest.mark.parametrize("axis", [3, -4])
def test_no_such_axis_when_it_runs(function, axis):
    with v1.Graph().as_default(), v1.Session() as session:
        at = v1.placeholder("int32", [])
        outputs = getattr(nn, function)(v1.constant(X), axis=at)
        with pytest.raises(tf.errors.InvalidArgumentError):
            session.run(outputs, {at: axis})


@meaning
def test_an_axis_that_is_a_variable(namespace):
    with v1.Graph().as_default(), v1.Session() as session:
        axis = v1.Variable(1, trainable=False)
        outputs = namespace.nn.softmax(v1.constant(X), axis=axis)
        session.run(v1.global_variables_initializer())
        np.testing.assert_allclose(session.run(outputs), reference.softmax(X, 1), rtol=1e-5)
    if RELEASE >= (2, 0):
        outputs = namespace.nn.softmax(X, axis=tf.Variable(1))
        np.testing.assert_allclose(outputs, reference.softmax(X, 1), rtol=1e-5)


@pytest.mark.parametrize("axis", [[0, 1], 0.0], ids=str)
def test_a_tensor_that_is_no_axis(axis):
    with v1.Graph().as_default():
        at = v1.placeholder_with_default(axis, np.shape(axis))
        with pytest.raises(TypeError, match="`axis` must be an integer"):
            nn.softmax(v1.constant(X), axis=at)


def test_cross_entropies_must_know_their_axis():
    with v1.Graph().as_default():
        at = v1.placeholder("int32", [])
        with pytest.raises(TypeError, match="`axis` must be known when the graph is built"):
            v2.nn.softmax_cross_entropy_with_logits(X, X, axis=at)


def test_no_axis_is_the_last_one(run):
    losses = run(lambda: v2.nn.softmax_cross_entropy_with_logits(X, X, axis=None))
    expected = reference.softmax_cross_entropy_with_logits(X, X)
    np.testing.assert_allclose(losses, expected, rtol=1e-5)


@since(2, 9, "log_softmax of a RaggedTensor in compat.v1, or a little before,")
def test_log_softmax_of_a_ragged_tensor():
    ragged = tf.ragged.constant([[[1.0, 2.0], [3.0, 5.0]], [[5.0, 6.0]]], ragged_rank=1)
    ours, theirs = nn.log_softmax(ragged), tf.compat.v1.nn.log_softmax(ragged)
    assert ours.to_list() == theirs.to_list()


@since(2, 8, "dispatch_for_api")
@activation
def test_types_registered_for_either_namespace(function):
    class Scaled(tf.experimental.ExtensionType):
        values: tf.Tensor

    class Both(tf.experimental.ExtensionType):
        values: tf.Tensor

    def registered(api, kind, answer):
        """compat.v1's has `dim`, which a dispatcher must have too."""
        parameters = "logits, axis=None, name=None" + (", dim=None" if "compat" in answer else "")
        scope = {"answer": answer}
        exec(f"def dispatcher({parameters}): return answer, axis", scope)
        return tf.experimental.dispatch_for_api(api, {"logits": kind})(scope["dispatcher"])

    old, new = getattr(tf.compat.v1.nn, function), getattr(tf.nn, function)
    dispatchers = [
        registered(old, Scaled, "compat.v1"),
        registered(old, Both, "compat.v1"),
        registered(new, Both, "2.x"),
    ]
    x = tf.constant(X)
    try:
        assert getattr(nn, function)(Scaled(x), axis=1) == ("compat.v1", 1)
        assert getattr(nn, function)(Both(x)) == ("compat.v1", -1)
        assert getattr(v2.nn, function)(Both(x)) == ("2.x", -1)
    finally:
        for dispatcher in dispatchers:
            tf.experimental.unregister_dispatch_for(dispatcher)


@since(2, 8, "dispatch_for_unary_elementwise_apis")
def test_types_registered_for_unary_elementwise_functions():
    class Masked(tf.experimental.ExtensionType):
        values: tf.Tensor

    @tf.experimental.dispatch_for_unary_elementwise_apis(Masked)
    def dispatcher(api, x):
        return api(x.values)

    x = Masked(tf.constant(X))
    try:
        for function in ("softmax", "log_softmax"):
            for namespace, theirs in ((v1, tf.compat.v1.nn), (v2, tf.nn)):
                try:
                    expected = getattr(theirs, function)(x)
                except (TypeError, ValueError):
                    continue
                ours = getattr(namespace.nn, function)(x)
                assert ours.numpy().tobytes() == expected.numpy().tobytes()
    finally:
        tf.experimental.unregister_dispatch_for(dispatcher)


FLOAT8 = ["float8_e5m2", "float8_e4m3fn"]


@since(2, 16, "a cast of 8-bit floats")
@pytest.mark.parametrize("dtype", FLOAT8)
@meaning
def test_labels_of_8_bits(run, dtype, namespace):
    y = np.eye(4, dtype="float32")[[0, 1, 3]]

    def losses(cast):
        labels = v1.cast(v1.constant(y), getattr(tf.dtypes.experimental, dtype)) if cast else y
        return namespace.nn.softmax_cross_entropy_with_logits(labels=labels, logits=X[0])

    np.testing.assert_array_equal(run(lambda: losses(True)), run(lambda: losses(False)))


def test_masked_arrays_with_nothing_masked(run):
    for x in (np.ma.array(X), np.ma.masked_greater(X, 99.0)):
        np.testing.assert_array_equal(run(lambda: nn.softmax(x)), run(lambda: nn.softmax(X)))


@pytest.mark.skipif(RELEASE < (2, 12), reason="TensorFlow's bfloat16 is ml_dtypes' from 2.12 on")
def test_arrays_of_bfloat16(run):
    x = X.astype(v1.bfloat16.as_numpy_dtype)
    tensor = run(lambda: v1.cast(nn.softmax(v1.constant(x)), v1.float32))
    array = run(lambda: v1.cast(nn.softmax(x), v1.float32))
    assert array.tobytes() == tensor.tobytes()


def fed(call, array):
    """Fed, since TensorFlow may fold constants by other kernels."""
    with v1.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(array.dtype, array.shape)
        return session.run(call(x), {x: array})


@since(1, 14, "tf.raw_ops")
@pytest.mark.parametrize("axis", range(6))
@activation
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_bits_of_many_axes(function, dtype, axis):
    x = np.random.RandomState(axis).randn(2, 3, 2, 3, 2, 5).astype(dtype)
    swapped = np.swapaxes(x, axis, -1)
    if function == "softmax" and dtype == "float32":
        # oneDNN's softmax refuses six axes from 2.12 on, and takes their rows.
        theirs = fed(native(function), swapped.reshape(-1, x.shape[axis]))
        theirs = np.swapaxes(theirs.reshape(swapped.shape), axis, -1)
    else:
        theirs = fed(lambda x: native(function)(x, axis=axis), x)
    ours = fed(lambda x: getattr(nn, function)(x, axis=axis), x)
    assert ours.tobytes() == theirs.tobytes()
    if RELEASE >= (2, 0):
        assert getattr(nn, function)(x, axis=axis).numpy().tobytes() == theirs.tobytes()


@pytest.mark.parametrize("mode", ["graph"] + ["eager"] * (RELEASE >= (2, 0)))
def test_types_are_not_kept_alive(mode):
    references = []

    def of_a_type_of_its_own():
        kind = type("Kind", (), {"__array__": lambda self, *args, **kwargs: X})
        references.append(weakref.ref(kind))
        nn.softmax(kind())

    for _ in range(5):
        if mode == "eager":
            of_a_type_of_its_own()
        else:
            with v1.Graph().as_default():
                of_a_type_of_its_own()
    gc.collect()
    assert [reference() for reference in references] == [None] * 5
