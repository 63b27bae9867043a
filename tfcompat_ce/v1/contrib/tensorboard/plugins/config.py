"""The protocol buffers of TensorBoard's projector, which TensorBoard has."""

from tensorboard.plugins.projector import projector_config_pb2

EmbeddingInfo = projector_config_pb2.EmbeddingInfo
ProjectorConfig = projector_config_pb2.ProjectorConfig
SpriteMetadata = projector_config_pb2.SpriteMetadata
