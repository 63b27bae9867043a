"""What of ``tf.contrib`` there is on 2.x, where each name comes from, and what to use for the rest.

The run time and the rewriter go by this one table. Names are without the ``contrib.`` in front.

Sources:
  https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib
  https://github.com/tensorflow/community/blob/master/rfcs/20180907-contrib-sunset.md
  https://github.com/google-research/tf-slim
"""

import functools
from typing import Dict, Tuple

from tfcompat_ce.api.symbols import V1, find

# What is written here: v1/contrib/layers.py has `layers`, and so on.
OWN: Dict[str, str] = {
    "crf": """
        crf_binary_score crf_decode crf_log_likelihood crf_log_norm
        crf_multitag_sequence_score crf_sequence_score crf_unary_score viterbi_decode
    """,
    "data": """
        batch_and_drop_remainder padded_batch_and_drop_remainder read_batch_features
        reduce_dataset sloppy_interleave
    """,
    "distributions": """
        MultivariateNormalDiag MultivariateNormalDiagWithSoftplusScale NormalWithSoftplusScale
    """,
    "eager": """
        Checkpoint GradientTape Iterator Network Saver Sequential TensorSpec Variable
        custom_gradient defun enable_eager_execution executing_eagerly function gradients_function
        implicit_gradients implicit_value_and_gradients in_eager_mode list_devices make_vjp
        num_gpus py_func run value_and_gradients_function
    """,
    "eager.metrics": "Accuracy Mean",
    "factorization": "KMeans",
    "framework": """
        get_graph_from_inputs get_name_scope init_from_checkpoint list_variables load_checkpoint
        load_variable with_same_shape with_shape
    """,
    "image": """
        angles_to_projective_transforms compose_transforms flat_transforms_to_matrices
        matrices_to_flat_transforms rotate transform translate
        translations_to_projective_transforms
    """,
    "layers": """
        apply_regularization embed_sequence flatten l1_l2_regularizer l1_regularizer
        l2_regularizer one_hot_encoding safe_embedding_lookup_sparse sum_regularizer
        variance_scaling_initializer
        xavier_initializer xavier_initializer_conv2d
    """,
    "learn": "ModeKeys RunConfig",
    "learn.preprocessing": """
        CategoricalVocabulary TOKENIZER_RE VocabularyProcessor tokenizer
    """,
    "legacy_seq2seq": """
        attention_decoder basic_rnn_seq2seq embedding_attention_decoder
        embedding_attention_seq2seq embedding_rnn_decoder embedding_rnn_seq2seq
        embedding_tied_rnn_seq2seq model_with_buckets one2many_rnn_seq2seq rnn_decoder
        sequence_loss sequence_loss_by_example tied_rnn_seq2seq
    """,
    "lookup": """
        HashTable index_table_from_tensor index_to_string index_to_string_table_from_tensor
        string_to_index string_to_index_table_from_file string_to_index_table_from_tensor
    """,
    "nn": """
        deprecated_flipped_sigmoid_cross_entropy_with_logits
        deprecated_flipped_softmax_cross_entropy_with_logits
        deprecated_flipped_sparse_softmax_cross_entropy_with_logits scaled_softplus
    """,
    "opt": """
        AdamWOptimizer DecoupledWeightDecayExtension ExternalOptimizerInterface
        LazyAdamOptimizer MomentumWOptimizer NadamOptimizer ScipyOptimizerInterface
        extend_with_decoupled_weight_decay
    """,
    "predictor": "from_estimator from_saved_model",
    "rnn": """
        AttentionCellWrapper Conv1DLSTMCell Conv2DLSTMCell Conv3DLSTMCell ConvLSTMCell
        CoupledInputForgetGateLSTMCell EmbeddingWrapper FusedRNNCell FusedRNNCellAdaptor
        GRUBlockCell GRUBlockCellV2
        HighwayWrapper InputProjectionWrapper LSTMBlockCell LSTMBlockFusedCell
        LayerNormBasicLSTMCell NASCell OutputProjectionWrapper TimeReversedFusedRNN UGRNNCell
        _Linear _linear stack_bidirectional_dynamic_rnn stack_bidirectional_rnn
        transpose_batch_time
    """,
    "summary": """
        all_summary_ops always_record_summaries audio create_file_writer
        create_summary_file_writer flush generic histogram image initialize
        never_record_summaries record_summaries_every_n_global_steps scalar
        should_record_summaries summary_writer_initializer_op
    """,
    "tensorboard.plugins.projector": """
        EmbeddingInfo ProjectorConfig SpriteMetadata visualize_embeddings
    """,
    "training": "HParams bucket bucket_by_sequence_length parse_values",
    "seq2seq": """
        AttentionMechanism AttentionWrapper AttentionWrapperState BahdanauAttention BasicDecoder
        BasicDecoderOutput BeamSearchDecoder BeamSearchDecoderOutput BeamSearchDecoderState
        CustomHelper Decoder FinalBeamSearchDecoderOutput GreedyEmbeddingHelper Helper
        InferenceHelper LuongAttention SampleEmbeddingHelper ScheduledEmbeddingTrainingHelper
        ScheduledOutputTrainingHelper TrainingHelper dynamic_decode gather_tree hardmax
        sequence_loss tile_batch
    """,
}

# The same as a name of 1.x's namespace that 2.x has: by part, and by where it is.
SAME: Dict[Tuple[str, str], str] = {
    ("checkpoint", "train"): "CheckpointManager",
    ("cluster_resolver", "distribute.cluster_resolver"): """
        ClusterResolver GCEClusterResolver KubernetesClusterResolver SimpleClusterResolver
        SlurmClusterResolver TFConfigClusterResolver TPUClusterResolver
    """,
    ("data", "data"): """
        Dataset FixedLengthRecordDataset Iterator TFRecordDataset TextLineDataset
    """,
    ("data", "data.experimental"): """
        AUTOTUNE Counter CsvDataset Optional RandomDataset Reducer SqlDataset TFRecordWriter
        bucket_by_sequence_length choose_from_datasets copy_to_device dense_to_sparse_batch
        enumerate_dataset get_next_as_optional get_single_element group_by_reducer
        group_by_window ignore_errors make_batched_features_dataset make_csv_dataset
        make_saveable_from_iterator map_and_batch parallel_interleave parse_example_dataset
        prefetch_to_device rejection_resample sample_from_datasets scan shuffle_and_repeat
        unbatch unique
    """,
    ("distributions", "distributions"): """
        Bernoulli Beta Categorical Dirichlet DirichletMultinomial Distribution Exponential
        FULLY_REPARAMETERIZED Gamma Laplace Multinomial NOT_REPARAMETERIZED Normal
        RegisterKL ReparameterizationType StudentT Uniform kl_divergence
    """,
    ("factorization", "python.ops.clustering_ops"): """
        COSINE_DISTANCE KMEANS_PLUS_PLUS_INIT RANDOM_INIT SQUARED_EUCLIDEAN_DISTANCE
    """,
    ("framework", ""): """
        TensorSpec argsort assert_same_float_dtype assert_scalar
        convert_to_tensor_or_sparse_tensor is_tensor py_func sort
    """,
    ("framework", "python.framework.ops"): "prepend_name_scope strip_name_scope",
    ("framework", "python.framework.smart_cond"): "smart_case smart_cond smart_constant_value",
    ("framework", "python.framework.tensor_spec"): "BoundedTensorSpec",
    ("framework", "python.ops.confusion_matrix"): "remove_squeezable_dimensions",
    ("framework", "python.ops.data_flow_ops"): "RecordInput",
    ("framework", "python.util.deprecation"): """
        deprecated deprecated_arg_values deprecated_args
    """,
    ("framework", "train"): """
        assert_global_step create_global_step get_global_step get_or_create_global_step
    """,
    ("lite", "lite"): "Interpreter TFLiteConverter TocoConverter",
    ("lookup", "lookup"): """
        KeyValueTensorInitializer TextFileIndex TextFileInitializer
    """,
    ("lookup", "python.ops.lookup_ops"): """
        FastHashSpec HasherSpec IdTableWithHashBuckets InitializableLookupTableBase
        LookupInterface MutableHashTable StrongHashSpec TableInitializerBase
        TextFileIdTableInitializer TextFileStringTableInitializer index_table_from_file
        index_to_string_table_from_file
    """,
    ("rnn", "nn"): """
        static_bidirectional_rnn static_rnn static_state_saving_rnn
    """,
    ("rnn", "nn.rnn_cell"): """
        BasicLSTMCell BasicRNNCell DeviceWrapper DropoutWrapper GRUCell LSTMCell
        LSTMStateTuple MultiRNNCell RNNCell ResidualWrapper
    """,
    ("signal", "signal"): """
        frame hamming_window hann_window inverse_stft inverse_stft_window_fn
        linear_to_mel_weight_matrix mfccs_from_log_mel_spectrograms overlap_and_add stft
    """,
    ("staging", "python.ops.data_flow_ops"): "StagingArea",
    ("tpu", "estimator.tpu"): """
        InputPipelineConfig RunConfig TPUConfig TPUEstimator TPUEstimatorSpec
    """,
    ("tpu", "tpu"): """
        CrossShardOptimizer batch_parallel bfloat16_scope core cross_replica_sum
        initialize_system outside_compilation replicate rewrite shard shutdown_system
    """,
    ("training", "python.training.checkpoint_utils"): "wait_for_new_checkpoint",
    ("training", "train"): "checkpoints_iterator",
    ("util", ""): "make_ndarray make_tensor_proto",
    ("util", "python.framework.meta_graph"): """
        ops_used_by_graph_def stripped_op_list_for_graph
    """,
}

# The same as another name: of 1.x's namespace, or of TensorFlow's private modules, or of ours.
OTHER: Dict[str, str] = {
    "cluster_resolver.UnionClusterResolver": "distribute.cluster_resolver.UnionResolver",
    "deprecated.audio_summary": "summary.audio",
    "deprecated.histogram_summary": "summary.histogram",
    "deprecated.image_summary": "summary.image",
    "deprecated.merge_all_summaries": "summary.merge_all",
    "deprecated.merge_summary": "summary.merge",
    "deprecated.scalar_summary": "summary.scalar",
    "framework.nest": "python.util.nest",
    "keras": "keras",
    "learn.datasets.mnist": "examples.tutorials.mnist.input_data",
    "learn.datasets.mnist.DataSet": "examples.tutorials.mnist.input_data.DataSet",
    "learn.datasets.mnist.load_mnist": "examples.tutorials.mnist.input_data.load_mnist",
    "learn.datasets.mnist.read_data_sets": "examples.tutorials.mnist.input_data.read_data_sets",
    "lookup.MutableDenseHashTable": "python.ops.lookup_ops.DenseHashTable",
    "eager.make_template": "make_template",
    "metrics.confusion_matrix": "confusion_matrix",
    "metrics.set_difference": "sets.difference",
    "metrics.set_intersection": "sets.intersection",
    "metrics.set_size": "sets.size",
    "metrics.set_union": "sets.union",
    "nn.nth_element": "python.ops.nn_ops.nth_element",
    "nn.conv1d_transpose": "nn.conv1d_transpose",
    "stateless.stateless_multinomial": "random.stateless_multinomial",
    "stateless.stateless_random_normal": "random.stateless_normal",
    "stateless.stateless_random_uniform": "random.stateless_uniform",
    "stateless.stateless_truncated_normal": "random.stateless_truncated_normal",
    "util.constant_value": "get_static_value",
}

# What the package tf_slim has, by part.
SLIM: Dict[str, str] = {
    "framework": """
        VariableDeviceChooser add_arg_scope add_model_variable arg_scope
        arg_scoped_arguments assert_or_get_global_step assign_from_checkpoint
        assign_from_checkpoint_fn assign_from_values assign_from_values_fn current_arg_scope
        filter_variables get_local_variables get_model_variables get_trainable_variables
        get_unique_variable get_variable_full_name get_variables get_variables_by_name
        get_variables_by_suffix get_variables_to_restore global_variable has_arg_scope
        local_variable model_variable variable
    """,
    "layers": """
        GDN OPTIMIZER_CLS_NAMES OPTIMIZER_SUMMARIES RevBlock avg_pool2d avg_pool3d
        batch_norm bias_add conv1d conv2d conv2d_in_plane conv2d_transpose conv3d
        conv3d_transpose convolution convolution1d convolution2d convolution2d_in_plane
        convolution2d_transpose convolution3d convolution3d_transpose dense_to_sparse
        dropout elu fully_connected gdn group_norm images_to_sequence instance_norm
        layer_norm legacy_fully_connected legacy_linear legacy_relu linear max_pool2d
        max_pool3d maxout optimize_loss recompute_grad relu relu6 repeat rev_block
        scale_gradient separable_conv2d separable_convolution2d sequence_to_images softmax
        spatial_softmax stack summarize_activation summarize_activations
        summarize_collection summarize_tensor summarize_tensors unit_norm
    """,
    "losses": """
        absolute_difference add_loss compute_weighted_loss cosine_distance get_losses
        get_regularization_losses get_total_loss hinge_loss log_loss
        mean_pairwise_squared_error mean_squared_error sigmoid_cross_entropy
        softmax_cross_entropy sparse_softmax_cross_entropy
    """,
    "metrics": """
        accuracy aggregate_metric_map aggregate_metrics auc_using_histogram
        auc_with_confidence_intervals cohen_kappa count f1_score precision_at_recall
        precision_recall_at_equal_thresholds recall_at_precision sparse_recall_at_top_k
        streaming_accuracy streaming_auc streaming_concat streaming_covariance
        streaming_curve_points streaming_dynamic_auc streaming_false_negative_rate
        streaming_false_negative_rate_at_thresholds streaming_false_negatives
        streaming_false_negatives_at_thresholds streaming_false_positive_rate
        streaming_false_positive_rate_at_thresholds streaming_false_positives
        streaming_false_positives_at_thresholds streaming_mean streaming_mean_absolute_error
        streaming_mean_cosine_distance streaming_mean_iou streaming_mean_relative_error
        streaming_mean_squared_error streaming_mean_tensor streaming_pearson_correlation
        streaming_percentage_less streaming_precision streaming_precision_at_thresholds
        streaming_recall streaming_recall_at_k streaming_recall_at_thresholds
        streaming_root_mean_squared_error streaming_sensitivity_at_specificity
        streaming_sparse_average_precision_at_k streaming_sparse_average_precision_at_top_k
        streaming_sparse_precision_at_k streaming_sparse_precision_at_top_k
        streaming_sparse_recall_at_k streaming_specificity_at_sensitivity
        streaming_true_negatives streaming_true_negatives_at_thresholds
        streaming_true_positives streaming_true_positives_at_thresholds
    """,
    "training": """
        add_gradients_summaries clip_gradient_norms clip_gradient_norms_fn create_train_op
        multiply_gradients train
    """,
}

# What to use for what is not there. The longest name that fits counts.
INSTEAD: Dict[str, str] = {
    "autograph": "tf.autograph",
    "bayesflow": "the package tensorflow_probability",
    "boosted_trees": "the package tensorflow_decision_forests",
    "checkpoint": "tf.train.Checkpoint",
    "cluster_resolver": "tf.distribute.cluster_resolver",
    "crf": "the package tensorflow_addons, for Python 3.11 at most",
    "cudnn_rnn": "tf.keras.layers.LSTM and tf.keras.layers.GRU, which use cuDNN by themselves",
    "data": "tf.data",
    "data.sliding_window_batch": "tf.data.Dataset.window",
    "deprecated": "tf.summary",
    "distribute": "tf.distribute",
    "distributions": "the package tensorflow_probability",
    "eager": "tf.GradientTape and tf.function",
    "eager.Iterator": "iter(dataset)",
    "eager.Variable": "tf.Variable",
    "estimator": "tf.estimator",
    "factorization": "the package scikit-learn",
    "feature_column": "tf.feature_column",
    "framework": "tf.train and the package tf_slim",
    "gan": "the package tensorflow_gan",
    "graph_editor": "tf.graph_util and tf.import_graph_def(input_map=)",
    "grid_rnn": "cells of your own, on tf.nn.rnn_cell.RNNCell",
    "image": "the package tensorflow_addons, for Python 3.11 at most",
    "integrate": "the package tensorflow_probability: tfp.math.ode",
    "kernel_methods": "tf.keras.layers.experimental.RandomFourierFeatures",
    "layers": "tf.feature_column for columns, tf.layers and the package tf_slim for the rest",
    "learn": "tf.estimator and tf.data",
    "learn.preprocessing": "tf.keras.layers.TextVectorization",
    "lite": "tf.lite",
    "lookup": "tf.lookup",
    "losses": "tf.losses, which takes labels first: give all arguments by keyword",
    "losses.metric_learning": "the package tensorflow_addons, for Python 3.11 at most",
    "memory_stats": "tf.config.experimental.get_memory_info",
    "metrics": "tf.metrics",
    "mixed_precision": "tf.train.experimental.enable_mixed_precision_graph_rewrite",
    "model_pruning": "the package tensorflow_model_optimization",
    "nccl": "tf.distribute.NcclAllReduce",
    "nn": "tf.nn",
    "nn.alpha_dropout": "tf.keras.layers.AlphaDropout",
    "opt": "the optimizers of tf.train, and those of the package tensorflow_addons",
    "predictor": "tf.saved_model.load",
    "quantize": "the package tensorflow_model_optimization",
    "resampler": "the package tensorflow_addons, for Python 3.11 at most",
    "rnn": "tf.nn.rnn_cell, and cells of your own on its RNNCell",
    "saved_model": "tf.saved_model",
    "seq2seq": "the package tensorflow_addons, for Python 3.11 at most",
    "signal": "tf.signal",
    "slim": "the package tf_slim",
    "slim.nets": "tf.keras.applications, or the package tf_slim's nets",
    "sparsemax": "the package tensorflow_addons, for Python 3.11 at most",
    "staging": "tf.data.Dataset.prefetch",
    "stateless": "tf.random",
    "summary": "tf.compat.v2.summary",
    "tensorboard": "the package tensorboard",
    "tensor_forest": "the package tensorflow_decision_forests",
    "tensorrt": "tf.experimental.tensorrt",
    "timeseries": "the package tensorflow_probability: tfp.sts",
    "tpu": "tf.tpu and tf.distribute.TPUStrategy",
    "training": "tf.data and tf.train",
    "training.stratified_sample": "tf.data.Dataset.rejection_resample",
    "util": "tf.graph_util and tf.io",
    "": "nothing of TensorFlow's: what it did has to be written, or taken from 1.15's sources",
}


@functools.lru_cache(maxsize=None)
def offered() -> Dict[str, str]:
    """Each name that 2.x has here, and where from: ``own``, ``tf_slim``, or what it is the same as.

    >>> offered()["rnn.GRUCell"], offered()["training.HParams"]
    ('nn.rnn_cell.GRUCell', 'own')
    """
    names = {f"{part}.{name}": "own" for part in OWN for name in OWN[part].split()}
    for part in SLIM:
        for name in SLIM[part].split():
            names.setdefault(f"{part}.{name}", "tf_slim")
    for (part, home), same in SAME.items():
        names.update({f"{part}.{name}": f"{home}.{name}".lstrip(".") for name in same.split()})
    names.update(OTHER, slim="tf_slim")
    return names


@functools.lru_cache(maxsize=None)
def parts() -> "frozenset[str]":
    """The modules that have any of these names, and those around them; ``""`` is contrib itself.

    >>> "learn.datasets" in parts(), "gan" in parts()
    (True, False)
    """
    found = {""}
    for name in offered():
        while name:
            name = name.rpartition(".")[0]
            found.add(name)
    return frozenset(found)


def is_offered(name: str) -> bool:
    """Whether 2.x has a name here, or, of a module, anything in it.

    >>> is_offered("rnn.python.ops.core_rnn_cell.GRUCell"), is_offered("gan")
    (True, False)
    """
    name = public(name)
    if name in offered() or name in parts():
        return True
    return name.startswith(("keras.", "slim.")) or name.rpartition(".")[0] in offered()


def is_module(name: str) -> bool:
    """Whether 1.x had a module of that name, or of one below it."""
    symbol = find(f"contrib.{name}", V1)
    return (
        name in parts()
        or ".python" in f".{name}"
        or (symbol is not None and symbol.kind == "module")
    )


def public(name: str) -> str:
    """What a name is called in its part, where a program has it from a private module.

    >>> public("learn.python.learn.datasets.mnist"), public("rnn.python.ops.core_rnn_cell")
    ('learn.datasets.mnist', 'rnn')
    """
    part, private, rest = name.partition(".python")
    if not private or rest[:1] not in ("", "."):
        return name
    names = rest.split(".")[1:]
    for at in range(len(names)):
        candidate = ".".join([part, *names[at:]])
        if candidate in offered() or (candidate in parts() and candidate != part):
            return candidate
    last = names[-1] if names else ""
    return part if last == last.lower() else f"{part}.{last}"


def instead(name: str) -> str:
    """What to use for a name that is not offered.

    >>> instead("gan.gan_model")
    'the package tensorflow_gan'
    """
    row = public(name)
    while row and row not in INSTEAD:
        row = row.rpartition(".")[0]
    return INSTEAD[row]
