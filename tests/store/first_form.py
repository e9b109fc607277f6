"""A new library at a tenth of the price: what its first step tells SQLite is told again.

Alembic makes the form once in each process that runs tests; later libraries are made of the same
statements, in the same transaction, each with a name of its own.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

from alembic import op
from sqlalchemy import event


class FirstForm:
    """Stands for the first step of the library's form."""

    def __init__(self, upgrade: Callable[[], None]) -> None:
        self._upgrade = upgrade
        self._told: list[tuple[str, tuple[object, ...]]] = []

    def __call__(self) -> None:
        connection = op.get_bind()
        if not self._told:
            event.listen(connection, "before_cursor_execute", self._note)
            self._upgrade()
            event.remove(connection, "before_cursor_execute", self._note)
            return
        raw = connection.connection.cursor()
        for statement, values in self._told:
            is_name = statement.startswith("INSERT INTO setting")
            raw.execute(statement, (json.dumps(uuid.uuid4().hex),) if is_name else values)
        raw.close()

    def _note(self, _: object, __: object, statement: str, values: Any, *more: object) -> None:
        self._told.append((statement, values))
