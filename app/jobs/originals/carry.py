"""Bring the files of one name to another folder, or home again: all of them, or none.

At no moment is a file nowhere, whole. Within a disk a move is a new name; to another disk a copy is
written beside its name, compared, named, and only then is the original removed, once its bytes are
seen to be those of the copy. The steps are written down before and after.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import replace

from app.core.errors import KnownError
from app.core.paths import is_in
from app.core.transfers import FileStep, StepState
from app.jobs.context import JobContext
from app.jobs.scanning.disks import put_on_disks
from app.jobs.scanning.folders import leaves_out
from app.media.formats import photo_file
from app.media.originals import moving
from app.media.originals.companions import companions_among

log = logging.getLogger(__name__)


class Carrier:
    """Carries files of one action; the caller holds ``ctx.files``.

    Parameters
    ----------
    ctx : JobContext
    action : int
        Whose steps they are.
    """

    def __init__(self, ctx: JobContext, action: int) -> None:
        self._ctx = ctx
        self._action = action

    def carry(self, steps: Sequence[FileStep]) -> None:
        """Bring files to their targets.

        Raises
        ------
        KnownError
            When one of them cannot go; all are where they were then.
        """
        parts: dict[int, moving.Part] = {}
        there: list[FileStep] = []
        try:
            for step in steps:
                if not _is_renamed(step):
                    folder = os.path.dirname(step.target)
                    parts[step.number] = moving.copy_part(step.source, folder)
            self._write([_pending(step, parts) for step in steps])
            for step in steps:
                self._publish(step, parts)
                there.append(step)
            for step in steps:
                _leave_home(step, parts)
        except BaseException as error:
            for part in parts.values():
                moving.discard(part.path)
            if isinstance(error, KnownError):
                self._give_up(steps, [_pending(step, parts) for step in there])
            raise
        done = [replace(_pending(step, parts), state=StepState.DONE) for step in steps]
        with self._ctx.writing, self._ctx.library.transaction():
            self._write(done)
            follow_out(self._ctx, done)

    def bring_back(self, steps: Sequence[FileStep]) -> list[tuple[FileStep, KnownError]]:
        """Bring files home, or remove copies that are as they were made, the last one first.

        Returns those that stay where they are, each with the reason.
        """
        back: list[FileStep] = []
        stay: list[tuple[FileStep, KnownError]] = []
        for step in reversed(steps):
            try:
                _bring_back(step)
            except KnownError as error:
                stay.append((step, error))
            else:
                back.append(replace(step, state=StepState.BACK))
        if back:
            with self._ctx.writing, self._ctx.library.transaction():
                self._write(back)
                follow_home(self._ctx, back)
        return stay

    def _publish(self, step: FileStep, parts: dict[int, moving.Part]) -> None:
        if step.number not in parts:
            if moving.rename_file(step.source, step.target):
                return
            # The system does not rename between these folders after all.
            part = moving.copy_part(step.source, os.path.dirname(step.target))
            parts[step.number] = part
            self._write([_pending(step, parts)])
        moving.publish(parts[step.number], step.target)

    def _give_up(self, steps: Sequence[FileStep], there: Sequence[FileStep]) -> None:
        """Bring home what is there already; what resists stays pending, for undo to look at."""
        home = {step.number: step for step in steps}
        for step in reversed(there):
            try:
                _bring_back(step)
            except KnownError:
                log.warning("a file could not be brought back at once", exc_info=True)
                del home[step.number]
        self._write([replace(step, state=StepState.BACK) for step in home.values()])

    def _write(self, steps: Sequence[FileStep]) -> None:
        self._ctx.library.history.set_file_steps(self._action, steps)


def _is_renamed(step: FileStep) -> bool:
    """Return whether a file only gets another name."""
    if not step.is_move:
        return False
    try:
        return os.stat(step.source).st_dev == os.stat(os.path.dirname(step.target)).st_dev
    except OSError as error:
        raise KnownError("file_not_there", path=step.source) from error


def _pending(step: FileStep, parts: dict[int, moving.Part]) -> FileStep:
    part = parts.get(step.number)
    return replace(step, state=StepState.PENDING, digest=part.digest if part else "")


def _leave_home(step: FileStep, parts: dict[int, moving.Part]) -> None:
    """Remove an original whose copy lies at its target, if both are the same."""
    part = parts.get(step.number)
    if step.is_move and part is not None and not moving.remove_same(step.source, part.digest):
        raise KnownError("still_written", path=step.source)


def _bring_back(step: FileStep) -> None:
    if not step.is_move:
        if os.path.lexists(step.target) and not moving.remove_same(step.target, step.digest):
            raise KnownError("kept_changed", path=step.target)
        return
    if os.path.lexists(step.source):
        _drop_double(step)
        return
    if not os.path.lexists(step.target):
        raise KnownError("file_not_there", path=step.target)
    moving.make_folder(os.path.dirname(step.source))
    if moving.rename_file(step.target, step.source):
        return
    part = moving.copy_part(step.target, os.path.dirname(step.source))
    moving.publish(part, step.source)
    if not moving.remove_same(step.target, part.digest):
        moving.remove_same(step.source, part.digest)
        raise KnownError("still_written", path=step.target)


def _drop_double(step: FileStep) -> None:
    """Where a move was cut off between its two names, remove the second one."""
    if not os.path.lexists(step.target):
        return
    digest = moving.digest_of(step.source)
    if not moving.remove_same(step.target, digest):
        raise KnownError("home_taken", path=step.target, home=step.source)


def follow_out(ctx: JobContext, steps: Sequence[FileStep]) -> None:
    """Let the rows of photos that moved follow their files.

    A photo that left the folders of the library is gone, with all that was said of it, until the
    folder where it lies is added.
    """
    moved = {s.photo: s.target for s in steps if s.is_move and s.photo is not None}
    inside = {p: folder for p, target in moved.items() if (folder := _folder_of(ctx, target))}
    files = {p: photo_file(moved[p], os.stat(moved[p])) for p in inside}
    ctx.library.identity.follow({p: (inside[p], file) for p, file in files.items()})
    targets = [step.target for step in steps]
    ctx.library.photos.save_companions({p: companions_among(moved[p], targets) for p in files})
    put_on_disks(ctx, files)
    ctx.library.photos.set_missing(sorted(moved.keys() - inside.keys()), True)


def follow_home(ctx: JobContext, steps: Sequence[FileStep]) -> None:
    """Let the rows of photos that came home follow their files; those of removed copies are gone.

    A photo that went to another file meanwhile, by what a scan saw, stays there.
    """
    removed = [step.target for step in steps if not step.is_move]
    sources = [step.source for step in steps]
    copies = ctx.library.photos.find(removed)
    ctx.library.photos.set_missing(sorted(copies.values()), True)
    home = {s.photo: s for s in steps if s.is_move and s.photo is not None}
    for photo in ctx.library.identity.stored(list(home)):
        step = home[photo.id]
        folder = _folder_of(ctx, step.source)
        if photo.path == step.target or (photo.path == step.source and photo.is_gone):
            if folder and os.path.exists(step.source):
                file = photo_file(step.source, os.stat(step.source))
                ctx.library.identity.follow({photo.id: (folder, file)})
                beside = companions_among(step.source, sources)
                ctx.library.photos.save_companions({photo.id: beside})
                put_on_disks(ctx, {photo.id: file})
            else:
                ctx.library.photos.set_missing([photo.id], True)


def _folder_of(ctx: JobContext, path: str) -> int:
    """Return the innermost folder of the library that a path lies in; 0 where a scan sees none."""
    place = os.path.dirname(path)
    holders = [row for row in ctx.library.folders.rows() if is_in(place, row.path)]
    if not holders:
        return 0
    holder = max(holders, key=lambda row: len(row.path))
    return 0 if leaves_out(ctx, holder, place) else holder.id
