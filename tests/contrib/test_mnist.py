"""MNIST's loader: 1.15's batches, files read or downloaded, and what is said of bad ones."""

import gzip
import importlib.util
import os
import threading
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path

import numpy as np
import pytest

import tfcompat_ce
from tfcompat_ce import v1
from tfcompat_ce.shim import installed

RELEASE = installed.release()
FOLDER = Path(tfcompat_ce.__file__).parent / "v1" / "examples" / "tutorials" / "mnist"
FILES = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")

only_ours = pytest.mark.skipif(RELEASE < (2, 0), reason="the loader is TensorFlow's own")


def ours(name):
    """Our module, also on a release that has its own."""
    spec = importlib.util.spec_from_file_location("our_" + name, str(FOLDER / (name + ".py")))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


input_data = ours("input_data")


def idx(array, magic):
    header = np.array([magic, *array.shape], ">u4").tobytes()
    return gzip.compress(header + array.astype(np.uint8).tobytes())


@pytest.fixture
def folder(tmp_path):
    random = np.random.RandomState(0)
    for images, labels, count in ((*FILES[:2], 50), (*FILES[2:], 20)):
        pixels = random.randint(0, 256, (count, 28, 28))
        (tmp_path / (images + "-ubyte.gz")).write_bytes(idx(pixels, 2051))
        (tmp_path / (labels + "-ubyte.gz")).write_bytes(idx(pixels[:, 0, 0] % 10, 2049))
    return str(tmp_path)


def batches(module, folder, **options):
    with v1.Graph().as_default():
        graph_seed = options.pop("graph_seed", None)
        if graph_seed is not None:
            v1.set_random_seed(graph_seed)
        sets = module.read_data_sets(folder, validation_size=8, **options)
        yield sets.train.num_examples, sets.validation.num_examples, sets.test.num_examples
        for size in (7, 30, 9, 42, 5, 1):
            for one in sets:
                shuffle = size != 5
                yield one.next_batch(min(size, one.num_examples), shuffle=shuffle)
                yield one.epochs_completed, one.images, one.labels


OPTIONS = [
    {"seed": 1},
    {"seed": 0, "one_hot": True},
    {"seed": 5, "reshape": False, "dtype": "uint8"},
    {"graph_seed": 3},
    {"graph_seed": 3, "seed": 4},
]


@pytest.mark.skipif(not (1, 3) <= RELEASE < (2, 0), reason="1.3 to 1.15 have it with seeds")
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_the_batches_are_tensorflows(folder, options):
    from tensorflow.examples.tutorials.mnist import input_data as theirs

    options = dict(options)
    if "dtype" in options:
        options["dtype"] = getattr(v1, options["dtype"])
    own = list(batches(input_data, folder, **options))  # They shuffle with one generator.
    pairs = list(zip(own, list(batches(theirs, folder, **options))))
    assert len(pairs) == 37
    for own, other in pairs:
        for left, right in zip(own, other):
            np.testing.assert_array_equal(left, right)
            assert getattr(left, "dtype", int) == getattr(right, "dtype", int)


def test_shapes_and_types(folder):
    sets = input_data.read_data_sets(folder, one_hot=True, validation_size=10)
    assert [one.num_examples for one in sets] == [40, 10, 20]
    images, labels = sets.train.next_batch(3)
    assert (images.shape, images.dtype) == ((3, 784), np.float32)
    assert (labels.shape, labels.dtype) == ((3, 10), np.float64)
    assert images.max() <= 1.0
    raw = input_data.read_data_sets(folder, dtype=v1.uint8, reshape=False, validation_size=0)
    images, labels = raw.test.next_batch(2, shuffle=False)
    assert (images.shape, images.dtype, labels.dtype) == ((2, 28, 28, 1), np.uint8, np.uint8)


def test_a_seed_gives_the_same_batches_everywhere(folder):
    """As 1.15 gave them."""
    sets = input_data.read_data_sets(folder, validation_size=0, seed=2)
    labels = np.concatenate([sets.train.next_batch(20)[1] for _ in range(3)])
    np.testing.assert_array_equal(labels[:12], FIRST)


FIRST = [6, 6, 7, 2, 8, 2, 8, 5, 0, 0, 3, 1]


@only_ours
def test_where_it_is():
    from tfcompat_ce.v1.contrib.learn.python.learn.datasets import mnist as of_contrib

    import tfcompat_ce.v1.examples.tutorials.mnist.input_data as by_path
    from tfcompat_ce.v1.examples.tutorials.mnist import input_data as by_name

    assert by_name is by_path is v1.examples.tutorials.mnist.input_data is of_contrib
    assert v1.contrib.learn.datasets.mnist.read_data_sets is by_name.read_data_sets
    assert "examples" in dir(v1)


@pytest.fixture
def server(folder):
    handler = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    translate = lambda self, path: os.path.join(folder, path.lstrip("/"))  # noqa: E731
    handler.translate_path = translate
    with_folder = HTTPServer(("127.0.0.1", 0), partial(handler))
    thread = threading.Thread(target=with_folder.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{with_folder.server_address[1]}/"
    with_folder.shutdown()
    with_folder.server_close()


def test_missing_files_are_downloaded(server, tmp_path):
    target = tmp_path / "new" / "mnist"
    sets = input_data.read_data_sets(str(target), source_url=server, validation_size=0)
    assert sets.test.num_examples == 20
    assert sorted(path.name for path in target.iterdir()) == sorted(f + "-ubyte.gz" for f in FILES)


def test_what_cannot_be_downloaded_leaves_nothing(server, tmp_path):
    target = tmp_path / "new"
    with pytest.raises(OSError, match="train-images-idx3-ubyte.gz is not in .*new.*source_url="):
        input_data.read_data_sets(str(target), source_url=server + "none/")
    assert list(target.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "magic number is none, not 2051"),
        (b"<html>", "does not unpack"),
        (idx(np.zeros((2, 2, 2)), 2049), "magic number is 2049, not 2051"),
        (idx(np.zeros((2, 2, 2)), 2051)[:-9], "does not unpack"),
        (gzip.compress(np.array([2051, 2, 2], ">u4").tobytes()), "shape"),
        (gzip.compress(np.array([2051, 2, 2, 2], ">u4").tobytes() + b"1234567"), "7 bytes"),
    ],
)
def test_a_bad_file_is_named_with_what_to_do(folder, content, words):
    path = os.path.join(folder, "train-images-idx3-ubyte.gz")
    Path(path).write_bytes(content)
    with pytest.raises(ValueError, match=words) as error:
        input_data.read_data_sets(folder)
    assert path in str(error.value) and "Delete it" in str(error.value)


def test_bad_arguments(folder):
    with pytest.raises(ValueError, match="from 0 to 50, not 51"):
        input_data.read_data_sets(folder, validation_size=51)
    with pytest.raises(TypeError, match=r"tf.uint8 or tf.float32"):
        input_data.read_data_sets(folder, dtype=v1.int32, validation_size=0)


def test_fake_data():
    sets = input_data.read_data_sets("nowhere", fake_data=True, one_hot=True)
    images, labels = sets.test.next_batch(2, fake_data=True)
    assert images == [[1] * 784] * 2
    assert labels == [[1] + [0] * 9] * 2


def test_the_tutorials_net():
    net = ours("mnist")
    with v1.Graph().as_default(), v1.Session() as session:
        images = v1.ones([4, net.IMAGE_PIXELS])
        labels = v1.constant([1, 2, 3, 4])
        logits = net.inference(images, 8, 5)
        loss = net.loss(logits, labels)
        step = net.training(loss, 0.001)
        right = net.evaluation(logits, labels)
        names = [variable.name for variable in v1.trainable_variables()]
        assert names[:2] == ["hidden1/weights:0", "hidden1/biases:0"] and len(names) == 6
        session.run(v1.global_variables_initializer())
        first = session.run(loss)
        for _ in range(5):
            session.run(step)
        assert session.run(loss) < first
        assert 0 <= session.run(right) <= 4
