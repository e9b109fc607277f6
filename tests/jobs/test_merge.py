"""Two scenes become one, in labels, in the model and in the tree; undo makes them two again."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from app.core.errors import UsageError
from app.jobs import history, relabel, scenes
from app.jobs.merge import merge_scenes, silhouette, suggest_split
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from tests.jobs.conftest import Bench


@pytest.fixture
def album(bench: Bench) -> Bench:
    for scene in ("beach", "kitchen"):
        for i in range(6):
            bench.photo(f"{scene}{i}.jpg", scene, 100 - i)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    return bench


def _photos(album: Bench, scene: str) -> list[int]:
    return [album.id(str(album.photos / f"{scene}{i}.jpg")) for i in range(6)]


def _proposed(album: Bench, photos: list[int]) -> set[str]:
    return set(album.ctx.library.models.proposals(photos).values())


def _state(album: Bench) -> tuple[object, ...]:
    library = album.ctx.library
    return (
        library.labels.rows(),
        library.scenes.names(),
        library.models.verdicts(),
        library.setting("merged", {}),
    )


def test_merged_labels_scene_and_proposals(album: Bench) -> None:
    kitchen = _photos(album, "kitchen")
    run_now(relabel.label_photos(album.ctx, kitchen[:2], "kitchen"))
    before = _state(album)
    run_now(merge_scenes(album.ctx, "kitchen", "beach"))
    assert {yes for yes, _ in album.ctx.library.labels.of(kitchen[:2]).values()} == {"beach"}
    assert _proposed(album, kitchen[2:]) == {"beach"}
    assert {r.status for r in album.ctx.library.photos.rows(kitchen[2:])} == {"accepted"}
    off = {s.id for s in album.ctx.library.scenes.names() if not s.enabled}
    assert off == {"kitchen"}
    after = _state(album)
    run_now(history.undo(album.ctx))
    assert _state(album)[1:] == before[1:]
    assert [(r.photo, r.yes, r.no) for r in album.ctx.library.labels.rows()] == [
        (r.photo, r.yes, r.no) for r in before[0]
    ]
    run_now(history.redo(album.ctx))
    assert _state(album) == after


def test_merge_outlives_a_refresh(album: Bench) -> None:
    from app.jobs.refresh import apply_refresh, plan_refresh

    run_now(merge_scenes(album.ctx, "kitchen", "beach"))
    run_now(apply_refresh(album.ctx, run_now(plan_refresh(album.ctx))))
    assert _proposed(album, _photos(album, "kitchen")) == {"beach"}


def test_switched_on_again_it_stands_for_itself(album: Bench) -> None:
    from app.jobs.refresh import apply_refresh, plan_refresh

    run_now(merge_scenes(album.ctx, "kitchen", "beach"))
    run_now(scenes.change_scene(album.ctx, "kitchen", enabled=True))
    assert album.ctx.library.setting("merged") == {}
    run_now(apply_refresh(album.ctx, run_now(plan_refresh(album.ctx))))
    assert _proposed(album, _photos(album, "kitchen")) == {"kitchen"}


def test_what_lay_under_it_moves_and_never_under_itself(album: Bench) -> None:
    run_now(scenes.change_scene(album.ctx, "forest", parent="kitchen"))
    run_now(scenes.change_scene(album.ctx, "beach", parent="forest"))
    run_now(merge_scenes(album.ctx, "kitchen", "beach"))
    parents = {s.id: s.parent for s in album.ctx.library.scenes.names()}
    assert (parents["forest"], parents["beach"]) == (None, "forest")
    with pytest.raises(UsageError):
        run_now(scenes.change_scene(album.ctx, "forest", parent="beach"))


def test_a_scene_is_not_merged_into_itself_or_into_one_that_is_off(album: Bench) -> None:
    with pytest.raises(UsageError):
        run_now(merge_scenes(album.ctx, "beach", "beach"))
    run_now(scenes.change_scene(album.ctx, "kitchen", enabled=False))
    with pytest.raises(UsageError):
        run_now(merge_scenes(album.ctx, "beach", "kitchen"))


def test_split_is_proposed_along_the_gap(album: Bench) -> None:
    photos = _photos(album, "beach") + _photos(album, "kitchen")
    run_now(relabel.label_photos(album.ctx, photos, "beach"))
    assert set(suggest_split(album.ctx, photos)) in (set(photos[:6]), set(photos[6:]))


def _heaps(*centres: int, spread: float, stray: int = 0) -> list[int]:
    """Ask for a split of twenty photos around each of some axes, and one far from all."""
    random = np.random.default_rng(3)
    points = np.concatenate([np.eye(64)[[axis]].repeat(20, axis=0) for axis in centres])
    points = points + random.normal(0, spread, points.shape)
    points = np.concatenate([points, -np.ones((stray, 64))])
    unit = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    ids = np.arange(1, len(unit) + 1)
    model = SimpleNamespace(backbone_id="b", centred=lambda features: features)
    models = SimpleNamespace(features=lambda *_: SimpleNamespace(ids=ids, features=unit))
    library = SimpleNamespace(models=models)
    context = SimpleNamespace(model=lambda: (1, model), library=library)
    return suggest_split(context, ids.tolist())  # type: ignore[arg-type]


def test_one_photo_that_fits_nowhere_does_not_hide_two_heaps() -> None:
    chosen = set(_heaps(0, 1, spread=0.08, stray=1)) - {41}
    assert chosen in ({*range(1, 21)}, {*range(21, 41)})


def test_one_heap_is_not_split() -> None:
    assert _heaps(0, spread=0.08) == []


@pytest.mark.parametrize("spread", [0.05, 0.3, 1.0])
def test_the_silhouette_is_the_one_of_scikit_learn(spread: float) -> None:
    from sklearn.metrics import silhouette_score  # it takes a second to import

    random = np.random.default_rng(1)
    points = np.eye(8)[[0] * 7 + [1] * 4] + random.normal(0, spread, (11, 8))
    unit = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    heaps = np.array([0] * 7 + [1] * 4)
    expected = silhouette_score(unit, heaps, metric="cosine")
    assert silhouette(unit, heaps) == pytest.approx(expected, abs=1e-5)


def test_few_photos_are_not_split(album: Bench) -> None:
    assert suggest_split(album.ctx, _photos(album, "beach")[:5]) == []
