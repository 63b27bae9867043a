"""The check after the edits notices whatever they should not have done."""

import pytest

from tfcompat_ce.rewrite import rewriter
from tfcompat_ce.rewrite.rewriter import Options, rewrite
from tfcompat_ce.rewrite.syntax.safety import unexpected_change
from tfcompat_ce.rewrite.syntax.source import Edit, Source, SourceError, parse, splice

PROGRAM = b"""\
import tensorflow as tf

def f(x, y):
    a = 1
    loss = tf.nn.softmax(x, dim=1)
    return loss

class A:
    b = [1, 2]
"""
CALL = (PROGRAM.index(b"tf.nn"), PROGRAM.index(b"dim=1)") + len(b"dim=1)"))


def verdict(edits):
    return unexpected_change(
        PROGRAM, parse(PROGRAM), splice(PROGRAM, edits), edits, [(*CALL, "call")]
    )


def edit(old, new):
    start = PROGRAM.index(old)
    return Edit(start, start + len(old), new)


@pytest.mark.parametrize(
    "edits",
    [
        [edit(b"dim", "axis")],
        [edit(b"tf.nn", "nn"), edit(b"dim", "axis")],
        [edit(b"x, dim", "logits=x, name='n', axis")],
        [edit(b"x, dim=1", "f(x)")],
    ],
)
def test_what_is_inside_the_call_may_change(edits):
    assert verdict(edits) is None


@pytest.mark.parametrize(
    "edits",
    [
        [edit(b"dim=1", "axis=1)")],
        [edit(b"dim=1", "axis=(1")],
        [edit(b"dim=1)", "axis=1) + 1")],
        [edit(b"dim=1)", "axis=1)\n    x = 2")],
        [edit(b"dim=1)", "axis=1)\nx = 2")],
        [edit(b"dim=1)\n", "axis=1); ")],
        [edit(b"a = 1", "a = f(1)")],
        [edit(b"return loss", "return (loss)")],
        [edit(b"[1, 2]", "(1, 2)")],
        [edit(b"    return", "return")],
        [edit(b"    b", "b")],
        [edit(b"dim=1", "axis=1'''")],
    ],
)
def test_what_is_outside_may_not(edits):
    assert verdict(edits) is not None


def test_a_file_that_fails_the_check_is_an_error(monkeypatch):
    monkeypatch.setattr(rewriter, "edits_of", lambda *_: {Edit(CALL[1], CALL[1], " + 1")})
    with pytest.raises(SourceError, match="left alone: the result differs outside"):
        rewrite(Source(PROGRAM), Options(target="v2"))


def test_overlapping_edits_are_an_error(monkeypatch):
    monkeypatch.setattr(
        rewriter,
        "edits_of",
        lambda *_: {Edit(CALL[0], CALL[1], "x"), Edit(CALL[0] + 1, CALL[1], "y")},
    )
    with pytest.raises(SourceError, match="left alone: overlapping edits"):
        rewrite(Source(PROGRAM), Options(target="v2"))
