"""Ways to run a backbone: where, in which precision, by which library. Does not import torch."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Engine(StrEnum):
    """The library that computes."""

    TORCH = "torch"
    OPENVINO = "openvino"


class Way(NamedTuple):
    """A device and a precision, in torch's names, and a library."""

    device: str
    dtype: str
    engine: Engine = Engine.TORCH

    def __str__(self) -> str:
        """Return it as people read it."""
        return f"{self.engine}, {self.device}, {self.dtype}"


PLAIN = Way("cpu", "float32")
