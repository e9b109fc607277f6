"""Stored models: their checksums, and what takes the place of one that was damaged.

SQLite keeps no checksum of what it stores. So each model version has one, beside its figures; it is
compared whenever the model is read. Versions of older libraries have none: whether those are whole
can only be seen by reading them.
"""

from __future__ import annotations

import zlib
from typing import Any

from sqlalchemy import Connection, select, true, update

from app.core.errors import KnownError
from app.core.method.model import Model
from app.store.encoding import load
from app.store.states import KEPT, make_current
from app.store.tables import ModelVersion

CHECKSUM = "crc32"


def checksum(blob: bytes) -> int:
    """Return the number that is kept beside a model."""
    return zlib.crc32(blob)


def is_whole(blob: bytes, figures: dict[str, Any]) -> bool:
    """Return whether a model is what was stored."""
    if CHECKSUM in figures:
        return bool(figures[CHECKSUM] == checksum(blob))
    try:
        Model.from_bytes(blob)
    except KnownError as error:
        return error.code != "bad_model"
    return True


def damaged_model(version: int) -> KnownError:
    """Return the error that says so."""
    return KnownError("damaged_version", version=version)


def replace_damaged(connection: Connection) -> tuple[list[int], int | None]:
    """Let go of damaged versions; if the current one is among them, the newest sound one follows.

    Returns
    -------
    list of int, int or None
        The damaged versions, and the version that is in force now; None when no sound one is left,
        so that the pack's model takes over as in a new library. Labels are not touched.
    """
    rows = connection.execute(
        select(ModelVersion.id, ModelVersion.blob, ModelVersion.figures).where(KEPT)
    ).all()
    damaged = [row.id for row in rows if not is_whole(row.blob, load(row.figures))]
    current = connection.scalar(select(ModelVersion.id).where(ModelVersion.current == true()))
    if not damaged:
        return [], current
    these = update(ModelVersion).where(ModelVersion.id.in_(damaged))
    connection.execute(these.values(blob=b"", figures="{}"))
    if current in damaged:
        current = max((row.id for row in rows if row.id not in damaged), default=None)
        make_current(connection, current)
    return damaged, current
