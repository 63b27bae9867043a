"""The random numbers of a graph with a seed and operations without: 1.x's, on every release."""

PROGRAM = """
import tfcompat_ce.v1 as tf
tf.enable_v1_random_seeds()
tf.enable_v1_random_seeds()  # twice is once
tf.disable_v2_behavior()
tf.set_random_seed(1)
first = tf.random_normal([3])
later = tf.random_normal([2])
own = tf.random_uniform([2], seed=3)
with tf.Session() as s:
    for x in s.run([first, later, own]):
        print(" ".join("%.6f" % one for one in x))
"""

# What 1.0 to 1.15 print.
PRINTED = [
    "-0.670861 0.223571 0.797273",
    "-0.347609 -1.491477",
    "0.778786 0.801198",
]


def test_the_numbers_are_those_of_1x(python):
    lines = python(PROGRAM).splitlines()
    assert lines[-len(PRINTED) :] == PRINTED
