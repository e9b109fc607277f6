"""Pictures of every page of the window, in both themes and languages, to be looked at.

``python -m tests.ui.screenshots FOLDER [--photos FOLDER] [--library PLACE] [--only NAME]`` scans
real photos (by default the album of ``tests.ui.free_album``, made from the packages below
``--root``) into a library and writes PNG files. It needs a screen; a virtual one will do.
``--letters 2`` shows what people with large letters see. ``--docs`` takes instead the pictures of
README and manual, into ``docs``; give it a ``--library`` whose path may be read in them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from functools import partial
from itertools import product
from pathlib import Path
from types import SimpleNamespace

from PySide6.QtCore import QEventLoop, QPoint, QTimer
from PySide6.QtGui import QCursor, QFont
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from app.bootstrap import DesktopProgram
from app.core.records import Query, SortBy, View
from app.core.settings import Settings
from app.core.types import Progress
from app.jobs.context import JobContext
from app.jobs.groups import group_photos
from app.jobs.relabel import accept_proposals, label_photos
from app.jobs.runner import JobRunner, run_now
from app.jobs.scanning.scan import scan_folders
from app.places import Places
from app.ui.help.tour import Tour
from app.ui.i18n import Language
from app.ui.shell.main_window import MainWindow
from app.ui.theme import Theme
from tests.ui.free_album import make_album
from tests.ui.shots import MORE_PAGES
from tests.ui.shots_of_album import MANUAL_PICTURES, PAGES_OF_ALBUM, README_PICTURES
from tests.ui.shots_of_files import PAGES_OF_FILES
from tests.ui.shots_of_looking import PAGES_OF_LOOKING
from tests.ui.shots_of_search import SEARCH_PAGES

DOCS = Path(__file__).resolve().parents[2] / "docs"
# What a person says about some photos of the album, and the width at which they fill the window.
SAID = {
    "Home/coffee.jpg": "food",
    "Walks/evening-glow.jpg": "river_lake",
    "Walks/sunset.jpg": "sunset",
}
# A sheet that is worth a picture has so many photos; it is looked for so far.
MANY, SKIPPED = 5, 12
# Sizes of the window.
WIDE, SMALL = (1440, 900), (1024, 700)
SIZES = (WIDE, SMALL)
# Those of the manual are many.
QUALITY, MANUAL_QUALITY = 88, 80
Page = Callable[[MainWindow], QWidget | None]


def settle(milliseconds: int = 500) -> None:
    """Let the event loop run, so that thumbnails arrive and layouts settle."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def settle_pictures(window: MainWindow) -> None:
    """Wait for the thumbnails that are on their way, however busy the machine is."""
    settle()
    for _ in range(40):
        if not window.parts.session.thumbnails._wanted:
            break
        settle(250)
    settle(250)


def show_grid(window: MainWindow) -> None:
    window.parts.sidebar.choose("view", "all")
    accepted = window.parts.session.reader.photos.ids(
        Query(view=View.ACCEPTED, sort=SortBy.SIMILARITY)
    )
    if len(accepted):
        window.parts.chosen.go_to_photo(int(accepted[0]))


def show_review(window: MainWindow) -> None:
    window.parts.sidebar.choose("view", "review")


def show_loupe(window: MainWindow) -> None:
    show_review(window)
    window.parts.browser.set_mode("loupe")


def show_filmstrip(window: MainWindow) -> None:
    show_review(window)
    window.parts.browser.set_mode("filmstrip")


def show_keys(window: MainWindow) -> QWidget:
    from app.ui.help.keys_dialog import KeysDialog

    return _shown(KeysDialog(window.parts.actions, window))


def show_palette(window: MainWindow) -> QWidget:
    from app.ui.shell.palette import CommandPalette

    show_review(window)
    palette = CommandPalette(window.parts.actions, window)
    palette.open()
    palette.edit.setText("sc")
    return palette


def show_about(window: MainWindow) -> QWidget:
    from app.ui.help.about_dialog import AboutDialog

    return _shown(AboutDialog(window.parts.session.context, window))


def show_report(window: MainWindow) -> QWidget:
    from app.ui.help.report_dialog import ReportDialog

    return _shown(ReportDialog(window.parts.session, window))


def show_tour(window: MainWindow) -> None:
    show_grid(window)
    window.parts.tour.start()


def show_end_of_tour(window: MainWindow) -> None:
    """Go to the last stop: a sheet."""
    show_tour(window)
    # The tour of the picture before may still be on its way out.
    tour = next(found for found in window.findChildren(Tour) if found.isVisible())
    while len(set(tour.place.text().split(" / "))) > 1:
        tour.next.click()
    for _ in range(80):
        if window.parts.sheets.desk.sheet is not None:
            break
        settle(250)


def show_refresh(window: MainWindow) -> QWidget:
    from app.jobs.refresh import plan_refresh
    from app.jobs.runner import run_now
    from app.ui.scenes.refresh_dialog import RefreshDialog

    session = window.parts.session
    plan = run_now(plan_refresh(session.context))
    dialog = RefreshDialog(plan, session.reader, session.scenes, session.thumbnails, window)
    return _shown(dialog)


def show_filters(window: MainWindow) -> None:
    show_review(window)
    window.parts.actions["filters"].setChecked(True)
    window.parts.errors.show(
        "The folder /media/disk/photos may not be read: give yourself the permission to read it."
    )


def show_input(window: MainWindow) -> QWidget:
    show_review(window)
    window.parts.actions["type_scene"].trigger()
    return window.parts.scene_input


def show_empty(window: MainWindow) -> None:
    window.parts.sidebar.choose("view", "unreadable")


def show_nothing_found(window: MainWindow) -> None:
    show_grid(window)
    window.parts.toolbar.text.setText("no such name")


def show_scan(window: MainWindow) -> None:
    show_grid(window)
    window.parts.jobs.show_job(SimpleNamespace(name="scan"))  # type: ignore[arg-type]
    window.parts.jobs._times = [(time.monotonic() - 2, 0)]
    window.parts.jobs.show_progress(Progress(done=40, total=12345, failed=1))


def show_sheet(window: MainWindow, marked: str = "right", at: int = 0) -> None:
    """Show a sheet as a person leaves it: all right, some marked, or turned, with ticks.

    The first one, or one further on that has photos enough to look at and is turned as wanted.
    """
    show_review(window)
    window.parts.sheets.show()
    desk = window.parts.sheets.desk
    for _ in range(80):
        if desk.sheet is not None:
            break
        settle(250)
    for _ in range(SKIPPED if at else 0):
        desk.skip()
        settle()
        fits = desk.photos.turned == (marked == "wrong")
        if fits and desk.photos.rowCount() >= MANY:
            break
    if desk.photos.turned != (marked == "wrong"):
        desk.turn()
    every = {"right": 0, "mixed": 4, "wrong": 5}[marked]
    desk.photos.mark(range(1, desk.photos.rowCount(), every) if every else (), marked=True)


def _shown(dialog: QDialog) -> QDialog:
    dialog.show()
    return dialog


def tidy(window: MainWindow) -> None:
    """Go back to how the window comes up."""
    tour = window.findChild(Tour)
    if tour is not None:
        tour.skip.click()
    window.parts.scene_input.hide()
    window.parts.actions["filters"].setChecked(False)
    window.parts.browser.errors.hide()
    window.parts.browser.set_mode("grid")
    window.parts.toolbar.text.clear()
    window.parts.jobs.show_job(None)
    if window.parts.photos.query.like is not None:
        window.parts.navigator.leave_like()
    window.parts.look.overlay.set_wanted(False)


PAGES: dict[str, Page] = {
    "grid": show_grid,
    "review": show_review,
    "loupe": show_loupe,
    "filmstrip": show_filmstrip,
    "filters": show_filters,
    "input": show_input,
    "refresh": show_refresh,
    "tour": show_tour,
    "tour-end": show_end_of_tour,
    **{
        f"sheet-{marked}-{at}": partial(show_sheet, marked=marked, at=int(at > 0))
        for marked, count in (("right", 4), ("mixed", 3), ("wrong", 3))
        for at in range(count)
    },
    "empty": show_empty,
    "nothing-found": show_nothing_found,
    "scan": show_scan,
    "keys": show_keys,
    "palette": show_palette,
    "about": show_about,
    "report": show_report,
    **MORE_PAGES,
    **PAGES_OF_ALBUM,
    **PAGES_OF_FILES,
    **PAGES_OF_LOOKING,
    **SEARCH_PAGES,
}


def shoot(
    ctx: JobContext,
    out: Path,
    only: str,
    sizes: tuple[tuple[int, int], ...],
    pages: dict[str, Page] = PAGES,
) -> None:
    """Write one picture a page, theme, language and size."""
    with opened(ctx) as (window, theme, language):
        for size, mode, code in product(sizes, ("light", "dark"), ("en", "zh_CN")):
            theme.set_mode(mode)
            language.set_language(code)
            for name, show in pages.items():
                title = f"{name}-{mode}-{code}-{size[0]}"
                if not only or fnmatch(title, f"*{only}*"):
                    take(window, show, size, out / f"{title}.png")


def shoot_docs(ctx: JobContext, only: str) -> None:
    """Write the pictures of README and manual, or only some by name."""
    (DOCS / "manual").mkdir(exist_ok=True)
    with opened(ctx) as (window, theme, language):
        theme.set_mode("light")
        for name, page in chosen(README_PICTURES, only):
            take(window, PAGES[page], WIDE, DOCS / f"{name}.webp")
        for (name, page), code in product(chosen(MANUAL_PICTURES, only), ("en", "zh_CN")):
            language.set_language(code)
            path = DOCS / "manual" / f"{name}.{code[:2]}.webp"
            take(window, PAGES[page], SMALL, path, MANUAL_QUALITY)


def chosen(pictures: dict[str, str], only: str) -> list[tuple[str, str]]:
    """Return the pictures whose name fits a pattern."""
    return [(name, page) for name, page in pictures.items() if not only or fnmatch(name, only)]


def take(
    window: MainWindow, show: Page, size: tuple[int, int], path: Path, quality: int = QUALITY
) -> None:
    """Write the picture of one page."""
    window.resize(*size)
    # Nothing shall look as if the mouse was over it.
    QCursor.setPos(window.frameGeometry().bottomRight() + QPoint(20, 20))
    tidy(window)
    dialog = show(window)
    settle_pictures(window)
    (dialog or window).grab().save(str(path), None, quality)
    if isinstance(dialog, QMenu):
        dialog.close()
    if isinstance(dialog, QDialog):
        dialog.close()
        dialog.deleteLater()


@contextmanager
def opened(ctx: JobContext) -> Iterator[tuple[MainWindow, Theme, Language]]:
    """Open the window over a library, with its theme and its language."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    language, theme = Language(app, "en"), Theme(app, "light")
    runner = JobRunner()
    settings = Settings()
    settings.set("tour_seen", True)
    settings.set("review_sheets", False)  # pages of the list open as a list
    window = MainWindow(settings, theme, language).open(ctx, runner)
    window.show()
    yield window, theme, language
    window.close()
    runner.close()
    language.remove()
    window.deleteLater()
    app.processEvents()


def main() -> int:
    """Parse the arguments and take the pictures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--root", type=Path, default=Path("/"), help="where packages are unpacked")
    parser.add_argument("--docs", action="store_true", help="the pictures of README and manual")
    parser.add_argument("--library", type=Path, help="keep library and thumbnails here")
    parser.add_argument(
        "--only", default="", help="part of PAGE-THEME-LANGUAGE-WIDTH, or a pattern"
    )
    parser.add_argument("--font", default="", help="family to use instead of the system's")
    parser.add_argument("--letters", type=float, default=1.0, help="how large, 1 as the system's")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    if options.font:
        app.setFont(QFont(options.font, 10))
    font = app.font()
    font.setPointSizeF(font.pointSizeF() * options.letters)
    app.setFont(font)
    with tempfile.TemporaryDirectory() as temporary:
        place = options.library or Path(temporary)
        program = DesktopProgram(Places(place, place, place / "cache", place / "logs"))
        with program.open(place / "library.albumen") as ctx:
            if not ctx.reader.folders.rows():
                fill(ctx, options.photos or album(place, options.root))
            if options.docs:
                shoot_docs(ctx, options.only)
                return 0
            # Pages that show certain photos need the album that has them.
            left_out = PAGES_OF_ALBUM if options.photos else {}
            pages = {name: page for name, page in PAGES.items() if name not in left_out}
            shoot(ctx, options.out, options.only, SIZES, pages)
        with program.open(place / "empty.albumen") as ctx:
            shoot(ctx, options.out, options.only, SIZES, {"welcome": lambda window: None})
    return 0


def album(place: Path, root: Path) -> Path:
    """Make the album that anybody may show, beside the library."""
    folder = place / "Pictures"
    make_album(folder, root)
    return folder


def fill(ctx: JobContext, photos: Path) -> None:
    """Scan photos, group them, and say a word about some."""
    run_now(scan_folders(ctx, [str(photos)]))
    run_now(group_photos(ctx))
    said = {photos / name: scene for name, scene in SAID.items() if (photos / name).exists()}
    for path, scene in said.items():
        found = ctx.reader.photos.find([str(path)])
        run_now(label_photos(ctx, list(found.values()), scene))
    queue = [int(i) for i in ctx.reader.photos.ids(Query(view=View.REVIEW, sort=SortBy.REVIEW))]
    proposed = list(ctx.reader.models.proposals(queue[5::6]))
    if proposed and not said:
        run_now(accept_proposals(ctx, proposed))


if __name__ == "__main__":
    sys.exit(main())
