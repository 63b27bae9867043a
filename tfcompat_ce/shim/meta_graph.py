"""Graphs that 1.x saved, as 2.x can read them."""

from typing import Any

from tfcompat_ce.shim import installed


def readable(meta_graph_or_file: Any) -> Any:
    """A MetaGraphDef without the shapes that a later TensorFlow contradicts.

    Beside each operation a saver writes the shapes of its outputs. For the gradient of batch
    normalization 1.15 wrote [0] where 2.x finds another shape, and refuses the whole graph. The
    shapes are found anew when they are not there.
    """
    if installed.release() < (2, 0):
        return meta_graph_or_file
    tf = installed.tensorflow().compat.v1
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
    for node in graph.graph_def.node:
        if node.op.startswith("FusedBatchNormGrad"):
            node.attr.pop("_output_shapes", None)
    return graph
