"""The last step of a scan: write groups of decoded photos into the library, each at one stroke.

A picture whose pixels are those that the library knows (only its header was rewritten, or the file
was moved) keeps its features and is not encoded again; the gate looks at it like at any other.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.core.model import Model
from app.core.types import DecodedPhoto, DecodeFailure, FloatArray, Status
from app.jobs.context import JobContext
from app.jobs.regate import judge, kept_rows, left_out, switched_off
from app.jobs.walk import TRY_AGAIN_NS, Found, Todo

Item = DecodedPhoto | DecodeFailure
Group = list[tuple[Item, FloatArray | None]]

# Failures whose cause lies outside the file: no change of the file tells when it is gone.
_FOREIGN_CAUSES = frozenset(("vanished", "unreadable", "forbidden"))


class Intake:
    """Stores groups: new rows, changed rows, moved files; one transaction a group.

    Parameters
    ----------
    ctx : JobContext
    found : Found
        What the walk found; photos that turn out to be moved leave its ``gone``.
    """

    def __init__(self, ctx: JobContext, found: Found) -> None:
        self._ctx = ctx
        self._found = found
        self._todo = {todo.file.path: todo for todo in found.todo}
        changed = [todo.known.id for todo in found.todo if todo.known is not None]
        hashes = ctx.library.photos.hashes(changed)
        self._pixels = {photo: pixels for photo, (_, pixels) in hashes.items()}
        # Where a new file has the hash of one that is gone, it is that one, moved.
        self._moved: dict[str, tuple[int, str | None]] = {}
        gone = {*found.gone, *ctx.library.photos.missing()}
        for photo, (content, pixels) in ctx.library.photos.hashes(list(gone)).items():
            if content is not None:
                self._moved[content] = (photo, pixels)
        backbone = ctx.model()[1].backbone_id
        self._encoded = ctx.library.models.encoded(backbone, {*changed, *gone})

    def todo(self, item: Item) -> Todo:
        """Return what the walk noted of a file."""
        return self._todo[item.file.path]

    def needs_encoding(self, item: Item) -> bool:
        """Return whether features of this picture have to be computed."""
        if isinstance(item, DecodeFailure):
            return False
        known = self.todo(item).known
        if known is not None:
            photo, pixels = known.id, self._pixels.get(known.id)
        elif (moved := self._moved.get(item.facts.content_hash)) is not None:
            photo, pixels = moved
        else:
            return True
        return photo not in self._encoded or pixels != item.facts.pixel_hash

    def store(self, group: Group) -> list[int]:
        """Write one group and return the ids of its photos."""
        ctx = self._ctx
        fresh: dict[int, FloatArray] = {}
        kept: list[int] = []
        written: list[int] = []
        with ctx.library.transaction():
            version, model = ctx.model()
            for item, vector in group:
                if isinstance(item, DecodeFailure):
                    written.append(self._save_failure(item))
                    continue
                photo = self._save(item)
                written.append(photo)
                if vector is not None:
                    fresh[photo] = vector
                else:
                    kept.append(photo)
            ctx.library.models.save_features(model.backbone_id, fresh)
            if kept:
                table = ctx.library.models.features(model.backbone_id, kept)
                fresh.update(zip(map(int, table.ids), table.features, strict=True))
            self._decide(version, model, fresh)
        self._found.tally.processed += len(group)
        return written

    def _save_failure(self, item: DecodeFailure) -> int:
        todo = self.todo(item)
        file = item.file
        if item.message.code in _FOREIGN_CAUSES:
            file = replace(file, mtime_ns=TRY_AGAIN_NS)
        known = todo.known
        labelled = known is not None and known.status is Status.LABELLED
        self._found.tally.statuses[Status.LABELLED if labelled else Status.FAILED] += 1
        return self._ctx.library.photos.save_failure(
            todo.folder, file, item.message, known.id if known is not None else None
        )

    def _save(self, item: DecodedPhoto) -> int:
        writer, todo = self._ctx.library, self.todo(item)
        photo = todo.known.id if todo.known is not None else None
        if photo is None and (moved := self._moved.pop(item.facts.content_hash, None)) is not None:
            photo = moved[0]
            writer.photos.move(photo, todo.folder, item.file)
            self._found.gone.pop(photo, None)
            self._found.tally.moved += 1
            self._found.tally.new -= 1
        return writer.photos.save(todo.folder, item.file, item.facts, photo)

    def _decide(self, version: int, model: Model, features: dict[int, FloatArray]) -> None:
        if not features:
            return
        ids = list(features)
        said = self._ctx.library.labels.of(ids)
        decisions = judge(
            model,
            np.stack(list(features.values())),
            [said.get(i, (None, ()))[1] for i in ids],
            switched_off(self._ctx),
            kept_rows(ids, left_out(self._ctx.library)),
        )
        self._ctx.library.models.save_verdicts(version, ids, decisions)
        self._ctx.library.models.show_verdicts(ids)
        for row, photo in enumerate(ids):
            labelled = said.get(photo, (None, ()))[0] is not None
            status = Status.LABELLED if labelled else decisions.status(row)
            self._found.tally.statuses[status] += 1
