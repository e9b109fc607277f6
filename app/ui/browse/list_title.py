"""The heading of a list: its name, how many photos it holds, and what stands beside that."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.widgets.labels import make_label
from app.ui.widgets.plain_text import plain_tip

# Left and right of what is written, and between a name and what stands beside it.
EDGES_PX, GAP_PX = 32, 10
LEAST_LETTERS = 4


class ListTitle(QFrame):
    """A name that is shortened where there is no room, a count, and room for more.

    Attributes
    ----------
    title, count : QLabel
    """

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self._beside: QWidget | None = None
        self._with_more = False
        self.title = make_label("heading")
        self.count = make_label("muted")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(EDGES_PX // 2, 12, EDGES_PX // 2, 4)
        self._row.setSpacing(GAP_PX)
        self._row.addWidget(self.title, 0, Qt.AlignmentFlag.AlignBaseline)
        self._row.addWidget(self.count, 1, Qt.AlignmentFlag.AlignBaseline)

    def add(self, strip: QWidget) -> None:
        """Put something at the right edge."""
        self._beside = strip
        self._row.addWidget(strip)

    def show_name(self, name: str, count: str, *, with_more: bool) -> None:
        """Show a name, a count, and what stands beside them or not."""
        self._name = name
        self.count.setText(count)
        self._with_more = with_more
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Ask for no width: what there is no room for is left out, or shortened."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the name where there is no room for it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - EDGES_PX
        if self._beside is not None:
            taken = self._beside.sizeHint().width() + GAP_PX
            letters = self.title.fontMetrics().horizontalAdvance("M") * LEAST_LETTERS
            # Keys and menus do the same.
            is_shown = self._with_more and taken + letters <= room
            self._beside.setVisible(is_shown)
            room -= taken * is_shown
        name = self.title.fontMetrics().horizontalAdvance(self._name)
        # The sidebar counts, too.
        self.count.setVisible(name + self.count.sizeHint().width() + GAP_PX <= room)
        elide = Qt.TextElideMode.ElideRight
        self.title.setText(self.title.fontMetrics().elidedText(self._name, elide, room))
        self.title.setToolTip(plain_tip(self._name) if name > room else "")
