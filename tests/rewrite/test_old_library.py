"""What Python's library and packages beside TensorFlow lost, which `run` gives back."""

import importlib
import sys

from tfcompat_ce.run import old_library


def test_the_library_of_python_3_7():
    old_library.restore()
    import collections
    import random
    import time

    assert time.clock() >= 0
    assert isinstance({}, collections.Mapping)
    assert sorted(random.sample({1, 2}, 2)) == [1, 2]
    assert random.randint(2.0, 2.0) == 2
    assert importlib.import_module("xml.etree.cElementTree").fromstring("<a/>").tag == "a"


def test_packages_of_then(tmp_path, monkeypatch):
    (tmp_path / "PIL").mkdir()
    (tmp_path / "PIL" / "__init__.py").write_text("")
    (tmp_path / "PIL" / "Image.py").write_text("LANCZOS = 1\nBICUBIC = 3\nCUBIC = 4\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("PIL", "PIL.Image"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    old_library.restore()
    image = importlib.import_module("PIL.Image")
    assert (image.ANTIALIAS, image.CUBIC) == (1, 4)
    assert not hasattr(image, "LINEAR")
