"""``tf.contrib.predictor``: a saved model as a function of dictionaries.

Source: https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib/predictor
"""

from typing import Any, Dict, Optional

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib

DEFAULT = "serving_default"


class Predictor:
    """What a graph computes from some of its tensors, in a session of its own.

    Attributes:
      graph: The graph.
      session: The session.
      feed_tensors: What is fed, by the names of the inputs.
      fetch_tensors: What is computed, by the names of the outputs.
    """

    def __init__(
        self, session: Any, feed_tensors: Dict[str, Any], fetch_tensors: Dict[str, Any]
    ) -> None:
        self.graph, self.session = session.graph, session
        self.feed_tensors, self.fetch_tensors = feed_tensors, fetch_tensors

    def __call__(self, input_dict: Dict[str, Any]) -> Dict[str, Any]:
        """The outputs for some inputs, both by their names.

        Raises:
          ValueError: An input has another name.
        """
        unknown = sorted(set(input_dict) - set(self.feed_tensors))
        if unknown:
            known = sorted(self.feed_tensors)
            raise ValueError(f"no inputs are called {unknown}: they are {known}")
        feeds = {self.feed_tensors[name]: value for name, value in input_dict.items()}
        outputs: Dict[str, Any] = self.session.run(self.fetch_tensors, feed_dict=feeds)
        return outputs

    def __repr__(self) -> str:
        return f"Predictor of {sorted(self.fetch_tensors)} from {sorted(self.feed_tensors)}"


def from_saved_model(
    export_dir: str,
    signature_def_key: Optional[str] = None,
    signature_def: Any = None,
    input_names: Optional[Dict[str, str]] = None,
    output_names: Optional[Dict[str, str]] = None,
    tags: Any = None,
    graph: Any = None,
    config: Any = None,
) -> Predictor:
    """A predictor of a SavedModel.

    Args:
      export_dir: The folder of the SavedModel.
      signature_def_key: The signature to take; "serving_default" if none is named.
      signature_def: The signature itself.
      input_names: In place of a signature, the names of tensors by those of inputs.
      output_names: The same for the outputs.
      tags: The tags of the graph to load, as a string with commas or a list; "serve".
      graph: The graph to load it into; a new one if there is none.
      config: The configuration of the session.

    Raises:
      ValueError: The signature is given in two ways, or there is none of that name.
    """
    ways = [signature_def_key, signature_def, input_names or output_names]
    if sum(map(bool, ways)) > 1 or bool(input_names) != bool(output_names):
        raise ValueError(
            "give one of signature_def_key=, signature_def=, and input_names= with output_names="
        )
    if isinstance(tags, str):
        tags = tags.split(",")
    session = tf.Session(graph=graph or tf.Graph(), config=config)
    with session.graph.as_default():
        loaded = tf.saved_model.loader.load(session, tags or ["serve"], export_dir)
    if not input_names:
        key = signature_def_key or DEFAULT
        if signature_def is None and key not in loaded.signature_def:
            known = sorted(loaded.signature_def)
            raise ValueError(f"the SavedModel has no signature {key!r}: it has {known}")
        signature = signature_def or loaded.signature_def[key]
        input_names = {name: info.name for name, info in signature.inputs.items()}
        output_names = {name: info.name for name, info in signature.outputs.items()}
    return Predictor(
        session,
        _tensors(session.graph, input_names),
        _tensors(session.graph, output_names or {}),
    )


def from_estimator(
    estimator: Any,
    serving_input_receiver_fn: Any,
    output_key: Optional[str] = None,
    graph: Any = None,
    config: Any = None,
) -> Predictor:
    """A predictor of an Estimator's last checkpoint.

    Args:
      estimator: A ``tf.estimator.Estimator`` that was trained.
      serving_input_receiver_fn: Makes the inputs: a function without arguments.
      output_key: Which of ``export_outputs``; "serving_default" if none is named.
      graph: The graph to build it in; a new one if there is none.
      config: The configuration of the session.
    """
    graph = graph or tf.Graph()
    with graph.as_default():
        receiver = serving_input_receiver_fn()
        mode = tf.estimator.ModeKeys.PREDICT
        spec = estimator.model_fn(features=receiver.features, labels=None, mode=mode, config=None)
        output = spec.export_outputs[output_key or DEFAULT]
        signature = output.as_signature_def(receiver.receiver_tensors)
        session = tf.Session(graph=graph, config=config)
        tf.train.Saver().restore(session, estimator.latest_checkpoint())
    outputs = {name: info.name for name, info in signature.outputs.items()}
    return Predictor(session, dict(receiver.receiver_tensors), _tensors(graph, outputs))


def _tensors(graph: Any, names: Dict[str, str]) -> Dict[str, Any]:
    return {name: graph.get_tensor_by_name(tensor) for name, tensor in names.items()}


_contrib.part(__name__)
