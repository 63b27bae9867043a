"""``tf.contrib.predictor``: a SavedModel as a function."""

import importlib.util
import inspect

import numpy as np
import pytest

import tfcompat_ce.v1 as tf
from tfcompat_ce.shim import installed

RELEASE = installed.release()

if RELEASE < (1, 4):
    pytest.skip("its tf.contrib has no predictor", allow_module_level=True)

from_saved_model = tf.contrib.predictor.from_saved_model
X = np.array([[1.0, 2.0]], np.float32)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = str(tmp_path_factory.mktemp("model") / "saved")
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        w = tf.get_variable("w", [2, 1], initializer=tf.ones_initializer())
        y = tf.matmul(x, w, name="y")
        session.run(tf.global_variables_initializer())
        tf.saved_model.simple_save(session, folder, {"x": x}, {"y": y})
    return folder


@pytest.mark.skipif(RELEASE < (1, 7), reason="simple_save came later")
class TestOfASavedModel:
    def test_by_its_signature(self, model):
        predict = from_saved_model(model)
        assert predict({"x": X})["y"].tolist() == [[3.0]]
        assert sorted(predict.feed_tensors) == ["x"] and sorted(predict.fetch_tensors) == ["y"]
        assert predict.session.graph is predict.graph

    @pytest.mark.skipif(
        "input_names" not in inspect.signature(from_saved_model).parameters,
        reason="TensorFlow's own takes no names yet",
    )
    def test_by_the_names_of_tensors(self, model):
        names = {"input_names": {"a": "x:0"}, "output_names": {"b": "y:0"}}
        assert from_saved_model(model, **names)({"a": X})["b"].tolist() == [[3.0]]

    @pytest.mark.skipif(RELEASE < (2, 0), reason="TensorFlow's own asks for less")
    def test_bad_input(self, model):
        with pytest.raises(ValueError):
            from_saved_model(model, signature_def_key="no_such_key")
        with pytest.raises(ValueError):
            from_saved_model(model, signature_def_key="x", input_names={"x": "x:0"})
        with pytest.raises(ValueError):
            from_saved_model(model)({"no_such_input": X})


has_estimator = RELEASE < (2, 16) or importlib.util.find_spec("tensorflow_estimator") is not None


@pytest.mark.skipif(RELEASE < (1, 10) or not has_estimator, reason="needs tf.estimator")
def test_of_an_estimator(tmp_path):
    def model_fn(features, labels, mode):
        w = tf.get_variable("w", [2, 1], initializer=tf.ones_initializer())
        y = tf.matmul(features["x"], w)
        if mode == tf.estimator.ModeKeys.PREDICT:
            outputs = {"serving_default": tf.estimator.export.PredictOutput({"y": y})}
            return tf.estimator.EstimatorSpec(mode, predictions={"y": y}, export_outputs=outputs)
        train = tf.assign_add(tf.train.get_global_step(), 1)
        return tf.estimator.EstimatorSpec(mode, loss=tf.reduce_sum(y), train_op=train)

    def receiver():
        return tf.estimator.export.ServingInputReceiver(
            *2 * [{"x": tf.placeholder(tf.float32, [None, 2])}]
        )

    estimator = tf.estimator.Estimator(model_fn, str(tmp_path))
    estimator.train(lambda: ({"x": tf.constant(X)}, tf.constant([1.0])), steps=1)
    predict = tf.contrib.predictor.from_estimator(estimator, receiver)
    assert predict({"x": X})["y"].tolist() == [[3.0]]
