"""Training steps in PyTorch on one batch, timed for the driver (see protocol.py)."""
import numpy as np
import torch
import torch.nn.functional as F

from protocol import answer
from torch_network import copied_at, scores_of, task, train

images = torch.from_numpy(task.images)
labels = torch.from_numpy(task.labels.astype(np.int64))


def loss_of(p):
    return F.cross_entropy(scores_of(images, copied_at(p)), labels).item()


answer(task, lambda p: train(images, labels, copied_at(p)), loss_of)
