"""Keywords of other programs become labels, where a person asks for it: one step of undo.

A keyword is no label by itself, for another program's guess may stand there. Which scene it means
:mod:`app.core.keyword_map` tells; what a person said before, be it a scene, a 'no' or 'none of the
scenes', is never touched. A photo whose keywords mean several scenes is left and counted: which of
them it shows, only the person knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.errors import UsageError
from app.core.imported import Imported
from app.core.keyword_map import (
    KeywordMap,
    KeywordTarget,
    Meaning,
    keywords_meant,
    normal_form,
)
from app.core.library import LibraryReader
from app.core.records import Act
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.runner import Lane
from app.jobs.scenes import find_label

SETTING = "keyword_map"
STEP = 500
OwnMap = Mapping[str, str | None]


@dataclass(slots=True)
class FoundKeyword:
    """A keyword of the library, ``photos`` that have it, and what it means.

    ``labels`` counts the photos that it would give a label.
    """

    keyword: str
    target: KeywordTarget
    photos: int = 0
    labels: int = 0


@dataclass(slots=True)
class KeywordPlan:
    """What would become labels.

    Attributes
    ----------
    keywords : dict of str to FoundKeyword
        By normal form; most photos first.
    labels : dict of int to str
        The scene that each photo would get.
    photos : int
        How many photos have keywords.
    kept : int
        How many of them bear a label already that stays.
    refused : int
        How many were said not to show the scene.
    several : list of int
        Photos whose keywords mean several scenes.
    """

    keywords: dict[str, FoundKeyword] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    photos: int = 0
    kept: int = 0
    refused: int = 0
    several: list[int] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """Return the result as plain JSON values, in the words of the terminal's contract."""
        scenes = Counter(self.labels.values())
        return {
            "photos": self.photos,
            "keywords": len(self.keywords),
            "labels": len(self.labels),
            "unmapped": self._spelled(Meaning.UNKNOWN),
            "parents": self._spelled(Meaning.PARENT),
            "ignored": self._spelled(Meaning.IGNORED),
            "scenes": dict(scenes.most_common()),
            "kept": self.kept,
            "refused": self.refused,
            "several": len(self.several),
        }

    def _spelled(self, meaning: Meaning) -> list[str]:
        return [one.keyword for one in self.keywords.values() if one.target.meaning is meaning]


@job(JobName.PLAN_KEYWORDS, Lane.LONG, overtakes=True)
def plan_keywords(ctx: JobContext, own: OwnMap | None = None) -> Generator[Progress, None, Any]:
    """Return a :class:`KeywordPlan` and change nothing.

    ``own`` comes before the mapping that the library remembers; its keys are spelled anyhow, its
    values ids of scenes, or None for a keyword that means no scene.
    """
    meanings = _keyword_map(ctx, own or {})
    plan = KeywordPlan()
    photos = ctx.library.photos.with_keywords()
    for start in range(0, len(photos), STEP):
        some = photos[start : start + STEP]
        yield Progress(done=start, total=len(photos))
        said = ctx.library.labels.of(some)
        for detail in ctx.library.photos.details(some):
            _plan_photo(plan, meanings, detail.row.id, detail.imported, said)
    plan.keywords = dict(
        sorted(plan.keywords.items(), key=lambda item: (-item[1].photos, item[1].keyword))
    )
    return plan


def _plan_photo(
    plan: KeywordPlan,
    meanings: KeywordMap,
    photo: int,
    imported: Imported,
    said: Mapping[int, tuple[str | None, tuple[str, ...]]],
) -> None:
    words = {}
    for keyword in keywords_meant(imported):
        form = normal_form(keyword)
        if form and form not in words:
            known = plan.keywords.get(form) or FoundKeyword(keyword, meanings.target(keyword))
            words[form] = plan.keywords[form] = known
            known.photos += 1
    plan.photos += bool(words)
    meant = [one for one in words.values() if one.target.meaning is Meaning.SCENE]
    scenes = {one.target.scene for one in meant}
    label, refused = said.get(photo, (None, ()))
    if not scenes:
        return
    if label is not None:
        plan.kept += 1
    elif len(scenes) > 1:
        plan.several.append(photo)
    elif scenes & set(refused):
        plan.refused += 1
    else:
        (scene,) = scenes
        assert scene is not None
        plan.labels[photo] = scene
        for one in meant:
            one.labels += 1


@job(JobName.IMPORT_KEYWORDS, Lane.LONG, overtakes=True)
def import_keywords(
    ctx: JobContext, own: OwnMap | None = None, *, dry_run: bool = False
) -> Generator[Progress, None, Change]:
    """Label photos with the scenes that their keywords mean, and remember ``own`` for later.

    Returns
    -------
    Change
        With the summary of :meth:`KeywordPlan.summary`.

    Raises
    ------
    UsageError
        When ``own`` names what is no scene to label with.
    """
    plan: KeywordPlan = yield from plan_keywords(ctx, own)
    if dry_run:
        return Change(summary=plan.summary())
    with ctx.writing:
        if own:
            remembered = {**remembered_map(ctx.library), **_resolved(ctx, own)}
            ctx.library.set_setting(SETTING, remembered)
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


def _keyword_map(ctx: JobContext, own: OwnMap) -> KeywordMap:
    mapping = {**remembered_map(ctx.library), **_resolved(ctx, own)}
    return KeywordMap(ctx.library.scenes.names(), mapping)


def _resolved(ctx: JobContext, own: OwnMap) -> dict[str, str | None]:
    """Return a mapping by normal form to ids; its scenes may be named in either language."""
    resolved: dict[str, str | None] = {}
    for word, scene in own.items():
        form = normal_form(word)
        if not form:
            raise UsageError("no_keyword")
        resolved[form] = None if scene is None else find_label(ctx, scene).id
    return resolved
