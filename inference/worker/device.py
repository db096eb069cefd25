"""Which processor torch computes on, and what to say about it."""

from dataclasses import dataclass

import torch


@dataclass(frozen=True, slots=True)
class Device:
    """`torch_name` for torch; `words` for people: "cpu", "cuda: NVIDIA H200", "mps"."""

    torch_name: str
    words: str


def choose(wanted: str) -> Device:
    """auto, cpu, cuda or mps; what is not there becomes the CPU, with the reason in words."""
    if wanted in ("auto", "cuda") and torch.cuda.is_available():
        return Device("cuda", f"cuda: {torch.cuda.get_device_name()}")
    if wanted in ("auto", "mps") and torch.backends.mps.is_available():
        return Device("mps", "mps")
    if wanted in ("auto", "cpu"):
        return Device("cpu", "cpu")
    if wanted in ("cuda", "mps"):
        return Device("cpu", f"cpu ({wanted} is not available on this machine)")
    return Device("cpu", "cpu (unknown device in the settings)")
