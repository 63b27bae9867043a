"""``tf.models.rnn.ptb``: the loader of the Penn Treebank's texts."""

from tfcompat_ce.shim import models as _models

_models.module(__name__)
