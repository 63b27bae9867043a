"""`%load_ext tfcompat_ce` in a kernel."""

import re

import numpy as np
import pytest

LOAD = "%load_ext tfcompat_ce"


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_an_old_notebook_runs(kernel):
    assert kernel.run(LOAD) == ""
    assert "%tensorflow_version 1.x changes nothing" in kernel.run("%tensorflow_version 1.x")
    assert kernel.run("import tensorflow as tf") == ""
    kernel.run("flags = tf.app.flags\nFLAGS = flags.FLAGS\nflags.DEFINE_integer('n', 2, 'n')")
    kernel.run("a = tf.constant(2.0)\ntf.reset_default_graph()")
    kernel.run(
        "x = tf.placeholder(tf.float32, [None, 3])\ny = tf.placeholder(tf.float32, [None, 3])"
    )
    kernel.run("%%time\nloss = tf.nn.softmax_cross_entropy_with_logits(logits=x, labels=y)")
    kernel.run("%time p = tf.nn.softmax(x, dim=0)")
    feed = "{x: [[1, 2, 3]], y: [[0, 0, 1]]}"
    assert "2" in kernel.run("print(FLAGS.n)")
    shown = kernel.run(f"with tf.Session() as sess:\n    print(sess.run([loss, p], {feed}))")
    assert "0.407" in shown and "1., 1., 1." in shown


def test_an_error_shows_the_cell_as_it_was_written(kernel):
    kernel.run(LOAD)
    kernel.run("import tensorflow as tf")
    shown = plain(kernel.run("x = 1\ny = tf.nn.softmax([[1.0]], dim=0), 1 / 0"))
    assert "ZeroDivisionError" in shown
    assert "----> 2 y = tf.nn.softmax([[1.0]], dim=0), 1 / 0" in shown
    assert "tfcompat_ce/run" not in shown


def test_what_is_left_is_shown_once(kernel):
    kernel.run(LOAD)
    kernel.run("import tensorflow as tf")
    cell = "def f(x):\n    return tf.contrib.bayesflow.entropy(x)"
    assert kernel.run(cell).count("tfcompat-ce: In[3]:2:12: TFC") == 1
    assert kernel.run(cell) == ""


def test_options_are_a_magic(kernel):
    kernel.run(LOAD)
    assert "is not one of" in kernel.run("%tfcompat_ce --from 3")
    assert "--from" in kernel.run("%tfcompat_ce --help")
    kernel.run("import tensorflow as tf")
    call = "f = lambda a, b: tf.nn.softmax_cross_entropy_with_logits(a, b)"
    assert "In[5]:1:18: TFC001" in kernel.run(call)
    kernel.run("%tfcompat_ce --from 0")
    assert kernel.run(call + "; logits, labels = [[1.0, 2.0]], [[0.0, 1.0]]") == ""
    assert "0.313" in kernel.run("print(tf.Session().run(f(logits, labels)))")
    kernel.run("%tfcompat_ce --quiet")
    assert kernel.run("g = " + call[4:]) == ""


def test_own_modules_are_rewritten(kernel, tmp_path):
    (tmp_path / "model.py").write_text(
        "import tensorflow as tf\ndef net():\n    return tf.placeholder(tf.float32, [2])\n"
    )
    kernel.run(LOAD)
    assert "Placeholder" in kernel.run("import model\nprint(model.net())")


def test_unload_takes_it_back(kernel):
    kernel.run(LOAD)
    kernel.run("%unload_ext tfcompat_ce")
    assert "AttributeError" in kernel.run("import tensorflow as tf\ntf.placeholder")
    assert "not found" in kernel.run("%tfcompat_ce")


def test_unload_leaves_graph_mode(kernel):
    kernel.run(LOAD)
    kernel.run("import tensorflow as tf\nx = tf.placeholder(tf.float32, [])\ns = tf.Session()")
    kernel.run("%unload_ext tfcompat_ce")
    shown = kernel.run("import tensorflow as tf\nprint(tf.constant(1.0) + 1, s.run(x, {x: 3}))")
    assert "tf.Tensor(2.0, shape=(), dtype=float32) 3.0" in shown


@pytest.mark.parametrize("imported", [True, False])
def test_numbers_in_a_list_are_printed_as_numpy_1_does(kernel, imported):
    if imported:
        kernel.run("import numpy")
    kernel.run(LOAD)
    assert "[0.5]" in kernel.run("import numpy as np\nprint([np.float32(0.5)])")
    kernel.run("%unload_ext tfcompat_ce")
    shown = "[0.5]" if np.__version__ < "2" else "[np.float32(0.5)]"
    assert shown in kernel.run("print([np.float32(0.5)])")


def test_too_late(kernel):
    kernel.run("import tensorflow as tf\nx = tf.constant(1)")
    shown = kernel.run(LOAD)
    assert shown.count("\n") == 1
    assert "restart the kernel" in shown


def test_tensorflow_only_imported_is_not_too_late(kernel):
    kernel.run("import tensorflow as tf")
    assert kernel.run(LOAD) == ""
    assert "Placeholder" in kernel.run("print(tf.placeholder(tf.float32, [2]))")


def test_async_cells(kernel):
    kernel.run(LOAD)
    shown = kernel.run(
        "import asyncio\nimport tensorflow as tf\nawait asyncio.sleep(0)\n"
        "print(tf.placeholder(tf.float32, [2]).shape)"
    )
    assert shown.endswith("(2,)\n")


def test_places_are_those_of_the_cell_as_it_was_written(kernel):
    kernel.run(LOAD)
    kernel.run("import tensorflow as tf\na = tf.placeholder(tf.float32, [2, 3])")
    line = "c = tf.nn.softmax_cross_entropy_with_logits(a, a); f = lambda: c"
    kernel.run(line)
    column = kernel.run("print(list(f.__code__.co_positions())[-1][2])")
    assert int(column) == line.rindex("c")


def test_a_cell_runs_again(kernel):
    kernel.run(LOAD)
    kernel.run("import tensorflow as tf")
    cell = (
        "flags = tf.app.flags\nflags.DEFINE_integer('n', {}, 'n')\n"
        "flags.DEFINE_string('log_dir', '/tmp', 'many have one')\nprint(flags.FLAGS.n)"
    )
    assert kernel.run(cell.format(1)) == "1\n"
    assert kernel.run(cell.format(2)) == "2\n"
    assert "DuplicateFlagError" in kernel.run(cell.format(3) + "\n" + cell.format(4))


def test_a_file_that_a_cell_runs(kernel, tmp_path):
    (tmp_path / "script.py").write_text(
        "import sys\nimport tensorflow as tf\nx = tf.placeholder(tf.float32, [2])\n"
        "print(__name__, sys.argv[1:], x.shape)\ny = 1 / 0\n"
    )
    kernel.run(LOAD)
    shown = plain(kernel.run("%run script.py 1"))
    assert shown.startswith("__main__ ['1'] (2,)\n")
    assert "script.py:5\n" in shown and "tfcompat_ce/run" not in shown
    assert "(2,)" in kernel.run("print(x.shape)")
    assert "`tfcompat-ce run script.py`" in kernel.run("!python script.py")


def test_an_installation_of_1x(kernel):
    kernel.run(LOAD)
    shown = kernel.run("!pip install --no-index --quiet tensorflow==1.15")
    assert "no Python of today has a package of 1.x" in shown


def test_loaded_again(kernel):
    kernel.run(LOAD)
    assert "already loaded" in kernel.run(LOAD)
    kernel.run("%reload_ext tfcompat_ce")
    assert "(2,)" in kernel.run(
        "import tensorflow as tf\nprint(tf.placeholder(tf.float32, [2]).shape)"
    )


def test_cells_in_another_order(kernel):
    kernel.run(LOAD)
    assert "NameError" in kernel.run("y = tf.nn.softmax(x, dim=1)")
    kernel.run("import tensorflow as tf")
    kernel.run("x = tf.placeholder(tf.float32, [2, 3])")
    for _ in range(2):
        assert kernel.run("y = tf.nn.softmax(x, dim=1)") == ""
    assert "(2, 3)" in kernel.run("print(y.shape)")
