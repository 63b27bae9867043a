"""The recipes of migration_notes.md run on every release, and give what they promise."""

import os
import re

import numpy as np
import pytest

from tfcompat_ce import nn, v1
from tfcompat_ce.shim import installed
from tfcompat_ce.verify import reference

NOTES = os.path.join(os.path.dirname(__file__), "..", "..", "migration_notes.md")
LOGITS = np.random.RandomState(0).randn(4, 3).astype("float32")
LABELS = np.array([0, 2, 1, 1])
IMAGES = np.random.RandomState(1).randn(2, 3, 4).astype("float32")
WEIGHTS = np.array([1.0, 2.0, 4.0], "float32")
TEACHER = np.random.RandomState(2).randn(4, 3).astype("float32")


def recipes():
    with open(NOTES, encoding="utf-8") as notes:
        section = re.search("^## Recipes\n(.*?)^## ", notes.read(), re.MULTILINE | re.DOTALL)
    return re.findall("```python\n(.*?)```", section.group(1), re.DOTALL)


def losses(labels, logits):
    return reference.sparse_softmax_cross_entropy_with_logits(labels, logits)


def smoothed():
    labels = np.eye(3)[LABELS] * 0.9 + 0.1 / 3
    return reference.softmax_cross_entropy_with_logits(labels, LOGITS).mean()


def distilled():
    soft = reference.softmax(TEACHER / 2)
    return 4 * reference.softmax_cross_entropy_with_logits(soft, LOGITS / 2).mean()


CASES = [
    ("IGNORED", "loss", lambda: losses(LABELS[1:], LOGITS[1:]).mean()),
    (
        "class_weights",
        "loss",
        lambda: np.average(losses(LABELS, LOGITS), weights=WEIGHTS[LABELS]),
    ),
    ("smoothing", "loss", smoothed),
    ("probabilities = nn.softmax", "probabilities", lambda: reference.softmax(LOGITS / 2)),
    ("teacher", "loss", distilled),
    (
        "images",
        "attention",
        lambda: reference.softmax(IMAGES.reshape(2, 12)).reshape(IMAGES.shape),
    ),
]


@pytest.mark.parametrize("word, result, expected", CASES, ids=[case[0] for case in CASES])
def test_recipe(word, result, expected):
    (recipe,) = [recipe for recipe in recipes() if word in recipe]
    with v1.Graph().as_default(), v1.Session() as session:
        names = {
            "tf": installed.tensorflow(),
            "nn": nn,
            "labels": v1.constant([-1, 2, 1, 1] if word == "IGNORED" else LABELS),
            "logits": v1.constant(LOGITS),
            "class_weights": v1.constant(WEIGHTS),
            "images": v1.constant(IMAGES),
            "teacher": v1.constant(TEACHER),
        }
        names.update(IGNORED=-1, classes=3, smoothing=0.1, temperature=2.0, height=3, width=4)
        exec(recipe, names)
        assert v1.gradients(names[result], names["teacher"]) == [None]
        found = session.run(names[result])
    np.testing.assert_allclose(found, expected(), rtol=1e-5)


def test_every_recipe_is_tried():
    assert len(recipes()) == len(CASES)
