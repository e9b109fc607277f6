"""What the search line is completed with: read once, until photos or scenes change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from app.core.library import LibraryReader
from app.core.search.fields import Offer
from app.core.search.remarks import Remark
from app.core.types import Change
from app.core.world.localities import Locality
from app.ui.browse.search.scene_names import SceneNaming
from app.ui.job_bridge import JobBridge
from app.ui.models.scene_book import SceneBook


class Offers(QObject):
    """Values of fields in the library, and names of scenes."""

    def __init__(
        self,
        reader: LibraryReader,
        scenes: SceneBook,
        naming: SceneNaming,
        bridge: JobBridge | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._scenes = scenes
        self._naming = naming
        self._known: dict[Offer, list[str]] = {}
        self._localities: list[Locality] | None = None
        if bridge is not None:
            bridge.changed.connect(self._on_changed)

    @property
    def language(self) -> str:
        """The language that scenes are named in."""
        return self._scenes.language

    def values(self, offer: Offer) -> Sequence[str]:
        """Return what there is of an offer."""
        if offer is Offer.SCENES:
            return self._naming.names()
        if offer is Offer.PLACES:
            return self._places()
        if offer not in self._known:
            self._known[offer] = self._reader.offers.offered(offer)
        return self._known[offer]

    def remarks(self, text: str) -> list[Remark]:
        """Return what is worth saying of a search that can be read."""
        return self._reader.offers.remarks(text)

    def _places(self) -> list[str]:
        """Return towns, then countries, by their names in the language in force."""
        if self._localities is None:
            self._localities = [row.locality for row in self._reader.localities.counts()]
        towns = [place.town(self.language) for place in self._localities]
        countries = [place.country_name(self.language) for place in self._localities]
        return [name for name in dict.fromkeys((*towns, *countries)) if name]

    def _on_changed(self, change: Change) -> None:
        self._known.clear()
        self._localities = None
