"""Lines that go on inside a bracket stay aligned with what stands after it."""

from pairs import rewritten

BEFORE = '''
import tensorflow as tf
loss = tf.nn.softmax_cross_entropy_with_logits(labels=y,
                                               logits=x)  # and on
p = tf.nn.softmax(tf.matmul(x,
                            w),
                  dim=1)
q = tf.nn.softmax(
    x, dim=1)
r = tf.nn.softmax(x,
    dim=1)
s = tf.nn.softmax({"a":
                       1,
                   "b": [
                       2,
                   ]}, dim=1)
t = tf.nn.softmax(f("""a
                  b""",
                    c), dim=1)
u = tf.nn.softmax(x, dim=1), [1,
                              2]
'''

AFTER = '''
import tensorflow as tf
from tfcompat_ce import nn
loss = nn.softmax_cross_entropy_with_logits(labels=y,
                                            logits=x)  # and on
p = nn.softmax(tf.matmul(x,
                         w),
               axis=1)
q = nn.softmax(
    x, axis=1)
r = nn.softmax(x,
    axis=1)
s = nn.softmax({"a":
                    1,
                "b": [
                    2,
                ]}, axis=1)
t = nn.softmax(f("""a
                  b""",
                 c), axis=1)
u = nn.softmax(x, axis=1), [1,
                            2]
'''


def test_lines_stay_aligned():
    assert rewritten(BEFORE, origin="1") == AFTER


def test_windows_lines_do_too():
    dos = BEFORE.replace("\n", "\r\n")
    assert rewritten(dos, origin="1") == AFTER.replace("\n", "\r\n")


def test_tabs_stay():
    code = "import tensorflow as tf\np = tf.nn.softmax(x,\n\t\t dim=1)\n"
    assert rewritten(code, "nn").endswith("p = nn.softmax(x,\n\t\t axis=1)\n")


def test_a_long_literal_takes_no_longer_than_its_length():
    rows = "".join(f"                  {at},\n" for at in range(5000))
    code = f"import tensorflow as tf\np = tf.nn.softmax([\n{rows}], dim=1)\n"
    assert rows in rewritten(code)
