"""Optimizers of ``tf.contrib.opt``.

Source: https://github.com/tensorflow/tensorflow/tree/r1.15/tensorflow/contrib/opt/python/training
"""

from typing import Any, Dict

from tfcompat_ce import v1 as tf

_Momentum: Any = tf.train.MomentumOptimizer
_Adam: Any = tf.train.AdamOptimizer


class DecoupledWeightDecayExtension:
    """Makes an optimizer shrink weights before each step, as in https://arxiv.org/abs/1711.05101.

    It stands before an optimizer among the base classes, and its ``weight_decay`` is the first
    argument: each step takes ``weight_decay * weight`` away.
    """

    def __init__(self, weight_decay: Any, **kwargs: Any) -> None:
        self._weight_decay, self._decayed = weight_decay, None
        super().__init__(**kwargs)

    def minimize(
        self,
        loss: Any,
        global_step: Any = None,
        var_list: Any = None,
        gate_gradients: int = 1,
        aggregation_method: Any = None,
        colocate_gradients_with_ops: bool = False,
        name: Any = None,
        grad_loss: Any = None,
        decay_var_list: Any = None,
    ) -> Any:
        """The optimizer's own; ``decay_var_list`` are the variables that shrink, all if None.

        Raises:
          ValueError: the loss depends on none of the variables.
        """
        this: Any = self
        pairs = this.compute_gradients(
            loss,
            var_list=var_list,
            gate_gradients=gate_gradients,
            aggregation_method=aggregation_method,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
            grad_loss=grad_loss,
        )
        if all(grad is None for grad, _ in pairs):
            names = [variable.name for _, variable in pairs]
            raise ValueError(f"No gradients provided for any variable: {names} and loss {loss}.")
        return self.apply_gradients(pairs, global_step, name, decay_var_list)

    def apply_gradients(
        self,
        grads_and_vars: Any,
        global_step: Any = None,
        name: Any = None,
        decay_var_list: Any = None,
    ) -> Any:
        """The optimizer's own; ``decay_var_list`` are the variables that shrink, all if None.

        No variable shrinks before the gradients of all are there. 1.x leaves that to chance.
        """
        self._decayed = _references(decay_var_list)
        base: Any = super()
        pairs = list(grads_and_vars)
        with tf.control_dependencies([grad for grad, _ in pairs if grad is not None]):
            return base.apply_gradients(pairs, global_step=global_step, name=name)

    def _shrink(self, variable: Any, indices: Any = None) -> Any:
        if self._decayed and id(variable) not in self._decayed:
            return tf.no_op()
        rate = self._weight_decay() if callable(self._weight_decay) else self._weight_decay
        this: Any = self
        if indices is None:
            return variable.assign_sub(rate * variable, use_locking=this._use_locking)
        change = -rate * tf.gather(variable, indices)
        return tf.scatter_add(variable, indices, change, this._use_locking)

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        with tf.control_dependencies([self._shrink(var)]):
            return super()._apply_dense(grad, var)  # type: ignore[misc]

    def _resource_apply_dense(self, grad: Any, var: Any) -> Any:
        with tf.control_dependencies([self._shrink(var)]):
            return super()._resource_apply_dense(grad, var)  # type: ignore[misc]

    def _apply_sparse(self, grad: Any, var: Any) -> Any:
        with tf.control_dependencies([self._shrink(var, grad.indices)]):
            return super()._apply_sparse(grad, var)  # type: ignore[misc]

    def _resource_apply_sparse(self, grad: Any, var: Any, indices: Any) -> Any:
        with tf.control_dependencies([self._shrink(var, indices)]):
            return super()._resource_apply_sparse(grad, var, indices)  # type: ignore[misc]


def _references(variables: Any) -> Any:
    return {id(one) for one in variables} if variables else None


def extend_with_decoupled_weight_decay(base_optimizer: Any) -> Any:
    """A class like an optimizer's, with weight decay: it takes ``weight_decay`` first."""

    class OptimizerWithDecoupledWeightDecay(
        DecoupledWeightDecayExtension,
        base_optimizer,  # type: ignore[misc]
    ):
        def __init__(self, weight_decay: Any, *args: Any, **kwargs: Any) -> None:
            self._weight_decay, self._decayed = weight_decay, None
            base_optimizer.__init__(self, *args, **kwargs)

    return OptimizerWithDecoupledWeightDecay


class MomentumWOptimizer(DecoupledWeightDecayExtension, _Momentum):  # type: ignore[misc]
    """``tf.train.MomentumOptimizer`` with weight decay."""

    def __init__(
        self,
        weight_decay: Any,
        learning_rate: Any,
        momentum: Any,
        use_locking: bool = False,
        name: str = "MomentumW",
        use_nesterov: bool = False,
    ) -> None:
        super().__init__(
            weight_decay,
            learning_rate=learning_rate,
            momentum=momentum,
            use_locking=use_locking,
            name=name,
            use_nesterov=use_nesterov,
        )


class AdamWOptimizer(DecoupledWeightDecayExtension, _Adam):  # type: ignore[misc]
    """``tf.train.AdamOptimizer`` with weight decay."""

    def __init__(
        self,
        weight_decay: Any,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: float = 1e-8,
        use_locking: bool = False,
        name: str = "AdamW",
    ) -> None:
        super().__init__(
            weight_decay,
            learning_rate=learning_rate,
            beta1=beta1,
            beta2=beta2,
            epsilon=epsilon,
            use_locking=use_locking,
            name=name,
        )


class LazyAdamOptimizer(_Adam):  # type: ignore[misc]
    """``tf.train.AdamOptimizer`` that leaves the averages of rows without a gradient alone."""

    def _apply_sparse(self, grad: Any, var: Any) -> Any:
        return self._update_rows(grad.values, var, grad.indices)

    def _resource_apply_sparse(self, grad: Any, var: Any, indices: Any) -> Any:
        return self._update_rows(grad, var, indices)

    def _update_rows(self, grad: Any, var: Any, indices: Any) -> Any:
        kind = var.dtype.base_dtype
        beta1, beta2, epsilon, rate, power1, power2 = (
            tf.cast(one, kind)
            for one in (self._beta1_t, self._beta2_t, self._epsilon_t, self._lr_t)
            + tuple(self._get_beta_accumulators())
        )
        rate *= tf.sqrt(1 - power2) / (1 - power1)
        first, second = self.get_slot(var, "m"), self.get_slot(var, "v")
        mean = beta1 * tf.gather(first, indices) + (1 - beta1) * grad
        square = beta2 * tf.gather(second, indices) + (1 - beta2) * tf.square(grad)
        step = rate * mean / (tf.sqrt(square) + epsilon)
        locked = self._use_locking
        return tf.group(
            tf.scatter_update(first, indices, mean, use_locking=locked),
            tf.scatter_update(second, indices, square, use_locking=locked),
            tf.scatter_sub(var, indices, step, use_locking=locked),
        )


class NadamOptimizer(_Adam):  # type: ignore[misc]
    """``tf.train.AdamOptimizer`` with Nesterov's momentum.

    Source: http://cs229.stanford.edu/proj2015/054_report.pdf
    """

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        slots = self.get_slot(var, "m"), self.get_slot(var, "v")
        step = tf.raw_ops.ApplyAdam(
            **_named(["var", "m", "v"], [var, *slots]), **self._numbers(var), grad=grad
        )
        return step.op

    def _resource_apply_dense(self, grad: Any, var: Any) -> Any:
        slots = [self.get_slot(var, "m").handle, self.get_slot(var, "v").handle]
        return tf.raw_ops.ResourceApplyAdam(
            **_named(["var", "m", "v"], [var.handle, *slots]), **self._numbers(var), grad=grad
        )

    def _numbers(self, var: Any) -> Dict[str, Any]:
        names = ["beta1_power", "beta2_power", "lr", "beta1", "beta2", "epsilon"]
        values = [
            *self._get_beta_accumulators(),
            *(self._lr_t, self._beta1_t, self._beta2_t, self._epsilon_t),
        ]
        numbers = _named(names, [tf.cast(one, var.dtype.base_dtype) for one in values])
        return dict(numbers, use_locking=self._use_locking, use_nesterov=True)

    def _apply_sparse_shared(self, grad: Any, var: Any, indices: Any, scatter_add: Any) -> Any:
        numbers = self._numbers(var)
        beta1, beta2 = numbers["beta1"], numbers["beta2"]
        rate = numbers["lr"] * tf.sqrt(1 - numbers["beta2_power"]) / (1 - numbers["beta1_power"])
        first, second = self.get_slot(var, "m"), self.get_slot(var, "v")
        share = (1 - beta1) * grad
        with tf.control_dependencies([tf.assign(first, beta1 * first)]):
            first = scatter_add(first, indices, share)
        with tf.control_dependencies([tf.assign(second, beta2 * second)]):
            second = scatter_add(second, indices, (1 - beta2) * grad * grad)
        mean = share + beta1 * tf.gather(first, indices)
        size = tf.sqrt(tf.gather(second, indices)) + numbers["epsilon"]
        return tf.group(scatter_add(var, indices, -rate * mean / size), mean, second)


def _named(names: Any, values: Any) -> Dict[str, Any]:
    return dict(zip(names, values))
