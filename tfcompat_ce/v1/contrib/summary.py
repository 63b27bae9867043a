"""``tf.contrib.summary``: today's ``tf.summary``, with the names and the defaults of then.

A summary is written where a writer is the default one and recording is on; it was off, but for
``always_record_summaries``. The step is the global step, unless ``step=`` names another.

Source: https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/contrib/summary/summary.py
"""

from importlib import import_module as _import_module
from typing import Any

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib
from tfcompat_ce.shim import installed as _installed

_contrib.part(__name__)


def _v2() -> Any:
    return _installed.tensorflow().compat.v2.summary


def _ops() -> Any:
    return _import_module("tensorflow.python.ops.summary_ops_v2")


def create_file_writer(
    logdir: Any,
    max_queue: Any = None,
    flush_millis: Any = None,
    filename_suffix: Any = None,
    name: Any = None,
) -> Any:
    """A writer of event files; one that writes nothing where ``logdir`` is None."""
    if logdir is None:
        return _v2().create_noop_writer() if hasattr(_v2(), "create_noop_writer") else _noop()
    return _v2().create_file_writer(
        logdir, max_queue, flush_millis, filename_suffix=filename_suffix, name=name
    )


create_summary_file_writer = create_file_writer


def _noop() -> Any:
    return _ops().NoopSummaryWriter()


def always_record_summaries() -> Any:
    """A context in which summaries are recorded."""
    return _v2().record_if(True)


def never_record_summaries() -> Any:
    """A context in which they are not."""
    return _v2().record_if(False)


def record_summaries_every_n_global_steps(n: int, global_step: Any = None) -> Any:
    """A context in which they are recorded at each n-th step."""
    step = tf.train.get_or_create_global_step() if global_step is None else global_step
    return _v2().record_if(lambda: tf.equal(tf.cast(step, tf.int64) % n, 0))


def should_record_summaries() -> Any:
    """Whether they are recorded, a boolean tensor."""
    return _ops().should_record_summaries()


def all_summary_ops() -> Any:
    """The operations of this graph that write summaries."""
    return tf.summary.all_v2_summary_ops()


def summary_writer_initializer_op() -> Any:
    """The operations of this graph that open writers: see ``initialize``."""
    return _ops().summary_writer_initializer_op()


def initialize(graph: Any = None, session: Any = None) -> None:
    """Opens the writers of a graph, in a session or the default one."""
    tf.summary.initialize(graph, session)


def flush(writer: Any = None, name: Any = None) -> Any:
    """Writes what waits."""
    return _v2().flush(writer, name)


def scalar(name: str, tensor: Any, family: Any = None, step: Any = None) -> Any:
    """Records a scalar."""
    return _v2().scalar(_tag(name, family), tf.cast(tensor, tf.float32), step=_step(step))


def histogram(name: str, tensor: Any, family: Any = None, step: Any = None) -> Any:
    """Records how values are spread."""
    return _v2().histogram(_tag(name, family), tensor, step=_step(step))


def image(
    name: str,
    tensor: Any,
    bad_color: Any = None,
    max_images: int = 3,
    family: Any = None,
    step: Any = None,
) -> Any:
    """Records images ``[batch, rows, columns, channels]``."""
    return _v2().image(_tag(name, family), tensor, step=_step(step), max_outputs=max_images)


def audio(
    name: str,
    tensor: Any,
    sample_rate: Any,
    max_outputs: int,
    family: Any = None,
    step: Any = None,
) -> Any:
    """Records sound ``[batch, frames, channels]``."""
    return _v2().audio(_tag(name, family), tensor, sample_rate, _step(step), max_outputs)


def generic(
    name: str, tensor: Any, metadata: Any = None, family: Any = None, step: Any = None
) -> Any:
    """Records a tensor."""
    return _v2().write(_tag(name, family), tensor, step=_step(step), metadata=metadata)


def _tag(name: str, family: Any) -> str:
    return f"{family}/{name}" if family else name


def _step(step: Any) -> Any:
    return tf.train.get_or_create_global_step() if step is None else step
