"""``tf.contrib.image``: projective transforms.

A transform is eight numbers: it takes the point ``(x, y)`` of the output from the point
``((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k)`` of the input, with ``k = c0 x + c1 y + 1``.

Source: https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/contrib/image/python/ops/image_ops.py
"""

from typing import Any

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib
from tfcompat_ce.shim import installed
from tfcompat_ce.shim.namespace import AbsentError

_contrib.part(__name__)

_TYPES = ("uint8", "int32", "int64", "float16", "float32", "float64")


def rotate(images: Any, angles: Any, interpolation: str = "NEAREST", name: Any = None) -> Any:
    """Turns images counterclockwise. What comes from outside is 0.

    Args:
      images: Of shape ``[batch, rows, columns, channels]``, or without batch, or without channels.
      angles: In radians: a scalar, or one for each image.
      interpolation: ``"NEAREST"`` or ``"BILINEAR"``.
      name: Of the name scope, "rotate" if None.

    Raises:
      TypeError: images of another type or rank.
    """
    with tf.name_scope(name, "rotate", [images, angles]):
        images = tf.convert_to_tensor(images)
        shape = tf.shape(_batch(images))
        height, width = (tf.cast(shape[axis], tf.float32)[None] for axis in (1, 2))
        transforms = angles_to_projective_transforms(angles, height, width)
        return transform(images, transforms, interpolation=interpolation)


def translate(
    images: Any, translations: Any, interpolation: str = "NEAREST", name: Any = None
) -> Any:
    """Moves images by ``[dx, dy]``, or by a row for each image. What comes from outside is 0."""
    with tf.name_scope(name, "translate", [images, translations]):
        transforms = translations_to_projective_transforms(translations)
        return transform(images, transforms, interpolation=interpolation)


def transform(
    images: Any,
    transforms: Any,
    interpolation: str = "NEAREST",
    output_shape: Any = None,
    name: Any = None,
) -> Any:
    """Applies one transform, or one for each image.

    Args:
      images: As in ``rotate``.
      transforms: Of shape ``[8]`` or ``[batch, 8]``.
      interpolation: ``"NEAREST"`` or ``"BILINEAR"``.
      output_shape: Rows and columns, those of the images if None.
      name: Of the name scope, "transform" if None.

    Raises:
      TypeError: images of another type or rank, or transforms of another rank.
    """
    with tf.name_scope(name, "transform", [images, transforms]):
        images = tf.convert_to_tensor(images, name="images")
        transforms = tf.convert_to_tensor(transforms, dtype=tf.float32, name="transforms")
        batch = _batch(images)
        if transforms.get_shape().ndims not in (1, 2):
            raise TypeError("Transforms should have rank 1 or 2.")
        if transforms.get_shape().ndims == 1:
            transforms = transforms[None]
        if output_shape is None:
            known = batch.get_shape().as_list()[1:3]
            output_shape = tf.shape(batch)[1:3] if None in known else known
        if not hasattr(tf.raw_ops, "ImageProjectiveTransformV2"):
            raise AbsentError(
                "tf.contrib.image.transform needs TensorFlow 2.2 or newer: "
                f"{installed.version()} lost the operation, which came back with 2.2."
            )
        output = tf.raw_ops.ImageProjectiveTransformV2(
            images=batch,
            transforms=transforms,
            output_shape=tf.convert_to_tensor(output_shape, tf.int32),
            interpolation=interpolation.upper(),
        )
        rank = images.get_shape().ndims
        if rank == 2:
            return output[0, :, :, 0]
        return output[0] if rank == 3 else output


def angles_to_projective_transforms(
    angles: Any, image_height: Any, image_width: Any, name: Any = None
) -> Any:
    """The transforms ``[angles, 8]`` that turn images of a size about their middle.

    Raises:
      TypeError: the angles have a rank above 1.
    """
    with tf.name_scope(name, "angles_to_projective_transforms"):
        angles = tf.convert_to_tensor(angles, dtype=tf.float32, name="angles")
        if angles.get_shape().ndims not in (0, 1):
            raise TypeError("Angles should have rank 0 or 1.")
        angles = tf.reshape(angles, [-1])
        sine, cosine = tf.sin(angles), tf.cos(angles)
        right, bottom = image_width - 1, image_height - 1
        x = (right - (cosine * right - sine * bottom)) / 2.0
        y = (bottom - (sine * right + cosine * bottom)) / 2.0
        zeros = tf.zeros_like(angles)
        return tf.stack([cosine, -sine, x, sine, cosine, y, zeros, zeros], axis=1)


def translations_to_projective_transforms(translations: Any, name: Any = None) -> Any:
    """The transforms ``[translations, 8]`` that move images by ``[dx, dy]``.

    Raises:
      TypeError: the translations have another rank than 1 or 2.
    """
    with tf.name_scope(name, "translations_to_projective_transforms"):
        translations = tf.convert_to_tensor(translations, dtype=tf.float32, name="translations")
        if translations.get_shape().ndims not in (1, 2):
            raise TypeError("Translations should have rank 1 or 2.")
        translations = tf.reshape(translations, [-1, 2])
        x, y = -translations[:, 0], -translations[:, 1]
        ones, zeros = tf.ones_like(x), tf.zeros_like(x)
        return tf.stack([ones, zeros, x, zeros, ones, y, zeros, zeros], axis=1)


def compose_transforms(*transforms: Any) -> Any:
    """The transform that applies the last one first."""
    with tf.name_scope("compose_transforms"):
        composed = flat_transforms_to_matrices(transforms[0])
        for one in transforms[1:]:
            composed = tf.matmul(composed, flat_transforms_to_matrices(one))
        return matrices_to_flat_transforms(composed)


def flat_transforms_to_matrices(transforms: Any) -> Any:
    """``[n, 8]`` or ``[8]`` as matrices ``[n, 3, 3]``.

    Raises:
      ValueError: another rank.
    """
    with tf.name_scope("flat_transforms_to_matrices"):
        transforms = tf.convert_to_tensor(transforms, name="transforms")
        if transforms.get_shape().ndims not in (1, 2):
            raise ValueError(f"Transforms should be 1D or 2D, got: {transforms}")
        transforms = tf.reshape(transforms, [-1, 8])
        ones = tf.ones([tf.shape(transforms)[0], 1], dtype=transforms.dtype)
        return tf.reshape(tf.concat([transforms, ones], 1), [-1, 3, 3])


def matrices_to_flat_transforms(transform_matrices: Any) -> Any:
    """Matrices ``[n, 3, 3]`` or ``[3, 3]`` as ``[n, 8]``.

    Raises:
      ValueError: another rank.
    """
    with tf.name_scope("matrices_to_flat_transforms"):
        matrices = tf.convert_to_tensor(transform_matrices, name="transform_matrices")
        if matrices.get_shape().ndims not in (2, 3):
            raise ValueError(f"Matrices should be 2D or 3D, got: {matrices}")
        flat = tf.reshape(matrices, [-1, 9])
        return (flat / flat[:, 8:9])[:, :8]


def _batch(images: Any) -> Any:
    if images.dtype.base_dtype.name not in _TYPES:
        raise TypeError(f"Invalid dtype {images.dtype}.")
    rank = images.get_shape().ndims
    if rank not in (2, 3, 4):
        raise TypeError("Images should have rank between 2 and 4, which must be known.")
    if rank == 2:
        return images[None, :, :, None]
    return images[None] if rank == 3 else images
