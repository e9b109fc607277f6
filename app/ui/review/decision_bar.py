"""The bar of decisions: always in the same place, every key printed on its button."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QSizePolicy, QWidget

from app.core.records import Counts, PhotoDetail
from app.core.types import Status
from app.ui.command import WindowActions
from app.ui.i18n import number
from app.ui.models.scene_book import SceneBook
from app.ui.review.key_button import KeyButton
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import is_large, make_label

CANDIDATES_SHOWN = 5
ROOMY_PX = 1280


class DecisionBar(QFrame):
    """Yes, no, candidates, type, again, skip, undo, redo, and how many are left."""

    def __init__(
        self, actions: WindowActions, scenes: SceneBook, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._scenes = scenes
        self._detail: PhotoDetail | None = None
        self._selected = 0
        self._last_scene: str | None = None
        self._left = 0
        self.accept = KeyButton(actions["accept"], "yes", primary=True)
        self.refuse = KeyButton(actions["refuse"], "no")
        self.none = KeyButton(actions["none"], "none")
        self.candidates = [
            KeyButton(actions[f"candidate_{n}"]) for n in range(2, CANDIDATES_SHOWN + 1)
        ]
        self.type = KeyButton(actions["type_scene"], "type")
        self.again = KeyButton(actions["again"], "again")
        self.skip = KeyButton(actions["skip"], "skip")
        self.undo = KeyButton(actions["undo"], "undo")
        self.redo = KeyButton(actions["redo"], "redo")
        self.left = make_label("heading")
        self.left.setMinimumHeight(self.skip.sizeHint().height())
        # Large letters need more than one row.
        self._is_large = is_large(self)
        layout: QLayout = FlowLayout(self) if self._is_large else QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        for button in (self.accept, self.refuse, self.none, *self.candidates):
            layout.addWidget(button)
        for button in (self.type, self.again, self.skip):
            layout.addWidget(button)
        if isinstance(layout, QHBoxLayout):
            layout.addStretch(1)
        layout.addWidget(self.left)
        layout.addWidget(self.undo)
        layout.addWidget(self.redo)
        self.retranslate()

    def show_photo(self, detail: PhotoDetail | None, selected: int) -> None:
        """Name the scenes of the current photo on the buttons."""
        self._detail = detail
        self._selected = selected
        self.retranslate()

    def show_last_scene(self, scene: str | None) -> None:
        """Name the scene that '.' gives again."""
        self._last_scene = scene
        self.retranslate()

    def show_counts(self, counts: Counts) -> None:
        """Say how many photos are still undecided."""
        self._left = counts.review
        self.retranslate()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        detail = self._detail
        name = refused = self._scenes.name(detail.proposed) if detail is not None else ""
        if detail is not None and detail.row.status is Status.COARSE:
            refused = self._scenes.name(detail.row.scene)
        if self._selected > 1:
            self.accept.set_label(self.tr("Yes to all {n}").format(n=number(self._selected)))
            self.refuse.set_label(self.tr("No to all {n}").format(n=number(self._selected)))
        elif name:
            self.accept.set_label(self.tr("Yes, {scene}").format(scene=name))
            self.refuse.set_label(self.tr("Not {scene}").format(scene=refused))
        else:
            self.accept.set_label("")
            self.refuse.set_label("")
        others = detail.candidates[1:CANDIDATES_SHOWN] if detail is not None else ()
        for at, button in enumerate(self.candidates):
            if at < len(others):
                shown = others[at].scene
                button.set_label(self._scenes.name(shown), self._scenes.colour(shown))
        self.none.set_label(self.tr("None of the scenes"))
        self.type.set_label(self.tr("Type a scene"))
        if self._last_scene is not None:
            text = self.tr("Again: {scene}").format(scene=self._scenes.name(self._last_scene))
            self.again.set_label(text)
        self.left.setText(self.tr("%Ln left", "", self._left))
        decided = detail is not None and detail.row.status is Status.LABELLED
        self.left.setVisible(self._left > 0 or decided)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many candidates as there is room for; the Why panel has all of them."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < ROOMY_PX and not self._is_large
        self.again.setVisible(self._last_scene is not None)
        # Where names are too long, they are shortened, and not what is always the same.
        keep = QSizePolicy.Policy.Preferred if narrow else QSizePolicy.Policy.Minimum
        for button in (self.none, self.type, self.skip):
            button.setSizePolicy(keep, QSizePolicy.Policy.Fixed)
        for button in (self.none, self.type):
            button.set_short("")
        room = self._room(compact=narrow)
        if room < 0 and narrow:
            self.none.set_short(self.tr("None", "of the scenes, where there is little room"))
            self.type.set_short(self.tr("Type", "a scene, where there is little room"))
            room = self._room(compact=True)
        if room < 0 and not narrow and not self._is_large:
            # Scenes' names come before the words of undo and redo, whose signs everybody knows.
            room = self._room(compact=True)
        count = len(self._detail.candidates[1:CANDIDATES_SHOWN]) if self._detail else 0
        for at, button in enumerate(self.candidates):
            room -= button.sizeHint().width() + 8
            button.setVisible(at < count and room >= 0)

    def _room(self, *, compact: bool) -> int:
        """Make undo and redo small or not; return the pixels left beside what is always shown."""
        self.undo.set_compact(compact)
        self.redo.set_compact(compact)
        # Where there is little room, what can be done comes before what cannot.
        self.redo.setVisible(self.redo.isEnabled() or not compact)
        shown: list[QWidget] = [self.accept, self.refuse, self.none, self.type, self.skip]
        shown += [self.undo, self.left]
        shown += [self.redo] * (not self.redo.isHidden())
        shown += [self.again] * (self._last_scene is not None)
        return self.width() - 40 - sum(w.sizeHint().width() + 8 for w in shown)
