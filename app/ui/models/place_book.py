"""The places of photos with their counts, for the sidebar and the filters; counted in a thread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.library import LibraryReader
from app.core.search.nodes import FieldTerm
from app.core.search.printing import leaf_text
from app.core.world.localities import Locality, LocalityCount, is_called
from app.ui.background import Background

_QUESTION = "place book"


class PlaceBook(QObject):
    """What is known of the places of photos.

    Without a background they are read at once.

    Signals
    -------
    changed : ()
        Places or counts are other ones.

    Attributes
    ----------
    places : list of LocalityCount
        Those with most photos first.
    """

    changed = Signal()

    def __init__(
        self,
        reader: LibraryReader,
        background: Background | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._background = background
        self.places: list[LocalityCount] = []
        if background is not None:
            background.answered.connect(self._on_answered)
        self.reload()

    def reload(self) -> None:
        """Have the places counted again."""
        if self._background is None:
            self._take(self._reader.localities.counts())
        else:
            self._background.ask(_QUESTION, self._reader.localities.counts)

    def countries(self) -> list[tuple[str, int]]:
        """Return the codes of countries with their photos, the one with most first."""
        photos: Counter[str] = Counter()
        for place in self.places:
            photos[place.locality.country] += place.photos
        return photos.most_common()

    def towns(self, country: str) -> list[LocalityCount]:
        """Return the towns of a country, the one with most photos first."""
        return [
            place
            for place in self.places
            if place.locality.country == country and place.locality.town_en
        ]

    def town(self, key: int) -> Locality | None:
        """Return a town by its number."""
        found = (place.locality for place in self.places if place.locality.id == key)
        return next(found, None)

    def country_name(self, country: str, language: str) -> str:
        """Return the name of a country by its code."""
        found = (p.locality for p in self.places if p.locality.country == country)
        return next((place.country_name(language) for place in found), country)

    def names(self, language: str) -> list[str]:
        """Return towns, then countries, by their names in a language, each once."""
        localities = [place.locality for place in self.places]
        towns = (place.town(language) for place in localities)
        countries = (place.country_name(language) for place in localities)
        return [name for name in dict.fromkeys((*towns, *countries)) if name]

    def search_for_country(self, country: str, language: str) -> str:
        """Return the search that finds the photos of a country."""
        return _terms([self.country_name(country, language)], language)

    def search_for_town(self, town: Locality, language: str) -> str:
        """Return the search for a town; with its country where others are called so, too."""
        name, country = town.town(language), town.country_name(language)
        wanted = name.casefold()
        others = (p.locality for p in self.places if p.locality.country != town.country)
        is_alone = not any(is_called(o.searched.casefold(), wanted) for o in others)
        return _terms([name] if is_alone else [name, country], language)

    def _on_answered(self, subject: str, answer: Any) -> None:
        if subject == _QUESTION:
            self._take(answer)

    def _take(self, places: list[LocalityCount]) -> None:
        if places != self.places:
            self.places = places
            self.changed.emit()


def _terms(names: Iterable[str], language: str) -> str:
    is_chinese = language.startswith("zh")
    return " ".join(leaf_text(FieldTerm("place", name), chinese=is_chinese) for name in names)
