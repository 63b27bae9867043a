"""TFC020: the program imports TensorFlow, whose 2.x has other names and other meanings.

With `--target v1` the import leads to `tfcompat_ce.v1`, which is 1.x's namespace on every release,
and the program stays as it is: sessions, placeholders, `tf.log`, `reduction_indices`. Graph code
says `tf.disable_v2_behavior()`, for 2.x runs eagerly otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator

from tfcompat_ce.rewrite.rules.base import Action, Outcome, Rule, once
from tfcompat_ce.rewrite.rules.graph_code import graph_code_of_a_library, switch, switching
from tfcompat_ce.rewrite.syntax.calls import called
from tfcompat_ce.rewrite.syntax.source import Edit, named
from tfcompat_ce.rewrite.usage.program import HOME, Import, Program, below
from tfcompat_ce.rewrite.usage.spelling import is_private

PRIVATE = (
    "TensorFlow's private module, with 1.x's public names for what a release has lost of it; "
    "better use what is public"
)


def survey(program: Program) -> Iterator[Outcome]:
    """What becomes of each import of TensorFlow, and where graph mode is switched on."""
    first, switches = switching(program)
    yield from first
    library = graph_code_of_a_library(program)
    for found in program.imports:
        one, why = switches.get(found.node.start_byte, (None, ""))
        edits = (switch(program, one),) if one else ()
        said = f", with disable_v2_behavior() for graph code ({why})" if one else library
        if program.moves(found) and found.text is not None:
            place = Edit(found.node.start_byte, found.node.end_byte, found.text)
            message = PRIVATE if found.is_of_python else f"1.x's namespace on every release{said}"
            yield Outcome(found.node, found.module, Action.REWRITTEN, message, (place, *edits))
        elif one:
            yield Outcome(found.node, found.module, Action.REWRITTEN, said[2:], edits)
        elif not found.is_of_python:
            yield from left(program, found)
    yield from private(program)
    yield from _dynamic(program)


def left(program: Program, found: Import) -> Iterator[Outcome]:
    """What there is to say about an import that stays, a private one excepted."""
    if found.text is None:
        return  # ours, 2.x's by its own words, or for another rule to report
    if program.mixed:
        message = f"{program.mixed}: make it the one or the other, or say --from 1 or --from 2"
        yield Outcome(found.node, found.module, Action.MANUAL, message)
    else:
        message = f"2.x code ({program.era.reason})"
        if program.era.keras:
            message = (
                f"{program.era.keras} alone says neither 1.x nor 2.x: say --from 1, or --from 2"
            )
        yield Outcome(found.node, found.module, Action.CORRECT, message)


def private(program: Program) -> Iterator[Outcome]:
    """`from tensorflow.python.ops import nn_ops`."""
    whole = [one for one in program.here if one.whole == "tensorflow"]
    stay = []
    for found in program.imports:
        if not found.module.startswith("tensorflow") or not is_private(below(found.module) or ""):
            continue
        if program.moves(found):
            continue
        if found.binds_tensorflow and whole:
            line = program.source.position(whole[0].node.start_byte)[0]
            package, _, name = found.module.rpartition(".")
            message = (
                f"it makes `tensorflow` something else than line {line} does: write "
                f"`from {package} import {name}`, and {name} for {found.module}"
            )
            yield Outcome(found.node, found.module, Action.MANUAL, message)
        else:
            stay.append(found)
    if stay:
        message = "private to TensorFlow, and stays: releases move such modules, use what is public"
        yield once(Action.ADVICE, stay[0].module, message, [found.node for found in stay])


def _dynamic(program: Program) -> Iterator[Outcome]:
    """`importlib.import_module("tensorflow")`."""
    for word in ("__import__", "import_module"):
        for path in program.source.occurrences(word):
            path = named(path)
            call = called(path)
            if call is None:
                continue
            for meaning in program.names.resolve(path[: path.index(call) + 1]).meanings:
                if (
                    meaning.qualified.startswith("tensorflow")
                    and below(meaning.qualified) is not None
                ):
                    message = f"write import_module({HOME!r}), if it is 1.x's that is wanted here"
                    action = Action.CORRECT if program.era.release == 2 else Action.MANUAL
                    yield Outcome(call, meaning.qualified, action, message)
                    break


RULE = Rule(
    code="TFC020",
    title="TensorFlow imported, in a program of 0.x or 1.x",
    explanation=__doc__,
    before="import tensorflow as tf\nx = tf.placeholder(tf.float32)",
    after=("import tfcompat_ce.v1 as tf\ntf.disable_v2_behavior()\nx = tf.placeholder(tf.float32)"),
    survey=survey,
)
