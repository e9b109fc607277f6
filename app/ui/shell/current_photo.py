"""Shows the current photo wherever it is spoken of: Why panel, decisions, loupe."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.ui.collecting.rating_strip import RatingStrip
from app.ui.look.look_room import LookRoom
from app.ui.models.walk import Walk
from app.ui.review.chosen_photos import ChosenPhotos
from app.ui.review.decision_bar import DecisionBar
from app.ui.review.samples import SampleFinder
from app.ui.review.why_panel import SELECTED_SHOWN, WhyPanel
from app.ui.widgets.loupe.loupe import Loupe


class CurrentPhoto(QObject):
    """Hands what is known of the chosen photos to whoever shows it."""

    def __init__(
        self,
        *,
        chosen: ChosenPhotos,
        why: WhyPanel,
        decisions: DecisionBar,
        rating: RatingStrip,
        loupe: Loupe,
        walk: Walk,
        look: LookRoom,
        samples: SampleFinder,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._chosen = chosen
        self._why = why
        self._decisions = decisions
        self._rating = rating
        self._loupe = loupe
        self._walk = walk
        self._look = look
        self._samples = samples

    def show(self) -> None:
        """Show what is known of the current photo."""
        detail, selected = self._chosen.detail, self._chosen.selected()
        self._why.show_photo(detail, len(selected), *self._chosen.overview(SELECTED_SHOWN))
        self._decisions.show_photo(detail, len(selected))
        self._rating.show_photo(detail.row if detail is not None else None)
        self._loupe.set_photo(detail.row if detail is not None else None)
        self._loupe.shown.expect(self._walk.neighbours())
        self._look.show_photo(detail)
        self._samples.look_at(detail if self._why.isVisible() else None, selected)
