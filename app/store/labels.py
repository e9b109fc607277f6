"""Labels: what a person said about photos."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Integer, cast, func, select, union
from typing_extensions import override

from app.core import protocols
from app.core.records import LabelRow
from app.core.scenes import NO_SCENE
from app.store.actions import OF_PHOTOS, Actions
from app.store.collecting.tables import AlbumPhoto, RatingTable
from app.store.database import Database
from app.store.encoding import now
from app.store.plain_rows import Prepared, fetch_plain
from app.store.query import among_asked, asked
from app.store.states import read_labels
from app.store.tables import ActionItem, Label

# Photos that a person said, or took back, something about.
SPOKEN_OF = union(
    select(Label.photo_id),
    select(RatingTable.photo_id),
    select(AlbumPhoto.photo_id),
    select(cast(ActionItem.key, Integer)).where(ActionItem.entity.in_(OF_PHOTOS)),
    # ``album:photo``: undo may bring the album back.
    select(cast(func.substr(ActionItem.key, func.instr(ActionItem.key, ":") + 1), Integer)).where(
        ActionItem.entity == "album_photo"
    ),
)


class LabelStore(protocols.Labels):
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
        if not photos:
            return {}
        with self._database.read() as connection:
            rows = _LABELS_ASKED.rows(connection, photos=asked(photos))
            return {row.photo: (row.yes, row.no) for row in _label_rows(rows)}

    @override
    def given_at(self) -> dict[int, str]:
        statement = select(Label.photo_id, Label.at).where(
            Label.answer == "yes", Label.scene != NO_SCENE
        )
        with self._database.read() as connection:
            return {photo: at for photo, at in connection.execute(statement)}

    @override
    def refused(self) -> dict[int, tuple[str, ...]]:
        statement = _LABELS.where(Label.answer == "no")
        with self._database.read() as connection:
            return {row.photo: row.no for row in _label_rows(connection.execute(statement))}

    @override
    def samples(self, scene: str) -> list[int]:
        statement = (
            select(Label.photo_id)
            .where(Label.scene == scene, Label.answer == "yes")
            .order_by(Label.photo_id)
        )
        with self._database.read() as connection:
            return list(connection.scalars(statement))

    @override
    def save(self, labels: Mapping[int, tuple[str | None, tuple[str, ...]]]) -> None:
        recorder = self._actions.required
        before = read_labels(recorder.connection, list(labels))
        changed = {
            int(photo): (yes, no)
            for photo, (yes, no) in labels.items()
            if _answers(before[int(photo)]) != _wanted(yes, no)
        }
        if not changed:
            return
        action, at = recorder.start(), now()
        recorder.change(
            "label",
            {str(photo): before[photo] for photo in changed},
            {
                str(photo): _new_state(before[photo], _wanted(yes, no), at, action)
                for photo, (yes, no) in changed.items()
            },
        )


_LABELS = select(Label.photo_id, Label.scene, Label.answer, Label.at).order_by(
    Label.photo_id, Label.scene
)
_LABELS_ASKED = Prepared(_LABELS.where(among_asked(Label.photo_id)))


def read_all(connection: Connection) -> list[LabelRow]:
    """List every photo that a person said anything about."""
    return _label_rows(fetch_plain(connection, _LABELS))


def _label_rows(rows: Iterable[tuple[Any, ...]]) -> list[LabelRow]:
    """Put together what was said of each photo; rows of one photo follow each other."""
    return [
        LabelRow(
            photo=photo,
            yes=next((scene for _, scene, answer, _ in said if answer == "yes"), None),
            no=tuple(scene for _, scene, answer, _ in said if answer == "no"),
            at=max(at for *_, at in said),
        )
        for photo, words in groupby(rows, key=itemgetter(0))
        if (said := [*words])
    ]


def _answers(state: list[list[Any]]) -> dict[str, str]:
    return {scene: answer for scene, answer, *_ in state}


def _wanted(yes: str | None, no: tuple[str, ...]) -> dict[str, str]:
    wanted = dict.fromkeys(no, "no")
    if yes is not None:
        wanted[yes] = "yes"
    return wanted


def _new_state(
    before: list[list[Any]], wanted: Mapping[str, str], at: str, action: int
) -> list[list[Any]]:
    """Return the label state; words that were said before keep their time and action."""
    said = {(scene, answer): [scene, answer, *rest] for scene, answer, *rest in before}
    return [said.get(word, [*word, at, action]) for word in sorted(wanted.items())]
