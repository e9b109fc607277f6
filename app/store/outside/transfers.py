"""The files that actions copied or moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from typing_extensions import override

from app.core.transfers import FileStep, StepState
from app.store.actions import Actions, HistoryStore
from app.store.database import Database
from app.store.encoding import decode_path, encode_path
from app.store.tables import Action, FileStepTable

_SET = update(FileStepTable).where(
    FileStepTable.action_id == bindparam("action"), FileStepTable.number == bindparam("at")
)


class TransferStore(HistoryStore):
    """The actions of a library file, with the files that they copied or moved."""

    def __init__(self, database: Database, actions: Actions) -> None:
        super().__init__(database)
        self._actions = actions

    @override
    def file_steps(self, action: int) -> list[FileStep]:
        table = FileStepTable
        statement = select(table.__table__).where(table.action_id == action).order_by(table.number)
        with self._database.read() as connection:
            return [_step(row) for row in connection.execute(statement)]

    @override
    def is_in_force(self, action: int) -> bool:
        statement = select(Action.undone).where(Action.id == action)
        with self._database.read() as connection:
            undone = connection.scalar(statement)
        return undone is not None and not undone

    @override
    def plan_files(self, steps: Sequence[FileStep]) -> int:
        recorder = self._actions.required
        action = recorder.start()
        connection = recorder.connection
        connection.execute(
            insert(FileStepTable), [{"action_id": action, **_values(step)} for step in steps]
        )
        photos = len({step.photo for step in steps if step.photo is not None})
        connection.execute(update(Action).where(Action.id == action).values(photos=photos))
        return action

    @override
    def set_file_steps(self, action: int, steps: Sequence[FileStep]) -> None:
        with self._database.write() as connection:
            connection.execute(
                _SET,
                [{"action": action, "at": step.number, **_values(step)} for step in steps],
            )

    @override
    def drop_action(self, action: int) -> None:
        with self._database.write() as connection:
            connection.execute(delete(Action).where(Action.id == action))


def move_steps(connection: Connection, photos: Mapping[int, int]) -> None:
    """Hand the files of photos (keys) that go over to photos that stay (values)."""
    for other, kept in photos.items():
        statement = update(FileStepTable).where(FileStepTable.photo_id == other)
        connection.execute(statement.values(photo_id=kept))


def _step(row: Any) -> FileStep:
    return FileStep(
        row.number,
        row.photo_id,
        decode_path(row.source),
        decode_path(row.target),
        bool(row.is_move),
        StepState(row.state),
        row.digest,
        row.unit,
    )


def _values(step: FileStep) -> dict[str, object]:
    return {
        "number": step.number,
        "unit": step.unit,
        "photo_id": step.photo,
        "source": encode_path(step.source),
        "target": encode_path(step.target),
        "is_move": step.is_move,
        "state": step.state.value,
        "digest": step.digest,
    }
