"""The tree of the sidebar: the library's lists, scenes, folders, each with its count."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem

from app.core.library import LibraryReader
from app.core.records import Counts, FolderRow, Query, SceneRow, SortBy, View
from app.core.scenes import NO_SCENE
from app.ui.models.collection_book import CollectionBook
from app.ui.models.photo_list import PHOTOS_MIME
from app.ui.models.place_book import PlaceBook
from app.ui.models.place_entries import COUNTRY, TOWN, PlaceEntries
from app.ui.models.place_entries import SECTION as PLACES
from app.ui.models.scene_book import SceneBook
from app.ui.models.sidebar_tree import SidebarRole, SidebarTree, set_value
from app.ui.wording import view_title

Index = QModelIndex | QPersistentModelIndex

ICONS = {
    View.ALL: "photos",
    View.REVIEW: "review",
    View.REFINE: "refine",
    View.ACCEPTED: "accepted",
    View.LABELLED: "person",
    View.UNREADABLE: "warning",
}


class SidebarModel(SidebarTree):
    """Lists, scenes and folders; counts change in place, so that nothing folds or jumps.

    Signals
    -------
    dropped : (list, str)
        Photos were dropped on a scene: ids and the scene's id.
    dropped_on_album : (list, int)
        Photos were dropped on an album: ids and its number.
    """

    dropped = Signal(list, str)
    dropped_on_album = Signal(list, int)

    def __init__(
        self, reader: LibraryReader, scenes: SceneBook, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._scenes = scenes
        self._sections |= {name: self._section(name) for name in ("library", "scenes", "folders")}
        self._shape: tuple[object, ...] = ()
        self._book: CollectionBook | None = None
        self._collected: dict[str, tuple[int, ...]] = {}
        self._places: PlaceEntries | None = None
        self.counts = Counts()
        self.folders: list[FolderRow] = []
        for view in View:
            self.entry(self._sections["library"], "view", view)
        self.reload()

    def reload(self) -> None:
        """Read counts, scenes and folders again."""
        self.counts = self._reader.photos.counts()
        self.folders = self._reader.folders.rows()
        scenes = self._scenes.enabled()
        shape = (
            tuple((s.id, s.parent) for s in scenes),
            tuple(f.id for f in self.folders),
        )
        if shape != self._shape:
            self._shape = shape
            self._build_scenes(scenes)
            self._build_folders()
        self.retranslate()

    def retranslate(self) -> None:
        """Set names, counts and states in the language in force."""
        titles = {
            "library": self.tr("Library"),
            "scenes": self.tr("Scenes"),
            "folders": self.tr("Folders"),
        }
        titles |= {"albums": self.tr("Albums"), "searches": self.tr("Searches")}
        titles[PLACES] = self.tr("Places")
        for name, item in self._sections.items():
            set_value(item, Qt.ItemDataRole.DisplayRole, titles[name])
        self._fill_collections()
        if self._places is not None:
            self._places.fill()
        counts = {
            View.ALL: self.counts.all,
            View.REVIEW: self.counts.review,
            View.REFINE: self.counts.coarse,
            View.ACCEPTED: self.counts.accepted,
            View.LABELLED: self.counts.labelled,
            View.UNREADABLE: self.counts.failed,
        }
        for view, count in counts.items():
            self.fill(("view", view), view_title(view), count, icon=ICONS[view])
        if self.counts.in_two_lists:
            item = self._items["view", View.REVIEW]
            checks = self.tr(
                "%Ln of them were accepted already. They were drawn at random: your answers tell "
                "how often the tags are right.",
                "",
                self.counts.in_two_lists,
            )
            set_value(item, Qt.ItemDataRole.ToolTipRole, f"{item.toolTip()}\n{checks}")
        below = self._scenes.counts_below()
        for scene in self._scenes.enabled():
            name = scene.name(self._scenes.language)
            count = below[scene.id]
            heading = self._scenes.is_heading(scene.id)
            self.fill(("scene", scene.id), name, count, colour=None if heading else scene.colour)
            self._set_droppable(("scene", scene.id), droppable=not heading)
        self.fill(("scene", NO_SCENE), self._scenes.name(NO_SCENE), self.counts.none, icon="none")
        for folder in self.folders:
            offline = folder.state == "offline"
            name = folder.path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] or folder.path
            note = self.tr("offline") if offline else self.tr("watching") if folder.watch else ""
            icon = "folder-offline" if offline else "folder"
            self.fill(("folder", folder.id), name, folder.photos, icon=icon, note=note)
            item = self._items["folder", folder.id]
            set_value(item, Qt.ItemDataRole.ToolTipRole, folder.path)

    def query(self, index: Index) -> Query | None:
        """Return the query of an entry; None for a heading."""
        noun, key = index.data(SidebarRole.NOUN), index.data(SidebarRole.KEY)
        if noun == "view":
            view = View(key)
            sort = SortBy.REVIEW if view in (View.REVIEW, View.REFINE) else SortBy.DATE
            return Query(view=view, sort=sort, descending=sort is SortBy.DATE)
        if noun == "scene":
            return Query(scene=key)
        if noun == "folder":
            return Query(folder=int(key))
        if noun == "album":
            return Query(album=int(key), sort=SortBy.ALBUM, descending=False)
        if self._places is not None and noun in (COUNTRY, TOWN):
            return self._places.query(noun, key)
        search = self._book.search(key) if self._book is not None and noun == "search" else None
        return None if search is None else Query(text=search.text)

    def set_book(self, book: CollectionBook) -> None:
        """Show albums and kept searches, too, where there are some."""
        self._book = book
        book.changed.connect(self._show_collections)
        self._show_collections()

    def set_places(self, book: PlaceBook) -> None:
        """Show the places of photos, too, where there are some."""
        self._places = PlaceEntries(self, book, lambda: self._scenes.language)

    # drag and drop

    def mimeTypes(self) -> list[str]:
        """Photos may be dropped."""
        return [PHOTOS_MIME]

    def canDropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Photos may be dropped on scenes and albums only."""
        is_target = parent.data(SidebarRole.NOUN) in ("scene", "album")
        return data.hasFormat(PHOTOS_MIME) and is_target

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Say which photos were dropped on what; the tree itself stays."""
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        ids = [int(i) for i in bytes(data.data(PHOTOS_MIME).data()).decode().split(",") if i]
        is_album = parent.data(SidebarRole.NOUN) == "album"
        told = self.dropped_on_album if is_album else self.dropped
        told.emit(ids, parent.data(SidebarRole.KEY))
        return False

    def supportedDropActions(self) -> Qt.DropAction:
        """Say that a drop labels or collects, while the photos stay where they are."""
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    # inside

    def _show_collections(self) -> None:
        """Bring the entries of albums and searches up to date; a heading is there with the first.

        What is chosen stays so: entries come and go one by one.
        """
        assert self._book is not None
        for name, noun, ids in (
            ("albums", "album", tuple(row.id for row in self._book.albums)),
            ("searches", "search", tuple(row.id for row in self._book.searches)),
        ):
            if ids and name not in self._sections:
                at = self._sections["scenes"].row()
                self._sections[name] = self._section(name, at)
            for gone in set(self._collected.get(name, ())) - set(ids):
                self._sections[name].removeRow(self._items.pop((noun, gone)).row())
            for at, key in enumerate(ids):
                if (noun, key) not in self._items:
                    self.entry(self._sections[name], noun, key, at)
            self._collected[name] = ids
            if not ids and name in self._sections:
                self.removeRow(self._sections.pop(name).row())
        self.retranslate()

    def _fill_collections(self) -> None:
        book = self._book
        for row in book.albums if book is not None else ():
            count = book.photos_of_album.get(row.id, 0) if book is not None else 0
            self.fill(("album", row.id), row.name, count, icon="album")
            item = self._items.get(("album", row.id))
            if item is not None and book is not None:
                set_value(item, SidebarRole.COVER, book.covers.get(row.id))
        for search in book.searches if book is not None else ():
            count = book.photos_of_search.get(search.id, 0) if book is not None else 0
            self.fill(("search", search.id), search.name, count, icon="search")
            item = self._items.get(("search", search.id))
            if item is not None:
                set_value(item, Qt.ItemDataRole.ToolTipRole, f"{search.name}: {search.text}")

    def _build_scenes(self, scenes: list[SceneRow]) -> None:
        section = self._clear("scenes", "scene")
        known = {scene.id for scene in scenes}
        made: dict[str, QStandardItem] = {}
        for scene in scenes:
            parent = made.get(scene.parent or "") if scene.parent in known else None
            made[scene.id] = self.entry(parent or section, "scene", scene.id)
        self.entry(section, "scene", NO_SCENE)

    def _build_folders(self) -> None:
        section = self._clear("folders", "folder")
        for folder in self.folders:
            self.entry(section, "folder", folder.id)

    def _set_droppable(self, entry: tuple[str, Any], *, droppable: bool) -> None:
        """Let photos be dropped on a scene; a heading is chosen to see all below it."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if droppable:
            flags |= Qt.ItemFlag.ItemIsDropEnabled
        item = self._items[entry]
        if item.flags() != flags:
            item.setFlags(flags)
