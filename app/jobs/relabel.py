"""A person's label: this scene, not this scene, none of the scenes, or forget what I said.

Each job is one action that undo takes back as a whole. A 'no' is final: the scene is never
proposed again for that photo, and the gate looks at the photo anew at once. 'None of the scenes'
is a label like any other (``NO_SCENE`` in place of a scene): it takes the photo out of the review
queue for good, and tells a refresh what must not be accepted.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

from app.core.errors import UsageError
from app.core.records import Act
from app.core.scenes import NO_SCENE
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.regate import tag_photos
from app.jobs.runner import Lane

LabelState = tuple[str | None, tuple[str, ...]]
LabelJob = Generator[Progress, None, Change]


@job(JobName.LABEL, Lane.SHORT)
def label_photos(ctx: JobContext, photos: Sequence[int], scene: str) -> LabelJob:
    """Label photos with a scene, or with ``NO_SCENE``: they show none, and need no review.

    Raises
    ------
    UsageError
        When the scene does not exist or no photo is given.
    """
    yield Progress(done=0, total=len(photos))
    _require_known(ctx, photos, scene)
    with ctx.writing:
        current = _states(ctx, photos)
        # A label for a scene takes back an earlier 'no' to the same scene.
        new = {p: (scene, _without(no, scene)) for p, (_, no) in current.items()}
        act, params = (Act.NONE, {}) if scene == NO_SCENE else (Act.LABEL, {"scene": scene})
        _apply(ctx, act, params, current, new)
    return _changed(photos, {"labelled": len(photos), "scene": scene})


@job(JobName.ACCEPT, Lane.SHORT)
def accept_proposals(ctx: JobContext, photos: Sequence[int]) -> LabelJob:
    """Label each photo with the scene proposed for it; photos without a proposal are left."""
    yield Progress(done=0, total=len(photos))
    with ctx.writing:
        proposed = _some_proposal(ctx.library.models.proposals(photos))
        current = _states(ctx, list(proposed))
        new = {p: (proposed[p], _without(no, proposed[p])) for p, (_, no) in current.items()}
        _apply(ctx, Act.ACCEPT, _named(proposed), current, new)
    return _changed(list(proposed), {"labelled": len(proposed)})


@job(JobName.REFUSE, Lane.SHORT)
def refuse_scene(
    ctx: JobContext, photos: Sequence[int], scene: str | None = None, finer: Sequence[int] = ()
) -> LabelJob:
    """Say 'no, not this scene', to ``scene`` or to the scene that each photo shows.

    Of a coarse tag it is a no to the parent, and to everything below it; not of photos in
    ``finer``, which were shown with the scene proposed (checks). A label with that scene is taken
    back by it.
    """
    yield Progress(done=0, total=len(photos))
    if scene is not None:
        _require_known(ctx, photos, scene)
    with ctx.writing:
        current = _states(ctx, photos)
        if scene is not None:
            refused = dict.fromkeys(photos, scene)
        else:
            labels = {p: yes for p, (yes, _) in current.items() if yes not in (None, NO_SCENE)}
            models = ctx.library.models
            # Under a label, 'none of the scenes' too, no coarse tag is shown.
            coarse = [p for p in set(photos) - set(finer) if current[p][0] is None]
            shown = {**models.proposals(photos), **models.parents_given(coarse), **labels}
            refused = _some_proposal(shown)
        new: dict[int, LabelState] = {}
        for photo, name in refused.items():
            yes, no = current[photo]
            new[photo] = (None if yes == name else yes, tuple(sorted({*no, name})))
        _apply(ctx, Act.REFUSE, _named(refused), current, new)
    return _changed(list(refused), {"refused": len(refused)})


@job(JobName.CLEAR, Lane.SHORT)
def clear_labels(ctx: JobContext, photos: Sequence[int]) -> LabelJob:
    """Forget everything that a person said about these photos (undo brings it back)."""
    yield Progress(done=0, total=len(photos))
    with ctx.writing:
        current = _states(ctx, photos)
        new: dict[int, LabelState] = dict.fromkeys(current, (None, ()))
        _apply(ctx, Act.CLEAR, {}, current, new)
    return _changed(photos, {"cleared": len(photos)})


def _require_known(ctx: JobContext, photos: Sequence[int], scene: str) -> None:
    if not photos:
        raise UsageError("no_photos")
    if scene != NO_SCENE and scene not in {s.id for s in ctx.library.scenes.names()}:
        raise UsageError("unknown_scene", scene=scene)


def _some_proposal(proposed: dict[int, str]) -> dict[int, str]:
    if not proposed:
        raise UsageError("no_proposal")
    return proposed


def _without(scenes: tuple[str, ...], scene: str) -> tuple[str, ...]:
    return tuple(s for s in scenes if s != scene)


def _named(scenes: Mapping[int, str]) -> dict[str, object]:
    """Name the scene of an action's sentence, or all of them where they differ."""
    names = sorted(set(scenes.values()))
    return {"scene": names[0]} if len(names) == 1 else {"scenes": names}


def _states(ctx: JobContext, photos: Sequence[int]) -> dict[int, LabelState]:
    said = ctx.library.labels.of(photos)
    return {photo: said.get(photo, (None, ())) for photo in photos}


def _apply(
    ctx: JobContext,
    act: Act,
    params: Mapping[str, object],
    current: Mapping[int, LabelState],
    new: Mapping[int, LabelState],
) -> None:
    """Write the labels that differ, and let the gate look again where more or less is possible."""
    changed = {photo: state for photo, state in new.items() if state != current[photo]}
    if not changed:
        return
    parents = {row.parent for row in ctx.library.scenes.names() if row.parent is not None}
    ruled_out = [p for p, state in changed.items() if _rules_out(current[p], state, parents)]
    with ctx.library.action(act, {**params, "photos": len(changed)}):
        ctx.library.labels.save(changed)
        tag_photos(ctx, ruled_out)


def _rules_out(before: LabelState, after: LabelState, parents: set[str]) -> bool:
    """Tell whether what is ruled out changed: refused scenes, or those outside a parent."""
    words = {before[0], after[0]}
    return set(before[1]) != set(after[1]) or (len(words) > 1 and bool(words & parents))


def _changed(photos: Sequence[int], summary: dict[str, object]) -> Change:
    return Change(photos=frozenset(photos), scenes=True, history=True, summary=dict(summary))
