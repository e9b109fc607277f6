"""Labels: what a person said about photos."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select
from typing_extensions import override

from app.core import library
from app.core.records import LabelRow
from app.store.actions import Actions
from app.store.database import Database
from app.store.encoding import now
from app.store.query import among
from app.store.states import read_labels
from app.store.tables import Label


class LabelStore(library.Labels):
    """Labels of a library file."""

    def __init__(self, database: Database, actions: Actions) -> None:
        self._database = database
        self._actions = actions

    @override
    def rows(self) -> list[LabelRow]:
        with self._database.read() as connection:
            return read_all(connection)

    @override
    def of(self, photos: Sequence[int]) -> dict[int, tuple[str | None, tuple[str, ...]]]:
        with self._database.read() as connection:
            rows = connection.execute(_LABELS.where(among(Label.photo_id, photos)))
            return {row.photo: (row.yes, row.no) for row in _label_rows(rows)}

    @override
    def refused(self) -> dict[int, tuple[str, ...]]:
        statement = _LABELS.where(Label.kind == "no")
        with self._database.read() as connection:
            return {row.photo: row.no for row in _label_rows(connection.execute(statement))}

    @override
    def samples(self, scene: str) -> list[int]:
        statement = (
            select(Label.photo_id)
            .where(Label.scene == scene, Label.kind == "yes")
            .order_by(Label.photo_id)
        )
        with self._database.read() as connection:
            return list(connection.scalars(statement))

    @override
    def save(
        self,
        kind: str,
        params: Mapping[str, Any],
        labels: Mapping[int, tuple[str | None, tuple[str, ...]]],
    ) -> int:
        with self._actions.recording(kind, params) as recorder:
            before = read_labels(recorder.connection, list(labels))
            at = now()
            action = -1  # stands for the action's id until something differs
            after = {
                int(photo): _new_state(before[int(photo)], yes, no, at, action)
                for photo, (yes, no) in labels.items()
            }
            changed = [photo for photo, state in after.items() if state != before[photo]]
            if changed:
                action = recorder.start()
                for photo in changed:
                    after[photo] = [
                        [*said[:3], action if said[3] == -1 else said[3]] for said in after[photo]
                    ]
            recorder.change(
                "label",
                {str(photo): before[photo] for photo in changed},
                {str(photo): after[photo] for photo in changed},
            )
            return recorder.id


_LABELS = select(Label.photo_id, Label.scene, Label.kind, Label.at).order_by(
    Label.photo_id, Label.scene
)


def read_all(connection: Connection) -> list[LabelRow]:
    """List every photo that a person said anything about."""
    return _label_rows(connection.execute(_LABELS))


def _label_rows(rows: Iterable[Row[int, str, str, str]]) -> list[LabelRow]:
    grouped: dict[int, list[Row[int, str, str, str]]] = defaultdict(list)
    for row in rows:
        grouped[row.photo_id].append(row)
    return [
        LabelRow(
            photo=photo,
            yes=next((row.scene for row in said if row.kind == "yes"), None),
            no=tuple(row.scene for row in said if row.kind == "no"),
            at=max(row.at for row in said),
        )
        for photo, said in grouped.items()
    ]


def _new_state(
    before: list[list[Any]], yes: str | None, no: tuple[str, ...], at: str, action: int
) -> list[list[Any]]:
    """Return the label state; words that were said before keep their time and action."""
    wanted = {scene: "no" for scene in no}
    if yes is not None:
        wanted[yes] = "yes"
    said = {(scene, kind): [scene, kind, *rest] for scene, kind, *rest in before}
    return [
        said.get((scene, kind), [scene, kind, at, action]) for scene, kind in sorted(wanted.items())
    ]
