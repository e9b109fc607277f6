"""What a person does to a scene on its page: edit, switch, merge, split, make a new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.records import SceneRow
from app.core.scenes import MIN_SAMPLES
from app.core.types import GateRule
from app.ui.scenes.scene_form import MergeForm, SceneForm
from app.ui.session import Session


class SceneEditing(QObject):
    """Opens the forms of scenes, and submits what was asked for in them.

    Signals
    -------
    told : (str)
        What cannot be done: one sentence.
    merged : (str)
        A scene is being made a part of this one.
    """

    told = Signal(str)
    merged = Signal(str)

    def __init__(self, session: Session, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._reader = session.reader
        self._scenes = session.scenes
        self._commands = session.commands

    def set_target(self, target: float) -> None:
        """Set how strict all scenes are, by the rule in force."""
        rule = GateRule(self._reader.setting("rule", GateRule.DEFAULT))
        self._commands.scenes.set_target(target, rule)

    def switch(self, scene: str | None) -> None:
        """Switch a scene off, or on again."""
        row = self._scenes.get(scene)
        if row is not None:
            self._commands.scenes.change(row.id, enabled=not row.enabled)

    def edit(self, scene: str | None) -> None:
        """Ask for names, colour and parent of a scene."""
        row = self._scenes.get(scene)
        if row is None:
            return
        form = SceneForm(self._scenes, row, parent=self._page)
        if form.exec() and (fields := form.fields()):
            self._commands.scenes.change(row.id, **fields)
        form.deleteLater()

    def merge(self, scene: str | None) -> None:
        """Ask which scene this one becomes a part of."""
        row = self._scenes.get(scene)
        if row is None:
            return
        form = MergeForm(self._scenes, row, row.labelled, parent=self._page)
        if form.exec():
            into = form.chosen()
            self._commands.scenes.merge(row.id, into)
            self.merged.emit(into)
        form.deleteLater()

    def split(self, photos: Sequence[int], scene: str | None) -> None:
        """Make a scene of some samples of another."""
        if len(photos) < MIN_SAMPLES:
            self.told.emit(self.tr("A new scene needs at least 3 photos: select more."))
            return
        note = self.tr("%Ln photo(s) become the samples of the new scene.", "", len(photos))
        self._ask_new(photos, note, self._scenes.get(scene))

    def make_new(self) -> None:
        """Make a scene without photos."""
        note = self.tr(
            "Then label photos with it: from 3 on, a refresh proposes it for others, and 10 make "
            "it good."
        )
        self._ask_new([], note, None)

    def _ask_new(self, photos: Sequence[int], note: str, beside: SceneRow | None) -> None:
        form = SceneForm(self._scenes, None, note, parent=self._page)
        above = beside.parent if beside is not None else None
        form.parent_box.setCurrentIndex(max(0, form.parent_box.findData(above)))
        if form.exec():
            fields = form.fields()
            self._commands.scenes.add(
                str(fields["name_en"]),
                photos,
                parent=fields["parent"],
                colour=str(fields["colour"]),
            )
        form.deleteLater()
