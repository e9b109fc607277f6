"""The scenes of the library by id: names in the language in force, colours, what a text means."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter

from PySide6.QtCore import QObject, Signal

from app.core.library import LibraryReader
from app.core.records import SceneRow, headings
from app.core.scenes import NO_SCENE


class SceneBook(QObject):
    """Scenes with their counts, read again when a change says so.

    Signals
    -------
    changed : ()
        Scenes, counts or the language changed.
    renamed : ()
        Something else than counts did: names, colours, what lies below what.
    """

    changed = Signal()
    renamed = Signal()

    def __init__(self, reader: LibraryReader, language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self.language = language
        self._rows: dict[str, SceneRow] = {}
        self._headings: set[str] = set()
        self.reload()

    def reload(self) -> None:
        """Read the scenes again."""
        before = self._looks()
        self._rows = {row.id: row for row in self._reader.scenes.rows(include_disabled=True)}
        self._headings = headings(self._rows.values())
        if self._looks() != before:
            self.renamed.emit()
        self.changed.emit()

    def set_language(self, code: str) -> None:
        """Name scenes in another language."""
        self.language = code
        self.renamed.emit()
        self.changed.emit()

    def all(self) -> list[SceneRow]:
        """Return every scene, switched off ones too, parents before children."""
        return list(self._rows.values())

    def enabled(self) -> list[SceneRow]:
        """Return the scenes that are switched on."""
        return [row for row in self._rows.values() if row.enabled]

    def is_heading(self, scene: str) -> bool:
        """Tell whether a scene only holds others: it has children, and no photo of its own."""
        return scene in self._headings

    def counts_below(self) -> dict[str, int]:
        """Return how many tags each scene has, with those of everything below it."""
        found = {
            row.id: row.accepted + row.labelled + row.secondary + row.coarse
            for row in self._rows.values()
        }
        # Children stand after their parents.
        for row in reversed(self._rows.values()):
            if row.parent in found and row.enabled:
                found[row.parent] += found[row.id]
        return found

    def usable(self) -> list[SceneRow]:
        """Return the scenes that a photo can be labelled with."""
        return [row for row in self.enabled() if not self.is_heading(row.id)]

    def get(self, scene: str | None) -> SceneRow | None:
        """Return a scene, None when it is unknown."""
        return self._rows.get(scene) if scene is not None else None

    def name(self, scene: str | None) -> str:
        """Return the name in the language in force; an unknown id names itself."""
        if scene is None:
            return ""
        if scene == NO_SCENE:
            return self.tr("None of the scenes")
        row = self._rows.get(scene)
        return row.name(self.language) if row is not None else scene

    def colour(self, scene: str | None) -> str | None:
        """Return the colour of a scene, None when it is unknown."""
        row = self.get(scene)
        return row.colour if row is not None else None

    def matches(self, text: str, limit: int = 8) -> list[SceneRow]:
        """Return scenes whose name in either language fits a text, best first.

        A name that is the text comes before one that begins with it, then one with a word that
        begins with it, then one that contains it; equal ones by how often they are used.
        """
        wanted = text.strip().casefold()
        ranked: list[tuple[int, int, str, SceneRow]] = []
        for row in self.usable():
            rank = min(_fit(wanted, name.casefold()) for name in (row.name_en, row.name_zh, row.id))
            if rank < _NO_FIT:
                used = row.accepted + row.labelled
                ranked.append((rank, -used, row.name(self.language), row))
        return [row for *_, row in sorted(ranked, key=lambda r: r[:3])[:limit]]

    def _looks(self) -> list[tuple[object, ...]]:
        """Return all that is shown of scenes but their counts."""
        return [_look(row) for row in self._rows.values()]


_COUNTS = {"accepted", "labelled", "review", "secondary", "coarse"}
_look = attrgetter(*(field.name for field in fields(SceneRow) if field.name not in _COUNTS))
_NO_FIT = 9


def _fit(wanted: str, name: str) -> int:
    if not wanted:
        return 3
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    if any(word.startswith(wanted) for word in name.replace("_", " ").split()):
        return 2
    return 3 if wanted in name else _NO_FIT
