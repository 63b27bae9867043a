"""The plain eager call near its floor: TensorFlow's own entry to C, after as few checks as will do.

Eager tensors of float32 or float64, with two axes and labels that fit, are what most calls bring.
For these one call of C does the work; for all others these functions return None. The names used
here are private ones of TensorFlow's: where a release lacks one, there is no such call.
"""

import contextlib
import importlib
from typing import Any, Callable, Tuple

from tfcompat_ce.shim import installed


def never() -> bool:
    """The answer where there is nothing to ask."""
    return False


# Whether neither a tape nor a forward accumulator is recording.
nothing_records: Callable[[], bool] = never
# The type of eager tensors, once one was seen.
_tensor: Any = None
_native_composes: Callable[[], bool] = never
# The entry, and the module that has the context of eager mode.
_execute: Any = None
_eager: Any = None
_floating: Tuple[int, ...] = ()
_of_classes: Tuple[int, ...] = ()


def softmax_cross_entropy_with_logits(
    labels: Any, logits: Any, axis: Any, name: Any, into_labels: bool
) -> Any:
    """The cross-entropy of eager matrices of one dtype, None of anything else."""
    if type(logits) is type(labels) is _tensor and type(axis) is int:
        shape, dtype = logits._shape_tuple(), logits._datatype_enum()
        if (
            len(shape) == 2
            and axis in (-1, 1)
            and dtype in _floating
            and labels._datatype_enum() == dtype
            and labels._shape_tuple() == shape
            and 0 not in shape
            and (into_labels or nothing_records())
            and "CUSTOM" not in logits.device
            and not _native_composes()
        ):
            return _first_output("SoftmaxCrossEntropyWithLogits", name, logits, labels)
    return None


def sparse_softmax_cross_entropy_with_logits(labels: Any, logits: Any, name: Any) -> Any:
    """The sparse cross-entropy of an eager matrix and its class indices, None of anything else."""
    if type(logits) is type(labels) is _tensor:
        shape = logits._shape_tuple()
        if (
            len(shape) == 2
            and logits._datatype_enum() in _floating
            and labels._datatype_enum() in _of_classes
            and labels._shape_tuple() == shape[:1]
            and shape[1]
            and "CUSTOM" not in logits.device
            and not _native_composes()
        ):
            return _first_output("SparseSoftmaxCrossEntropyWithLogits", name, logits, labels)
    return None


def _first_output(op: str, name: Any, logits: Any, labels: Any) -> Any:
    """None where the mode is another, and where the op fails: the public way then says why."""
    context = _eager._context
    if context is not None and context._thread_local_data.is_eager:
        try:
            return _execute(context, op, name, logits, labels)[0]
        except Exception:
            return None
    return None


def bind(tensor: type, native_composes: Callable[[], bool]) -> None:
    """Makes these functions serve a type of eager tensors.

    Args:
      tensor: The type.
      native_composes: Whether the native calls compose other ops, and no single one will do.
    """
    global nothing_records, _tensor, _native_composes, _execute, _eager, _floating, _of_classes
    tf, release = installed.tensorflow(), installed.release()
    with contextlib.suppress(ImportError, AttributeError):
        entries = importlib.import_module(
            "tensorflow.python." + ("pywrap_tfe" if release >= (2, 2) else "pywrap_tensorflow")
        )
        nothing_records = entries.TFE_Py_TapeSetIsEmpty
        _eager = importlib.import_module("tensorflow.python.eager.context")
        _execute = entries.TFE_Py_FastPathExecute
        if release < (2, 4):
            _execute = _of_a_handle(_execute, release)
        _floating = (tf.float32.as_datatype_enum, tf.float64.as_datatype_enum)
        _of_classes = (tf.int32.as_datatype_enum, tf.int64.as_datatype_enum)
        # 1.14 keeps the context's state elsewhere.
        if release >= (1, 15):
            _tensor, _native_composes = tensor, native_composes


def _of_a_handle(execute: Callable[..., Any], release: Tuple[int, int]) -> Callable[..., Any]:
    """The entry with the arguments that it has from 2.4 on; before, it takes the context apart."""

    def of_context(context: Any, op: str, name: Any, logits: Any, labels: Any) -> Any:
        here = context._thread_local_data
        callbacks = here.op_callbacks if release >= (2, 1) else context.post_execution_callbacks
        return execute(
            context._context_handle, here.device_name, op, name, callbacks, logits, labels
        )

    return of_context
