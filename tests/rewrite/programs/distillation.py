"""Train a teacher and a student on the handwritten digits; print the losses of every step.

TensorFlow 1.15 code: the student learns from the teacher's softmax, and the gradient of its loss
must not reach the teacher.
"""

import functools

import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits
from tensorflow import nn

v1 = tf.compat.v1
v1.disable_v2_behavior()
digits = load_digits()
images = (digits.data / 16.0).astype(np.float32)
classes = digits.target.astype(np.int32)
random = np.random.RandomState(0)


def variable(*shape):
    return v1.Variable(random.normal(0, 0.1, shape).astype(np.float32))


x = v1.placeholder(tf.float32, [None, 64])
y = v1.placeholder(tf.int32, [None])

teacher_hidden = tf.tanh(tf.matmul(x, variable(64, 32)) + variable(32))
teacher = tf.matmul(teacher_hidden, variable(32, 10)) + variable(10)
student = tf.matmul(x, variable(64, 10)) + variable(10)

soft_labels = tf.nn.softmax(teacher / 2.0, dim=-1)
hard = functools.partial(tf.nn.sparse_softmax_cross_entropy_with_logits, labels=y)
distil = nn.softmax_cross_entropy_with_logits
losses = {
    "teacher": tf.reduce_mean(hard(logits=teacher)),
    "student": tf.reduce_mean(
        distil(
            labels=soft_labels,  # no gradient into the teacher
            logits=student,
            dim=1,
        )
    ),
    "both": tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(soft_labels, student)),
}
total = losses["teacher"] + losses["student"] + 0.1 * losses["both"]
step = v1.train.GradientDescentOptimizer(0.5).minimize(total)

with v1.Session() as session:
    session.run(v1.global_variables_initializer())
    for number in range(60):
        batch = slice(number * 29 % 1700, number * 29 % 1700 + 64)
        feed = {x: images[batch], y: classes[batch]}
        values = session.run([step, losses], feed)[1]
        print(number, *(repr(float(values[name])) for name in sorted(values)))
