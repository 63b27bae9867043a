"""Python 2 is told so, by `check` and by `run`."""

import os
import subprocess
import sys

import pytest
from pairs import findings, rewritten

from tfcompat_ce.rewrite.rules import Action

CALL = "import tensorflow as tf\np = tf.nn.softmax(x, dim=1)\n"
ONLY_2 = [
    "print 'a'\n",
    "print >> f, 'a'\n",
    "exec 'a'\n",
    "if a <> b:\n    pass\n",
    "try:\n    a\nexcept E, e:\n    pass\n",
]


@pytest.mark.parametrize("target", ["nn", "v1", "v2"])
@pytest.mark.parametrize("code", ONLY_2)
def test_python_2_is_told_once(code, target):
    assert "axis=1" in rewritten(CALL + code, "v2")
    said = [it.action for it in findings(CALL + code + code, target) if it.code == "TFC028"]
    assert said == [Action.ADVICE]


@pytest.mark.parametrize(
    "code",
    [
        "print('a')\nprint ('a'), b\nprint\nexec('a')\n",
        "# print x <> y\ns = 'print x, except E, e: <>'\n",
        "try:\n    a\nexcept (E, F) as e:\n    pass\n",
    ],
)
def test_python_3_is_not(code):
    assert "TFC028" not in [it.code for it in findings(CALL + code)]


@pytest.mark.parametrize("before", [CALL, ""])
def test_run_says_so(tmp_path, before):
    (tmp_path / "old.py").write_text(before + ONLY_2[0])
    result = subprocess.run(
        [sys.executable, "-m", "tfcompat_ce", "run", tmp_path / "old.py"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert result.returncode == 1
    assert "(this is Python 2: convert it to Python 3 first" in result.stderr.splitlines()[-1]
