"""Review by the sheet: which sheets there are, and what a person's answer to one does.

A window, or the terminal, does this:

1. :func:`plan_sheets`, in the background, gives a plan; its ``first()`` sheet is shown.
2. The person answers. ``plan.after(answer)`` is the next plan, in milliseconds: its first sheet is
   shown at once, while :func:`answer_sheet` writes the answer.
3. :func:`plan_sheets` again, in the background: the program has learned from the answer. When it is
   done, the answers that were given meanwhile are put on it (``plan.after``; one that it knows
   already changes nothing), and it takes the place of the plan at hand. The sheet that is shown
   stays as it is.

What a person learns about tags that the program gave is no part of it: the model that orders the
sheets is never saved; a refresh is planned and applied as ever.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from app.core.errors import UsageError
from app.core.library import LibraryReader
from app.core.method.chances import (
    TagTable,
    learn_shift,
    measure_chances,
    refuse,
    shift_odds,
    shifts_of,
    tags_of,
)
from app.core.method.grouping import sketch
from app.core.method.learning import answers_in_use, parent_answers_in_use
from app.core.method.model import Model
from app.core.method.sheet_plan import SheetPlan
from app.core.records import NO_GROUP, Act, LabelRow, Query, SceneRow, View
from app.core.scenes import NO_SCENE
from app.core.sheets import USUAL_SIZE, SheetAnswer, SheetState
from app.core.types import Change, FloatArray, HalfArray, IdArray, Progress
from app.jobs.audit import waiting_photos
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.refresh import draft_from_labels, read_terms
from app.jobs.regate import switched_off, tag_photos
from app.jobs.relabel import LabelState
from app.jobs.runner import Lane
from app.jobs.scenes import line_of, make_scene, match_scene

# By how much the log-odds of each tag are off, as the answers to sheets showed: {tag: shift}.
ODDS = "sheet_odds"
# Of tags that a person gave, about so many are slips.
SLIPS = 0.01


@job(JobName.PLAN_SHEETS, Lane.LONG, overtakes=True)
def plan_sheets(
    ctx: JobContext, *, size: int = USUAL_SIZE, refine: bool = False, learn: bool = True
) -> Generator[Progress, None, SheetPlan]:
    """Learn from all labels and lay out all sheets, without writing.

    Parameters
    ----------
    size : int
        Photos that a sheet holds at most.
    refine : bool
        Also ask about photos that bear a parent, by the program's word or the person's: which scene
        below it?
    learn : bool
        False: with the model in force, as it is.
    """
    yield Progress(done=0, total=2, note="learn")
    model = ctx.model()[1]
    if learn and ctx.library.photos.counts().unlearned:
        model = draft_from_labels(ctx, read_terms(ctx))
    yield Progress(done=1, total=2, note="tag")
    with threadpool_limits(limits=1, user_api="blas"):
        plan = _lay_out(ctx, model, size, refine=refine)
    yield Progress(done=2, total=2)
    return plan


def _lay_out(ctx: JobContext, model: Model, size: int, *, refine: bool) -> SheetPlan:
    reader, tags = ctx.library, tags_of(model)
    number = {name: t for t, name in enumerate(tags.names)}
    labels = {row.photo: row for row in reader.labels.rows()}
    checks = set(waiting_photos(reader))
    asked, bears = _open_photos(reader, labels, tags.names, refine=refine)
    asked |= checks
    given = _given_tags(reader, labels)
    measured = _measure(ctx, model, asked, {p: number[t] for p, t in given.items() if t in number})
    photos = measured.photos.tolist()
    said = [labels[p].no if p in labels else () for p in photos]
    _condition(measured.chances, said, switched_off(ctx), tags)
    named = sum(row.yes not in (None, NO_SCENE) for row in labels.values())
    base = SheetState(
        tagged=len(given) + named,
        wrong=measured.wrong + SLIPS * named,
        untagged=reader.photos.counts().review,
    )
    return SheetPlan(
        photos=measured.photos,
        tags=tags,
        table=measured.chances,
        looks=_looks(reader, photos),
        sketches=measured.sketches,
        was_refused=np.array([bool(no) for no in said], dtype=np.bool_),
        bears=np.array([number.get(bears.get(p, ""), -1) for p in photos], dtype=np.int64),
        is_check=np.isin(measured.photos, sorted(checks)),
        is_tagged=np.isin(measured.photos, sorted(given.keys() | bears.keys())),
        size=size,
        base=base,
    )


@dataclass(frozen=True, slots=True)
class _Measured:
    """Open photos (N,) with the chances of each tag (N, T), and how many tags given are wrong."""

    photos: IdArray
    chances: FloatArray
    sketches: HalfArray
    wrong: float


def _measure(
    ctx: JobContext, model: Model, asked: Collection[int], given: Mapping[int, int]
) -> _Measured:
    """Measure all chances, block by block; ``given`` are the numbers of tags by photo."""
    tags = tags_of(model)
    answers = answers_in_use(ctx.pack, model)
    levels = parent_answers_in_use(ctx.pack, model)
    # What sheets show of a tag's odds is of photos that the gate left over.
    shifts = shifts_of(tags, ctx.library.setting(ODDS, {}))
    ids: list[IdArray] = [np.zeros(0, dtype=np.int64)]
    tables: list[FloatArray] = [np.zeros((0, len(tags.names)), dtype=np.float32)]
    sketches: list[HalfArray] = []
    wrong = 0.0
    blocks = ctx.library.models.feature_blocks(model.backbone_id, sorted({*asked, *given}))
    for block in blocks:
        if not len(block.ids):
            continue
        table = measure_chances(block.features, model, answers, levels)
        photos = block.ids.tolist()
        sure = [(n, given[p]) for n, p in enumerate(photos) if p in given]
        wrong += sum(1 - float(table[n, t]) for n, t in sure)
        rows = np.array([n for n, p in enumerate(photos) if p in asked], dtype=np.intp)
        ids.append(block.ids[rows])
        tables.append(shift_odds(table[rows], shifts))
        sketches.append(sketch(model.centred(block.features[rows])).astype(np.float16))
    nothing = np.zeros((0, 1), dtype=np.float16)
    return _Measured(
        np.concatenate(ids),
        np.concatenate(tables),
        np.concatenate(sketches) if sketches else nothing,
        wrong,
    )


def _condition(
    chances: FloatArray, said: Sequence[Sequence[str]], off: Collection[str], tags: TagTable
) -> None:
    """Condition chances (N, T) on what a person refused, photo by photo, or switched off."""
    number = {name: t for t, name in enumerate(tags.names)}
    for scene in off & number.keys():
        refuse(chances, np.arange(len(chances)), number[scene], tags)
    refused: dict[int, list[int]] = {}
    for row, scenes in enumerate(said):
        for scene in number.keys() & set(scenes):
            refused.setdefault(number[scene], []).append(row)
    for tag, rows in sorted(refused.items()):
        refuse(chances, np.array(rows, dtype=np.int64), tag, tags)


def _open_photos(
    reader: LibraryReader, labels: dict[int, LabelRow], tags: Sequence[str], *, refine: bool
) -> tuple[set[int], dict[int, str]]:
    """Return the photos that need a tag or a finer one, and the parents that the latter bear."""
    found = set(reader.photos.ids(Query(view=View.REVIEW)).tolist())
    if not refine:
        return found, {}
    parents = {row.parent for row in reader.scenes.names() if row.parent is not None}
    bears = {p: s for p, s in reader.models.parents_given().items() if p not in labels}
    bears |= {row.photo: row.yes for row in labels.values() if row.yes in parents}
    bears = {p: s for p, s in bears.items() if s in tags}
    return found | set(bears), bears


def _given_tags(reader: LibraryReader, labels: dict[int, LabelRow]) -> dict[int, str]:
    """Return the tag of each photo that bears one by the program's word."""
    said = {photo for photo, row in labels.items() if row.yes is not None}
    given = {p: s for p, (s, accepted) in reader.models.verdicts().items() if accepted and s}
    given |= reader.models.parents_given()
    return {photo: tag for photo, tag in given.items() if photo not in said}


def _looks(reader: LibraryReader, photos: Sequence[int]) -> IdArray:
    """Return the group of look-alikes (N,) of each photo."""
    alike, groups = reader.photos.groups()
    found = dict(zip(alike.tolist(), groups.tolist(), strict=True))
    return np.array([found.get(p, NO_GROUP) for p in photos], dtype=np.int64)


@job(JobName.SHEET, Lane.SHORT)
def answer_sheet(ctx: JobContext, answer: SheetAnswer) -> Generator[Progress, None, Change]:
    """Write what a person said to a sheet: one step of undo.

    Photos that a person labelled in the meantime keep that label, but for one with a parent that
    holds the tag: the answer refines it. A yes takes back an earlier 'no' to the same tag, and to
    what holds it.

    Returns
    -------
    Change
        ``summary``: ``tag`` (an id), ``kind``, ``yes``, ``no``, and ``made`` (whether the scene of
        a heap is new).

    Raises
    ------
    UsageError
        When the tag is no scene of the library, or a photo is marked that is not on the sheet.
    """
    sheet = answer.sheet
    yield Progress(done=0, total=len(sheet.photos))
    if set(answer.marked) - set(sheet.photos):
        raise UsageError("not_on_sheet")
    with ctx.writing:
        scenes = ctx.library.scenes.names()
        tag, made = _find_tag(answer, scenes)
        new = _new_labels(answer, tag, line_of(tag, scenes), ctx.library.labels.of(sheet.photos))
        params: dict[str, object] = {"scene": tag, "yes": len(answer.yes), "no": len(answer.no)}
        if made is not None:
            params["name"] = made.name_en
        with ctx.library.action(Act.SHEET, params):
            if made is not None:
                ctx.library.scenes.save(made)
            ctx.library.labels.save(new)
            _learn_odds(ctx, answer, tag)
            tag_photos(ctx, sorted(new))
    summary = {
        "tag": tag,
        "kind": sheet.kind.value,
        "yes": len(answer.yes),
        "no": len(answer.no),
        "made": made is not None,
    }
    return Change(photos=frozenset(new), scenes=True, history=True, summary=summary)


def _find_tag(answer: SheetAnswer, scenes: Sequence[SceneRow]) -> tuple[str, SceneRow | None]:
    """Return the id of what was said, and the scene that is to be made for it, if one is."""
    if answer.tag == NO_SCENE:
        return NO_SCENE, None
    known = match_scene(scenes, answer.tag)
    if known is not None:
        return known.id, None
    if answer.sheet.tag is not None:
        raise UsageError("unknown_scene", scene=answer.tag)
    made = make_scene(answer.tag, scenes)
    return made.id, made


def _new_labels(
    answer: SheetAnswer, tag: str, line: Collection[str], said: Mapping[int, LabelState]
) -> dict[int, LabelState]:
    """Return the labels that an answer gives; ``line`` is the tag and all that holds it."""
    new: dict[int, LabelState] = {}
    yes_photos = set(answer.yes)
    for photo in answer.sheet.photos:
        yes, no = said.get(photo, (None, ()))
        if yes is not None and (yes not in line or yes == tag):
            continue
        if photo in yes_photos:
            new[photo] = (tag, tuple(s for s in no if s not in line))
        else:
            new[photo] = (yes, tuple(sorted({*no, tag})))
    return new


def _learn_odds(ctx: JobContext, answer: SheetAnswer, tag: str) -> None:
    """Keep by how much the chances of a tag were off; undo takes that back, too."""
    sheet = answer.sheet
    if sheet.tag is None or len(sheet.chances) != len(sheet.photos):
        return
    odds = dict(ctx.library.setting(ODDS, {}))
    before = float(odds.get(tag, 0.0))
    shift = learn_shift(before, len(sheet.photos), len(answer.yes), sheet.expected)
    ctx.library.set_setting(ODDS, odds | {tag: round(shift, 4)})
