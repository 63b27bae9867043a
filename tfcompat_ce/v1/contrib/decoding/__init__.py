"""The decoders of ``tf.contrib.seq2seq``.

Source: https://github.com/tensorflow/tensorflow/tree/r1.15/tensorflow/contrib/seq2seq/python/ops
"""
