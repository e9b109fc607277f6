"""Depthwise convolution in bf16 by a few lines of C, where a compiler is at hand.

Torch needs most of a tuning step for the backward pass of depthwise convolutions. ``depthwise.c``
does the same sums; it is compiled for this processor into the work folder, and tuning does without
it where that fails.
"""

from __future__ import annotations

import ctypes
import hashlib
import logging
import os
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from app.vision.backbone import same_padding

log = logging.getLogger(__name__)
SOURCE = Path(__file__).with_suffix(".c")
LANES = 16
COMPILERS = ("cc", "gcc", "clang")
FLAGS = ("-O3", "-march=native", "-shared", "-fPIC")


@dataclass(frozen=True, slots=True)
class Kernels:
    """The compiled functions."""

    library: ctypes.CDLL

    def __deepcopy__(self, _: dict[int, Any]) -> Kernels:
        """Return itself: a library is loaded once."""
        return self

    def can(self, x: Tensor, weight: Tensor) -> bool:
        """Return whether they can convolve (N, H, W, C) by (C, 1, K, K)."""
        fits = weight.shape[-1] in (3, 5) and len(weight) % LANES == 0
        return x.dtype == torch.bfloat16 and fits


class _Shape(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_int64)
        for name in (
            *("count", "height", "width", "channels", "out_height", "out_width"),
            *("kernel", "stride", "above", "before"),
        )
    ]


def compile_kernels(folder: Path) -> Kernels | None:
    """Compile the source into a folder, or find it there; None where that cannot be done."""
    text = SOURCE.read_bytes() if SOURCE.exists() else b""
    compiler = next((found for name in COMPILERS if (found := shutil.which(name))), None)
    if not text or compiler is None:
        log.info("no C compiler: depthwise convolutions are torch's, which takes longer")
        return None
    target = folder / f"depthwise-{hashlib.sha256(text).hexdigest()[:12]}.so"
    try:
        if not target.exists():
            part = target.with_suffix(f".{os.getpid()}")
            command = [compiler, *FLAGS, "-o", str(part), str(SOURCE)]
            subprocess.run(command, check=True, capture_output=True, timeout=120)
            part.replace(target)
        return Kernels(ctypes.CDLL(str(target)))
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("depthwise convolutions are torch's, the kernels cannot be used: %s", error)
        return None


def depthwise(x: Tensor, weight: Tensor, bias: Tensor, stride: int, kernels: Kernels) -> Tensor:
    """Convolve (N, H, W, C) bf16 by (C, 1, K, K) float32, 'same' padding, and cut to 0..6."""
    found: Tensor = _Depthwise.apply(x, weight, bias, (stride, kernels))  # type: ignore[no-untyped-call]
    return found


class _Depthwise(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, how: tuple[int, Kernels]
    ) -> Tensor:
        (stride, kernels), x, taps = how, x.contiguous(), _lay_out(weight)
        shape = _measure(x, weight.shape[-1], stride)
        out = x.new_empty((shape.count, shape.out_height, shape.out_width, shape.channels))
        _share_out(kernels.library.forward, shape, x, taps, bias.contiguous(), out)
        ctx.save_for_backward(x, taps, out)
        ctx.shape, ctx.kernels = shape, kernels
        return out

    @staticmethod
    def backward(ctx: Any, *slopes: Tensor) -> tuple[Tensor | None, ...]:
        x, taps, out = ctx.saved_tensors
        by_out, by_x, by_taps = slopes[0].contiguous(), torch.empty_like(x), torch.empty_like(taps)
        by_bias = taps.new_empty(ctx.shape.channels)
        given = (x, taps, out, by_out, by_x, by_taps, by_bias)
        _share_out(ctx.kernels.library.backward, ctx.shape, *given)
        side = ctx.shape.kernel
        return by_x, by_taps.T.reshape(-1, 1, side, side), by_bias, None


def _lay_out(weight: Tensor) -> Tensor:
    """Return (C, 1, K, K) as the kernels want it, (K * K, C)."""
    return weight.detach().reshape(len(weight), -1).T.contiguous()


def _measure(x: Tensor, kernel: int, stride: int) -> _Shape:
    count, height, width, channels = x.shape
    before, _, above, _ = same_padding(x.shape[1:3], kernel, stride)
    out_height, out_width = -(-height // stride), -(-width // stride)
    sizes = (count, height, width, channels, out_height, out_width, kernel, stride, above, before)
    return _Shape(*sizes)


def _share_out(function: Callable[..., int], shape: _Shape, *tensors: Tensor) -> None:
    """Call a kernel once a thread, each with channels of its own.

    Raises
    ------
    MemoryError
    """
    blocks = shape.channels // LANES
    threads = min(torch.get_num_threads(), blocks)
    edges = [LANES * (blocks * part // threads) for part in range(threads + 1)]
    places = [ctypes.c_void_p(tensor.data_ptr()) for tensor in tensors]

    def work(part: int) -> int:
        first, last = (ctypes.c_int64(edge) for edge in edges[part : part + 2])
        return function(ctypes.byref(shape), first, last, *places)

    if threads == 1:
        failed = work(0)
    else:
        with ThreadPoolExecutor(threads) as pool:
            failed = max(pool.map(work, range(threads)))
    if failed:
        raise MemoryError
