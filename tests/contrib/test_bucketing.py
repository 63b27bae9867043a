"""``tf.contrib.training.bucket``: the batches of 1.15's, ours and its own."""

import importlib

import numpy as np
import pytest

import tfcompat_ce.v1 as tf
from tfcompat_ce.shim import installed

RELEASE = installed.release()
LENGTHS = [1, 4, 2, 6, 5, 1, 9, 2, 3, 4, 1]

pytestmark = pytest.mark.skipif(RELEASE < (1, 15), reason="1.15's contrib is the measure")


@pytest.fixture(params=["native", "ours"] if RELEASE < (2, 0) else ["ours"])
def training(request):
    if request.param == "native":
        return tf.contrib.training
    return importlib.import_module("tfcompat_ce.v1.contrib.training")


def collected(build):
    """Every batch until there is no more, sorted, for threads make them."""
    with tf.Graph().as_default(), tf.Session() as session:
        (length,) = tf.train.slice_input_producer([LENGTHS], num_epochs=1, shuffle=False)
        example = tf.fill([length], length * 10)
        fetched = build(length, example)
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        coordinator = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coordinator)
        found = []
        try:
            while True:
                found.append(session.run(fetched))
        except tf.errors.OutOfRangeError:
            pass
        coordinator.request_stop()
        coordinator.join(threads)
    return sorted((np.asarray(a).tolist(), np.asarray(b).tolist()) for a, b in found)


def test_by_length(training):
    def build(length, example):
        lengths, batch = training.bucket_by_sequence_length(
            length, [example], 2, [3, 5], dynamic_pad=True
        )
        assert lengths.get_shape().as_list() == [2] and isinstance(batch, list)
        assert batch[0].get_shape().as_list() == [2, None]
        return lengths, batch[0]

    assert collected(build) == [
        ([1, 2], [[10, 0], [20, 20]]),
        ([1, 2], [[10, 0], [20, 20]]),
        ([4, 3], [[40] * 4, [30] * 3 + [0]]),
        ([6, 5], [[60] * 6, [50] * 5 + [0]]),
    ]


def test_what_is_left_over_and_what_is_not_kept(training):
    def build(length, example):
        lengths, batch = training.bucket_by_sequence_length(
            length,
            {"b": example[:1], "a": length},
            [2, 3],
            [4],
            shapes=[[], [1]],
            allow_smaller_final_batch=True,
            keep_input=tf.less(length, 9),
        )
        return lengths, tf.concat([batch["b"], tf.expand_dims(batch["a"], 1)], 1)

    assert collected(build) == [
        ([1, 2], [[10, 1], [20, 2]]),
        ([1, 2], [[10, 1], [20, 2]]),
        ([3, 1], [[30, 3], [10, 1]]),
        ([4], [[40, 4]]),
        ([4, 6, 5], [[40, 4], [60, 6], [50, 5]]),
    ]


def test_buckets_by_number(training):
    def build(length, example):
        number, batch = training.bucket([length], tf.mod(length, 2), 3, 2)
        assert batch.get_shape().as_list() == [3]
        return number, batch

    assert collected(build) == [(0, [4, 2, 6]), (1, [1, 5, 1]), (1, [9, 3, 1])]


@pytest.mark.parametrize(
    "error, options",
    [
        (ValueError, {"bucket_boundaries": []}),
        (TypeError, {"bucket_boundaries": [1.5]}),
        (ValueError, {"bucket_boundaries": [3, 3]}),
        (ValueError, {"bucket_boundaries": [3], "batch_size": [1, 2, 3]}),
        (ValueError, {"bucket_boundaries": [3], "bucket_capacities": [5]}),
    ],
)
def test_what_is_refused(training, error, options):
    with tf.Graph().as_default(), pytest.raises(error):
        options = dict({"batch_size": 2}, **options)
        training.bucket_by_sequence_length(tf.constant(1), [tf.constant(1)], **options)
