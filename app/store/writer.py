"""The library's writer: :class:`~app.core.protocols.LibraryWriter` in four parts."""

from __future__ import annotations

from app.store.database import Database
from app.store.write_folders import FolderWriter
from app.store.write_people import PeopleWriter
from app.store.write_photos import PhotoWriter
from app.store.write_verdicts import VerdictWriter


class Writer(PhotoWriter, VerdictWriter, FolderWriter, PeopleWriter):
    """Writes the library, from any thread; threads take turns.

    Every call is one transaction, unless inside :meth:`transaction` or :meth:`action`.
    """

    def __init__(self, database: Database) -> None:
        PeopleWriter.__init__(self, database)
