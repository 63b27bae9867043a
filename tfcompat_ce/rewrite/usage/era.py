"""Which TensorFlow was a file written for? Read from what it uses that only one of them has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from tfcompat_ce.rewrite.resolve.names import Names
from tfcompat_ce.rewrite.syntax.calls import Call
from tfcompat_ce.rewrite.syntax.source import Path, Source, is_field
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.finder import Reference, Role
from tfcompat_ce.rewrite.usage.spelling import Dialect, canonical

ONE = {
    "": """
        AUTO_REUSE ConfigProto GraphKeys InteractiveSession Print Session add_to_collection
        all_variables app assign assign_add assign_sub batch_matmul colocate_with concat_v2 contrib
        decode_csv diag div enable_eager_execution fixed_size_partitioner flags get_collection
        get_default_graph get_variable get_variable_scope gfile global_variables
        global_variables_initializer histogram_summary image_summary initialize_all_variables
        initialize_local_variables initialize_variables is_nan layers local_variables_initializer
        log log1p logging make_template matrix_inverse merge_all_summaries merge_summary mul
        multinomial neg op_scope pack placeholder placeholder_with_default py_func random_crop
        random_normal random_shuffle random_uniform reset_default_graph scalar_summary
        set_random_seed sparse_placeholder sub to_double to_float to_int32 to_int64
        trainable_variables truncated_normal truncated_normal_initializer unpack variable_op_scope
        variable_scope variables_initializer
    """,
    "losses": "add_loss get_total_loss softmax_cross_entropy sparse_softmax_cross_entropy",
    "metrics": "accuracy mean",
    "nn": "bidirectional_dynamic_rnn dynamic_rnn rnn_cell seq2seq static_rnn xw_plus_b",
    "summary": "FileWriter merge merge_all",
    "train": """
        AdadeltaOptimizer AdagradOptimizer AdamOptimizer FtrlOptimizer GradientDescentOptimizer
        MomentumOptimizer MonitoredTrainingSession RMSPropOptimizer Saver SummaryWriter batch
        exponential_decay get_or_create_global_step shuffle_batch start_queue_runners
        string_input_producer
    """,
}
TWO = {
    "": "GradientTape Module function keras optimizers",
    "compat.v1": "disable_eager_execution disable_v2_behavior enable_v2_behavior",
    "config": """
        list_logical_devices list_physical_devices run_functions_eagerly set_visible_devices
    """,
    "data": "AUTOTUNE",
    "initializers": "GlorotNormal GlorotUniform HeNormal HeUniform",
    "losses": """
        BinaryCrossentropy CategoricalCrossentropy Huber MeanAbsoluteError MeanSquaredError
        SparseCategoricalCrossentropy
    """,
    "metrics": """
        AUC Accuracy BinaryAccuracy CategoricalAccuracy Mean MeanSquaredError Precision Recall
        SparseCategoricalAccuracy
    """,
    "random": "Generator set_seed",
    "summary": "create_file_writer create_noop_writer record_if trace_export trace_off trace_on",
}

LATE = {
    "": """
        audio autograph broadcast_to config custom_gradient data debugging distribute
        ensure_shape estimator executing_eagerly experimental feature_column init_scope
        initializers io linalg lite lookup math nest numpy_function py_function quantization
        ragged random recompute_grad repeat roll searchsorted signal strings
        switch_case tensor_scatter_nd_update tensordot unravel_index vectorized_map
        version xla
    """,
    "compat": "v1 v2",
    "nn": "gelu leaky_relu selu silu swish",
    "python": "data eager keras",
    "train": "Checkpoint CheckpointManager",
}
LATE_PACKAGES = """
    keras_core tensorflow_addons tensorflow_datasets tensorflow_hub tensorflow_probability
    tensorflow_text tf_agents tf_keras
"""


def _qualified(modules: dict[str, str]) -> frozenset[str]:
    return frozenset(
        f"{module}.{name}".lstrip(".")
        for module, names in modules.items()
        for name in names.split()
    )


ONLY_ONE, ONLY_TWO = _qualified(ONE), _qualified(TWO)
NOT_ZERO = _qualified(LATE)


@cache
def marks() -> re.Pattern[bytes]:
    """What can be evidence: a telling attribute, a telling keyword, `.numpy()`."""
    names = "|".join(sorted({name.rsplit(".", 1)[-1] for name in ONLY_ONE | ONLY_TWO | NOT_ZERO}))
    packages = "|".join(LATE_PACKAGES.split())
    return re.compile(
        rb"\.(" + names.encode() + rb")\b"
        rb"|\b(reduction_indices|keep_dims)[ \t]*=(?!=)"
        rb"|\.(numpy)\(\)"
        rb"|\bfrom[ \t]+tensorflow[ \t]+import[ \t]+(?:\w+,[ \t]*)*(" + names.encode() + rb")\b"
        rb"|\b(?:import|from)[ \t]+(" + packages.encode() + rb")\b"
    )


@dataclass(frozen=True, slots=True)
class Era:
    """The major release a file was written for, and why one thinks so."""

    release: int
    reason: str
    mixed: bool = False
    late: str = ""  # what 0.x did not have, where nothing else speaks for 2.x
    given: bool = False
    fleeting: bool = False  # only calls of the family speak for 1.x, and they are to be rewritten

    @property
    def maybe_two(self) -> bool:
        """Whether it can be a file for 2.x."""
        return self.release == 2 or self.mixed or bool(self.late)


def read(source: Source, names: Names, references: Iterable[Reference]) -> Era:
    """The era of a file: 1 unless it has 2.x's idioms and none of 1.x's.

    What 0.x did not have does not tell 1.x from 2.x. But 1.x takes no arguments by position, so
    a file that has both is for 2.x.
    """
    called = one = two = late = by_position = ""
    for reference in references:
        if _released(reference) is None:
            continue
        line = source.position(reference.node.start_byte)[0]
        if mark := only_one_takes(reference):
            called = called or f"`{mark}` on line {line}"
        elif mark := only_two_takes(reference):
            two = two or f"`{mark}` on line {line}"
        elif not by_position and orders_differ(reference):
            by_position = f"arguments by position on line {line}"
    for found in marks().finditer(source.code):
        group = found.lastindex or 1
        mark = found[group].decode()
        path = source.path(found.start(group), found.end(group))
        if path[-1].type != "identifier":
            continue
        line = source.position(found.start(group))[0]
        if group == 2:
            if path[-2].type == "keyword_argument" and is_field(path[-2], "name", path[-1]):
                one = one or f"`{mark}=` on line {line}"
        elif group == 3:
            two = two or f"`.numpy()` on line {line}"
        elif group == 5:
            late = late or f"`{mark}` on line {line}"
        else:
            for name in _tensorflow_names(source, names, path):
                if name in ONLY_ONE:
                    one = one or f"`tf.{name}` on line {line}"
                elif name in ONLY_TWO:
                    two = two or f"`tf.{name}` on line {line}"
                elif name in NOT_ZERO:
                    late = late or f"`tf.{name}` on line {line}"
        if one and two:
            break
    if called or one:
        return Era(1, called or one, mixed=bool(two or late), fleeting=not one)
    if late and by_position and not two:
        two = f"{late}, which 0.x has not, and {by_position}, which 1.x refuses"
    return Era(2, two) if two else Era(1, "nothing in the file says otherwise", late=late)


def _tensorflow_names(source: Source, names: Names, path: Path) -> Iterator[str]:
    """The names below `tensorflow` that a word means, as an attribute or in an import."""
    if path[-2].type == "dotted_name":
        below = source.text(path[-2]).split(".")
        statement = path[-3] if path[-3].type != "aliased_import" else path[-4]
        module = statement.child_by_field_name("module_name")
        if module is not None and module != path[-2]:
            below = [*source.text(module).split("."), *below]
        if below[0] == "tensorflow":
            yield from (".".join(below[1:end]) for end in range(2, min(len(below), 3) + 1))
        return
    for meaning in names.resolve(path[:-1]).meanings:
        qualified = canonical(meaning.qualified)
        if qualified.startswith("tensorflow."):
            below = qualified.split(".")
            yield from {".".join(below[1:end]) for end in (3, len(below))}
            return


def _released(reference: Reference) -> Call | None:
    """The call of a reference, if it is the release that says what it means."""
    known = reference.dialect is Dialect.RELEASE and reference.role is not Role.UNKNOWN
    return reference.call if known else None


def only_one_takes(reference: Reference) -> str:
    """What 1.x alone has or takes in a call whose meaning the release says."""
    call = _released(reference)
    if call is None:
        return ""
    if reference.function is family.CROSS_ENTROPY_V2:
        return family.CROSS_ENTROPY_V2.name
    return "dim= or _sentinel" if family.spelt_as_one(call) else ""


def only_two_takes(reference: Reference) -> str:
    """A cross-entropy that no 1.x would have taken, and 0.x would not have either."""
    call = _released(reference)
    if call is None:
        return ""
    keywords, positional = call.keywords, call.positional
    if reference.function is family.CROSS_ENTROPY and "axis" in keywords:
        return "axis="
    is_cross_entropy = reference.function in (family.CROSS_ENTROPY, family.SPARSE_CROSS_ENTROPY)
    labels_first = len(positional) == 1 and "logits" in keywords and not call.starred
    return "logits= after labels" if is_cross_entropy and labels_first else ""


def orders_differ(reference: Reference) -> bool:
    """Whether 0.x and 2.x read a cross-entropy's arguments in another order; 1.x takes none."""
    if reference.dialect not in (Dialect.RELEASE, Dialect.PRIVATE):
        return False
    if reference.call is None or reference.role is Role.UNKNOWN:
        return False
    if family.spelt_as_one(reference.call):
        return False
    is_cross_entropy = reference.function in (family.CROSS_ENTROPY, family.SPARSE_CROSS_ENTROPY)
    return is_cross_entropy and len(reference.call.positional) > 1 and not reference.call.starred
