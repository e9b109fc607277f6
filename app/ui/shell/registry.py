"""The pages that the window opens: made when they are first asked for, told what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from app.core.types import Change
from app.ui.parts import Parts, Wishes
from app.ui.review.blind_reader import BlindReader
from app.ui.review.check_notice import CheckNotice
from app.ui.shell.library_desk import start_folder
from app.ui.wording import history_sentence

if TYPE_CHECKING:
    from app.jobs.context import JobContext
    from app.ui.scenes.models_page import ModelsPage
    from app.ui.scenes.scenes_page import ScenesPage
    from app.ui.shell.history_panel import HistoryPanel
    from app.ui.shell.main_window import MainWindow

# What the window's event loop returns when another library, or the same anew, shall be opened.
REOPEN = 64
REOPEN_SAME = 65


# Decisions about so many photos at once are told.
MANY = 10
DECISIONS = ("label", "accept", "refuse", "clear")


class Pages(QObject):
    """Opens scenes, history, versions and settings over one window."""

    def __init__(self, window: MainWindow, context: JobContext, queue: BlindReader) -> None:
        super().__init__(window)
        self._window = window
        self._queue = queue
        self._scenes: ScenesPage | None = None
        self._history: HistoryPanel | None = None
        self._versions: ModelsPage | None = None
        self._notice = CheckNotice(window.browser)
        self.parts = Parts(
            context,
            context.reader,
            window.commands,
            Wishes(context, window.bridge),
            window.bridge,
            window.scenes,
            window.thumbnails,
            window.settings,
            window.background,
        )
        window.bridge.completed.connect(self._on_completed)
        window.browser.mode_changed.connect(self._on_mode_changed)
        window.photos.relisted.connect(self.show_panels)

    # pages

    def show_scenes(self) -> None:
        """Show the scenes page in the middle of the window."""
        browser = self._window.browser
        if self._scenes is None:
            from app.ui.scenes.scenes_page import ScenesPage

            self._scenes = ScenesPage(self.parts)
            self._scenes.told.connect(self._notice.say)
            self._scenes.photo_chosen.connect(self.show_photo)
            browser.set_scenes_page(self._scenes)
        browser.set_mode("scenes")

    def stop(self) -> None:
        """Take the pages apart before the window goes."""
        if self._scenes is not None:
            self._scenes.stop()

    def show_scene(self, scene: str) -> None:
        """Show one scene on its page."""
        self.show_scenes()
        if self._scenes is not None:
            self._scenes.show_scene(scene)

    def suggest(self) -> None:
        """Look for photos that have no scene yet, and offer them on the scenes page."""
        self.show_scenes()
        if self._scenes is not None:
            self._scenes.look_for_suggestions(say_nothing_found=True)

    def show_photo(self, photo: int) -> None:
        """Show a photo in the list of all photos."""
        self._window.sidebar.choose("view", "all")
        self._window.browser.set_mode("grid")
        self._window.desk.go_to_photo(photo)

    def show_history(self) -> None:
        """Show what was done, beside the window."""
        from app.ui.shell.history_panel import HistoryPanel

        if self._history is None:
            self._history = HistoryPanel(self.parts, self._window)
        self._history.reload()
        self._history.show()
        self._history.raise_()

    def show_versions(self) -> None:
        """Show the model versions."""
        from app.ui.scenes.models_page import ModelsPage

        if self._versions is None:
            self._versions = ModelsPage(self.parts, self._window)
        self._versions.reload()
        self._versions.show()
        self._versions.raise_()

    def show_settings(self, page: int = 0) -> None:
        """Show the settings; they come up again when their language changed."""
        from app.ui.settings.settings_dialog import SettingsDialog

        window = self._window
        dialog = SettingsDialog(
            self.parts, window.theme, window.language, window.actions_by_id, window
        )
        dialog.list.setCurrentRow(page)
        dialog.library_chosen.connect(self.reopen)
        dialog.versions_asked.connect(self.show_versions)
        dialog.pack_taken.connect(self.reopen_same)
        code = window.language.code
        window.language.changed.connect(dialog.accept)
        dialog.exec()
        page = dialog.list.currentRow()
        dialog.deleteLater()
        if window.language.code != code:
            self.show_settings(page)

    def reopen(self, library: str) -> None:
        """Close this library and open another."""
        self._window.settings.set("library", library)
        QApplication.exit(REOPEN)

    def reopen_same(self) -> None:
        """Open this library anew."""
        QApplication.exit(REOPEN_SAME)

    def show_sidebar_menu(self, kind: str, key: object, place: QPoint) -> None:
        """Show what can be done with a folder or a scene."""
        menu = self.sidebar_menu(kind, key)
        if not menu.isEmpty():
            menu.exec(place)
        menu.deleteLater()

    def sidebar_menu(self, kind: str, key: object) -> QMenu:
        """Make the menu of an entry of the sidebar; empty for most."""
        menu = QMenu(self._window)
        if kind == "scene":
            self._fill_scene_menu(menu, str(key))
        elif kind == "folder":
            self._fill_folder_menu(menu, int(str(key)))
        return menu

    def retranslate(self) -> None:
        """Set the texts of the pages that were made; dialogs are made anew."""
        if self._scenes is not None:
            self._scenes.retranslate()
        for dialog in (self._history, self._versions):
            if dialog is not None:
                dialog.close()
                dialog.deleteLater()
        self._history = self._versions = None

    # checks and changes

    def take(self, change: Change) -> None:
        """Hand a change to the scenes page, and tell about checks that were answered."""
        if self._scenes is not None:
            self._scenes.take(change)
        self._tell_checks(change)

    def _tell_checks(self, change: Change) -> None:
        asked = self._queue.photos.asked
        touched = [photo for photo in change.photos or () if photo in asked]
        said = self.parts.reader.labels.of(touched)
        for photo, (yes, no) in said.items():
            scene = asked[photo]
            if yes is None and scene not in no:
                continue
            del asked[photo]
            name = self.parts.scenes.name(scene)
            agrees = self.tr("A check: the program had accepted {scene}, and you agree.")
            differs = self.tr("A check: the program had accepted {scene}, and you do not agree.")
            self._notice.say((agrees if yes == scene else differs).format(scene=name))

    def _tell_many(self, name: str, change: Change) -> None:
        """Say what one key did to many photos, and that it can be taken back."""
        done = self.parts.reader.history.next_undo()
        if name in DECISIONS and len(change.photos or ()) >= MANY and done is not None:
            text = self.tr("{done}. {keys} takes it back.")
            keys = self._window.actions_by_id["undo"].shortcut()
            self._notice.say(
                text.format(
                    done=history_sentence(done, self.parts.scenes),
                    keys=keys.toString(QKeySequence.SequenceFormat.NativeText),
                )
            )

    def _on_completed(self, name: str, result: object) -> None:
        if isinstance(result, Change):
            self._tell_many(name, result)
            self.parts.commands.follow_up(name, result)

    def _on_mode_changed(self, mode: str) -> None:
        self.show_panels()

    def show_panels(self) -> None:
        """Show the Why panel and the decisions where there are photos to decide about."""
        window = self._window
        has_folders = bool(window.sidebar_model.folders)
        photos = window.browser.mode != "scenes" and has_folders
        # The scenes page has a list of its own, and the first page has the window to itself.
        window.sidebar.setVisible(photos)
        window.decisions.setVisible(photos)
        asked = window.actions_by_id["why_panel"].isChecked()
        window.why.setVisible(photos and asked and bool(len(window.photos.ids)))
        # In the loupe the photo is there already.
        window.why.preview.setVisible(window.browser.mode == "grid")
        window.toolbar.show_mode(window.browser.mode if has_folders else "")
        is_new = not window.settings.get("tour_seen")
        # One offer at a time: what was learned goes first.
        is_free = window.browser.banner.isHidden()
        window.browser.tour.setVisible(
            photos and is_new and is_free and bool(len(window.photos.ids))
        )

    # menus of the sidebar

    def _fill_scene_menu(self, menu: QMenu, scene: str) -> None:
        row = self.parts.scenes.get(scene)
        if row is None:
            return
        menu.addAction(self.tr("Samples and range…"), lambda: self.show_scene(scene))
        text = self.tr("Switch off") if row.enabled else self.tr("Switch on")
        enabled = not row.enabled
        commands = self.parts.commands
        menu.addAction(text, lambda: commands.change_scene(scene, enabled=enabled))

    def _fill_folder_menu(self, menu: QMenu, folder: int) -> None:
        row = next((f for f in self.parts.reader.folders.rows() if f.id == folder), None)
        if row is None:
            return
        commands = self.parts.commands
        menu.addAction(self.tr("Rescan this folder"), lambda: commands.scan([row.path]))
        watch = menu.addAction(self.tr("Tag new photos as they come"))
        watch.setCheckable(True)
        watch.setChecked(row.watch)
        watch.triggered.connect(lambda on: commands.watch(folder, on))
        menu.addAction(self.tr("It moved…"), lambda: self._relocate(folder))
        menu.addAction(self.tr("Remove from the library"), lambda: commands.remove_folder(folder))
        menu.addSeparator()
        menu.addAction(self.tr("Settings of folders…"), self.show_settings)

    def _relocate(self, folder: int) -> None:
        path = QFileDialog.getExistingDirectory(
            self._window, self.tr("Where is this folder now?"), start_folder(self.parts.reader)
        )
        if path:
            self.parts.commands.relocate_folder(folder, path)
