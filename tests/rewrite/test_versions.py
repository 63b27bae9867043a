"""Code under a test of the version is for a person, however the test is spelt."""

import pytest
from pairs import TF, actions, rewritten

XENT = "tf.nn.softmax_cross_entropy_with_logits"
V2 = "tf.__version__.startswith('2')"


@pytest.mark.parametrize(
    "code",
    [
        f"if {V2}:\n    l = {{}}",
        f"if not {V2}:\n    pass\nelif x:\n    pass\nelse:\n    l = {{}}",
        f"IS_NEW = {V2}\nif IS_NEW:\n    l = {{}}",
        f"NEW = OTHER = {V2}\nl = {{}} if OTHER else 0",
        f"NEW = {V2}\nl = NEW and {{}}",
        f"NEW = {V2}\nl = 0 if not NEW else {{}}",
        "MAJOR, MINOR = map(int, tf.__version__.split('.')[:2])\nif MAJOR > 1:\n    l = {}",
        "major = int(tf.__version__[0])\nNEW = major > 1\nif NEW:\n    l = {}",
        "NEW = LooseVersion(tf.VERSION) > '2'\nif x and NEW:\n    l = {}",
        "class A:\n    def __init__(self):\n        self.new = tf.__version__ > '2'\n"
        "    def f(self):\n        if self.new:\n            return {}",
        "def major():\n    return int(tf.__version__[0])\nif major() < 1:\n    pass\nelse:\n    l = {}",
        "def new():\n    v = tf.__version__\n    return v[0] == '2'\nif new():\n    l = {}",
        "def new():\n    if tf.__version__ > '2':\n        return True\n    return False\n"
        "if new():\n    l = {}",
        "if tf.__version__ > '2':\n    NEW = True\nelse:\n    NEW = False\nif NEW:\n    l = {}",
        "NEW = hasattr(tf, 'Module')\nif NEW:\n    l = {}",
        "from compat import IS_TF2\nif IS_TF2:\n    l = {}",
        "if tf.executing_eagerly():\n    l = {}",
        "eager = tf.executing_eagerly()\nif eager:\n    l = {}",
        f"def f(a, b):\n    if {V2}:\n        return {{}}\n    return 1",
        f"def f(a, b):\n    if {V2}:\n        return 1\n    return {{}}",
        "match tf.__version__[0]:\n    case '2':\n        l = {}",
        "match x:\n    case 1 if tf.__version__ > '2':\n        l = {}",
        "from tensorflow import __version__ as v\nif v > '2':\n    l = {}",
        "from tensorflow import __version__ as v\nNEW = v > '2'\nif NEW:\n    l = {}",
        f"NEW = {V2}\ndef f(a, b):\n    if not NEW:\n        return 1\n    return {{}}",
    ],
)
@pytest.mark.parametrize("era", ["", "tf.placeholder\n"])
def test_left_to_a_person(code, era):
    code = TF + era + code.format(f"{XENT}(a, b)") + "\n"
    assert actions(code) == actions(code, "v2") == ["manual"]
    assert rewritten(code) == code


@pytest.mark.parametrize(
    "code",
    [
        "print(tf.__version__)\nif x:\n    l = {}",
        "NEW = tf.__version__ > '2'\nif x:\n    l = {}",
        "NEW = tf.__version__ > '2'\nl = {}",
        "loss = train(version=tf.__version__)\nif loss:\n    l = {}",
        "if tf.__version__ < '0.8':\n    raise ImportError\nl = {}",
        "def f():\n    if tf.__version__ < '0.8':\n        raise ImportError\n    return {}",
        "def f(a, b):\n    if x:\n        return tf.__version__\n    return {}",
        "match x:\n    case 1:\n        l = {}",
        "from numpy import __version__ as v\nif v > '2':\n    l = {}",
        "# NEW = tf.__version__\nif NEW:\n    l = {}",
        "def f():\n    print(tf.__version__)\n    return 1\nif f():\n    l = {}",
    ],
)
def test_no_test_of_the_version(code):
    assert actions(TF + code.format(f"{XENT}(a, b)") + "\ntf.placeholder\n") == ["rewritten"]


def test_the_user_says_it():
    code = f"{TF}if {V2}:\n    {XENT}(a, b)\n"
    assert actions(code, origin="2") == ["correct"]
