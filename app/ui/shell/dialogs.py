"""Opens the dialogs of the whole program, each imported when it is first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from app.core.records import Query
from app.ui.command import WindowActions
from app.ui.i18n import Language
from app.ui.reopening import reopen, reopen_same
from app.ui.session import Session
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.ui.models.photo_list import PhotoListModel
    from app.ui.review.history_panel import HistoryPanel
    from app.ui.scenes.models_page import ModelsPage


class Dialogs(QObject):
    """What is not always there.

    Parameters
    ----------
    session : Session
    actions : WindowActions
    theme : Theme
    language : Language
    frame : QWidget
        The window that they stand before.
    """

    def __init__(
        self,
        session: Session,
        actions: WindowActions,
        theme: Theme,
        language: Language,
        frame: QWidget,
    ) -> None:
        super().__init__(frame)
        self._session = session
        self._actions = actions
        self._theme = theme
        self._language = language
        self._frame = frame
        self._history: HistoryPanel | None = None
        self._versions: ModelsPage | None = None

    def show_history(self) -> None:
        """Show what was done, beside the window."""
        from app.ui.review.history_panel import HistoryPanel

        if self._history is None:
            self._history = HistoryPanel(self._session, self._frame)
        self._history.reload()
        self._history.show()
        self._history.raise_()

    def show_versions(self) -> None:
        """Show the model versions, beside the window."""
        from app.ui.scenes.models_page import ModelsPage

        if self._versions is None:
            self._versions = ModelsPage(self._session, self._frame)
        self._versions.reload()
        self._versions.show()
        self._versions.raise_()

    def show_settings(self, page: int = 0) -> None:
        """Show the settings; they come up again when their language changed."""
        from app.ui.settings.settings_dialog import SettingsDialog

        dialog = SettingsDialog(
            self._session, self._theme, self._language, self._actions, self._frame
        )
        dialog.list.setCurrentRow(page)
        dialog.library_chosen.connect(self._on_library_chosen)
        dialog.versions_asked.connect(self.show_versions)
        dialog.pack_taken.connect(reopen_same)
        code = self._language.code
        self._language.changed.connect(dialog.accept)
        dialog.exec()
        page = dialog.list.currentRow()
        dialog.deleteLater()
        if self._language.code != code:
            self.show_settings(page)

    def show_export(self, selected: Sequence[int], photos: PhotoListModel) -> None:
        """Let the person write tags for other programs: of a selection, the list, or all photos."""
        from app.ui.export.export_dialog import ExportDialog
        from app.ui.export.export_form import Offered

        is_all = photos.query == replace(
            Query(), sort=photos.query.sort, descending=photos.query.descending
        )
        offered = Offered(selected, None if is_all else photos.query, photos.total())
        self._run(ExportDialog(self._session, offered, self._frame))

    def show_palette(self) -> None:
        """Let the person find a command by its words."""
        from app.ui.shell.palette import CommandPalette

        CommandPalette(self._actions, self._frame).open()

    def show_keys(self) -> None:
        """Show all keys."""
        from app.ui.help.keys_dialog import KeysDialog

        self._run(KeysDialog(self._actions, self._frame))

    def show_manual(self) -> None:
        """Show the manual beside the window, one at a time."""
        from app.ui.help.manual_window import ManualWindow

        manual = self._frame.findChild(ManualWindow) or ManualWindow(self._frame)
        manual.show()
        manual.raise_()
        manual.activateWindow()

    def show_search_help(self) -> None:
        """Show how a search is written."""
        from app.ui.help.search_dialog import SearchDialog

        self._run(SearchDialog(self._frame))

    def show_report(self) -> None:
        """Show what to send when something is wrong."""
        from app.ui.help.report_dialog import ReportDialog

        self._run(ReportDialog(self._session, self._frame))

    def show_about(self) -> None:
        """Show version and licences."""
        from app.ui.help.about_dialog import AboutDialog

        self._run(AboutDialog(self._session.context, self._frame))

    def retranslate(self) -> None:
        """Close what stands beside the window; it is made anew in the language in force."""
        for dialog in (self._history, self._versions):
            if dialog is not None:
                dialog.close()
                dialog.deleteLater()
        self._history = self._versions = None

    def _on_library_chosen(self, library: str) -> None:
        reopen(self._session.settings, library)

    def _run(self, dialog: QDialog) -> None:
        dialog.exec()
        dialog.deleteLater()
