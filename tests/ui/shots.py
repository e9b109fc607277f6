"""The pages beside the grid, opened to be looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.core.duplicates.proposal import propose
from app.core.duplicates.sets import Copy, Sameness
from app.core.imported import Imported
from app.core.records import PhotoDetail, Query, View
from app.jobs.keywords.plan import GatheredKeywords
from app.ui.exchange.keywords_dialog import KeywordsDialog
from app.ui.exchange.verified_dialog import VerifiedDialog
from app.ui.export.export_dialog import ExportDialog
from app.ui.export.export_form import Offered
from app.ui.review.history_panel import HistoryPanel
from app.ui.scenes.models_page import ModelsPage
from app.ui.scenes.scene_form import MergeForm, SceneForm
from app.ui.settings.settings_dialog import SettingsDialog
from app.ui.shell.main_window import MainWindow

SETTINGS = ("folders", "model", "export", "keys", "look", "storage")


def _largest(window: MainWindow) -> str:
    rows = window.parts.session.scenes.enabled()
    return max(rows, key=lambda row: row.labelled + row.accepted).id


def show_scenes(window: MainWindow, tab: int) -> None:
    window.parts.scenes.show_scene(_largest(window))
    page = window.parts.scenes.page
    assert page is not None
    page.tabs.setCurrentIndex(tab)


def show_suggestion(window: MainWindow) -> None:
    show_scenes(window, 0)
    page = window.parts.scenes.page
    assert page is not None
    page.suggestions.show_suggestions([tuple(int(i) for i in window.parts.photos.ids[:63])])


def show_settings(window: MainWindow, row: int) -> QWidget:
    dialog = SettingsDialog(
        window.parts.session, window._theme, window._language, window.parts.actions, window
    )
    dialog.list.setCurrentRow(row)
    return _shown(dialog)


def show_history(window: MainWindow) -> QWidget:
    return _shown(HistoryPanel(window.parts.session, window))


def show_versions(window: MainWindow) -> QWidget:
    return _shown(ModelsPage(window.parts.session, window))


def show_export(window: MainWindow) -> QWidget:
    parts = window.parts
    listed = Query(view=View.ACCEPTED)
    offered = Offered(parts.chosen.selected(), listed, len(parts.photos.ids))
    dialog = ExportDialog(parts.session, offered, window)
    dialog.form.fields.what.setCurrentIndex(1)
    _shown(dialog)
    while dialog._previewed is None:
        QApplication.processEvents()
    return dialog


def show_keywords(window: MainWindow) -> QWidget:
    """As if the first photos had keywords of another program."""
    session = window.parts.session
    words = (("Nature|Mountains",), ("Beach", "Nice 2014"), ("Rex",), ("Water",), ("厨房",))
    gathered = GatheredKeywords(session.reader.scenes.names(), {})
    for at, photo in enumerate(window.parts.photos.ids[:60]):
        said = words[at % 5]
        lines = tuple(word for word in said if "|" in word)
        flat = tuple(word for word in said if "|" not in word)
        gathered.add(int(photo), Imported(flat, lines), (None, ()) if at % 7 else ("food", ()))
    dialog = KeywordsDialog(gathered, session.reader, session.scenes, session.thumbnails, window)
    return _shown(dialog)


def show_verified(window: MainWindow) -> QWidget:
    found = {
        "files": 1204,
        "unchanged": 1200,
        "changed": ["/photos/2019/IMG_0412.jpg"],
        "missing": ["/photos/2019/IMG_0413.jpg", "/photos/2019/IMG_0414.jpg"],
        "unread": [{"path": "/photos/2020/scan.tif", "message": "Input/output error"}],
        "added": ["/photos/2021/new.jpg"],
        "same": False,
    }
    return _shown(VerifiedDialog(found, window))


def show_imported(window: MainWindow) -> None:
    """The Why panel of a photo about which another program wrote much."""
    detail = window.parts.chosen.detail
    if detail is None:
        return
    said = Imported(
        ("Sea", "Rex"), ("Places|France|Nice",), 4, "Red", "On the pier",
        "The last evening, with everybody, before the rain came.",
        city="Nice", country="France", gps=(43.69508, 7.26917),
    )  # fmt: skip
    window.parts.why.show_photo(replace(detail, imported=said), 1, [])
    QApplication.processEvents()
    bar = window.parts.why.verticalScrollBar()
    bar.setValue(bar.maximum())


def show_edit(window: MainWindow) -> QWidget:
    scenes = window.parts.session.scenes
    return _shown(SceneForm(scenes, scenes.get(_largest(window)), parent=window))


def show_merge(window: MainWindow) -> QWidget:
    row = window.parts.session.scenes.get(_largest(window))
    assert row is not None
    return _shown(MergeForm(window.parts.session.scenes, row, row.labelled, window))


def show_similar(window: MainWindow, count: int) -> None:
    photos = window.parts.session.reader.photos.ids(Query())
    window.parts.navigator.show_like(photos[40 : 40 + count].tolist())


def show_duplicates(window: MainWindow, wanted: int) -> None:
    """Show sets that a search might find among the photos of the library."""
    page = window.parts.duplicates.show()
    while not page.again.isEnabled():
        QApplication.processEvents()
    reader = window.parts.session.reader
    ids = reader.photos.ids(Query())[:11].tolist()
    copies = [_copy_of(detail) for detail in reader.photos.details(ids)]
    small = [replace(copy, width=400, height=300, size=40_000) for copy in copies]
    sets = (
        propose(Sameness.EXACT, [copies[0], replace(copies[1], path="/photos/copy (1).jpg")]),
        propose(Sameness.SAME, [copies[2], replace(small[3], label="food"), small[4]]),
        propose(
            Sameness.BURST,
            [replace(copy, sharpness=4.0 + at) for at, copy in enumerate(copies[5:10])],
        ),
    )
    page.show_found(sets, 0)
    page.list.setCurrentIndex(page.model.index(wanted))
    page.view.focus_card()


def _copy_of(detail: PhotoDetail) -> Copy:
    row = detail.row
    return Copy(
        row.id, row.path, row.content_hash or "", 4000, 3000, 4_200_000, "JPEG", camera="X100"
    )


def _shown(dialog: QDialog) -> QDialog:
    dialog.show()
    return dialog


MORE_PAGES: dict[str, Callable[[MainWindow], QWidget | None]] = {
    "similar": partial(show_similar, count=1),
    "similar-several": partial(show_similar, count=3),
    "duplicates": partial(show_duplicates, wanted=1),
    "duplicates-burst": partial(show_duplicates, wanted=2),
    "scenes": partial(show_scenes, tab=0),
    "range": partial(show_scenes, tab=1),
    "suggestion": show_suggestion,
    "history": show_history,
    "versions": show_versions,
    "export": show_export,
    "keywords": show_keywords,
    "verified": show_verified,
    "imported": show_imported,
    "edit": show_edit,
    "merge": show_merge,
    **{f"settings-{name}": partial(show_settings, row=at) for at, name in enumerate(SETTINGS)},
}
