"""The two ways to read a search: along its list, or of photos that are gathered first.

Along the list each photo is asked for itself, and the way may be left: quick where much is found.
What few photos share is looked up before. Where nothing is found for long, what many share is
gathered as :class:`Marks`, and joined before a photo is looked at. So ``-img -dsc``, which almost
all of a million photos are left out by, is known in a quarter of a second, where the way along
the list comes upon nothing.
"""

from __future__ import annotations

from sqlalchemy import Connection

from app.core.search.nodes import SearchNode
from app.store.search.field_conditions import CONDITIONS
from app.store.search.translation import HasScene, SearchCondition, Translation


class SearchPlans:
    """Both ways of one search.

    Parameters
    ----------
    connection : Connection
    node : SearchNode
    has_scene : callable
        See :class:`Translation`.
    """

    def __init__(self, connection: Connection, node: SearchNode, has_scene: HasScene) -> None:
        self._node = node
        self._search = Translation(connection, has_scene, CONDITIONS)
        self._along: SearchCondition | None = None

    def along(self) -> SearchCondition:
        """Return what is asked of each photo on the way along a list."""
        if self._along is None:
            self._search.walks = True
            self._along = self._search.whole(self._node)
        return self._along

    def gathered(self) -> SearchCondition:
        """Return the same with all photos gathered, where no part of the search leaves few."""
        found = self.along()
        if found.is_few:
            return found
        self._search.walks = False
        return self._search.whole(self._node)
