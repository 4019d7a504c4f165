"""A training step as a tf.function of Python's TensorFlow, plain or compiled by XLA (jit_compile)."""
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
import tensorflow as tf

from protocol import Task, answer

task = Task()
tf.config.threading.set_intra_op_parallelism_threads(task.threads)
compiled = task.variant.get("compile", False)

head = next(placed["layer"]["inputs"][0] for placed in task.layers if placed["layer"]["type"] == "softmax_loss")
described = [parameter for placed in task.layers for parameter in placed["parameters"]]
variables = {parameter["name"]: tf.Variable(task.initial(parameter)) for parameter in described}
velocities = {name: tf.Variable(tf.zeros_like(variable)) for name, variable in variables.items()}
dropins = [placed for placed in task.layers if placed["layer"]["type"] == "dropin"]


def convolution(x, layer):
    pad, groups = layer["pad"], layer["groups"]
    padding = [[0, 0], [pad[0], pad[0]], [pad[1], pad[1]], [0, 0]]
    weights = variables[f"{layer['name']}/weights"]
    parts = zip(tf.split(x, groups, -1), tf.split(weights, groups, -1)) if groups > 1 else [(x, weights)]
    outputs = [tf.nn.conv2d(part, filters, layer["stride"], padding) for part, filters in parts]
    y = tf.concat(outputs, -1) if groups > 1 else outputs[0]
    biases = variables.get(f"{layer['name']}/biases")
    return y if biases is None else tf.nn.bias_add(y, biases)


def pooling(x, layer, size):
    """Caffe's ceil rounding is TensorFlow's SAME where the padding comes after the image, VALID where there is none."""
    kernel, stride = layer["kernel"], layer["stride"]
    missing = (size - 1) * stride[0] + kernel[0] - x.shape[1]
    if any(layer["pad"]) or missing > 1:
        sys.exit(f"the TensorFlow peer cannot pad {layer['name']}")
    pool = tf.nn.max_pool2d if layer["pooling"] == "max" else tf.nn.avg_pool2d
    return pool(x, kernel, stride, "SAME" if missing == 1 else "VALID")


def select(placed, copied, y_new, y_prev):
    height, width, channels = placed["outputShape"]
    units = tf.transpose(tf.reshape(tf.range(channels * height * width), [1, channels, height, width]), [0, 2, 3, 1])
    return tf.where(units >= copied, y_new, y_prev)


def normalized(x, layer):
    size, alpha, beta = layer["size"], layer["alpha"], layer["beta"]
    if layer["region"] == "across_channels":
        return tf.nn.local_response_normalization(x, size // 2, 1.0, alpha / size, beta)
    around = size // 2
    padded = tf.pad(x * x, [[0, 0], [around, around], [around, around], [0, 0]])
    return x * (1 + alpha * tf.nn.avg_pool2d(padded, size, 1, "VALID")) ** -beta


def forward(x, copied, training):
    outputs = {"input": x}
    for placed in task.layers:
        layer = placed["layer"]
        kind, name = layer["type"], layer["name"]
        if kind in ("input", "softmax_loss", "accuracy"):
            continue
        y = outputs[layer["inputs"][0]]
        if kind == "conv":
            y = convolution(y, layer)
        elif kind == "fc":
            y = tf.matmul(tf.reshape(y, [task.batch, -1]), variables[f"{name}/weights"])
            if f"{name}/biases" in variables:
                y = tf.nn.bias_add(y, variables[f"{name}/biases"])
        elif kind == "relu":
            y = tf.nn.relu(y)
        elif kind == "pool":
            y = pooling(y, layer, placed["outputShape"][0])
        elif kind == "lrn":
            y = normalized(y, layer)
        elif kind == "dropout":
            y = tf.nn.dropout(y, layer["ratio"]) if training else y
        elif kind == "dropin":
            y = select(placed, copied[dropins.index(placed)], y, outputs[layer["inputs"][1]])
        else:
            sys.exit(f"the TensorFlow peer has no {kind} layer")
        outputs[name] = y
    return outputs[head]


def loss_and_scores(images, labels, copied, training):
    scores = forward(tf.cast(images, tf.float32) * task.scale, copied, training)
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, scores)), scores


@tf.function(jit_compile=compiled)
def train(images, labels, copied):
    with tf.GradientTape() as tape:
        loss, scores = loss_and_scores(images, labels, copied, True)
    gradients = tape.gradient(loss, variables)
    for parameter in described:
        name = parameter["name"]
        variable, decay = variables[name], task.weight_decay * parameter["decayMult"]
        gradient = gradients[name] + decay * variable if decay else gradients[name]
        tf.raw_ops.ResourceApplyKerasMomentum(
            var=variable.handle, accum=velocities[name].handle, grad=gradient,
            lr=task.learning_rate * parameter["lrMult"], momentum=task.momentum)
    return loss, tf.reduce_mean(tf.cast(tf.argmax(scores, 1, tf.int32) == labels, tf.float32))


@tf.function
def test(images, labels, copied):
    return loss_and_scores(images, labels, copied, False)[0]


def fed(p):
    return tf.constant(task.images), tf.constant(task.labels), tf.constant([task.copied(placed, p) for placed in dropins], tf.int32)


def step(p):
    loss, accuracy = train(*fed(p))
    accuracy.numpy()
    return float(loss)


answer(task, step, lambda p: float(test(*fed(p))))
