"""The places of the sidebar: countries, and below each its towns. Each is a search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QStandardItem

from app.core.records import Query
from app.ui.models.place_book import PlaceBook
from app.ui.models.sidebar_tree import SidebarTree

SECTION, COUNTRY, TOWN = "places", "country", "town"
# The others are on the page of places.
MOST_TOWNS = 40


class PlaceEntries(QObject):
    """Puts a section into the sidebar as soon as a photo has a place.

    Entries come and go one by one, so that what is chosen stays so.
    """

    def __init__(self, model: SidebarTree, book: PlaceBook, language_of: Callable[[], str]) -> None:
        super().__init__(model)
        self._language_of = language_of
        self._model = model
        self._book = book
        self._known: dict[str, tuple[Any, ...]] = {}
        book.changed.connect(self.show)
        self.show()

    def show(self) -> None:
        """Bring the entries up to date."""
        countries = [code for code, _ in self._book.countries()]
        if countries:
            section = self._model.section(SECTION, before="folders")
            self._keep(section, SECTION, COUNTRY, countries)
        for country in countries:
            towns = [place.locality.id for place in self._book.towns(country)[:MOST_TOWNS]]
            item = self._model.item_of(COUNTRY, country)
            assert item is not None
            self._keep(item, country, TOWN, towns)
        if not countries and self._known:
            self._known = {}
            self._model.drop_section(SECTION, COUNTRY, TOWN)
        self.fill()

    def fill(self) -> None:
        """Write names and counts, in the language in force."""
        book, language = self._book, self._language_of()
        for country, photos in book.countries():
            name = book.country_name(country, language)
            self._model.fill((COUNTRY, country), name, photos, icon="map")
            for place in book.towns(country)[:MOST_TOWNS]:
                town = place.locality
                self._model.fill((TOWN, town.id), town.town(language), place.photos)

    def query(self, noun: str, key: Any) -> Query | None:
        """Return the search of an entry."""
        language = self._language_of()
        if noun == COUNTRY:
            return Query(text=self._book.search_for_country(key, language))
        town = self._book.town(key)
        return None if town is None else Query(text=self._book.search_for_town(town, language))

    def _keep(self, parent: QStandardItem, name: str, noun: str, keys: Sequence[Any]) -> None:
        """Let an entry have just these below it, and those that stay where they are."""
        before = self._known.get(name, ())
        for gone in set(before) - set(keys):
            self._model.drop(noun, gone)
            for town in self._known.pop(gone, ()) if noun == COUNTRY else ():
                self._model.forget(TOWN, town)
        for at, key in enumerate(keys):
            if key not in before:
                self._model.entry(parent, noun, key, min(at, parent.rowCount()))
        self._known[name] = tuple(keys)
