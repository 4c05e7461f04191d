"""Judges a model on the test split of the digits, knowing nothing of Quorum's code: python3 state_dict.py quorum.safetensors DIGITS.

The file is read by its format's description, and each preset is computed as the modules of PyTorch of the documented names would
compute it, in float64: Linear(x) = x W^T + b, Conv2d correlates, MaxPool2d takes whole windows of 2, Flatten goes over channels, height
and width. Prints the number of wrong answers and the mean cross-entropy.
"""
import gzip
import json
import struct
import sys

import numpy as np


def load(path):
    """Arrays by name and the metadata."""
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack_from("<Q", content)
    assert length % 8 == 0 and content[8:9] == b"{", "an aligned header that begins with a brace"
    header = json.loads(content[8 : 8 + length].decode("utf-8"))
    metadata = header.pop("__metadata__")
    data = content[8 + length :]
    arrays, end = {}, 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        first, last = entry["data_offsets"]
        assert entry["dtype"] == "F32" and first == end, f"{name} begins where the one before it ends"
        arrays[name] = np.frombuffer(data[first:last], "<f4").reshape(entry["shape"]).astype(np.float64)
        end = last
    assert end == len(data), "no bytes that belong to nobody"
    return arrays, metadata


def linear(x, arrays, name):
    return x @ arrays[name + ".weight"].T + arrays[name + ".bias"]


def convolution(x, arrays, name, same):
    weight = arrays[name + ".weight"]
    _, _, height, width = weight.shape
    if same:
        x = np.pad(x, ((0, 0), (0, 0), (height // 2, height // 2), (width // 2, width // 2)))
    windows = np.lib.stride_tricks.sliding_window_view(x, (height, width), axis=(2, 3))
    return np.einsum("bchwij,ocij->bohw", windows, weight) + arrays[name + ".bias"][:, None, None]


def pool(x):
    batch, channels, height, width = x.shape
    whole = x[:, :, : height // 2 * 2, : width // 2 * 2]
    return whole.reshape(batch, channels, height // 2, 2, width // 2, 2).max(axis=(3, 5))


def batch_norm(x, arrays, name):
    def of(parameter):
        return arrays[name + "." + parameter][:, None, None]

    return (x - of("running_mean")) / np.sqrt(of("running_var") + 1e-5) * of("weight") + of("bias")


def relu(x):
    return np.maximum(x, 0)


def logits(x, arrays, preset):
    layers = {name.split(".")[0] for name in arrays}
    if preset == "mlp":
        x = x.reshape(len(x), -1)
    elif preset == "lenet":
        small = min(x.shape[2:]) < 16
        for name in ("conv1", "conv2"):
            x = pool(relu(convolution(x, arrays, name, small)))
    elif preset == "boffi-cnn":
        small = min(x.shape[2:]) < 32
        for number in "123":
            x = pool(relu(convolution(x, arrays, "conv" + number, small)))
            if "bn" + number in layers:
                x = batch_norm(x, arrays, "bn" + number)
    x = x.reshape(len(x), -1)
    last = sum(layer.startswith("fc") for layer in layers)
    for number in range(1, last):
        x = relu(linear(x, arrays, f"fc{number}"))
    return linear(x, arrays, f"fc{last}")


def digits(folder):
    with gzip.open(folder + "/images-idx3-ubyte.gz") as file:
        images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 1, 8, 8)
    with gzip.open(folder + "/labels-idx1-ubyte.gz") as file:
        labels = np.frombuffer(file.read(), np.uint8, offset=8)
    test = np.arange(len(labels)) % 5 == 4
    return images[test].astype(np.float64), labels[test]


def main(path, folder):
    arrays, metadata = load(path)
    assert metadata["format"] == "pt" and json.loads(metadata["input"]) == [1, 8, 8]
    images, labels = digits(folder)
    mean, deviation = (np.array(json.loads(metadata[name]))[:, None, None] for name in ("mean", "standard_deviation"))
    scores = logits((images - mean) / deviation, arrays, metadata["preset"])
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    print((scores.argmax(axis=1) != labels).sum(), repr(float(-log_probabilities[np.arange(len(labels)), labels].mean())))


if __name__ == "__main__":
    main(*sys.argv[1:])
