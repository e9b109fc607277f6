"""When photos were taken: lists counted by months."""

from __future__ import annotations

from typing_extensions import override

from app.core.calendar import CalendarReader, MonthCount
from app.core.records import Query
from app.store.database import Database
from app.store.query import month_counts


class CalendarQueries(CalendarReader):
    """Counting photos of a library file by their dates."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def months(self, query: Query) -> list[MonthCount]:
        with self._database.read() as connection:
            return month_counts(connection, query)
