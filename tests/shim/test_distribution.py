"""A model trained by many processes, or many workers, has the loss curve of one.

The labels depend on a weight, so that the curve also tells whether a gradient flows into them.
"""

import json
import os
import socket
import subprocess
import sys

import numpy as np
import pytest

from tfcompat_ce.shim import installed

since_2_4 = pytest.mark.skipif(
    installed.release() < (2, 4), reason="the strategies have their present form from 2.4 on"
)
# What adding up the halves of a batch may cost in 20 steps of float64: some 45 ULP.
BOUND = 1e-14

COMMON = """
import json, os, sys
import numpy as np
import tensorflow as tf
from tfcompat_ce import v1, v2

STEPS = 20
random = np.random.RandomState(0)
IMAGES = random.randn(8, 5)
CLASSES = random.randint(3, size=8)
WEIGHTS = random.randn(5, 3)


def losses_of(kind, images, classes, weights):
    logits = tf.matmul(images, weights)
    if kind == "sparse":
        return v1.nn.sparse_softmax_cross_entropy_with_logits(labels=classes, logits=logits)
    namespace = v1 if kind == "v1" else v2
    predicted = namespace.nn.softmax(logits)
    labels = 0.9 * tf.one_hot(classes, 3, dtype=tf.float64) + 0.1 * predicted
    return namespace.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def loss_and_gradient(kind, images, classes, weights):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(losses_of(kind, images, classes, weights)) / len(IMAGES)
    return loss, tape.gradient(loss, weights)


KINDS = ("v1", "v2", "sparse")
"""

ALONE = """
curves = {}
for kind in KINDS:
    weights = tf.Variable(WEIGHTS)
    curves[kind] = []
    for _ in range(STEPS):
        loss, gradient = loss_and_gradient(kind, IMAGES, CLASSES, weights)
        weights.assign_sub(0.5 * gradient)
        curves[kind].append(float(loss))
print(json.dumps(curves))
"""

MANY_PROCESSES = """
strategy = tf.distribute.MultiWorkerMirroredStrategy()
index = json.loads(os.environ["TF_CONFIG"])["task"]["index"]
curves = {}
for kind in KINDS:
    with strategy.scope():
        weights = tf.Variable(WEIGHTS)

    def replica():
        mine = slice(4 * index, 4 * index + 4)
        loss, gradient = loss_and_gradient(kind, IMAGES[mine], CLASSES[mine], weights)
        context = tf.distribute.get_replica_context()
        gradient = context.all_reduce(tf.distribute.ReduceOp.SUM, gradient)
        weights.assign_sub(0.5 * gradient)
        return context.all_reduce(tf.distribute.ReduceOp.SUM, loss)

    step = tf.function(lambda: strategy.run(replica))
    curves[kind] = [
        float(strategy.experimental_local_results(step())[0]) for _ in range(STEPS)
    ]
assert strategy.num_replicas_in_sync == 2
print(json.dumps(curves), flush=True)
"""

PARAMETER_SERVER = """
ports = json.loads(os.environ["PORTS"])
addresses = [f"localhost:{port}" for port in ports]
spec = tf.train.ClusterSpec({"worker": addresses[:2], "ps": addresses[2:]})
# Workers in one process wait for each other where there are fewer threads than workers.
config = tf.compat.v1.ConfigProto(inter_op_parallelism_threads=4)
servers = [
    tf.distribute.Server(spec, job, index, protocol="grpc", config=config, start=True)
    for job, index in (("worker", 0), ("worker", 1), ("ps", 0))
]
resolver = tf.distribute.cluster_resolver.SimpleClusterResolver(spec, rpc_layer="grpc")
strategy = tf.distribute.experimental.ParameterServerStrategy(resolver)
coordinator = tf.distribute.experimental.coordinator.ClusterCoordinator(strategy)
curves = {}
for kind in KINDS:
    with strategy.scope():
        weights = tf.Variable(WEIGHTS)

    @tf.function
    def half(start):
        images, classes = tf.constant(IMAGES), tf.constant(CLASSES)
        return loss_and_gradient(
            kind, images[start : start + 4], classes[start : start + 4], weights
        )

    curves[kind] = []
    for _ in range(STEPS):
        halves = [coordinator.schedule(half, args=(tf.constant(start),)) for start in (0, 4)]
        coordinator.join()
        (loss, gradient), (other_loss, other_gradient) = [each.fetch() for each in halves]
        weights.assign_sub(0.5 * (gradient + other_gradient))
        curves[kind].append(float(loss + other_loss))
print(json.dumps(curves), flush=True)
os._exit(0)  # a server of this process cannot be stopped
"""


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("localhost", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def curves_of(output):
    (line,) = [line for line in output.splitlines() if line.startswith("{")]
    return json.loads(line)


def assert_same(curves, alone):
    for kind, curve in alone.items():
        assert curve[-1] < curve[0]
        np.testing.assert_allclose(curves[kind], curve, rtol=BOUND)
    assert abs(alone["v1"][-1] - alone["v2"][-1]) > 1e-3


@since_2_4
def test_two_processes(python, tmp_path):
    alone = curves_of(python(COMMON + ALONE))
    program = tmp_path / "worker.py"
    program.write_text(COMMON + MANY_PROCESSES)
    workers = [f"localhost:{port}" for port in free_ports(2)]
    processes = []
    try:
        for index in range(2):
            config = {"cluster": {"worker": workers}, "task": {"type": "worker", "index": index}}
            processes.append(
                subprocess.Popen(
                    [sys.executable, str(program)],
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    universal_newlines=True,
                    env=dict(
                        os.environ,
                        TF_CONFIG=json.dumps(config),
                        PYTHONPATH=os.pathsep.join(sys.path),
                    ),
                )
            )
        outputs = [process.communicate()[0] for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.wait()
    for process, output in zip(processes, outputs):
        assert process.returncode == 0, output
        assert_same(curves_of(output), alone)


@since_2_4
def test_a_parameter_server_and_two_workers(python):
    alone = curves_of(python(COMMON + ALONE))
    output = python(COMMON + PARAMETER_SERVER, PORTS=json.dumps(free_ports(3)))
    assert_same(curves_of(output), alone)
