"""The harness that runs real programs on two TensorFlows: its own logic, without TensorFlow."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TENSORFLOW = "try:\n    import tensorflow\nexcept ImportError:\n    pass\n"


def python(*arguments):
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def rows(tmp_path, *options):
    found = tmp_path / "rows.json"
    same = ("--old", sys.executable, "--new", sys.executable, "--column", "as-it-is")
    result = python("-m", "tests.real_programs", *same, "--json", str(found), *options)
    return result, {row["program"]: row for row in json.loads(found.read_text())}


@pytest.mark.parametrize("module", ["mnist", "numbers", "programs", "shortening"])
def test_examples(module):
    name = f"tests.real_programs.{module}"
    result = python("-c", f"import doctest, {name} as m; print(*doctest.testmod(m))")
    failed, attempted = map(int, result.stdout.split())
    assert (failed, attempted > 0) == (0, True), result.stderr


def test_a_folder_gives_a_row_for_each_program(tmp_path):
    tree = tmp_path / "tree"
    tree.mkdir()
    programs = {
        "same.py": "for step in range(500):\n    print(step, 0.5)\n",
        "of_hashes.py": "print(hash('a'))\n",
        "silent.py": "print('done')\n",
        "broken.py": "raise KeyError('layer')\n",
        "library.py": None,
    }
    for name, code in programs.items():
        (tree / name).write_text(TENSORFLOW + (code or "") if code else "import tensorflow\n")
    result, found = rows(tmp_path, str(tree))
    assert {name: row.get("as-it-is", row["native"]) for name, row in found.items()} == {
        "same.py": "same",
        "of_hashes.py": "same",
        "silent.py": "none printed",
        "broken.py": "KeyError: 'layer'",
    }
    assert "4 programs, 3 of them run on 1.x." in result.stdout
    assert result.returncode == 0, result.stderr
    assert sorted(path.name for path in tree.iterdir()) == sorted(programs)


def test_numbers_that_differ_are_seen(tmp_path):
    code = "import time\nprint(1.0, time.perf_counter() % 1 * 100)\n"
    (tmp_path / "unsteady.py").write_text(TENSORFLOW + code)
    # A run leaves nothing behind that another could see but this file.
    counting = (
        "import pathlib\np = pathlib.Path({!r})\nn = len(p.read_text()) if p.exists() else 0\n"
    )
    counting += "p.write_text('x' * (n + 1))\nprint(1.0, 3.0 if n == 1 else 2.0)\n"
    (tmp_path / "other.py").write_text(TENSORFLOW + counting.format(str(tmp_path / "count")))
    for name, expected, status in (
        ("unsteady.py", "same (1 of 2)", 0),
        ("other.py", "other (5.0e-01)", 1),
    ):
        result, found = rows(tmp_path, str(tmp_path / name))
        assert found[name]["as-it-is"] == expected
        assert result.returncode == status


def test_a_program_may_take_arguments_and_no_more_than_its_time(tmp_path):
    program = tmp_path / "waits.py"
    program.write_text("import sys, time\nprint(sys.argv[1:])\ntime.sleep(float(sys.argv[1]))\n")
    assert rows(tmp_path, f"{program} 0")[1]["waits.py 0"]["as-it-is"] == "same"
    _, found = rows(tmp_path, "--seconds", "1", f"{program} 1000")
    assert found["waits.py 1000"] == {"program": "waits.py 1000", "native": "time is up"}


def test_mnist_is_where_a_program_looks_and_can_be_learnt(tmp_path):
    code = """
import gzip
import numpy as np
def read(name, at):
    return np.frombuffer(gzip.open('digits/mnist/' + name).read(), np.uint8)[at:]
read_data_sets = print  # the word by which a program is known
images = read('train-images-idx3-ubyte.gz', 16).reshape(-1, 784)
labels = read('train-labels-idx1-ubyte.gz', 8)
means = np.stack([images[labels == digit].mean(0) for digit in range(10)])
apart = ((images[:100, None] - means) ** 2).sum(2)
print(len(images), (apart.argmin(1) == labels[:100]).mean())
where = 'digits/mnist'
"""
    (tmp_path / "reads.py").write_text(TENSORFLOW + code)
    kept = tmp_path / "kept"
    rows(tmp_path, "--keep", str(kept), str(tmp_path / "reads.py"))
    assert (kept / "reads.py.1.x.out").read_text() == "6500 1.0\n"
