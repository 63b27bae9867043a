"""Any program goes through untouched but for its calls; no bytes bring the rewriter down."""

import ast
import json

import hypothesmith
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from tfcompat_ce.rewrite.files.project import Task, rewrite_bytes
from tfcompat_ce.rewrite.rewriter import Options
from tfcompat_ce.rewrite.rewriter import rewrite as rewrite_source
from tfcompat_ce.rewrite.syntax.notebook import Notebook, mask
from tfcompat_ce.rewrite.syntax.source import Edit, Source, SourceError, splice
from tfcompat_ce.rewrite.usage.family import TARGETS
from tfcompat_ce.run.in_memory import put_back

SLOW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
NN, V2 = Task(Options()), Task(Options(target="v2", ignore=("TFC030",), fix_advice=True))
V1 = Task(Options(target="v1", fix_advice=True))
HEAD = "import tensorflow as tf_\ntf_.log\n"
CALLS = {
    "tf_.nn.softmax(a, dim=0)": "tf_.nn.softmax(a, axis=0)",
    "tf_.nn.softmax_cross_entropy_with_logits(a_, b_)": (
        "tf_.nn.softmax_cross_entropy_with_logits(logits=a_, labels=tf_.stop_gradient(b_))"
    ),
    "tf_.nn.sparse_softmax_cross_entropy_with_logits(a_, b_, 'n')": (
        "tf_.nn.sparse_softmax_cross_entropy_with_logits(logits=a_, labels=b_, name='n')"
    ),
    "tf_.nn.softmax_cross_entropy_with_logits_v2(labels=a_, logits=b_, dim=-1)": (
        "tf_.nn.softmax_cross_entropy_with_logits(labels=a_, logits=b_, axis=-1)"
    ),
}


def programs():
    return st.one_of(hypothesmith.from_node(), hypothesmith.from_grammar())


def rewrite(code, task, path="a.py"):
    report, new = rewrite_bytes(path, code, task)
    assert "left alone" not in (report.error or ""), report.error
    return report, new


@SLOW
@given(programs())
def test_a_program_without_work_stays(program):
    code = f"{HEAD}{program}\ntf_.nn.softmax(a)\n".encode()
    assume("tf_" not in program)
    report, new = rewrite(code, NN)
    assert new == code
    assert report.error is not None or [f.action.value for f in report.findings] == ["correct"]


@SLOW
@given(programs(), st.sampled_from(sorted(CALLS)), st.data())
def test_calls_in_any_program_are_rewritten_and_the_rest_stays(program, call, data):
    assume("tf_" not in program and "softmax" not in program)
    lines = program.splitlines(keepends=True)
    starts = [0, *(s.lineno - 1 for s in ast.parse(program).body if s.col_offset == 0), len(lines)]
    decorated = [getattr(s, "decorator_list", []) for s in ast.parse(program).body]
    assume(
        not any(decorated) and "\f" not in program and "\r" not in program and "\\" not in program
    )
    at = data.draw(st.sampled_from(starts))
    before, after = "".join(lines[:at]), "".join(lines[at:])
    text = HEAD + before + ("" if before.endswith("\n") or not before else "\n") + "{}\n" + after
    try:
        ast.parse(text.replace("{}", call))
    except (SyntaxError, ValueError):
        assume(False)
    report, new = rewrite(text.replace("{}", call).encode(), V2)
    if report.error is None:
        assert new.decode() == text.replace("{}", CALLS[call])


@SLOW
@given(
    programs(), st.sampled_from(["", "; x = 1", "  # a comment", "\nx = f'''{\n y}{z!r:>{3}}'''"])
)
def test_what_runs_in_memory_is_where_it_is_in_the_file(program, more):
    assume("tf_" not in program and "tensorflow" not in program and "\f" not in program)
    code = (
        f"import tensorflow as tf_{more}\nwith tf_.Session(1): tf_.mul(a, tf_.mul(b, c))\n{program}"
    )
    try:
        expected = ast.dump(ast.parse(code), include_attributes=True)
    except (SyntaxError, ValueError):
        assume(False)
    source = Source(code.encode())
    try:
        edits = rewrite_source(source, V1.options).edits
    except SourceError:
        assume(False)
    tree = ast.parse(splice(source.code, edits).decode())
    put_back(tree, source.code, edits)
    compile(tree, "program", "exec")
    assert ast.unparse(tree.body.pop(1)) == "tf_.disable_v2_behavior()"
    found = ast.dump(tree, include_attributes=True)
    assert found != expected
    assert found.replace("tfcompat_ce.v1", "tensorflow").replace("multiply", "mul") == expected


@settings(max_examples=300, deadline=None)
@given(st.binary(), st.sampled_from(["a.py", "a.ipynb"]))
@example(b"\xef\xbb\xbf", "a.py")
@example(b"# coding: utf-16\n", "a.py")
@example(b"# coding: idna\n\xff", "a.py")
@example(b"# coding: zip\n", "a.py")
@example(b"# coding: utf-7\n+AGE-", "a.py")
def test_no_bytes_bring_it_down(data, path):
    for code in (data, data + b"\ntf.nn.softmax(x, dim=1)\n", b"tf.nn.softmax(" + data):
        for task in (NN, V1):
            report, _ = rewrite(code, task, path)
            assert report.error is None or "\n" not in report.error


FRAGMENTS = [
    "tf", "nn", ".", ".nn", "softmax", "softmax_cross_entropy_with_logits", "(", ")", ",", "=", "\n", "    ",
    "import tensorflow as tf\n", "from tensorflow import nn\n", "def f(tf):\n", "labels=y", "dim=1", "*a",
    "None", ":", "class A:\n", "lambda", "for tf in x", "[", "]", "{", "}", "if", "else", "#", "'", '"', "f'{",
    "tf.contrib", "tf.Session()", "tf.mul", "tf.concat(1, [a])", "import tensorflow, os", "from tensorflow import *\n",
    "from tensorflow.compat import v1 as tf\n", "import tensorflow.python", "tf.layers", "__import__('tensorflow')",
    "\\", ";", "global tf\n", "del tf\n", "try:\n", "except", "with a as tf:\n", ":=", "tf.log", "-", "match x:\n",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30))
def test_no_broken_program_brings_it_down(fragments):
    code = (
        "import tensorflow as tf\n" + " ".join(fragments) + "\ntf.nn.softmax(x, dim=1)\n"
    ).encode()
    for task in (NN, V1, V2):
        report, new = rewrite(code, task)
        assert rewrite(new, task)[1] == new or report.error


LINES = [
    "from tensorflow import nn", "from tfcompat_ce import nn", "import tensorflow.compat.v1 as tf", "tf.GradientTape",
    "tf.data.AUTO", "tf.log(x)", "tf.Session()", "tf.mul(a, b)", "x = f()", "tf.nn.softmax(x, dim=1)", "nn.softmax(x, dim=1)",
    "p = tf.nn.softmax(x)", "p = tf.nn.softmax(g(-tf.reduce_sum(y * tf.log(q), -1)))", "q = tf.nn.softmax(h(x))",
    "loss = -tf.reduce_sum(y * tf.log(p), -1)", "-tf.reduce_sum(f(-tf.reduce_sum(y * tf.log(p), -1)) * tf.log(q), -1)",
    "-tf.reduce_sum(tf.mul(y, tf.log(tf.nn.softmax(x))), -1)", "s = tf.nn.softmax_cross_entropy_with_logits", "s(a, b)",
    "s = tf.nn.softmax_cross_entropy_with_logits_v2", "s(labels=a, logits=b)", "self.nn.softmax_cross_entropy_with_logits(a, b)",
    *(f"{home}.nn.softmax_cross_entropy_with_logits({given})"
      for home in ("tf", "tf.compat.v1", "tf.compat.v2")
      for given in ("a, b", "labels=a, logits=b", "labels=a, logits=b, dim=1", "None, a, b", "labels, logits", "*a")),
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(LINES), max_size=7),
    st.sampled_from(TARGETS),
    st.sampled_from(["auto", "0", "1", "2"]),
    st.booleans(),
)
def test_a_second_run_changes_nothing(lines, target, origin, fix_advice):
    task = Task(Options(target=target, origin=origin, fix_advice=fix_advice))
    report, new = rewrite("\n".join(["import tensorflow as tf", *lines, ""]).encode(), task)
    assert report.error is None and rewrite(new, task)[1] == new


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.integers(),
        lambda c: (
            st.lists(c)
            | st.dictionaries(
                st.sampled_from(
                    ["cells", "cell_type", "source", "metadata", "softmax", "worksheets"]
                )
                | st.text(),
                c,
            )
        ),
    )
)
def test_no_json_brings_it_down(document):
    data = json.dumps({"softmax": document, "cells": document}).encode()
    assert rewrite(data, NN, "a.ipynb")[1] == data


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(min_size=1), max_size=4), st.booleans(), st.sampled_from([None, 1, 4]))
def test_a_notebook_is_its_cells(texts, listed, indent):
    cells = [
        {"cell_type": "code", "source": text.splitlines(keepends=True) if listed else text}
        for text in texts
    ]
    data = json.dumps({"cells": cells}, indent=indent).encode()
    try:
        notebook = Notebook(data)
    except SourceError:
        return
    kept = [text for text in texts if not text.lstrip().startswith("%%")]
    assume(len(kept) == len(texts))
    assert notebook.code.decode() == "".join(text + "\n" for text in kept)
    assert notebook.spliced([]) == data
    marked = [Edit(start, start, "é\n") for start, _ in notebook.cells]
    again = Notebook(notebook.spliced(marked))
    assert again.code == splice(notebook.code, marked) or not all(texts)


@given(st.text())
def test_a_mask_keeps_every_place(text):
    assert len(mask(text.encode())) == len(text.encode())


@given(
    st.binary(max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9), st.text(max_size=3))),
)
def test_splice(code, wanted):
    edits, at = [], 0
    for start, size, text in sorted(wanted):
        if start >= at and start + size <= len(code):
            edits.append(Edit(start, start + size, text))
            at = start + size + 1
    expected = code
    for edit in reversed(edits):
        expected = expected[: edit.start] + edit.text.encode() + expected[edit.end :]
    assert splice(code, edits) == expected


def test_overlapping_splices_are_refused():
    with pytest.raises(ValueError, match="overlapping"):
        splice(b"abcdef", [Edit(0, 3, "x"), Edit(2, 4, "y")])


@pytest.mark.parametrize(
    "encoding", ["utf-8", "latin-1", "cp1252", "shift_jis", "euc-kr", "gb18030", "koi8-r"]
)
@given(st.data())
def test_every_encoding_reads_back(encoding, data):
    text = data.draw(st.text(st.characters(codec=encoding, exclude_characters="\0\n\r")))
    code = f"# coding: {encoding}\n# {text}\n".encode(encoding)
    try:
        assert Source(code).spliced([]) == code
    except SourceError as error:
        assert "does not read back" in str(error) or "cannot be decoded" in str(error)
