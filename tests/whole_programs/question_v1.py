"""The program of the question that this project grew from, written for TensorFlow 0.x."""

import numpy as np
import tfcompat_ce.v1 as tf

tf.disable_v2_behavior()

sess = tf.Session()

# Two rows of logits, and the labels of the classes 1 and 2.
y_hat = tf.convert_to_tensor(np.array([[0.5, 1.5, 0.1], [2.2, 1.3, 1.7]]))
y_true = tf.convert_to_tensor(np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]))
y_hat_softmax = tf.nn.softmax(y_hat)

loss_per_instance_1 = -tf.reduce_sum(y_true * tf.log(y_hat_softmax), reduction_indices=[1])
print(sess.run(loss_per_instance_1).tolist())

total_loss_1 = tf.reduce_mean(loss_per_instance_1)
print(sess.run(total_loss_1).tolist())

loss_per_instance_2 = tf.nn.softmax_cross_entropy_with_logits(logits=y_hat, labels=y_true)
print(sess.run(loss_per_instance_2).tolist())

total_loss_2 = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=y_hat, labels=y_true))
print(sess.run(total_loss_2).tolist())
