"""Photos that a backbone is tuned on train the head, but calibrate nothing."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.errors import UsageError
from app.core.method.fitting import Recipe
from app.core.method.layout import BACKGROUND, Layout
from app.core.pack import read_backbone_spec
from app.core.scenes import SceneSpec, format_scenes
from app.core.types import GateRule
from app.jobs.runner import run_now
from app.lab.training.build import build_model
from app.lab.training.photos import TrainingMap, choose_tuned
from app.lab.training.small_photos import SmallPhotos, keep_small
from app.lab.training.tune import Run, TuneRecipe
from app.lab.training.tune_pack import tune_for_pack, weigh_draws
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

    random = np.random.default_rng(4)
    for kind, colour in (("sea", (20, 90, 200)), ("sand", (220, 200, 120))):
        (tmp_path / "photos" / kind).mkdir(parents=True)
        for number in range(8):
            pixels = random.normal(colour, 20, (40, 40, 3)).clip(0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(tmp_path / "photos" / kind / f"{number}.png")
    scenes = {"scenes": {"beach": ["sea", "sand"]}, "extra_scenes": {}, "background_train": []}
    (tmp_path / "map.json").write_text(json.dumps(scenes))
    beach = SceneSpec("beach", "Beach", "海滩", None, "#0091A8")
    (tmp_path / "scenes.json").write_text(format_scenes([beach]))
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


def test_the_tuned_backbone_is_a_plain_one(album: Path) -> None:
    recipe = TuneRecipe(
        split=14, sizes_px=(64,), size_shares=(1.0,), runs=(Run(1), Run(1, seed=1)), batch=4
    )
    options = {"map_file": album / "map.json", "scenes_file": album / "scenes.json"}
    options |= {"work_dir": album / "work", "recipe": recipe}
    first = album / "published"
    folder = run_now(tune_for_pack([album / "photos"], backbone_dir=first, **options))
    spec, published = read_backbone_spec(folder), read_backbone_spec(first)
    assert (spec.tuned, published.tuned) == (True, False)
    assert (spec.variant, spec.feature_size, spec.input_px) == ("lite0", 1280, 64)
    assert spec.id != published.id
    features = Inference.from_pack(folder, fast=False).encode(np.zeros((1, 64, 64, 3), np.uint8))
    assert features.shape == (1, 1280)
    # Of each kind a quarter is kept from tuning.
    assert len(SmallPhotos(album / "work")) == 12
    again = run_now(tune_for_pack([album / "photos"], backbone_dir=first, **options))
    assert again == folder


def test_a_folder_too_high_is_named_before_anything_is_kept(album: Path) -> None:
    options = {"map_file": album / "map.json", "scenes_file": album / "scenes.json"}
    (album / "above" / "photos").mkdir(parents=True)
    (album / "photos" / "sea").rename(album / "above" / "photos" / "sea")
    with pytest.raises(UsageError, match=f"{album / 'above'}: no folder in there"):
        run_now(
            tune_for_pack(
                [album / "above"],
                backbone_dir=album / "published",
                work_dir=album / "work",
                **options,
            )
        )
    assert not (album / "work").exists()


def test_photos_are_kept_whole_and_small(tmp_path: Path) -> None:
    sizes = {"a.png": (600, 300), "b.png": (100, 180), "c.png": (256, 700)}
    for name, size in sizes.items():
        Image.new("RGB", size, (len(name), 200, 7)).save(tmp_path / name)
    found = run_now(keep_small([tmp_path / name for name in sizes], tmp_path / "kept"))
    assert [found[n].shape for n in range(len(found))] == [
        (256, 512, 3),
        (180, 100, 3),
        (700, 256, 3),
    ]
    assert found[2][5, 5].tolist() == [5, 200, 7]
    (tmp_path / "a.png").unlink()
    assert len(run_now(keep_small([tmp_path / "a.png"], tmp_path / "kept"))) == 3


def test_a_photo_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    Image.new("RGB", (40, 30), (9, 8, 7)).save(tmp_path / "b.png")
    files = [tmp_path / "broken.jpg", tmp_path / "b.png"]
    found = run_now(keep_small(files, tmp_path / "kept"))
    assert (found.is_read, len(found)) == ([False, True], 1)
    assert found[0][3, 3].tolist() == [9, 8, 7]


def test_no_origin_and_no_set_is_drawn_too_often() -> None:
    mapping = TrainingMap({"coast": "beach", "wood": "forest"}, ("hall", "junk"), {"junk": 2})
    files = [Path(f"/w/coast/a__{n}.png") for n in range(9)] + [Path("/w/coast/b__0.png")]
    kinds = ["coast"] * 10
    files += [Path(f"/m/hall/{n}.png") for n in range(4)] + [Path("/m/wood/0.png")]
    kinds += ["hall"] * 4 + ["wood"]
    files += [Path("/w/junk/a__0.png")]
    kinds += ["junk"]
    weights = weigh_draws(files, kinds, mapping)
    assert weights.sum() == pytest.approx(1)
    assert weights[:10].sum() + weights[-1] == pytest.approx(0.5)
    assert weights[:9].sum() == pytest.approx(3 * weights[9], rel=1e-4)
    assert weights[-1] / weights[:10].sum() == pytest.approx(2.5 / np.sqrt(10), rel=1e-4)
    assert weights[10:14].sum() / weights[14] == pytest.approx(0.6 * 2, rel=1e-4)
