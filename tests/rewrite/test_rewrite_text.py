"""The Python API, for bots and editors."""

import doctest
import json

import pytest

import tfcompat_ce.rewrite
from tfcompat_ce.rewrite import Action, SourceError, rewrite_text

OLD = "import tensorflow as tf\nloss = tf.nn.softmax_cross_entropy_with_logits(z, t)\n"


def test_the_example_is_true():
    result = doctest.testmod(tfcompat_ce.rewrite)
    assert result.attempted > 2 and result.failed == 0


@pytest.mark.parametrize(
    ("target", "call"),
    [
        ("nn", "nn.softmax_cross_entropy_with_logits(logits=z, labels=t)"),
        ("v1", "tf.nn.softmax_cross_entropy_with_logits(logits=z, labels=t)"),
        ("v2", "tf.nn.softmax_cross_entropy_with_logits(logits=z, labels=tf.stop_gradient(t))"),
    ],
)
def test_each_target(target, call):
    result = rewrite_text(OLD, target=target, origin="0")
    assert result.text.splitlines()[-1] == f"loss = {call}"
    assert Action.REWRITTEN in [found.action for found in result.findings]
    assert rewrite_text(result.text, target=target).text == result.text


def test_what_is_left_to_a_person():
    (found,) = rewrite_text("import tensorflow as tf\ntf.nn.softmax(**given)\n").findings
    assert (found.action, found.line, found.column) == (Action.MANUAL, 2, 1)


def test_rules_can_be_chosen():
    assert rewrite_text(OLD, origin="0", ignore=["TFC001"]).text == OLD
    assert rewrite_text(OLD, origin="0", select=["TFC004"]).findings == ()


def test_a_notebook_goes_by_its_name():
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": OLD.splitlines(True)}
    text = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    result = rewrite_text(text, origin="0", filename="old.ipynb")
    assert "logits=z, labels=t" in "".join(json.loads(result.text)["cells"][0]["source"])
    assert result.findings[0].cell == 1


@pytest.mark.parametrize(
    "text",
    [
        OLD.replace("\n", "\r\n"),
        "\ufeff" + OLD,
        "# -*- coding: latin-1 -*-\n# caf\xe9\n" + OLD,
        "print 'Python 2'\n" + OLD,
    ],
)
def test_what_it_does_not_change_stays(text):
    result = rewrite_text(text, target="v2", origin="0")
    assert result.text == text.replace("(z, t)", "(logits=z, labels=tf.stop_gradient(t))")


@pytest.mark.parametrize(
    "text", [OLD + "f(", OLD + "\0", "# coding: ascii\n# \xe9\n" + OLD, "# coding: no-such\n" + OLD]
)
def test_what_is_no_program_raises(text):
    with pytest.raises(SourceError) as caught:
        rewrite_text(text)
    assert "\n" not in str(caught.value)
