"""Writing what a scan finds: photos, failures, features, decisions, groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from app.core.messages import Message
from app.core.types import Decision, FloatArray, PhotoFacts, PhotoFile
from app.store.database import Database
from app.store.encoding import (
    clean,
    displaced_path,
    dump,
    dump_candidates,
    dump_failure,
    dump_vector,
    encode_path,
    folded_name,
    local_time,
    number,
    whole,
)
from app.store.feature_rows import next_feature_id
from app.store.query import among
from app.store.shown import show
from app.store.tables import Base, Feature, Photo, Prediction
from app.store.write_verdicts import KEEP_DECISION

_KEEP_FEATURES = """
INSERT OR REPLACE INTO feature (id, photo_id, backbone, vector) VALUES (?, ?, ?, ?)
"""


class PhotoWriter:
    """The writer's part about photos."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Join the calls inside into one transaction, rolled back on an exception.

        Inside it, reads of the same thread see what it has written.
        """
        with self._database.write():
            yield

    def save_photo(
        self, folder: int, file: PhotoFile, facts: PhotoFacts, known: int | None = None
    ) -> int:
        """Insert or update a decoded photo (clears an earlier failure); return its id.

        When the picture itself is another one, its features and prediction are dropped; labels
        stay, for they are the person's.
        """
        values = {
            **_file_values(folder, file, facts.taken_at),
            "failure": None,
            "failure_values": None,
            "content_hash": facts.content_hash,
            "pixel_hash": facts.pixel_hash,
            "width": facts.width,
            "height": facts.height,
            "orientation": facts.orientation,
            "format": clean(facts.format),
            "taken_at": clean(facts.taken_at),
            "camera": clean(facts.camera),
            "facts": dump(facts.details),
        }
        with self._database.write() as connection:
            photo = _photo_at(connection, encode_path(file.path)) if known is None else int(known)
            if photo is None:
                photo = _insert(connection, values)
                if not facts.pixel_hash:
                    show(connection, [photo])  # only its header was read: it waits
                return photo
            before = connection.execute(_BEFORE, {"photo": photo}).one()
            if before.pixel_hash != facts.pixel_hash:
                connection.execute(delete(Feature).where(Feature.photo_id == photo))
                connection.execute(delete(Prediction).where(Prediction.photo_id == photo))
            _update(connection, photo, values)
            return photo

    def save_failure(
        self, folder: int, file: PhotoFile, message: Message, known: int | None = None
    ) -> int:
        """Insert or update a file that could not be read; return its id.

        What was known of the photo is kept: the file may be whole again tomorrow.
        """
        with self._database.write() as connection:
            photo = _photo_at(connection, encode_path(file.path)) if known is None else int(known)
            if photo is None:
                values = _file_values(folder, file, None)
                photo = _insert(connection, {**values, **dump_failure(message)})
                show(connection, [photo])
                return photo
            taken = connection.execute(_BEFORE, {"photo": photo}).one().taken_at
            values = _file_values(folder, file, taken)
            _update(connection, photo, {**values, **dump_failure(message)})
            return photo

    def move_photo(self, photo: int, folder: int, file: PhotoFile) -> None:
        """Give a photo a new path (renamed or moved file); everything else stays."""
        with self._database.write() as connection:
            taken = connection.execute(_BEFORE, {"photo": int(photo)}).one().taken_at
            _update(connection, int(photo), _file_values(folder, file, taken))

    def set_missing(self, photos: Sequence[int], missing: bool) -> None:
        """Mark photos as gone or offline, or as back. Nothing else of them changes."""
        with self._database.write() as connection:
            these = among(Photo.id, photos)
            connection.execute(update(Photo).where(these).values(missing=missing))
            show(connection, photos)

    def save_features(self, backbone: str, features: Mapping[int, FloatArray]) -> None:
        """Keep features, float32 (D,) by photo id."""
        if not features:
            return
        with self._database.write() as connection:
            first = next_feature_id(connection, len(features))
            rows = [
                (number, int(photo), backbone, dump_vector(vector))
                for number, (photo, vector) in enumerate(features.items(), first)
            ]
            connection.exec_driver_sql(_KEEP_FEATURES, rows)

    def save_decisions(self, version: int, decisions: Mapping[int, Decision]) -> None:
        """Store the gate's word by photo id, replacing the earlier one. Labels stay untouched."""
        rows = [_decision_row(int(i), version, word) for i, word in decisions.items()]
        if rows:
            with self._database.write() as connection:
                connection.exec_driver_sql(KEEP_DECISION, rows)
                show(connection, decisions)

    def save_groups(self, groups: Mapping[int, int | None]) -> None:
        """Store the look-alike group by photo id."""
        rows = [(group, int(photo)) for photo, group in groups.items()]
        if rows:
            with self._database.write() as connection:
                connection.exec_driver_sql("UPDATE photo SET look_group = ? WHERE id = ?", rows)


def _file_values(folder: int, file: PhotoFile, taken_at: str | None) -> dict[str, Any]:
    return {
        "folder_id": folder,
        "path": encode_path(file.path),
        "name": folded_name(file.path),
        "size": file.size,
        "mtime_ns": whole(file.mtime_ns),
        "ctime_ns": whole(file.ctime_ns),
        "missing": False,
        "sorted_at": clean(taken_at) or local_time(file.mtime_ns),
    }


# Statements are built once: a scan sends each of them for every photo.
_TABLE = Base.metadata.tables["photo"]
_AT = select(Photo.id).where(Photo.path == bindparam("place"))
_BEFORE = select(Photo.pixel_hash, Photo.taken_at).where(Photo.id == bindparam("photo"))
_INSERT = insert(_TABLE).returning(_TABLE.c.id)
_UPDATE = update(_TABLE).where(_TABLE.c.id == bindparam("photo"))


def _photo_at(connection: Connection, path: bytes) -> int | None:
    return connection.scalar(_AT, {"place": path})


def _insert(connection: Connection, values: dict[str, Any]) -> int:
    photo: int = connection.execute(_INSERT, {**values, "status": "rejected"}).scalar_one()
    return photo


def _update(connection: Connection, photo: int, values: dict[str, Any]) -> None:
    """Update a row; another photo that was known at its new path is displaced, not lost."""
    occupant = _photo_at(connection, values["path"])
    if occupant is not None and occupant != photo:
        away = {"path": displaced_path(values["path"], occupant), "missing": True}
        connection.execute(_UPDATE, {"photo": occupant, **away})
        show(connection, [occupant])
    connection.execute(_UPDATE, {"photo": photo, **values})
    show(connection, [photo])


def _decision_row(photo: int, version: int, word: Decision) -> tuple[Any, ...]:
    return (
        photo,
        version,
        word.scene,
        word.status.value,
        word.reason.value,
        number(word.similarity),
        number(word.low),
        number(word.high),
        number(word.confidence),
        number(word.margin),
        number(word.patent_similarity),
        dump_candidates(word.candidates),
        dump(list(word.further)),
    )
