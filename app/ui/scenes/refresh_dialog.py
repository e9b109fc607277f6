"""What a refresh would change, to look at before it is applied, with or without some photos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.core.library import LibraryReader
from app.core.promises import ShownPromise
from app.ui.error_wording import sentence
from app.ui.i18n import number
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.scenes.moves_grid import MovesGrid, MovesModel
from app.ui.widgets.labels import make_label, make_line, resize_scaled, scaled
from app.ui.widgets.plain_text import plain_tip
from app.ui.widgets.scene_input import colour_icon
from app.ui.wording import precision_of

LIST_PX = 250


class RefreshDialog(QDialog):
    """Figures on top; left, who enters and leaves which scene; right, these photos.

    Attributes
    ----------
    lists : list of (str, bool, list of int)
        Scene, whether they enter it, and the photos; the longest list first.
    """

    def __init__(
        self,
        plan: Any,
        reader: LibraryReader,
        scenes: SceneBook,
        thumbnails: ThumbnailLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._plan = plan
        self._scenes = scenes
        self._thumbnails = thumbnails
        self.moves = MovesModel(reader, scenes, self)
        self.moves.left_out = set(plan.left_out)
        self.setWindowTitle(self.tr("Refresh scenes"))
        resize_scaled(self, 860, 660)
        self.lists = sorted(
            [(scene, True, ids) for scene, ids in plan.entering.items()]
            + [(scene, False, ids) for scene, ids in plan.leaving.items()],
            key=lambda entry: -len(entry[2]),
        )
        self.accepted_figure = make_label("title")
        self.review_figure = make_label("title")
        self.list = QListWidget()
        self.grid = MovesGrid(self.moves, scenes, thumbnails)
        self.toggle = QPushButton()
        self.toggle.setAutoDefault(False)
        self.kept = make_label("muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(make_label("title", self.tr("What a refresh would change")))
        self.summary = make_label("text", self._summary(plan), wrap=True)
        layout.addWidget(self.summary)
        layout.addLayout(self._figures(plan))
        before, after = (precision_of(plan.figures, when) for when in ("before", "after"))
        if before is not None and after is not None and after < before:
            layout.addWidget(make_label("text", self._warning(), wrap=True))
        layout.addWidget(make_line())
        self._body = QStackedLayout()
        layout.addLayout(self._body, 1)
        self._fill_body()
        hint = self.tr("One step: Ctrl+Z takes it back, and every earlier model stays available.")
        layout.addWidget(make_label("muted", hint, wrap=True))
        layout.addWidget(self._buttons())
        self.moves.left_out_changed.connect(self._show_figures)
        self.grid.selectionModel().selectionChanged.connect(self._show_toggle)
        self.toggle.clicked.connect(self.grid.toggle)
        self._show_figures()
        self.list.setCurrentRow(0)

    def plan(self) -> Any:
        """Return the plan, with the photos that the person leaves out."""
        return replace(self._plan, left_out=frozenset(self.moves.left_out))

    def _summary(self, plan: Any) -> str:
        moved = len({*plan.entering, *plan.leaving})
        sentences = (
            self.tr("Learned from %Ln label(s).", "", plan.samples),
            self.tr("%Ln scene(s) move.", "", moved),
            self._checked(plan.figures.get("checks") or {}),
            self._promised(plan.figures.get("promise") or {}),
        )
        return " ".join(filter(None, sentences))

    def _checked(self, checks: Mapping[str, Any]) -> str:
        """Say why all scenes together accept more or less: what the answered checks say."""
        if not checks or checks["cut"] == checks["from"]:
            return ""
        if checks["cut"] > checks["from"]:
            text = self.tr(
                "Of {n} tags checked, {wrong} were wrong: more than you allow, so all scenes "
                "become stricter."
            )
        else:
            text = self.tr(
                "Of {n} tags checked, {wrong} were wrong: few enough for all scenes to accept more."
            )
        return text.format(n=number(checks["answered"]), wrong=number(checks["wrong"]))

    def _promised(self, facts: Mapping[str, Any]) -> str:
        """Say whether the number that the person chose is shown, or why not yet."""
        return sentence(ShownPromise.from_facts(facts).message()) if facts else ""

    def _warning(self) -> str:
        return self.tr(
            "On your own labels the tags would be right less often than now. Look before you apply."
        )

    def _figures(self, plan: Any) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(32)
        figures = [
            (self.accepted_figure, self.tr("would be accepted")),
            (self.review_figure, self.tr("would need review")),
        ]
        before, after = (precision_of(plan.figures, when) for when in ("before", "after"))
        if before is None or after is None:
            self.precision = make_label("text", self.tr("not enough data yet"))
        else:
            self.precision = make_label("title", f"{before:.2f} → {after:.2f}")
        figures.append((self.precision, self.tr("precision on labels held out")))
        for figure, text in figures:
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(figure, 1, Qt.AlignmentFlag.AlignBottom)
            column.addWidget(make_label("muted", text))
            line.addLayout(column)
        line.addStretch(1)
        return line

    def _fill_body(self) -> None:
        nothing = make_label("muted", self.tr("No photo would change its place."))
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.list.setFixedWidth(scaled(self, LIST_PX))
        self.list.setIconSize(QSize(14, 14))
        self.list.setAccessibleName(self.tr("Scenes that move"))
        self.grid.setAccessibleName(self.tr("Photos that would move"))
        for scene, enters, photos in self.lists:
            name = self._scenes.name(scene)
            item = QListWidgetItem(
                colour_icon(self._scenes.colour(scene)),
                f"{'+' if enters else '−'}{number(len(photos))}  {name}",
            )
            words = (
                self.tr("%Ln would enter", "", len(photos))
                if enters
                else self.tr("%Ln would leave", "", len(photos))
            )
            item.setToolTip(plain_tip(f"{name}: {words}"))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}: {words}")
            # The style sheet's padding comes too late for the height that Qt computes itself.
            item.setSizeHint(QSize(0, self.fontMetrics().height() + 14))
            self.list.addItem(item)
        self.list.currentRowChanged.connect(self._on_list_chosen)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.toggle)
        line.addWidget(self.kept, 1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.grid, 1)
        right.addLayout(line)
        both = QWidget()
        columns = QHBoxLayout(both)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(12)
        columns.addWidget(self.list)
        columns.addLayout(right, 1)
        self._body.addWidget(both)
        self._body.addWidget(nothing)
        self._body.setCurrentIndex(0 if self.lists else 1)

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.apply = QPushButton(self.tr("Apply"))
        self.apply.setDefault(True)
        self.later = QPushButton(self.tr("Not now"))
        buttons.addButton(self.later, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self.apply, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def _on_list_chosen(self, at: int) -> None:
        if 0 <= at < len(self.lists):
            self.moves.show_photos(self.lists[at][2])
            self.grid.setCurrentIndex(self.moves.index(0))
            self.grid.scrollToTop()

    def _show_figures(self) -> None:
        plan = self.plan()
        self.accepted_figure.setText(f"+{number(plan.newly_accepted)}")
        self.review_figure.setText(f"−{number(plan.newly_rejected)}")
        count = len(self.moves.left_out)
        self.kept.setText(
            self.tr("%Ln photo(s) left out: they keep what they have.", "", count)
            if count
            else self.tr("Take the tick away from what should not follow.")
        )
        self._show_toggle()

    def _show_toggle(self) -> None:
        photos = self.grid.chosen()
        self.toggle.setEnabled(bool(photos))
        follow = bool(photos) and set(photos) <= self.moves.left_out
        count = len(photos)
        self.toggle.setText(
            self.tr("Let %Ln follow", "", count) if follow else self.tr("Leave %Ln out", "", count)
        )
