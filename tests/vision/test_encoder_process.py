"""The encoder's process: right features, no torch in the parent, and a death that costs nothing."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from app.core.errors import KnownError
from app.core.spawning import Priority
from app.lab.training.weights import write_backbone
from app.vision.backbone import Backbone
from app.vision.encoder_process import EncoderProcess
from app.vision.inference import Inference, is_equal, make_probe
from tests.tiny_photos import load_fake

SIZE = 64


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    place = tmp_path_factory.mktemp("backbone")
    backbone = Backbone("lite0").eval()
    write_backbone(backbone, place, name="x", variant="lite0", input_px=SIZE, resize_mode="crop")
    return place


@pytest.fixture(scope="module")
def encoder(folder: Path) -> Iterator[EncoderProcess]:
    process = EncoderProcess(folder, fast=False)
    yield process
    process.close()


def images(count: int) -> np.ndarray:
    shape = (count, SIZE, SIZE, 3)
    return np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)


def test_features_equal_those_of_the_backbone(folder: Path, encoder: EncoderProcess) -> None:
    expected = Inference.from_pack(folder, fast=False).encode(images(19))
    features = encoder.encode(images(19))
    assert features.shape == (19, 1280)
    assert features.dtype == np.float32
    np.testing.assert_allclose(features, expected, atol=1e-5)


def test_nothing_in_nothing_out(encoder: EncoderProcess) -> None:
    assert encoder.encode(images(0)).shape == (0, 1280)


def test_a_killed_process_is_replaced(encoder: EncoderProcess) -> None:
    before = encoder.encode(images(2))
    assert encoder.pid is not None
    os.kill(encoder.pid, signal.SIGKILL)
    np.testing.assert_allclose(encoder.encode(images(2)), before, atol=1e-6)


def test_a_closed_encoder_starts_again(encoder: EncoderProcess) -> None:
    before = encoder.encode(images(1))
    encoder.close()
    encoder.close()
    assert encoder.pid is None
    np.testing.assert_array_equal(encoder.encode(images(1)), before)


@pytest.mark.skipif(not hasattr(os, "nice"), reason="niceness is a Unix matter")
def test_the_process_steps_back(folder: Path) -> None:
    encoder = EncoderProcess(folder, priority=Priority.BEHIND_WINDOW, load=load_fake)
    encoder.start()
    assert encoder.pid is not None
    niceness = os.getpriority(os.PRIO_PROCESS, encoder.pid)
    encoder.close()
    assert niceness == min(os.nice(0) + Priority.BEHIND_WINDOW, 19)


def test_damaged_weights_are_one_sentence(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "pack.json").write_bytes((folder / "pack.json").read_bytes())
    (tmp_path / "backbone.safetensors").write_bytes(b"no weights")
    encoder = EncoderProcess(tmp_path)
    with pytest.raises(KnownError, match="checksum"):
        encoder.encode(images(1))
    encoder.close()


def test_a_folder_without_pack_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(KnownError):
        EncoderProcess(tmp_path)


def test_features_of_other_weights_have_another_name(folder: Path) -> None:
    entry = json.loads((folder / "pack.json").read_text())
    assert entry["backbone"]["sha256"][:12] in EncoderProcess(folder).backbone_id


def test_the_fastest_way_gives_the_same_features(folder: Path) -> None:
    probe = make_probe(SIZE)
    plain = Inference.from_pack(folder, fast=False).encode(probe)
    assert is_equal(Inference.from_pack(folder, fast=True).encode(probe), plain)
    assert not is_equal(plain, np.roll(plain, 1, axis=1))


def test_a_way_that_is_not_equal_is_left(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Inference.from_pack(folder, fast=False).encode(images(3))
    monkeypatch.setattr("app.vision.inference.is_equal", lambda a, b: False)
    careful = Inference.from_pack(folder, fast=True)
    np.testing.assert_array_equal(careful.encode(images(3)), plain)
