"""The calendar of a library: how many photos of a list are of which month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.core.records import Query


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How many photos of a list are of a month, ``2023-07``; of no known date where it is empty."""

    month: str
    photos: int


class CalendarReader(Protocol):
    """When photos were taken, for those who only look."""

    def months(self, query: Query) -> list[MonthCount]:
        """Count a list by months, rising; photos without a date come first."""
