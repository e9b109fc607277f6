"""Keywords of other programs become labels, where a person asks for it: one step of undo.

A keyword is no label by itself, for another program's guess may stand there. Which scene it means
:mod:`app.core.keyword_map` tells; what a person said before, be it a scene, a 'no' or 'none of the
scenes', is never touched. A photo whose keywords mean several scenes is left and counted: which of
them it shows, only the person knows.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping

from app.core.errors import UsageError
from app.core.keyword_map import normal_form
from app.core.library import LibraryReader
from app.core.records import Act
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.keywords.plan import GatheredKeywords
from app.jobs.runner import Lane
from app.jobs.scenes import find_label

SETTING = "keyword_map"
PHOTOS_AT_ONCE = 500
OwnMap = Mapping[str, str | None]


@job(JobName.PLAN_KEYWORDS, Lane.LONG, overtakes=True)
def gather_keywords(ctx: JobContext) -> Generator[Progress, None, GatheredKeywords]:
    """Read the keywords of all photos, and change nothing."""
    found = GatheredKeywords(ctx.library.scenes.names(), remembered_map(ctx.library))
    photos = ctx.library.photos.with_keywords()
    for start in range(0, len(photos), PHOTOS_AT_ONCE):
        some = photos[start : start + PHOTOS_AT_ONCE]
        yield Progress(done=start, total=len(photos))
        said = ctx.library.labels.of(some)
        for detail in ctx.library.photos.details(some):
            found.add(detail.row.id, detail.imported, said.get(detail.row.id, (None, ())))
    return found


@job(JobName.IMPORT_KEYWORDS, Lane.LONG, overtakes=True)
def import_keywords(
    ctx: JobContext, own: OwnMap | None = None, *, dry_run: bool = False
) -> Generator[Progress, None, Change]:
    """Label photos with the scenes that their keywords mean, and remember ``own`` for later.

    ``own`` comes before the mapping that the library remembers; its keys are spelled anyhow, its
    values scenes by id or name, or None for a keyword that means no scene.

    Returns
    -------
    Change
        With the summary of :meth:`KeywordPlan.summary`.

    Raises
    ------
    UsageError
        When ``own`` names what is no scene to label with.
    """
    mapping = _resolved(ctx, own or {})
    gathered: GatheredKeywords = yield from gather_keywords(ctx)
    plan = gathered.plan(mapping)
    if dry_run:
        return Change(summary=plan.summary())
    with ctx.writing:
        if mapping:
            ctx.library.set_setting(SETTING, {**remembered_map(ctx.library), **mapping})
        # Said meanwhile, in the window: that is the person's word.
        said = ctx.library.labels.of(list(plan.labels))
        spoken = {
            photo
            for photo, scene in plan.labels.items()
            if photo in said and (said[photo][0] is not None or scene in said[photo][1])
        }
        for photo in spoken:
            del plan.labels[photo]
        plan.kept += len(spoken)
        if plan.labels:
            params = {"scenes": sorted(set(plan.labels.values())), "photos": len(plan.labels)}
            with ctx.library.action(Act.IMPORT, params):
                ctx.library.labels.save(
                    {
                        photo: (scene, said.get(photo, (None, ()))[1])
                        for photo, scene in plan.labels.items()
                    }
                )
    changed = frozenset(plan.labels)
    return Change(photos=changed, scenes=True, history=True, summary=plan.summary())


def remembered_map(library: LibraryReader) -> dict[str, str | None]:
    """Return the person's mapping: normal form of a keyword to the id of a scene, or None."""
    kept = library.setting(SETTING)
    if not isinstance(kept, dict):
        return {}
    return {word: scene for word, scene in kept.items() if scene is None or isinstance(scene, str)}


def _resolved(ctx: JobContext, own: OwnMap) -> dict[str, str | None]:
    """Return a mapping by normal form to ids; its scenes may be named in either language."""
    resolved: dict[str, str | None] = {}
    for word, scene in own.items():
        form = normal_form(word)
        if not form:
            raise UsageError("no_keyword")
        resolved[form] = None if scene is None else find_label(ctx, scene).id
    return resolved
