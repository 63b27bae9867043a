"""TFC025: `import keras` beside TensorFlow 1.x is Keras 3 today, which has no sessions.

Programs of 2016 to 2019 meant Keras 2. `tfcompat_ce.keras` is the Keras 2 that goes with the
installed TensorFlow, with the modules of then (`keras.engine`, `keras.layers.core`): from 2.16 on
the package tf_keras has it. `tfcompat-ce run` leads `import keras` there by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from tfcompat_ce.rewrite.rules.base import Action, Outcome, Rule, once
from tfcompat_ce.rewrite.syntax.source import Source, is_field
from tfcompat_ce.rewrite.usage.program import Program

WHAT_TO_DO = (
    "Keras 3 today, and programs of 1.x meant Keras 2: write `tfcompat_ce.keras`, in every file "
    "of the program; from TensorFlow 2.16 on it needs pip install 'tfcompat-ce[legacy-keras]', "
    "with which `tfcompat-ce run` leads `keras` there by itself"
)


def survey(program: Program) -> Iterator[Outcome]:
    """One piece of advice, at the first import."""
    places = list(_imports(program.source)) if program.here else []
    if places:
        yield once(Action.ADVICE, "keras", WHAT_TO_DO, places)


def _imports(source: Source) -> Iterator[Node]:
    for path in source.occurrences("keras"):
        name = path[-2]
        if name.type != "dotted_name" or name.children[0] != path[-1]:
            continue
        holder = path[-4] if path[-3].type == "aliased_import" else path[-3]
        by_from = holder.type == "import_from_statement" and is_field(holder, "module_name", name)
        if by_from or holder.type == "import_statement":
            yield name


RULE = Rule(
    code="TFC025",
    title="stand-alone Keras, imported beside TensorFlow 1.x",
    explanation=__doc__,
    before="import keras\nimport tfcompat_ce.v1 as tf\nkeras.backend.get_session()",
    after=(
        "import tfcompat_ce.keras as keras\nimport tfcompat_ce.v1 as tf\n"
        "keras.backend.get_session()"
    ),
    survey=survey,
)
