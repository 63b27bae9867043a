"""The ways to run a program, a row each: add one to have another column in the table."""

from __future__ import annotations

from dataclasses import dataclass

PROGRAM, TREE, OUT = "{program}", "{tree}", "{out}"


@dataclass(frozen=True, slots=True)
class Column:
    """What Python is given to run a program, and before that to change its tree."""

    name: str
    command: tuple[str, ...] = (PROGRAM,)
    before: tuple[str, ...] = ()
    alone: bool = False  # whether tfcompat_ce is not there to be imported; MNIST's loader is


NATIVE = Column("1.x")


def _rewritten(target: str) -> Column:
    rewrite = ("-m", "tfcompat_ce", "rewrite", "--quiet", "--target", target, TREE)
    return Column(target, before=rewrite, alone=target == "v2")


def _upgraded(name: str, *last: str) -> Column:
    upgrade = ("-m", "tests.real_programs.upgrade", "--intree", TREE, "--inplace")
    return Column(name, before=(*upgrade, "--reportfile", OUT, *last), alone=True)


COLUMNS = {
    column.name: column
    for column in (
        Column("as-it-is"),
        Column("run", ("-m", "tfcompat_ce", "run", "--quiet", PROGRAM)),
        _rewritten("nn"),
        _rewritten("v1"),
        _rewritten("v2"),
        _upgraded("tf_upgrade_v2"),
        _upgraded("tf_upgrade_v2, switched", "--switch"),
    )
}
