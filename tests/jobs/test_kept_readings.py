"""Asking the gate again from kept readings says what a look at all features would say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.core.method.model import Model
from app.core.method.scoring import LaterScores
from app.core.method.tagger import Decisions
from app.core.types import PhotoFacts, PhotoFile
from app.jobs import regate as regate_module
from app.jobs.regate import Unlike, regate, tag_kept
from app.jobs.runner import run_now
from app.jobs.scenes import change_scene, set_range
from app.store.features import readings_cache
from app.store.library import LibraryFile, open_library
from app.store.verdicts.columns import verdict_columns, verdict_states
from tests.store.predictions import stored
from tests.tiny_album import Bench
from tests.tiny_photos import SIZE

COUNT = 230
Told = dict[int, tuple[object, ...]]


@pytest.fixture
def album(tmp_path: Path) -> Iterator[Bench]:
    with open_library(tmp_path / "l.albumen") as library:
        yield _filled(Bench(library, tmp_path))


def _filled(bench: Bench) -> Bench:
    """Add photos, more than are looked up by name, whose features lie all over the space."""
    library, random = bench.ctx.library, np.random.default_rng(1)
    folder = library.folders.add("/p")
    with library.transaction():
        ids = [_photo(library, folder, n) for n in range(COUNT)]
        vectors = random.normal(0, 2.5, (COUNT, SIZE)).astype(np.float32)
        _save(bench, dict(zip(ids, vectors, strict=True)))
    return bench


def _photo(library: LibraryFile, folder: int, number: int) -> int:
    facts = PhotoFacts(1, 1, 1, "JPEG", f"{number:032x}", f"{number:032x}")
    return library.photos.save(folder, PhotoFile(f"/p/{number}.jpg", 1, 1), facts)


def _save(bench: Bench, vectors: dict[int, np.ndarray]) -> None:
    bench.ctx.library.models.save_features(bench.ctx.model()[1].backbone_id, vectors)


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The photos whose features were tagged: none of those that are only cut again."""
    found: list[int] = []
    tag_block = regate_module._tag_block

    def watch(model: Model, unlike: Unlike, photos: np.ndarray, features: np.ndarray) -> object:
        found.extend(photos.tolist())
        return tag_block(model, unlike, photos, features)

    monkeypatch.setattr(regate_module, "_tag_block", watch)
    return found


def _told(bench: Bench, model: Model, unlike: Unlike | None = None) -> Told:
    return _rows(tag_kept(bench.ctx.library.models, model, unlike or Unlike({})))


def _rows(tagged: Iterable[tuple[np.ndarray, Decisions]]) -> Told:
    """Return the row of the library that each photo gets, with every number in it."""
    found: Told = {}
    for ids, decisions in tagged:
        states, every = verdict_states(decisions), np.arange(len(ids))
        columns = verdict_columns(1, ids, decisions, states, every)
        found |= {row[0]: stored(row) for row in zip(*columns, strict=True)}
    return found


def _afresh(bench: Bench, model: Model, unlike: Unlike | None = None) -> Told:
    """Tag every photo from its features alone, as if nothing of it was kept."""
    table = bench.ctx.library.models.features(model.backbone_id)
    decisions = regate_module._tag_block(model, unlike or Unlike({}), table.ids, table.features)
    return _rows([(table.ids, decisions)])


def _ranged(model: Model, low: float) -> Model:
    return model.with_ranges({scene: (low, 1.0) for scene in model.scenes})


def _files(bench: Bench) -> list[Path]:
    return sorted(Path(f"{bench.library.path}.cache").glob("*.readings*"))


def test_other_ranges_need_no_features(album: Bench, looked: list[int]) -> None:
    model = album.ctx.model()[1]
    _told(album, _ranged(model, 0.0))
    assert sorted(looked) == list(range(1, COUNT + 1))
    for low in (0.2, 0.5, 0.9):
        looked.clear()
        told = _told(album, _ranged(model, low))
        assert looked == []
        assert told == _afresh(album, _ranged(model, low))


def test_readings_are_there_after_a_new_start(album: Bench, tmp_path: Path) -> None:
    model = album.ctx.model()[1]
    told = _told(album, model)
    album.library.close()
    with open_library(tmp_path / "l.albumen") as library, pytest.MonkeyPatch.context() as patched:
        patched.setattr(regate_module, "_tag_block", None)
        again = _rows(tag_kept(library.models, model, Unlike({})))
    assert again == told


def test_readings_of_another_head_are_not_used(album: Bench, looked: list[int]) -> None:
    model = album.ctx.model()[1]
    _told(album, model)
    turned = replace(model, head=replace(model.head, weight=model.head.weight[:, ::-1].copy()))
    looked.clear()
    told = _told(album, turned)
    assert len(looked) == COUNT
    assert told == _afresh(album, turned)
    looked.clear()
    assert _told(album, model) == _afresh(album, model)
    assert len(looked) == COUNT, "only for the comparison: those of the model before are kept"


def test_readings_of_another_backbone_are_not_used(album: Bench) -> None:
    model = album.ctx.model()[1]
    _told(album, model)
    other = replace(model, backbone_id="another")
    vectors = np.random.default_rng(5).normal(0, 2.5, (COUNT, SIZE)).astype(np.float32)
    pairs = dict(zip(range(1, COUNT + 1), vectors, strict=True))
    album.ctx.library.models.save_features("another", pairs)
    assert _told(album, other) == _afresh(album, other)
    assert _told(album, model) == _afresh(album, model)


@pytest.mark.parametrize("harm", ["cut", "bit", "empty", "another's"])
def test_damaged_readings_are_not_used(
    album: Bench, tmp_path: Path, harm: str, looked: list[int]
) -> None:
    model = album.ctx.model()[1]
    told = _told(album, model)
    (file,) = _files(album)
    data = bytearray(file.read_bytes())
    album.library.close()
    if harm == "bit":
        data[len(data) // 2] ^= 4
    elif harm == "another's":  # of as many photos, with another file of features
        file.rename(file.with_name(file.name.replace(file.name.split(".")[1], "0" * 16)))
    if harm != "another's":
        file.write_bytes({"cut": data[:-9], "bit": bytes(data), "empty": b""}[harm])
    looked.clear()
    with open_library(tmp_path / "l.albumen") as library:
        again = _rows(tag_kept(library.models, model, Unlike({})))
    assert len(looked) == COUNT
    assert again == told


def test_a_full_disk_harms_nothing(album: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    model = album.ctx.model()[1]
    album.ctx.library.models.kept(model.backbone_id)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(readings_cache.os, "replace", full)
    assert _told(album, model) == _afresh(album, model)
    assert _told(album, model) == _afresh(album, model)
    assert _files(album) == []


def test_new_and_changed_features_are_read_and_no_others(album: Bench, looked: list[int]) -> None:
    model = album.ctx.model()[1]
    _told(album, model)
    _save(album, {3: np.full(SIZE, 2, np.float32), 77: np.full(SIZE, -1, np.float32)})
    added = _photo(album.library, 1, COUNT)
    _save(album, {added: np.eye(SIZE, dtype=np.float32)[0] * 4})
    looked.clear()
    told = _told(album, model)
    assert sorted(looked) == [3, 77, added]
    assert told == _afresh(album, model)
    looked.clear()
    _told(album, model)
    assert looked == []


def test_features_that_are_rolled_back_leave_no_readings(album: Bench) -> None:
    model, library = album.ctx.model()[1], album.ctx.library
    with suppress(RuntimeError), library.transaction():
        _save(album, {9: np.full(SIZE, 3, np.float32)})
        _told(album, model)
        raise RuntimeError
    _save(album, {9: np.full(SIZE, -3, np.float32)})  # with the feature id that was taken back
    assert _told(album, model) == _afresh(album, model)


def test_photos_that_are_unlike_the_rest_are_tagged_on_their_own(album: Bench) -> None:
    model = album.ctx.model()[1]
    _told(album, model)
    unlike = Unlike({5: ("beach",), 60: ("kitchen", "beach")}, frozenset(), {7: "kitchen", 8: None})
    assert _told(album, model, unlike) == _afresh(album, model, unlike)
    off = replace(unlike, off=frozenset({"kitchen"}))
    assert _told(album, model, off) == _afresh(album, model, off)
    assert _told(album, model) == _afresh(album, model)


def test_some_photos_are_cut_as_all_are(album: Bench, looked: list[int]) -> None:
    model = album.ctx.model()[1]
    whole = _told(album, model)
    looked.clear()
    some = list(range(6, COUNT + 1))
    found = _rows(tag_kept(album.ctx.library.models, model, Unlike({}), some))
    assert found == {photo: whole[photo] for photo in some}
    assert looked == []


def test_candidates_that_the_threads_found_are_the_same(album: Bench) -> None:
    model, models = album.ctx.model()[1], album.ctx.library.models
    unlike = Unlike({5: ("beach",)}, frozenset(), {7: "kitchen"})
    wanted = _told(album, model, unlike)
    found: Told = {}
    for ids, decisions in tag_kept(models, model, unlike, candidates=True):
        assert decisions.best is not None
        # Blocks wait for their turn to be written: one that held its features would take 10 MB.
        assert isinstance(decisions.source, LaterScores)
        assert decisions.scores.confidence.shape == (len(ids), len(model.scenes))
        found |= _rows([(ids, decisions)])
    assert found == wanted


def test_after_another_model_every_row_is_written(
    album: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, anew = album.ctx.library, album.ctx.library.models.save_anew
    begun: list[int] = []

    def watch() -> AbstractContextManager[None]:
        begun.append(len(begun))
        return anew()

    monkeypatch.setattr(library.models, "save_anew", watch)
    assert library.models.tagged_by() is None
    run_now(regate(album.ctx))
    version = album.ctx.model()[0]
    assert library.models.tagged_by() == version
    library.models.seed(album.ctx.model()[1].to_bytes())
    run_now(regate(album.ctx))
    assert library.models.tagged_by() == album.ctx.model()[0] != version
    assert len(begun) == 2
    run_now(regate(album.ctx))
    assert len(begun) == 2, "nothing is made anew where nothing changes"


def test_files_of_two_models_are_kept(album: Bench) -> None:
    model = album.ctx.model()[1]
    for shift in range(4):
        bias = model.head.bias + np.arange(len(model.head.bias), dtype=np.float32) * shift
        _told(album, replace(model, head=replace(model.head, bias=bias)))
    assert len(_files(album)) == readings_cache.MODELS_KEPT


def test_a_second_look_writes_nothing(album: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    run_now(regate(album.ctx))
    run_now(change_scene(album.ctx, "kitchen", enabled=False))
    run_now(set_range(album.ctx, "beach", (0.6, 1.0)))
    before = album.ctx.library.models.verdicts()
    written: list[int] = []
    save = album.ctx.library.models.save_verdicts

    def watch(version: int, photos: np.ndarray, decisions: object) -> list[int]:
        written.extend(save(version, photos, decisions))  # type: ignore[arg-type]
        return []

    monkeypatch.setattr(album.ctx.library.models, "save_verdicts", watch)
    run_now(regate(album.ctx))
    assert written == []
    assert album.ctx.library.models.verdicts() == before
