"""Photos that a backbone is tuned on train the head, but calibrate nothing."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.fitting import Recipe
from app.core.layout import BACKGROUND, Layout
from app.core.pack import read_backbone_spec
from app.core.types import GateRule
from app.jobs.runner import run_now
from app.lab.training import tune, tune_pack
from app.lab.training.build import build_model
from app.lab.training.photos import choose_tuned
from app.lab.training.tune_pack import tune_for_pack
from app.vision.inference import Inference
from tests.tiny_pack import tiny_samples

LAYOUT = Layout(
    ("beach", "kitchen", "forest"),
    ("beach", "kitchen", "forest", "corridor"),
    np.array([0, 1, 2, BACKGROUND]),
)


def test_every_fourth_photo_of_a_kind_is_kept_from_tuning() -> None:
    kinds = ["a"] * 4 + ["b"] * 3 + ["a"] * 4
    chosen = choose_tuned([Path(f"{n}.png") for n in range(len(kinds))], kinds)
    assert [n for n, use in enumerate(chosen) if not use] == [3, 10]


def build(tuned: np.ndarray | None, features: np.ndarray, rows: np.ndarray):
    return build_model(
        features,
        rows,
        np.arange(len(rows)),
        backbone_id="tiny",
        layout=LAYOUT,
        target=0.1,
        recipe=Recipe(),
        tuned=tuned,
    )


def test_only_the_others_calibrate() -> None:
    features, rows = tiny_samples()
    tuned = choose_tuned([Path("x.png")] * len(rows), [str(row) for row in rows])
    built = build(tuned, features, rows)
    assert built.moments.counts.sum() == len(rows)
    known = built.answers[GateRule.DEFAULT].right.sum()
    assert 0 < known <= (~tuned).sum()
    of_all = build(None, features, rows)
    assert of_all.answers[GateRule.DEFAULT].right.sum() > known


def test_a_backbone_tuned_on_everything_cannot_be_calibrated() -> None:
    features, rows = tiny_samples()
    with pytest.raises(ValueError, match="tuned on all"):
        build(np.ones(len(rows), dtype=np.bool_), features, rows)


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Eight photos of each of two kinds, the map that names them, and a published backbone."""
    torch = pytest.importorskip("torch")
    from app.lab.training.weights import write_backbone
    from app.vision.backbone import Backbone
    from app.vision.optional import import_optional

    import_optional("torchvision")

    random = np.random.default_rng(4)
    for kind, colour in (("sea", (20, 90, 200)), ("sand", (220, 200, 120))):
        (tmp_path / "photos" / kind).mkdir(parents=True)
        for number in range(8):
            pixels = random.normal(colour, 20, (40, 40, 3)).clip(0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(tmp_path / "photos" / kind / f"{number}.png")
    scenes = {"scenes": {"beach": ["sea", "sand"]}, "extra_scenes": {}, "background_train": []}
    (tmp_path / "map.json").write_text(json.dumps(scenes))
    torch.manual_seed(1)
    write_backbone(
        Backbone("lite0").eval(),
        tmp_path / "published",
        name="lite0",
        variant="lite0",
        input_px=64,
        resize_mode="crop",
    )
    return tmp_path


def test_the_tuned_backbone_is_a_plain_one(album: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = partial(
        tune.TuneRecipe, view_sizes_px=(64,), runs=(tune.Run(1, 1), tune.Run(1, 1, 1)), batch=4
    )
    monkeypatch.setattr(tune_pack, "TuneRecipe", small)
    job = tune_for_pack(
        [album / "photos"],
        map_file=album / "map.json",
        backbone_dir=album / "published",
        work_dir=album / "work",
        step_px=128,
        seed=3,
    )
    folder = run_now(job)
    spec, published = read_backbone_spec(folder), read_backbone_spec(album / "published")
    assert (spec.tuned, published.tuned) == (True, False)
    assert (spec.variant, spec.feature_size, spec.input_px) == ("lite0", 1280, 64)
    assert spec.id != published.id
    features = Inference.from_pack(folder, fast=False).encode(np.zeros((1, 64, 64, 3), np.uint8))
    assert features.shape == (1, 1280)
