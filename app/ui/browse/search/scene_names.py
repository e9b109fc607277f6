"""Which scene a text of the search means, and what it is called in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.core.library import LibraryReader
from app.core.search.meaning import SceneWords
from app.ui.models.scene_book import SceneBook

KEYWORD_MAP = "keyword_map"


class SceneNaming(QObject):
    """Reads texts as the library does.

    Signals
    -------
    changed : ()
        Texts mean other scenes, or scenes have other names.
    """

    changed = Signal()

    def __init__(
        self, scenes: SceneBook, reader: LibraryReader | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._scenes = scenes
        self._reader = reader
        self._known: tuple[object, ...] = ()
        self._words = SceneWords([])
        self._read()
        scenes.renamed.connect(self._on_changed)

    def meant(self, text: str | None) -> str | None:
        """Return the one scene or parent that a text means."""
        found = self._words.meant(text) if text else ()
        return found[0] if len(found) == 1 else None

    def name(self, text: str) -> str | None:
        """Name what a text means; several scenes are named one after the other."""
        found = self._words.meant(text)
        return " / ".join(self._scenes.name(scene) for scene in found) or None

    def colour(self, text: str | None) -> str | None:
        """Return the colour of the one scene that a text means."""
        return self._scenes.colour(self.meant(text))

    def text_of(self, scene: str) -> str:
        """Return a text that means just this scene: its name where that does, else its id."""
        name = self._scenes.name(scene)
        return name if self.meant(name) == scene else scene

    def names(self) -> list[str]:
        """Return the names of all scenes that are switched on, in the language in force."""
        return [row.name(self._scenes.language) for row in self._scenes.enabled()]

    def _on_changed(self) -> None:
        if self._read():
            self.changed.emit()

    def _read(self) -> bool:
        """Read the scenes; return whether there are other ones, or other names, than before."""
        rows = self._scenes.all()
        known = (
            self._scenes.language,
            *((row.id, row.name_en, row.name_zh, row.parent, row.colour) for row in rows),
        )
        if known == self._known:
            return False
        own = None if self._reader is None else self._reader.setting(KEYWORD_MAP)
        self._words = SceneWords(rows, own if isinstance(own, dict) else None)
        self._known = known
        return True
