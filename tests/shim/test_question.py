"""The numbers of the question that this project grew from."""

import numpy as np

from tfcompat_ce import nn, v1

LOGITS = np.array([[0.5, 1.5, 0.1], [2.2, 1.3, 1.7]])
LABELS = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])


def test_softmax(run):
    expected = [[0.227863, 0.61939586, 0.15274114], [0.49674623, 0.20196195, 0.30129182]]
    np.testing.assert_allclose(run(nn.softmax, LOGITS), expected, rtol=0, atol=5e-9)


def test_losses(run):
    losses = run(
        lambda labels, logits: nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits),
        LABELS,
        LOGITS,
    )
    np.testing.assert_allclose(losses, [0.4790107, 1.19967598], rtol=0, atol=5e-9)


def test_losses_of_class_indices(run):
    losses = run(
        lambda logits: nn.sparse_softmax_cross_entropy_with_logits(labels=[1, 2], logits=logits),
        LOGITS,
    )
    np.testing.assert_allclose(losses, [0.4790107, 1.19967598], rtol=0, atol=5e-9)


def test_mean_loss(run):
    mean = run(
        lambda labels, logits: v1.reduce_mean(
            nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)
        ),
        LABELS,
        LOGITS,
    )
    assert abs(mean - 0.83934333897877922) < 1e-15
