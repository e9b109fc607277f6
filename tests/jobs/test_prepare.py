"""A library takes another scene pack: its labels stay, its photos are judged anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.bootstrap import SHIPPED, DesktopProgram
from app.core.errors import KnownError, UsageError
from app.core.pack import Pack, load_pack
from app.core.records import Act, SceneRow
from app.core.scenes import SceneSpec
from app.jobs.history import restore_model, undo
from app.jobs.prepare import CHOSEN, choose_pack, prepare_library
from app.jobs.refresh import apply_refresh, plan_refresh
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.places import Places
from tests.tiny_album import Bench
from tests.tiny_pack import tiny_pack, write_tiny_pack


def take(bench: Bench, pack: Pack, folder: str) -> bool:
    """Choose a pack and open the library anew with it."""
    run_now(choose_pack(bench.ctx, folder))
    bench.ctx = replace(bench.ctx, pack=pack, _model=None)
    bench.encoder.backbone_id = pack.backbone.id
    return prepare_library(bench.ctx)


@pytest.fixture
def learned(bench: Bench) -> Bench:
    """Photos, labels, and a refresh that learned from them."""
    paths = [bench.photo(f"{i}.jpg", "beach", 100 - i) for i in range(8)]
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    run_now(label_photos(bench.ctx, [bench.id(p) for p in paths[:3]], "forest"))
    run_now(apply_refresh(bench.ctx, run_now(plan_refresh(bench.ctx))))
    return bench


def test_another_backbone_computes_features_anew_and_keeps_labels(
    learned: Bench, tmp_path: Path
) -> None:
    other = load_pack(write_tiny_pack(tmp_path / "other", name="other"))
    assert take(learned, other, str(tmp_path / "other"))
    assert not prepare_library(learned.ctx), "once is enough"
    library = learned.ctx.library
    assert learned.ctx.model()[1].backbone_id == other.backbone.id
    assert library.photos.counts().labelled == 3
    assert library.photos.counts().unlearned == 3, "a refresh learns from the labels again"
    before = learned.encoder.encoded
    done = run_now(scan_folders(learned.ctx)).summary
    assert (learned.encoder.encoded - before, done["unchanged"]) == (8, 8)
    assert run_now(plan_refresh(learned.ctx)).samples == 3


def test_nothing_is_learned_before_labelled_photos_were_looked_at_again(
    learned: Bench, tmp_path: Path
) -> None:
    take(learned, load_pack(write_tiny_pack(tmp_path / "other", name="other")), "other")
    with pytest.raises(UsageError, match=r"photos \(3\)") as caught:
        run_now(plan_refresh(learned.ctx))
    assert caught.value.code == "scan_first"
    (learned.photos / "0.jpg").unlink()  # what is gone cannot be waited for
    run_now(scan_folders(learned.ctx))
    assert run_now(plan_refresh(learned.ctx)).samples == 2


def test_going_back_computes_nothing(learned: Bench, tmp_path: Path) -> None:
    take(learned, load_pack(write_tiny_pack(tmp_path / "other", name="other")), "other")
    run_now(scan_folders(learned.ctx))
    assert take(learned, tiny_pack(), "")
    before = learned.encoder.encoded
    run_now(scan_folders(learned.ctx))
    assert learned.encoder.encoded == before
    assert learned.ctx.library.photos.counts().labelled == 3
    with pytest.raises(UsageError, match="already"):
        run_now(choose_pack(learned.ctx, ""))


def test_new_scenes_of_the_same_backbone_are_judged_at_once(learned: Bench) -> None:
    pack = tiny_pack()
    specs = [replace(pack.scenes[0], id="shore", name_en="Shore"), *pack.scenes[1:]]
    layout = pack.model.layout
    scenes = tuple(s.id for s in specs)
    model = replace(
        pack.model, layout=replace(layout, scenes=scenes, kinds=(*scenes, *layout.kinds[3:]))
    )
    assert take(learned, replace(pack, scenes=specs, model=model), "shores")
    rows = learned.ctx.library.photos.rows([learned.id(str(learned.photos / "5.jpg"))])
    assert rows[0].scene == "shore"


def test_undo_and_restore_stop_at_another_backbone(learned: Bench, tmp_path: Path) -> None:
    take(learned, load_pack(write_tiny_pack(tmp_path / "other", name="other")), "other")
    run_now(scan_folders(learned.ctx))
    version = learned.ctx.model()[0]
    for job in (undo(learned.ctx), restore_model(learned.ctx, 1)):
        with pytest.raises(UsageError, match="another scene pack"):
            run_now(job)
        assert learned.ctx.model()[0] == version, "nothing was written"


@pytest.fixture
def program(tmp_path: Path) -> DesktopProgram:
    return DesktopProgram(Places(tmp_path, tmp_path, tmp_path / "cache", tmp_path / "logs"))


def test_a_library_remembers_its_pack(program: DesktopProgram, tmp_path: Path) -> None:
    library, folder = tmp_path / "l.albumen", write_tiny_pack(tmp_path / "other", name="other")
    with program.open(library) as ctx:
        assert (ctx.pack.name, ctx.pack_changed) == ("Albumen scenes", False)
    program.use_pack(str(folder))
    with program.open(library) as ctx:
        assert (ctx.pack.name, ctx.pack_changed) == ("other", True)
    program.use_pack(None)
    with program.open(library) as ctx:
        assert (ctx.pack.name, ctx.pack_changed) == ("other", False)
    (folder / "pack.json").unlink()
    with pytest.raises(KnownError, match="--scenes shipped") as caught, program.open(library):
        pass
    assert caught.value.code == "chosen_pack"
    program.use_pack(SHIPPED)
    with program.open(library) as ctx:
        assert ctx.pack.name == "Albumen scenes"
        assert ctx.library.setting(CHOSEN) == ""


def test_scenes_that_a_pack_lacks_are_switched_off_unless_a_label_needs_them(
    learned: Bench,
) -> None:
    pack = tiny_pack()
    first, second = (s.id for s in pack.scenes[:2])
    labelled = {row.yes for row in learned.ctx.library.labels.rows()}
    assert labelled == {"forest"}
    specs = [replace(s, id=f"new_{s.id}", name_en=f"New {s.name_en}") for s in pack.scenes]
    layout = pack.model.layout
    scenes = tuple(s.id for s in specs if s.id[4:] in layout.scenes)
    kinds = (*scenes, *layout.kinds[len(scenes) :])
    model = replace(pack.model, layout=replace(layout, scenes=scenes, kinds=kinds))
    assert take(learned, replace(pack, scenes=specs, model=model), "new")
    listed = {row.id for row in learned.ctx.library.scenes.rows()}
    assert "forest" in listed
    assert {first, second} - {"forest"}
    assert not ({first, second} - {"forest"}) & listed
    assert {s.id for s in specs} <= listed
    # The first pack again: its scenes are back, those of the other go.
    assert take(learned, pack, "")
    listed = {row.id for row in learned.ctx.library.scenes.rows()}
    assert {s.id for s in pack.scenes} <= listed
    assert not {s.id for s in specs} & listed


def renamed(pack: Pack, names: dict[str, list[str]]) -> Pack:
    """Return the pack with other scenes; ``names`` says which earlier ones each replaces."""
    layout, old = pack.model.layout, {s.id: s for s in pack.scenes}
    specs = [
        replace(old[before[0]], id=new, name_en=new, replaces=tuple(b for b in before if b != new))
        for new, before in names.items()
    ]
    scenes = tuple(names)[: len(layout.scenes)]
    kinds = (*scenes, *layout.kinds[len(scenes) :])
    model = replace(pack.model, layout=replace(layout, scenes=scenes, kinds=kinds))
    return replace(pack, scenes=specs, model=model)


def test_labels_go_with_a_scene_that_was_replaced(learned: Bench) -> None:
    pack = tiny_pack()
    others = [s for s in pack.model.scenes if s != "forest"]
    wood = renamed(pack, {"wood": ["forest"]} | {s: [s] for s in others})
    photos = learned.ctx.library.labels.samples("forest")
    assert len(photos) == 3
    assert take(learned, wood, "wood")
    assert learned.ctx.library.labels.samples("wood") == photos
    assert not learned.ctx.library.labels.samples("forest")
    assert "forest" not in {row.id for row in learned.ctx.library.scenes.rows()}
    run_now(undo(learned.ctx))
    assert learned.ctx.library.labels.samples("forest") == photos


def test_labels_of_a_scene_that_was_split_stay(learned: Bench) -> None:
    pack = tiny_pack()
    first, second = [s for s in pack.model.scenes if s != "forest"]
    halves = renamed(pack, {"wood": ["forest"], first: [first, "forest"], second: [second]})
    photos = learned.ctx.library.labels.samples("forest")
    assert take(learned, halves, "halves")
    assert learned.ctx.library.labels.samples("forest") == photos
    listed = {row.id for row in learned.ctx.library.scenes.rows()}
    assert {"forest", "wood"} <= listed


def test_scenes_stand_where_the_new_pack_has_them(learned: Bench) -> None:
    pack = tiny_pack()
    top = SceneSpec("outdoors", "Outdoors", "户外", None, "#336699", is_group=True)
    under = [replace(s, parent="outdoors") for s in pack.scenes]
    own = SceneRow("own", "Own", "自己", None, "#123456", "user", True)
    mine = SceneRow("mine", "Mine", "我的", "forest", "#123456", "user", True)
    scenes = learned.ctx.library.scenes
    moved = {row.id: row for row in scenes.rows()}[pack.model.scenes[0]]
    assert moved.id != "forest"
    with learned.ctx.library.action(Act.SCENE, {}):
        for row in (own, mine, replace(moved, parent="own")):
            scenes.save(row)
    model = replace(pack.model, backbone_id="another")
    fresh = replace(pack, scenes=[top, *under], model=model)
    # The pack that the program ships is a newer one.
    learned.ctx = replace(learned.ctx, pack=fresh, _model=None)
    assert prepare_library(learned.ctx)
    parents = {row.id: row.parent for row in scenes.rows()}
    assert parents["forest"] == "outdoors"
    assert parents[moved.id] == "own", "where a person put it"
    assert parents["mine"] == "forest"
