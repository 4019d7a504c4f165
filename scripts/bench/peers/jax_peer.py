"""A training step in JAX, compiled by jax.jit, in the layout [N, H, W, C] of our own graphs."""
import os
import sys

os.environ.setdefault("JAX_PLATFORMS", "cpu")
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from protocol import Task, answer

task = Task()
head = next(placed["layer"]["inputs"][0] for placed in task.layers if placed["layer"]["type"] == "softmax_loss")
described = [parameter for placed in task.layers for parameter in placed["parameters"]]
weights = {parameter["name"]: jnp.asarray(task.initial(parameter)) for parameter in described}
velocities = {name: jnp.zeros_like(value) for name, value in weights.items()}
dropins = [placed for placed in task.layers if placed["layer"]["type"] == "dropin"]
LAYOUT = ("NHWC", "HWIO", "NHWC")


def convolution(x, layer, weights):
    pad = [(side, side) for side in layer["pad"]]
    y = lax.conv_general_dilated(x, weights[f"{layer['name']}/weights"], layer["stride"], pad,
                                 dimension_numbers=LAYOUT, feature_group_count=layer["groups"])
    biases = weights.get(f"{layer['name']}/biases")
    return y if biases is None else y + biases


def pooling(x, placed):
    """Pads the end where Caffe rounds the size up; an average there divides by what lies in the padded image."""
    layer = placed["layer"]
    kernel, stride = (1, *layer["kernel"], 1), (1, *layer["stride"], 1)
    if any(layer["pad"]):
        sys.exit(f"the JAX peer cannot pad {layer['name']}")
    missing = [(out - 1) * step + size - side for out, step, size, side in
               zip(placed["outputShape"], layer["stride"], layer["kernel"], x.shape[1:3])]
    pad = [(0, 0), *((0, max(0, each)) for each in missing), (0, 0)]
    if layer["pooling"] == "max":
        return lax.reduce_window(x, -jnp.inf, lax.max, kernel, stride, pad)
    sums = lax.reduce_window(x, 0.0, lax.add, kernel, stride, pad)
    return sums / lax.reduce_window(jnp.ones_like(x[:1, :, :, :1]), 0.0, lax.add, kernel, stride, pad)


def normalized(x, layer):
    size, alpha, beta, half = layer["size"], layer["alpha"], layer["beta"], layer["size"] // 2
    if layer["region"] == "across_channels":
        window, pad, scale = (1, 1, 1, size), [(0, 0)] * 3 + [(half, half)], alpha / size
    else:
        window, pad, scale = (1, size, size, 1), [(0, 0), (half, half), (half, half), (0, 0)], alpha / size**2
    return x * (1 + scale * lax.reduce_window(x * x, 0.0, lax.add, window, (1, 1, 1, 1), pad)) ** -beta


def select(placed, copied, y_new, y_prev):
    height, width, channels = placed["outputShape"]
    units = np.arange(channels * height * width).reshape(1, channels, height, width).transpose(0, 2, 3, 1)
    return jnp.where(units >= copied, y_new, y_prev)


def forward(weights, x, copied, key):
    outputs = {"input": x}
    for index, placed in enumerate(task.layers):
        layer = placed["layer"]
        kind, name = layer["type"], layer["name"]
        if kind in ("input", "softmax_loss", "accuracy"):
            continue
        y = outputs[layer["inputs"][0]]
        if kind == "conv":
            y = convolution(y, layer, weights)
        elif kind == "fc":
            y = y.reshape(task.batch, -1) @ weights[f"{name}/weights"]
            if f"{name}/biases" in weights:
                y = y + weights[f"{name}/biases"]
        elif kind == "relu":
            y = jax.nn.relu(y)
        elif kind == "pool":
            y = pooling(y, placed)
        elif kind == "lrn":
            y = normalized(y, layer)
        elif kind == "dropout":
            if key is not None:
                kept = jax.random.bernoulli(jax.random.fold_in(key, index), 1 - layer["ratio"], y.shape)
                y = jnp.where(kept, y / (1 - layer["ratio"]), 0)
        elif kind == "dropin":
            y = select(placed, copied[dropins.index(placed)], y, outputs[layer["inputs"][1]])
        else:
            sys.exit(f"the JAX peer has no {kind} layer")
        outputs[name] = y
    return outputs[head]


def loss_and_scores(weights, images, labels, copied, key):
    scores = forward(weights, images.astype(jnp.float32) * task.scale, copied, key)
    losses = jax.nn.logsumexp(scores, axis=1) - jnp.take_along_axis(scores, labels[:, None], 1)[:, 0]
    return losses.mean(), scores


def train(weights, velocities, images, labels, copied, key):
    (loss, scores), gradients = jax.value_and_grad(loss_and_scores, has_aux=True)(weights, images, labels, copied, key)
    updated, moved = {}, {}
    for parameter in described:
        name = parameter["name"]
        gradient = gradients[name] + task.weight_decay * parameter["decayMult"] * weights[name]
        moved[name] = task.momentum * velocities[name] - task.learning_rate * parameter["lrMult"] * gradient
        updated[name] = weights[name] + moved[name]
    return updated, moved, loss, (scores.argmax(1) == labels).mean()


# The old weights and momentum are given away, so that JAX updates in place.
train = jax.jit(train, donate_argnums=(0, 1))
test = jax.jit(lambda *given: loss_and_scores(*given, None)[0])
key = jax.random.key(1)


def fed(p):
    copied = np.array([task.copied(placed, p) for placed in dropins], np.int32)
    return jnp.asarray(task.images), jnp.asarray(task.labels), jnp.asarray(copied)


def step(p):
    global weights, velocities, key
    key = jax.random.fold_in(key, 1)
    weights, velocities, loss, accuracy = train(weights, velocities, *fed(p), key)
    accuracy.item()
    return loss.item()


answer(task, step, lambda p: test(weights, *fed(p)).item())
