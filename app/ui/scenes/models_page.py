"""Model versions: when each was made, from how many samples, what it measured; go back to one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.core.records import ModelVersionRow
from app.core.types import Change
from app.ui.i18n import moment, number
from app.ui.session import Session
from app.ui.widgets.labels import make_close_row, make_label, resize_scaled
from app.ui.wording import precision_of

_ROW = Qt.ItemDataRole.UserRole


class ModelsPage(QDialog):
    """A line a version, newest first."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(self.tr("Model versions"))
        resize_scaled(self, 760, 480)
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setColumnCount(5)
        self.list.setAccessibleName(self.tr("Model versions, newest first"))
        self.list.setHeaderLabels(
            [
                self.tr("Version"),
                self.tr("Made"),
                self.tr("By"),
                self.tr("My samples"),
                self.tr("Precision, held out"),
            ]
        )
        header = self.list.header()
        header.setStretchLastSection(False)
        for column in range(5):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.details = make_label("muted", wrap=True)
        self.restore = QPushButton(self.tr("Go back to this version"))
        self.restore.setAutoDefault(False)
        line = QHBoxLayout()
        line.addWidget(self.details, 1)
        line.addWidget(self.restore)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(make_label("title", self.tr("Model versions")))
        layout.addWidget(self.list, 1)
        layout.addLayout(line)
        layout.addWidget(make_close_row(self, self.tr("Close")))
        self.list.currentItemChanged.connect(self._show_current)
        self.restore.clicked.connect(self._on_restore)
        session.bridge.changed.connect(self._on_changed)
        self.reload()

    def reload(self) -> None:
        """Show the versions as they are now; the current line stays current."""
        current = self._current()
        self.list.clear()
        for row in self._session.reader.models.versions():
            item = self._make(row)
            self.list.addTopLevelItem(item)
            if current is not None and row.id == current.id:
                self.list.setCurrentItem(item)
        first = self.list.topLevelItem(0)
        if self.list.currentItem() is None and first is not None:
            self.list.setCurrentItem(first)
        self._show_current()

    def _make(self, row: ModelVersionRow) -> QTreeWidgetItem:
        name = str(row.id)
        if row.current:
            name = self.tr("{version} (in use)").format(version=name)
        values = [name, moment(row.at), self._source(row), number(row.samples), _precision(row)]
        item = QTreeWidgetItem(values)
        item.setData(0, _ROW, row)
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(name) + 24
        item.setSizeHint(0, QSize(width, metrics.height() + 14))
        for column in (3, 4):
            item.setTextAlignment(
                column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
        return item

    def _source(self, row: ModelVersionRow) -> str:
        return {
            "pack": self.tr("shipped with the program"),
            "refresh": self.tr("a refresh"),
            "target": self.tr("another target"),
            "merge": self.tr("merged scenes"),
        }.get(row.source, row.source)

    def _current(self) -> ModelVersionRow | None:
        item = self.list.currentItem()
        return item.data(0, _ROW) if item is not None else None

    def _show_current(self) -> None:
        row = self._current()
        self.restore.setEnabled(row is not None and not row.current)
        if row is None or row.figures.get("new") is None:
            self.details.setText("")
            return
        self.details.setText(
            self.tr(
                "New labels: {new}. Measured on {measured} labels that it had not seen."
            ).format(
                new=number(int(row.figures["new"])),
                measured=number(int(row.figures.get("measured", 0))),
            )
        )

    def _on_restore(self) -> None:
        row = self._current()
        if row is not None:
            self._session.commands.library.restore(row.id)

    def _on_changed(self, change: Change) -> None:
        if change.model or change.history:
            self.reload()


def _precision(row: ModelVersionRow) -> str:
    before, after = (precision_of(row.figures, when) for when in ("before", "after"))
    if after is None:
        return "–"
    return f"{after:.2f}" if before is None else f"{before:.2f} → {after:.2f}"
