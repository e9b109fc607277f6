"""Training a pack: features once, the backbone untouched, the same photos the same bytes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.core.errors import KnownError, UsageError
from app.core.method.fitting import Recipe
from app.core.pack import BACKBONE_FILE, load_pack, read_backbone_spec
from app.core.types import GateRule
from app.lab.evaluate import LabelledPhotos, compare, evaluate, read_label_truth
from app.lab.photo_features import list_class_folders, read_also
from app.lab.plots import save_plots
from app.lab.training.photos import read_training_map
from app.lab.training.train_pack import mark_further
from tests.painted_photos import CountingEncoder, drain, make_photos, train


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_photos(tmp_path_factory.mktemp("photos"))


@pytest.fixture(scope="module")
def pack_dir(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pack") / "out"
    train(photos, out, CountingEncoder())
    return out


def test_every_photo_is_encoded_once(photos: Path, tmp_path: Path) -> None:
    encoder = CountingEncoder()
    result = train(photos, tmp_path / "a", encoder, cache_dir=tmp_path / "cache")
    assert encoder.images == result["photos"] == 160
    assert result["failed"] == 1
    assert encoder.is_closed
    again = CountingEncoder()
    train(photos, tmp_path / "b", again, cache_dir=tmp_path / "cache")
    assert again.images == 0
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_another_input_size_is_another_backbone(photos: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, ...]] = []

    class Encoder(CountingEncoder):
        def encode(self, images: np.ndarray) -> np.ndarray:
            seen.append(images.shape[1:])
            return super().encode(images)

    cache = tmp_path / "cache"
    for name, options in (("a", {}), ("b", {"input_px": 24})):
        train(photos, tmp_path / name, Encoder(), cache_dir=cache, **options)
    assert set(seen) == {(16, 16, 3), (24, 24, 3)}
    first, second = (load_pack(tmp_path / name).backbone for name in "ab")
    assert (first.input_px, second.input_px) == (16, 24)
    assert first.id != second.id


def test_further_scenes_of_photos_are_right(photos: Path, pack_dir: Path, tmp_path: Path) -> None:
    table = tmp_path / "also.csv"
    names = [path.name for path in (photos / "test" / "dam").iterdir()]
    scenes = load_pack(pack_dir).model.scenes
    lines = [f"dam/{name},{scene}" for name in names for scene in scenes]
    table.write_text("\n".join(["file,scene", *lines, "dam/not-here.png,beach"]))
    options = {"map_file": photos / "test.json", "bootstraps": 0}
    plain = run_evaluation(photos, pack_dir, **options)
    also = run_evaluation(photos, pack_dir, also_file=table, **options)
    assert (plain["unknown"], also["unknown"]) == (15, 0)
    assert also["top1"] == pytest.approx((plain["top1"] * 45 + 15) / 60)
    files = sorted((photos / "test" / "dam").iterdir())
    marks = mark_further(read_also(table), [files[0], photos / "test" / "a.png"], ("beach", "x"))
    assert marks.tolist() == [[True, False], [False, False]]
    table.write_text("a,b\n1,2\n")
    with pytest.raises(KnownError, match="file and scene"):
        read_also(table)


def test_a_table_of_further_scenes_makes_the_gate_less_strict(
    photos: Path, pack_dir: Path, tmp_path: Path
) -> None:
    scenes = load_pack(pack_dir).model.scenes
    table = tmp_path / "also.csv"
    files = [f"{p.parent.name}/{p.name}" for p in (photos / "train").rglob("*.png")]
    table.write_text("\n".join(["file,scene", *(f"{f},{s}" for f in files for s in scenes)]))
    train(photos, tmp_path / "out", CountingEncoder(), also_file=table)
    answers = load_pack(tmp_path / "out").statistics.answers[GateRule.DEFAULT]
    assert answers.right.all()
    assert not load_pack(pack_dir).statistics.answers[GateRule.DEFAULT].right.all()


def test_the_same_photos_make_the_same_bytes(photos: Path, pack_dir: Path, tmp_path: Path) -> None:
    train(photos, tmp_path / "again", CountingEncoder())
    for file in pack_dir.iterdir():
        assert file.read_bytes() == (tmp_path / "again" / file.name).read_bytes()
    other = Recipe(seed=7)
    train(photos, tmp_path / "other", CountingEncoder(), recipe=other)
    model = (pack_dir / "model.safetensors").read_bytes()
    assert (tmp_path / "other" / "model.safetensors").read_bytes() != model


def test_training_leaves_the_backbone_bit_for_bit(photos: Path, pack_dir: Path) -> None:
    before = (photos / "backbone" / BACKBONE_FILE).read_bytes()
    assert (pack_dir / BACKBONE_FILE).read_bytes() == before == b"frozen weights"
    assert read_backbone_spec(pack_dir).sha256 == hashlib.sha256(before).hexdigest()


def test_the_pack_holds_what_the_map_names(pack_dir: Path) -> None:
    pack = load_pack(pack_dir)
    assert pack.model.scenes == ("beach", "kitchen", "forest")
    assert pack.model.layout.kinds == ("coast", "kitchen", "rainforest", "corridor")
    assert [s.id for s in pack.scenes] == ["beach", "kitchen", "forest"]
    assert pack.model.facts["stopped_by"] in ("loss_range", "step_limit")
    assert len(pack.statistics.kept) == 4 * 14


def run_evaluation(
    photos: Path, pack_dir: Path, *, bootstraps: int, **files: Path
) -> dict[str, Any]:
    encoder = CountingEncoder()
    labelled = LabelledPhotos(photos / "test", **files)
    result = drain(evaluate(labelled, load_pack(pack_dir), encoder, bootstraps=bootstraps))
    assert encoder.is_closed
    return result


def test_evaluation_keeps_its_contract(photos: Path, pack_dir: Path) -> None:
    result = run_evaluation(photos, pack_dir, map_file=photos / "test.json", bootstraps=20)
    assert (result["photos"], result["known"], result["unknown"]) == (60, 45, 15)
    assert result["top1"] > 0.8
    assert result["top2"] >= result["top1"]
    assert set(result["rules"]) == {"patent", "confidence", "default"}
    wanted = {"auroc", "aurc", "fpr95", "cov_at_95", "cov_at_90", "cov_at_80", "accepted"}
    for part in result["rules"].values():
        assert wanted | {"precision"} <= set(part)
    json.dumps(result, allow_nan=False)


def test_labels_may_name_several_scenes(photos: Path, pack_dir: Path, tmp_path: Path) -> None:
    table = tmp_path / "labels.csv"
    table.write_text(
        "file,labels\ncoast/000.png,beach;forest\ndam/000.png,none\nkitchen/001.png,kitchen\n"
        "kitchen/002.png,space\nkitchen/none.png,kitchen\n"
    )
    result = run_evaluation(photos, pack_dir, labels=table, bootstraps=0)
    assert (result["photos"], result["known"], result["failed"]) == (4, 2, 1)
    assert result["not_in_pack"] == ["space"]


def test_null_leaves_a_folder_out(photos: Path, pack_dir: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "map.json"
    mapping.write_text(json.dumps({"coast": "beach", "dam": None}))
    result = run_evaluation(photos, pack_dir, map_file=mapping, bootstraps=0)
    assert (result["photos"], result["unknown"]) == (45, 15)


def test_a_comparison_shows_what_changed(photos: Path, pack_dir: Path) -> None:
    result = run_evaluation(photos, pack_dir, map_file=photos / "test.json", bootstraps=0)
    worse = json.loads(json.dumps(result))
    worse["top1"] -= 0.25
    rows = {row["measure"]: row for row in compare(result, worse)}
    assert rows["top1"]["difference"] == pytest.approx(0.25)
    assert rows["default auroc"]["difference"] == 0


def test_plots_are_written(photos: Path, pack_dir: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    result = run_evaluation(photos, pack_dir, map_file=photos / "test.json", bootstraps=0)
    plots = save_plots(result, tmp_path / "plots")
    assert {path.name for path in plots} == {"risk_coverage.png", "scenes.png", "confusions.png"}
    for path in plots:
        with Image.open(path) as picture:
            assert picture.width > 500


def test_bad_input_is_one_sentence(photos: Path, pack_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "missing", tmp_path / "empty"):
        with pytest.raises(UsageError):
            list_class_folders(folder)
    (tmp_path / "x.json").write_text("[1]")
    with pytest.raises(KnownError):
        read_training_map(tmp_path / "x.json")
    with pytest.raises(UsageError):
        run_evaluation(photos, pack_dir, map_file=tmp_path / "x.json", bootstraps=0)
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match="columns"):
        read_label_truth(tmp_path, tmp_path / "x.csv")
