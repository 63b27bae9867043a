"""Transposed convolutions have the static shape that was asked for, on every release."""

import numpy as np
import pytest

import tfcompat_ce.v1 as tf
from tfcompat_ce.shim import installed

SIZES = [8, 6, 6, 2]


def filters():
    return tf.constant(np.ones([3, 3, 2, 5], np.float32))


@pytest.mark.parametrize("batch", [8, None])
@pytest.mark.parametrize("sizes", [SIZES, tuple(SIZES), np.array(SIZES, np.int32)])
def test_static_shape(batch, sizes):
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [batch, 3, 3, 5])
        by_name = tf.nn.conv2d_transpose(x, filters(), output_shape=sizes, strides=[1, 2, 2, 1])
        assert by_name.get_shape().as_list() == SIZES
        by_position = tf.nn.conv2d_transpose(x, filters(), sizes, [1, 2, 2, 1])
        assert by_position.get_shape().as_list() == SIZES
        x = tf.placeholder(tf.float32, [batch, 6, 6, 5])
        atrous = tf.nn.atrous_conv2d_transpose(x, filters(), sizes, 2, "SAME")
        assert atrous.get_shape().as_list() == SIZES


def test_what_only_the_run_knows_stays_open():
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 3, 3, 5])
        sizes = tf.stack([tf.shape(x)[0], 6, 6, 2])
        y = tf.nn.conv2d_transpose(x, filters(), sizes, [1, 2, 2, 1])
        assert y.get_shape().as_list()[0] is None
        in_a_list = tf.nn.conv2d_transpose(x, filters(), [tf.shape(x)[0], 6, 6, 2], [1, 2, 2, 1])
        with tf.Session() as session:
            for result in (y, in_a_list):
                assert session.run(result, {x: np.ones([4, 3, 3, 5])}).shape == (4, 6, 6, 2)


@pytest.mark.skipif(installed.release() < (1, 14), reason="1.14 brought it")
def test_one_axis():
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 3, 5])
        y = tf.nn.conv1d_transpose(x, tf.ones([3, 2, 5]), [8, 6, 2], 2)
        assert y.get_shape().as_list() == [8, 6, 2]


def test_a_generator_that_reshapes_to_its_shape():
    with tf.Graph().as_default():
        noise = tf.placeholder(tf.float32, [None, 45])
        x = tf.reshape(noise, [-1, 3, 3, 5])
        y = tf.nn.conv2d_transpose(x, filters(), output_shape=SIZES, strides=[1, 2, 2, 1])
        assert tf.reshape(y, y.get_shape()).get_shape().as_list() == SIZES
