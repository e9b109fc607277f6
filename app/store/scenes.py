"""Scenes of the library: their names, and how many photos show each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, true, update
from typing_extensions import override

from app.core import library
from app.core.records import SceneRow
from app.core.types import Status
from app.store.actions import Actions
from app.store.database import Database
from app.store.plain_rows import Prepared
from app.store.states import read_row
from app.store.tables import PhotoCount, PhotoTag, Scene

_SECONDARY = "secondary"


class SceneStore(library.Scenes):
    """Scenes of a library file."""

    def __init__(self, database: Database, actions: Actions) -> None:
        self._database = database
        self._actions = actions

    @override
    def rows(self, *, include_disabled: bool = False) -> list[SceneRow]:
        with self._database.read() as connection:
            rows = _scene_table(connection)
            counts = _scene_counts(connection)
        return [
            _scene_row(row, counts.get(row.id, {}))
            for row in rows
            if include_disabled or row.enabled
        ]

    @override
    def names(self) -> list[SceneRow]:
        with self._database.read() as connection:
            return [_scene_row(row, {}) for row in _scene_table(connection)]

    @override
    def save(self, scene: SceneRow) -> None:
        recorder = self._actions.required
        before = read_row(recorder.connection, "scene", scene.id)
        place = _next_position(recorder.connection) if before is None else before["position"]
        after = _scene_values(scene, place)
        recorder.change("scene", {scene.id: before}, {scene.id: after})

    @override
    def seed(self, scenes: Sequence[SceneRow]) -> None:
        with self._database.write() as connection:
            known = set(connection.scalars(select(Scene.id)))
            new = [scene for scene in scenes if scene.id not in known]
            start = _next_position(connection)
            for place, scene in enumerate(new, start):
                connection.execute(insert(Scene).values(**_scene_values(scene, place)))

    @override
    def switch(self, scenes: Collection[str], *, enabled: bool) -> None:
        with self._database.write() as connection:
            connection.execute(update(Scene).where(Scene.id.in_(scenes)).values(enabled=enabled))

    @override
    def move(self, parents: Mapping[str, str | None]) -> None:
        with self._database.write() as connection:
            for scene, parent in parents.items():
                connection.execute(update(Scene).where(Scene.id == scene).values(parent=parent))


_SCENES = Prepared(
    select(
        Scene.id,
        Scene.name_en,
        Scene.name_zh,
        Scene.parent,
        Scene.colour,
        Scene.source,
        Scene.enabled,
    ).order_by(Scene.position, Scene.id)
)
_BY_STATUS = Prepared(
    select(PhotoCount.scene, PhotoCount.status, func.sum(PhotoCount.photos))
    .where(PhotoCount.listed == true())
    .group_by(PhotoCount.scene, PhotoCount.status)
)
_TAGGED = Prepared(select(PhotoTag.scene, func.count()).group_by(PhotoTag.scene))


def _scene_table(connection: Connection) -> list[Any]:
    """Return scene rows, each scene after its parent and among its siblings by position."""
    rows = _SCENES.rows(connection)
    names = {row.id for row in rows}
    children: dict[str | None, list[Any]] = defaultdict(list)
    for row in rows:
        children[row.parent if row.parent in names else None].append(row)
    ordered: list[Any] = []
    waiting = children[None][::-1]
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting += children[row.id][::-1]
    placed = {row.id for row in ordered}
    return ordered + [row for row in rows if row.id not in placed]  # parents in a circle


def _scene_counts(connection: Connection) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for scene, status, count in _BY_STATUS.rows(connection):
        counts[scene][status] = count
    for scene, count in _TAGGED.rows(connection):
        counts[scene][_SECONDARY] = count
    return counts


def _scene_row(row: Any, counts: Mapping[str, int]) -> SceneRow:
    return SceneRow(
        id=row.id,
        name_en=row.name_en,
        name_zh=row.name_zh,
        parent=row.parent,
        colour=row.colour,
        source=row.source,
        enabled=bool(row.enabled),
        accepted=counts.get(Status.ACCEPTED, 0),
        labelled=counts.get(Status.LABELLED, 0),
        review=counts.get(Status.REJECTED, 0),
        secondary=counts.get(_SECONDARY, 0),
        coarse=counts.get(Status.COARSE, 0),
    )


def _scene_values(scene: SceneRow, position: int) -> dict[str, Any]:
    return {
        "id": scene.id,
        "name_en": scene.name_en,
        "name_zh": scene.name_zh,
        "parent": scene.parent,
        "colour": scene.colour,
        "source": scene.source,
        "enabled": scene.enabled,
        "position": position,
    }


def _next_position(connection: Connection) -> int:
    return (connection.scalar(select(func.max(Scene.position))) or 0) + 1
