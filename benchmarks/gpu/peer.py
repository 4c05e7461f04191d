"""The training step of boffi-cnn by this machine's PyTorch, as a contender of bench: "run STEPS" is answered with images per second.

The network of docs/notebooks.md for images of 3 x 32 x 32, channels 64, 128, 64, 256 units, dropout 0.5; one minibatch that stays on the
device, again and again; gradient and step of SGD with Nesterov's momentum. PyTorch's settings are those it comes with, except that TF32
is off for convolutions as it is for matrix products: Quorum computes in float32. With --alike also what else Quorum asks for: channels
last in memory and deterministic convolutions, or with --fast those that are fastest when tried.
"""
import argparse
import sys
import time
from collections import OrderedDict

import torch
from torch import nn


def network():
    layers, channels = OrderedDict(), 3
    for i, (kernel, outputs) in enumerate([(9, 64), (5, 128), (3, 64)], 1):
        layers[f"conv{i}"] = nn.Conv2d(channels, outputs, kernel)
        layers[f"relu{i}"] = nn.ReLU()
        layers[f"pool{i}"] = nn.MaxPool2d(2)
        layers[f"bn{i}"] = nn.BatchNorm2d(outputs)
        channels = outputs
    layers.update(flatten=nn.Flatten(), fc1=nn.Linear(64, 256), relu4=nn.ReLU(), dropout=nn.Dropout(0.5), fc2=nn.Linear(256, 10))
    return nn.Sequential(layers)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--alike", action="store_true")
    parser.add_argument("--fast", action="store_true")
    options = parser.parse_args()
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.deterministic = options.alike and not options.fast
    torch.backends.cudnn.benchmark = options.alike and options.fast
    if options.device == "cpu":
        torch.set_num_threads(1)
    torch.manual_seed(1)
    model = network().to(options.device).train()
    optimiser = torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9, nesterov=True)
    images = torch.rand(options.batch, 3, 32, 32, device=options.device)
    if options.alike:
        images = images.contiguous(memory_format=torch.channels_last)
    labels = torch.randint(10, (options.batch,), device=options.device)
    loss_of = nn.CrossEntropyLoss()

    def step():
        optimiser.zero_grad(set_to_none=True)
        loss = loss_of(model(images), labels)
        loss.backward()
        optimiser.step()
        return loss

    parameters = sum(parameter.numel() for parameter in model.parameters())
    name = torch.cuda.get_device_name() if options.device == "cuda" else "cpu, 1 thread"
    alike = ", as Quorum asks for it" if options.alike else ""
    print(f"#contender ready {parameters} PyTorch {torch.__version__}, {name}, minibatch {options.batch}{alike}", flush=True)
    for line in sys.stdin:
        steps = int(line.removeprefix("run "))
        begin = time.perf_counter()
        for _ in range(steps):
            loss = step()
        loss.item()  # waits for the device
        print(f"#contender measured {steps * options.batch / (time.perf_counter() - begin)}", flush=True)


if __name__ == "__main__":
    main()
