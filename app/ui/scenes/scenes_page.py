"""The scenes page: the tree on the left, one scene on the right, what the library lacks on top."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.records import SceneRow
from app.core.scenes import MIN_SAMPLES
from app.core.types import Change, GateRule
from app.jobs.promise import promise_in_force
from app.ui.icons import icon
from app.ui.scenes.range_editor import RangeEditor
from app.ui.scenes.sample_wall import SampleWall
from app.ui.scenes.scene_form import MergeForm, SceneForm
from app.ui.scenes.scene_head import SceneHead
from app.ui.scenes.scene_list import SceneList
from app.ui.scenes.scene_questions import ask_outliers, ask_split, ask_suggestions
from app.ui.scenes.suggestion_strip import SuggestionStrip
from app.ui.session import Session
from app.ui.widgets.labels import make_label, scaled
from app.ui.widgets.target_bar import TargetBar


class ScenesPage(QWidget):
    """All scenes, and everything about one of them.

    Signals
    -------
    told : (str)
        What cannot be done, or what was found: one sentence.
    photo_chosen : (int)
        Show this photo in the grid.
    """

    told = Signal(str)
    photo_chosen = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._scene: str | None = None
        self._shown_before: str | None = None
        self._is_stale = False
        self._say_nothing_found = False
        self._made: str | None = None
        self.title = make_label("heading")
        self.target = TargetBar()
        self.suggestions = SuggestionStrip(session.reader, session.thumbnails)
        self.find_field = QLineEdit()
        self.find_field.setClearButtonEnabled(True)
        self.find_field.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = SceneList(session.scenes)
        self.head = SceneHead(session)
        self.new = QPushButton(icon("plus"), "")
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.wall = SampleWall(session.reader, session.scenes, session.thumbnails)
        self.range = RangeEditor(session.reader, session.thumbnails)
        self._build()
        self._wire()
        self.retranslate()
        self._choose_first()
        self.look_for_suggestions()

    def stop(self) -> None:
        """Take the plot apart before the page goes."""
        self.range.plot.stop()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(16)
        self.title.setMinimumHeight(self.target.apply.sizeHint().height())
        head.addWidget(self.title, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.target, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self._make_left())
        self.splitter.addWidget(self._make_right())
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes([min(440, scaled(self, 360)), 700])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 8)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self.suggestions)
        layout.addWidget(self.splitter, 1)

    def _make_left(self) -> QWidget:
        left = QWidget()
        left.setMinimumWidth(min(400, scaled(self, 300)))
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.find_field, 1)
        line.addWidget(self.new)
        column.addLayout(line)
        column.addWidget(self.list, 1)
        return left

    def _make_right(self) -> QWidget:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        room = QVBoxLayout(inside)
        room.setContentsMargins(0, 12, 8, 8)
        room.addWidget(self.range)
        room.addStretch(1)
        scroll.setWidget(inside)
        self.tabs.addTab(self.wall, "")
        self.tabs.addTab(scroll, "")
        right = QWidget()
        detail = QVBoxLayout(right)
        detail.setContentsMargins(16, 0, 0, 0)
        detail.setSpacing(4)
        detail.addWidget(self.head)
        detail.addWidget(self.tabs, 1)
        self.tabs.setMinimumHeight(scaled(self, 260))
        outside = QScrollArea()
        outside.setWidgetResizable(True)
        outside.setFrameShape(QFrame.Shape.NoFrame)
        outside.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outside.setWidget(right)
        return outside

    def _wire(self) -> None:
        session = self._session
        self.find_field.textChanged.connect(self.list.set_text)
        self.list.scene_chosen.connect(self.show_scene)
        self.target.target_chosen.connect(self._on_target)
        self.suggestions.named.connect(session.commands.scenes.add)
        self.new.clicked.connect(self._on_new)
        self.head.edit.clicked.connect(self._on_edit)
        self.head.merge.clicked.connect(self._on_merge)
        self.head.switch.clicked.connect(self._on_switch)
        self.wall.removed.connect(session.commands.review.clear)
        self.wall.added.connect(self._on_added)
        self.wall.split_asked.connect(self._on_split)
        self.range.range_chosen.connect(session.commands.scenes.set_range)
        self.range.photo_chosen.connect(self.photo_chosen)
        session.scenes.changed.connect(self._on_scenes_changed)
        session.background.answered.connect(self._on_answered)
        session.bridge.completed.connect(self._on_completed)

    # what is shown

    def show_scene(self, scene: str) -> None:
        """Show one scene."""
        if scene != self._scene:
            self._shown_before = self._scene
        self._scene = scene
        self.list.choose(scene)
        self.wall.show_scene(scene)
        self.head.show_scene(self._scene)
        self._show_range()
        self._ask_outliers()

    def take(self, change: Change) -> None:
        """Look again after a change; a page that is not seen looks when it is shown."""
        if not self.isVisible():
            self._is_stale = True
            return
        self.wall.take(change)
        self.head.show_scene(self._scene)
        if change.photos is None or change.scenes:
            self._show_range()
            self._show_target()
            self._ask_outliers()
            self.look_for_suggestions()

    def showEvent(self, event: QShowEvent) -> None:
        """Make up for changes that came while the page was not seen."""
        super().showEvent(event)
        if self._is_stale:
            self._is_stale = False
            self._reload()
            self.take(Change(photos=None, scenes=True))

    def look_for_suggestions(self, *, say_nothing_found: bool = False) -> None:
        """Look for heaps of photos without a scene, in the background."""
        self._say_nothing_found = say_nothing_found
        self._session.background.ask("suggestions", partial(ask_suggestions, self._session))

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.title.setText(self.tr("Scenes"))
        self.find_field.setPlaceholderText(self.tr("Find a scene"))
        self.find_field.setAccessibleName(self.tr("Find a scene"))
        self.new.setText(self.tr("New scene…"))
        self.new.setToolTip(self.tr("Make a scene now, and give it photos later"))
        self.tabs.setTabText(0, self.tr("Samples"))
        self.tabs.setTabText(1, self.tr("Range"))
        self.tabs.setAccessibleName(self.tr("About this scene"))
        self.list.reload()
        for part in (self.target, self.suggestions, self.head, self.wall, self.range):
            part.retranslate()
        self.head.show_scene(self._scene)
        self._show_target()

    def _choose_first(self) -> None:
        rows = [row for row in self._session.scenes.enabled() if row.accepted + row.labelled]
        rows = rows or self._session.scenes.all()
        if rows:
            self.show_scene(max(rows, key=lambda r: r.accepted + r.labelled).id)

    def _show_target(self) -> None:
        self.target.show_promise(promise_in_force(self._session.reader))

    def _show_range(self) -> None:
        if self._scene is not None:
            _, model = self._session.context.model()
            bounds = model.ranges().get(self._scene)
            is_group = any(row.parent == self._scene for row in self._session.scenes.all())
            self.range.show_scene(self._scene, bounds, is_group=is_group)

    def _ask_outliers(self) -> None:
        if self._scene is not None:
            self._session.background.ask(
                "outliers", partial(ask_outliers, self._session, self._scene)
            )

    def _on_answered(self, kind: str, answer: object) -> None:
        if kind == "suggestions" and isinstance(answer, list):
            self.suggestions.show_suggestions([s.photos for s in answer])
            if self._say_nothing_found and not answer:
                self.told.emit(
                    self.tr("No group of look-alikes is without a scene. Scan more photos first.")
                )
            self._say_nothing_found = False
        elif kind == "outliers" and isinstance(answer, tuple) and answer[0] == self._scene:
            self.wall.show_outliers(answer[1])
        elif kind == "split" and isinstance(answer, tuple) and answer[0] == self._scene:
            self._on_split_proposed(answer[1])

    def _on_scenes_changed(self) -> None:
        if not self.isVisible():
            self._is_stale = True
            return
        self._reload()
        self.head.show_scene(self._scene)
        if self._made is not None and self._session.scenes.get(self._made) is not None:
            made, self._made = self._made, None
            self.show_scene(made)

    def _reload(self) -> None:
        """List the scenes anew; go back to the one before where an undo took the shown one away."""
        self.list.reload()
        if self._scene is None or self._session.scenes.get(self._scene) is not None:
            return
        if self._session.scenes.get(self._shown_before) is not None:
            self.show_scene(str(self._shown_before))
        else:
            self._choose_first()

    def _on_completed(self, name: str, result: object) -> None:
        """Show a scene that was made here, as soon as the list holds it."""
        if name == "new_scene" and isinstance(result, Change) and self.isVisible():
            self._made = str(result.summary["scene"])

    # what is asked for

    def _on_target(self, target: float) -> None:
        rule = GateRule(self._session.reader.setting("rule", GateRule.DEFAULT))
        self._session.commands.scenes.set_target(target, rule)

    def _on_switch(self) -> None:
        row = self._session.scenes.get(self._scene)
        if row is not None:
            self._session.commands.scenes.change(row.id, enabled=not row.enabled)

    def _on_added(self, photos: list[int]) -> None:
        if self._scene is not None:
            self._session.commands.review.label(photos, self._scene)

    def _on_edit(self) -> None:
        row = self._session.scenes.get(self._scene)
        if row is None:
            return
        form = SceneForm(self._session.scenes, row, parent=self)
        if form.exec() and (fields := form.fields()):
            self._session.commands.scenes.change(row.id, **fields)
        form.deleteLater()

    def _on_merge(self) -> None:
        row = self._session.scenes.get(self._scene)
        if row is None:
            return
        form = MergeForm(self._session.scenes, row, row.labelled, parent=self)
        if form.exec():
            into = form.chosen()
            self._session.commands.scenes.merge(row.id, into)
            self.show_scene(into)
        form.deleteLater()

    def _on_split(self, photos: list[int]) -> None:
        if photos:
            self._make_scene_of(photos)
        elif self._scene is not None:
            self._session.background.ask("split", partial(ask_split, self._session, self._scene))

    def _on_split_proposed(self, photos: list[int]) -> None:
        if photos:
            self.wall.select_photos(photos)
            self.told.emit(
                self.tr(
                    "%Ln photo(s) look like one thing and are selected. Split off makes a scene "
                    "of them.",
                    "",
                    len(photos),
                )
            )
        else:
            self.told.emit(
                self.tr("These samples do not fall into two heaps: select photos, then split.")
            )

    def _make_scene_of(self, photos: list[int]) -> None:
        if len(photos) < MIN_SAMPLES:
            self.told.emit(self.tr("A new scene needs at least 3 photos: select more."))
            return
        note = self.tr("%Ln photo(s) become the samples of the new scene.", "", len(photos))
        self._ask_new(photos, note, self._session.scenes.get(self._scene))

    def _on_new(self) -> None:
        note = self.tr(
            "Then label photos with it: from 3 on, a refresh proposes it for others, and 10 make "
            "it good."
        )
        self._ask_new([], note, None)

    def _ask_new(self, photos: list[int], note: str, beside: SceneRow | None) -> None:
        form = SceneForm(self._session.scenes, None, note, parent=self)
        above = beside.parent if beside is not None else None
        form.parent_box.setCurrentIndex(max(0, form.parent_box.findData(above)))
        if form.exec():
            fields = form.fields()
            self._session.commands.scenes.add(
                str(fields["name_en"]),
                photos,
                parent=fields["parent"],
                colour=str(fields["colour"]),
            )
        form.deleteLater()
