"""``tf.contrib.framework``: checkpoints, by the names of its parameters.

Scopes of arguments and lists of variables are those of the package tf_slim.
"""

from typing import Any, Dict, List, Optional, Tuple

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib


def load_checkpoint(filepattern: str) -> Any:
    """A reader of a checkpoint, or of the newest in a folder."""
    return tf.train.load_checkpoint(filepattern)


def load_variable(checkpoint_dir: str, name: str) -> Any:
    """The value of a variable in a checkpoint: an array."""
    return tf.train.load_variable(checkpoint_dir, name)


def list_variables(checkpoint_dir: str) -> List[Tuple[str, List[int]]]:
    """The names and shapes of the variables in a checkpoint."""
    return list(tf.train.list_variables(checkpoint_dir))


def init_from_checkpoint(checkpoint_dir: str, assignment_map: Dict[str, Any]) -> None:
    """Has variables start with the values in a checkpoint."""
    tf.train.init_from_checkpoint(checkpoint_dir, assignment_map)


def get_name_scope() -> str:
    """The name scope that operations are put into now, "" for none."""
    return str(tf.get_default_graph().get_name_scope())


def with_shape(expected_shape: Any, tensor: Any) -> Any:
    """The tensor, once the run has found it to have the shape; as it is, where that is known."""
    tensor = tf.convert_to_tensor(tensor)
    known = isinstance(expected_shape, (list, tuple, tf.TensorShape))
    if known and tensor.get_shape().is_fully_defined():
        tensor.get_shape().assert_is_compatible_with(expected_shape)
        return tensor
    check = tf.Assert(
        tf.reduce_all(tf.equal(tf.shape(tensor), expected_shape)),
        ["the shape is", tf.shape(tensor), "and must be", expected_shape],
    )
    with tf.control_dependencies([check]):
        same = tf.identity(tensor)
    if known:
        same.set_shape(expected_shape)
    return same


def with_same_shape(expected_tensor: Any, tensor: Any) -> Any:
    """The tensor, once it is found to have the shape of the other."""
    expected = tf.convert_to_tensor(expected_tensor)
    known = expected.get_shape()
    return with_shape(known if known.is_fully_defined() else tf.shape(expected), tensor)


def get_graph_from_inputs(op_input_list: Any, graph: Optional[Any] = None) -> Any:
    """The graph of inputs, or the default one."""
    return graph or next((one.graph for one in op_input_list), tf.get_default_graph())


_contrib.part(__name__)
