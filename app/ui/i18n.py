"""English and Chinese: translators that can be changed while the window is open.

Texts are written in English in the code. ``albumen_en`` holds nothing but plurals;
``albumen_zh_CN`` is complete. Widgets set their texts in ``retranslate`` and call it again on
Qt's ``LanguageChange``.
"""

from __future__ import annotations

from PySide6.QtCore import QDate, QDateTime, QLocale, QObject, Qt, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from app.ui.resources import resource_path

LANGUAGES = {"en": "English", "zh_CN": "中文（简体）"}


def system_language() -> str:
    """Return the language of the system, English where we have no translation."""
    name = QLocale.system().name()
    return "zh_CN" if name.startswith("zh") else "en"


class Language(QObject):
    """The language in force.

    Signals
    -------
    changed : (str)
        Emitted after the translators were exchanged.
    """

    changed = Signal(str)

    def __init__(self, app: QApplication, code: str = "") -> None:
        super().__init__(app)
        self._app = app
        self._translators: list[QTranslator] = []
        self.code = ""
        self.choice = ""
        self.set_language(code)

    def set_language(self, choice: str) -> None:
        """Use a language of :data:`LANGUAGES`; anything else follows the system."""
        code = choice if choice in LANGUAGES else system_language()
        self.choice = choice if choice in LANGUAGES else ""
        if code == self.code:
            return
        self.remove()
        self.code = code
        QLocale.setDefault(QLocale(code))
        for name, folder in self._files(code):
            translator = QTranslator(self)
            if translator.load(name, folder):
                self._app.installTranslator(translator)
                self._translators.append(translator)
        self.changed.emit(code)

    def remove(self) -> None:
        """Take all translators away: the texts are those of the code."""
        for old in self._translators:
            self._app.removeTranslator(old)
        self._translators = []
        self.code = ""

    @staticmethod
    def _files(code: str) -> list[tuple[str, str]]:
        from PySide6.QtCore import QLibraryInfo

        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        own = str(resource_path("translations"))
        return [(f"qtbase_{code}", qt), (f"albumen_{code}", own)]


def number(value: int) -> str:
    """Write a whole number as the locale does: ``12,345``."""
    return QLocale().toString(value)


def day(iso: str | None) -> str:
    """Write the date of an ISO 8601 text as the locale does; empty for None."""
    if not iso:
        return ""
    date = QDate.fromString(iso[:10], Qt.DateFormat.ISODate)
    return QLocale().toString(date, QLocale.FormatType.ShortFormat) if date.isValid() else iso


def moment(iso: str | None) -> str:
    """Write date and time of an ISO 8601 text, in local time, as the locale does.

    A day is written alone.
    """
    if not iso or len(iso) == len("2024-05-01"):
        return day(iso)
    when = QDateTime.fromString(iso, Qt.DateFormat.ISODate)
    if not when.isValid():
        return iso
    return QLocale().toString(when.toLocalTime(), QLocale.FormatType.ShortFormat)


def file_size(size_bytes: int) -> str:
    """Write a file size as the locale does: ``4.1 MB``."""
    return QLocale().formattedDataSize(size_bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark a text that is translated later; Qt's tools find it by the name of this function."""
    return text
