"""Checks: accepted photos, drawn at random, that are mixed into the queue like any other.

Only photos drawn beforehand are counted, whatever was said about others: someone who looks
through accepted photos notices the wrong ones first, which would make every scene look worse than
it is. What was drawn is kept in the library as ``{photo: scene accepted then}``; the answer is
the person's label itself, so that undo takes back an answer, too.
"""

from __future__ import annotations

import random
from collections.abc import Generator
from dataclasses import dataclass

from app.core.protocols import LibraryReader
from app.core.records import Query, SortBy, View
from app.core.types import Change, Progress, Status
from app.jobs.context import JobContext

SETTING = "audit"
# Below this a share says more about chance than about the scene.
ENOUGH = 10
# More would only wait: they are looked up whenever the queue is read.
MOST = 200


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers to the checks of one scene: how many, and how many were right."""

    answered: int = 0
    right: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether there are enough answers to speak of a precision."""
        return self.answered >= ENOUGH


def draw_checks(
    ctx: JobContext, share: float, *, seed: int | None = None
) -> Generator[Progress, None, Change]:
    """Keep as many checks waiting as make up ``share`` of what needs review, at most 200.

    Checks that wait for an answer and are no longer accepted for the same scene are dropped.

    Parameters
    ----------
    share : float
        0 draws none and drops those that wait; 0.1 is one in ten.
    seed : int, optional
        For the same draw again.
    """
    yield Progress(done=0)
    with ctx.writing:
        drawn = _drawn(ctx.reader)
        open_ = _unanswered(ctx.reader, drawn)
        waiting = waiting_checks(ctx.reader)
        counts = ctx.reader.counts()
        wanted = min(MOST, round(share * counts.review))
        kept = dict(list(waiting.items())[:wanted])
        fresh = _draw(ctx.reader, drawn, wanted - len(kept), random.Random(seed))
        answered = {p: s for p, s in drawn.items() if p not in open_}
        new = answered | kept | fresh
        if new != drawn:
            ctx.writer.set_setting(SETTING, {str(p): s for p, s in new.items()})
    changed = frozenset(set(waiting) ^ set(kept | fresh))
    return Change(photos=changed, summary={"checks": len(kept) + len(fresh)})


def waiting_checks(reader: LibraryReader) -> dict[int, str]:
    """Map the photos whose check has no answer yet to the scene accepted for them."""
    open_ = _unanswered(reader, _drawn(reader))
    rows = reader.rows(list(open_))
    return {
        row.id: open_[row.id]
        for row in rows
        if row.status is Status.ACCEPTED and row.scene == open_[row.id] and not row.missing
    }


def count_checks(reader: LibraryReader) -> dict[str, Checked]:
    """Count the answered checks by the scene that had been accepted."""
    drawn = _drawn(reader)
    said = reader.labels_of(list(drawn))
    found: dict[str, Checked] = {}
    for photo, scene in drawn.items():
        yes, no = said.get(photo, (None, ()))
        if yes is None and scene not in no:
            continue
        before = found.get(scene, Checked())
        found[scene] = Checked(before.answered + 1, before.right + (yes == scene))
    return found


def _drawn(reader: LibraryReader) -> dict[int, str]:
    stored = reader.setting(SETTING, {})
    return {int(photo): scene for photo, scene in stored.items()}


def _unanswered(reader: LibraryReader, drawn: dict[int, str]) -> dict[int, str]:
    said = reader.labels_of(list(drawn))
    return {
        photo: scene
        for photo, scene in drawn.items()
        if photo not in said or (said[photo][0] is None and scene not in said[photo][1])
    }


def _draw(
    reader: LibraryReader, drawn: dict[int, str], count: int, chance: random.Random
) -> dict[int, str]:
    if count <= 0:
        return {}
    accepted = reader.ids(Query(view=View.ACCEPTED, sort=SortBy.NAME))
    free = [int(i) for i in accepted if int(i) not in drawn]
    chosen = chance.sample(free, min(count, len(free)))
    return {row.id: row.scene for row in reader.rows(chosen) if row.scene is not None}
