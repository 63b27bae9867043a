"""``tf.models.rnn`` of 0.x."""

import numpy as np
import pytest

import tfcompat_ce.v1 as tf
from tfcompat_ce.shim import installed
from tfcompat_ce.shim.elsewhere import is_there

RELEASE = installed.release()
WORDS = {"train": " a b a \n c a b \n", "valid": " b d \n", "test": " c \n"}

needs_cells = pytest.mark.skipif(
    RELEASE >= (2, 16) and not is_there("tf_keras"), reason="cells need Keras 2"
)


@pytest.fixture
def texts(tmp_path):
    for part, text in WORDS.items():
        (tmp_path / f"ptb.{part}.txt").write_text(text)
    return str(tmp_path)


@needs_cells
def test_what_was_there_leads_to_1x():
    import tfcompat_ce.v1.models.rnn.rnn_cell as cells
    from tfcompat_ce.v1.models.rnn.rnn import bidirectional_rnn, dynamic_rnn
    from tfcompat_ce.v1.models.rnn.rnn_cell import EmbeddingWrapper, GRUCell

    from tfcompat_ce.v1.models.rnn import rnn, rnn_cell, seq2seq

    assert cells is rnn_cell is tf.models.rnn.rnn_cell
    assert rnn.rnn is tf.nn.static_rnn and dynamic_rnn is tf.nn.dynamic_rnn
    assert bidirectional_rnn is tf.nn.static_bidirectional_rnn
    assert rnn_cell.GRUCell is GRUCell is tf.nn.rnn_cell.GRUCell
    assert EmbeddingWrapper is tf.contrib.rnn.EmbeddingWrapper
    assert seq2seq.rnn_decoder is tf.contrib.legacy_seq2seq.rnn_decoder
    assert "GRUCell" in dir(rnn_cell)
    assert dir(tf.models.rnn) == ["linear", "ptb", "rnn", "rnn_cell", "seq2seq"]


@needs_cells
def test_the_private_modules_that_0x_programs_take():
    from tfcompat_ce.v1.python.ops import rnn, rnn_cell, seq2seq
    from tfcompat_ce.v1.python.ops.rnn_cell import _linear
    from tfcompat_ce.v1.python.ops.seq2seq import sequence_loss

    assert rnn.rnn is tf.nn.static_rnn
    assert rnn_cell.linear is _linear is tf.models.rnn.linear.linear
    assert seq2seq.sequence_loss is sequence_loss is tf.contrib.legacy_seq2seq.sequence_loss


@needs_cells
def test_a_program_of_0x_trains(texts):
    from tfcompat_ce.v1.models.rnn import rnn, rnn_cell, seq2seq
    from tfcompat_ce.v1.models.rnn.ptb import reader

    words, _, _, size = reader.ptb_raw_data(texts)
    with tf.Graph().as_default(), tf.Session() as session:
        fed, wanted = tf.placeholder(tf.int32, [2, 2]), tf.placeholder(tf.int32, [2, 2])
        vectors = tf.nn.embedding_lookup(tf.get_variable("vectors", [size, 4]), fed)
        outputs, _ = rnn.rnn(rnn_cell.GRUCell(4), tf.unstack(vectors, axis=1), dtype=tf.float32)
        logits = rnn_cell.linear(tf.concat(outputs, 0), size, True)
        targets = tf.reshape(tf.transpose(wanted), [-1])
        loss = seq2seq.sequence_loss_by_example([logits], [targets], [tf.ones([4])])
        step = tf.train.AdamOptimizer(0.1).minimize(loss)
        session.run(tf.global_variables_initializer())
        found = []
        for _ in range(30):
            for x, y in reader.ptb_iterator(words, 2, 2):
                found.append(session.run([loss, step], {fed: x, wanted: y})[0].mean())
    assert found[-1] < 0.5 * found[0]


def test_the_reader(texts):
    from tfcompat_ce.v1.models.rnn.ptb import reader

    # a is 0, as the most frequent, then those that come twice, by the alphabet: <eos>, b
    assert reader.ptb_raw_data(texts) == ([0, 2, 0, 1, 3, 0, 2, 1], [2, 1], [3, 1], 4)
    pairs = list(reader.ptb_iterator(np.arange(11), 2, 2))
    assert [x.tolist() for x, _ in pairs] == [[[0, 1], [5, 6]], [[2, 3], [7, 8]]]
    assert [y.tolist() for _, y in pairs] == [[[1, 2], [6, 7]], [[3, 4], [8, 9]]]
    with pytest.raises(ValueError, match="too short"):
        next(reader.ptb_iterator([1, 2, 3, 4], 2, 2))
    with pytest.raises(tf.errors.NotFoundError, match=r"ptb\.train\.txt"):
        reader.ptb_raw_data(texts + "/none")


def test_the_reader_as_tensors():
    from tfcompat_ce.v1.models.rnn.ptb import reader

    with tf.Graph().as_default(), tf.Session() as session:
        x, y = reader.ptb_producer(list(range(11)), 2, 2)
        assert x.get_shape().as_list() == y.get_shape().as_list() == [2, 2]
        coordinator = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coordinator)
        for (left, right), (fed, wanted) in zip(
            [session.run([x, y]) for _ in range(3)],
            2 * list(reader.ptb_iterator(range(11), 2, 2)),
        ):
            np.testing.assert_array_equal(left, fed)
            np.testing.assert_array_equal(right, wanted)
        coordinator.request_stop()
        coordinator.join(threads)


def test_linear():
    linear = tf.models.rnn.linear.linear
    with tf.Graph().as_default(), tf.Session() as session:
        both = [tf.ones([2, 3]), 2 * tf.ones([2, 1])]
        with tf.variable_scope("here", initializer=tf.ones_initializer()):
            y = linear(both, 4, True, bias_start=0.5)
        session.run(tf.global_variables_initializer())
        np.testing.assert_array_equal(session.run(y), np.full((2, 4), 5.5))
        names = [variable.op.name for variable in tf.global_variables()]
        for wrong in ([], [tf.ones([3])], tf.placeholder(tf.float32, [2, None])):
            with pytest.raises(ValueError, match="matrices"):
                linear(wrong, 4, True)
    assert names == ["here/Linear/Matrix", "here/Linear/Bias"]


@pytest.mark.parametrize(
    "statement",
    [
        "from tfcompat_ce.v1.models.image.cifar10 import cifar10",
        "import tfcompat_ce.v1.models.embedding",
        "from tfcompat_ce.v1.models.rnn.translate import seq2seq_model",
        "from tfcompat_ce.v1.models.rnn.ptb import ptb_word_lm",
        "tf.models.image",
    ],
)
def test_what_is_not_there_says_so(statement):
    with pytest.raises((AttributeError, ImportError)) as error:
        exec(statement)
    assert "it went with 1.0. Copy the file: github.com/tensorflow/models" in str(error.value)
