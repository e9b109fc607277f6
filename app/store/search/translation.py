"""From the tree of a search to a condition in SQL, by the table of :mod:`.field_conditions`.

Every condition is true or false of a photo, never NULL: what is left out by ``-`` is all the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    func,
    not_,
    or_,
    select,
    true,
)

from app.core.paths import beginning_below
from app.core.records import SceneRow
from app.core.search.best_names import STAR, best, fit_of, without_star
from app.core.search.meaning import SceneWords
from app.core.search.nodes import (
    AllOf,
    AnyOf,
    FieldTerm,
    SearchNode,
    Without,
    Wording,
    top_parts,
)
from app.core.types import IdArray
from app.core.world.localities import place_fit
from app.store.encoding import clean, dump, folded, load
from app.store.plain_rows import fetch_ids, fetch_plain
from app.store.search.index import NAMES, SAID
from app.store.search.marks import Marks
from app.store.search.sets import (
    PhotoSet,
    distinct_values,
    in_json,
    one_of,
    photos_of,
    photos_where,
    union_of,
    with_text,
)
from app.store.tables import (
    Folder,
    LocalityTable,
    Photo,
    PhotoKeyword,
    Prediction,
    Scene,
    Setting,
)

Condition = ColumnElement[bool]
# Known photos, or what has to be asked of each.
Found = Condition | Marks
HasScene = Callable[[list[str]], list[PhotoSet]]
FieldCondition = Callable[["Translation", Any], Found]
# As many photos are quickly looked up one by one, where a long list would be gone through.
FEW_PHOTOS = 2000
# Of a large library one in so many.
FEW_OF = 50
NO_PHOTOS: IdArray = np.zeros(0, dtype=np.int64)
# Of a text that stands alone: IN is India, and 'in' is not.
_SHORTEST_PLACE = 2
KEYWORD_MAP = "keyword_map"


@dataclass(frozen=True, slots=True)
class SearchCondition:
    """What a search asks of a photo.

    Attributes
    ----------
    holds : condition
        True or false of a row of ``photo``, never NULL.
    is_few : bool
        Whether it names few photos by their ids, to be looked up before anything else is asked.
    large_sets : int
        How many sets of many photos were not gathered: each photo is asked for itself.
    """

    holds: Condition
    is_few: bool
    large_sets: int


def scene_words(connection: Connection) -> SceneWords:
    """Return the words of the library's scenes."""
    rows = connection.execute(
        select(Scene.id, Scene.name_en, Scene.name_zh, Scene.parent).order_by(Scene.position)
    )
    kept = connection.scalar(select(Setting.value).where(Setting.key == KEYWORD_MAP))
    return _scene_words(tuple(tuple(row) for row in rows), kept)


@lru_cache(maxsize=4)
def _scene_words(rows: tuple[tuple[Any, ...], ...], kept: str | None) -> SceneWords:
    own = load(kept) if kept else {}
    scenes = [
        SceneRow(id_, name_en, name_zh, parent, colour="", source="", enabled=True)
        for id_, name_en, name_zh, parent in rows
    ]
    return SceneWords(scenes, own if isinstance(own, dict) else {})


def folded_values(connection: Connection, column: Any) -> dict[str, list[str]]:
    """Return the different values of a column of photos by how they are folded."""
    forms: dict[str, list[str]] = {}
    for value in distinct_values(connection, column):
        forms.setdefault(folded(value), []).append(value)
    return forms


class Translation:
    """One search on its way to SQL.

    Parameters
    ----------
    connection : Connection
    has_scene : callable
        The sets of photos that have one of these scenes, in the list that is searched.
    fields : mapping of str to callable
        The condition of each field.

    Attributes
    ----------
    walks : bool
        True for a search that goes along a list and may be left on the way: of what many photos
        share, each is asked for itself. Else photos are gathered first, however many.
    """

    def __init__(
        self,
        connection: Connection,
        has_scene: HasScene,
        fields: Mapping[str, FieldCondition],
    ) -> None:
        self.connection = connection
        self.has_scene = has_scene
        self.scenes = scene_words(connection)
        self._fields = fields
        self.walks = False
        self._size = fetch_plain(connection, select(func.max(Photo.id)))[0][0] or 0
        self.few = max(FEW_PHOTOS, self._size // FEW_OF)
        self._forms = cache(partial(folded_values, connection))
        self._roots: list[str] | None = None
        self._known: dict[SearchNode, Marks] = {}
        self._large = 0

    def whole(self, node: SearchNode) -> SearchCondition:
        """Return the condition of a search."""
        self._large = 0
        meant = AllOf(top_parts(self.scenes.with_phrases(node)))
        conditions, marks = self._parts(meant)
        if marks is not None:
            conditions.append(marks.condition(self.few))
        is_few = marks is not None and len(marks) <= self.few
        return SearchCondition(and_(*conditions), is_few, self._large)

    def _of(self, node: SearchNode) -> Found:
        if isinstance(node, Wording | FieldTerm):
            return self._leaf(node)
        if isinstance(node, Without):
            found = self._of(node.part)
            return ~found if isinstance(found, Marks) else not_(found)
        conditions, marks = self._parts(node)
        if not conditions and marks is not None:
            return marks
        if marks is not None:
            conditions.append(marks.condition(self.few))
        return (and_ if isinstance(node, AllOf) else or_)(*conditions)

    def _leaf(self, node: Wording | FieldTerm) -> Found:
        known = self._known.get(node)
        if known is not None:
            return known
        found: Found = (
            self._found(node.text)
            if isinstance(node, Wording)
            else self._fields[node.name](self, node.value)
        )
        if isinstance(found, Marks):
            self._known[node] = found
        return found

    def _parts(self, node: AllOf | AnyOf) -> tuple[list[Condition], Marks | None]:
        """Return what is asked of each photo, and the photos that the other parts leave."""
        conditions: list[Condition] = []
        marks: Marks | None = None
        for part in node.parts:
            found = self._of(part)
            if not isinstance(found, Marks):
                conditions.append(found)
            elif marks is None:
                marks = found
            else:
                marks = marks & found if isinstance(node, AllOf) else marks | found
        return conditions, marks

    def _found(self, text: str) -> Found:
        """Return where a text that stands alone is found."""
        wanted = folded_search(text)
        read = self.connection
        sets = [with_text(read, NAMES, wanted), with_text(read, SAID, wanted)]
        sets += self.by_path(wanted)
        for column in (Photo.camera, Photo.lens):
            values = self.values(column, wanted)
            if values:
                sets.append(photos_where(one_of(column, values)))
        localities = self.localities(wanted + STAR) if len(wanted) >= _SHORTEST_PLACE else []
        if localities:
            sets.append(placed_in(localities))
        return self.among(*sets, *self._having(self.scenes.meant(text)))

    def _having(self, scenes: Sequence[str]) -> list[PhotoSet]:
        return self.has_scene(self.scenes.with_below(scenes)) if scenes else []

    def among(self, *sets: PhotoSet) -> Found:
        """Return 'the photo is in one of these sets'."""
        if not sets:
            return self.marked(NO_PHOTOS)
        photos = union_of(sets)
        ids = fetch_ids(self.connection, photos.limit(self.few + 1) if self.walks else photos)
        if self.walks and len(ids) > self.few:
            self._large += 1
            return or_(*(each.holds for each in sets))
        return self.marked(ids)

    def marked(self, photos: IdArray) -> Marks:
        """Return these photos."""
        return Marks.of(photos, self._size)

    def values(self, column: Any, wanted: str, *, whole: bool = False) -> list[str]:
        """Return the different values of a column that hold a folded text, or are it."""
        return [
            value
            for form, values in self._forms(column).items()
            if (wanted == form if whole else wanted in form)
            for value in values
        ]

    def named(self, column: Any, value: str) -> list[str]:
        """Return the different values of a column that a text means, whatever the case."""
        wanted, is_starred = without_star(folded_search(value))
        forms = self._forms(column)
        fits = ((form, fit_of(form, wanted)) for form in forms)
        return [value for form in best(fits, is_starred=is_starred) for value in forms[form]]

    def by_path(self, wanted: str) -> list[PhotoSet]:
        """Return the photos in whose path a folded text stands, but not within their name alone."""
        wanted = wanted.replace("\\", "/")
        directories = [*self.values(Photo.directory, wanted)]
        if "/" not in wanted:
            directories = [d for d in directories if wanted in self._within(d)]
        sets = []
        above, stroke, name = wanted.rpartition("/")
        if stroke:
            ending = [d for d in self.values(Photo.directory, above) if d.endswith(above)]
            begins = Photo.name.startswith(name, autoescape=True)
            if ending:
                sets.append(photos_where(one_of(Photo.directory, ending), begins))
        if directories:
            sets.append(photos_where(one_of(Photo.directory, directories)))
        return sets

    def _within(self, directory: str) -> str:
        """Return a folded directory from the folder that was added on: all lies in those above."""
        if self._roots is None:
            names = fetch_plain(self.connection, select(Folder.name))
            roots = (folded(name).replace("\\", "/").rstrip("/") for (name,) in names)
            self._roots = sorted(roots, key=len)
        for root in self._roots:
            if f"{directory}/".startswith(f"{root}/"):
                return directory[root.rfind("/") + 1 :]
        return directory

    def in_folder(self, value: str) -> Found:
        """Return 'lies in a folder with this in its path'; a whole path means that folder alone."""
        wanted = folded_search(value).replace("\\", "/")
        if not _is_whole_path(wanted):
            return self.having(Photo.directory, self.values(Photo.directory, wanted))
        place = wanted.rstrip("/") or "/"
        start = beginning_below(place)
        below = [
            d for d in self.values(Photo.directory, place) if d == place or d.startswith(start)
        ]
        return self.among(photos_where(one_of(Photo.directory, below)))

    def having(self, column: Any, values: Sequence[str]) -> Found:
        """Return 'a column of the photo is one of these'."""
        return self.among(*([photos_where(one_of(column, values))] if values else []))

    def localities(self, value: str) -> list[int]:
        """Return the towns and countries of the library that a text means."""
        wanted, is_starred = without_star(folded_search(value))
        rows = fetch_plain(self.connection, select(LocalityTable.id, LocalityTable.words))
        fits = ((locality, place_fit(names, wanted.strip())) for locality, names in rows)
        return best(fits, is_starred=is_starred)

    def placed(self, value: str) -> Found:
        """Return 'was taken in a town or country of this name'."""
        localities = self.localities(value)
        return self.among(*([placed_in(localities)] if localities else []))

    def keyword(self, value: str) -> Found:
        """Return 'others gave the photo a keyword with this in it'."""
        values = self.values(PhotoKeyword.keyword, folded_search(value))
        return self.among(photos_of(PhotoKeyword.photo_id, one_of(PhotoKeyword.keyword, values)))

    def with_scene(self, value: str) -> Found:
        """Return 'has a scene of this name'."""
        return self.among(*self._having(self.scenes.named(value)))

    def proposed(self, value: str) -> Found:
        """Return 'the machine proposes a scene of this name', right or wrong."""
        scenes = self.scenes.with_below(self.scenes.named(value))
        return self.among(photos_of(Prediction.photo_id, one_of(Prediction.scene, scenes)))


def placed_in(localities: list[int]) -> PhotoSet:
    """Return the photos that were taken in these towns and countries."""
    here = in_json(Photo.locality_id, dump(localities))
    # The index of spots goes by these.
    return photos_where(Photo.listed == true(), Photo.latitude.is_not(None), here)


def folded_search(text: str) -> str:
    """Return a text as what is kept is folded."""
    return folded((clean(text) or "").replace("\0", ""))


def _is_whole_path(path: str) -> bool:
    return path.startswith("/") or path[1:3] == ":/"
