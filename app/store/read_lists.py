"""Reading what stands around the photos: counts, scenes, folders, labels, settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select, true

from app.core.records import Counts, FolderRow, LabelRow, SceneRow
from app.core.scenes import NO_SCENE
from app.core.types import Status
from app.store.database import Database
from app.store.encoding import decode_path, load
from app.store.query import among
from app.store.tables import Folder, Label, Photo, PhotoTag, Scene, Setting, Tally

_SECONDARY = "secondary"


class ListReader:
    """The reader's part about lists, scenes, folders and labels."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self) -> Counts:
        """Count the lists of the sidebar."""
        photos = func.sum(Tally.photos)
        listed = Tally.listed == true()
        by_status = select(Tally.status, photos).where(listed).group_by(Tally.status)
        away = (
            select(photos)
            .join(Folder, Folder.id == Tally.folder_id)
            .where(or_(Tally.missing == true(), Folder.online == 0))
        )
        unlearned = (
            select(func.count()).select_from(Photo).where(Photo.label_state != Photo.learned_state)
        )
        none = select(photos).where(Tally.scene == NO_SCENE, listed)
        with self._database.read() as connection:
            found = {status: count for status, count in connection.execute(by_status)}
            return Counts(
                all=sum(found.values()),
                review=found.get(Status.REJECTED, 0),
                accepted=found.get(Status.ACCEPTED, 0),
                labelled=found.get(Status.LABELLED, 0),
                failed=found.get(Status.FAILED, 0),
                offline=connection.scalar(
                    away.where(or_(Tally.missing == true(), Folder.online == 0))
                )
                or 0,
                unlearned=connection.scalar(unlearned) or 0,
                none=connection.scalar(none) or 0,
            )

    def scenes(self, *, include_disabled: bool = False) -> list[SceneRow]:
        """List scenes with counts, parents before children."""
        with self._database.read() as connection:
            rows = _scene_table(connection)
            counts = _scene_counts(connection)
        return [
            _scene_row(row, counts.get(row.id, {}))
            for row in rows
            if include_disabled or row.enabled
        ]

    def scene_names(self) -> list[SceneRow]:
        """List all scenes without counts (quick)."""
        with self._database.read() as connection:
            return [_scene_row(row, {}) for row in _scene_table(connection)]

    def folders(self) -> list[FolderRow]:
        """List the folders that a person added."""
        photos = (
            select(func.coalesce(func.sum(Tally.photos), 0))
            .where(Tally.folder_id == Folder.id, Tally.listed == true())
            .scalar_subquery()
        )
        statement = select(
            Folder.id, Folder.path, Folder.online, Folder.exclude, Folder.watch, photos
        ).order_by(Folder.name, Folder.id)
        with self._database.read() as connection:
            return [
                FolderRow(
                    id=id_,
                    path=decode_path(path),
                    state="online" if online else "offline",
                    photos=count,
                    exclude=tuple(load(exclude)),
                    watch=bool(watch),
                )
                for id_, path, online, exclude, watch, count in connection.execute(statement)
            ]

    def labels(self) -> list[LabelRow]:
        """List every photo that a person said anything about."""
        with self._database.read() as connection:
            return _label_rows(connection.execute(_LABELS))

    def labels_of(self, photos: Sequence[int]) -> dict[int, tuple[str | None, tuple[str, ...]]]:
        """Map photo id to (yes, no) for the photos among these that a person spoke about."""
        with self._database.read() as connection:
            rows = connection.execute(_LABELS.where(among(Label.photo_id, photos)))
            return {row.photo: (row.yes, row.no) for row in _label_rows(rows)}

    def refused(self) -> dict[int, tuple[str, ...]]:
        """Map photo id to the scenes that a person refused for it, all photos."""
        statement = _LABELS.where(Label.kind == "no")
        with self._database.read() as connection:
            return {row.photo: row.no for row in _label_rows(connection.execute(statement))}

    def samples(self, scene: str) -> list[int]:
        """Return the ids of photos that a person labelled with this scene."""
        statement = (
            select(Label.photo_id)
            .where(Label.scene == scene, Label.kind == "yes")
            .order_by(Label.photo_id)
        )
        with self._database.read() as connection:
            return list(connection.scalars(statement))

    def setting(self, key: str, default: Any = None) -> Any:
        """Return a library setting (JSON value)."""
        with self._database.read() as connection:
            value = connection.scalar(select(Setting.value).where(Setting.key == key))
        return default if value is None else load(value)


_LABELS = select(Label.photo_id, Label.scene, Label.kind, Label.at).order_by(
    Label.photo_id, Label.scene
)


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


def _scene_table(connection: Connection) -> list[Row[*tuple[Any, ...]]]:
    """Return scene rows, each scene after its parent and among its siblings by position."""
    rows = connection.execute(
        select(
            Scene.id,
            Scene.name_en,
            Scene.name_zh,
            Scene.parent,
            Scene.colour,
            Scene.source,
            Scene.enabled,
        ).order_by(Scene.position, Scene.id)
    ).all()
    names = {row.id for row in rows}
    children: dict[str | None, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in rows:
        children[row.parent if row.parent in names else None].append(row)
    ordered: list[Row[*tuple[Any, ...]]] = []
    waiting = children[None][::-1]
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting += children[row.id][::-1]
    placed = {row.id for row in ordered}
    return ordered + [row for row in rows if row.id not in placed]  # parents in a circle


def _scene_counts(connection: Connection) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    shown = (
        select(Tally.scene, Tally.status, func.sum(Tally.photos))
        .where(Tally.listed == true())
        .group_by(Tally.scene, Tally.status)
    )
    for scene, status, count in connection.execute(shown):
        counts[scene][status] = count
    tagged = select(PhotoTag.scene, func.count()).group_by(PhotoTag.scene)
    for scene, count in connection.execute(tagged):
        counts[scene][_SECONDARY] = count
    return counts


def _scene_row(row: Row[*tuple[Any, ...]], counts: Mapping[str, int]) -> SceneRow:
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
    )
