"""Whole programs of 1.x, of `tests/programs`, train through `tfcompat_ce.v1` as on 1.15 natively.

Only their import of TensorFlow changes. The losses of 1.15 are recorded; on 1.x the programs run
natively too, so that on 1.15 the record is held against what it was made with.

The bounds are relative, of each of 40 losses. The largest differences seen on the releases from
1.0 to 2.22 were 2e-15 in float64 and 4e-7 in float32, some ten and three times the rounding of one
number. Another processor sums in another order; the bounds leave room for that, and no more.
"""

import functools
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from tfcompat_ce import v1
from tfcompat_ce.shim import installed
from tfcompat_ce.verify import reference

sys.path.append(str(Path(__file__).parents[1] / "programs"))

import training
from training import HALF, HERE, PROGRAMS, STEPS

RELEASE = installed.release()
NO_LAYERS = RELEASE >= (2, 16) and importlib.util.find_spec("tf_keras") is None
RECORDED = json.loads((HERE / "losses.json").read_text())
# The release whose checkpoint a program goes on from, in the other half of TensorFlow's releases.
CHECKPOINTS = {"native": "2.21", "shim": "1.15"}
FLOAT32 = {"convolution", "layers", "word2vec"}
RECURRENT = {"recurrent", "language_model"}

natively = pytest.mark.skipif(RELEASE >= (2, 0), reason="2.x does not run programs of 1.x")
only_2x = pytest.mark.skipif(RELEASE < (2, 0), reason="1.x builds graphs anyway")
each_program = pytest.mark.parametrize(
    "program", [name for name in PROGRAMS if not (NO_LAYERS and name == "layers")]
)


class Trained:
    """The programs, trained in one fresh interpreter."""

    def __init__(self, how):
        self.temporary = tempfile.TemporaryDirectory()  # Ends with this object.
        self.folder = Path(self.temporary.name)
        for program in PROGRAMS:
            training.copy(program, self.folder, how)
            if how in CHECKPOINTS and not renamed(program):
                saved = HERE / "checkpoints" / CHECKPOINTS[how] / program
                shutil.copytree(str(saved), str(self.folder / program / "saved"))
        finished = subprocess.run(
            [sys.executable, training.__file__, str(self.folder), how],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)),
        )
        assert finished.returncode == 0, finished.stdout.decode()
        self.losses = json.loads((self.folder / "losses.json").read_text())


@functools.lru_cache(maxsize=None)
def trained(how):
    return Trained(how)


def renamed(program):
    """Whether the installed TensorFlow's cells call their variables otherwise than 1.15's."""
    return program in RECURRENT and RELEASE < (1, 2)


def check(program, losses, expected):
    assert not isinstance(losses, str), losses
    np.testing.assert_allclose(losses, expected, rtol=bound(program))


def bound(program):
    return 5e-6 if program in FLOAT32 else 1e-12


def saved_variables(folder):
    reader = v1.train.NewCheckpointReader(str(folder / f"model.ckpt-{HALF}"))
    return {name: reader.get_tensor(name) for name in reader.get_variable_to_shape_map()}


@each_program
def test_losses(program):
    check(program, trained("shim").losses[program]["fresh"], RECORDED[program])


@natively
@each_program
def test_losses_natively(program):
    if program in RECURRENT and RELEASE < (1, 2):
        pytest.skip("TensorFlow 1.0 and 1.1 have their cells in tf.contrib.rnn")
    check(program, trained("native").losses[program]["fresh"], RECORDED[program])


@each_program
@pytest.mark.parametrize("how", [pytest.param("native", marks=natively), "shim"])
def test_a_checkpoint_of_the_other(program, how):
    """Of 2.21's shim in native TensorFlow, and of 1.15's native TensorFlow in the shim."""
    if renamed(program):
        pytest.skip("TensorFlow before 1.2 calls the variables of its cells otherwise")
    check(program, trained(how).losses[program]["saved"], RECORDED[program][HALF:])


@each_program
@pytest.mark.parametrize("release", CHECKPOINTS.values())
def test_the_checkpoint_is_that_of_another_release(program, release):
    """In the names of its variables and in their values."""
    if renamed(program):
        pytest.skip("TensorFlow before 1.2 calls the variables of its cells otherwise")
    expected = saved_variables(HERE / "checkpoints" / release / program)
    variables = saved_variables(trained("shim").folder / program / "fresh")
    assert sorted(variables) == sorted(expected)
    for name in expected:
        np.testing.assert_allclose(variables[name], expected[name], 0, bound(program), err_msg=name)


@each_program
def test_summaries(program):
    """Each loss is in the events that the program wrote."""
    recorded = {}
    for path in (trained("shim").folder / program / "fresh").glob("from*/events*"):
        for event in v1.train.summary_iterator(str(path)):
            for value in event.summary.value:
                if value.tag == "loss":
                    recorded[event.step] = value.simple_value
    losses = trained("shim").losses[program]["fresh"]
    expected = {step: np.float32(loss) for step, loss in enumerate(losses)}
    assert recorded == expected and len(expected) == STEPS


@pytest.mark.skipif(not NO_LAYERS, reason="tf.layers is there")
def test_layers_without_keras_2():
    message = trained("shim").losses["layers"]
    assert message.startswith("AbsentError") and "tf.layers.conv2d needs Keras 2" in message
    assert "pip install" in message


@only_2x
@each_program
def test_without_disable_v2_behavior(program):
    """In a graph of its own a program runs, unless it asks a dimension for its value."""
    losses = trained("own-graph").losses[program]
    if program == "convolution":
        assert "has no attribute 'value'" in losses
    else:
        check(program, losses["fresh"], RECORDED[program])


@only_2x
def test_without_disable_v2_behavior_nor_a_graph():
    with pytest.raises(RuntimeError, match="not compatible with eager execution"):
        training.load(HERE / "softmax_regression.py").tf.compat.v1.placeholder("float32")


# The last steps of the road in migration_notes.md: programs of 2.x alone.


@only_2x
@pytest.mark.parametrize("stop_gradient", [True, False])
def test_native_2x(stop_gradient):
    """The autoencoder, traced, with the optimizer of 1.x."""
    program, tf = training.load(HERE / "autoencoder.py"), installed.tensorflow()
    weights = [tf.Variable(program.WEIGHTS[name]) for name in ("encoder", "decoder")]
    biases = [tf.Variable(np.zeros(matrix.shape[1])) for matrix in weights]
    sharpness = tf.Variable(program.SHARPNESS, dtype=tf.float64)
    variables = weights + biases + [sharpness]
    optimizer = tf.compat.v1.train.AdamOptimizer(program.RATE)

    @tf.function
    def train_step():
        with tf.GradientTape() as tape:
            ink = tf.nn.softmax(program.PIXELS * sharpness)
            code = tf.tanh(16 * ink @ weights[0] + biases[0])
            loss = tf.reduce_mean(
                tf.nn.softmax_cross_entropy_with_logits(
                    labels=tf.stop_gradient(ink) if stop_gradient else ink,
                    logits=code @ weights[1] + biases[1],
                )
            )
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    losses = [float(train_step()) for _ in range(STEPS)]
    if stop_gradient:
        check("autoencoder", losses, RECORDED["autoencoder"])
    else:
        assert abs(losses[-1] / RECORDED["autoencoder"][-1] - 1) > 5e-3


@only_2x
def test_native_2x_reads_checkpoints_of_1x():
    program, tf = training.load(HERE / "softmax_regression.py"), installed.tensorflow()
    checkpoint = tf.train.load_checkpoint(str(HERE / "checkpoints/1.15/softmax_regression"))
    variables = [tf.Variable(checkpoint.get_tensor(name)) for name in ("Variable", "Variable_1")]
    losses = []
    for _ in range(HALF, STEPS):
        with tf.GradientTape() as tape:
            logits = program.IMAGES @ variables[0] + variables[1]
            loss = tf.reduce_mean(
                tf.nn.softmax_cross_entropy_with_logits(labels=program.LABELS, logits=logits)
            )
        for variable, gradient in zip(variables, tape.gradient(loss, variables)):
            variable.assign_sub(program.RATE * gradient)
        losses.append(float(loss))
    check("softmax_regression", losses, RECORDED["softmax_regression"][HALF:])


# The same training in NumPy, by gradients made by hand.


def softmax_regression(program):
    weights, biases = program.WEIGHTS.copy(), np.zeros(10)
    for _ in range(STEPS):
        logits = program.IMAGES @ weights + biases
        losses, into_logits = cross_entropy(program.LABELS, logits)
        yield losses
        weights -= program.RATE * program.IMAGES.T @ into_logits
        biases -= program.RATE * into_logits.sum(axis=0)


def perceptron(program):
    weights = [matrix.copy() for matrix in program.WEIGHTS]
    biases = [np.zeros(matrix.shape[1]) for matrix in weights]
    variables = weights + biases
    momenta = [np.zeros_like(variable) for variable in variables]
    for step in range(STEPS):
        start = step * program.BATCH % len(program.IMAGES)
        batch = slice(start, start + program.BATCH)
        layers = [program.IMAGES[batch]]
        for matrix, bias in zip(weights, biases):
            logits = layers[-1] @ matrix + bias
            layers.append(np.maximum(logits, 0))
        loss, upstream = cross_entropy(program.LABELS[batch], logits)
        yield loss
        gradients = []
        for matrix, inputs in zip(weights[::-1], layers[-2::-1]):
            gradients.append((inputs.T @ upstream, upstream.sum(axis=0)))
            upstream = (upstream @ matrix.T) * (inputs > 0)
        into_weights, into_biases = zip(*gradients[::-1])
        rate = program.RATE * program.DECAY ** (step // program.DECAY_STEPS)
        for variable, momentum, gradient in zip(variables, momenta, into_weights + into_biases):
            momentum *= np.float32(program.MOMENTUM)
            momentum += gradient
            variable -= rate * momentum


def autoencoder(program, label_gradient=False):
    encoder, decoder = program.WEIGHTS["encoder"].copy(), program.WEIGHTS["decoder"].copy()
    variables = [encoder, np.zeros(6), decoder, np.zeros(16), np.array(program.SHARPNESS)]
    _, into_code, _, into_output, sharpness = variables
    means = [np.zeros_like(variable) for variable in variables]
    squares = [np.zeros_like(variable) for variable in variables]
    # TensorFlow keeps these in float32, whatever the variables are.
    betas = np.array([0.9, 0.999], np.float32)
    powers = np.ones(2, np.float32)
    for _ in range(STEPS):
        ink = reference.softmax(program.PIXELS * sharpness)
        code = np.tanh(16 * ink @ encoder + into_code)
        logits = code @ decoder + into_output
        loss, upstream = cross_entropy(ink, logits)
        yield loss
        before_tanh = (upstream @ decoder.T) * (1 - code**2)
        into_ink = 16 * before_tanh @ encoder.T
        if label_gradient:
            into_ink -= reference.log_softmax(logits) / len(logits)
        gradients = [
            16 * ink.T @ before_tanh,
            before_tanh.sum(axis=0),
            code.T @ upstream,
            upstream.sum(axis=0),
            (
                reference.softmax_gradient(program.PIXELS * sharpness, into_ink) * program.PIXELS
            ).sum(),
        ]
        powers *= betas
        rate = np.float32(program.RATE) * np.sqrt(1 - float(powers[1])) / (1 - float(powers[0]))
        for variable, mean, square, gradient in zip(variables, means, squares, gradients):
            mean += (1 - float(betas[0])) * (gradient - mean)
            square += (1 - float(betas[1])) * (gradient**2 - square)
            variable -= rate * mean / (np.sqrt(square) + np.float32(1e-8))


def cross_entropy(labels, logits):
    """The mean of the losses, and its gradient into the logits."""
    losses = reference.softmax_cross_entropy_with_logits(labels, logits)
    _, into_logits = reference.softmax_cross_entropy_with_logits_gradients(labels, logits)
    return losses.mean(), into_logits / len(losses)


@pytest.mark.parametrize(
    "in_numpy",
    [softmax_regression, perceptron, autoencoder],
    ids=lambda function: function.__name__,
)
def test_the_record_against_numpy(in_numpy):
    program = training.load(HERE / (in_numpy.__name__ + ".py"))
    np.testing.assert_allclose(RECORDED[in_numpy.__name__], list(in_numpy(program)), rtol=1e-12)


def test_the_autoencoder_would_show_a_gradient_into_its_labels():
    losses = list(autoencoder(training.load(HERE / "autoencoder.py"), label_gradient=True))
    assert abs(losses[-1] - RECORDED["autoencoder"][-1]) > 0.01


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_programs_learn(program):
    assert RECORDED[program][-1] < 0.9 * RECORDED[program][0]
