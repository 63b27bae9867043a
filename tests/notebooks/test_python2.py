"""Cells of Python 2: what one line of Python 3 says as well is read."""

import pytest

pytest.importorskip("tree_sitter")

from tfcompat_ce.run.python2 import modern


@pytest.mark.parametrize(
    "before, after",
    [
        ("print 'a'", "print('a')"),
        ("print 'a %d' % x, y", "print('a %d' % x, y)"),
        ("print 'a',", "print('a', end=\" \")"),
        ("print >>f, 'a', b\nprint 1", "print('a', b, file=f)\nprint(1)"),
        ("print >>f\nprint 1", "print(file=f)\nprint(1)"),
        ("print\nprint 1", "print()\nprint(1)"),
        ("for x in y: print x; z = 1", "for x in y: print(x); z = 1"),
        ("print 'a', \\\n  'b'  # c", "print('a', \\\n  'b')  # c"),
        ("print 'a' if x else 'b'", "print('a' if x else 'b')"),
        ("print 'a', (1,\n  2)", "print('a', (1,\n  2))"),
        ("try:\n  f()\nexcept (A, B), e:\n  pass", "try:\n  f()\nexcept (A, B) as e:\n  pass"),
    ],
)
def test_statements(before, after):
    assert modern(before) == after


@pytest.mark.parametrize("code", ["print(1, 2)", "x = 3L", "print 'a'; x = 3L", "a b", "print"])
def test_the_rest_stays(code):
    assert modern(code) == code


def test_in_a_kernel(kernel):
    kernel.run("%load_ext tfcompat_ce")
    shown = kernel.run("print 'a', 7 / 2,\nprint 'b'")
    assert "a 3.5 b\n" in shown
    assert shown.count("tfcompat-ce: ") == 1
    assert kernel.run("print 'c'") == "c\n"
    assert "SyntaxError" in kernel.run("x = 3L")
