"""The backbone as a graph that OpenVINO compiles for this processor; an optional package.

It needs half the time of torch in the same precision. The graph is written here, layer by layer,
from the folded backbone: OpenVINO's own converter takes five seconds, and importing it reports the
use of OpenVINO to its makers, as does installing it beside ``openvino-telemetry``. Neither is ever
loaded: this program sends nothing.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
from torch import nn

from app.core.pack import BackboneSpec
from app.core.types import ByteArray, FloatArray
from app.vision.backbone import Backbone, Block, ConvNorm, same_padding

# What reports: the converter when it is imported, by way of the other.
REPORTING = ("openvino.tools.ovc", "openvino_telemetry")
RELU6 = (0.0, 6.0)
SPATIAL = (2, 3)


def is_installed() -> bool:
    """Return whether OpenVINO can be imported; does not do it."""
    return importlib.util.find_spec("openvino") is not None


@cache
def import_quietly() -> ModuleType:
    """Import OpenVINO without what would report that.

    Raises
    ------
    ImportError
        If it is not installed, or does not fit this machine.
    """
    for name in REPORTING:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    return importlib.import_module("openvino")


class CompiledGraph:
    """A backbone with its preprocessing, compiled for images of one number and size.

    Parameters
    ----------
    network : nn.Module
        A :class:`Backbone` whose norms are folded.
    spec : BackboneSpec
        Says how its images are made.
    count : int
        Images in each call.
    half : bool
        Compute in bf16.
    threads : int
        Threads inside one inference.

    Raises
    ------
    RuntimeError
        If the network is not of our own kind, or OpenVINO cannot be used.
    """

    def __init__(
        self, network: nn.Module, spec: BackboneSpec, count: int, *, half: bool, threads: int = 1
    ) -> None:
        if not isinstance(network, Backbone):
            raise _no_graph(network)
        try:
            openvino = import_quietly()
        except (ImportError, OSError, SystemExit) as error:
            raise RuntimeError(str(error)) from error
        model = Drawing(openvino).whole(network, spec, count)
        chosen = {
            "INFERENCE_PRECISION_HINT": "bf16" if half else "f32",
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": 1,
            "ENABLE_CPU_PINNING": False,
        }
        self._request = openvino.Core().compile_model(model, "CPU", chosen).create_infer_request()

    def __call__(self, images: ByteArray) -> FloatArray:
        """Map uint8 (count, H, W, 3) to features float32 (count, D)."""
        self._request.infer([np.ascontiguousarray(images)])
        found: FloatArray = self._request.get_output_tensor(0).data.copy()
        return found


Drawn = tuple[Any, tuple[int, ...]]


class Drawing:
    """Writes layers of :mod:`app.vision.backbone` as operations of OpenVINO."""

    def __init__(self, openvino: ModuleType) -> None:
        self._openvino = openvino
        self._ops = openvino.opset13

    def whole(self, backbone: Backbone, spec: BackboneSpec, count: int) -> Any:
        """Return the model that maps uint8 (count, H, W, 3) to float32 (count, D)."""
        ops, px = self._ops, spec.input_px
        images = ops.parameter([count, px, px, 3], np.uint8)
        x = ops.transpose(ops.convert(images, "f32"), np.array([0, 3, 1, 2]))
        mean, std = (np.array(v, np.float32).reshape(1, 3, 1, 1) for v in (spec.mean, spec.std))
        x = ops.divide(ops.subtract(x, mean), std)
        size: tuple[int, ...] = (px, px)
        for layer in backbone.layers:
            x, size = self._layer(layer, x, size)
        x = ops.reduce_mean(x, np.array(SPATIAL))
        if backbone.root:
            x = ops.sqrt(ops.relu(x))
        return self._openvino.Model([ops.result(x)], [images])

    def _layer(self, layer: nn.Module, x: Any, size: tuple[int, ...]) -> Drawn:
        if isinstance(layer, ConvNorm):
            return self._convolution(layer, x, size)
        if not isinstance(layer, Block):
            raise _no_graph(layer)
        start = x
        for step in layer.steps:
            x, size = self._layer(step, x, size)
        return (self._ops.add(start, x) if layer.has_skip else x), size

    def _convolution(self, layer: ConvNorm, x: Any, size: tuple[int, ...]) -> Drawn:
        if not isinstance(layer.norm, nn.Identity):
            raise _no_graph(layer.norm)  # not folded
        conv = layer.conv
        kernel, stride = int(conv.kernel_size[0]), int(conv.stride[0])
        left, right, top, bottom = same_padding(size, kernel, stride)
        weight = conv.weight.detach().float().numpy()
        sides = {"pads_begin": [top, left], "pads_end": [bottom, right], "dilations": [1, 1]}
        if conv.groups > 1:
            grouped = weight.reshape(conv.groups, -1, *weight.shape[1:])
            x = self._ops.group_convolution(x, grouped, [stride, stride], **sides)
        else:
            x = self._ops.convolution(x, weight, [stride, stride], **sides)
        if conv.bias is not None:
            x = self._ops.add(x, conv.bias.detach().float().numpy().reshape(1, -1, 1, 1))
        if not layer.linear:
            x = self._ops.clamp(x, *RELU6)
        return x, tuple(-(-length // stride) for length in size)


def _no_graph(layer: nn.Module) -> RuntimeError:
    return RuntimeError(f"no graph of a {type(layer).__name__}")
