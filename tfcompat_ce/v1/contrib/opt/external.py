"""Optimizers outside of TensorFlow: ``tf.contrib.opt.ScipyOptimizerInterface``.

Source: https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/contrib/opt/python/training/external_optimizer.py
"""

from typing import Any, Callable

import numpy as np

from tfcompat_ce import v1 as tf


class ExternalOptimizerInterface:
    """Hands a loss and its gradients over to an optimizer that a subclass brings."""

    def __init__(
        self,
        loss: Any,
        var_list: Any = None,
        equalities: Any = None,
        inequalities: Any = None,
        var_to_bounds: Any = None,
        **optimizer_kwargs: Any,
    ) -> None:
        """Makes what the optimizer needs, in the graph.

        Args:
          loss: A scalar.
          var_list: What to change, the trainable variables if None.
          equalities: Tensors that must become zero.
          inequalities: Tensors that must not become negative.
          var_to_bounds: For a variable, its lower and its upper bound.
          **optimizer_kwargs: For the optimizer.
        """
        self.optimizer_kwargs = optimizer_kwargs
        self._loss = loss
        self._vars = list(tf.trainable_variables() if var_list is None else var_list)
        self._equalities, self._inequalities = equalities or [], inequalities or []
        self._shapes = [tuple(one.get_shape().as_list()) for one in self._vars]
        ends = np.cumsum([0] + [int(np.prod(shape)) for shape in self._shapes])
        self._places = [slice(start, end) for start, end in zip(ends, ends[1:])]
        self._packed_bounds = self._bounds(var_to_bounds)
        self._values = [tf.placeholder(one.dtype.base_dtype) for one in self._vars]
        self._updates = [
            variable.assign(tf.reshape(value, shape))
            for variable, value, shape in zip(self._vars, self._values, self._shapes)
        ]
        self._packed = _packed(self._vars)
        self._gradient = self._gradient_of(loss)
        self._equality_gradients = [self._gradient_of(one) for one in self._equalities]
        self._inequality_gradients = [self._gradient_of(one) for one in self._inequalities]

    def minimize(
        self,
        session: Any = None,
        feed_dict: Any = None,
        fetches: Any = None,
        step_callback: Any = None,
        loss_callback: Any = None,
        **run_kwargs: Any,
    ) -> None:
        """Runs the optimizer, and gives the variables what it found.

        Args:
          session: Where to run, the default session if None.
          feed_dict: For each run.
          fetches: What each run of the loss gives to ``loss_callback``.
          step_callback: Called after each step, with all variables in one vector.
          loss_callback: Called after each run of the loss.
          **run_kwargs: For the run that assigns the variables.
        """
        session = session or tf.get_default_session()
        fetches = fetches or []

        def evaluate(tensors: Any, callback: Any = None) -> Callable[[Any], Any]:
            def run(point: Any) -> Any:
                # Not fed: a resource variable is read by an operation that sees no feed.
                feed = dict(zip(self._values, self._unpacked(point)))
                session.run(self._updates, feed_dict=feed)
                found = session.run([*tensors, *fetches], feed_dict=feed_dict)
                if callback is not None:
                    callback(*found[len(tensors) :])
                return found[: len(tensors)]

            return run

        def each(tensors: Any) -> Any:
            return [_first(evaluate([one])) for one in tensors]

        found = self._minimize(
            initial_val=session.run(self._packed),
            loss_grad_func=evaluate([self._loss, self._gradient], loss_callback),
            equality_funcs=each(self._equalities),
            equality_grad_funcs=each(self._equality_gradients),
            inequality_funcs=each(self._inequalities),
            inequality_grad_funcs=each(self._inequality_gradients),
            packed_bounds=self._packed_bounds,
            step_callback=step_callback or (lambda point: None),
            optimizer_kwargs=self.optimizer_kwargs,
        )
        feed = dict(zip(self._values, self._unpacked(found)))
        session.run(self._updates, feed_dict=feed, **run_kwargs)

    def _minimize(self, **_: Any) -> Any:
        raise NotImplementedError(
            "To use ExternalOptimizerInterface, subclass from it and implement the _minimize() "
            "method."
        )

    def _unpacked(self, point: Any) -> Any:
        return [point[at].reshape(shape) for at, shape in zip(self._places, self._shapes)]

    def _gradient_of(self, tensor: Any) -> Any:
        gradients = tf.gradients(tensor, self._vars)
        return _packed(
            tf.zeros_like(variable) if gradient is None else gradient
            for variable, gradient in zip(self._vars, gradients)
        )

    def _bounds(self, by_variable: Any) -> Any:
        if by_variable is None:
            return None
        # In 2.x a variable that compares by value is no key: TensorFlow gives it a reference.
        of = {_key(variable): bounds for variable, bounds in by_variable.items()}
        found = []
        for variable, shape in zip(self._vars, self._shapes):
            bounds = of.get(_key(variable), (-np.inf, np.inf))
            low, high = (np.broadcast_to(one, shape).ravel() for one in bounds)
            found += list(zip(low, high))
        return found


class ScipyOptimizerInterface(ExternalOptimizerInterface):
    """Runs ``scipy.optimize.minimize``, by default with L-BFGS-B; ``method=`` names another.

    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     x = tf.get_variable("x", [2], initializer=tf.ones_initializer())
    ...     optimizer = ScipyOptimizerInterface(tf.reduce_sum(tf.square(x - 3.0)))
    ...     session.run(tf.global_variables_initializer())
    ...     optimizer.minimize(session)
    ...     print(session.run(x).round(3))
    [3. 3.]
    """

    _DEFAULT_METHOD = "L-BFGS-B"

    def _minimize(self, **given: Any) -> Any:
        try:
            import scipy.optimize
        except ImportError as error:
            raise ImportError(
                "ScipyOptimizerInterface needs SciPy: pip install 'tfcompat-ce[contrib]'"
            ) from error
        options = dict(given["optimizer_kwargs"])
        method = options.pop("method", self._DEFAULT_METHOD)
        constraints = [
            {"type": kind, "fun": _doubles(function), "jac": _doubles(gradient)}
            for kind, name in (("eq", "equality"), ("ineq", "inequality"))
            for function, gradient in zip(given[f"{name}_funcs"], given[f"{name}_grad_funcs"])
        ]
        own = {
            "jac": True,
            "callback": given["step_callback"],
            "method": method,
            "constraints": constraints,
            "bounds": given["packed_bounds"],
        }
        for name in own:
            if name == "bounds" and name in options:
                raise ValueError("Bounds must be set using the var_to_bounds argument")
            if name in options:
                raise ValueError(
                    f"Optimizer keyword arg '{name}' is set automatically and cannot be injected "
                    "manually"
                )

        def loss_and_gradient(point: Any) -> Any:
            loss, gradient = given["loss_grad_func"](point)
            return np.float64(loss), gradient.astype(np.float64)

        result = scipy.optimize.minimize(
            loss_and_gradient, given["initial_val"].astype(np.float64), **own, **options
        )
        tf.logging.info(
            "Optimization terminated with:\n  Message: %s\n  Objective function value: %f",
            result.message,
            result.fun,
        )
        return result["x"]


def _packed(tensors: Any) -> Any:
    flat = [tf.reshape(one, [-1]) for one in tensors]
    return tf.concat(flat, 0) if len(flat) > 1 else flat[0]


def _first(run: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda point: run(point)[0]


def _doubles(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """SciPy's SLSQP takes nothing else."""
    return lambda point: np.asarray(function(point), np.float64)


def _key(variable: Any) -> int:
    return id(variable.deref() if hasattr(variable, "deref") else variable)
