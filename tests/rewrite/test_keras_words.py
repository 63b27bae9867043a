"""`lr=` and `decay=` of tf.keras's optimizers, and `acc`, which is `accuracy`."""

import pytest
from pairs import TF, findings, rewritten

from tfcompat_ce.rewrite.files.project import Task, find_files, rewrite_files
from tfcompat_ce.rewrite.rewriter import Options

FROM = "from tensorflow.keras.optimizers import SGD\n"
SCHEDULE = "tf.keras.optimizers.schedules.InverseTimeDecay"


@pytest.mark.parametrize("target", ["v1", "v2"])
@pytest.mark.parametrize(
    "before, after",
    [
        (f"{TF}tf.keras.optimizers.Adam(lr=0.1)\n", "Adam(learning_rate=0.1)"),
        (
            f"{TF}tf.keras.optimizers.Adam(\n    lr=rate / 2, beta_1=0.5)\n",
            "learning_rate=rate / 2, b",
        ),
        (f"{TF}tf.set_random_seed(1)\ntf.keras.optimizers.SGD(lr=0.1)\n", "SGD(learning_rate=0.1)"),
        (f"{FROM}SGD(lr=0.1, momentum=0.9)\n", "SGD(learning_rate=0.1, momentum=0.9)"),
        (
            f"{TF}tf.keras.optimizers.SGD(lr=0.1, decay=1e-6, momentum=0.9)\n",
            f"SGD(learning_rate={SCHEDULE}(0.1, 1, 1e-6), momentum=0.9)",
        ),
        (
            f"{TF}tf.keras.optimizers.SGD(0.1, decay=rate)\n",
            f"SGD(learning_rate={SCHEDULE}(0.1, 1, rate))",
        ),
    ],
)
def test_written_as_2_x_takes_it(before, after, target):
    assert after in rewritten(before, target, select=("TFC",))


def test_what_leaves_1_x_s_namespace():
    before = "import tfcompat_ce.v1 as tf\ntf.keras.optimizers.SGD(lr=0.1)\n"
    assert rewritten(before, "v2", select=("TFC",)) == (
        f"{TF}tf.keras.optimizers.SGD(learning_rate=0.1)\n"
    )


@pytest.mark.parametrize(
    "code",
    [
        f"{FROM}SGD(lr=0.1, decay=1e-6)\n",
        f"{TF}tf.keras.optimizers.SGD(decay=1e-6)\n",
        f"{TF}tf.keras.optimizers.SGD(lr=f(), decay=1e-6)\n",
    ],
)
def test_left_with_what_to_write(code):
    (found,) = [found for found in findings(code, "v1") if found.code == "TFC029"]
    assert found.action.value == "manual" and "InverseTimeDecay(lr, 1, decay)" in found.message
    assert rewritten(code, "v1") == code


@pytest.mark.parametrize(
    "code",
    [
        f"{TF}tf.keras.optimizers.SGD(learning_rate=0.1)\n",
        f"{TF}tf.placeholder(tf.float32)\ntf.keras.optimizers.SGD(lr=0.1)\n",
        "import tfcompat_ce.v1 as tf\ntf.Session()\ntf.keras.optimizers.SGD(lr=0.1)\n",
        "from keras.optimizers import SGD\nSGD(lr=0.1)\n",
        f"{TF}tf.train.AdamOptimizer(lr=0.1)\n",
    ],
)
def test_1_x_s_own_takes_the_old_words(code):
    assert not [found for found in findings(code, "v1") if found.code == "TFC029"]


FIT = f"{TF}m.compile('sgd', 'mse', metrics=['accuracy', 'mae'])\nh = m.fit(x).history  # keras\n"


@pytest.mark.parametrize("target", ["v1", "v2"])
@pytest.mark.parametrize(
    "line, after",
    [
        ("h['acc']", "h['accuracy']"),
        ('max(h["val_acc"])', 'max(h["val_accuracy"])'),
        ("EarlyStopping(monitor='val_acc')", "EarlyStopping(monitor='val_accuracy')"),
        ("h['mean_absolute_error'] + h['val_acc']", "h['mae'] + h['val_accuracy']"),
        (
            "plt.plot(h['acc'], label='acc'); plt.legend(['acc'])",
            "plt.plot(h['accuracy'], label='acc'); plt.legend(['acc'])",
        ),
    ],
)
def test_the_accuracy_by_its_name_in_2_x(line, after, target):
    assert rewritten(f"{FIT}{line}\n", target, select=("TFC",)).endswith(f"{after}\n")


@pytest.mark.parametrize(
    "code",
    [
        f"{FIT}h['acc']\n".replace("['accuracy'", "['acc', 'accuracy'"),
        f"{FIT}h['acc']\n".replace("metrics=['accuracy'", "['acc', 'accuracy'"),
        f"{FIT}metrics = ['acc']\nh['acc']\n",
        f"{FIT}a = tf.keras.metrics.Mean(name='acc')\nh['acc']\n",
        f"{FIT}h['acc']\n".replace("'accuracy'", "'mae'"),
        f"{FIT}h['acc']\n".replace("keras", "another"),
        f"{FIT}# h['acc']\nacc = h['loss']\n",
        f"{FIT}tf.Session()\nh['acc']\n",
    ],
)
def test_acc_by_another_reason(code):
    assert not [found for found in findings(code, "v1") if found.code == "TFC029"]


def test_a_rate_that_something_else_sets_is_no_schedule():
    code = f"{TF}o = tf.keras.optimizers.SGD(lr=0.1, decay=1e-6)\nReduceLROnPlateau()\n"
    (found,) = [found for found in findings(code, "v1") if found.code == "TFC029"]
    assert found.action.value == "manual" and "tf.compat.v1.keras.optimizers.SGD" in found.message


def test_graph_code_in_a_file_that_it_imports_keeps_acc(tmp_path):
    (tmp_path / "net.py").write_text(f"{TF}x = tf.placeholder(tf.float32)\n")
    (tmp_path / "train.py").write_text(f"import net\n{FIT}h['acc']\n")
    files = list(find_files([str(tmp_path)]))
    for report in rewrite_files(files, Task(Options(target="v1"))):
        assert not [found for found in report.findings if found.code == "TFC029"]
