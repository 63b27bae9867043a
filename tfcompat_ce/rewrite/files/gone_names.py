"""Which names a program uses that TensorFlow 2.x has not: a quick look, without a parse."""

from __future__ import annotations

import re

from tfcompat_ce.api.eras import known, majors

ALIAS = re.compile(rb"^[ \t]*import[ \t]+tensorflow(?:[ \t]+as[ \t]+(\w+))?[ \t]*(?:#|;|$)", re.M)
PASSED_OVER = rb"#[^\n]*|'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\""
NAME = rb"(?<![\w.])(?:%s)\.(\w+(?:\.\w+)*)"


def gone_names(code: bytes) -> frozenset[str]:
    """The names below `tf` that no 2.x has. Only what `import tensorflow` names is looked at.

    >>> sorted(gone_names(b"import tensorflow as tf\\ntf.Session(); tf.nn.relu  # tf.log"))
    ['Session']
    """
    aliases = {found or b"tensorflow" for found in ALIAS.findall(code)}
    if not aliases:
        return frozenset()
    pattern = re.compile(PASSED_OVER + b"|" + NAME % b"|".join(sorted(aliases)), re.S)
    used = {found for found in pattern.findall(code) if found}
    names = (known(name.decode(errors="replace")) for name in used)
    return frozenset(name for name in names if name is not None and "2" not in majors(name))
