"""The places page: the map, the list beside it, and what is chosen of both below."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.search.forms import Box, write_box
from app.core.search.nodes import AllOf, FieldTerm
from app.core.search.printing import search_text
from app.core.types import Change
from app.core.world.localities import Locality, LocalityCount
from app.ui.places.land import Land
from app.ui.places.map_view import ZOOM_STEP, MapView
from app.ui.places.place_list import PlaceList
from app.ui.resources import resource_path
from app.ui.session import Session
from app.ui.widgets.labels import make_label, scaled
from app.ui.wording import photos

_QUESTION = "places"
# A scan tells of changes all the time.
PAUSE_MS = 1500
# Between the parts of the page.
GAP_PX = 8


class PlacesPage(QWidget):
    """Where the photos of the library were taken.

    Signals
    -------
    searched : (str)
        The photos that this search finds are to be shown.
    """

    searched = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._place: Locality | None = None
        self.title = make_label("heading")
        self.count = make_label("muted")
        self.map = MapView(Land(resource_path("world")))
        self.list = PlaceList()
        self.chosen = make_label("text", wrap=True)
        self.show_photos, self.closer, self.further, self.whole = (QPushButton() for _ in range(4))
        self.empty = make_label("muted", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._again = QTimer(self, singleShot=True)
        self._again.setInterval(PAUSE_MS)
        self._build()
        self._connect()
        self.retranslate()
        self.reload()

    def _build(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.title)
        head.addWidget(self.count, 1)
        for button in (self.closer, self.further, self.whole):
            head.addWidget(button)
        foot.addWidget(self.chosen, 1)
        foot.addWidget(self.show_photos)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, GAP_PX, 0)
        column.addWidget(self.map, 1)
        column.addLayout(foot)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(left)
        self.list.setContentsMargins(GAP_PX, 0, 0, 0)
        parts.addWidget(self.list)
        parts.setStretchFactor(0, 1)
        parts.setChildrenCollapsible(False)
        self.list.setMinimumWidth(scaled(self, 180))
        parts.setSizes([1000, scaled(self, 280)])
        self._pages.addWidget(parts)
        self._pages.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(GAP_PX)
        layout.addLayout(head)
        layout.addWidget(self._pages, 1)
        self.setFocusProxy(self.map)

    def _connect(self) -> None:
        self.map.chosen.connect(self._on_map_chosen)
        self.map.asked.connect(self._ask)
        self.list.chosen.connect(self._on_place_chosen)
        self.list.asked.connect(self._on_place_asked)
        self.show_photos.clicked.connect(self._ask)
        self.closer.clicked.connect(lambda: self.map.zoom(ZOOM_STEP))
        self.further.clicked.connect(lambda: self.map.zoom(1 / ZOOM_STEP))
        self.whole.clicked.connect(self.map.show_all)
        self._again.timeout.connect(self.reload)
        self._session.background.answered.connect(self._on_answered)

    def reload(self) -> None:
        """Read spots and places again, in a thread."""
        localities = self._session.reader.localities
        self._session.background.ask(_QUESTION, lambda: (localities.spots(), localities.counts()))

    def take(self, change: Change) -> None:
        """Read again after a change, a moment later."""
        if (change.photos is None or change.photos) and not self._again.isActive():
            self._again.start()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.title.setText(self.tr("Places"))
        self.map.setAccessibleName(self.tr("Map of the photos"))
        self.map.setAccessibleDescription(
            self.tr("The wheel, + and − zoom, arrows move, Shift and dragging choose a rectangle.")
        )
        self.map.setToolTip("")
        self.closer.setText(self.tr("Zoom in"))
        self.further.setText(self.tr("Zoom out"))
        self.whole.setText(self.tr("Whole earth"))
        self.show_photos.setText(self.tr("Show these photos"))
        self.list.retranslate()
        self.empty.setText(
            self.tr(
                "No photo says where it was taken. Places come from the GPS that phones and some "
                "cameras write, or from a sidecar."
            )
        )
        self._show_chosen()

    def stop(self) -> None:
        """Ask nothing any more."""
        self._again.stop()

    def _on_answered(self, subject: str, answer: Any) -> None:
        if subject != _QUESTION:
            return
        (_, spots), places = answer
        self._pages.setCurrentIndex(0 if len(spots) else 1)
        for button in (self.closer, self.further, self.whole):
            button.setVisible(bool(len(spots)))
        self.count.setText(photos(len(spots)) if len(spots) else "")
        self.map.show_spots(spots)
        self.list.show_places(places, self._session.scenes.language)
        self._show_chosen()

    def _on_map_chosen(self) -> None:
        self._place = None
        self.list.clear_choice()
        self._show_chosen()

    def _on_place_chosen(self, place: LocalityCount) -> None:
        self.map.choose(_roomy(place.box))
        self.map.go_to(place.box)
        self._place = place.locality
        self._show_chosen(place.photos)

    def _on_place_asked(self, place: LocalityCount) -> None:
        self._on_place_chosen(place)
        self._ask()

    def _show_chosen(self, count: int | None = None) -> None:
        box = self.map.box
        self.show_photos.setEnabled(box is not None)
        if box is None:
            self.chosen.setText(self.tr("Click a dot, or draw a rectangle with Shift."))
            return
        found = photos(self.map.photos_in(box) if count is None else count)
        name = self._place.name(self._session.scenes.language) if self._place is not None else ""
        self.chosen.setText(f"{name}: {found}" if name else found)

    def _ask(self) -> None:
        box = self.map.box
        if self._place is not None:
            self.searched.emit(search_of(self._place, self._session.scenes.language))
        elif box is not None:
            is_chinese = self._session.scenes.language.startswith("zh")
            self.searched.emit(search_text(FieldTerm("area", write_box(box)), chinese=is_chinese))


def search_of(place: Locality, language: str) -> str:
    """Return the search that finds the photos of a place: its town, and the country of that."""
    country = FieldTerm("place", place.country_name(language))
    town, is_chinese = place.town(language), language.startswith("zh")
    if not town or town == country.value:
        return search_text(country, chinese=is_chinese)
    return search_text(AllOf((FieldTerm("place", town), country)), chinese=is_chinese)


def _roomy(box: Box) -> Box:
    """Return a box with a little room, so that rounding leaves no photo out."""
    south, west, north, east = box
    return south - 1e-5, west - 1e-5, north + 1e-5, east + 1e-5
