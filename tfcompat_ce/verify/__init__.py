"""Holding TensorFlow's numbers against the NumPy reference."""
