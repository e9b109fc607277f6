"""How a search is written: examples, signs and fields on one page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.core.search.fields import FIELDS, SearchField
from app.ui.search_wording import code_word, field_word
from app.ui.widgets.labels import make_close_row, make_label, resize_scaled


class SearchDialog(QDialog):
    """Every field with an example, and what signs mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("How to search"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(make_label("title", self.tr("How to search")))
        inside = QWidget()
        page = QVBoxLayout(inside)
        page.setContentsMargins(0, 0, 12, 0)
        page.setSpacing(8)
        words = self.tr(
            "A word is a scene, by its name or a synonym in English or Chinese, with all scenes "
            "below it; or it stands in the name of a file or folder, a keyword, a title, a place, "
            "the camera or the lens. All words must be found."
        )
        page.addWidget(make_label("text", words, wrap=True))
        page.addLayout(_table(self._signs()))
        page.addWidget(make_label("heading", self.tr("Fields")))
        page.addLayout(_table([_row(field) for field in FIELDS.values()]))
        page.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        layout.addWidget(scroll, 1)
        layout.addWidget(make_close_row(self, self.tr("Close")))
        resize_scaled(self, 720, 620)

    def _signs(self) -> list[tuple[str, str]]:
        return [
            ("beach sunset", self.tr("both")),
            ("beach OR lake", self.tr("either")),
            ("beach -people", self.tr("the first, but not the second; NOT does the same")),
            ("(beach OR lake) date:2023", self.tr("brackets keep together")),
            ('"lago di garda"', self.tr("these words just so")),
            ("date:2023-07..2023-08", self.tr("from one to another; also >=2023-07")),
        ]


def _row(field: SearchField) -> tuple[str, str]:
    names = ", ".join(f"{name}:" for name in field.also)
    words = f"{field_word(field.name)} ({names})"
    codes = "; ".join(f"{code} – {code_word(field.name, code)}" for code in field.codes)
    return f"{field.name}:{field.example}", f"{words}\n{codes}" if codes else words


def _table(rows: list[tuple[str, str]]) -> QGridLayout:
    table = QGridLayout()
    table.setHorizontalSpacing(16)
    table.setVerticalSpacing(6)
    table.setColumnStretch(1, 1)
    for number, (example, words) in enumerate(rows):
        table.addWidget(_example(example), number, 0, Qt.AlignmentFlag.AlignTop)
        table.addWidget(make_label("text", words, wrap=True), number, 1)
    return table


def _example(text: str) -> QLabel:
    label = make_label("text", text)
    label.setProperty("role", "key")
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
