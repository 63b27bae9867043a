"""TFC028: the program is Python 2, which no TensorFlow from 2.2 on runs on.

It is read and rewritten all the same, but what comes out is Python 2 still. Convert it first:
`2to3 -w .`, a program that Python 3.12 and older have.

Source: https://docs.python.org/3.12/library/2to3.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfcompat_ce.rewrite.rules.base import Action, Context, Outcome, Rule
from tfcompat_ce.rewrite.syntax.python2 import WHAT_TO_DO, of_python_2


def advise(context: Context) -> Iterator[Outcome]:
    """One piece of advice, at the first place that only Python 2 has."""
    if (node := of_python_2(context.source)) is not None:
        yield Outcome(node, "Python 2", Action.ADVICE, WHAT_TO_DO)


RULE = Rule(
    code="TFC028",
    title="a program of Python 2",
    explanation=__doc__,
    before="import tensorflow as tf\nprint tf.nn.softmax(x, axis=1)",
    after="import tensorflow as tf\nprint(tf.nn.softmax(x, axis=1))",
    advise=advise,
)
