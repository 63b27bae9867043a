"""Is a program graph code, and where is it to say so?"""

from __future__ import annotations

from collections.abc import Iterator

from tfcompat_ce.rewrite.resolve.scopes import scopes
from tfcompat_ce.rewrite.syntax.lines import line_end
from tfcompat_ce.rewrite.syntax.source import Edit, Source
from tfcompat_ce.rewrite.usage.program import HOME, Import, Program

SWITCH = "disable_v2_behavior"
SWITCHES = (
    SWITCH,
    "disable_eager_execution",
    "enable_eager_execution",
    "enable_v2_behavior",
)
# What raises, or gives nothing, where TensorFlow runs eagerly.
ONLY_IN_GRAPHS = {
    "": """
        Graph InteractiveSession Session add_to_collection get_collection get_default_graph
        get_default_session get_variable global_variables global_variables_initializer gradients
        hessians initialize_all_variables initialize_local_variables initialize_variables
        local_variables local_variables_initializer merge_all_summaries merge_summary placeholder
        placeholder_with_default reset_default_graph sparse_placeholder trainable_variables
        variable_scope variables_initializer
    """,
    "data": "make_initializable_iterator make_one_shot_iterator",
    "metrics": "accuracy auc mean mean_iou precision recall",
    "summary": "FileWriter merge merge_all",
    "train": """
        AdadeltaOptimizer AdagradDAOptimizer AdagradOptimizer AdamOptimizer Coordinator
        FtrlOptimizer GradientDescentOptimizer MomentumOptimizer MonitoredSession
        MonitoredTrainingSession ProximalAdagradOptimizer QueueRunner RMSPropOptimizer Saver
        Supervisor SyncReplicasOptimizer batch import_meta_graph shuffle_batch
        slice_input_producer start_queue_runners string_input_producer
    """,
}
NAMES = frozenset(
    f"{module}.{name}".lstrip(".")
    for module, names in ONLY_IN_GRAPHS.items()
    for name in names.split()
)


def to_switch(program: Program) -> Iterator[tuple[Import, str]]:
    """The imports that `disable_v2_behavior()` is to follow, each with the reason for it.

    Nothing where the program says by itself whether it runs eagerly.
    """
    if any(True for word in SWITCHES for _ in program.source.occurrences(word)):
        return
    in_functions: dict[int, tuple[Import, str]] = {}
    for use in program.uses(NAMES):
        reason = f"`tf.{use.api_name}` on line {program.line(use)}"
        found = sorted(
            program.imports_of(use.path), key=lambda one: (not one.whole, one.node.start_byte)
        )
        at_top = [one for one in found if scopes(one.statement)[-1].type == "module"]
        if at_top:
            yield from _one_a_block(_whole_before(program, at_top), reason)
            return
        for one in found[:1]:
            in_functions.setdefault(one.statement[-1].start_byte, (one, reason))
    yield from in_functions.values()


def _whole_before(program: Program, imports: list[Import]) -> list[Import]:
    """An import of the whole namespace instead of one of some names, where there is one."""
    if imports[0].whole:
        return imports
    whole = [one for one in program.here if one.whole and len(one.statement) == 2]
    return whole[:1] or imports


def _one_a_block(imports: list[Import], reason: str) -> Iterator[tuple[Import, str]]:
    seen = set()
    for one in imports:
        block = one.statement[-2].start_byte
        if block not in seen:
            seen.add(block)
            yield one, reason


def switch(source: Source, found: Import) -> Edit:
    """`tf.disable_v2_behavior()` after an import."""
    owner = f"{found.whole}." if found.whole else ""
    lines = [f"{owner}{SWITCH}()"]
    if not owner and not any(given.name == "*" for given in found.given):
        lines.insert(0, f"from {HOME} import {SWITCH}")
    statement = found.statement[-1]
    start, end = source.line_at(statement.start_byte)[0], line_end(source, statement)
    indent = source.code[start : statement.start_byte]
    following = statement.next_sibling
    beside = following is not None and following.start_point.row == statement.end_point.row
    if indent.strip() or (beside and following is not None and following.type != "comment"):
        return Edit(statement.end_byte, statement.end_byte, "; " + "; ".join(lines))
    newline = source.newline + indent.decode()
    return Edit(end, end, newline + newline.join(lines))
