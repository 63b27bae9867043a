"""tf.contrib builds what 1.15's built: the same variables, values and gradients."""

import functools
import importlib
import json
from pathlib import Path

import numpy as np
import pytest
from building import NEED_SLIM, PROGRAMS, built
from faults import cond_has_no_gradient

from tfcompat_ce import v1
from tfcompat_ce.api import contrib
from tfcompat_ce.shim import installed
from tfcompat_ce.shim.elsewhere import is_there

RELEASE = installed.release()
RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text())
# Kernels differ in the order of their sums from release to release.
BOUND = {"rtol": 2e-5, "atol": 2e-6}

pytestmark = pytest.mark.skipif(RELEASE < (1, 15), reason="1.15's contrib is the measure")
only_ours = pytest.mark.skipif(RELEASE < (2, 0), reason="contrib is TensorFlow's own")
HAS_KERAS_2 = RELEASE < (2, 16) or is_there("tf_keras")


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_the_same_as_1_15(name):
    if RELEASE >= (2, 0) and name in NEED_SLIM and not is_there("tf_slim"):
        pytest.skip("tf_slim is not installed")
    if not HAS_KERAS_2 and name not in NO_KERAS:
        pytest.skip("tf_keras is not installed")
    if (2, 0) <= RELEASE < (2, 2) and name == "rotated":
        pytest.skip("2.2 is the first 2.x to have the operation")
    if name == "embedding_rnn_seq2seq_either" and cond_has_no_gradient():
        pytest.skip("TensorFlow's own cond has no gradient there")
    found, expected = built(v1, PROGRAMS[name]), RECORDED[name]
    assert found["variables"] == expected["variables"]
    assert found["collections"] == expected["collections"]
    assert found["counts"] == expected["counts"]
    for kind in ("values", "gradients"):
        assert len(found[kind]) == len(expected[kind])
        for left, right in zip(found[kind], expected[kind]):
            np.testing.assert_allclose(left, right, **BOUND)


NO_KERAS = {
    "adamw",
    "crf",
    "embed_sequence",
    "flatten",
    "lazy_adam",
    "legacy_sequence_loss",
    "normal_vectors",
    "one_hot_encoding",
    "regularizers",
    "rotated",
    "sequence_loss",
}


@only_ours
@pytest.mark.parametrize("part", sorted(contrib.OWN))
def test_what_is_written_here_is_in_the_table(part):
    if part.startswith("tensorboard") and not is_there("tensorboard"):
        pytest.skip("TensorBoard is not installed")
    module = importlib.import_module("tfcompat_ce.v1.contrib." + part)
    for name in contrib.OWN[part].split():
        assert name in module.__dict__, name
        assert name in dir(module)


@only_ours
def test_what_is_offered_is_there():
    missing = []
    for name in sorted(contrib.offered()):
        try:
            functools.reduce(getattr, name.split("."), v1.contrib)
        except AttributeError as error:
            # An optional package, which the error names.
            if " needs " not in str(error):
                missing.append(name)
    assert missing == []


@only_ours
@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("gan.gan_model", "tensorflow_gan"),
        ("learn.DNNClassifier", "tf.estimator"),
        ("losses.metric_learning.npairs_loss", "tensorflow_addons"),
        ("training.stratified_sample", "tf.data.Dataset.rejection_resample"),
        ("data.sliding_window_batch", "tf.data.Dataset.window"),
        ("seq2seq.LuongMonotonicAttention", "tensorflow_addons"),
    ],
)
def test_what_is_not_offered_says_so_when_it_is_used(name, instead):
    path, _, last = name.rpartition(".")
    module = importlib.import_module("tfcompat_ce.v1.contrib." + path)
    with pytest.raises(AttributeError) as error:
        getattr(module, last)
    assert f"no tf.contrib.{name}: it went with 2.0. In its place: " in str(error.value)
    assert instead in str(error.value) and "\n" not in str(error.value)
    with pytest.raises(ImportError, match=instead):
        exec(f"from tfcompat_ce.v1.contrib.{path} import {last}")


@only_ours
def test_private_modules_lead_to_public_names():
    from tfcompat_ce.v1.contrib.layers.python.layers import initializers
    from tfcompat_ce.v1.contrib.training.python.training.hparam import HParams

    assert initializers.xavier_initializer is v1.contrib.layers.xavier_initializer
    assert HParams is v1.contrib.training.HParams


@only_ours
def test_nothing_is_imported_before_it_is_used(python):
    output = python(
        "import sys\n"
        "import tfcompat_ce.v1 as tf\n"
        "tf.constant(1)\n"
        "print('::', [name for name in sys.modules if 'v1.contrib' in name or 'slim' in name])\n"
        "import tfcompat_ce.v1.contrib.slim as slim\n"
        "print('::', 'tf_slim' in sys.modules)\n"
    )
    assert [line for line in output.splitlines() if line.startswith("::")] == [":: []", ":: False"]


def initial(initializer, shape):
    with v1.Graph().as_default(), v1.Session() as session:
        variable = v1.get_variable("w", shape, initializer=initializer)
        session.run(variable.initializer)
        return session.run(variable)


@pytest.mark.parametrize(
    ("options", "deviation", "limit"),
    [
        ({"uniform": True}, (2.0 / 900) ** 0.5, (6.0 / 900) ** 0.5),
        ({"uniform": False}, (2.0 / 900) ** 0.5, 2 * (2.6 / 900) ** 0.5),
    ],
)
def test_xavier(options, deviation, limit):
    found = initial(v1.contrib.layers.xavier_initializer(seed=1, **options), [400, 500])
    assert abs(found.std() / deviation - 1) < 0.02
    assert limit * 0.98 < abs(found).max() <= limit


def test_variance_scaling_of_a_convolution():
    for mode, fan in (("FAN_IN", 3 * 3 * 40), ("FAN_OUT", 3 * 3 * 80)):
        initializer = v1.contrib.layers.variance_scaling_initializer(mode=mode, uniform=True)
        found = initial(initializer, [3, 3, 40, 80])
        assert abs(found.std() / (2.0 / fan) ** 0.5 - 1) < 0.03


def test_hparams():
    hparams = v1.contrib.training.HParams(rate=0.1, sizes=[8, 9], name="net", deep=True)
    hparams.parse("rate=0.5,sizes=[4,2],name=x,deep=false")
    assert hparams.values() == {"rate": 0.5, "sizes": [4, 2], "name": "x", "deep": False}
    hparams.set_hparam("rate", 2)
    assert hparams.rate == 2.0 and isinstance(hparams.rate, float)
    assert "rate" in hparams and hparams.get("none", 3) == 3
    assert json.loads(hparams.to_json()) == hparams.values()
    for wrong in ("rate=x", "none=1", "rate=1,rate=2", "rate=[1]", "=", "sizes=1"):
        with pytest.raises(ValueError):
            hparams.parse(wrong)
    for name, value in (("rate", "a"), ("deep", 1), ("name", 1), ("sizes", 3)):
        with pytest.raises(ValueError):
            hparams.set_hparam(name, value)
    with pytest.raises(ValueError):
        hparams.add_hparam("rate", 1)


def test_vocabulary_processor(tmp_path):
    processor = v1.contrib.learn.preprocessing.VocabularyProcessor(5, min_frequency=1)
    texts = ["It's a dog, a cat", "a cat is a cat", "no IBMers in TensorFlow dog"]
    rows = [row.tolist() for row in processor.fit_transform(texts)]
    assert rows == [[0, 1, 3, 1, 2], [1, 2, 0, 1, 2], [0, 0, 0, 0, 0]]
    assert len(processor.vocabulary_) == 4
    assert list(processor.reverse([[1, 2]])) == ["a cat"]
    processor.save(str(tmp_path / "vocabulary"))
    again = type(processor).restore(str(tmp_path / "vocabulary"))
    assert [row.tolist() for row in again.transform(["dog"])] == [[3, 0, 0, 0, 0]]


def test_viterbi():
    score, moves = (
        np.array([[1.0, 2.0], [3.0, 0.0], [0.0, 1.0]]),
        np.array([[0.0, 1.0], [2.0, 0.0]]),
    )
    path, best = v1.contrib.crf.viterbi_decode(score, moves)
    assert list(path) == [1, 0, 1] and best == 9.0


def test_scipy_optimizer():
    pytest.importorskip("scipy")
    with v1.Graph().as_default(), v1.Session() as session:
        w = v1.get_variable("w", [3], initializer=v1.ones_initializer())
        loss = v1.reduce_sum(v1.square(w - v1.constant([1.0, 2.0, 3.0])))
        optimizer = v1.contrib.opt.ScipyOptimizerInterface(loss, options={"maxiter": 20})
        session.run(v1.global_variables_initializer())
        optimizer.minimize(session)
        np.testing.assert_allclose(session.run(w), [1, 2, 3], atol=1e-4)
        bounded = v1.contrib.opt.ScipyOptimizerInterface(loss, var_to_bounds={w: (0.0, 2.5)})
        bounded.minimize(session)
        np.testing.assert_allclose(session.run(w), [1, 2, 2.5], atol=1e-4)


def test_eager(python):
    output = python(
        "import tfcompat_ce.v1 as tf\n"
        "from tfcompat_ce.v1.contrib import eager as tfe\n"
        "tf.enable_eager_execution()\n"
        "w = tfe.Variable(3.0, name='w')\n"
        "gradients = tfe.implicit_gradients(lambda x: w * w * x)\n"
        "print('::', [(float(g), v.name) for g, v in gradients(2.0)])\n"
        "print('::', float(tfe.gradients_function(lambda x: x * x)(3.0)[0]))\n"
        "items = tfe.Iterator(tf.data.Dataset.range(3))\n"
        "print('::', int(items.next()), [int(item) for item in items])\n"
    )
    lines = [line for line in output.splitlines() if line.startswith("::")]
    assert lines == [":: [(12.0, 'w:0')]", ":: 6.0", ":: 0 [1, 2]"]


def test_lookup_and_data():
    with v1.Graph().as_default(), v1.Session() as session:
        table = v1.contrib.lookup.index_table_from_tensor(v1.constant(["a", "b"]), 1)
        places = table.lookup(v1.constant(["b", "a", "c"]))
        dataset = v1.data.Dataset.range(5).apply(v1.contrib.data.shuffle_and_repeat(5, 2))
        dataset = dataset.apply(v1.contrib.data.batch_and_drop_remainder(4))
        batch = v1.data.make_one_shot_iterator(dataset).get_next()
        session.run(v1.tables_initializer())
        assert session.run(places).tolist() == [1, 0, 2]
        assert session.run(batch).shape == (4,)
