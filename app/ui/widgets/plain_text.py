"""Names of photos, folders and scenes are text, whatever is in them.

Qt takes a text that looks like HTML for HTML in tool tips and questions, and an ampersand for the
mark of a key in menus and on buttons. A photo named ``<img src=...>.jpg`` is no picture.
"""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QMessageBox, QWidget


def plain_tip(text: str) -> str:
    """Return a text for a tool tip, or for anything else that Qt would take for HTML."""
    if "<" not in text:
        return text
    return f"<p>{escape(text)}</p>".replace("\n", "<br>")


def plain_action(text: str) -> str:
    """Return a text for a menu or a button in which no letter is a key."""
    return text.replace("&", "&&")


def make_question(
    icon: QMessageBox.Icon, title: str, text: str, more: str = "", parent: QWidget | None = None
) -> QMessageBox:
    """Make a question or a message whose texts may hold names."""
    box = QMessageBox(icon, title, plain_tip(text), parent=parent)
    box.setInformativeText(plain_tip(more))
    return box
