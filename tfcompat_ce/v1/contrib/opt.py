"""``tf.contrib.opt``: the optimizers that programs took from it."""

from typing import Any, Dict, List, Optional, Sequence, Type

import numpy as np

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib


class DecoupledWeightDecayExtension:
    """For a class of optimizers: weights decay by themselves, beside the gradients' update.

    Source: https://arxiv.org/abs/1711.05101
    """

    _decayed: Any = None

    def __init__(self, weight_decay: Any, **options: Any) -> None:
        """Keeps how much of a weight is taken away at each step, a float or a tensor."""
        self._weight_decay = weight_decay
        super().__init__(**options)

    def minimize(self, loss: Any, *args: Any, decay_var_list: Any = None, **options: Any) -> Any:
        """As the optimizer does; ``decay_var_list`` are the variables that decay, or all."""
        self._choose(decay_var_list)
        base: Any = super()
        return base.minimize(loss, *args, **options)

    def apply_gradients(
        self, grads_and_vars: Any, *args: Any, decay_var_list: Any = None, **options: Any
    ) -> Any:
        """As the optimizer does; ``decay_var_list`` are the variables that decay, or all."""
        if decay_var_list is not None:
            self._choose(decay_var_list)
        base: Any = super()
        return base.apply_gradients(grads_and_vars, *args, **options)

    def _choose(self, variables: Any) -> None:
        self._decayed = {variable.name for variable in variables} if variables else None

    def _decay(self, variable: Any, indices: Any = None) -> Any:
        if self._decayed is not None and variable.name not in self._decayed:
            return tf.no_op()
        amount = self._weight_decay() if callable(self._weight_decay) else self._weight_decay
        amount = tf.cast(amount, variable.dtype.base_dtype)
        if indices is None:
            return tf.assign_sub(variable, amount * variable)
        return tf.scatter_sub(variable, indices, amount * tf.gather(variable, indices))

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        base: Any = super()
        with tf.control_dependencies([self._decay(var)]):
            return base._apply_dense(grad, var)

    def _resource_apply_dense(self, grad: Any, var: Any) -> Any:
        base: Any = super()
        with tf.control_dependencies([self._decay(var)]):
            return base._resource_apply_dense(grad, var)

    def _apply_sparse(self, grad: Any, var: Any) -> Any:
        base: Any = super()
        with tf.control_dependencies([self._decay(var, grad.indices)]):
            return base._apply_sparse(grad, var)

    def _resource_apply_sparse(self, grad: Any, var: Any, indices: Any) -> Any:
        base: Any = super()
        with tf.control_dependencies([self._decay(var, indices)]):
            return base._resource_apply_sparse(grad, var, indices)


def extend_with_decoupled_weight_decay(base_optimizer: Type[Any]) -> Type[Any]:
    """A class of optimizers whose weights decay: its first argument is by how much."""

    def start(self: Any, weight_decay: Any, *args: Any, **options: Any) -> None:
        self._weight_decay = weight_decay
        base_optimizer.__init__(self, *args, **options)

    bases = (DecoupledWeightDecayExtension, base_optimizer)
    return type("OptimizerWithDecoupledWeightDecay", bases, {"__init__": start})


class AdamWOptimizer(DecoupledWeightDecayExtension, tf.train.AdamOptimizer):  # type: ignore[misc]
    """Adam with decoupled weight decay."""

    def __init__(
        self,
        weight_decay: Any,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
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


class MomentumWOptimizer(
    DecoupledWeightDecayExtension,
    tf.train.MomentumOptimizer,  # type: ignore[misc]
):
    """Momentum with decoupled weight decay."""

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


class LazyAdamOptimizer(tf.train.AdamOptimizer):  # type: ignore[misc]
    """Adam whose moments change only in the rows that a sparse gradient has."""

    def _apply_sparse(self, grad: Any, var: Any) -> Any:
        return self._update_rows(grad.values, var, grad.indices)

    def _resource_apply_sparse(self, grad: Any, var: Any, indices: Any) -> Any:
        return self._update_rows(grad, var, indices)

    def _update_rows(self, grad: Any, var: Any, indices: Any) -> Any:
        kind = var.dtype.base_dtype
        power1, power2 = (tf.cast(power, kind) for power in self._get_beta_accumulators())
        rate, beta1, beta2, epsilon = (
            tf.cast(value, kind)
            for value in (self._lr_t, self._beta1_t, self._beta2_t, self._epsilon_t)
        )
        rate *= tf.sqrt(1 - power2) / (1 - power1)
        mean, square = self.get_slot(var, "m"), self.get_slot(var, "v")
        new_mean = beta1 * tf.gather(mean, indices) + (1 - beta1) * grad
        new_square = beta2 * tf.gather(square, indices) + (1 - beta2) * tf.square(grad)
        step = rate * new_mean / (tf.sqrt(new_square) + epsilon)
        return tf.group(
            tf.scatter_update(mean, indices, new_mean),
            tf.scatter_update(square, indices, new_square),
            tf.scatter_sub(var, indices, step),
        )


class ScipyOptimizerInterface:
    """Minimizes with ``scipy.optimize.minimize``, which must be installed.

    Source: https://docs.scipy.org/doc/scipy/reference/generated/scipy.optimize.minimize.html
    """

    def __init__(
        self,
        loss: Any,
        var_list: Optional[Sequence[Any]] = None,
        equalities: Optional[Sequence[Any]] = None,
        inequalities: Optional[Sequence[Any]] = None,
        var_to_bounds: Optional[Dict[Any, Any]] = None,
        **optimizer_kwargs: Any,
    ) -> None:
        """Builds the gradients.

        Args:
          loss: A scalar.
          var_list: What is changed, all trainable variables by default.
          equalities: Tensors that are to be 0.
          inequalities: Tensors that are to be 0 or more.
          var_to_bounds: For a variable its least and its largest value, ``(low, high)``.
          **optimizer_kwargs: ``method``, ``L-BFGS-B`` by default, ``options`` and what else
            SciPy takes.
        """
        self._loss = loss
        self._equalities, self._inequalities = list(equalities or []), list(inequalities or [])
        self._vars = list(tf.trainable_variables() if var_list is None else var_list)
        self._options = {"method": "L-BFGS-B", **optimizer_kwargs}
        if (self._equalities or self._inequalities) and "method" not in optimizer_kwargs:
            self._options["method"] = "SLSQP"
        self._shapes = [variable.get_shape().as_list() for variable in self._vars]
        sizes = [int(np.prod(shape)) for shape in self._shapes]
        self._ends = np.cumsum(sizes)[:-1]
        self._bounds = self._packed_bounds(var_to_bounds)
        self._gradients = {
            id(tensor): self._gradient(tensor)
            for tensor in [loss, *self._equalities, *self._inequalities]
        }
        self._placeholders = [
            tf.placeholder(one.dtype.base_dtype, one.get_shape()) for one in self._vars
        ]
        self._updates = [tf.assign(var, new) for var, new in zip(self._vars, self._placeholders)]

    def minimize(
        self,
        session: Any = None,
        feed_dict: Any = None,
        fetches: Optional[List[Any]] = None,
        step_callback: Any = None,
        loss_callback: Any = None,
        **run_kwargs: Any,
    ) -> None:
        """Changes the variables until SciPy is content.

        Args:
          session: The default one by default.
          feed_dict: For each run.
          fetches: What ``loss_callback`` gets beside.
          step_callback: Called with all values in one vector after each step.
          loss_callback: Called with the values of ``fetches`` at each evaluation.
          **run_kwargs: For ``session.run``.
        """
        try:
            from scipy.optimize import minimize
        except ImportError as error:
            raise ImportError(
                "tf.contrib.opt.ScipyOptimizerInterface needs SciPy: pip install scipy"
            ) from error
        session = session or tf.get_default_session()
        fetches = list(fetches or [])

        def put(values: Any) -> None:
            parts = np.split(values, self._ends)
            fed = {
                place: part.reshape(shape)
                for place, part, shape in zip(self._placeholders, parts, self._shapes)
            }
            session.run(self._updates, fed)

        def value(tensor: Any) -> Any:
            def evaluate(values: Any) -> Any:
                put(values)
                wanted = [tensor, self._gradients[id(tensor)], fetches]
                loss, gradient, seen = session.run(wanted, feed_dict, **run_kwargs)
                if tensor is self._loss and loss_callback is not None:
                    loss_callback(*seen)
                return np.float64(loss), gradient.astype(np.float64)

            return evaluate

        constraints = [
            {
                "type": kind,
                "fun": lambda values, tensor=tensor: value(tensor)(values)[0],
                "jac": lambda values, tensor=tensor: value(tensor)(values)[1],
            }
            for kind, tensors in (("eq", self._equalities), ("ineq", self._inequalities))
            for tensor in tensors
        ]
        now = session.run(self._vars)
        result = minimize(
            value(self._loss),
            np.concatenate([one.ravel() for one in now]).astype(np.float64),
            jac=True,
            callback=step_callback,
            bounds=self._bounds,
            constraints=constraints or (),
            **self._options,
        )
        put(result.x)

    def _gradient(self, tensor: Any) -> Any:
        found = tf.gradients(tensor, self._vars)
        found = [tf.zeros_like(var) if one is None else one for var, one in zip(self._vars, found)]
        return tf.concat([tf.reshape(one, [-1]) for one in found], 0)

    def _packed_bounds(self, bounds: Optional[Dict[Any, Any]]) -> Any:
        if bounds is None:
            return None
        of = {variable.name: pair for variable, pair in bounds.items()}
        packed: List[Any] = []
        for variable, shape in zip(self._vars, self._shapes):
            low, high = of.get(variable.name, (-np.inf, np.inf))
            packed += zip(np.broadcast_to(low, shape).ravel(), np.broadcast_to(high, shape).ravel())
        return packed


_contrib.part(__name__)
