"""The tags of a photo in other programs' words: keywords along the scene tree, and who said it.

The person's own rating goes with them, and the albums of the photo where that is chosen; what a
file said by itself is never written back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.collecting.ratings import Flag
from app.core.keywords import Keywords, spell_rating
from app.core.ledger import ALBUM, RATING, Wanted
from app.core.library import LibraryReader
from app.core.records import PhotoDetail, SceneRow
from app.core.scenes import NO_SCENE
from app.core.types import Status
from app.jobs.export.choices import Choices, What
from app.media.xmp.packet import Statement, make_keywords

_DIGITS = 4
# What stands above the names of albums, by language.
_ALBUMS = {"en": "Albums", "zh": "相册"}


@dataclass(frozen=True, slots=True)
class Spelled:
    """One photo's tags: the keywords wanted, and each statement with the keywords of its tag."""

    wanted: Wanted
    statements: tuple[tuple[Statement, Keywords], ...] = ()

    def statements_without(self, kept_out: Keywords) -> list[Statement]:
        """Return what is said of the tags of which something is written."""
        return [said for said, words in self.statements if words.without(kept_out)]


NO_KEYWORDS = Spelled(Wanted())


class Speller:
    """Spells tags for one export.

    Parameters
    ----------
    library : LibraryReader
    choices : Choices
    """

    def __init__(self, library: LibraryReader, choices: Choices) -> None:
        self._choices = choices
        self._scenes = {row.id: row for row in library.scenes.names()}
        self._given_at = library.labels.given_at()
        self._versions = {row.id: row.at for row in library.models.versions()}
        self._root = [part for part in choices.root.split("|") if part.strip()]
        self._words: dict[str, tuple[str, Keywords]] = {}
        self._albums = library.albums.of(None) if choices.albums else {}

    def spell(self, detail: PhotoDetail) -> Spelled:
        """Return the tags of a photo, as they should stand in a file."""
        statements = self._statements(detail)
        keywords = Keywords()
        for _, words in statements:
            keywords = keywords.joined(words)
        tags = tuple(
            f"{said.scene}@{said.at}" if said.by == "person" else said.scene
            for said, _ in statements
        )
        if names := self._albums.get(detail.row.id):
            tags = (*tags, *(f"{ALBUM}{name}" for name in names))
            keywords = keywords.joined(self._album_words(names))
        if marks := spell_rating(detail.rating):
            flag = detail.rating.flag or Flag.NONE
            rated = f"{RATING}{detail.rating.stars or 0}:{flag.value}@{detail.rating.at}"
            tags, keywords = (*tags, rated), keywords.joined(marks)
        return Spelled(Wanted(tags, keywords), tuple(statements))

    def _statements(self, detail: PhotoDetail) -> list[tuple[Statement, Keywords]]:
        row, found = detail.row, []
        if row.label is not None and row.label != NO_SCENE:
            name, words = self._spelling(row.label)
            at = self._given_at.get(row.id, "")
            found.append((Statement(row.label, name, "person", at), words))
        if self._choices.what is What.LABELS:
            return found
        if row.status in (Status.ACCEPTED, Status.COARSE) and row.scene is not None:
            found.append(self._by_program(detail, row.scene, row.similarity, row.low, row.high))
        similarities = {c.scene: c.similarity for c in detail.candidates}
        for scene in detail.further:
            found.append(self._by_program(detail, scene, similarities.get(scene), None, None))
        return found

    def _by_program(
        self, detail: PhotoDetail, scene: str, *numbers: float | None
    ) -> tuple[Statement, Keywords]:
        name, words = self._spelling(scene)
        version = detail.model_version
        similarity, low, high = (n if n is None else round(n, _DIGITS) for n in numbers)
        at = self._versions.get(version, "") if version is not None else ""
        return Statement(scene, name, "program", at, version, similarity, low, high), words

    def _album_words(self, names: Sequence[str]) -> Keywords:
        paths = [
            [*self._root, _ALBUMS[language], name]
            for name in names
            for language in self._choices.names.languages
        ]
        return make_keywords(paths, all_parents=False)

    def _spelling(self, scene: str) -> tuple[str, Keywords]:
        """Return a scene's name and its keywords, in the languages chosen."""
        if scene not in self._words:
            line = self._line(scene)
            languages = self._choices.names.languages
            paths = [[*self._root, *(_name(row, lang) for row in line)] for lang in languages]
            name = make_keywords([paths[0][-1:]]).subject
            self._words[scene] = (name[0], make_keywords(paths))
        return self._words[scene]

    def _line(self, scene: str) -> Sequence[SceneRow]:
        """Return a scene and what lies above it, from the top; a circle ends where it closes."""
        line: list[SceneRow] = []
        above: str | None = scene
        while above is not None and all(row.id != above for row in line):
            row = self._scenes.get(above) or SceneRow(above, above, "", None, "", "own", True)
            line.insert(0, row)
            above = row.parent
        return line


def _name(row: SceneRow, language: str) -> str:
    return row.name(language) or row.id
