"""Counts the transposes that TensorFlow's layout optimizer adds to a signature on a GPU. Needs no GPU: the optimizer is given a
virtual one.

    pip install tensorflow-cpu==2.21.0
    python scripts/consumers/count_transposes.py FOLDER SIGNATURE

FOLDER holds saved_model.pb. Prints a line of JSON: the Transpose nodes before and after, the bytes that those after write (a
dimension that is only known when the step runs counts as 1), and the operations that compute in NCHW after.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '2')

from tensorflow.core.framework import graph_pb2
from tensorflow.core.protobuf import config_pb2, device_properties_pb2, meta_graph_pb2, saved_model_pb2
from tensorflow.python.framework import dtypes, graph_util
from tensorflow.python.grappler import cluster, item, tf_optimizer

GPU = '/job:localhost/replica:0/task:0/device:GPU:0'
CPU = '/job:localhost/replica:0/task:0/device:CPU:0'


def virtual_cluster() -> cluster.Cluster:
    """A GPU of compute capability 7.0 beside a CPU."""
    gpu = {'type': 'GPU', 'frequency': 1500, 'num_cores': 80, 'environment': {'architecture': '7.0'}}
    cpu = {'type': 'CPU', 'frequency': 2000, 'num_cores': 8}
    devices = [
        device_properties_pb2.NamedDevice(name=name, properties=device_properties_pb2.DeviceProperties(**properties))
        for name, properties in [(GPU, gpu), (CPU, cpu)]
    ]
    return cluster.Cluster(devices=devices)


def step(folder: str, signature: str) -> meta_graph_pb2.MetaGraphDef:
    """The nodes of one signature, all but what is fed on the GPU."""
    saved = saved_model_pb2.SavedModel()
    saved.ParseFromString((Path(folder) / 'saved_model.pb').read_bytes())
    (graph,) = saved.meta_graphs
    outputs = [info.name.split(':')[0] for info in graph.signature_def[signature].outputs.values()]
    for node in graph.graph_def.node:
        node.device = CPU if node.op == 'Placeholder' else GPU
    return with_graph(graph_util.extract_sub_graph(graph.graph_def, outputs), outputs)


def with_graph(graph: graph_pb2.GraphDef, outputs: list[str]) -> meta_graph_pb2.MetaGraphDef:
    meta = meta_graph_pb2.MetaGraphDef(graph_def=graph)
    meta.collection_def['train_op'].node_list.value.extend(outputs)
    return meta


def laid_out(before: meta_graph_pb2.MetaGraphDef) -> meta_graph_pb2.MetaGraphDef:
    config = config_pb2.ConfigProto()
    config.graph_options.rewrite_options.min_graph_nodes = -1
    config.graph_options.rewrite_options.optimizers.append('layout')
    after = tf_optimizer.OptimizeGraph(config, before, cluster=virtual_cluster())
    return with_graph(after, list(before.collection_def['train_op'].node_list.value))


def transposes(graph: meta_graph_pb2.MetaGraphDef) -> list[str]:
    return [node.name for node in graph.graph_def.node if node.op == 'Transpose']


def bytes_written(graph: meta_graph_pb2.MetaGraphDef, names: list[str]) -> int:
    properties = item.Item(graph).GetOpProperties()
    total = 0
    for name in names:
        (output,) = properties[name]
        size = dtypes.as_dtype(output.dtype).size
        for dim in output.shape.dim:
            size *= max(dim.size, 1)
        total += size
    return total


def main(folder: str, signature: str) -> None:
    before = step(folder, signature)
    after = laid_out(before)
    added = transposes(after)
    turned = sum(node.attr['data_format'].s == b'NCHW' for node in after.graph_def.node)
    counts = {'before': len(transposes(before)), 'after': len(added), 'bytes': bytes_written(after, added), 'nchw': turned}
    print(json.dumps(counts))


main(*sys.argv[1:])
