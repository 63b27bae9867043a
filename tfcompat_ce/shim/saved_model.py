"""``tf.saved_model`` from 2.0 on: its builder writes models that 1.15 can load as well.

A graph that a later TensorFlow built names attributes and operations that 1.15 does not have, and
1.15 refuses the model for them. Those that only help to compute, or to debug, are left out of
what is saved. Where an older operation does the same, it is saved in place of the newer.
"""

import functools
import importlib
from typing import Any, Callable, Dict, FrozenSet, List

from tfcompat_ce.shim import installed
from tfcompat_ce.shim.namespace import Namespace, Supplied

_GRADIENTS = frozenset(["grad_a", "grad_b", "grad_x", "grad_y"])
# What says nothing about the result.
HINTS: Dict[str, FrozenSet[str]] = {
    "AssignVariableOp": frozenset(["validate_shape"]),
    "BatchMatMul": _GRADIENTS,
    "BatchMatMulV2": _GRADIENTS,
    "MatMul": _GRADIENTS,
    "VarHandleOp": frozenset(["allowed_devices", "debug_name"]),
}


def readable_by_1(meta_graph: Any) -> None:
    """Takes out of a MetaGraphDef what 1.15 does not know and does not need."""
    graph = meta_graph.graph_def
    for function in graph.library.function:
        _without_hints(function.node_def)
    _without(graph, "DisableCopyOnRead")  # which only says how a variable is to be kept
    _without_hints(graph.node)
    known = {node.name: node for node in graph.node}
    for node in list(graph.node):
        if node.op == "ParseExampleV2" and not node.attr["ragged_value_types"].list.type:
            graph.node.extend(_parsed_by_1(node, known))
        elif node.op.startswith("SparseSegment") and "Tsegmentids" in node.attr:
            graph.node.extend(_with_short_ids(node))
    listed = meta_graph.meta_info_def.stripped_op_list.op
    used = any(node.op == "ParseExample" for node in graph.node)
    if used and all(one.name != "ParseExample" for one in listed):
        registry = importlib.import_module("tensorflow.python.framework.op_def_registry")
        listed.add().CopyFrom(registry.get("ParseExample"))


def _without(graph: Any, op: str) -> None:
    """Takes operations that give nothing out of a graph."""
    gone = {f"^{node.name}" for node in graph.node if node.op == op}
    for at in range(len(graph.node) - 1, -1, -1):
        node = graph.node[at]
        if node.op == op:
            del graph.node[at]
        elif not gone.isdisjoint(node.input):
            node.input[:] = [one for one in node.input if one not in gone]


def _without_hints(nodes: Any) -> None:
    for node in nodes:
        hints = HINTS.get(node.op, frozenset())
        for name in list(node.attr):
            if name in hints or (name == "metadata" and node.op.endswith(("Dataset", "DatasetV2"))):
                del node.attr[name]


def _parsed_by_1(node: Any, known: Dict[str, Any]) -> List[Any]:
    """Makes a ParseExampleV2 a ParseExample, and gives its keys, one constant each."""
    tf = installed.tensorflow().compat.v1
    serialized, names, *keys, _ = node.input[:5]
    lists = [known[key.partition(":")[0]] for key in keys]
    if any(one.op != "Const" for one in lists):
        return []
    made: List[Any] = []
    for kind, one in zip(("sparse", "dense"), lists):
        values = tf.make_ndarray(one.attr["value"].tensor)
        node.attr[f"N{kind}"].i = len(values)
        for number, key in enumerate(values):
            constant = tf.NodeDef(name=f"{node.name}/{kind}_key_{number}", op="Const")
            constant.attr["dtype"].type = tf.string.as_datatype_enum
            constant.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(key, tf.string, []))
            made.append(constant)
    node.op = "ParseExample"
    node.input[:] = [serialized, names, *(one.name for one in made), *node.input[5:]]
    for name in ("num_sparse", "ragged_value_types", "ragged_split_types"):
        del node.attr[name]
    return made


def _with_short_ids(node: Any) -> List[Any]:
    """Has the ids of segments made int32, as 1.15 takes them, and gives what makes them so."""
    tf = installed.tensorflow().compat.v1
    kind = node.attr.pop("Tsegmentids").type
    if kind != tf.int64.as_datatype_enum:
        return []
    cast = tf.NodeDef(name=f"{node.name}/segment_ids", op="Cast", device=node.device)
    cast.input.append(node.input[2])
    cast.attr["SrcT"].type = kind
    cast.attr["DstT"].type = tf.int32.as_datatype_enum
    node.input[2] = cast.name
    return [cast]


def module() -> Any:
    """``tf.saved_model``."""
    return _MODULE


@functools.lru_cache(maxsize=None)
def builder() -> Any:
    """``tf.saved_model.builder.SavedModelBuilder``, and ``tf.saved_model.Builder``."""
    native = _tensorflow().Builder

    class SavedModelBuilder(native):  # type: ignore[misc, valid-type]
        __doc__ = native.__doc__

        def save(self, *args: Any, **kwargs: Any) -> Any:
            """Writes the model, without what 1.15 does not know of it."""
            for meta_graph in self._saved_model.meta_graphs:
                readable_by_1(meta_graph)
            return super().save(*args, **kwargs)

    return SavedModelBuilder


def simple_save(
    session: Any,
    export_dir: str,
    inputs: Dict[str, Any],
    outputs: Dict[str, Any],
    legacy_init_op: Any = None,
) -> None:
    """Saves a model for serving.

    Args:
      session: The session with the values of the variables.
      export_dir: A folder that is not there yet.
      inputs: The tensors that are fed, by the names of the inputs.
      outputs: The tensors that are computed, by the names of the outputs.
      legacy_init_op: What to run when the model has been loaded.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/saved_model/simple_save
    """
    tf, saved_model = installed.tensorflow().compat.v1, _tensorflow()
    made = builder()(export_dir)
    made.add_meta_graph_and_variables(
        session,
        [saved_model.SERVING],
        {
            saved_model.DEFAULT_SERVING_SIGNATURE_DEF_KEY: saved_model.predict_signature_def(
                inputs, outputs
            )
        },
        assets_collection=tf.get_collection(tf.GraphKeys.ASSET_FILEPATHS),
        main_op=legacy_init_op,
        clear_devices=True,
    )
    made.save()


def _tensorflow() -> Any:
    return installed.tensorflow().compat.v1.saved_model


def _names() -> Supplied:
    return {"Builder": builder, "builder": lambda: _BUILDER, "simple_save": lambda: simple_save}


class _Module(Namespace):
    """A module of which some names are ours."""

    def __init__(
        self, name: str, native: Callable[[], Any], supplied: Callable[[], Supplied]
    ) -> None:
        super().__init__(f"tfcompat_ce.v1.{name}")
        self.__dict__.update(
            __path__=[], _native=native, _supplied=supplied, _why_absent=lambda name: None
        )


_BUILDER = _Module(
    "saved_model.builder", lambda: _tensorflow().builder, lambda: {"SavedModelBuilder": builder}
)
_MODULE = _Module("saved_model", _tensorflow, _names)
