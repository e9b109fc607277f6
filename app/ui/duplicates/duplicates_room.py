"""Opens the page of duplicates, has copies looked for, and asks before anything goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from app.core.types import Change
from app.jobs.job import JobName
from app.jobs.runner import JobHandle, JobState
from app.ui.duplicates.words import DuplicateCounts
from app.ui.i18n import file_size
from app.ui.session import Session
from app.ui.widgets.plain_text import make_question

if TYPE_CHECKING:
    from app.jobs.duplicates.remove import Removal
    from app.ui.duplicates.duplicates_page import DuplicatesPage


class DuplicatesRoom(QObject):
    """Holds the page, which is made when it is first asked for.

    Signals
    -------
    told : (str)
        What was done: one sentence.
    photo_opened : (int)
        A photo is to be seen large.

    Attributes
    ----------
    page : DuplicatesPage or None
        None before it was first shown.

    Parameters
    ----------
    session : Session
    show_page : callable
        Puts a page into the middle of the window.
    frame : QWidget
        The window that questions stand before.
    """

    told = Signal(str)
    photo_opened = Signal(int)

    def __init__(
        self, session: Session, show_page: Callable[[QWidget], None], frame: QWidget
    ) -> None:
        super().__init__(frame)
        self._session = session
        self._show_page = show_page
        self._frame = frame
        self._counts = DuplicateCounts(self)
        self.page: DuplicatesPage | None = None
        session.bridge.planned.connect(self._on_planned)
        session.bridge.completed.connect(self._on_completed)
        session.bridge.ended.connect(self._on_ended)

    def show(self) -> DuplicatesPage:
        """Show the page, and return it; the first time, copies are looked for."""
        page = self.page
        if page is None:
            from app.ui.duplicates.duplicates_page import DuplicatesPage

            page = self.page = DuplicatesPage(self._session)
            page.search_asked.connect(self.search)
            page.removal_asked.connect(self.ask_removal)
            page.photo_opened.connect(self.photo_opened)
            self.search()
        self._show_page(page)
        page.focus_sets()
        return page

    def search(self) -> None:
        """Look for copies; what is found takes the place of what is shown."""
        if self.page is not None:
            self.page.show_searching()
            self._session.commands.files.find_duplicates()

    def ask_removal(self) -> None:
        """Ask once, and move what was chosen to the trash."""
        if self.page is None:
            return
        removals = self.page.choices.removals()
        if not removals:
            return
        box = self.question(removals)
        box.exec()
        chosen = box.clickedButton()
        if chosen is not None and box.buttonRole(chosen) == QMessageBox.ButtonRole.AcceptRole:
            self._session.commands.files.remove_duplicates(removals)
        box.deleteLater()

    def question(self, removals: list[Removal]) -> QMessageBox:
        """Make the question: how many photos go, and what becomes of what was said of them."""
        gone = {copy.photo: copy for removal in removals for copy in removal.gone}
        size = file_size(sum(copy.size for copy in gone.values()))
        title = self.tr("Move to the trash")
        parts = [self.tr("Of each set at least one photo stays.")]
        if any(copy.label is not None or copy.refused for copy in gone.values()):
            parts.append(
                self.tr(
                    "Labels of copies go to the same picture that stays; undo takes them off again."
                )
            )
        parts.append(self.tr("The files can be restored in the system's trash."))
        box = make_question(
            QMessageBox.Icon.Question,
            title,
            self._counts.ask(len(gone)).format(size=size),
            " ".join(parts),
            parent=self._frame,
        )
        box.addButton(title, QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)
        return box

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        if self.page is not None:
            self.page.retranslate()

    def _on_planned(self, name: str, found: object) -> None:
        if name == JobName.FIND_DUPLICATES and self.page is not None:
            from app.jobs.duplicates.find import FoundDuplicates

            assert isinstance(found, FoundDuplicates)
            self.page.show_found(found.sets, found.failed)

    def _on_ended(self, handle: JobHandle, state: JobState) -> None:
        is_cut_off = handle.name == JobName.FIND_DUPLICATES and state is not JobState.FINISHED
        if is_cut_off and self.page is not None:
            self.page.show_given_up()

    def _on_completed(self, name: str, result: object) -> None:
        """Take photos that are gone out of the sets, whoever threw them away."""
        if name not in (JobName.REMOVE_DUPLICATES, JobName.TRASH) or not isinstance(result, Change):
            return
        if self.page is not None and result.photos:
            rows = self._session.reader.photos.rows(sorted(result.photos))
            there = {row.id for row in rows if not row.missing}
            self.page.forget(frozenset(result.photos) - there)
        if name == JobName.REMOVE_DUPLICATES:
            self.told.emit(self._sentence(result))

    def _sentence(self, result: Change) -> str:
        said = [self._counts.trashed(result.summary["trashed"])]
        if result.summary["joined"]:
            said.append(self._counts.joined(result.summary["joined"]))
        if result.summary["changed"]:
            said.append(self._counts.changed(len(result.summary["changed"])))
        if result.summary["failed"]:
            said.append(self._counts.not_gone(result.summary["failed"]))
        return " ".join(said)
