"""What a training photo shows, where it comes from, and how much it counts."""

from pathlib import Path

import numpy as np
import pytest

from app.core.method.moments import measure_moments
from app.core.pack import load_pack
from app.core.scenes import SceneSpec
from app.lab.training.gather import ORIGINS_TO_CALIBRATE, describe_training
from app.lab.training.photos import (
    TrainingMap,
    choose_tuned,
    read_origins,
    split_by_looks,
    weigh_samples,
)
from tests.painted_photos import CountingEncoder, make_photos, train

SCENES = [SceneSpec(name, name, name, None, "#112233") for name in ("beach", "forest")]
MAP = TrainingMap({"coast": "beach", "wood": "forest"}, ("junk",), {"junk": 2})


def paint(origins: int, seed: int = 0) -> tuple[list[Path], list[str], np.ndarray]:
    """Return two photos of each of three folders from every origin, with features."""
    chance = np.random.default_rng(seed)
    files, kinds, features = [], [], []
    for folder, at in (("coast", 0), ("wood", 1), ("junk", 2)):
        for origin in range(origins):
            for number in range(2):
                files.append(Path(f"/wide/{folder}/site{origin}__{number}.webp"))
                kinds.append(folder)
                features.append(np.eye(6)[at] * 4 + chance.normal(0, 0.7, 6))
    return files, kinds, np.array(features, dtype=np.float32)


def test_the_origin_stands_before_two_underscores() -> None:
    files = [Path("/w/a/x__1.png"), Path("/w/b/x__2.png"), Path("/w/a/y__1.png")]
    files += [Path("/m/a/1.png"), Path("/m/b/2.png"), Path("/e/a/1.png")]
    origins, named = read_origins(files)
    assert named.tolist() == [True] * 3 + [False] * 3
    assert origins[0] == origins[1] != origins[2]
    assert origins[3] == origins[4] != origins[5]


def test_whole_origins_are_kept_from_tuning() -> None:
    files, kinds, _ = paint(12)
    files += [Path(f"/mini/coast/{n}.png") for n in range(8)]
    kinds += ["coast"] * 8
    chosen = choose_tuned(files, kinds)
    origins, named = read_origins(files)
    for origin in np.unique(origins[named]):
        assert len(set(chosen[origins == origin].tolist())) == 1
    assert 2 <= len(np.unique(origins[named & ~chosen])) <= 4
    assert np.flatnonzero(~chosen[~named]).tolist() == [3, 7]


def test_no_origin_dominates_a_kind() -> None:
    rows = np.zeros(20, dtype=np.int64)
    origins = np.array([0] * 16 + [1] * 4)
    weights = weigh_samples(rows, origins)
    assert weights[origins == 0].sum() == pytest.approx(2 * weights[origins == 1].sum())
    # The weights add up to the number of plain samples whose mean varies as little.
    assert weights.sum() == pytest.approx(weights.sum() ** 2 / (weights**2).sum(), rel=1e-5)
    assert weigh_samples(rows, np.arange(20)).tolist() == pytest.approx([1.0] * 20)


def test_weighted_moments_are_those_of_repeated_samples() -> None:
    chance = np.random.default_rng(1)
    features = chance.normal(size=(9, 4)).astype(np.float32)
    rows = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2])
    times = np.array([1, 2, 3, 1, 1, 2, 3, 1, 1])
    plain = measure_moments(np.repeat(features, times, axis=0), np.repeat(rows, times), 4)
    weighted = measure_moments(features, rows, 4, times.astype(np.float32))
    for name in ("counts", "means", "covariance", "weight"):
        np.testing.assert_allclose(getattr(weighted, name), getattr(plain, name), atol=1e-5)


def test_a_mixed_folder_is_split_by_looks() -> None:
    features = np.concatenate([np.tile([5.0, 0, 1], (4, 1)), np.tile([0, 5.0, 1], (4, 1))])
    kinds = split_by_looks(features.astype(np.float32), ["junk"] * 8, {"junk": 2, "none": 3}, 0)
    assert set(kinds) == {"junk 1", "junk 2"}
    assert len(set(kinds[:4])) == len(set(kinds[4:])) == 1
    layout = MAP.make_layout({*kinds, "coast"}, SCENES)
    assert layout.kinds == ("coast", "junk 1", "junk 2")
    assert layout.is_background.tolist() == [False, True, True]


def test_with_many_origins_these_alone_calibrate() -> None:
    files, kinds, features = paint(ORIGINS_TO_CALIBRATE)
    mini = [Path(f"/mini/coast/{n}.png") for n in range(5)]
    tuned = choose_tuned(files + mini, kinds + ["coast"] * 5)
    found = describe_training(
        files + mini,
        kinds + ["coast"] * 5,
        np.concatenate([features, features[:5] + 0.5]),
        mapping=MAP,
        scenes=SCENES,
        tuned=tuned,
        seed=1,
    )
    origins, named = read_origins(found.files)
    assert found.tuned is not None
    assert found.tuned[~named].all()
    assert (found.tuned[named] >= tuned[named]).all()
    silent = set(found.groups[found.tuned].tolist())
    heard = found.groups[~found.tuned]
    assert not silent & set(heard.tolist())
    assert heard.tolist() == origins[~found.tuned].tolist()


def test_few_origins_change_nothing() -> None:
    files, kinds, features = paint(ORIGINS_TO_CALIBRATE - 1)
    found = describe_training(
        files, kinds, features, mapping=MAP, scenes=SCENES, tuned=None, seed=1
    )
    assert found.tuned is None
    assert found.weights is None


def test_a_pack_of_many_origins_counts_each_kind_by_its_effective_size(tmp_path: Path) -> None:
    photos = make_photos(tmp_path / "photos")
    folder = photos / "train" / "coast"
    for number, path in enumerate(sorted(folder.glob("*.png"))):
        path.rename(folder / f"site{number % 22 if number < 30 else 0}__{path.name}")
    train(photos, tmp_path / "out", CountingEncoder())
    counts = load_pack(tmp_path / "out").statistics.moments.counts
    assert 22 < counts[0] < 40 == counts[1]
