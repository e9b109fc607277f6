"""Which list is shown: the entry of the sidebar, the search, the order.

The search is one text. The line of the window, its chips and the filters are views of it: each
shows what it says, and changes a part of it.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.likeness import Likeness
from app.core.records import Query, SortBy, View
from app.core.search.edit import term_of, with_term, without_part
from app.core.search.errors import SearchError
from app.core.search.grammar import parse_search
from app.core.search.nodes import FieldTerm, FieldValue, SearchNode

TYPING_MS = 180
# Lists that are decided about photo by photo.
QUEUES = frozenset({View.REVIEW, View.REFINE})


class QueryState(QObject):
    """Puts a query together and says when it changed.

    Signals
    -------
    changed : (Query)
        Another list has to be shown.
    searched : ()
        The search has another text; the list follows.
    refused : (SearchError)
        What was typed is no search: the list stays as it is.

    Attributes
    ----------
    text : str
        The search in force.
    search : SearchNode or None
        What it asks for.
    """

    changed = Signal(object)
    searched = Signal()
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.base = Query()
        self.text = ""
        self.search: SearchNode | None = None
        self.like: Likeness | None = None
        self._sort: SortBy | None = None
        self._descending: bool | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self._tell)

    def query(self) -> Query:
        """Return the query in force."""
        base = self.base
        order = base.sort if self.like is None else SortBy.LIKENESS
        return replace(
            base,
            text=self.text or None,
            like=self.like,
            sort=order if self._sort is None else self._sort,
            descending=self._falls if self._descending is None else self._descending,
        )

    @property
    def _falls(self) -> bool:
        """Whether the list goes from high to low where nobody said otherwise."""
        return self.base.descending or self.like is not None

    @property
    def is_restricted(self) -> bool:
        """Whether the search hides photos of the entry."""
        return bool(self.text)

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
            self.search = parse_search(text)
        except SearchError as error:
            self._timer.stop()
            self.refused.emit(error)
            return
        if text.strip() != self.text:
            self.text = text.strip()
            self._timer.start()
        self.searched.emit()

    def term(self, name: str) -> FieldTerm | None:
        """Return what the search asks of a field, where it does so once and for all of it."""
        return term_of(self.search, name)

    def set_term(self, name: str, value: FieldValue | None, *, chinese: bool = False) -> None:
        """Ask a field for this, and for nothing else; None asks nothing of it."""
        self.search_for(with_term(self.text, name, value, chinese=chinese))

    def remove_part(self, number: int) -> None:
        """Ask no more for one of the parts that are asked for all together."""
        self.search_for(without_part(self.text, number))

    def clear(self) -> None:
        """Ask for nothing but the entry of the sidebar."""
        self.search_for("")

    def set_order(self, sort: SortBy, descending: bool) -> None:
        """Sort."""
        self._sort, self._descending = sort, descending
        self._tell()

    def search_for(self, text: str) -> None:
        """Search for a text at once."""
        if text != self.text:
            self.set_text(text)
            self._tell()

    def _tell(self) -> None:
        self._timer.stop()
        self.changed.emit(self.query())
