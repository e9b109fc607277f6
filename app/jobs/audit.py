"""Checks: photos drawn at random that are asked about first, accepted and rejected ones mixed.

Only photos drawn beforehand are counted, whatever was said about others: someone who looks
through accepted photos notices the wrong ones first, and confirms of the rejected ones those that
are right. A draw takes photos at random from those without a label, as many accepted ones as
rejected ones just below the gate; it is asked about as a whole before there is another one. What it
says of the gate stands in :mod:`app.core.method.checks`.

Kept in the library are the draws, and as ``{photo: scene accepted then}`` which of their photos
were accepted; an answer is the person's label itself, so that undo takes back an answer, too.
"""

from __future__ import annotations

import random
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import numpy as np

from app.core.library import LibraryReader
from app.core.method.checks import cut_in_force
from app.core.records import PhotoRow
from app.core.types import Change, Progress, Status
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.runner import Lane

SETTING = "audit"
DRAWS = "draws"
# Below this a share says more about chance than about the scene.
MIN_ANSWERS = 10
# More would only wait.
MAX_CHECKS = 200
KEPT_DRAWS = 100


@dataclass(frozen=True, slots=True)
class CheckCount:
    """Answers to the checks of one scene: how many, and how many were right."""

    answered: int = 0
    right: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether there are enough answers to speak of a precision."""
        return self.answered >= MIN_ANSWERS


@dataclass(frozen=True, slots=True)
class DrawRecord:
    """One draw: when (ISO 8601, UTC), down to which similarity less offset, which photos."""

    at: str
    line: float | None
    photos: tuple[int, ...]


@job(JobName.CHECKS, Lane.SHORT)
def draw_checks(
    ctx: JobContext, share: float, *, seed: int | None = None
) -> Generator[Progress, None, Change]:
    """Draw checks once those of the last draw are answered: ``share`` of what needs review.

    There are at most 200. Half of them are accepted photos; the rest lies just below the gate. No
    more than ``share`` of all photos are ever drawn: an album of a thousand would else be checked
    photo by photo.

    Parameters
    ----------
    share : float
        0 draws none and drops those that wait; 0.1 is one in ten.
    seed : int, optional
        For the same draw again.
    """
    yield Progress(done=0)
    with ctx.writing:
        reader, before = ctx.library, waiting_photos(ctx.library)
        draws, accepted = read_draws(reader), _accepted_then(reader)
        if before and share > 0:
            # A refresh may have tagged them anew: what counts is what was accepted last.
            rows = reader.photos.rows(before)
            accepted = {p: s for p, s in accepted.items() if p not in before} | _tagged(rows)
        else:
            draws = [draw for draw in draws if not set(draw.photos) & set(before)]
            accepted = {p: s for p, s in accepted.items() if p not in before}
            fresh = _draw(ctx, share, {p for d in draws for p in d.photos}, random.Random(seed))
            if fresh is not None:
                draws.append(fresh)
                accepted |= _tagged(reader.photos.rows(fresh.photos))
        if draws != read_draws(reader) or accepted != _accepted_then(reader):
            _save(ctx, draws, accepted)
        after = waiting_photos(reader)
    return Change(photos=frozenset(set(before) ^ set(after)), summary={"checks": len(after)})


def waiting_photos(reader: LibraryReader) -> list[int]:
    """Return all drawn photos that wait for an answer, and are there to be looked at."""
    drawn = {photo for draw in read_draws(reader) for photo in draw.photos}
    drawn |= set(_accepted_then(reader))
    if not drawn:
        return []
    said = reader.labels.of(sorted(drawn))
    rows = reader.photos.rows(sorted(drawn - set(said)))
    return [r.id for r in rows if not r.missing and r.status is not Status.FAILED]


def count_checks(reader: LibraryReader) -> dict[str, CheckCount]:
    """Count the answered checks by the scene that had been accepted."""
    drawn = _accepted_then(reader)
    said = reader.labels.of(list(drawn))
    found: dict[str, CheckCount] = {}
    for photo, scene in drawn.items():
        yes, no = said.get(photo, (None, ()))
        if yes is None and scene not in no:
            continue
        before = found.get(scene, CheckCount())
        found[scene] = CheckCount(before.answered + 1, before.right + (yes == scene))
    return found


def read_draws(reader: LibraryReader) -> list[DrawRecord]:
    """Return the draws, oldest first."""
    stored = reader.setting(DRAWS, [])
    return [DrawRecord(d["at"], d["line"], tuple(d["photos"])) for d in stored]


def answered_draws(reader: LibraryReader) -> list[DrawRecord]:
    """Return the draws of which every photo that is still there has an answer."""
    waiting = set(waiting_photos(reader))
    return [draw for draw in read_draws(reader) if not waiting & set(draw.photos)]


def _accepted_then(reader: LibraryReader) -> dict[int, str]:
    return {int(photo): scene for photo, scene in reader.setting(SETTING, {}).items()}


def _tagged(rows: Sequence[PhotoRow]) -> dict[int, str]:
    return {r.id: r.scene for r in rows if r.status is Status.ACCEPTED and r.scene is not None}


def _save(ctx: JobContext, draws: list[DrawRecord], accepted: dict[int, str]) -> None:
    with ctx.library.transaction():
        ctx.library.set_setting(DRAWS, [asdict(draw) for draw in draws[-KEPT_DRAWS:]])
        ctx.library.set_setting(SETTING, {str(photo): scene for photo, scene in accepted.items()})


def _draw(
    ctx: JobContext, share: float, drawn: set[int], chance: random.Random
) -> DrawRecord | None:
    """Draw from the photos without a label that are most similar, twice as many as are accepted."""
    counts = ctx.library.photos.counts()
    count = min(MAX_CHECKS, round(share * counts.review), round(share * counts.all) - len(drawn))
    photos, margins = ctx.library.models.margins()
    new = ~np.isin(photos, sorted(drawn))
    photos, margins = photos[new], margins[new]
    accepted = int((margins >= 0).sum())
    pool = np.argsort(-margins, kind="stable")[: 2 * max(accepted, count, 0)]
    count = min(count, len(pool))
    if count <= 0:
        return None
    chosen = sorted(int(photos[n]) for n in chance.sample(pool.tolist(), count))
    cut = cut_in_force(ctx.model()[1])
    line = None if cut is None else cut + float(margins[pool].min())
    return DrawRecord(datetime.now(UTC).isoformat(timespec="milliseconds"), line, tuple(chosen))
