"""The compiled backbone says what torch says, tells nobody, and is optional."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from app.core.pack import BackboneSpec
from app.vision import compiled_graph, inference, remembered
from app.vision.backbone import Backbone, fold_norms
from app.vision.compiled_graph import CompiledGraph
from app.vision.inference import PHOTOS_AT_ONCE, Inference, TorchRun, candidates
from app.vision.ways import PLAIN, Engine, Way
from tests.vision.test_backbone import lively

pytest.importorskip("openvino", reason="OpenVINO has no wheel for this platform")
COMPILED = Way("cpu", "float32", Engine.OPENVINO)


def spec_of(px: int, *, root: bool = False) -> BackboneSpec:
    mean, std = (120.0, 110.0, 100.0), (60.0, 61.0, 62.0)
    return BackboneSpec("x", "lite0", 1280, px, "crop", mean, std, "0" * 64, root=root)


def folded(*, root: bool = False) -> Backbone:
    torch.manual_seed(3)
    return fold_norms(lively(Backbone("lite0", root=root))).requires_grad_(False)


def images(px: int) -> np.ndarray:
    shape = (PHOTOS_AT_ONCE, px, px, 3)
    return np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)


@pytest.mark.parametrize(("px", "root"), [(64, False), (61, True)])
def test_a_graph_gives_the_features_of_torch(px: int, root: bool) -> None:
    network, spec = folded(root=root), spec_of(px, root=root)
    found = CompiledGraph(network, spec, PHOTOS_AT_ONCE, half=False)(images(px))
    expected = TorchRun(network, spec, PLAIN)(images(px))
    assert found.dtype == np.float32
    assert np.abs(expected).max() > 0.1, "features that say something"
    np.testing.assert_allclose(found, expected, atol=2e-3, rtol=1e-3)


def test_what_it_cannot_draw_is_refused() -> None:
    with pytest.raises(RuntimeError, match="no graph of a Sequential"):
        CompiledGraph(nn.Sequential(), spec_of(64), PHOTOS_AT_ONCE, half=False)
    with pytest.raises(RuntimeError, match="no graph of a BatchNorm2d"):
        CompiledGraph(Backbone("lite0").eval(), spec_of(64), PHOTOS_AT_ONCE, half=False)
    strange = folded()
    strange.layers.append(nn.ReLU())
    with pytest.raises(RuntimeError, match="no graph of a ReLU"):
        CompiledGraph(strange, spec_of(64), PHOTOS_AT_ONCE, half=False)


def test_it_is_taken_where_it_is_faster_and_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inference, "candidates", lambda: [COMPILED])
    monkeypatch.setattr(inference, "MIN_SPEED_UP", 0.0)
    file = tmp_path / "encoder.json"
    plain = Inference(folded(), spec_of(64), fast=False).encode(images(64))
    for _ in range(2):
        found = Inference(folded(), spec_of(64), fast=True, remembered=file)
        assert found.way == COMPILED
        np.testing.assert_allclose(found.encode(images(64)[:3]), plain[:3], atol=2e-3, rtol=1e-3)
    assert remembered.chosen(file) == "openvino, cpu, float32"


def test_another_network_goes_on_in_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inference, "candidates", lambda: [COMPILED])
    monkeypatch.setattr(inference, "MIN_SPEED_UP", 0.0)
    network = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    assert Inference(network, spec_of(64), fast=True).way == PLAIN


def test_without_the_package_it_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    assert any(way.engine is Engine.OPENVINO for way in candidates())
    monkeypatch.setattr(compiled_graph.importlib.util, "find_spec", lambda name: None)
    assert all(way.engine is Engine.TORCH for way in candidates())


def test_a_package_that_does_not_load_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ImportError("libtbb.so.12: cannot open shared object file")

    monkeypatch.setattr(compiled_graph, "import_quietly", broken)
    with pytest.raises(RuntimeError, match="libtbb"):
        CompiledGraph(folded(), spec_of(64), PHOTOS_AT_ONCE, half=False)


QUIET = """
import sys
asked = []
sys.addaudithook(lambda name, values: asked.append(name) if name.startswith("socket.") else None)
from app.vision.compiled_graph import REPORTING, import_quietly
print(import_quietly().Core().available_devices, [n for n in REPORTING if sys.modules[n]], asked)
"""


def test_nobody_is_told_that_it_is_used(tmp_path: Path) -> None:
    """Importing OpenVINO as usual reports that to its makers, wherever it may."""
    told = subprocess.run(
        [sys.executable, "-c", QUIET],
        check=True,
        capture_output=True,
        text=True,
        env={"HOME": str(tmp_path), "PYTHONPATH": ":".join(sys.path)},
    )
    assert told.stdout.strip() == "['CPU'] [] []"
    assert not list(tmp_path.iterdir()), "nor is anything written for later"
