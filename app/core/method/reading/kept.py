"""What is kept of photos beside the library: their features, and what the gate read of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.core.method.reading.readings import Readings
from app.core.types import FloatArray, IdArray


class KeptTable(Protocol):
    """All features of one backbone, as the library has them at one moment.

    ``ids`` int64 (N,) are the photos, rising; ``feature_ids`` int64 (N,) name each photo's features
    and never come back for others.
    """

    @property
    def ids(self) -> IdArray:
        """Photos."""
        ...

    @property
    def feature_ids(self) -> IdArray:
        """Names of their features."""
        ...

    def rows_of(self, photos: Sequence[int] | IdArray) -> IdArray:
        """Return the rows of those of some photos that have features, int64 (M,), rising."""
        ...

    def take(self, rows: IdArray) -> FloatArray:
        """Read the features of some rows, float32 (M, D)."""
        ...


class KeptReader(Protocol):
    """Kept features, and readings made of them (see ``reading.key``)."""

    def kept(self, backbone: str) -> KeptTable:
        """Return all features of a backbone; none is read before it is taken."""
        ...

    def readings(
        self, table: KeptTable, backbone: str, key: str
    ) -> tuple[IdArray, Readings] | None:
        """Return the rows of a table that there are readings of, and these; None without any."""
        ...

    def keep_readings(
        self, table: KeptTable, backbone: str, key: str, rows: IdArray, readings: Readings
    ) -> None:
        """Keep the readings of some rows for the next time, if that can be; others go.

        What is not committed yet is not kept. Nothing is raised where the disk is full, or
        may not be written.
        """

    def tagged_by(self) -> int | None:
        """Return the model version of the oldest photo's verdict, None where there is none.

        After a change of the model it is another one than that in force: then all will differ.
        """
