"""Stronger backbones by choice: classification models of torchvision and timm.

A model is named ``torchvision:resnet50`` or ``timm:convnext_tiny``, for example to
``albumen train-pack --backbone``. Its weights are converted once to a backbone folder, from a file
that a person fetched or from the official address, whose file name carries the start of its
SHA-256; from then on everything is as with the backbone that is shipped. The classifier is taken
off: what comes out are the features in front of it.
"""

from __future__ import annotations

import hashlib
import re
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from app.core.errors import KnownError
from app.core.pack import BACKBONE_FILE, PACK_FILE, BackboneSpec, checksum
from app.lab.training.weights import write_entry
from app.vision.optional import import_optional
from app.vision.optional_backbones import build_network, no_model

BYTES_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class OptionalModel:
    """What is known of a model before its weights are there.

    ``size_mb`` is of the weights file, or an estimate from the number of weights; ``mean`` and
    ``std`` are shares of 1; ``url`` is empty where only the library itself can fetch the weights.
    """

    variant: str
    licence: str
    size_mb: float
    url: str
    input_px: int
    mean: tuple[float, ...]
    std: tuple[float, ...]


def describe_model(variant: str) -> OptionalModel:
    """Look a model up: licence, size, address, and what it wants to be fed.

    Raises
    ------
    UsageError
        If there is no such model.
    KnownError
        If its library is not installed.
    """
    source, _, name = variant.partition(":")
    if source == "torchvision":
        return _describe_torchvision(variant, name)
    if source == "timm":
        return _describe_timm(variant, name)
    raise no_model(variant)


def _describe_torchvision(variant: str, name: str) -> OptionalModel:
    models = import_optional("torchvision.models")
    try:
        weights = models.get_model_weights(name).DEFAULT
    except (ValueError, AttributeError) as error:
        raise no_model(variant) from error
    if not hasattr(weights.transforms(), "crop_size"):
        raise no_model(variant)
    wanted = weights.transforms()
    return OptionalModel(
        variant,
        "BSD-3-Clause (code); trained on ImageNet, see its terms",
        float(weights.meta.get("_file_size", weights.meta["num_params"] * 4e-6)),
        weights.url,
        wanted.crop_size[0],
        tuple(wanted.mean),
        tuple(wanted.std),
    )


def _describe_timm(variant: str, name: str) -> OptionalModel:
    timm = import_optional("timm")
    if not timm.is_model(name):
        raise no_model(variant)
    config = timm.get_pretrained_cfg(name)
    with torch.device("meta"):
        count = sum(p.numel() for p in timm.create_model(name).parameters())
    return OptionalModel(
        variant,
        config.license or "not stated: see the model's page",
        count * 4e-6,
        config.url if isinstance(config.url, str) else "",
        config.input_size[1],
        tuple(config.mean),
        tuple(config.std),
    )


def fetch_checkpoint(model: OptionalModel, folder: Path) -> Path:
    """Fetch the official weights; their name carries the start of their SHA-256.

    Raises
    ------
    KnownError
        If there is no address, the network fails, or the checksum is wrong.
    """
    if not model.url:
        raise KnownError("no_address", name=model.variant)
    target = folder / model.url.rsplit("/", 1)[-1]
    expected = re.search(r"-([0-9a-f]{8,})\.", target.name)
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    part = target.with_name(target.name + ".part")
    try:
        with urllib.request.urlopen(model.url) as answer, part.open("wb") as file:
            while block := answer.read(BYTES_AT_ONCE):
                digest.update(block)
                file.write(block)
    except OSError as error:
        raise KnownError("fetch_failed", url=model.url, cause=str(error)) from error
    if expected is None or not digest.hexdigest().startswith(expected.group(1)):
        part.unlink()
        raise KnownError("wrong_checksum", url=model.url)
    return part.replace(target)


def read_weights(path: Path) -> dict[str, Tensor]:
    """Read a checkpoint without running code of it: ``.safetensors``, or a state dict of torch.

    Raises
    ------
    KnownError
        If it cannot be read.
    """
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        value: Any = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise KnownError("bad_weights", path=str(path), cause=str(error)) from error
    for key in ("state_dict", "model"):
        if isinstance(value, dict) and isinstance(value.get(key), dict):
            value = value[key]
    if not isinstance(value, dict):
        raise KnownError("no_weights", path=str(path))
    return value


def convert_model(
    model: OptionalModel, checkpoint: Path, out: Path, resize_mode: str = "crop"
) -> BackboneSpec:
    """Write a backbone folder, from which ``albumen train-pack`` goes on.

    Raises
    ------
    KnownError
        If the checkpoint does not fit the model.
    """
    network = load_published(model, checkpoint)
    out.mkdir(parents=True, exist_ok=True)
    file = out / BACKBONE_FILE
    save_file({n: v.contiguous() for n, v in network.state_dict().items()}, file)
    with torch.inference_mode():
        sample = torch.zeros(1, 3, model.input_px, model.input_px)
        size = network(sample).shape[1]
    red, green, blue = (255 * value for value in model.mean)
    wide = [255 * value for value in model.std]
    spec = BackboneSpec(
        name=model.variant.replace(":", "-"),
        variant=model.variant,
        feature_size=size,
        input_px=model.input_px,
        resize_mode=resize_mode,
        mean=(red, green, blue),
        std=(wide[0], wide[1], wide[2]),
        sha256=checksum(file.read_bytes()),
    )
    write_entry(out, spec, licence=model.licence)
    return spec


def load_published(model: OptionalModel, checkpoint: Path) -> nn.Module:
    """Build the model with the weights of a checkpoint, without its classifier.

    Raises
    ------
    KnownError
        If the checkpoint does not fit the model.
    """
    network = build_network(model.variant)
    weights = read_weights(checkpoint)
    state = network.state_dict()
    missing = [name for name in state if name not in weights]
    if missing:
        raise KnownError(
            "weights_lack",
            path=str(checkpoint),
            name=model.variant,
            missing=missing[0],
            more=len(missing) - 1,
        )
    try:
        network.load_state_dict({name: weights[name] for name in state})
    except RuntimeError as error:
        raise KnownError("weights_differ", path=str(checkpoint), name=model.variant) from error
    return network.eval()


def obtain_backbone(model: OptionalModel, folder: Path, checkpoint: Path | None = None) -> Path:
    """Return a backbone folder of this model, made from a weights file, or from fetched weights.

    A folder that an earlier call has made of the same model is taken as it is.

    Raises
    ------
    KnownError
        As :func:`fetch_checkpoint` and :func:`convert_model`.
    """
    if not (folder / PACK_FILE).exists():
        convert_model(model, checkpoint or fetch_checkpoint(model, folder), folder)
    return folder
