"""What an export would do, or did, in words: a few sentences, and a line for each file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.jobs.export.report import Report
from app.ui.error_wording import sentence
from app.ui.icons import icon
from app.ui.widgets.plain_text import plain_tip

Index = QModelIndex | QPersistentModelIndex


class About(Enum):
    """What a line is about; the name of its icon."""

    FAILURE = "warning"
    CREDENTIALS = "lock"
    KEPT_OUT = "person"
    CHANGE = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: which file, and what happens to it."""

    about: About
    path: str
    text: str


class OutcomeTexts(QObject):
    """Sentences of an export; with ``is_preview`` of one that may still come."""

    def sentences(self, report: Report, *, is_preview: bool) -> str:
        """Say in a few sentences what happens to how many files."""
        said = [self._written(report, is_preview), self._rest(report)]
        if report.system is not None:
            said.insert(1, self._system(report.system, is_preview))
        return " ".join(filter(None, said)) or self.tr("There is nothing to write.")

    def _written(self, report: Report, is_preview: bool) -> str:
        written, removed = report.written, report.removed
        said = []
        if written:
            said.append(
                self.tr("%Ln file(s) will get tags.", "", written)
                if is_preview
                else self.tr("%Ln file(s) got tags.", "", written)
            )
        if removed:
            said.append(
                self.tr("Tags will be taken out of %Ln file(s).", "", removed)
                if is_preview
                else self.tr("Tags were taken out of %Ln file(s).", "", removed)
            )
        return " ".join(said)

    def _system(self, report: Report, is_preview: bool) -> str:
        changed = report.written + report.removed
        if not changed:
            return ""
        if is_preview:
            return self.tr("System tags will change beside %Ln photo(s).", "", changed)
        return self.tr("System tags changed beside %Ln photo(s).", "", changed)

    def _rest(self, report: Report) -> str:
        said = []
        if report.failures:
            said.append(self.tr("%Ln file(s) cannot be written.", "", len(report.failures)))
        if report.unchanged:
            said.append(self.tr("%Ln file(s) are right already.", "", report.unchanged))
        if report.skipped:
            text = self.tr("%Ln photo(s) without such a tag, or not there.", "", report.skipped)
            said.append(text)
        if report.shared:
            said.append(self.tr("%Ln sidecar(s) belong to several files.", "", report.shared))
        return " ".join(said)

    def lines(self, report: Report) -> list[Line]:
        """Give each file its line: first what needs a look, then what changes."""
        broken = self.tr("Its content credentials (C2PA) break: they sign the whole file.")
        elsewhere = self.tr("{keywords}: taken out by another program")
        return [
            *(Line(About.FAILURE, f.path, sentence(f.message)) for f in report.failures),
            *(Line(About.CREDENTIALS, path, broken) for path in report.credentials),
            *(
                Line(
                    About.KEPT_OUT,
                    found["path"],
                    elsewhere.format(keywords=", ".join(found["keywords"])),
                )
                for found in report.removed_elsewhere
            ),
            *(Line(About.CHANGE, change["path"], _change(change)) for change in report.changes),
        ]


def _change(change: dict[str, Any]) -> str:
    signs = (("add", "+"), ("remove", "−"))
    parts = [f"{sign} {', '.join(change[key])}" for key, sign in signs if change[key]]
    return "   ".join(parts) or "="


class OutcomeModel(QAbstractTableModel):
    """The lines, in two columns: the file, and what happens to it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def show_lines(self, lines: list[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return two."""
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return texts and icons."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        name = os.path.basename(line.path)
        if role == Qt.ItemDataRole.DisplayRole:
            return name if index.column() == 0 else line.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{line.path}\n{line.text}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{name}: {line.text}"
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 1 and line.about.value:
            return icon(line.about.value)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name the columns."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (self.tr("File"), self.tr("What happens"))[section]
