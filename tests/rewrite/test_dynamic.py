"""TFC005: what cannot be known is reported and left alone."""

import pytest
from pairs import TF, actions, rewritten


@pytest.mark.parametrize(
    "code",
    [
        "getattr(tf.nn, name)(labels=y, logits=p)",
        "getattr(tf.nn, 'softmax')(x)",
        "getattr(tf.nn, 'softmax', None)",
        "nn = tf.nn\nf = getattr(nn, 'sparse_' + kind)",
        "getattr(getattr(tf, 'nn'), kind)",
        "tf.nn.softmax = mine",
        "(tf.nn if old else tf.nn).softmax_cross_entropy_with_logits(labels=y, logits=p)",
    ],
)
def test_reported(code):
    assert actions(f"{TF}{code}\n") == ["manual"]
    assert rewritten(f"{TF}{code}\n") == f"{TF}{code}\n"


@pytest.mark.parametrize(
    "code",
    [
        "getattr(tf.nn, 'relu')(x)",
        "getattr(torch.nn, name)",
        "getattr(nn, name)",
        "getattr(tf.compat.v1.nn, name)",
        "def getattr(a, b): pass\ngetattr(tf.nn, name)",
        "# getattr(tf.nn, name)",
    ],
)
def test_not_a_reference(code):
    assert actions(f"{TF}{code}\n") == []
