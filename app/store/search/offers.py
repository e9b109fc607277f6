"""The values that a search is completed with, and what is worth saying of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typing_extensions import override

from app.core.search.fields import Offer
from app.core.search.reader import OfferReader
from app.core.search.remarks import Remark
from app.store.collecting.tables import AlbumTable
from app.store.database import Database
from app.store.search.remarks import search_remarks
from app.store.search.sets import distinct_values
from app.store.tables import Photo, PhotoKeyword

_COLUMNS: Mapping[Offer, Any] = {
    Offer.CAMERAS: Photo.camera,
    Offer.LENSES: Photo.lens,
    Offer.KEYWORDS: PhotoKeyword.keyword,
    Offer.FOLDERS: Photo.directory,
    Offer.FORMATS: Photo.format,
    Offer.ALBUMS: AlbumTable.name,
}


class OfferQueries(OfferReader):
    """Reading what photos have of cameras, lenses, keywords, folders and formats, and of albums."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def offered(self, offer: Offer) -> list[str]:
        column = _COLUMNS.get(offer)
        if column is None:
            return []
        with self._database.read() as connection:
            found = distinct_values(connection, column)
        if offer is Offer.FOLDERS:  # the name of each, once
            found = sorted({value.rpartition("/")[2] or value for value in found})
        return found

    @override
    def remarks(self, text: str) -> list[Remark]:
        with self._database.read() as connection:
            return search_remarks(connection, text)
