"""Open a library file: look at it, bring it up to date, and hand out its ten small objects."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from sqlalchemy import insert, select

from app.core.calendar import CalendarReader
from app.core.collecting.albums import Albums
from app.core.collecting.ratings import Ratings
from app.core.disks import DiskList
from app.core.ledger import Ledger
from app.core.library import Folders, History, Models, Photos, Scenes
from app.core.protocols import Identity, Labels
from app.core.records import Act
from app.core.search.reader import OfferReader
from app.core.world.localities import Localities
from app.store.actions import Actions
from app.store.care.backup import all_copies
from app.store.collecting.albums import AlbumStore
from app.store.collecting.ratings import RatingStore
from app.store.database import BUSY_TIMEOUT_MS, Database
from app.store.encoding import dump, load
from app.store.failures import failure
from app.store.folders import DiskStore, FolderStore
from app.store.identity import IdentityStore
from app.store.labels import LabelStore
from app.store.ledger import LedgerStore
from app.store.migrate import require_form, upgrade_library
from app.store.models import ModelStore
from app.store.outside.transfers import TransferStore
from app.store.photos import PhotoStore
from app.store.plain_rows import Prepared, given
from app.store.scenes import SceneStore
from app.store.search.offers import OfferQueries
from app.store.states import read_row
from app.store.tables import Setting
from app.store.world.calendar import CalendarQueries
from app.store.world.localities import LocalityStore

_SETTING = Prepared(select(Setting.value).where(Setting.key == given("key")))


class LibraryFile:
    """A library that is open: an :class:`app.core.library.Library`, from any thread.

    Inside a write transaction the same thread also reads what it has written. Writing raises
    KnownError where the library is open for reading only.

    Attributes
    ----------
    path : str
        The file.
    photos, labels, ratings, albums, scenes, models, folders, history, identity, ledger, disks,
    localities, calendar, offers
        What is in it, one object a noun.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._actions = Actions(database)
        self.path = database.path
        self.photos: Photos = PhotoStore(database)
        self.labels: Labels = LabelStore(database, self._actions)
        self.ratings: Ratings = RatingStore(database, self._actions)
        self.albums: Albums = AlbumStore(database, self._actions)
        self.scenes: Scenes = SceneStore(database, self._actions)
        self.models: Models = ModelStore(database, self._actions)
        self.folders: Folders = FolderStore(database)
        self.history: History = TransferStore(database, self._actions)
        self.identity: Identity = IdentityStore(database)
        self.ledger: Ledger = LedgerStore(database)
        self.disks: DiskList = DiskStore(database)
        self.offers: OfferReader = OfferQueries(database)
        self.localities: Localities = LocalityStore(database)
        self.calendar: CalendarReader = CalendarQueries(database)

    def setting(self, key: str, default: Any = None) -> Any:
        """Return a library setting (JSON value)."""
        with self._database.read() as connection:
            value = _SETTING.value(connection, key=key)
        return default if value is None else load(value)

    def set_setting(self, key: str, value: Any) -> None:
        """Store a library setting (JSON value); inside :meth:`action` it is part of that step."""
        row = {"key": key, "value": dump(value)}
        recorder = self._actions.current
        if recorder is not None:
            before = read_row(recorder.connection, "setting", key)
            recorder.change("setting", {key: before}, {key: row})
            return
        with self._database.write() as connection:
            connection.execute(insert(Setting).prefix_with("OR REPLACE").values(**row))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Join the calls inside into one transaction, rolled back on an exception.

        Inside it, reads of the same thread see what it has written.
        """
        with self._database.write():
            yield

    @contextmanager
    def action(self, act: Act, params: Mapping[str, Any]) -> Iterator[None]:
        """Like :meth:`transaction`, and what changes inside is one step of undo."""
        with self._actions.recording(act, params):
            yield

    def rest(self) -> None:
        """Keep nothing of the file in memory; the next questions read it again."""
        self._database.rest()

    def close(self) -> None:
        """Close the file. Harmless when it is closed already."""
        self._database.close()

    def __enter__(self) -> LibraryFile:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_library(
    path: str | os.PathLike[str],
    *,
    read_only: bool = False,
    busy_timeout_ms: int = BUSY_TIMEOUT_MS,
) -> LibraryFile:
    """Open the library at ``path``; create it, or bring it up to date, unless ``read_only``.

    Raises
    ------
    KnownError
        With ``code`` ``library_missing``, ``not_a_library``, ``library_newer``, ``library_old``
        (only when reading), ``library_locked``, ``library_read_only``, ``library_corrupt``,
        ``library_unreachable`` or ``disk_full``.
    """
    file = os.path.abspath(os.fspath(path))
    if os.path.isdir(file):
        raise failure("library_is_folder", file)
    if os.path.exists(file) and os.path.getsize(file) == 0 and all_copies(file):
        raise failure("library_emptied", file)
    if not read_only:
        upgrade_library(file, busy_timeout_ms)
        return LibraryFile(Database(file, busy_timeout_ms=busy_timeout_ms))
    if not os.path.exists(file):
        raise failure("library_missing", file)
    mode = _reading_mode(file)
    require_form(file, mode)
    return LibraryFile(Database(file, mode=mode, busy_timeout_ms=busy_timeout_ms))


def _reading_mode(file: str) -> str:
    """Return how to read: beside a write-protected file no write-ahead log can be shared."""
    log = f"{file}-wal"
    protected = not os.access(os.path.dirname(file), os.W_OK)
    has_log = os.path.exists(log) and os.path.getsize(log) > 0
    return "immutable" if protected and not has_log else "ro"
