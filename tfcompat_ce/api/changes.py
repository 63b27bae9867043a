"""What no wheel shows: a meaning that changed, an idiom, a replacement. By hand, with reasons."""

from typing import FrozenSet

# 1.x has these too, late and for its last users: whoever writes them today writes 2.x.
# Source: https://www.tensorflow.org/guide/effective_tf2
IDIOMS_OF_2: FrozenSet[str] = frozenset(
    [
        "GradientTape",
        "Module",
        "function",
        "optimizers",
        "compat.v1.disable_eager_execution",
        "compat.v1.disable_v2_behavior",
        "compat.v1.enable_v2_behavior",
        "config.list_logical_devices",
        "config.list_physical_devices",
        "config.run_functions_eagerly",
        "config.set_visible_devices",
        "data.AUTOTUNE",
        "random.Generator",
    ]
)

# Private modules that 0.x did not have.
LATE_MODULES: FrozenSet[str] = frozenset(["python.data", "python.eager", "python.keras"])

# Packages that came after 0.x, and are for TensorFlow.
LATE_PACKAGES: FrozenSet[str] = frozenset(
    [
        "keras_core",
        "tensorflow_addons",
        "tensorflow_datasets",
        "tensorflow_hub",
        "tensorflow_probability",
        "tensorflow_text",
        "tf_agents",
        "tf_keras",
    ]
)

# Keywords that many functions of 0.x and 1.x take, and none of 2.x.
V1_KEYWORDS: FrozenSet[str] = frozenset(["keep_dims", "reduction_indices"])

# What raises, or gives nothing, where TensorFlow runs eagerly.
ONLY_IN_GRAPHS: FrozenSet[str] = frozenset(
    (
        "Graph",
        "InteractiveSession",
        "Session",
        "add_to_collection",
        "data.make_initializable_iterator",
        "data.make_one_shot_iterator",
        "get_collection",
        "get_default_graph",
        "get_default_session",
        "get_variable",
        "global_variables",
        "global_variables_initializer",
        "gradients",
        "hessians",
        "initialize_all_variables",
        "initialize_local_variables",
        "initialize_variables",
        "keras.backend.get_session",
        "keras.backend.gradients",
        "keras.backend.learning_phase",
        "keras.backend.set_session",
        "local_variables",
        "local_variables_initializer",
        "merge_all_summaries",
        "merge_summary",
        "metrics.accuracy",
        "metrics.auc",
        "metrics.mean",
        "metrics.mean_iou",
        "metrics.precision",
        "metrics.recall",
        "placeholder",
        "placeholder_with_default",
        "reset_default_graph",
        "sparse_placeholder",
        "summary.FileWriter",
        "summary.merge",
        "summary.merge_all",
        "train.AdadeltaOptimizer",
        "train.AdagradDAOptimizer",
        "train.AdagradOptimizer",
        "train.AdamOptimizer",
        "train.Coordinator",
        "train.FtrlOptimizer",
        "train.GradientDescentOptimizer",
        "train.MomentumOptimizer",
        "train.MonitoredSession",
        "train.MonitoredTrainingSession",
        "train.ProximalAdagradOptimizer",
        "train.QueueRunner",
        "train.RMSPropOptimizer",
        "train.Saver",
        "train.Supervisor",
        "train.SyncReplicasOptimizer",
        "train.batch",
        "train.import_meta_graph",
        "train.shuffle_batch",
        "train.slice_input_producer",
        "train.start_queue_runners",
        "train.string_input_producer",
        "trainable_variables",
        "variable_scope",
        "variables_initializer",
    )
)

# Modules of `tf` whose functions make no tensors, so that a program may call them early.
MAKES_NOTHING: FrozenSet[str] = frozenset(["app", "flags", "gfile", "io", "logging", "test"])
