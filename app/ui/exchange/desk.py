"""What the window asks about keywords, tables and checksums, and what it tells of them."""

from __future__ import annotations

import os
from datetime import date
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from app.core.types import Change
from app.jobs.job import JobName
from app.ui.i18n import number
from app.ui.session import Session
from app.ui.wording import photos

_KINDS = ("csv", "excel", "json")
_ENDINGS = {"csv": ".csv", "excel": ".csv", "json": ".json", "fixity": ".sha256"}


def _free_name(stem: str, ending: str) -> str:
    """Return a name that no file has: nobody was asked whether that one may be replaced."""
    numbered = (f"{stem}-{copy}{ending}" for copy in count(2))
    return next(n for n in chain([stem + ending], numbered) if not os.path.lexists(n))


class ExchangeDesk(QObject):
    """Opens these dialogs and submits their jobs.

    Signals
    -------
    told : (str)
        What a job did: one sentence.
    """

    told = Signal(str)

    def __init__(self, session: Session, frame: QWidget) -> None:
        super().__init__(frame)
        self._session = session
        self._commands = session.commands.exchange
        self._frame = frame
        session.bridge.planned.connect(self._on_planned)
        session.bridge.completed.connect(self._on_completed)

    def import_keywords(self) -> None:
        """Read the keywords of all photos; the dialog opens when that is done."""
        names = (JobName.PLAN_KEYWORDS, JobName.IMPORT_KEYWORDS)
        if not any(self._session.bridge.is_running(name) for name in names):
            self._commands.gather_keywords()

    def export_table(self) -> None:
        """Let the person choose a file and what is written into it."""
        filters = {
            "csv": self.tr("Table, CSV (*.csv)"),
            "excel": self.tr("Table, CSV for Excel (*.csv)"),
            "json": self.tr("Table, JSON (*.json)"),
            "fixity": self.tr("Checksums, as sha256sum verifies them (*.sha256)"),
        }
        start = os.path.join(Path.home(), f"albumen-{date.today().isoformat()}.csv")
        place, chosen = QFileDialog.getSaveFileName(
            self._frame, self.tr("Export a table or checksums"), start, ";;".join(filters.values())
        )
        if place:
            kind = next((name for name, text in filters.items() if text == chosen), "csv")
            self.write(place, kind)

    def write(self, place: str, kind: str) -> None:
        """Write a table (``csv``, ``excel``, ``json``) or checksums (``fixity``)."""
        from app.jobs.tables.photo_table import TableKind

        # A dialog of the system may leave the ending of the kind chosen before.
        stem, ending = os.path.splitext(place)
        if ending in ("", *_ENDINGS.values()) and ending != _ENDINGS[kind]:
            place = _free_name(stem, _ENDINGS[kind])
        if kind in _KINDS:
            self._commands.export_table(place, TableKind(kind))
        else:
            self._commands.export_fixity(place)

    def verify(self) -> None:
        """Let the person choose a report of checksums, and compare all files with it."""
        place, _ = QFileDialog.getOpenFileName(
            self._frame,
            self.tr("Verify checksums"),
            str(Path.home()),
            self.tr("Checksums (*.sha256);;All files (*)"),
        )
        if place:
            self._commands.verify_fixity(place)

    def _on_planned(self, name: str, gathered: Any) -> None:
        if name == JobName.PLAN_KEYWORDS:
            # In the next round of the event loop, when the job has ended for everybody.
            QTimer.singleShot(0, self, partial(self._show_keywords, gathered))

    def _show_keywords(self, gathered: Any) -> None:
        from app.ui.exchange.keywords_dialog import KeywordsDialog

        if not gathered.photos:
            self.told.emit(
                self.tr("No photo has keywords of other programs, in its file or in a sidecar.")
            )
            return
        session = self._session
        dialog = KeywordsDialog(
            gathered,
            session.reader,
            session.scenes,
            session.thumbnails,
            self._frame,
            background=session.background,
        )
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._commands.import_keywords(dialog.own)
        dialog.deleteLater()

    def _on_completed(self, name: str, result: object) -> None:
        if not isinstance(result, Change):
            return
        found = result.summary
        if name == JobName.IMPORT_KEYWORDS:
            text = self.tr("{photos} labelled by their keywords.")
            self.told.emit(text.format(photos=photos(found["labels"])))
        elif name == JobName.EXPORT_TABLE:
            text = self.tr("{photos} written to {path}.")
            self.told.emit(text.format(photos=photos(found["photos"]), path=found["path"]))
        elif name == JobName.EXPORT_FIXITY:
            self.told.emit(self._exported(found))
        elif name == JobName.VERIFY_FIXITY:
            QTimer.singleShot(0, self, partial(self._show_verified, found))

    def _exported(self, found: dict[str, Any]) -> str:
        text = self.tr("Checksums of {photos} written to {path}.")
        said = text.format(photos=photos(found["files"]), path=found["path"])
        odd = sum(len(found[key]) for key in ("changed", "missing", "unread"))
        if odd:
            more = self.tr("{n} files are other than at the last scan, or cannot be read.")
            said += " " + more.format(n=number(odd))
        return said

    def _show_verified(self, found: dict[str, Any]) -> None:
        from app.ui.exchange.verified_dialog import VerifiedDialog

        if found["same"]:
            text = self.tr("All {n} files are what they were.")
            self.told.emit(text.format(n=number(found["files"])))
            return
        dialog = VerifiedDialog(found, self._frame)
        dialog.exec()
        dialog.deleteLater()
