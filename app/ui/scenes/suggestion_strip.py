"""Offers a cluster of look-alikes without a scene as a new scene."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.core.library import LibraryReader
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.widgets.labels import make_label
from app.ui.widgets.sample_strip import SampleStrip

PHOTOS_SHOWN = 4


class SuggestionStrip(QFrame):
    """One suggestion at a time, largest first.

    Signals
    -------
    named : (str, list)
        Make a scene of this name from these photos.
    """

    named = Signal(str, list)

    def __init__(
        self, reader: LibraryReader, thumbnails: ThumbnailLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._reader = reader
        self._left: list[tuple[int, ...]] = []
        self._declined: set[frozenset[int]] = set()
        self.message = make_label("heading", wrap=True)
        self.strip = SampleStrip(thumbnails, columns=PHOTOS_SHOWN)
        self.strip.setFixedWidth(PHOTOS_SHOWN * 84)
        self.name = QLineEdit()
        self.name.setMinimumWidth(120)
        self.make = QPushButton()
        self.make.setProperty("primary", True)
        self.decline = QPushButton()
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.name, 1)
        line.addWidget(self.make)
        line.addWidget(self.decline)
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addWidget(self.message)
        words.addLayout(line)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(16)
        layout.addWidget(self.strip, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(words, 1)
        self.name.textChanged.connect(self._on_text_changed)
        self.name.returnPressed.connect(self._on_make)
        self.make.clicked.connect(self._on_make)
        self.decline.clicked.connect(self._on_decline)
        self.retranslate()
        self.hide()

    def show_suggestions(self, suggestions: Sequence[tuple[int, ...]]) -> None:
        """Offer clusters of photos; those that were declined are not offered again."""
        self._left = [s for s in suggestions if frozenset(s) not in self._declined]
        self._show_first()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        count = len(self._left[0]) if self._left else 0
        self.message.setText(self.tr("%Ln photo(s) look like one thing: name it?", "", count))
        self.name.setPlaceholderText(self.tr("Name of the new scene"))
        self.name.setAccessibleName(self.tr("Name of the new scene"))
        self.make.setText(self.tr("Make scene"))
        self.decline.setText(self.tr("Not one thing"))
        self._on_text_changed()

    def _show_first(self) -> None:
        self.setVisible(bool(self._left))
        self.name.clear()
        if self._left:
            rows = self._reader.photos.rows(list(self._left[0][:PHOTOS_SHOWN]))
            self.strip.show_photos([(row, None) for row in rows])
        self.retranslate()

    def _on_text_changed(self) -> None:
        self.make.setEnabled(bool(self.name.text().strip()))

    def _on_make(self) -> None:
        name = self.name.text().strip()
        if name and self._left:
            photos = self._left.pop(0)
            self._declined.add(frozenset(photos))
            self.named.emit(name, list(photos))
            self._show_first()

    def _on_decline(self) -> None:
        if self._left:
            self._declined.add(frozenset(self._left.pop(0)))
            self._show_first()
