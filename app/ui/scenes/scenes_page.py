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

from app.core.types import Change
from app.jobs.job import JobName
from app.jobs.promise import promise_in_force
from app.ui.icons import icon
from app.ui.scenes.range_editor import RangeEditor
from app.ui.scenes.sample_wall import SampleWall
from app.ui.scenes.scene_editing import SceneEditing
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
        self._editing = SceneEditing(session, self)
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
        self.splitter.addWidget(_left(self.find_field, self.new, self.list))
        self.splitter.addWidget(_right(self.head, self.tabs, self.wall, self.range))
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes([min(440, scaled(self, 360)), 700])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 8)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self.suggestions)
        layout.addWidget(self.splitter, 1)

    def _wire(self) -> None:
        session, editing = self._session, self._editing
        self.find_field.textChanged.connect(self.list.set_text)
        self.list.scene_chosen.connect(self.show_scene)
        self.target.target_chosen.connect(editing.set_target)
        self.suggestions.named.connect(session.commands.scenes.add)
        self.new.clicked.connect(editing.make_new)
        self.head.edit.clicked.connect(lambda: editing.edit(self._scene))
        self.head.merge.clicked.connect(lambda: editing.merge(self._scene))
        self.head.switch.clicked.connect(lambda: editing.switch(self._scene))
        editing.told.connect(self.told)
        editing.merged.connect(self.show_scene)
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
        """Look for clusters of photos without a scene, in the background."""
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

    def _on_answered(self, subject: str, answer: object) -> None:
        if subject == "suggestions" and isinstance(answer, list):
            self.suggestions.show_suggestions([s.photos for s in answer])
            if self._say_nothing_found and not answer:
                self.told.emit(
                    self.tr("No group of look-alikes is without a scene. Scan more photos first.")
                )
            self._say_nothing_found = False
        elif subject == "outliers" and isinstance(answer, tuple) and answer[0] == self._scene:
            self.wall.show_outliers(answer[1])
        elif subject == "split" and isinstance(answer, tuple) and answer[0] == self._scene:
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
        if name == JobName.NEW_SCENE and isinstance(result, Change) and self.isVisible():
            self._made = str(result.summary["scene"])

    # what is asked for

    def _on_added(self, photos: list[int]) -> None:
        if self._scene is not None:
            self._session.commands.review.label(photos, self._scene)

    def _on_split(self, photos: list[int]) -> None:
        if photos:
            self._editing.split(photos, self._scene)
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
                self.tr("These samples do not fall into two groups: select photos, then split.")
            )


def _left(find_field: QLineEdit, new: QPushButton, scenes: SceneList) -> QWidget:
    """Put the tree of scenes below what finds and makes one."""
    left = QWidget()
    left.setMinimumWidth(min(400, scaled(left, 300)))
    column = QVBoxLayout(left)
    column.setContentsMargins(0, 0, 8, 0)
    column.setSpacing(8)
    line = QHBoxLayout()
    line.setSpacing(8)
    line.addWidget(find_field, 1)
    line.addWidget(new)
    column.addLayout(line)
    column.addWidget(scenes, 1)
    return left


def _right(head: SceneHead, tabs: QTabWidget, wall: SampleWall, editor: RangeEditor) -> QWidget:
    """Put samples and range into tabs below the head of the scene."""
    inside = QWidget()
    room = QVBoxLayout(inside)
    room.setContentsMargins(0, 12, 8, 8)
    room.addWidget(editor)
    room.addStretch(1)
    tabs.addTab(wall, "")
    tabs.addTab(_scrolling(inside), "")
    right = QWidget()
    detail = QVBoxLayout(right)
    detail.setContentsMargins(16, 0, 0, 0)
    detail.setSpacing(4)
    detail.addWidget(head)
    detail.addWidget(tabs, 1)
    tabs.setMinimumHeight(scaled(right, 260))
    return _scrolling(right)


def _scrolling(inside: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(inside)
    return scroll
