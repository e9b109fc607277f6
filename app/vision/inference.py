"""Inference in the encoder's process: folded, channels last, the fastest way that is right.

On Linux glibc is told to keep large blocks: it would otherwise give every activation back to the
system and fetch it again, which costs a quarter of the time.
"""

from __future__ import annotations

import copy
import ctypes
import logging
import platform
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from app.core.pack import BACKBONE_FILE, BackboneSpec, read_backbone_spec, read_verified
from app.core.types import ByteArray, FloatArray
from app.vision.backbone import fold_norms, use_channels_last
from app.vision.compiled_graph import CompiledGraph, is_installed
from app.vision.optional_backbones import is_optional, load_optional
from app.vision.remembered import forget, recall, remember
from app.vision.ways import PLAIN, Engine, Way
from app.vision.weights import load_backbone

log = logging.getLogger(__name__)

# Always so many, however few there are: libraries sum in another order for another number, and the
# features of a photo shall not depend on the photos beside it, on this machine or on many.
PHOTOS_AT_ONCE = 8
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
# Another filter for making photos small (bilinear for bicubic) changes features more: .9925.
MIN_MEAN_COSINE = 0.995
MIN_COSINE = 0.985
MIN_SPEED_UP = 1.3
HALF = "bfloat16"


def keep_memory() -> None:
    """Let glibc reuse large blocks; must run before the first inference."""
    if platform.libc_ver()[0] == "glibc":
        libc = ctypes.CDLL(None)
        libc.mallopt(M_MMAP_THRESHOLD, 1 << 30)
        libc.mallopt(M_TRIM_THRESHOLD, 2**31 - 1)


# Maps uint8 (PHOTOS_AT_ONCE, H, W, 3) to float32 (PHOTOS_AT_ONCE, D).
Run = Callable[[ByteArray], FloatArray]


class Inference:
    """A frozen backbone with its preprocessing.

    Attributes
    ----------
    way : Way
        Where, in which precision and by which library it runs; chosen once.
    """

    def __init__(
        self,
        network: nn.Module,
        spec: BackboneSpec,
        *,
        fast: bool,
        threads: int = 1,
        remembered: Path | None = None,
    ) -> None:
        use_channels_last(network)
        self._network, self._spec, self._threads = network, spec, threads
        self.way = PLAIN
        self._plain: Run = TorchRun(network, spec, PLAIN)
        self._run: Run = self._plain
        self._remembered = remembered
        if fast and not self._take_remembered():
            self._choose_fastest()

    @classmethod
    def from_pack(
        cls, pack_dir: Path, *, fast: bool, threads: int = 1, remembered: Path | None = None
    ) -> Inference:
        """Load the backbone of a pack.

        Raises
        ------
        KnownError
            If the weights' checksum is wrong.
        """
        keep_memory()
        torch.set_num_threads(threads)
        spec = read_backbone_spec(pack_dir)
        read_verified(pack_dir / BACKBONE_FILE, spec.sha256)
        if is_optional(spec.variant):
            network = load_optional(pack_dir / BACKBONE_FILE, spec)
        else:
            network = fold_norms(load_backbone(pack_dir / BACKBONE_FILE, spec))
        return cls(network, spec, fast=fast, threads=threads, remembered=remembered)

    def encode(self, images: ByteArray) -> FloatArray:
        """Encode uint8 (N, H, W, 3) into float32 (N, D), a few images at a time.

        A faster way that fails later, for want of memory or because a driver went away, is left for
        good: the plain one takes over with the same images.
        """
        parts = [
            self._encode_few(images[i : i + PHOTOS_AT_ONCE])
            for i in range(0, len(images), PHOTOS_AT_ONCE)
        ]
        return np.concatenate(parts)

    def _encode_few(self, images: ByteArray) -> FloatArray:
        filled = filled_up(images)
        if self._run is not self._plain:
            try:
                features = self._run(filled)[: len(images)]
                if np.isfinite(features).all():
                    return features
                log.warning("%s gave no numbers: not used any more", self.way)
            except (RuntimeError, NotImplementedError) as error:
                log.warning("%s failed and is not used any more: %s", self.way, error)
            self._use_plain()
            if self._remembered is not None:
                forget(self._remembered)
        return self._run(filled)[: len(images)]

    def _use_plain(self) -> None:
        self.way, self._run = PLAIN, self._plain

    def _use(self, way: Way) -> None:
        half = way.dtype == HALF
        if way.engine is Engine.OPENVINO:
            self._run = CompiledGraph(
                self._network, self._spec, PHOTOS_AT_ONCE, half=half, threads=self._threads
            )
        else:
            self._run = TorchRun(self._network, self._spec, way)
        self.way = way

    def _take_remembered(self) -> bool:
        """Use what an earlier start chose, if that is known and can be had."""
        known = recall(self._remembered, self._spec.id) if self._remembered is not None else None
        if known is None or known not in [PLAIN, *candidates()]:
            return False
        try:
            if known != PLAIN:
                self._use(known)
        except (RuntimeError, NotImplementedError):
            self._use_plain()
            return False
        return True

    def _choose_fastest(self) -> None:
        """Try each way; keep the first that is faster and equal."""
        images = make_probe(self._spec.input_px)
        reference, seconds = timed(self._plain, images)
        for way in candidates():
            try:
                self._use(way)
                features, taken = timed(self._run, images)
            except (RuntimeError, NotImplementedError):
                pass
            else:
                if is_equal(features, reference) and taken * MIN_SPEED_UP < seconds:
                    break
            self._use_plain()
        if self._remembered is not None:
            remember(self._remembered, self._spec.id, self.way)


class TorchRun:
    """A backbone in torch, on a device and in a precision."""

    def __init__(self, network: nn.Module, spec: BackboneSpec, way: Way) -> None:
        self._device = torch.device(way.device)
        self._dtype: torch.dtype = getattr(torch, way.dtype)
        self._mean = torch.tensor(spec.mean).view(1, 3, 1, 1).to(self._device)
        self._std = torch.tensor(spec.std).view(1, 3, 1, 1).to(self._device)
        # A copy: what bf16 has rounded away does not come back.
        kept = network if way == PLAIN else copy.deepcopy(network)
        self._network = kept.to(self._device, self._dtype)

    def __call__(self, images: ByteArray) -> FloatArray:
        """Map uint8 (N, H, W, 3) to features float32 (N, D)."""
        with torch.inference_mode():
            x = torch.from_numpy(images).to(self._device).permute(0, 3, 1, 2).float()
            x = (x - self._mean) / self._std
            x = x.to(self._dtype, memory_format=torch.channels_last)
            features: FloatArray = self._network(x).float().cpu().numpy()
        return features


def timed(run: Run, images: ByteArray) -> tuple[FloatArray, float]:
    """Return features and the seconds of the second run (the first one sets things up)."""
    run(images)
    start = time.perf_counter()
    return run(images), time.perf_counter() - start


def filled_up(images: ByteArray) -> ByteArray:
    """Return a copy of images, uint8 (N, H, W, 3), with the last one repeated to a full batch."""
    missing = max(0, PHOTOS_AT_ONCE - len(images))
    return np.concatenate([images, *[images[-1:]] * missing])


def candidates() -> list[Way]:
    """List ways worth a try on this machine, the one that is likely the fastest first."""
    found: list[Way] = []
    if torch.cuda.is_available():
        found.append(Way("cuda", PLAIN.dtype))
    if torch.backends.mps.is_available():
        found.append(Way("mps", PLAIN.dtype))
    try:
        has_bf16 = torch.ops.mkldnn._is_mkldnn_bf16_supported()
    except (AttributeError, RuntimeError):
        has_bf16 = False  # a build of torch without that library
    if is_installed():
        found.append(Way("cpu", HALF if has_bf16 else PLAIN.dtype, Engine.OPENVINO))
    if has_bf16:
        found.append(Way("cpu", HALF))
    return found


def make_probe(input_px: int) -> ByteArray:
    """Return images like photos in their spectrum: noise at several sizes, one over the other."""
    random = np.random.default_rng(0)
    total = np.zeros((PHOTOS_AT_ONCE, 3, input_px, input_px), dtype=np.float32)
    for size in (4, 16, 64):
        noise = torch.from_numpy(random.random((PHOTOS_AT_ONCE, 3, size, size), dtype=np.float32))
        total += nn.functional.interpolate(noise, input_px, mode="bilinear").numpy()
    return np.ascontiguousarray((total * 85).astype(np.uint8).transpose(0, 2, 3, 1))


def is_equal(a: FloatArray, b: FloatArray) -> bool:
    """Return whether features differ by less than another resize filter changes them."""
    cosine: Tensor = nn.functional.cosine_similarity(torch.from_numpy(a), torch.from_numpy(b))
    return float(cosine.mean()) > MIN_MEAN_COSINE and float(cosine.min()) > MIN_COSINE
