"""Models of torchvision and timm: named, checked and converted, with a checkpoint made here."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from app.core.errors import KnownError, UsageError
from app.lab.training.optional_models import (
    OptionalModel,
    convert_model,
    describe_model,
    fetch_checkpoint,
    obtain_backbone,
    read_weights,
)
from app.vision.inference import Inference
from app.vision.optional import import_optional

SIZE = 64


def small(variant: str) -> OptionalModel:
    return replace(describe_model(variant), input_px=SIZE)


def pixels() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (2, SIZE, SIZE, 3)).astype(np.uint8)


def normalised(model: OptionalModel) -> torch.Tensor:
    images = torch.from_numpy(pixels()).permute(0, 3, 1, 2) / 255
    mean, std = torch.tensor(model.mean), torch.tensor(model.std)
    return (images - mean[:, None, None]) / std[:, None, None]


def test_a_torchvision_model_gives_its_features(tmp_path: Path) -> None:
    torch.manual_seed(0)
    models = import_optional("torchvision.models")
    oracle = models.resnet18(weights=None).eval()
    torch.save(oracle.state_dict(), tmp_path / "weights.pth")
    model = small("torchvision:resnet18")
    spec = convert_model(model, tmp_path / "weights.pth", tmp_path / "out")
    assert (spec.feature_size, spec.variant) == (512, "torchvision:resnet18")
    oracle.fc = torch.nn.Identity()
    with torch.inference_mode():
        expected = oracle(normalised(model)).numpy()
    found = Inference.from_pack(tmp_path / "out", fast=False).encode(pixels())
    np.testing.assert_allclose(found, expected, atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize("name", ["mobilenet_v3_small", "convnext_tiny", "vit_b_16"])
def test_classifiers_of_other_shapes_are_taken_off(name: str) -> None:
    from app.vision.optional_backbones import build_network

    network = build_network(f"torchvision:{name}").eval()
    with torch.inference_mode():
        assert network(torch.zeros(1, 3, 224, 224)).shape[1] != 1000


def test_a_timm_model_gives_its_features(tmp_path: Path) -> None:
    torch.manual_seed(0)
    timm = import_optional("timm")
    oracle = timm.create_model("resnet10t", pretrained=False).eval()
    save_file(oracle.state_dict(), tmp_path / "weights.safetensors")
    model = small("timm:resnet10t")
    assert model.licence == "apache-2.0"
    assert model.size_mb > 10
    spec = convert_model(model, tmp_path / "weights.safetensors", tmp_path / "out")
    with torch.inference_mode():
        features = oracle.forward_features(normalised(model))
        expected = oracle.forward_head(features, pre_logits=True).numpy()
    found = Inference.from_pack(tmp_path / "out", fast=False).encode(pixels())
    assert found.shape == (2, spec.feature_size)
    np.testing.assert_allclose(found, expected, atol=1e-3, rtol=1e-3)


def test_licence_size_and_address_are_known_before_anything_is_fetched() -> None:
    model = describe_model("torchvision:resnet50")
    assert model.url.startswith("https://")
    assert 90 < model.size_mb < 110
    assert "BSD" in model.licence


@pytest.mark.parametrize("variant", ["torchvision:nothing", "timm:nothing", "resnet18", "x:y"])
def test_unknown_models_are_refused(variant: str) -> None:
    with pytest.raises(UsageError, match="no classification model"):
        describe_model(variant)


def test_a_checkpoint_of_another_model_is_refused(tmp_path: Path) -> None:
    models = import_optional("torchvision.models")
    torch.save(models.resnet18(weights=None).state_dict(), tmp_path / "weights.pth")
    for variant in ("torchvision:mobilenet_v3_small", "torchvision:resnet50"):
        with pytest.raises(KnownError, match="is not of"):
            convert_model(small(variant), tmp_path / "weights.pth", tmp_path / "out")


def test_files_that_are_no_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pth").write_bytes(b"nothing")
    torch.save([1, 2], tmp_path / "b.pth")
    for name in ("a.pth", "b.pth", "missing.safetensors"):
        with pytest.raises(KnownError):
            read_weights(tmp_path / name)


def test_fetched_weights_are_checked(tmp_path: Path) -> None:
    data = b"weights"
    right = tmp_path / f"model-{hashlib.sha256(data).hexdigest()[:8]}.pth"
    wrong = tmp_path / "model-0123abcd.pth"
    base = OptionalModel("x", "", 0, "", SIZE, (0,) * 3, (1,) * 3)
    for source in (right, wrong):
        source.write_bytes(data)
    fetched = fetch_checkpoint(replace(base, url=right.as_uri()), tmp_path / "out")
    assert fetched.read_bytes() == data
    with pytest.raises(KnownError, match="checksum"):
        fetch_checkpoint(replace(base, url=wrong.as_uri()), tmp_path / "out")
    with pytest.raises(KnownError, match="could not be fetched"):
        fetch_checkpoint(replace(base, url=(tmp_path / "gone-0123abcd.pth").as_uri()), tmp_path)
    with pytest.raises(KnownError, match="no plain address"):
        fetch_checkpoint(base, tmp_path)


def test_a_backbone_is_converted_once(tmp_path: Path) -> None:
    models = import_optional("torchvision.models")
    weights = tmp_path / "weights.pth"
    torch.save(models.resnet18(weights=None).state_dict(), weights)
    model = small("torchvision:resnet18")
    assert obtain_backbone(model, tmp_path / "out", weights) == tmp_path / "out"
    weights.unlink()
    assert obtain_backbone(model, tmp_path / "out", weights) == tmp_path / "out"
    with pytest.raises(KnownError, match="cannot be read"):
        obtain_backbone(model, tmp_path / "other", weights)
