"""TensorFlow 1.x's softmax family with one meaning on every TensorFlow from 1.0 to 2.22."""

__version__ = "0.1.0"
