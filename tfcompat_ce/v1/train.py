"""TensorFlow 1.x's ``tf.train`` on every release.

``import_meta_graph`` reads what 1.x saved. Every other name is that of ``tf.compat.v1.train``, or
of ``tf.train`` before 1.13.
"""

import typing as _typing
from typing import Any as _Any

from tfcompat_ce.shim import meta_graph as _meta_graph
from tfcompat_ce.shim import namespace as _namespace

if _typing.TYPE_CHECKING:

    def __getattr__(name: str) -> _Any: ...


@_namespace.function
def import_meta_graph(
    meta_graph_or_file: _Any,
    clear_devices: bool = False,
    import_scope: _Any = None,
    **kwargs: _Any,
) -> _Any:
    """Puts a graph that was saved into the default graph, and gives the saver it was saved with.

    Args:
      meta_graph_or_file: A MetaGraphDef, or the name of a file with one, mostly ``*.meta``.
      clear_devices: Whether to forget the devices that the operations were on.
      import_scope: A name scope to put the operations into.
      **kwargs: For ``import_graph_def``, as ``input_map``.

    Returns:
      A Saver, or None where the graph has no variables.

    Raises:
      OSError: there is no such file.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/import_meta_graph
    """
    graph = _meta_graph.readable(meta_graph_or_file)
    return _tensorflow().import_meta_graph(graph, clear_devices, import_scope, **kwargs)


def _tensorflow() -> _Any:
    from tfcompat_ce.shim import installed

    tf = installed.tensorflow()
    return tf.compat.v1.train if installed.release() >= (1, 13) else tf.train


_namespace.pass_on(__name__, _tensorflow)
