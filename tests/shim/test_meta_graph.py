"""`tf.train.import_meta_graph` of a graph that 1.15 saved."""

import numpy as np
import pytest
from tensorflow.core.protobuf.meta_graph_pb2 import MetaGraphDef

from tfcompat_ce import v1
from tfcompat_ce.shim import installed

RELEASE = installed.release()
tf = installed.tensorflow()
native = tf.compat.v1.train if RELEASE >= (1, 13) else tf.train

pytestmark = pytest.mark.skipif(RELEASE < (1, 15), reason="another gradient, and nothing to mend")

GRADIENT = "FusedBatchNormGrad"
X = np.linspace(-1, 1, 48).reshape(2, 2, 3, 4).astype(np.float32)


@pytest.fixture
def saved(tmp_path):
    """A graph with the gradient of batch normalization, with the shapes that 1.15 wrote to it."""
    path = str(tmp_path / "model")
    with v1.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(v1.float32, [None, 2, 3, 4], name="x")
        scale = v1.get_variable("scale", initializer=v1.constant([1.0, 2.0, 3.0, 4.0]))
        zeros, ones = v1.zeros([4]), v1.ones([4])
        y = v1.nn.fused_batch_norm(x, scale, zeros, mean=zeros, variance=ones, is_training=False)[0]
        v1.identity(v1.gradients(y, scale)[0], name="gradient")
        session.run(v1.global_variables_initializer())
        v1.train.Saver().save(session, path)
    graph = MetaGraphDef()
    with open(path + ".meta", "rb") as file:
        graph.ParseFromString(file.read())
    found = [node for node in graph.graph_def.node if node.op.startswith(GRADIENT)]
    for node in found:
        for shape in node.attr["_output_shapes"].list.shape[3:]:
            shape.Clear()
            shape.dim.add(size=4)
    assert found
    with open(path + ".meta", "wb") as file:
        file.write(graph.SerializeToString())
    return path, graph


@pytest.mark.parametrize("how", ["file", "graph"])
def test_it_is_read(saved, how):
    path, graph = saved
    before = graph.SerializeToString()
    with v1.Graph().as_default(), v1.Session() as session:
        saver = v1.train.import_meta_graph(path + ".meta" if how == "file" else graph, True)
        saver.restore(session, path)
        value = session.run("gradient:0", {"x:0": X})
    np.testing.assert_allclose(value, X.sum((0, 1, 2)) / np.sqrt(1.001), rtol=1e-5)
    if RELEASE >= (2, 0):  # 1.x itself takes the devices out of what it is given.
        assert graph.SerializeToString() == before


@pytest.mark.skipif(RELEASE < (2, 16), reason="some releases read it themselves")
def test_tensorflow_itself_refuses_it(saved):
    with v1.Graph().as_default(), pytest.raises(ValueError, match="_output_shapes"):
        native.import_meta_graph(saved[0] + ".meta")


def test_a_scope_and_other_inputs(saved):
    with v1.Graph().as_default(), v1.Session() as session:
        ours = {"x:0": v1.constant(2 * X)}
        file = saved[0] + ".meta"
        saver = v1.train.import_meta_graph(file, import_scope="old", input_map=ours)
        saver.restore(session, saved[0])
        value = session.run("old/gradient:0")
    np.testing.assert_allclose(value, 2 * X.sum((0, 1, 2)) / np.sqrt(1.001), rtol=1e-5)


def test_no_such_file(tmp_path):
    with v1.Graph().as_default(), pytest.raises(IOError, match="does not exist"):
        v1.train.import_meta_graph(str(tmp_path / "no.meta"))


def test_the_rest_is_tensorflows():
    assert v1.train.AdamOptimizer is native.AdamOptimizer
    assert {name for name in dir(native) if name[0] != "_"} <= set(dir(v1.train))
