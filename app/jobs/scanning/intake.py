"""The last step of a scan: store groups of decoded photos, each in one transaction.

A picture whose pixels the library knows (only its header was rewritten, or the file was moved or
copied) keeps its features and is not encoded again; the gate looks at it like at any other. A file
of which it is not sure yet which photo it shows is put aside until all others were read:
:mod:`app.jobs.scanning.identity` tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from app.core.imported import IMPORTED, Imported
from app.core.keywords import Keywords
from app.core.method.model import Model
from app.core.types import DecodedPhoto, DecodeFailure, FloatArray, PhotoFacts, Status
from app.jobs.context import JobContext
from app.jobs.regate import kept_rows, left_out, switched_off, tag_features
from app.jobs.scanning.identity import Identifier, Item, Read
from app.jobs.scanning.reunite import merge_if_agreed
from app.jobs.scanning.sidecars import keywords_of_ours
from app.jobs.scanning.todo import Todo
from app.jobs.scanning.walk import TRY_AGAIN_NS, Found

Group = list[tuple[Item, FloatArray | None]]


class Intake:
    """Stores groups: new rows, changed rows, moved files; one transaction a group.

    Parameters
    ----------
    ctx : JobContext
    found : Found
        What the walk found.
    identity : Identifier
        Tells which photo a file shows.
    """

    def __init__(self, ctx: JobContext, found: Found, identity: Identifier) -> None:
        self._ctx = ctx
        self._found = found
        self._identity = identity
        self._todo: dict[str, Todo] = {}
        self._backbone = ctx.model()[1].backbone_id

    def expected(self, todo: Iterable[Todo]) -> Iterator[Todo]:
        """Yield files that are about to be read, and note what the walk noted of them."""
        for one in todo:
            self._todo[one.file.path] = one
            yield one

    def kept_features(self, items: Sequence[Item]) -> dict[str, FloatArray]:
        """Return the features of those pictures whose pixels the library knows, by path."""
        pixels = {i.facts.pixel_hash: i for i in items if isinstance(i, DecodedPhoto)}
        holders = self._ctx.library.identity.encoded_pixels(self._backbone, pixels)
        if not holders:
            return {}
        table = self._ctx.library.models.features(self._backbone, sorted(set(holders.values())))
        vectors = dict(zip(map(int, table.ids), table.features, strict=True))
        return {
            i.file.path: vectors[holder]
            for i in items
            if isinstance(i, DecodedPhoto)
            and (holder := holders.get(i.facts.pixel_hash)) in vectors
            and holder is not None
        }

    def store(self, group: Group) -> list[int]:
        """Write those of a group that are sure, put the others aside; return the photos written."""
        read = [Read.of(item, self._todo.pop(item.file.path), vector) for item, vector in group]
        self._found.tally.processed += len(read)
        with self._ctx.library.transaction():
            return self.write(self._identity.sort(read))

    def write(self, placed: Sequence[tuple[Read, int | None]]) -> list[int]:
        """Write files as photos that are known, or new ones (None), in the current transaction."""
        written: list[int] = []
        features: dict[int, FloatArray] = {}
        ours = self._words_of_ours([read.item for read, _ in placed])
        for read, photo in placed:
            if isinstance(read.item, DecodeFailure):
                written.append(self._save_failure(read, read.item, photo))
                continue
            saved = self._save(read, read.item, photo, ours.get(read.item.file.path, Keywords()))
            written.append(saved)
            if read.features is not None:
                features[saved] = read.features
        self._found.disks.put(
            (photo, read.todo.disk) for photo, (read, _) in zip(written, placed, strict=True)
        )
        version, model = self._ctx.model()
        known = self._ctx.library.models.encoded(model.backbone_id, features)
        fresh = {photo: vector for photo, vector in features.items() if photo not in known}
        self._ctx.library.models.save_features(model.backbone_id, fresh)
        self._decide(version, model, features)
        return written

    def _save_failure(self, read: Read, item: DecodeFailure, photo: int | None) -> int:
        file = item.file
        if read.says_nothing:  # no change of the file tells when the cause is gone
            file = replace(file, mtime_ns=TRY_AGAIN_NS)
        known = read.todo.known
        labelled = known is not None and known.id == photo and known.status is Status.LABELLED
        self._found.tally.statuses[Status.LABELLED if labelled else Status.FAILED] += 1
        row = self._row_for(read, photo)
        saved = self._ctx.library.photos.save_failure(
            read.todo.folder, file, item.message, row, content=read.content
        )
        self._settle(read, saved, photo)
        return saved

    def _save(self, read: Read, item: DecodedPhoto, photo: int | None, ours: Keywords) -> int:
        row = self._row_for(read, photo)
        facts = _without(item.facts, ours)
        saved = self._ctx.library.photos.save(read.todo.folder, item.file, facts, row)
        self._settle(read, saved, photo)
        return saved

    def _words_of_ours(self, items: Sequence[Item]) -> dict[str, Keywords]:
        """Return what we wrote into those files that have words or a rating, by path."""
        worded = [
            item.file.path
            for item in items
            if isinstance(item, DecodedPhoto) and _has_words(_imported(item.facts))
        ]
        return keywords_of_ours(self._ctx.library, worded) if worded else {}

    def _row_for(self, read: Read, photo: int | None) -> int | None:
        """Return the row to write: that of a first look becomes part of a photo that moved here."""
        if read.waiting is None:
            return photo
        if photo is None or not merge_if_agreed(self._ctx, photo, read.waiting):
            return read.waiting
        return photo

    def _settle(self, read: Read, saved: int, photo: int | None) -> None:
        """Count what a file turned out to be: moved here, other than before, or as it was."""
        tally, known = self._found.tally, read.todo.known
        if photo is not None or read.item.file.sidecars:
            # The photo came from elsewhere, or another one lies beside this sidecar now.
            self._found.sidecars.setdefault(read.item.file.path, read.item.file.sidecars)
        self._found.gone.pop(saved, None)
        self._identity.settled(saved, is_new=photo is None)
        if known is not None and known.id == saved:
            if read.waiting is not None:
                return
            changed = read.todo.is_suspect and read.content != self._identity.before(saved)
            tally.unchanged -= changed
            tally.changed += changed
            return
        if read.home is not None:
            suspect = read.todo.is_suspect
            tally.unchanged -= suspect
            tally.changed -= not suspect
            tally.new += 1
        if photo is not None:
            tally.moved += 1
            tally.new -= 1

    def _decide(self, version: int, model: Model, features: Mapping[int, FloatArray]) -> None:
        if not features:
            return
        ids = list(features)
        said = self._ctx.library.labels.of(ids)
        decisions = tag_features(
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


def _imported(facts: PhotoFacts) -> Imported:
    return Imported.of_json(facts.details.get(IMPORTED))


def _has_words(inside: Imported) -> bool:
    return bool(inside.keywords or inside.hierarchies or inside.rating or inside.flag)


def _without(facts: PhotoFacts, ours: Keywords) -> PhotoFacts:
    """Return the facts of a file without the keywords and the rating that we wrote into it."""
    if not ours:
        return facts
    others = _imported(facts).without(ours).to_json()
    return replace(facts, details={**facts.details, IMPORTED: others})
