"""The same numbers and gradients in every way of running TensorFlow."""

import os
from typing import Callable, NamedTuple

import numpy as np
import pytest
from modes import MODES, RELEASE, Eager, Function, Gradients, Graph, Xla

from tfcompat_ce import v1, v2
from tfcompat_ce.shim import installed
from tfcompat_ce.verify import reference

tf = installed.tensorflow()
LOGITS = np.array([[0.5, 1.5, 0.1], [2.2, 1.3, 1.7], [-3.0, 0.0, 4.0], [0.3, 0.2, 0.1]])
LABELS = np.array([[0.0, 1.0, 0.0], [0.0, 0.1, 0.9], [0.2, 0.5, 0.3], [1.0, 0.0, 0.0]])


class Case(NamedTuple):
    """A function of (labels, logits), and what the reference makes of them."""

    name: str
    call: Callable
    reference: Callable


def softmax(labels, logits):
    """Of labels * softmax(logits)."""
    probabilities = reference.softmax(logits)
    into_logits = reference.softmax_gradient(logits, labels)
    return Gradients(labels * probabilities, [probabilities, into_logits])


def log_softmax(labels, logits):
    """Of labels * log_softmax(logits)."""
    log_probabilities = reference.log_softmax(logits)
    into_logits = reference.log_softmax_gradient(logits, labels)
    return Gradients(labels * log_probabilities, [log_probabilities, into_logits])


def cross_entropy(labels, logits):
    return Gradients(
        reference.softmax_cross_entropy_with_logits(labels, logits),
        list(reference.softmax_cross_entropy_with_logits_gradients(labels, logits)),
    )


def cross_entropy_without_label_gradient(labels, logits):
    value, (_, into_logits) = cross_entropy(labels, logits)
    return Gradients(value, [None, into_logits])


def sparse_cross_entropy(labels, logits):
    """Of the likeliest classes."""
    return cross_entropy_without_label_gradient(reference.one_hot(labels.argmax(1), 3), logits)


def likeliest(labels):
    """argmax, which neither the first XLA nor the first eager mode could take here."""
    return v1.cast(v1.reduce_sum(v1.cast(labels > 0.4, "float32") * [0.0, 1.0, 2.0], 1), "int64")


CASES = [
    Case("v1 softmax", lambda y, x: y * v1.nn.softmax(x), softmax),
    Case("v2 softmax", lambda y, x: y * v2.nn.softmax(x), softmax),
    Case("v1 log_softmax", lambda y, x: y * v1.nn.log_softmax(x), log_softmax),
    Case("v2 log_softmax", lambda y, x: y * v2.nn.log_softmax(x), log_softmax),
    Case(
        "v1 cross-entropy",
        lambda y, x: v1.nn.softmax_cross_entropy_with_logits(labels=y, logits=x),
        cross_entropy_without_label_gradient,
    ),
    Case(
        "_v2 cross-entropy",
        lambda y, x: v1.nn.softmax_cross_entropy_with_logits_v2(y, x),
        cross_entropy,
    ),
    Case(
        "v2 cross-entropy",
        lambda y, x: v2.nn.softmax_cross_entropy_with_logits(y, x),
        cross_entropy,
    ),
    Case(
        "v1 sparse cross-entropy",
        lambda y, x: v1.nn.sparse_softmax_cross_entropy_with_logits(labels=likeliest(y), logits=x),
        sparse_cross_entropy,
    ),
    Case(
        "v2 sparse cross-entropy",
        lambda y, x: v2.nn.sparse_softmax_cross_entropy_with_logits(likeliest(y), x),
        sparse_cross_entropy,
    ),
]
NATIVE = {
    softmax: lambda y, x: y * tf.nn.softmax(x),
    log_softmax: lambda y, x: y * tf.nn.log_softmax(x),
    cross_entropy: lambda y, x: (
        tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=x)
        if (1, 5) <= RELEASE < (2, 0)
        else tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=x)
    ),
    sparse_cross_entropy: lambda y, x: tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=likeliest(y), logits=x
    ),
}
NATIVE[cross_entropy_without_label_gradient] = NATIVE[cross_entropy]
LOSSES = [case for case in CASES if "cross-entropy" in case.name]
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def since(release, what):
    reason = "{} from {}.{} on".format(what, *release)
    return pytest.mark.skipif(release > RELEASE, reason=reason)


def check(found, expected, none=lambda gradient: gradient is None):
    """That a value and its gradients are the expected ones."""
    np.testing.assert_allclose(found.value, expected.value, rtol=1e-14, atol=1e-15)
    for gradient, right in zip(found.into, expected.into):
        if right is None:
            assert none(gradient)
        else:
            assert gradient is not None
            np.testing.assert_allclose(gradient, right, rtol=1e-14, atol=1e-15)


def none_or_zero(gradient):
    """In a loop or a branch TensorFlow may make zeros of a gradient that is not there."""
    return gradient is None or not gradient.any()


class Fed(Graph):
    """A graph whose inputs are fed, of a shape that it does not know or knows in part."""

    def __init__(self, shape):
        self.shape = shape

    def gradients(self, function, *arrays):
        with v1.Graph().as_default(), v1.Session() as session:
            fed = [v1.placeholder(array.dtype, self.shape) for array in arrays]
            value = function(*fed)
            into = v1.gradients(value, fed)
            asked = [value] + [gradient for gradient in into if gradient is not None]
            numbers = iter(session.run(asked, dict(zip(fed, arrays))))
        return Gradients(next(numbers), [None if x is None else next(numbers) for x in into])


class Signature(Eager):
    """A tf.function whose signature leaves the shapes open."""

    def __init__(self, shape):
        self.shape = shape

    def wrapped(self, function):
        specification = tf.TensorSpec(self.shape, "float64")

        def of_two(labels, logits):
            return function(labels, logits)

        return tf.function(of_two, input_signature=[specification, specification])


class FunctionGradients(Function):
    """A tf.function with tf.gradients in it, instead of a tape."""

    def gradients(self, function, *arrays):
        def with_gradients(*tensors):
            value = function(*tensors)
            return value, tf.gradients(value, tensors)

        value, into = self.wrapped(with_gradients)(*[tf.constant(array) for array in arrays])
        return Gradients(np.asarray(value), [None if x is None else np.asarray(x) for x in into])


class XlaOf1x(Graph):
    """XLA as it was before tf.function could ask for it: part of a graph."""

    def gradients(self, function, *arrays):
        if RELEASE >= (1, 14):
            compiled = v1.xla.experimental.compile
        else:
            from tensorflow.contrib.compiler.xla import compile as compiled
        into = []

        def with_gradients(*tensors):
            value = function(*tensors)
            into[:] = v1.gradients(value, tensors)
            return [value] + [gradient for gradient in into if gradient is not None]

        with v1.Graph().as_default(), v1.Session() as session:
            numbers = session.run(compiled(with_gradients, [v1.constant(x) for x in arrays]))
        numbers = iter(numbers)
        return Gradients(next(numbers), [None if x is None else next(numbers) for x in into])


def mode_id(mode):
    shape = [str(mode.shape)] if hasattr(mode, "shape") else []
    return " ".join([type(mode).__name__.lower()] + shape)


XLA = [
    pytest.param(
        Xla() if RELEASE >= (2, 1) else XlaOf1x(),
        marks=since((1, 12), "the CPU wheels have XLA"),
        id="xla",
    )
]
TRACED = [mode for mode in MODES if type(mode) is not Eager]
TF_GRADIENTS = [FunctionGradients()] if RELEASE >= (2, 0) else []
SHAPES = [None, [None, None], [None, 3]]
OPEN_SHAPES = [Fed(shape) for shape in SHAPES]
if RELEASE >= (2, 0):
    OPEN_SHAPES += [Signature(shape) for shape in SHAPES]


@pytest.mark.parametrize("mode", MODES + TF_GRADIENTS + OPEN_SHAPES + XLA, ids=mode_id)
@each_case
def test_values_and_gradients(mode, case):
    check(mode.gradients(case.call, LABELS, LOGITS), case.reference(LABELS, LOGITS))


@pytest.mark.parametrize("mode", MODES + XLA, ids=mode_id)
@each_case
def test_the_bits_are_those_of_the_native_call(mode, case):
    labels, logits = LABELS.astype("float32"), LOGITS.astype("float32")
    ours = mode.gradients(case.call, labels, logits)
    native = mode.gradients(NATIVE[case.reference], labels, logits)
    np.testing.assert_array_equal(ours.value, native.value)
    np.testing.assert_array_equal(ours.into[1], native.into[1])
    if ours.into[0] is not None and native.into[0] is not None:
        np.testing.assert_array_equal(ours.into[0], native.into[0])


@pytest.mark.parametrize("mode", TRACED, ids=mode_id)
@each_case
def test_in_a_while_loop(mode, case):
    def looped(labels, logits):
        def body(i, total):
            return i + 1, total + v1.reduce_sum(case.call(labels, logits * v1.cast(i, "float64")))

        start = [v1.constant(1), v1.constant(0.0, "float64")]
        return v1.while_loop(lambda i, total: i < 3, body, start)[1]

    once, twice = case.reference(LABELS, LOGITS), case.reference(LABELS, 2 * LOGITS)
    into_labels = None if once.into[0] is None else once.into[0] + twice.into[0]
    into_logits = once.into[1] + 2 * twice.into[1]
    expected = Gradients(once.value.sum() + twice.value.sum(), [into_labels, into_logits])
    check(mode.gradients(looped, LABELS, LOGITS), expected, none_or_zero)


@pytest.mark.parametrize("mode", TRACED, ids=mode_id)
@pytest.mark.parametrize("sign", [1, -1], ids=["if", "else"])
@each_case
def test_in_a_branch(mode, sign, case):
    def branched(labels, logits):
        return v1.cond(
            v1.reduce_sum(logits) > 0,
            lambda: case.call(labels, logits),
            lambda: case.call(labels, -logits),
        )

    expected = case.reference(LABELS, LOGITS)
    expected.into[1] = sign * expected.into[1]
    check(mode.gradients(branched, LABELS, sign * LOGITS), expected, none_or_zero)


@since((1, 4), "tf.data exists")
@each_case
def test_in_a_data_pipeline(case):
    def batches():
        return v1.data.Dataset.from_tensor_slices((LABELS, LOGITS)).batch(3).map(case.call)

    expected = case.reference(LABELS, LOGITS).value
    with v1.Graph().as_default(), v1.Session() as session:
        if RELEASE >= (1, 13):
            batch = v1.data.make_one_shot_iterator(batches()).get_next()
        else:
            batch = batches().make_one_shot_iterator().get_next()
        found = [session.run(batch), session.run(batch)]
    np.testing.assert_allclose(np.concatenate(found), expected, rtol=1e-14)
    if RELEASE >= (2, 0):
        found = [np.asarray(batch) for batch in batches()]
        np.testing.assert_allclose(np.concatenate(found), expected, rtol=1e-14)


def test_what_an_assignment_gives():
    """1.x calls the dtype of an assigned variable float64_ref, or int32_ref."""
    by_reference = {"use_resource": False} if RELEASE >= (2, 0) else {}
    with v1.Graph().as_default(), v1.Session() as session:

        def assigned(array):
            variable = v1.Variable(np.zeros_like(array), **by_reference)
            return v1.assign(variable, array)

        values = [case.call(assigned(LABELS), assigned(LOGITS)) for case in CASES]
        of_classes = v1.nn.sparse_softmax_cross_entropy_with_logits(
            labels=assigned(LABELS.argmax(1).astype("int32")), logits=assigned(LOGITS)
        )
        session.run(v1.global_variables_initializer())
        values, of_classes = session.run([values, of_classes])
    for value, case in zip(values, CASES):
        np.testing.assert_allclose(value, case.reference(LABELS, LOGITS).value, rtol=1e-14)
    expected = sparse_cross_entropy(LABELS, LOGITS).value
    np.testing.assert_allclose(of_classes, expected, rtol=1e-14)


# What must be switched before anything else runs has a program of its own, which imports this
# file and prints a line for each case that is right.


def check_all(mode):
    for case in CASES:
        check(mode.gradients(case.call, LABELS, LOGITS), case.reference(LABELS, LOGITS))
        print(mode_id(mode), "right:", case.name)


def all_right(output, *modes):
    right = [line for line in output.splitlines() if "right: " in line]
    return right == [mode + " right: " + case.name for mode in modes for case in CASES]


class EagerOf1x(Eager):
    """Eager mode as 1.4 brought it, in contrib and at first without a tape."""

    def gradients(self, function, *arrays):
        from tensorflow.contrib.eager.python import tfe

        tensors = [v1.constant(array) for array in arrays]
        if RELEASE < (1, 5):
            into = tfe.gradients_function(lambda labels, logits: function(labels, logits))(*tensors)
            value = function(*tensors)
        else:
            with tfe.GradientTape() as tape:
                for tensor in tensors:
                    tape.watch(tensor)
                value = function(*tensors)
            into = tape.gradient(value, tensors)
        return Gradients(value.numpy(), [None if x is None else x.numpy() for x in into])


EAGER_ON_1X = """
import tensorflow as tf
from tensorflow.contrib.eager.python import tfe
{}
import test_modes
test_modes.check_all(test_modes.EagerOf1x())
"""


@since((1, 4), "eager mode exists")
@pytest.mark.skipif(RELEASE >= (2, 0), reason="eager mode is no switch from 2.0 on")
def test_eager_mode_on_1x(python):
    output = python(EAGER_ON_1X.format("tfe.enable_eager_execution()"))
    assert all_right(output, "eagerof1x")


@since((1, 14), "2.x behaviour can be enabled")
@pytest.mark.skipif(RELEASE >= (2, 0), reason="2.x behaviour is no switch from 2.0 on")
def test_with_2x_behaviour(python):
    output = python(
        EAGER_ON_1X.format("tf.compat.v1.enable_v2_behavior()")
        + "test_modes.check_all(test_modes.Function())\n"
    )
    assert all_right(output, "eagerof1x", "function")


@since((2, 0), "there is 2.x behaviour to disable")
def test_without_2x_behaviour(python):
    output = python(
        """
import tensorflow as tf
tf.compat.v1.disable_v2_behavior()
import test_modes
assert not tf.executing_eagerly()
test_modes.check_all(test_modes.Graph())
test_modes.check_all(test_modes.Fed(None))
"""
    )
    assert all_right(output, "graph", "fed None")


def check_mirrored(strategy, wrapped):
    """All cases on two replicas, with variables created under the strategy.

    Each replica computes its half of the batch, and then all of it, with the variables themselves
    for arguments.
    """
    with strategy.scope():
        variables = [tf.Variable(LABELS), tf.Variable(LOGITS)]

    def replica():
        at = 2 * tf.distribute.get_replica_context().replica_id_in_sync_group
        results = []
        for case in CASES:
            with tf.GradientTape(persistent=True) as tape:
                half = case.call(*[variable[at : at + 2] for variable in variables])
                whole = case.call(*variables)
            results.append([half] + tape.gradient(half, variables))
            results.append([whole] + tape.gradient(whole, variables))
        return results

    run = getattr(strategy, "run" if RELEASE >= (2, 2) else "experimental_run_v2")
    results = wrapped(lambda: run(replica))()
    for i, case in enumerate(CASES):
        half, whole = [
            [of_replicas(strategy, part) for part in result]
            for result in results[2 * i : 2 * i + 2]
        ]
        # A replica's gradient is that of its own half, and the two add up.
        added = [None if into is None else into[0] + into[1] for into in half[1:]]
        check(Gradients(np.concatenate(half[0]), added), case.reference(LABELS, LOGITS))
        for first_or_second in (0, 1):
            parts = [None if part is None else part[first_or_second] for part in whole]
            check(Gradients(parts[0], parts[1:]), case.reference(LABELS, LOGITS))
        print("mirrored right:", case.name)


def of_replicas(strategy, value):
    parts = strategy.experimental_local_results(value)
    if any(part is None for part in parts):
        return None
    assert len(parts) == 2
    return [np.asarray(part) for part in parts]


@since((2, 0), "MirroredStrategy runs eagerly")
def test_mirrored_strategy(python):
    output = python(
        """
import tensorflow as tf
import test_modes

(cpu,) = tf.config.experimental.list_physical_devices("CPU")
device = tf.config.experimental.VirtualDeviceConfiguration
tf.config.experimental.set_virtual_device_configuration(cpu, [device(), device()])
strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
test_modes.check_mirrored(strategy, lambda function: function)
test_modes.check_mirrored(strategy, tf.function)

with strategy.scope():
    variables = tf.Variable(test_modes.LABELS), tf.Variable(test_modes.LOGITS)
    for case in test_modes.CASES:
        value = case.call(*variables).numpy()
        expected = case.reference(test_modes.LABELS, test_modes.LOGITS).value
        test_modes.np.testing.assert_allclose(value, expected, rtol=1e-14)
print("right outside the replicas")
"""
    )
    assert all_right(output, "mirrored", "mirrored")
    assert "right outside the replicas" in output


@pytest.fixture
def keras():
    """The tf.keras of this release, which is Keras 3 from 2.16 on."""
    tf.keras.backend.clear_session()
    return tf.keras


def outputs_of_a_model(keras, layers):
    """What a functional model makes of LABELS and LOGITS."""
    labels, logits = keras.layers.Input((3,)), keras.layers.Input((3,))
    model = keras.models.Model([labels, logits], [layer(labels, logits) for layer in layers])
    return model.predict([LABELS.astype("float32"), LOGITS.astype("float32")], verbose=0)


def check_outputs_of_a_model(keras, cases, layer):
    """That the model gives the reference's values, and the native call's bits."""
    native = [NATIVE[case.reference] for case in cases]
    outputs = outputs_of_a_model(keras, [layer(call) for call in [c.call for c in cases] + native])
    for case, of_ours, of_native in zip(cases, outputs, outputs[len(cases) :]):
        expected = case.reference(LABELS, LOGITS).value
        np.testing.assert_allclose(of_ours, expected, rtol=1e-6, atol=1e-7)
        np.testing.assert_array_equal(of_ours, of_native)


@since((1, 4), "tf.keras exists")
def test_in_keras_layers(keras):
    def layer(call):
        return lambda y, x: keras.layers.Lambda(lambda inputs: call(*inputs))([y, x])

    check_outputs_of_a_model(keras, CASES, layer)


@since((1, 14), "Keras's symbolic tensors may be given to TensorFlow's functions")
@pytest.mark.skipif(RELEASE >= (2, 16), reason="Keras 3 refuses")
def test_on_keras_tensors(keras):
    cases = CASES
    if RELEASE in ((2, 1), (2, 2)):
        # There Keras takes all that is called sparse for a sparse tensor, and refuses.
        cases = [case for case in CASES if case.reference is not sparse_cross_entropy]
        sparse = [case.call for case in CASES if case not in cases]
        for call in sparse + [NATIVE[sparse_cross_entropy]]:
            with pytest.raises(ValueError, match="Sparse ops are not supported"):
                outputs_of_a_model(keras, [call])
    check_outputs_of_a_model(keras, cases, lambda call: call)


@since((2, 16), "Keras is Keras 3, which refuses")
@pytest.mark.skipif(os.environ.get("TF_USE_LEGACY_KERAS") == "1", reason="Keras is Keras 2")
def test_keras_3_says_that_its_tensors_need_a_layer(keras):
    labels, logits = keras.layers.Input((3,)), keras.layers.Input((3,))
    for case in CASES:
        with pytest.raises(ValueError, match="KerasTensor cannot be used as input to a TensorFlow"):
            case.call(labels, logits)


@since((1, 4), "tf.keras exists")
def test_keras_is_given_the_functions_themselves(keras):
    outputs = outputs_of_a_model(
        keras,
        [
            lambda y, x: keras.layers.Lambda(v1.nn.softmax)(x),
            lambda y, x: keras.layers.Lambda(v2.nn.softmax)(x),
            lambda y, x: keras.layers.Activation(v1.nn.softmax)(x),
            lambda y, x: keras.layers.Activation(v2.nn.softmax)(x),
        ],
    )
    for output in outputs:
        np.testing.assert_allclose(output, reference.softmax(LOGITS), rtol=1e-6)


def trained_by_keras(keras, loss):
    """The losses of three steps, and the weights after them."""
    inputs = keras.layers.Input((3,))
    model = keras.models.Model(inputs, keras.layers.Dense(3, use_bias=False)(inputs))
    model.compile("sgd", loss=loss)
    model.set_weights([np.eye(3)])
    batch = LOGITS.astype("float32"), LABELS.astype("float32")
    losses = [float(model.train_on_batch(*batch)) for _ in range(3)]
    return losses, model.get_weights()[0]


@since((1, 4), "tf.keras exists")
@pytest.mark.parametrize("case", LOSSES, ids=lambda case: case.name)
def test_as_a_loss_of_keras(keras, case):
    losses, weights = trained_by_keras(keras, case.call)
    assert losses[0] == pytest.approx(case.reference(LABELS, LOGITS).value.mean(), rel=1e-6)
    assert losses[0] > losses[1] > losses[2]
    native_losses, native_weights = trained_by_keras(keras, NATIVE[case.reference])
    assert losses == native_losses
    np.testing.assert_array_equal(weights, native_weights)


@since((1, 4), "tf.keras exists")
@pytest.mark.parametrize(
    "function",
    [v1.nn.softmax_cross_entropy_with_logits_v2, v2.nn.softmax_cross_entropy_with_logits],
    ids=["_v2", "v2"],
)
def test_as_a_loss_of_keras_by_itself(keras, function):
    losses, _ = trained_by_keras(keras, function)
    assert losses[0] == pytest.approx(cross_entropy(LABELS, LOGITS).value.mean(), rel=1e-6)
