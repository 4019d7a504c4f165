"""Writes the kernels that TensorFlow's GPU wheel has for the operations of our graphs, without a GPU:

    pip download --no-deps tensorflow==2.21.0     # the version of scripts/setup/wheels.json, 570 MB
    python scripts/golden/gpu_kernels.py tensorflow-2.21.0-*.whl > test/fixtures/gpu-kernels.json
"""

import ctypes
import json
import re
import sys
import tempfile
import zipfile
from pathlib import Path

REGISTRY = Path(__file__).parents[2] / 'src/graph/registry.ts'
# DataType numbers of tensorflow/core/framework/types.proto that our graphs use.
TYPES = {1: 'float32', 3: 'int32', 4: 'uint8', 7: 'string', 9: 'int64', 10: 'bool', 14: 'bfloat16', 20: 'resource'}
LIBRARIES = ['libtensorflow_framework.so.2', 'libtensorflow_cc.so.2']


class Buffer(ctypes.Structure):
    _fields_ = [('data', ctypes.c_void_p), ('length', ctypes.c_size_t)]


def registered_kernels(folder: Path) -> bytes:
    """A serialized KernelList."""
    libraries = [ctypes.CDLL(str(folder / name), mode=ctypes.RTLD_GLOBAL) for name in LIBRARIES]
    tensorflow = libraries[-1]
    tensorflow.TF_NewStatus.restype = ctypes.c_void_p
    tensorflow.TF_GetAllRegisteredKernels.restype = ctypes.POINTER(Buffer)
    tensorflow.TF_GetAllRegisteredKernels.argtypes = [ctypes.c_void_p]
    buffer = tensorflow.TF_GetAllRegisteredKernels(tensorflow.TF_NewStatus()).contents
    return ctypes.string_at(buffer.data, buffer.length)


def varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data: bytes):
    """The fields of a protobuf message: numbers and values."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        if key & 7 == 0:
            value, at = varint(data, at)
        elif key & 7 == 2:
            length, at = varint(data, at)
            value, at = data[at : at + length], at + length
        else:
            size = 4 if key & 7 == 5 else 8
            value, at = data[at : at + size], at + size
        yield key >> 3, value


def types_of(allowed: bytes) -> list[int]:
    """The types of an AttrValue with a list, packed or not."""
    found: list[int] = []
    for number, value in fields(allowed):
        for inner, item in fields(value) if number == 1 else []:
            if inner == 6 and isinstance(item, int):
                found.append(item)
            elif inner == 6:
                at = 0
                while at < len(item):
                    one, at = varint(item, at)
                    found.append(one)
    return found


def kernel_of(message: bytes) -> dict:
    kernel = {'types': {}, 'host': [], 'label': ''}
    for number, value in fields(message):
        if number == 1:
            kernel['op'] = value.decode()
        elif number == 2:
            kernel['device'] = value.decode()
        elif number == 3:
            constraint = dict(fields(value))
            kernel['types'][constraint[1].decode()] = [TYPES[one] for one in types_of(constraint[2]) if one in TYPES]
        elif number == 4:
            kernel['host'].append(value.decode())
        elif number == 5:
            kernel['label'] = value.decode()
    return kernel


def main(wheel: str) -> None:
    version = re.search(r'tensorflow-([\d.]+)-', Path(wheel).name).group(1)
    operations = set(re.findall(r'^  (\w+),$', REGISTRY.read_text(), re.MULTILINE))
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as archive:
        for name in LIBRARIES:
            archive.extract(f'tensorflow/{name}', folder)
        serialized = registered_kernels(Path(folder) / 'tensorflow')
    kernels = [kernel_of(value) for _, value in fields(serialized)]
    # A kernel for any device is registered for DEFAULT. One with a label is only for nodes that ask for it.
    usable = [
        {key: kernel[key] for key in ('op', 'types', 'host')}
        for kernel in kernels
        if kernel['op'] in operations and kernel['device'] in ('GPU', 'DEFAULT') and kernel['label'] == ''
        if all(kernel['types'].values())
    ]
    lines = sorted({json.dumps(kernel, sort_keys=True) for kernel in usable})
    print('{\n  "tensorflow": "%s",\n  "kernels": [\n    %s\n  ]\n}' % (version, ',\n    '.join(lines)))


main(sys.argv[1])
