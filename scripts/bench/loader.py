"""torchvision's ImageFolder and DataLoader, as a user would write them. Prints the images/s of one pass for every line read."""
import itertools
import sys
import time

import torch
from torchvision import datasets, transforms

folder, workers, batch, size, crop = sys.argv[1], *map(int, sys.argv[2:6])
images = datasets.ImageFolder(folder, transforms.Compose([
    transforms.Resize((size, size)),
    transforms.RandomCrop(crop),
    transforms.RandomHorizontalFlip(),
    transforms.PILToTensor(),  # bytes, as ours: the division is the network's
]))
loader = torch.utils.data.DataLoader(images, batch, shuffle=True, num_workers=workers, persistent_workers=True)
for _ in sys.stdin:
    count = began = 0
    for pixels, labels in itertools.islice(loader, 100):
        if not began:  # the first batch waits for the workers
            began = time.perf_counter()
        else:
            count += len(labels)
    print(count / (time.perf_counter() - began), flush=True)
