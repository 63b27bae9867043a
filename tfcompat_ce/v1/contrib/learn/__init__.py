"""``tf.contrib.learn``: what programs took from it beside its estimators."""

from typing import Any, ClassVar, Dict

from tfcompat_ce.shim import contrib as _contrib


class ModeKeys:
    """What a model function is called for."""

    TRAIN = "train"
    EVAL = "eval"
    INFER = "infer"

    @classmethod
    def validate(cls, key: str) -> None:
        """Raises a ValueError where it is none of them."""
        if key not in (cls.TRAIN, cls.EVAL, cls.INFER):
            raise ValueError(f"Invalid mode {key}.")


class RunConfig:
    """How an estimator of contrib.learn ran: its options, as attributes."""

    _DEFAULTS: ClassVar[Dict[str, Any]] = {
        "master": "",
        "num_cores": 0,
        "log_device_placement": False,
        "gpu_memory_fraction": 1,
        "tf_random_seed": None,
        "save_summary_steps": 100,
        "save_checkpoints_secs": 600,
        "save_checkpoints_steps": None,
        "keep_checkpoint_max": 5,
        "keep_checkpoint_every_n_hours": 10000,
        "log_step_count_steps": 100,
        "protocol": None,
        "evaluation_master": "",
        "model_dir": None,
        "session_config": None,
        "session_creation_timeout_secs": 7200,
    }

    def __init__(self, master: Any = None, **options: Any) -> None:
        """Keeps the options.

        Raises:
          TypeError: there is no such option.
        """
        for name in options:
            if name not in self._DEFAULTS:
                raise TypeError(f"RunConfig has no option {name!r}")
        steps = options.get("save_checkpoints_steps")
        if steps is not None:
            options.setdefault("save_checkpoints_secs", None)
        self.__dict__.update(self._DEFAULTS, master=master or "", **options)
        self.is_chief, self.task_id, self.num_ps_replicas = True, 0, 0

    def replace(self, **options: Any) -> "RunConfig":
        """One with other options."""
        mine = {name: getattr(self, name) for name in self._DEFAULTS}
        return type(self)(**{**mine, **options})


_contrib.part(__name__)
