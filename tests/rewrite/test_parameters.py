"""Functions that take their arguments another way: what the table says, and what is written."""

import pytest
from pairs import TF, actions, findings, rewritten

from tfcompat_ce.api.derived import binds
from tfcompat_ce.api.renamed import RENAMED, new_name
from tfcompat_ce.api.symbols import V1, find, releases, symbols
from tfcompat_ce.rewrite.rules.parameters import changed, moved, renames, signatures, swaps
from tfcompat_ce.rewrite.rules.renamed import old_order
from tfcompat_ce.rewrite.rules.signatures import translated
from tfcompat_ce.rewrite.syntax.calls import Unreadable, read_call
from tfcompat_ce.rewrite.syntax.source import Source

CHECKED = ((1, 0), (1, 15), releases()[-1])
CHANGED = [
    symbol.name
    for symbol in symbols(V1)
    if symbol.has((0, 12)) and not symbol.name.startswith("contrib") and changed(symbol.name)
]


def call(text):
    source = Source(text.encode())
    source.parse()
    return source, read_call(source, source.tree.root_node.children[0].children[0])


def written(old, new, names, count, keywords=()):
    """What a call for the old parameters becomes: how many by position, and the keywords."""
    given = [f"a{at}" for at in range(count)] + [f"{word}=b" for word in keywords]
    source, before = call(f"f({', '.join(given)})")
    _, after = call(source.spliced(translated(before, old, new, names)).decode())
    return len(after.positional), list(after.keywords)


def test_the_table_finds_what_moved():
    """TensorFlow 1.0's release notes name these; no list of ours does."""
    assert {
        "concat", "nn.ctc_loss", "nn.log_poisson_loss", "nn.nce_loss", "nn.sampled_softmax_loss",
        "nn.sigmoid_cross_entropy_with_logits", "nn.weighted_cross_entropy_with_logits", "reverse",
        "sparse_split", "split",
    } <= set(CHANGED)  # fmt: skip
    assert not {"add", "argmax", "nn.relu", "reduce_sum", "reshape"} & set(CHANGED)


@pytest.mark.parametrize("name", CHANGED)
@pytest.mark.parametrize("release", CHECKED)
def test_what_is_written_binds(name, release):
    old, new = signatures(name)[:2]
    required = sum(not one.optional for one in old.parameters)
    for count in range(max(required, 1), len(old.order) + 1):
        if moved(name) is None or count <= moved(name):
            continue
        try:
            positional, keywords = written(old.order, new.parameters, renames(name), count)
        except Unreadable:
            continue  # it is left for a person
        assert binds(name, V1, release, positional, keywords) is None, (count, keywords)


@pytest.mark.parametrize("name", [name for name in RENAMED if new_name(name)])
@pytest.mark.parametrize("release", CHECKED)
def test_what_a_new_name_is_given_binds(name, release):
    row = RENAMED[name]
    takes = find(row.name).parameters((1, 15))
    old = old_order(name, row)
    assert old or name == "train.SummaryWriterCache"
    if not find(row.name).has(release):
        assert row.name.startswith(("nn.static_", "summary.", "contrib.rnn.")), (
            "supplied by tfcompat_ce.v1"
        )
        return
    for count in range(1, len(old) + 1):
        try:
            positional, keywords = written(old, takes, row.parameters, count)
        except Unreadable:
            continue
        why = binds(row.name, V1, release, positional, keywords)
        assert why is None or " needs " in why, (count, keywords)


SIGMOID = "tf.nn.sigmoid_cross_entropy_with_logits"


@pytest.mark.parametrize("target", ["nn", "v1", "v2"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{SIGMOID}(pred, y)", f"{SIGMOID}(logits=pred, labels=y)"),
        ("tf.nn.nce_loss(w, b, inputs, labels, 3, 9)", "tf.nn.nce_loss(w, b, inputs=inputs, labels=labels, num_sampled=3, num_classes=9)"),
        ("tf.nn.weighted_cross_entropy_with_logits(logits, targets, 2.0)", "tf.nn.weighted_cross_entropy_with_logits(logits=logits, targets=targets, pos_weight=2.0)"),
        ("getattr(tf.nn, 'sigmoid_cross_entropy_with_logits')(pred, y)", "getattr(tf.nn, 'sigmoid_cross_entropy_with_logits')(logits=pred, labels=y)"),
    ],
)  # fmt: skip
def test_labels_and_logits_are_not_swapped_on_any_way(target, before, after):
    assert (
        rewritten(f"{TF}x = tf.placeholder(tf.float32)\n{before}\n", target).splitlines()[-1]
        == after
    )


@pytest.mark.parametrize("target", ["nn", "v1", "v2"])
@pytest.mark.parametrize(
    "line",
    [
        f"functools.partial({SIGMOID}, pred)(y)",
        f"def f(loss={SIGMOID}): return loss(pred, y)",
        f"{SIGMOID}(*[pred, y])",
        f"{SIGMOID}(labels, logits)",
        "self.nn.sigmoid_cross_entropy_with_logits(pred, y)",
        "tf.nn.nce_loss(w, b, p, q, 3, 9)",
    ],
)
def test_what_cannot_be_followed_is_left_with_the_reason(target, line):
    code = f"import functools\n{TF}x = tf.placeholder(tf.float32)\n{line}\n"
    assert rewritten(code, target).splitlines()[-1] == line
    assert findings(code, target)[-1].action.value == "manual"


def test_a_dict_of_functions():
    code = (
        f"{TF}x = tf.placeholder(tf.float32)\nLOSSES = {{'s': {SIGMOID}}}\nLOSSES['s'](pred, y)\n"
    )
    assert actions(code, "nn") == ["manual"]
    assert actions(code, "v1") == ["rewritten"], "there it raises by position"


def test_both_readings_are_shown():
    code = f"{TF}x = tf.placeholder(tf.float32)\ntf.nn.nce_loss(w, b, p, q, 3, 9)\n"
    (found,) = findings(code)
    assert "weights=w, biases=b, inputs=p, labels=q" in found.message
    assert "weights=w, biases=b, labels=p, inputs=q" in found.message
    assert "say --from 0 or --from 1" in found.message
    assert rewritten(code, origin="0").endswith(
        "inputs=p, labels=q, num_sampled=3, num_classes=9)\n"
    )
    assert rewritten(code, origin="1") == code


def test_the_files_own_idioms_decide():
    unclear = "tf.nn.nce_loss(w, b, p, q, 3, 9)\n"
    old = rewritten(f"{TF}tf.mul(a, b)\n{unclear}")
    assert old.endswith("inputs=p, labels=q, num_sampled=3, num_classes=9)\n")
    late = f"{TF}tf.layers.dense(x, 1)\n{unclear}"
    assert rewritten(late) == late and actions(late) == []


def test_swaps_are_derived():
    assert swaps("nn.sampled_softmax_loss") and not swaps("concat")
    assert not swaps("nn.softmax_cross_entropy_with_logits"), "has rules of its own"
