"""Which checks wait for an answer, as tests ask for them."""

from __future__ import annotations

from app.core.library import LibraryReader
from app.core.types import Status
from app.jobs.audit import waiting_photos


def waiting_checks(reader: LibraryReader) -> dict[int, str | None]:
    """Map the accepted photos whose check has no answer yet to their scene."""
    rows = reader.photos.rows(waiting_photos(reader))
    return {row.id: row.scene for row in rows if row.status is Status.ACCEPTED}
