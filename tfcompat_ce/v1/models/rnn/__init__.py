"""``tf.models.rnn``, 0.x's recurrent networks."""

from tfcompat_ce.shim import models as _models

_models.module(__name__)
