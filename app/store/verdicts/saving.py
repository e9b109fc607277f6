"""Saving what the gate says of photos, and showing it on the lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.core.method.tagger import Decisions
from app.core.types import IdArray
from app.store.database import Database
from app.store.tables import Prediction
from app.store.verdicts.indexes import indexed_at_the_end
from app.store.verdicts.writing import keep_differing, show_some


class VerdictSaving:
    """The part of a library's models that writes verdicts: see ``core.library.Models``."""

    _database: Database

    @contextmanager
    def save_anew(self) -> Iterator[None]:
        """Save verdicts of all photos within: their index comes last."""
        with (
            self._database.write() as connection,
            indexed_at_the_end(connection, Prediction, [Prediction.scene]),
        ):
            yield

    def save_verdicts(
        self, version: int, photos: Sequence[int] | IdArray, decisions: Decisions
    ) -> list[int]:
        """Store the decisions on photos; return those that differ."""
        with self._database.write() as connection:
            return keep_differing(connection, version, photos, decisions)

    def show_verdicts(self, photos: Sequence[int] | None) -> None:
        """Bring the lists up to date for photos; None: for all."""
        with self._database.write() as connection:
            show_some(connection, photos)
