"""A yes to a parent: it settles a photo, rules out what lies outside, teaches, and is undone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.core.method.checks import AnswerTally, CheckedCut, Draw
from app.core.method.training_data import Samples, prepare_training_data, teach_parents
from app.core.sheets import Sheet, SheetAnswer, SheetKind
from app.core.types import PhotoFacts, PhotoFile, Status
from app.jobs import history, loosen
from app.jobs.audit import draw_checks, waiting_photos
from app.jobs.context import JobContext
from app.jobs.prepare import prepare_library
from app.jobs.refresh import apply_refresh, plan_refresh
from app.jobs.regate import regate
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.jobs.sheets import answer_sheet, plan_sheets
from app.store.library import LibraryFile, open_library
from tests.core.families import KINDS, corners, make_pack
from tests.examples import examples

PHOTOS = 60
BELOW = {"beach", "lake", "river"}


def _nothing() -> None:
    raise AssertionError("no photo is opened here")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photos between their kinds: the family is seen, the scene hardly."""
    path = tmp_path_factory.mktemp("families") / "library.albumen"
    with open_library(path) as library:
        context = _context(library)
        folder = library.folders.add("/photos")
        chance = np.random.default_rng(3)
        kinds = np.arange(PHOTOS) % len(KINDS)
        vectors = corners()[kinds] + chance.normal(0, 3.0, (PHOTOS, corners().shape[1]))
        ids = []
        for n, kind in enumerate(kinds):
            name = f"/photos/{KINDS[kind]}{n}.jpg"
            facts = PhotoFacts(4, 3, 1, "JPEG", f"{n:032x}", f"{n:032x}")
            ids.append(library.photos.save(folder, PhotoFile(name, n, n), facts))
        backbone = context.model()[1].backbone_id
        features = dict(zip(ids, vectors.astype(np.float32), strict=True))
        library.models.save_features(backbone, features)
        run_now(regate(context))
    return path


def _context(library: LibraryFile) -> JobContext:
    pack = make_pack()
    context = JobContext(
        library=library,
        pack=replace(pack, model=replace(pack.model, backbone_id=pack.backbone.id)),
        thumbnails_dir=Path("thumbnails"),
        decoders=_nothing,  # type: ignore[arg-type]
        encoder=_nothing,  # type: ignore[arg-type]
    )
    prepare_library(context)
    return context


@pytest.fixture
def ctx(made: Path, tmp_path: Path) -> Iterator[JobContext]:
    copy = tmp_path / "library.albumen"
    copy.write_bytes(made.read_bytes())
    with open_library(copy) as library:
        yield _context(library)


def _all(ctx: JobContext) -> list[int]:
    return sorted(ctx.library.models.encoded(ctx.model()[1].backbone_id))


def _water(ctx: JobContext) -> list[int]:
    paths = [f"/photos/{KINDS[n % len(KINDS)]}{n}.jpg" for n in range(PHOTOS)]
    found = ctx.library.photos.find(paths)
    rows = ctx.library.photos.rows(sorted(found.values()))
    names = {row.id: row.path.rsplit("/", 1)[-1] for row in rows}
    return [photo for photo, name in names.items() if name.rstrip("0123456789.jpg") in BELOW]


def _stand(ctx: JobContext, photos: list[int]) -> list[tuple[object, ...]]:
    return [
        (d.row.id, d.row.status, d.row.scene, d.row.label, d.row.reason, d.proposed, d.said_no)
        for d in ctx.library.photos.details(photos)
    ]


def _sheet(tag: str, photos: list[int]) -> Sheet:
    return Sheet(tag, SheetKind.COARSE, "parent", tuple(photos), (0.9,) * len(photos), 1.0)


def _proposed(ctx: JobContext, photos: list[int]) -> set[str | None]:
    return {detail.proposed for detail in ctx.library.photos.details(photos)}


def test_a_yes_to_a_parent_settles_and_rules_out_what_lies_outside(ctx: JobContext) -> None:
    photos = _water(ctx)[:3]
    before = _stand(ctx, photos)
    run_now(answer_sheet(ctx, SheetAnswer(_sheet("water", photos))))
    rows = ctx.library.photos.rows(photos)
    assert {(row.status, row.scene, row.label) for row in rows} == {
        (Status.LABELLED, "water", "water")
    }
    assert _proposed(ctx, photos) <= BELOW
    assert not set(photos) & set(run_now(plan_sheets(ctx)).photos.tolist())
    run_now(history.undo(ctx))
    assert _stand(ctx, photos) == before


def test_a_label_with_a_parent_rules_out_the_same_wherever_it_was_given(ctx: JobContext) -> None:
    photos = [photo for photo in _water(ctx) if not _proposed(ctx, [photo]) & {"kitchen"}][:2]
    run_now(label_photos(ctx, photos, "indoors"))
    assert _proposed(ctx, photos) <= {"kitchen", "bedroom"}
    run_now(label_photos(ctx, photos, "water"))
    assert _proposed(ctx, photos) <= BELOW


def test_what_bears_a_parent_is_refined_only_where_that_is_wanted(ctx: JobContext) -> None:
    photos = _water(ctx)[:3]
    run_now(answer_sheet(ctx, SheetAnswer(_sheet("water", photos))))
    plan = run_now(plan_sheets(ctx, refine=True))
    mine = [sheet for sheet in plan.sheets() if set(photos) & set(sheet.photos)]
    assert {sheet.tag for sheet in mine} <= BELOW
    assert SheetKind.REFINE in {sheet.kind for sheet in plan.sheets()}
    sheet = Sheet("beach", SheetKind.REFINE, "scene", tuple(photos), (0.5,) * 3, 1.0)
    run_now(answer_sheet(ctx, SheetAnswer(sheet, tuple(photos[1:]))))
    labels = ctx.library.labels.of(photos)
    assert labels[photos[0]] == ("beach", ())
    assert labels[photos[1]] == ("water", ("beach",))
    later = run_now(plan_sheets(ctx, refine=True)).sheets()
    assert not [s for s in later if s.tag == "beach" and set(photos) & set(s.photos)]


def test_photos_of_a_parent_move_its_prototype_and_no_scene(ctx: JobContext) -> None:
    photos = _water(ctx)[:4]
    pack = ctx.pack
    table = ctx.library.models.features(pack.model.backbone_id, photos)
    groups = np.arange(len(photos))
    coarse = Samples(table.features, ["water"] * len(photos), groups)
    data = prepare_training_data(pack, coarse, pack.model.scenes)
    assert not len(data.use)
    taught = teach_parents(pack.model, data, coarse)
    water = taught.tree.parents.index("water")
    moved = np.abs(taught.parents.feature_prototypes - pack.model.parents.feature_prototypes)
    assert moved[water].max() > 1e-3
    assert (
        taught.centred(table.features).mean(axis=0)
        @ (taught.parents.feature_prototypes[water] - pack.model.parents.feature_prototypes[water])
        > 0
    )
    assert np.array_equal(taught.feature_prototypes, pack.model.feature_prototypes)


def test_a_refresh_learns_from_coarse_labels_and_keeps_them(ctx: JobContext) -> None:
    photos = _water(ctx)[:4]
    run_now(answer_sheet(ctx, SheetAnswer(_sheet("water", photos))))
    run_now(apply_refresh(ctx, run_now(plan_refresh(ctx))))
    assert {row.label for row in ctx.library.photos.rows(photos)} == {"water"}
    assert ctx.library.photos.counts().unlearned == 0


def test_a_yes_to_a_parent_says_nothing_of_the_scene_to_the_gate(
    ctx: JobContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    draws: list[Draw] = []

    def note(cut: float, answers: list[Draw], *rest: object) -> CheckedCut:
        draws[:] = answers
        return CheckedCut(cut, False, AnswerTally(0, 0, 0.0, 1.0))

    monkeypatch.setattr(loosen, "find_checked_cut", note)
    library = ctx.library
    run_now(draw_checks(ctx, 0.2, seed=1))
    drawn = waiting_photos(library)
    others = [photo for photo in library.models.proposals(_all(ctx)) if photo not in drawn][:8]
    holds = {"beach": "water", "lake": "water", "river": "water", "forest": "outdoors"}
    proposed = library.models.proposals([*drawn, *others])
    assert drawn
    for photo, scene in proposed.items():
        run_now(label_photos(ctx, [photo], holds.get(scene, "indoors")))
    run_now(plan_refresh(ctx))
    (draw,) = draws
    assert not draw.right.any(), "nothing is promised on what nobody said"
    assert draw.others_right.all(), "nor is it held against the gate"
    for photo, scene in proposed.items():
        run_now(label_photos(ctx, [photo], "indoors" if scene in holds else "water"))
    run_now(plan_refresh(ctx))
    assert not draws[0].right.any()
    assert not draws[0].others_right.any(), "a parent that does not hold it says that it is wrong"


@pytest.mark.parametrize("seed", range(examples(1, 10)))
def test_an_evening_of_any_answers_and_all_of_it_undone(ctx: JobContext, seed: int) -> None:
    chance = random.Random(seed)
    library = ctx.library
    every = _all(ctx)
    before = _stand(ctx, every)
    said_no: set[tuple[int, str]] = set()
    for _ in range(12):
        plan = run_now(plan_sheets(ctx, size=7))
        sheets = plan.sheets()
        shown = [photo for sheet in sheets for photo in sheet.photos]
        open_photos = {r.id for r in library.photos.rows(every) if r.status is Status.REJECTED}
        assert sorted(shown) == sorted(open_photos)
        assert not said_no & {(p, s.tag or "") for s in sheets for p in s.photos}
        if not sheets:
            break
        sheet = chance.choice(sheets)
        marked = tuple(photo for photo in sheet.photos if chance.random() < 0.5)
        answer = SheetAnswer(sheet, marked, turned=chance.random() < 0.5)
        run_now(answer_sheet(ctx, answer))
        said_no |= {(photo, answer.tag) for photo in answer.no}
    assert said_no
    while library.history.next_undo() is not None:
        run_now(history.undo(ctx))
    assert _stand(ctx, every) == before
    assert not library.labels.rows()
