"""SavedModels: what one release saves, another loads; 1.15 most of all."""

import numpy as np
import pytest

import tfcompat_ce.v1 as tf
from tfcompat_ce.shim import installed, meta_graph

RELEASE = installed.release()
X = np.linspace(-1, 1, 8).reshape(2, 4).astype(np.float32)
from_2_0 = pytest.mark.skipif(RELEASE < (2, 0), reason="tf.saved_model is TensorFlow's own")
pytestmark = pytest.mark.skipif(RELEASE < (1, 7), reason="simple_save came later")


def model(session):
    """With what 1.15 refuses: gradients, resources, parsed examples, embeddings of sparse ids."""
    parsed = tf.parse_example(
        tf.placeholder(tf.string, [None], "examples"),
        {"x": tf.FixedLenFeature([4], tf.float32), "ids": tf.VarLenFeature(tf.int64)},
    )
    with tf.variable_scope("net", use_resource=True):
        table = tf.get_variable("table", [6, 4])
        weights = tf.get_variable("weights", [4, 3])
    found = tf.nn.embedding_lookup_sparse(table, parsed["ids"], None, combiner="sum")
    y = tf.matmul(parsed["x"] + found, weights, name="y")
    tf.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(y * y))
    session.run(tf.global_variables_initializer())
    return {"examples": tf.get_default_graph().get_tensor_by_name("examples:0")}, {"y": y}


def examples():
    def example(row, ids):
        features = {
            "x": tf.train.Feature(float_list=tf.train.FloatList(value=row)),
            "ids": tf.train.Feature(int64_list=tf.train.Int64List(value=ids)),
        }
        return tf.train.Example(features=tf.train.Features(feature=features)).SerializeToString()

    return [example(X[0], [1, 3]), example(X[1], [5])]


def simply(session, folder, inputs, outputs):
    tf.saved_model.simple_save(session, folder, inputs, outputs)


def with_a_builder(session, folder, inputs, outputs):
    builder = tf.saved_model.builder.SavedModelBuilder(folder)
    make = tf.saved_model.signature_def_utils.predict_signature_def
    builder.add_meta_graph_and_variables(
        session,
        [tf.saved_model.tag_constants.SERVING],
        {"serving_default": make(inputs, outputs)},
    )
    builder.save()


@pytest.fixture(params=[simply, with_a_builder], ids=["simple_save", "builder"])
def saved(request, tmp_path):
    folder = str(tmp_path / "saved")
    with tf.Graph().as_default(), tf.Session() as session:
        inputs, outputs = model(session)
        request.param(session, folder, inputs, outputs)
        values = session.run(outputs["y"], {inputs["examples"]: examples()})
    return folder, values


LOAD = """
import sys
import numpy as np
import tfcompat_ce.v1 as tf

tf.disable_v2_behavior()
with tf.Graph().as_default(), tf.Session() as session:
    signature = tf.saved_model.loader.load(session, ["serve"], {!r}).signature_def
    signature = signature["serving_default"]
    fed = {{signature.inputs["examples"].name: {!r}}}
    found = session.run(signature.outputs["y"].name, fed)
np.testing.assert_allclose(found, {!r}, rtol=1e-5)
"""


def test_another_process_loads_it(saved, python):
    folder, values = saved
    python(LOAD.format(folder, examples(), values.tolist()))


@from_2_0
def test_nothing_is_in_it_that_1_15_does_not_know(saved):
    folder, _ = saved
    from tensorflow.core.protobuf import saved_model_pb2

    with open(folder + "/saved_model.pb", "rb") as file:
        (one,) = saved_model_pb2.SavedModel.FromString(file.read()).meta_graphs
    graph = one.graph_def
    assert "ParseExample" in {op.name for op in one.meta_info_def.stripped_op_list.op}
    assert unknown_to_1(graph) == []
    assert any(node.op == "ParseExample" for node in graph.node)


def unknown_to_1(graph):
    """What 1.15 had to say of a graph: measured on it, and none of it says what is computed."""
    attributes = {
        *("allowed_devices", "debug_name", "metadata"),
        *("grad_a", "grad_b", "grad_x", "grad_y", "Tsegmentids"),
    }
    nodes = [*graph.node, *(node for one in graph.library.function for node in one.node_def)]
    found = [(node.op, name) for node in nodes for name in attributes & set(node.attr)]
    found += [(node.op, "") for node in nodes if node.op in ("ParseExampleV2", "DisableCopyOnRead")]
    return found


@from_2_0
def test_the_builder_stands_under_each_of_its_names():
    from tfcompat_ce.v1.saved_model import builder, loader, simple_save
    from tfcompat_ce.v1.saved_model.builder import SavedModelBuilder

    native = installed.tensorflow().compat.v1.saved_model
    assert SavedModelBuilder is builder.SavedModelBuilder is tf.saved_model.Builder
    assert issubclass(SavedModelBuilder, native.Builder)
    assert loader is native.loader and simple_save is tf.saved_model.simple_save
    assert "simple_save" in dir(tf.saved_model)


def test_1x_reads_the_graph_beside_a_checkpoint(tmp_path):
    path = str(tmp_path / "model")
    with tf.Graph().as_default(), tf.Session() as session:
        inputs, outputs = model(session)
        values = session.run(outputs["y"], {inputs["examples"]: examples()})
        tf.train.Saver().save(session, path)
    with tf.Graph().as_default(), tf.Session() as session:
        saver = tf.train.import_meta_graph(path + ".meta")
        saver.restore(session, path)
        found = session.run("y:0", {"examples:0": examples()})
    np.testing.assert_allclose(found, values, rtol=1e-5)


@pytest.mark.skipif(RELEASE >= (2, 0), reason="1.x is to pass over what 2.x writes")
def test_what_2x_writes_beside_a_matrix_product():
    with tf.Graph().as_default():
        tf.matmul(tf.ones([2, 2]), tf.ones([2, 2]), name="y")
        graph = tf.train.export_meta_graph()
    for node in graph.graph_def.node:
        if node.op == "MatMul":
            node.attr["grad_a"].b = True
    with tf.Graph().as_default():
        tf.train.import_meta_graph(graph)
        assert tf.get_default_graph().get_tensor_by_name("y:0") is not None
    assert any("grad_a" in node.attr for node in graph.graph_def.node)
    assert all("grad_a" not in node.attr for node in meta_graph.readable(graph).graph_def.node)
