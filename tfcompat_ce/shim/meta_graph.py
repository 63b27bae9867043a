"""Graphs that one release saved, as another can read them."""

from typing import Any

from tfcompat_ce.shim import installed, saved_model


def readable(meta_graph_or_file: Any) -> Any:
    """A MetaGraphDef without what the installed TensorFlow refuses it for.

    Beside each operation a saver writes the shapes of its outputs. For the gradient of batch
    normalization 1.15 wrote [0] where 2.x finds another shape, and refuses the whole graph. The
    shapes are found anew when they are not there. What 2.x saved has attributes that 1.x does not
    know.
    """
    tf, release = installed.tensorflow(), installed.release()
    tf = tf.compat.v1 if release >= (1, 13) else tf
    graph = tf.MetaGraphDef()
    if isinstance(meta_graph_or_file, tf.MetaGraphDef):
        graph.CopyFrom(meta_graph_or_file)
    elif not tf.gfile.Exists(meta_graph_or_file):
        return meta_graph_or_file  # which is TensorFlow's to report
    else:
        with tf.gfile.GFile(meta_graph_or_file, "rb") as file:
            data = file.read()
        try:
            graph.ParseFromString(data)
        except Exception:  # Text, which TensorFlow reads too; protobuf's error moved often.
            return meta_graph_or_file
    if release < (2, 0):
        saved_model.readable_by_1(graph)
    for node in graph.graph_def.node:
        if node.op.startswith("FusedBatchNormGrad"):
            node.attr.pop("_output_shapes", None)
    return graph
