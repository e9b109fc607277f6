"""Facts in the language of the window: the templates of :mod:`app.core.messages`, translated.

Qt's tools find them through ``tests/ui/update_translations.py``, under the context "Errors".
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.core.errors import KnownError
from app.core.messages import IN_WINDOW, MESSAGES, Message, filled_in

CONTEXT = "Errors"
translate = QCoreApplication.translate


def error_sentence(error: Exception) -> str:
    """Say what happened; a fault of ours is named by its class."""
    if isinstance(error, KnownError):
        return sentence(error.message)
    text = translate(
        "Errors",
        "Something went wrong inside Albumen ({error}). Help > Report a problem shows what "
        "to send.",
    )
    return text.format(error=type(error).__name__)


def sentence(message: Message) -> str:
    """Say a fact; a fact inside it is said in the same language."""
    template = IN_WINDOW.get(message.code) or MESSAGES[message.code]
    values = {
        name: sentence(value) if isinstance(value, Message) else str(value)
        for name, value in message.values.items()
    }
    return filled_in(translate(CONTEXT, template), values)
