"""The library's reader: :class:`~app.core.protocols.LibraryReader` in three parts."""

from __future__ import annotations

from app.store.read_lists import ListReader
from app.store.read_models import ModelReader
from app.store.read_photos import PhotoReader


class Reader(PhotoReader, ListReader, ModelReader):
    """Reads the library, from any thread. Every call is one snapshot of committed rows.

    Inside a write transaction the same thread also sees what it has written.
    """
