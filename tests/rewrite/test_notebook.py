"""Notebooks: names across cells, magics passed over, every other byte as it was."""

import json

import pytest

from tfcompat_ce.rewrite.files.project import Task, rewrite_bytes
from tfcompat_ce.rewrite.rewriter import Options
from tfcompat_ce.rewrite.syntax.notebook import Notebook, mask

CALL = "tf.nn.softmax_cross_entropy_with_logits(pred, y)"


def cell(*lines, kind="code"):
    source = [line + "\n" for line in lines[:-1]] + [lines[-1]]
    return {"cell_type": kind, "metadata": {}, "source": source} | (
        {"outputs": [{"text": "tf.nn.softmax"}], "execution_count": 1} if kind == "code" else {}
    )


def notebook(*cells, **dump):
    document = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 2}
    return json.dumps(document, **({"indent": 1} | dump)).encode()


def run(data, target="nn", **options):
    report, after = rewrite_bytes("a.ipynb", data, Task(Options(target=target, **options)))
    assert report.error is None
    _, second = rewrite_bytes("a.ipynb", after, Task(Options(target=target, **options)))
    assert second == after
    return report, after


def sources(data):
    return ["".join(c["source"]) for c in json.loads(data)["cells"]]


def test_names_carry_across_cells():
    data = notebook(
        cell("# Title", "tf.nn.softmax", kind="markdown"),
        cell("%matplotlib inline", "import tensorflow as tf", "tf.log"),
        cell("!pip install x", "loss = " + CALL),
    )
    report, after = run(data)
    (found,) = report.findings
    assert (found.cell, found.line, found.column) == (3, 2, 8)
    assert sources(after) == [
        "# Title\ntf.nn.softmax",
        "%matplotlib inline\nimport tensorflow as tf\nfrom tfcompat_ce import nn\ntf.log",
        "!pip install x\nloss = nn.softmax_cross_entropy_with_logits(logits=pred, labels=y)",
    ]


@pytest.mark.parametrize(
    "dump",
    [
        {"indent": 1},
        {"indent": 4},
        {"indent": None},
        {"indent": "\t"},
        {"ensure_ascii": False},
        {"sort_keys": True},
    ],
)
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_only_changed_lines_differ(dump, newline):
    data = notebook(
        cell("import tensorflow as tf", "x = 'äöü 😀 \\u00e4 \t\" /'  # tf.nn.softmax"),
        cell("print('😀', tf.shape(x))", f"z = {CALL}; s = 'ä'"),
        **dump,
    ).replace(b"\n", newline)
    _, after = run(data)
    before_lines, after_lines = data.split(newline), after.split(newline)
    if len(before_lines) > 1:
        changed = [line for line in after_lines if line not in before_lines]
        assert len(changed) == 2, changed
        gone = [line for line in before_lines if line not in after_lines]
        assert len(gone) == 1
    assert sources(after) == [
        text.replace("as tf\n", "as tf\nfrom tfcompat_ce import nn\n").replace(
            CALL, "nn.softmax_cross_entropy_with_logits(logits=pred, labels=y)"
        )
        for text in sources(data)
    ]


def test_import_at_the_end_of_a_cell():
    data = notebook(cell("import tensorflow as tf"), cell("tf.log(" + CALL + ")"))
    _, after = run(data)
    assert json.loads(after)["cells"][0]["source"] == [
        "import tensorflow as tf\n",
        "from tfcompat_ce import nn",
    ]


def test_import_instead_of_another():
    data = notebook(cell("import os", "import tensorflow as tf"), cell(CALL))
    assert sources(run(data)[1])[0] == "import os\nfrom tfcompat_ce import nn"


@pytest.mark.parametrize("line", ["%time y = tf.constant(1)", "!echo {tf.float32}", "tf?"])
def test_a_line_of_ipython_uses_a_name(line):
    _, after = run(notebook(cell("import tensorflow as tf"), cell(line), cell(CALL)))
    assert sources(after)[0] == "import tensorflow as tf\nfrom tfcompat_ce import nn"


def test_one_string_for_a_cell():
    document = json.loads(notebook(cell("import tensorflow as tf", "tf.log(" + CALL + ")")))
    document["cells"][0]["source"] = "".join(document["cells"][0]["source"])
    _, after = run(json.dumps(document).encode())
    assert json.loads(after)["cells"][0]["source"].startswith(
        "import tensorflow as tf\nfrom tfcompat_ce import nn\ntf.log(nn."
    )


def test_nbformat_3():
    document = {
        "metadata": {},
        "nbformat": 3,
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "heading", "source": ["x"]},
                    {
                        "cell_type": "code",
                        "language": "python",
                        "input": ["import tensorflow as tf\n", CALL],
                    },
                ]
            }
        ],
    }
    report, after = run(json.dumps(document, indent=1).encode(), "v2")
    assert report.findings[0].cell == 2
    assert json.loads(after)["worksheets"][0]["cells"][1]["input"][1] == (
        "tf.nn.softmax_cross_entropy_with_logits(logits=pred, labels=tf.stop_gradient(y))"
    )


@pytest.mark.parametrize(
    "cells",
    [
        [cell("%%bash", "tf.nn.softmax('")],
        [cell("%%javascript", "import tensorflow as tf", CALL)],
        [
            cell(
                "import tensorflow as tf",
                "tf.nn.softmax?",
                "?tf.nn.softmax",
                "x = !ls tf.nn.softmax",
            )
        ],
        [cell("# tf.nn.softmax"), cell("")],
        [cell("import tensorflow as tf", CALL, kind="raw")],
    ],
)
def test_passed_over(cells):
    data = notebook(*cells)
    report, after = run(data)
    assert (report.findings, after) == ([], data)


def test_python_cells_with_a_magic():
    data = notebook(cell("import tensorflow as tf"), cell("%%time", CALL))
    assert run(data)[0].findings[0].line == 2


def test_another_language():
    document = json.loads(notebook(cell("import tensorflow as tf", CALL)))
    document["metadata"] = {"kernelspec": {"language": "R", "name": "ir"}}
    data = json.dumps(document).encode()
    assert run(data)[1] == data


@pytest.mark.parametrize(
    "data",
    [
        b"softmax",
        b'{"softmax": }',
        b"[]  softmax",
        b'["softmax"]',
        b'{"cells": "softmax"}',
        b'{"cells": [{"softmax": 1}]}',
        b'{"cells": [1, "softmax"]}',
        notebook(cell("tf.nn.softmax(", "x = (")),
        b"\xff softmax",
    ],
)
def test_what_is_no_notebook_is_reported(data):
    report, after = rewrite_bytes("a.ipynb", data, Task(Options()))
    assert after == data
    assert (
        report.error is not None and "\n" not in report.error and "left alone" not in report.error
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"%time x\n", b"0;    x\n"),
        (b"%time for x in y:\n", b"0                \n"),
        (b"  !ls \\\n  more\nx\n", b"  0    \n      \nx\n"),
        (b"x = ('%d'\n % 5)\n", b"x = ('%d'\n % 5)\n"),
        (b"x = '''\n%a\n'''\n!b\n", b"x = '''\n%a\n'''\n0 \n"),
        (b"files = !ls\n", b"files = 0  \n"),
        (b"x = a != b\n", b"x = a != b\n"),
        (b"x == y\n", b"x == y\n"),
        (b"np.abs??\n", b"0       \n"),
        (b"y = x % 2\n", b"y = x % 2\n"),
        (b"a = 1 + \\\n %b\n", b"a = 1 + \\\n %b\n"),
        (b"s = 'what?'\n", b"s = 'what?'\n"),
        (b"# why?\n", b"# why?\n"),
        (b"if x:\n    %time y\n", b"if x:\n    0;    y\n"),
    ],
)
def test_mask(before, after):
    assert mask(before) == after


def test_positions_in_cells():
    program = Notebook(notebook(cell("a", "b"), cell("x", kind="raw"), cell("c")))
    assert program.code == b"a\nb\nc\n"
    assert [(program.cell(i), *program.position(i)) for i in (0, 2, 4)] == [
        (1, 1, 1),
        (1, 2, 1),
        (3, 1, 1),
    ]
