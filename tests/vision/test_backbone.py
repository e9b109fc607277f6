"""The backbone equals the published network, and training never touches it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from app.core.pack import load_pack, read_backbone_spec
from app.lab.training.convert import load_published
from app.lab.training.weights import save_backbone, write_backbone
from app.vision.backbone import FEATURES, Backbone, fold_norms
from app.vision.optional import import_optional
from app.vision.weights import load_backbone


def lively(backbone: Backbone) -> Backbone:
    """Give batch norms statistics that matter, as trained ones do."""
    torch.manual_seed(0)
    for name, value in backbone.state_dict().items():
        if name.endswith("running_var"):
            value.uniform_(0.5, 2)
        elif name.endswith(("running_mean", "norm.bias")):
            value.normal_(0, 0.3)
    return backbone.eval()


@pytest.mark.parametrize(("variant", "size"), [("lite0", 224), ("lite0", 97), ("lite2", 96)])
def test_backbone_equals_the_one_of_timm(variant: str, size: int) -> None:
    timm = import_optional("timm")
    oracle = timm.create_model(f"tf_efficientnet_{variant}", pretrained=False).eval()
    torch.manual_seed(1)
    for name, value in oracle.state_dict().items():
        if name.endswith("running_var"):
            value.uniform_(0.5, 2)
        elif name.endswith("running_mean"):
            value.normal_(0, 0.3)
    ours = load_published(oracle.state_dict(), variant)
    images = torch.randn(2, 3, size, size)
    with torch.inference_mode():
        expected = oracle.forward_head(oracle.forward_features(images), pre_logits=True)
        torch.testing.assert_close(ours(images), expected, atol=1e-4, rtol=1e-4)
        torch.testing.assert_close(fold_norms(ours)(images), expected, atol=1e-4, rtol=1e-4)


def test_a_checkpoint_of_another_network_is_refused() -> None:
    weights = Backbone("lite0").state_dict()
    with pytest.raises(ValueError, match="entries"):
        load_published(weights, "lite2")


def test_weights_survive_storage(tmp_path: Path) -> None:
    backbone = lively(Backbone("lite0"))
    spec = write_backbone(
        backbone, tmp_path, name="x", variant="lite0", input_px=64, resize_mode="crop"
    )
    again = load_backbone(tmp_path / "backbone.safetensors", spec)
    images = torch.randn(2, 3, 64, 64)
    with torch.inference_mode():
        cosine = torch.nn.functional.cosine_similarity(again(images), backbone(images))
    assert cosine.min() > 0.9999
    assert not any(p.requires_grad for p in again.parameters())


def test_features_may_be_roots_and_never_mix_with_others(tmp_path: Path) -> None:
    backbone = lively(Backbone("lite0"))
    images = torch.randn(2, 3, 64, 64)
    found, ids = [], []
    for root in (False, True):
        spec = write_backbone(
            backbone,
            tmp_path,
            name="x",
            variant="lite0",
            input_px=64,
            resize_mode="crop",
            root=root,
        )
        assert read_backbone_spec(tmp_path) == spec
        again = fold_norms(load_backbone(tmp_path / "backbone.safetensors", spec))
        with torch.inference_mode():
            found.append(again(images))
        ids.append(spec.id)
    assert found[0].max() > 0.1
    torch.testing.assert_close(found[1], found[0].sqrt())
    assert ids[0] != ids[1]


def test_the_same_weights_make_the_same_file(tmp_path: Path) -> None:
    backbone = Backbone("lite0")
    save_backbone(backbone, tmp_path / "a")
    save_backbone(backbone, tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_shipped_backbone_fits_its_description(root: Path) -> None:
    pack = load_pack(root / "resources" / "scene_pack")
    backbone = load_backbone(pack.backbone_file, pack.backbone)
    with torch.inference_mode():
        assert backbone(torch.zeros(1, 3, 32, 32)).shape == (1, FEATURES)
    assert FEATURES == pack.backbone.feature_size == pack.model.head.weight.shape[1]
    assert pack.model.backbone_id == pack.backbone.id
    assert np.isfinite(pack.statistics.kept_features()).all()
