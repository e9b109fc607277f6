"""Type a scene: the best match on Enter, a new scene on Shift+Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.ui.models.scene_book import SceneBook
from app.ui.widgets.labels import make_label, scaled

GAP_PX = 8
UNKNOWN_COLOUR = "#888888"


def colour_icon(colour: str | None) -> QIcon:
    """Return a dot in the colour of a scene; grey where it is unknown."""
    pixmap = QPixmap(32, 32)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour or UNKNOWN_COLOUR))
    painter.drawEllipse(6, 6, 20, 20)
    painter.end()
    return QIcon(pixmap)


class SceneInput(QFrame):
    """A small window over the decision bar, with completion in both languages.

    Signals
    -------
    chosen : (str)
        The id of a scene.
    new_asked : (str)
        The name of a scene to make.
    """

    chosen = Signal(str)
    new_asked = Signal(str)

    def __init__(self, scenes: SceneBook, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "card")
        self._scenes = scenes
        self.edit = QLineEdit()
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFixedHeight(scaled(self, 240))
        self.hint = make_label("muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        for part in (self.edit, self.list, self.hint):
            layout.addWidget(part)
        self.setFixedWidth(scaled(self, 340))
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._on_text_changed)
        self.list.itemClicked.connect(self._on_clicked)
        self.retranslate()

    def ask_over(self, widget: QWidget) -> None:
        """Open over a button."""
        self.ask(widget.mapToGlobal(QPoint(0, -GAP_PX)))

    def ask(self, above: QPoint) -> None:
        """Open with its lower left corner at this global place."""
        self.edit.clear()
        self._on_text_changed("")
        self.resize(self.width(), self.heightForWidth(self.width()))
        self.move(above - QPoint(0, self.height()))
        self.show()
        self.edit.setFocus()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.edit.setPlaceholderText(self.tr("Type a scene"))
        self.edit.setAccessibleName(self.tr("Type a scene"))
        self.list.setAccessibleName(self.tr("Scenes that match"))
        self.hint.setText(self.tr("Enter takes the marked scene. Shift+Enter makes a new one."))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list, Enter decides, Escape closes."""
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # Enter decides here, whatever command of the window has it as its key.
            if event.key() in enter:
                event.accept()
                return True
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                row = max(0, min(self.list.count() - 1, self.list.currentRow() + step))
                self.list.setCurrentRow(row)
                return True
            if event.key() in enter:
                self._decide(new=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
                return True
        return super().eventFilter(watched, event)

    def _on_text_changed(self, text: str) -> None:
        self.list.clear()
        for row in self._scenes.matches(text):
            item = QListWidgetItem(colour_icon(row.colour), row.name(self._scenes.language))
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _on_clicked(self, item: QListWidgetItem) -> None:
        self.hide()
        self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def _decide(self, *, new: bool) -> None:
        text = self.edit.text().strip()
        item = self.list.currentItem()
        if new and text:
            self.hide()
            self.new_asked.emit(text)
        elif item is not None:
            self._on_clicked(item)
