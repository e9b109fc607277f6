"""Keywords become labels where asked for, once, undoably, and never over a person's word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.errors import UsageError
from app.core.imported import Imported
from app.core.records import Act
from app.core.scenes import NO_SCENE
from app.jobs.history import redo, undo
from app.jobs.keywords.import_keywords import gather_keywords, import_keywords, remembered_map
from app.jobs.relabel import label_photos, refuse_scene
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.jobs.scenes import find_scene
from tests.tiny_album import Bench


@pytest.fixture
def album(bench: Bench) -> Bench:
    for k in range(8):
        bench.photo(f"{k}.jpg", "beach", 100 - k)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    return bench


def ids(album: Bench) -> list[int]:
    return [album.id(str(album.photos / f"{k}.jpg")) for k in range(8)]


def say(album: Bench, **words: str) -> None:
    """Give photos keywords, parted by commas, by number: ``_3="Kitchen, Home|Kitchen"``."""
    photos = ids(album)
    said = {}
    for name, text in words.items():
        parts = [part.strip() for part in text.split(",")]
        lines = tuple(part for part in parts if "|" in part)
        flat = tuple(part for part in parts if "|" not in part)
        said[photos[int(name[1:])]] = ("state", Imported(keywords=flat, hierarchies=lines))
    album.library.photos.save_sidecars(said)


def labels(album: Bench) -> dict[int, str]:
    rows = album.library.photos.rows(ids(album))
    return {k: row.label for k, row in enumerate(rows) if row.label is not None}


def test_one_undoable_step(album: Bench) -> None:
    say(album, _0="Kitchen", _1="Home|Kitchens, Home", _2="forest, Aunt Mary", _3="Aunt Mary")
    before = album.library.history.rows()
    preview = run_now(import_keywords(album.ctx, dry_run=True)).summary
    assert labels(album) == {}
    assert album.library.history.rows() == before
    result = run_now(import_keywords(album.ctx)).summary
    assert result == preview
    assert result["photos"] == 4
    assert result["keywords"] == 4
    assert result["labels"] == 3
    assert result["unmapped"] == ["Aunt Mary"]
    assert result["scenes"] == {"kitchen": 2, "forest": 1}
    assert labels(album) == {0: "kitchen", 1: "kitchen", 2: "forest"}
    newest = album.library.history.rows()[0]
    assert (newest.act, newest.photos) == (Act.IMPORT, 3)
    run_now(undo(album.ctx))
    assert labels(album) == {}
    run_now(redo(album.ctx))
    assert len(labels(album)) == 3
    assert run_now(import_keywords(album.ctx)).summary["labels"] == 0


def test_a_persons_word_stays(album: Bench) -> None:
    photos = ids(album)
    run_now(label_photos(album.ctx, [photos[0]], "forest"))
    run_now(label_photos(album.ctx, [photos[1]], NO_SCENE))
    run_now(refuse_scene(album.ctx, [photos[2]], "kitchen"))
    run_now(refuse_scene(album.ctx, [photos[3]], "forest"))
    say(album, _0="Kitchen", _1="Kitchen", _2="Kitchen", _3="Kitchen")
    result = run_now(import_keywords(album.ctx)).summary
    assert (result["labels"], result["kept"], result["refused"]) == (1, 2, 1)
    assert labels(album) == {0: "forest", 1: NO_SCENE, 3: "kitchen"}
    assert album.library.labels.of(photos)[photos[3]] == ("kitchen", ("forest",))


def test_a_word_that_comes_between_plan_and_label_wins(
    album: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(album, _0="Kitchen", _1="Kitchen")
    gathered = run_now(gather_keywords(album.ctx))
    photos = ids(album)
    run_now(label_photos(album.ctx, [photos[0]], "forest"))

    def stale(*_: object):
        yield from ()
        return gathered

    monkeypatch.setattr("app.jobs.keywords.import_keywords.gather_keywords", stale)
    result = run_now(import_keywords(album.ctx)).summary
    assert (result["labels"], result["kept"]) == (1, 1)
    assert labels(album) == {0: "forest", 1: "kitchen"}


def test_several_scenes_and_parents_make_no_label(album: Bench) -> None:
    parent = replace(find_scene(album.ctx, "forest"), id="indoors", name_en="Indoors", parent=None)
    kitchen = replace(find_scene(album.ctx, "kitchen"), parent="indoors")
    with album.library.action(Act.SCENE, {}):
        album.library.scenes.save(parent)
        album.library.scenes.save(kitchen)
    say(album, _0="Kitchen, Forest", _1="Indoors", _2="Kitchen, kitchens", _3="Indoors|Kitchen")
    result = run_now(import_keywords(album.ctx)).summary
    assert (result["several"], result["parents"]) == (1, ["Indoors"])
    assert labels(album) == {2: "kitchen", 3: "kitchen"}
    plan = run_now(gather_keywords(album.ctx)).plan({})
    assert plan.several == [ids(album)[0]]


def test_an_own_mapping_is_remembered(album: Bench) -> None:
    say(album, _0="Rex", _1="rex", _2="Kitchen")
    own = {"REX": "Forest", "kitchen": None}
    result = run_now(import_keywords(album.ctx, own, dry_run=True)).summary
    assert (result["labels"], result["ignored"]) == (2, ["Kitchen"])
    assert remembered_map(album.library) == {}
    run_now(import_keywords(album.ctx, own))
    assert labels(album) == {0: "forest", 1: "forest"}
    say(album, _3="Family|Rex")
    assert run_now(import_keywords(album.ctx)).summary["labels"] == 1
    run_now(import_keywords(album.ctx, {"kitchen": "kitchen"}))
    assert labels(album)[2] == "kitchen"
    assert remembered_map(album.library) == {"rex": "forest", "kitchen": "kitchen"}


@pytest.mark.parametrize("own", [{"Rex": "no such scene"}, {" ": "forest"}])
def test_a_mapping_that_makes_no_sense_is_refused(album: Bench, own: dict[str, str | None]) -> None:
    say(album, _0="Kitchen")
    with pytest.raises(UsageError):
        run_now(import_keywords(album.ctx, own))
    assert labels(album) == {}


def test_a_setting_that_is_none_is_passed_over(album: Bench) -> None:
    for value in ("text", {"rex": 3, "ruby": "forest"}):
        album.library.set_setting("keyword_map", value)
        assert remembered_map(album.library) in ({}, {"ruby": "forest"})
