"""Writes the networks of this directory. They were written by PyTorch 1.13.1 of Debian 12: python3 networks.py"""

from pathlib import Path

import torch
from torch import nn

HERE = Path(__file__).parent

torch.manual_seed(1)
mlp = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
torch.jit.script(mlp).save(str(HERE / "mlp.pt"))
torch.save(mlp.state_dict(), str(HERE / "state-dict.pt"))

cnn = nn.Sequential(
    nn.Conv2d(1, 8, 3, padding=1),
    nn.BatchNorm2d(8),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Dropout(0.25),
    nn.Linear(128, 10),
)
torch.jit.script(cnn).save(str(HERE / "cnn.pt"))
