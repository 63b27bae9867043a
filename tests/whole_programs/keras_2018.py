"""A Keras program as 2018 wrote it: lr and decay, acc in the history, classes of what it learnt."""

import numpy as np
import tensorflow as tf

drawn = np.random.RandomState(0)
images = drawn.uniform(size=[64, 3]).astype(np.float32)
classes = drawn.randint(4, size=64)
model = tf.keras.Sequential([tf.keras.layers.Dense(4, input_shape=[3], activation="softmax")])
model.compile(
    loss="sparse_categorical_crossentropy",
    optimizer=tf.keras.optimizers.SGD(lr=0.5, decay=1e-2),
    metrics=["accuracy"],
)
model.set_weights([np.ones([3, 4]) * np.arange(4), np.zeros(4)])
history = model.fit(
    images, classes, epochs=3, batch_size=16, verbose=0, validation_split=0.25, shuffle=False
).history
for loss, accuracy in zip(history["loss"], history["val_acc"]):
    print(f"{loss:.8f} {accuracy:.8f}")
print(model.predict_classes(images).mean(), model.predict_proba(images).max())
