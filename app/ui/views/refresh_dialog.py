"""What a refresh would change, to look at before it is applied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.core.protocols import LibraryReader
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.views.labels import make_label, make_line
from app.ui.views.sample_strip import SampleStrip

SHOWN_PER_SCENE = 12


class RefreshDialog(QDialog):
    """Figures on top, then each scene with the photos that would enter and leave it."""

    def __init__(
        self,
        plan: Any,
        reader: LibraryReader,
        scenes: SceneBook,
        thumbnails: ThumbnailLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._scenes = scenes
        self._thumbnails = thumbnails
        self.setWindowTitle(self.tr("Refresh scenes"))
        self.resize(720, 640)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(make_label("title", self.tr("What a refresh would change")))
        self.summary = make_label("text", self._summary(plan), wrap=True)
        layout.addWidget(self.summary)
        layout.addLayout(self._figures(plan))
        layout.addWidget(make_line())
        layout.addWidget(self._scene_list(plan), 1)
        hint = self.tr("One step: Ctrl+Z takes it back, and every earlier model stays available.")
        layout.addWidget(make_label("muted", hint, wrap=True))
        buttons = QDialogButtonBox()
        self.apply = QPushButton(self.tr("Apply"))
        self.apply.setDefault(True)
        self.later = QPushButton(self.tr("Not now"))
        buttons.addButton(self.later, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self.apply, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

    def _summary(self, plan: Any) -> str:
        moved = len({*plan.entering, *plan.leaving})
        return " ".join(
            (
                self.tr("Learned from %n label(s).", "", plan.samples),
                self.tr("%n scene(s) move.", "", moved),
            )
        )

    def _figures(self, plan: Any) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(32)
        figures = [
            (f"+{plan.newly_accepted}", self.tr("would be accepted")),
            (f"−{plan.newly_rejected}", self.tr("would need review")),
        ]
        before, after = precision_of(plan.figures, "before"), precision_of(plan.figures, "after")
        if before is not None and after is not None:
            figures.append((f"{before:.2f} → {after:.2f}", self.tr("precision on labels held out")))
        for number, text in figures:
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(make_label("title", number))
            column.addWidget(make_label("muted", text))
            line.addLayout(column)
        line.addStretch(1)
        return line

    def _scene_list(self, plan: Any) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        scenes = sorted(
            {*plan.entering, *plan.leaving},
            key=lambda s: -len(plan.entering.get(s, ())) - len(plan.leaving.get(s, ())),
        )
        for scene in scenes:
            entering = plan.entering.get(scene, [])
            leaving = plan.leaving.get(scene, [])
            column.addWidget(make_label("heading", self._scenes.name(scene)))
            if entering:
                column.addWidget(make_label("muted", self.tr("%n would enter", "", len(entering))))
                column.addWidget(self._strip(entering))
            if leaving:
                column.addWidget(make_label("muted", self.tr("%n would leave", "", len(leaving))))
                column.addWidget(self._strip(leaving))
            column.addSpacing(8)
        if not scenes:
            nothing = make_label("muted", self.tr("No photo would change its place."))
            nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(nothing)
        column.addStretch(1)
        area.setWidget(page)
        return area

    def _strip(self, photos: list[int]) -> SampleStrip:
        strip = SampleStrip(self._thumbnails, columns=6)
        rows = self._reader.rows(photos[:SHOWN_PER_SCENE])
        strip.show_photos([(row, None) for row in rows])
        return strip


def precision_of(figures: Mapping[str, Any], when: str) -> float | None:
    """Return the held-out precision ``before`` or ``after``, None where it was not measured."""
    value = figures.get(f"precision_{when}")
    return float(value) if isinstance(value, (int, float)) else None
