"""Raw file and camera's picture: one photo, whichever of its files come and go.

Of ``IMG.jpg`` and ``IMG.raf`` the JPEG is the photo's file and the raw file its companion. So a
JPEG that comes beside a raw file takes its place in the photo, and a raw file whose JPEG has gone
takes the place of that: what a person said stays with the shot. Files that are known by their bytes
or pixels go first, for a picture may have moved away.

A raw file that a person had labelled where it lay alone, and that now lies beside a JPEG, is known
by name, size and time, and under another name by its bytes: both photos become one, unless what was
said of them contradicts itself.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from app.core.outside.companions import CompanionRole
from app.core.types import KnownPhoto, StoredPhoto
from app.jobs.context import JobContext
from app.jobs.scanning.reunite import merge_if_agreed
from app.jobs.scanning.walk import Found
from app.media.formats import RAW_EXTENSIONS, extension
from app.media.rehash import content_hash_of

# Between the dates that a camera writes into the two files of a shot.
_SHOT_S = 2


@dataclass(frozen=True, slots=True)
class Half:
    """A file that was read, and the photo that it may be the other half of.

    ``taken_at`` is when the file says that it was taken.
    """

    path: str
    partner: KnownPhoto
    taken_at: str | None


def take_partners(
    ctx: JobContext, found: Found, halves: Sequence[Half], shown: dict[str, int | None]
) -> dict[int, str]:
    """Let files that show no other photo be that of their partner; note whose file is gone.

    Parameters
    ----------
    halves : sequence of Half
    shown : dict
        Path to the photo that a file shows, None for a new one; partners are put in.

    Returns
    -------
    dict
        Photos that were put in, with the content that they had.
    """
    ids = [half.partner.id for half in halves]
    stored = {photo.id: photo for photo in ctx.library.identity.stored(ids)}
    dates = {row.id: row.taken_at for row in ctx.library.photos.rows(ids)}
    taken = {photo for photo in shown.values() if photo is not None}
    before = {}
    for half in halves:
        photo = stored.get(half.partner.id)
        if photo is None or photo.id in taken or found.disks.is_away(photo):
            continue
        if shown[half.path] is None and _is_half_of(half, photo, dates.get(photo.id)):
            shown[half.path] = photo.id
            taken.add(photo.id)
            before[photo.id] = photo.content
    for half in halves:
        if half.partner.id not in taken and half.partner.id in stored:
            found.gone.setdefault(half.partner.id, half.partner.missing)
    return before


def _is_half_of(half: Half, photo: StoredPhoto, taken_at: str | None) -> bool:
    if half.taken_at and taken_at:
        return _is_one_shot(half.taken_at, taken_at)
    # By name alone: at least the raw file has to be the one that always lay there.
    return extension(photo.path) not in RAW_EXTENSIONS or _is_at(photo, photo.path)


def _is_one_shot(one: str | None, other: str | None) -> bool:
    """Say whether dates are of one shot; a file that names none is believed by its name."""
    if not one or not other:
        return True
    apart = datetime.fromisoformat(one) - datetime.fromisoformat(other)
    return abs(apart.total_seconds()) <= _SHOT_S


def settle_pairs(ctx: JobContext, found: Found) -> list[int]:
    """Keep what lies beside photos, and join labelled raw files with those that they belong to.

    Returns the photos that are no more; the caller holds ``ctx.writing``.
    """
    ctx.library.photos.save_companions(found.companions)
    gone = ctx.library.identity.stored(ctx.library.photos.spoken_and_gone())
    gone = [photo for photo in gone if extension(photo.path) in RAW_EXTENSIONS]
    if not gone:
        return []
    beside = _raws_beside(ctx)
    by_name: dict[str, list[str]] = defaultdict(list)
    for place in beside:
        by_name[os.path.basename(place)].append(place)
    new = _by_state(_seen_raws(found, beside))
    joined = []
    for raw in gone:
        named = by_name[os.path.basename(raw.path)]
        renamed = [p for p in new.get((raw.size, raw.mtime_ns), ()) if p not in named]
        known = [p for p in named if _is_at(raw, p)]
        # Under another name size and time are not enough.
        known += [p for p in renamed if raw.content and content_hash_of(p) == raw.content]
        if any(_join_raw(ctx, beside[place], raw.id) for place in known):
            joined.append(raw.id)
    return joined


def _raws_beside(ctx: JobContext) -> dict[str, int]:
    """Map the paths of raw files to the photos that they lie beside."""
    return {
        os.path.join(os.path.dirname(path), beside.name): photo
        for photo, (path, companions) in ctx.library.photos.with_raw().items()
        for beside in companions
        if beside.role is CompanionRole.RAW
    }


def _seen_raws(found: Found, beside: Mapping[str, int]) -> list[str]:
    """Return the raw files that this scan first saw beside their photo."""
    new = {
        os.path.join(os.path.dirname(todo.file.path), companion.name)
        for todo in found.todo
        for companion in todo.file.companions
    }
    return [place for place, photo in beside.items() if place in new or photo in found.companions]


def _by_state(places: Sequence[str]) -> dict[tuple[int, int], list[str]]:
    """Map size and time to the files that have them now."""
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for place in places:
        with suppress(OSError):
            status = os.stat(place)
            found[status.st_size, status.st_mtime_ns].append(place)
    return found


def _join_raw(ctx: JobContext, photo: int, raw: int) -> bool:
    return _are_one_shot(ctx, photo, raw) and merge_if_agreed(ctx, photo, raw)


def _are_one_shot(ctx: JobContext, *photos: int) -> bool:
    one, other = ctx.library.photos.rows(photos)
    return _is_one_shot(one.taken_at, other.taken_at)


def _is_at(raw: StoredPhoto, place: str) -> bool:
    try:
        status = os.stat(place)
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (raw.size, raw.mtime_ns)
