"""Labels by their role in a page: title, heading, section, quiet text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QLabel, QPushButton, QWidget

# The style sheet's padding does not reach the line edit inside a spin box.
INDENT_PX = 8
_SIZES = {"title": 1.7, "heading": 1.25, "section": 0.95, "muted": 1.0, "text": 1.0}
# The height of letters that our widths in pixels are meant for.
USUAL_PX = 14
LARGE_SCALE = 1.4


def scaled(widget: QWidget, size_px: int) -> int:
    """Return a size for the letters in force: larger where these are larger."""
    return max(size_px, round(size_px * widget.fontMetrics().height() / USUAL_PX))


def is_large(widget: QWidget) -> bool:
    """Say whether letters are so large that rows need to break."""
    return widget.fontMetrics().height() > LARGE_SCALE * USUAL_PX


def resize_scaled(dialog: QWidget, width_px: int, height_px: int) -> None:
    """Give a dialog a size for the letters in force, but none that leaves the screen."""
    room = dialog.screen().availableSize()
    width = min(scaled(dialog, width_px), room.width() - 48)
    dialog.resize(width, min(scaled(dialog, height_px), room.height() - 64))


def make_label(role: str = "text", text: str = "", *, wrap: bool = False) -> QLabel:
    """Make a label; its size follows the font of the system."""
    label = QLabel(text)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    font = QFont(label.font())
    font.setPointSizeF(font.pointSizeF() * _SIZES[role])
    if role in ("title", "heading", "section"):
        font.setWeight(QFont.Weight.DemiBold)
    label.setFont(font)
    return label


def give_room(message: QLabel, width: int) -> None:
    """Let a sentence that wraps keep its lines where heights are scarce."""
    message.setMinimumHeight(max(0, message.heightForWidth(width)))


def make_line() -> QFrame:
    """Make a hairline between parts of a page."""
    line = QFrame()
    line.setProperty("role", "line")
    line.setFixedHeight(1)
    return line


def make_answer_row(dialog: QDialog, accept: QPushButton, cancel: str) -> QDialogButtonBox:
    """Make the last row of a dialog that is answered: what it does on Enter, and Cancel."""
    buttons = QDialogButtonBox()
    accept.setDefault(True)
    buttons.addButton(accept, QDialogButtonBox.ButtonRole.AcceptRole)
    buttons.addButton(QPushButton(cancel), QDialogButtonBox.ButtonRole.RejectRole)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons


def make_close_row(dialog: QDialog, close: str) -> QDialogButtonBox:
    """Make the last row of a dialog that only shows something."""
    buttons = QDialogButtonBox()
    button = QPushButton(close)
    button.setDefault(True)
    buttons.addButton(button, QDialogButtonBox.ButtonRole.RejectRole)
    buttons.rejected.connect(dialog.reject)
    return buttons
