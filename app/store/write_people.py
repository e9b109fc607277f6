"""Writing what a person does: labels, scenes, ranges, models; all of it can be undone."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from app.core.errors import UsageError
from app.core.records import HistoryRow, SceneRow
from app.store import actions
from app.store.actions import Recorder
from app.store.database import Database
from app.store.encoding import dump, now
from app.store.models import CHECKSUM, checksum
from app.store.states import (
    CURRENT,
    drop_old_models,
    is_kept,
    learned_by,
    make_current,
    read_current_model,
    read_labels,
    read_row,
)
from app.store.tables import ModelVersion, Scene, Setting


class PeopleWriter:
    """The writer's part about actions."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._own = threading.local()

    @contextmanager
    def action(self, kind: str, params: Mapping[str, Any]) -> Iterator[None]:
        """Join the calls inside into one transaction and one step of undo."""
        with self._recording(kind, params):
            yield

    @contextmanager
    def _recording(self, kind: str, params: Mapping[str, Any]) -> Iterator[Recorder]:
        """Give the recorder of the action that this thread is in, or a new one."""
        outer: Recorder | None = getattr(self._own, "recorder", None)
        if outer is not None:
            yield outer
            return
        with self._database.write() as connection:
            self._own.recorder = Recorder(connection, kind, params)
            try:
                yield self._own.recorder
            finally:
                self._own.recorder = None

    def set_labels(
        self,
        kind: str,
        params: Mapping[str, Any],
        labels: Mapping[int, tuple[str | None, tuple[str, ...]]],
    ) -> int:
        """Set (yes, no) by photo id as one action that can be undone; return the action's id.

        Photos that already bear exactly this word are left as they are; 0 when all do.
        """
        with self._recording(kind, params) as recorder:
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

    def save_scene(self, scene: SceneRow, *, kind: str, params: Mapping[str, Any]) -> int:
        """Insert or change a scene as one action; return the action's id."""
        with self._recording(kind, params) as recorder:
            before = read_row(recorder.connection, "scene", scene.id)
            place = _next_position(recorder.connection) if before is None else before["position"]
            after = _scene_values(scene, place)
            recorder.change("scene", {scene.id: before}, {scene.id: after})
            return recorder.id

    def set_range(self, scene: str, bounds: tuple[float, float] | None) -> int:
        """Set a hand range, or reset it with None, as one action; return the action's id."""
        low, high = (None, None) if bounds is None else (float(bounds[0]), float(bounds[1]))
        params = {"scene": scene, "low": low, "high": high}
        with self._recording("range", params) as recorder:
            before = read_row(recorder.connection, "range", scene)
            after = None if bounds is None else {**params, "at": now()}
            recorder.change("range", {scene: before}, {scene: after})
            return recorder.id

    def save_model(
        self, blob: bytes, *, source: str, samples: int, figures: Mapping[str, Any], action: bool
    ) -> int:
        """Store a model version and make it current (one undoable action if ``action``).

        After the sources ``refresh``, ``target`` and ``merge`` all labels count as learned, after
        ``pack`` none, after any other source those that the version before had learned.
        """
        with self._database.write() as connection:
            version: int = connection.execute(
                insert(ModelVersion)
                .values(
                    at=now(),
                    source=source,
                    samples=samples,
                    figures=dump({**figures, CHECKSUM: checksum(blob)}),
                    current=False,
                    learned=learned_by(connection, source),
                    blob=blob,
                )
                .returning(ModelVersion.id)
            ).scalar_one()
            if action:
                self._switch_model(source, {"version": version, "samples": samples}, version)
            else:
                make_current(connection, version)
            drop_old_models(connection)
            return version

    def set_current_model(self, version: int) -> int:
        """Go back to an earlier model version as one action; return the action's id."""
        with self._database.write() as connection:
            if not is_kept(connection, version):
                raise UsageError("unknown_version", version=version)
            return self._switch_model("restore_model", {"version": version}, version)

    def _switch_model(self, kind: str, params: Mapping[str, Any], version: int) -> int:
        with self._recording(kind, params) as recorder:
            before = read_current_model(recorder.connection)
            recorder.change("model", {CURRENT: before}, {CURRENT: version})
            return recorder.id

    def undo(self) -> HistoryRow | None:
        """Take back the newest action that is not undone; None when there is none."""
        with self._database.write() as connection:
            return actions.undo(connection)

    def redo(self) -> HistoryRow | None:
        """Do again the action undone last; None when there is none."""
        with self._database.write() as connection:
            return actions.redo(connection)

    def seed_scenes(self, scenes: Sequence[SceneRow]) -> None:
        """Insert the scenes of a pack that the library lacks (no action: nothing to undo)."""
        with self._database.write() as connection:
            known = set(connection.scalars(select(Scene.id)))
            new = [scene for scene in scenes if scene.id not in known]
            start = _next_position(connection)
            for place, scene in enumerate(new, start):
                connection.execute(insert(Scene).values(**_scene_values(scene, place)))

    def switch_scenes(self, scenes: Collection[str], *, enabled: bool) -> None:
        """Switch scenes on or off as the pack has them (no action: nothing to undo)."""
        with self._database.write() as connection:
            connection.execute(update(Scene).where(Scene.id.in_(scenes)).values(enabled=enabled))

    def set_setting(self, key: str, value: Any) -> None:
        """Store a library setting (JSON value); inside :meth:`action` it is part of that step."""
        row = {"key": key, "value": dump(value)}
        recorder: Recorder | None = getattr(self._own, "recorder", None)
        if recorder is not None:
            before = read_row(recorder.connection, "setting", key)
            recorder.change("setting", {key: before}, {key: row})
            return
        with self._database.write() as connection:
            connection.execute(insert(Setting).prefix_with("OR REPLACE").values(**row))


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
