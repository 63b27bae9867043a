"""`tfcompat-ce info`: the TensorFlow found, and what is done with it."""

import json
import sys
from collections import OrderedDict
from typing import Any, Dict, Iterator, List, Tuple

import click
import numpy as np

from tfcompat_ce.cli import example
from tfcompat_ce.cli.app import CannotRun, in_one_line, quieten
from tfcompat_ce.shim import installed, raw_ops, routes
from tfcompat_ce.verify import environment


@click.command(short_help="The TensorFlow found, and what is done with it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def info(as_json: bool) -> None:
    """Show which TensorFlow is found, what may move its numbers, and which calls are made.

    A worked example is held against the reference.

    \b
    Examples:
      tfcompat-ce info
      tfcompat-ce info --json

    Exit status 0: they agree. 1: they differ. 2: there is no TensorFlow that can be used.
    """
    quieten()
    try:
        found = environment.describe()
    except installed.TensorFlowError as error:
        raise CannotRun(in_one_line(error)) from error
    rows = example.run()
    click.echo(in_json(found, rows) if as_json else "\n".join(in_words(found, rows)))
    sys.exit(0 if all(row.agrees for row in rows) else 1)


def in_json(found: Dict[str, Any], rows: List[example.Row]) -> str:
    """The facts and the numbers as one JSON object."""
    return json.dumps(
        OrderedDict(
            environment=found,
            routes=[
                OrderedDict(
                    function=function,
                    native=call(function),
                    fast=not raw_ops.why_not(function),
                    why_not_fast=raw_ops.why_not(function) or None,
                )
                for function in routes.ROUTES
            ],
            example=OrderedDict(
                logits=example.LOGITS,
                labels=example.LABELS,
                agrees=all(row.agrees for row in rows),
                **{row.name: row.computed.tolist() for row in rows},
            ),
        ),
        indent=2,
    )


def in_words(found: Dict[str, Any], rows: List[example.Row]) -> Iterator[str]:
    """The facts and the numbers as lines of text."""
    yield f"tfcompat-ce {found['tfcompat_ce']} on TensorFlow {found['tensorflow']}"
    yield ""
    yield from aligned(facts(found))
    yield ""
    yield from aligned([(function, call(function)) for function in routes.ROUTES])
    yield from fast_way()
    yield ""
    yield f"logits {example.LOGITS}, labels {example.LABELS}"
    yield from aligned(numbers(rows))
    yield "They agree." if all(row.agrees for row in rows) else "THEY DIFFER."


def facts(found: Dict[str, Any]) -> Iterator[Tuple[str, str]]:
    """The facts about the environment: what each is called, and what it is."""
    yield "Python", found["python"]
    yield "NumPy", found["numpy"]
    yield "platform", found["platform"]
    yield "processor", "{} ({} cores)".format(found["processor"] or "unknown", found["cores"])
    yield "instructions", " ".join(found["instructions"] or ["unknown"])
    yield "GPU", said(found["gpu"], "yes", "no")
    yield "oneDNN", said(found["onednn"])
    yield "op determinism", said(found["op_determinism"])
    yield from found["variables"].items()


def said(fact: Any, yes: str = "on", no: str = "off") -> str:
    """A fact that is true, false or not known, as a word."""
    return "unknown" if fact is None else yes if fact else no


def call(function: str) -> str:
    """The native call that serves a function here."""
    return "tf." + routes.route(function, installed.release()).call


def fast_way() -> Iterator[str]:
    """Which functions take it and which do not, and why."""
    reasons: Dict[str, List[str]] = OrderedDict()
    for function in routes.ROUTES:
        reasons.setdefault(raw_ops.why_not(function), []).append(function)
    for reason, functions in reasons.items():
        who = "" if len(reasons) == 1 else " of " + " and ".join(functions)
        if reason:
            yield f"Every call{who} is the native one: {reason}."
        else:
            yield f"Plain dense tensors{who} go straight to the op that these calls end in."


def numbers(rows: List[example.Row]) -> Iterator[Tuple[str, str, str]]:
    """The example's numbers as rows: the function, what it gives here, and the reference."""
    yield "", "shim, float32", "reference, float64"
    for name, computed, expected in rows:
        for ours, theirs in zip(np.atleast_2d(computed), np.atleast_2d(expected)):
            yield (
                name,
                " ".join(f"{number:.8f}" for number in ours),
                " ".join(f"{number:.15f}" for number in theirs),
            )
            name = ""


def aligned(rows: Any) -> Iterator[str]:
    """Rows of texts, in columns."""
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip()
