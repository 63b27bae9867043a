"""``tf.contrib.opt``: weight decay apart from the loss, sparse Adam, and SciPy's optimizers."""

from tfcompat_ce.shim import contrib as _contrib
from tfcompat_ce.v1.contrib.opt.external import (
    ExternalOptimizerInterface as ExternalOptimizerInterface,
)
from tfcompat_ce.v1.contrib.opt.external import ScipyOptimizerInterface as ScipyOptimizerInterface
from tfcompat_ce.v1.contrib.opt.optimizers import AdamWOptimizer as AdamWOptimizer
from tfcompat_ce.v1.contrib.opt.optimizers import (
    DecoupledWeightDecayExtension as DecoupledWeightDecayExtension,
)
from tfcompat_ce.v1.contrib.opt.optimizers import LazyAdamOptimizer as LazyAdamOptimizer
from tfcompat_ce.v1.contrib.opt.optimizers import MomentumWOptimizer as MomentumWOptimizer
from tfcompat_ce.v1.contrib.opt.optimizers import NadamOptimizer as NadamOptimizer
from tfcompat_ce.v1.contrib.opt.optimizers import (
    extend_with_decoupled_weight_decay as extend_with_decoupled_weight_decay,
)

_contrib.part(__name__)
