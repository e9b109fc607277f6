"""Which list is shown: the entry of the sidebar, the text, the filters, the order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.collecting.ratings import Flag
from app.core.likeness import Likeness
from app.core.records import Query, SortBy, View
from app.core.search.errors import SearchError
from app.core.search.grammar import parse_search
from app.core.types import Reason

TYPING_MS = 180
# Lists that are decided about photo by photo.
QUEUES = frozenset({View.REVIEW, View.REFINE})


@dataclass(frozen=True)
class Filters:
    """What restricts a list beside its entry in the sidebar; None does not restrict."""

    reason: Reason | None = None
    scene: str | None = None
    folder: int | None = None
    date_from: str | None = None
    date_to: str | None = None
    similarity_from: float | None = None
    similarity_to: float | None = None
    stars_from: int | None = None
    flag: Flag | None = None

    def __bool__(self) -> bool:
        return self != Filters()


class QueryState(QObject):
    """Puts a query together and says when it changed.

    Signals
    -------
    changed : (Query)
        Another list has to be shown.
    refused : (SearchError)
        The text is no search: the list stays as it is.
    """

    changed = Signal(object)
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.base = Query()
        self.text = ""
        self.filters = Filters()
        self.like: Likeness | None = None
        self._sort: SortBy | None = None
        self._descending: bool | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self._tell)

    def query(self) -> Query:
        """Return the query in force."""
        base, filters = self.base, self.filters
        order = base.sort if self.like is None else SortBy.LIKENESS
        return replace(
            base,
            text=self.text or None,
            scene=filters.scene or base.scene,
            folder=filters.folder if filters.folder is not None else base.folder,
            reason=filters.reason,
            date_from=filters.date_from,
            date_to=filters.date_to,
            similarity_from=filters.similarity_from,
            similarity_to=filters.similarity_to,
            stars_from=filters.stars_from,
            flag=filters.flag,
            sort=order if self._sort is None else self._sort,
            descending=self._falls if self._descending is None else self._descending,
            like=self.like,
        )

    @property
    def _falls(self) -> bool:
        """Whether the list goes from high to low where nobody said otherwise."""
        return self.base.descending or self.like is not None

    @property
    def is_restricted(self) -> bool:
        """Whether text or filters hide photos of the entry."""
        return bool(self.text or self.filters)

    def set_base(self, query: Query) -> None:
        """Show another entry of the sidebar, in its own order."""
        self.base = query
        self.like = None
        self._sort = None
        self._descending = None
        self._tell()

    def set_like(self, like: Likeness | None) -> None:
        """Ask for photos like some others, the most alike first; or for the list itself again."""
        if (like is None) != (self.like is None):
            self._sort = self._descending = None
        self.like = like
        self._tell()

    def set_text(self, text: str) -> None:
        """Search, a moment after the last key; what is no search changes nothing, and is told."""
        try:
            parse_search(text)
        except SearchError as error:
            self._timer.stop()
            self.refused.emit(error)
            return
        self.text = text.strip()
        self._timer.start()

    def set_filters(self, filters: Filters) -> None:
        """Filter by fields."""
        if filters != self.filters:
            self.filters = filters
            self._tell()

    def set_order(self, sort: SortBy, descending: bool) -> None:
        """Sort."""
        self._sort, self._descending = sort, descending
        self._tell()

    def _tell(self) -> None:
        self._timer.stop()
        self.changed.emit(self.query())
