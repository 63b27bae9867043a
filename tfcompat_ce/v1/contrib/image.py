"""``tf.contrib.image``: images turned, moved and projected."""

import importlib
from typing import Any, Optional

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib


def rotate(
    images: Any, angles: Any, interpolation: str = "NEAREST", name: Optional[str] = None
) -> Any:
    """Images turned counterclockwise around their middle; what was outside is 0.

    Args:
      images: ``[batch, rows, columns, channels]``, or one image with channels or without.
      angles: In radians: one for all, or one for each.
      interpolation: ``NEAREST`` or ``BILINEAR``.
      name: Of the operations.

    Raises:
      TypeError: a rank is another one.
    """
    with tf.name_scope(name, "rotate"):
        images = tf.convert_to_tensor(images)
        shape = tf.shape(_batch(images))
        height, width = (tf.cast(shape[at], tf.float32)[None] for at in (1, 2))
        turned = angles_to_projective_transforms(angles, height, width)
        return transform(images, turned, interpolation)


def translate(
    images: Any, translations: Any, interpolation: str = "NEAREST", name: Optional[str] = None
) -> Any:
    """Images moved by ``[dx, dy]``: one for all, or one for each. What was outside is 0."""
    with tf.name_scope(name, "translate"):
        moved = translations_to_projective_transforms(translations)
        return transform(images, moved, interpolation)


def transform(
    images: Any,
    transforms: Any,
    interpolation: str = "NEAREST",
    output_shape: Any = None,
    name: Optional[str] = None,
) -> Any:
    """Images projected; what was outside is 0.

    Args:
      images: ``[batch, rows, columns, channels]``, or one image with channels or without.
      transforms: Floats ``[8]`` or ``[batch, 8]``, from places in the output to places in the
        input: ``(x, y)`` from ``((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k)`` with ``k`` of
        ``c0 x + c1 y + 1``.
      interpolation: ``NEAREST`` or ``BILINEAR``.
      output_shape: The rows and columns of the output, those of the images by default.
      name: Of the operations.

    Raises:
      TypeError: a rank is another one.
    """
    with tf.name_scope(name, "transform"):
        given = tf.convert_to_tensor(images)
        images = _batch(given)
        transforms = tf.convert_to_tensor(transforms, dtype=tf.float32)
        rank = transforms.get_shape().ndims
        if rank not in (1, 2):
            raise TypeError(f"transforms must have the rank 1 or 2, not {rank}")
        output = _operations().image_projective_transform_v2(
            images=images,
            transforms=transforms[None] if rank == 1 else transforms,
            output_shape=tf.shape(images)[1:3] if output_shape is None else output_shape,
            interpolation=interpolation.upper(),
        )
        if output_shape is None:
            sizes = images.get_shape()
            output.set_shape([None, sizes[1], sizes[2], sizes[3]])
        rank = given.get_shape().ndims
        return output if rank == 4 else output[0] if rank == 3 else output[0, :, :, 0]


def angles_to_projective_transforms(
    angles: Any, image_height: Any, image_width: Any, name: Optional[str] = None
) -> Any:
    """The transforms, ``[number, 8]``, that turn images around their middle."""
    with tf.name_scope(name, "angles_to_projective_transforms"):
        angles = tf.convert_to_tensor(angles, name="angles", dtype=tf.float32)
        if angles.get_shape().ndims not in (0, 1):
            raise TypeError(f"angles must have the rank 0 or 1, not {angles.get_shape().ndims}")
        angles = tf.reshape(angles, [-1])
        cos, sin, right, down = tf.cos(angles), tf.sin(angles), image_width - 1, image_height - 1
        zero = tf.zeros_like(angles)
        x = (right - (cos * right - sin * down)) / 2.0
        y = (down - (sin * right + cos * down)) / 2.0
        return tf.stack([cos, -sin, x, sin, cos, y, zero, zero], axis=1)


def translations_to_projective_transforms(translations: Any, name: Optional[str] = None) -> Any:
    """The transforms, ``[number, 8]``, that move images by ``[2]`` or ``[number, 2]``."""
    with tf.name_scope(name, "translations_to_projective_transforms"):
        moves = tf.convert_to_tensor(translations, name="translations", dtype=tf.float32)
        if moves.get_shape().ndims not in (1, 2):
            raise TypeError("translations must have the rank 1 or 2")
        moves = tf.reshape(moves, [-1, 2])
        x, y = moves[:, 0], moves[:, 1]
        one, zero = tf.ones_like(x), tf.zeros_like(x)
        return tf.stack([one, zero, -x, zero, one, -y, zero, zero], axis=1)


def _batch(images: Any) -> Any:
    rank = images.get_shape().ndims
    if rank not in (2, 3, 4):
        raise TypeError(f"images must have a known rank of 2 to 4, not {rank}")
    return images if rank == 4 else images[None] if rank == 3 else images[None, :, :, None]


def _operations() -> Any:
    """2.0 has it in no public place."""
    return importlib.import_module("tensorflow.python.ops.gen_image_ops")


_contrib.part(__name__)
