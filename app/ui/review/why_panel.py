"""The Why panel: what the program thinks of the current photo, why, and what else is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.core.paths import split_path
from app.core.records import PhotoDetail, PhotoRow
from app.core.types import UNDECIDED, Status
from app.ui.i18n import file_size, moment, number
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.review.candidate_row import CandidateRow
from app.ui.review.imported_facts import coordinates, imported_facts
from app.ui.review.preview import Preview, StatusLine
from app.ui.review.similarity_bar import SimilarityBar
from app.ui.widgets.fact_grid import FactGrid
from app.ui.widgets.labels import make_label, scaled
from app.ui.widgets.sample_strip import SampleStrip
from app.ui.wording import history_sentence, photos, rating_text, reason_sentence, taken_text

if TYPE_CHECKING:
    from app.jobs.explain import Effect

CANDIDATES = 5
SELECTED_SHOWN = 9
SAMPLE_COLUMNS = 3
Samples = list[tuple[PhotoRow, float | None]]


class WhyPanel(QScrollArea):
    """Everything about the current photo, or how many are selected.

    Parameters
    ----------
    key_of : callable
        Returns the key that chooses a candidate now, counted from 1; empty where none does.

    Signals
    -------
    scene_chosen : (str)
        A candidate was clicked.
    photo_chosen : (int)
        A sample was clicked.
    """

    scene_chosen = Signal(str)
    photo_chosen = Signal(int)

    def __init__(
        self,
        scenes: SceneBook,
        thumbnails: ThumbnailLoader,
        key_of: Callable[[int], str] = str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._key_of = key_of
        self._scenes = scenes
        self._detail: PhotoDetail | None = None
        self._selected = 0
        self._tally: list[tuple[str, int]] = []
        self._shown: list[PhotoRow] = []
        self._effect: Effect | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumWidth(min(356, scaled(self, 264)))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = self._page = QWidget()
        self.setWidget(page)
        self.preview = Preview(thumbnails)
        self.status = StatusLine()
        self.bar = SimilarityBar()
        self.reason = make_label("text", wrap=True)
        self.further = make_label("muted", wrap=True)
        self.effect = make_label("muted", wrap=True)
        self.chosen = SampleStrip(thumbnails, choosable=True)
        self._titles = {
            k: make_label("section", wrap=True)
            for k in ("chosen", "candidates", "nearest", "imported", "file", "history")
        }
        self.rows = [CandidateRow() for _ in range(CANDIDATES)]
        self._compared = [make_label("muted", wrap=True) for _ in range(2)]
        self.first = SampleStrip(thumbnails, choosable=True)
        self.second = SampleStrip(thumbnails, choosable=True)
        self.imported, self._facts = FactGrid(), FactGrid()
        self.history = make_label("muted", wrap=True)
        self._build(QVBoxLayout(page))
        for strip in (self.first, self.second, self.chosen):
            strip.photo_chosen.connect(self.photo_chosen)
        self.show_photo(None, 0, [])

    def _build(self, layout: QVBoxLayout) -> None:
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        for part in (self.preview, self.status, self.bar, self.reason, self.further, self.effect):
            layout.addWidget(part)
        self._add_section(layout, "chosen", self.chosen)
        candidates = QVBoxLayout()
        candidates.setSpacing(0)
        for row in self.rows:
            candidates.addWidget(row)
            row.chosen.connect(self.scene_chosen)
        self._add_section(layout, "candidates", candidates)
        self._add_section(layout, "nearest", self._side_by_side())
        self._add_section(layout, "imported", self.imported)
        self._add_section(layout, "file", self._facts)
        self._add_section(layout, "history", self.history)
        layout.addStretch(1)

    def _add_section(
        self, layout: QVBoxLayout, name: str, content: QWidget | QVBoxLayout | QGridLayout
    ) -> None:
        layout.addSpacing(8)
        layout.addWidget(self._titles[name])
        if isinstance(content, QWidget):
            layout.addWidget(content)
        else:
            layout.addLayout(content)

    def _side_by_side(self) -> QGridLayout:
        """Put the samples of the proposed and of the second scene beside each other."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for column, (name, strip) in enumerate(
            zip(self._compared, (self.first, self.second), strict=True)
        ):
            grid.addWidget(name, 0, column, Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(strip, 1, column, Qt.AlignmentFlag.AlignTop)
        return grid

    def show_photo(
        self,
        detail: PhotoDetail | None,
        selected: int,
        tally: list[tuple[str, int]],
        shown: Sequence[PhotoRow] = (),
    ) -> None:
        """Show a photo; with several selected, ``tally`` counts their scenes.

        ``shown`` are the first of them, so that nobody decides about photos that were not seen.
        """
        old = self._detail.row.id if self._detail is not None else None
        new = detail.row.id if detail is not None else None
        self._detail, self._selected, self._tally = detail, selected, tally
        self._effect = None
        if [row.id for row in shown] != [row.id for row in self._shown]:
            self.chosen.show_photos([(row, row.similarity) for row in shown])
        self._shown = list(shown)
        if old != new:
            self.show_samples([], [])
            self.verticalScrollBar().setValue(0)
        self.retranslate()

    def show_samples(self, first: Samples, second: Samples) -> None:
        """Show the nearest samples of the proposed and of the second scene."""
        columns = 1 if first and second else SAMPLE_COLUMNS
        for strip, found, title in zip(
            (self.first, self.second), (first, second), self._compared, strict=True
        ):
            strip.set_columns(columns)
            strip.show_photos(found)
            strip.setVisible(bool(found))
            title.setVisible(bool(found))
        self._titles["nearest"].setVisible(bool(first or second))

    def show_effect(self, effect: Effect) -> None:
        """Say what a yes would change."""
        self._effect = effect
        self._show_effect()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.setAccessibleName(self.tr("Why"))
        detail = self._detail
        self._page.setVisible(detail is not None)
        if detail is None:
            return
        row = detail.row
        scored = row.status in (Status.ACCEPTED, *UNDECIDED)
        self.preview.show_photo(row)
        name = self._scenes.name(row.scene)
        self.status.show_status(row.status, name, self._selection_text())
        self.bar.setVisible(scored and row.similarity is not None)
        self.bar.set_values(row.similarity, row.low, row.high)
        self.reason.setText(reason_sentence(detail, self._scenes))
        self._show_further(detail)
        self._show_effect()
        self._show_candidates(detail)
        self._titles["nearest"].setText(self.tr("Nearest samples"))
        for label, scene in zip(self._compared, self.scenes_compared(), strict=True):
            label.setText(self._scenes.name(scene))
        self._show_chosen()
        self._show_imported(detail)
        self._show_facts(detail)
        self._titles["history"].setText(self.tr("History of this photo"))
        lines = [
            f"{moment(h.at)}  {history_sentence(h, self._scenes)}"
            + (self.tr(" (undone)") if h.undone else "")
            for h in detail.history
        ]
        self.history.setText("\n".join(lines))
        self.history.setVisible(bool(lines))
        self._titles["history"].setVisible(bool(lines))

    def _show_chosen(self) -> None:
        more = self._selected - len(self._shown)
        self._titles["chosen"].setText(
            self.tr("Selected, and %Ln more", "", more) if more else self.tr("Selected")
        )
        for part in (self._titles["chosen"], self.chosen):
            part.setVisible(bool(self._shown))

    def _show_effect(self) -> None:
        effect, detail = self._effect, self._detail
        self.effect.setVisible(effect is not None and detail is not None)
        if effect is None or detail is None:
            return
        name = self._scenes.name(detail.proposed)
        yes = self.tr("With a yes {scene} has %Ln sample(s) of yours.", "", effect.samples)
        if effect.gained + effect.lost:
            follow = self.tr("About +{gained} accepted, −{lost}.")
        else:
            follow = self.tr("No other photo follows by that alone.")
        follow = follow.format(gained=number(effect.gained), lost=number(effect.lost))
        self.effect.setText(f"{yes.format(scene=name)} {follow}")
        self.effect.setToolTip(
            self.tr("Estimated by the move of the prototype; a refresh learns more, and shows it.")
        )

    def scenes_compared(self) -> tuple[str | None, str | None]:
        """Return the proposed and the second scene of the photo shown."""
        detail = self._detail
        if detail is None:
            return None, None
        names = [c.scene for c in detail.candidates]
        return detail.proposed, next((n for n in names if n != detail.proposed), None)

    def _selection_text(self) -> str:
        if self._selected < 2:
            return ""
        parts = [f"{self._scenes.name(scene)} ({number(n)})" for scene, n in self._tally[:4]]
        more = "…" if len(self._tally) > 4 else ""
        chosen = self.tr("{photos} selected").format(photos=photos(self._selected))
        return chosen + (": " + ", ".join(parts) + more if parts else "")

    def _show_further(self, detail: PhotoDetail) -> None:
        lines = []
        if detail.further:
            names = ", ".join(self._scenes.name(s) for s in detail.further)
            lines.append(self.tr("Also: {scenes}").format(scenes=names))
        if detail.said_no:
            names = ", ".join(self._scenes.name(s) for s in detail.said_no)
            lines.append(self.tr("You said no to: {scenes}").format(scenes=names))
        self.further.setText("\n".join(lines))
        self.further.setVisible(bool(lines))

    def _show_candidates(self, detail: PhotoDetail) -> None:
        self._titles["candidates"].setText(self.tr("Candidates"))
        self._titles["candidates"].setVisible(bool(detail.candidates))
        for at, row in enumerate(self.rows):
            row.setVisible(at < len(detail.candidates))
            if at < len(detail.candidates):
                found = detail.candidates[at]
                row.show_candidate(
                    found.scene,
                    self._scenes.name(found.scene),
                    self._scenes.colour(found.scene),
                    self._key_of(at + 1),
                    # A check, and who stands beside it, must not tell what the gate saw.
                    found.similarity if detail.row.similarity is not None else None,
                )

    def _show_facts(self, detail: PhotoDetail) -> None:
        self._titles["file"].setText(self.tr("File"))
        row = detail.row
        folder, name = split_path(row.path)
        size = f"{number(row.width)} × {number(row.height)}" if row.width else ""
        facts = [
            (self.tr("Name"), name),
            (self.tr("Folder"), folder),
            (self.tr("Taken"), taken_text(detail)),
            (
                self.tr("Place"),
                detail.locality.name(self._scenes.language) if detail.locality else "",
            ),
            (self.tr("Coordinates"), coordinates(detail.gps)),
            (self.tr("Camera"), detail.camera or ""),
            (self.tr("Rating"), rating_text(row)),
            (self.tr("Size"), ", ".join(p for p in (size, file_size(detail.size)) if p)),
            (self.tr("Format"), detail.format or ""),
            (self.tr("Belongs to it"), ", ".join(one.name for one in row.companions)),
            (self.tr("Model"), str(detail.model_version) if detail.model_version else ""),
        ]
        self._facts.show_facts(facts)

    def _show_imported(self, detail: PhotoDetail) -> None:
        facts = imported_facts(detail)
        title = self._titles["imported"]
        title.setText(self.tr("Imported"))
        title.setToolTip(
            self.tr("Written by other programs, in the file or in a sidecar. It is no label.")
        )
        title.setVisible(bool(facts))
        self.imported.show_facts(facts)
