"""What 0.x had under another name.

That two names mean the same no wheel shows, so the rows are by hand, and a test holds each against
the signatures of both. Parameters that are not in a row have the same name in both functions.

Sources:
  https://github.com/tensorflow/tensorflow/blob/v1.0.0/RELEASE.md
  https://github.com/tensorflow/tensorflow/blob/v0.12.1/RELEASE.md
"""

from typing import Dict, List, NamedTuple, Optional, Tuple

from tfcompat_ce.api.symbols import LAST_OF_1, V1, find


class Renamed(NamedTuple):
    """A name of 1.x, and what 0.x called its parameters where that was something else."""

    name: str
    parameters: Dict[str, str]
    # 0.x's parameters in their order, where 0.12 has the function no more.
    order: Optional[Tuple[str, ...]] = None


def _same(new: str, **parameters: str) -> Renamed:
    return Renamed(new, parameters)


RENAMED: Dict[str, Renamed] = {
    "audio_summary": _same("summary.audio", tag="name"),
    "batch_cholesky": _same("cholesky"),
    "batch_cholesky_solve": _same("cholesky_solve"),
    "batch_fft": _same("fft"),
    "batch_fft2d": _same("fft2d"),
    "batch_fft3d": _same("fft3d"),
    "batch_ifft": _same("ifft"),
    "batch_ifft2d": _same("ifft2d"),
    "batch_ifft3d": _same("ifft3d"),
    "batch_matmul": Renamed(
        "matmul",
        {"x": "a", "y": "b", "adj_x": "adjoint_a", "adj_y": "adjoint_b"},
        ("x", "y", "adj_x", "adj_y", "name"),
    ),
    "batch_matrix_band_part": _same("matrix_band_part"),
    "batch_matrix_determinant": _same("matrix_determinant"),
    "batch_matrix_diag": _same("matrix_diag"),
    "batch_matrix_diag_part": _same("matrix_diag_part"),
    "batch_matrix_inverse": _same("matrix_inverse"),
    "batch_matrix_set_diag": _same("matrix_set_diag"),
    "batch_matrix_solve": _same("matrix_solve"),
    "batch_matrix_solve_ls": _same("matrix_solve_ls"),
    "batch_matrix_transpose": _same("matrix_transpose"),
    "batch_matrix_triangular_solve": _same("matrix_triangular_solve"),
    "batch_self_adjoint_eig": _same("self_adjoint_eig"),
    "batch_self_adjoint_eigvals": _same("self_adjoint_eigvals"),
    "batch_svd": _same("svd"),
    "complex_abs": _same("abs"),
    "contrib.deprecated.audio_summary": Renamed(
        "summary.audio",
        {"tag": "name"},
        ("tag", "tensor", "sample_rate", "max_outputs", "collections", "name"),
    ),
    "contrib.deprecated.histogram_summary": Renamed(
        "summary.histogram", {"tag": "name"}, ("tag", "values", "collections", "name")
    ),
    "contrib.deprecated.image_summary": Renamed(
        "summary.image",
        {"tag": "name", "max_images": "max_outputs"},
        ("tag", "tensor", "max_images", "collections", "name"),
    ),
    "contrib.deprecated.merge_all_summaries": Renamed("summary.merge_all", {}, ("key",)),
    "contrib.deprecated.merge_summary": Renamed(
        "summary.merge", {}, ("inputs", "collections", "name")
    ),
    "contrib.deprecated.scalar_summary": Renamed(
        "summary.scalar",
        {"tags": "name", "values": "tensor"},
        ("tags", "values", "collections", "name"),
    ),
    "histogram_summary": _same("summary.histogram", tag="name"),
    "image.per_image_whitening": _same("image.per_image_standardization"),
    "image_summary": _same("summary.image", tag="name", max_images="max_outputs"),
    "inv": _same("reciprocal"),
    "list_diff": Renamed("setdiff1d", {}, ("x", "y", "name")),
    "listdiff": _same("setdiff1d"),
    "merge_all_summaries": _same("summary.merge_all"),
    "merge_summary": _same("summary.merge"),
    "mul": _same("multiply"),
    "neg": _same("negative"),
    "nn.bidirectional_rnn": _same("nn.static_bidirectional_rnn"),
    "nn.rnn": _same("nn.static_rnn"),
    "nn.rnn_cell.EmbeddingWrapper": _same("contrib.rnn.EmbeddingWrapper"),
    "nn.rnn_cell.InputProjectionWrapper": _same("contrib.rnn.InputProjectionWrapper"),
    "nn.rnn_cell.OutputProjectionWrapper": _same("contrib.rnn.OutputProjectionWrapper"),
    "nn.state_saving_rnn": _same("nn.static_state_saving_rnn"),
    "pack": _same("stack"),
    "scalar_summary": _same("summary.scalar", tags="name", values="tensor"),
    "select": Renamed("where", {"t": "x", "e": "y"}, ("condition", "t", "e", "name")),
    "split_v": _same("split", size_splits="num_or_size_splits", split_dim="axis"),
    "sub": _same("subtract"),
    "train.SummaryWriter": _same("summary.FileWriter"),
    "train.SummaryWriterCache": _same("summary.FileWriterCache"),
    "unpack": _same("unstack"),
}

# Modules of 0.x, and what was in one of 1.x's, and where 1.x has it. The modules that end in a name
# of their own are `tfcompat_ce.v1`'s.
MODULES: Dict[str, str] = {
    "models.rnn.rnn": "nn",
    "models.rnn.rnn_cell": "nn.rnn_cell",
    "models.rnn.seq2seq": "contrib.legacy_seq2seq",
    "nn.rnn_cell.linear": "models.rnn.linear.linear",
    "nn.seq2seq": "contrib.legacy_seq2seq",
    "python.data.util.nest.is_sequence": "nest.is_nested",
    "python.eager.function.defun": "contrib.eager.defun",
    "python.layers.normalization.batch_norm": "layers.batch_normalization",
    "python.ops.rnn.bidirectional_rnn": "nn.static_bidirectional_rnn",
    "python.ops.rnn.rnn": "nn.static_rnn",
    "python.ops.rnn.state_saving_rnn": "nn.static_state_saving_rnn",
    "python.ops.rnn_cell.EmbeddingWrapper": "contrib.rnn.EmbeddingWrapper",
    "python.ops.rnn_cell.InputProjectionWrapper": "contrib.rnn.InputProjectionWrapper",
    "python.ops.rnn_cell.OutputProjectionWrapper": "contrib.rnn.OutputProjectionWrapper",
    "python.ops.rnn_cell._linear": "models.rnn.linear.linear",
    "python.ops.rnn_cell.linear": "models.rnn.linear.linear",
    "python.ops.rnn_cell_impl._LayerRNNCell": "python.ops.rnn_cell_impl.LayerRNNCell",
    "python.ops.rnn_cell_impl._linear": "contrib.rnn._linear",
    "python.ops.seq2seq": "contrib.legacy_seq2seq",
    "python.util.nest.is_sequence": "nest.is_nested",
}
# Modules of `models.rnn` that no 1.x has, and `tfcompat_ce.v1` does.
MODELS = ("models.rnn.linear", "models.rnn.ptb.reader")
# What `tfcompat_ce.v1` has under 0.x's names.
AT_HOME = ("models.", "python.")


def new_name(name: str) -> str:
    """What 1.x calls a name of 0.x, "" where it has the name or has nothing for it.

    >>> new_name("mul"), new_name("nn.seq2seq.sequence_loss"), new_name("add")
    ('multiply', 'contrib.legacy_seq2seq.sequence_loss', '')
    >>> new_name("models.rnn.rnn.rnn"), new_name("models.rnn.rnn.dynamic_rnn")
    ('nn.static_rnn', 'nn.dynamic_rnn')
    """
    if name in RENAMED:
        symbol = find(name, V1)
        there = symbol is not None and symbol.has(LAST_OF_1)
        return "" if there and not name.startswith("contrib.") else RENAMED[name].name
    for old, new in MODULES.items():
        if name == old or name.startswith(old + "."):
            there_now = new + name[len(old) :]
            return new_name(there_now) or there_now
    return ""


def names_of_old(module: str) -> List[str]:
    """What was in a module once that 1.x has elsewhere.

    >>> names_of_old("python.util.nest")
    ['is_sequence']
    """
    homes = (old.rpartition(".") for old in MODULES)
    return [name for home, _, name in homes if home == module]


def is_offered(name: str) -> bool:
    """Whether ``tfcompat_ce.v1`` has a name of ``tf.models``, or, of a package, anything in it.

    >>> is_offered("models.rnn"), is_offered("models.rnn.ptb.reader.ptb_producer")
    (True, True)
    >>> is_offered("models.image.cifar10")
    False
    """
    there = [*MODELS, *(old for old in MODULES if old.startswith("models."))]
    return any(f"{one}.".startswith(f"{name}.") or name.startswith(f"{one}.") for one in there)
