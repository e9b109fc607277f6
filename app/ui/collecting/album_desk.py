"""What a person does to albums and kept searches in the window: asks, and submits the jobs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from app.core.records import Act, SortBy
from app.core.types import Change
from app.jobs.job import JobName
from app.ui.collecting.collected_from import CollectedFrom
from app.ui.collecting.name_dialog import NameDialog
from app.ui.collecting_commands import CollectingCommands
from app.ui.models.collection_book import CollectionBook
from app.ui.widgets.plain_text import make_question
from app.ui.wording import photos as photos_text

Entry = tuple[str, object]


class AlbumDesk(QObject):
    """Albums and kept searches.

    Parameters
    ----------
    undo_keys : callable
        Returns the keys that take something back, as they are written.

    Signals
    -------
    told : (str)
        What was done, where that is not plain to see.
    """

    told = Signal(str)

    def __init__(
        self,
        commands: CollectingCommands,
        book: CollectionBook,
        seen: CollectedFrom,
        undo_keys: Callable[[], str],
        frame: QWidget,
    ) -> None:
        super().__init__(frame)
        self._commands = commands
        self._book = book
        self._photos = seen.photos
        self._selected = seen.selected
        self._entry = seen.entry
        self._undo_keys = undo_keys
        self._frame = frame

    @property
    def album(self) -> int | None:
        """The album whose list is shown."""
        return self._photos.query.album

    def make(self) -> None:
        """Ask for a name, and make an album of the selected photos."""
        photos = self._selected()
        text = self.tr("Name of the album for {photos}:").format(photos=photos_text(len(photos)))
        name = self._ask(self.tr("New album"), text)
        if name:
            self._commands.make_album(name, photos)

    def add(self) -> None:
        """Ask for an album, and put the selected photos into it; a new name makes one."""
        photos = self._selected()
        if not photos:
            return
        names = [row.name for row in self._book.albums]
        text = self.tr("Put {photos} into the album (a new name makes one):")
        text = text.format(photos=photos_text(len(photos)))
        first = names[0] if names else ""
        name = self._ask(self.tr("Add to an album"), text, name=first, names=names)
        if not name:
            return
        known = {row.name.casefold(): row.id for row in self._book.albums}
        album = known.get(name.casefold())
        if album is None:
            self._commands.make_album(name, photos)
        else:
            self._commands.add_to_album(album, photos)

    def drop(self, photos: Sequence[int], album: int) -> None:
        """Put photos that were dropped on an album into it."""
        self._commands.add_to_album(album, photos)

    def take_out(self) -> None:
        """Take the selected photos out of the album shown."""
        photos = self._selected()
        if self.album is not None and photos:
            self._commands.take_from_album(self.album, photos)

    def set_cover(self) -> None:
        """Let the current photo stand for the album shown."""
        photos = self._selected()
        if self.album is not None and photos:
            self._commands.set_cover(self.album, photos[0])

    def lay(self, photos: Sequence[int], before: int | None) -> None:
        """Lay photos of the album shown before another one."""
        if self.is_laid and photos:
            assert self.album is not None
            self._commands.move_in_album(self.album, photos, before)

    @property
    def is_laid(self) -> bool:
        """Whether the list shown is an album in its own order."""
        query = self._photos.query
        return query.album is not None and query.sort is SortBy.ALBUM and not query.descending

    def step(self, by: int) -> None:
        """Lay the selected photos one place earlier (-1) or later (1)."""
        ids, photos = self._photos.ids.tolist(), list(self._selected())
        at = sorted(ids.index(photo) for photo in photos if photo in ids)
        if not at:
            return
        rest = [photo for photo in ids if photo not in set(photos)]
        first = at[0] + by if by < 0 else at[-1] + 1 + by - len(at)
        if 0 <= first <= len(rest):
            self.lay([ids[n] for n in at], rest[first] if first < len(rest) else None)

    def keep_search(self) -> None:
        """Ask for a name for the search that is shown, and keep it."""
        text = self._photos.query.text or ""
        if not text:
            return
        name = self._ask(self.tr("Keep the search"), self.tr("Name of the search:"), name=text)
        if name:
            self._commands.keep_search(name, text)

    def rename(self, entry: Entry | None = None) -> None:
        """Ask for another name for the album or search that is shown, or for another one."""
        noun, key = entry or self._entry()
        id_ = int(str(key)) if noun in ("album", "search") else None
        row = self._book.album(id_) if noun == "album" else self._book.search(id_)
        if row is None:
            return
        name = self._ask(self.tr("Rename"), self.tr("New name:"), name=row.name)
        if not name or name == row.name:
            return
        if noun == "album":
            self._commands.rename_album(row.id, name)
        else:
            self._commands.rename_search(row.id, name)

    def delete(self, entry: Entry | None = None) -> None:
        """Ask, and forget the album or search that is shown, or another one."""
        noun, key = entry or self._entry()
        id_ = int(str(key)) if noun in ("album", "search") else None
        if noun == "album" and (album := self._book.album(id_)) is not None:
            text = self.tr("Delete the album {name}? Its photos stay where they are.")
            if self._agrees(text.format(name=album.name)):
                self._commands.delete_album(album.id)
        elif noun == "search" and (search := self._book.search(id_)) is not None:
            text = self.tr("Forget the search {name}? No photo is touched.")
            if self._agrees(text.format(name=search.name)):
                self._commands.delete_search(search.id)

    def on_completed(self, name: str, result: object) -> None:
        """Say what was put into an album; it may be out of sight."""
        if name != JobName.ALBUM or not isinstance(result, Change):
            return
        done = result.summary
        if done.get("act") == Act.ALBUM_ADD and done.get("photos"):
            text = self.tr("Put {photos} into the album {name}. {keys} takes it back.")
            count = photos_text(int(done["photos"]))
            self.told.emit(text.format(photos=count, name=done["name"], keys=self._undo_keys()))

    def _ask(self, title: str, label: str, *, name: str = "", names: Sequence[str] = ()) -> str:
        dialog = NameDialog(title, label, name=name, names=names, parent=self._frame)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        typed = dialog.name() if accepted else ""
        dialog.deleteLater()
        return typed

    def _agrees(self, text: str) -> bool:
        more = self.tr("{keys} takes it back.").format(keys=self._undo_keys())
        title, sign = self.tr("Delete"), QMessageBox.Icon.Question
        box = make_question(sign, title, text, more, parent=self._frame)
        yes = box.addButton(title, QMessageBox.ButtonRole.AcceptRole)
        box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        agreed = box.clickedButton() is yes
        box.deleteLater()
        return agreed
