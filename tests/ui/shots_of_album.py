"""Pages of the album that anybody may show, as a person works with it: for README and manual."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from unittest.mock import patch

from PIL import Image
from PySide6.QtCore import QEventLoop, QItemSelectionModel, QTimer
from PySide6.QtWidgets import QWidget

from app.core.collecting.ratings import Rating
from app.core.records import Query
from app.jobs.collecting.albums import keep_search, make_album
from app.jobs.collecting.rate import rate_photos
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.ui.browse.timeline import timeline
from app.ui.shell.main_window import MainWindow

# What a person says of more photos before scenes are looked at.
TAUGHT = {
    "Walks/aitzgorri.jpg": "mountain",
    "Walks/dragonfly.jpg": "insects",
    "Walks/flower.jpg": "flowers",
    "Walks/life.jpg": "forest",
    "Walks/nuthatch.jpg": "birds",
    "Walks/one-stands-out.jpg": "forest",
    "Walks/path.jpg": "forest",
    "Walks/pagoda.jpg": "historic_religious",
    "Walks/seeding.jpg": "flowers",
    "Walks/sunset.jpg": "sunset",
}
COLLECTED = ("path.jpg", "life.jpg", "fallen-leaf.jpg", "aitzgorri.jpg", "seeding.jpg")
KEPT_SEARCH = "(nature OR water) date:2022..2024"
COMPARED = ("Walks/evening-glow.jpg", "Walks/sunset.jpg")
COPIED = ("Walks/bridge.jpg", "Walks/path.jpg", "Walks/picos-de-europa.jpg")
SHOWN_SCENE = "forest"
# A sheet that is worth a picture has so many photos; it is looked for so far.
MANY, MOST_SKIPPED = 5, 12
# What a person marks on it: bridge, pier, man and moss show a scene.
MARKED = ("bridge.jpg", "by-the-water.jpg", "camera.jpg", "one-stands-out.jpg")
ENOUGH_ALIKE = 5
WAIT_MS, WAITS = 250, 40


def find_photo(window: MainWindow, name: str) -> int:
    """Return the id of a photo of the album by the end of its path."""
    reader = window.parts.session.reader.photos
    rows = reader.rows([int(photo) for photo in reader.ids(Query())])
    return next(row.id for row in rows if row.path.endswith(name))


def go_to(window: MainWindow, name: str) -> None:
    """Make a photo of the album the current one, in the list of all photos."""
    window.parts.sidebar.choose("view", "all")
    window.parts.chosen.go_to_photo(find_photo(window, name))


def show_sheet(window: MainWindow) -> None:
    """Show the first sheet of many photos with what a person would mark on it."""
    window.parts.sidebar.choose("view", "review")
    window.parts.sheets.show()
    desk = window.parts.sheets.desk
    for _ in range(MOST_SKIPPED):
        wait_until(lambda: desk.sheet is not None, waits=80)
        if desk.photos.rowCount() >= MANY:
            break
        desk.skip()
    rows = window.parts.session.reader.photos.rows([int(i) for i in desk.photos.photos()])
    wrong = [at for at, row in enumerate(rows) if row.path.endswith(MARKED)]
    desk.photos.mark(wrong, marked=True)


def show_photo(window: MainWindow) -> None:
    """Show a photo large, with what is known of it."""
    go_to(window, "Walks/picos-de-europa.jpg")
    window.parts.browser.set_mode("loupe")
    window.parts.look.overlay.set_wanted(True)
    wait_until(lambda: False, waits=8)  # the large picture comes from another process


def show_search(window: MainWindow) -> None:
    """Show what a search finds."""
    window.parts.sidebar.choose("view", "all")
    window.parts.toolbar.text.setText(KEPT_SEARCH)


def show_alike(window: MainWindow) -> None:
    """Show what is like one photo, as far as there are some."""
    window.parts.sidebar.choose("view", "all")
    window.parts.navigator.show_like([find_photo(window, "Walks/path.jpg")])
    slider = window.parts.browser.like.slider
    for value in range(slider.maximum(), slider.minimum() - 1, -1):
        slider.setValue(value)
        wait_until(lambda: False, waits=1)
        if window.parts.photos.total() >= ENOUGH_ALIKE:
            break


def show_collected(window: MainWindow) -> None:
    """Show an album, made with the first picture, beside a kept search and with some stars."""
    session = window.parts.session
    photos = [find_photo(window, name) for name in COLLECTED]
    if not session.reader.albums.rows():
        for job in (
            make_album(session.context, "Autumn walk", photos),
            keep_search(session.context, "Nature, three years", KEPT_SEARCH),
            rate_photos(session.context, photos[:1], Rating(5)),
            rate_photos(session.context, photos[1:3], Rating(4)),
        ):
            session.bridge.changed.emit(run_now(job))
            wait_until(lambda: False, waits=1)
    window.parts.sidebar.choose("album", session.reader.albums.rows()[0].id)
    window.parts.chosen.go_to_photo(photos[0])


def show_timeline(window: MainWindow) -> None:
    """Show the timeline beside all photos by date, though the album is small for one."""
    go_to(window, "Walks/evening-glow.jpg")
    timed = window.parts.browser.timed
    with patch.object(timeline, "FEWEST_PHOTOS", 1):
        timed.set_wanted(True)
        wait_until(timed.strip.isVisible)


def show_map(window: MainWindow) -> None:
    """Show the places of the photos on the map."""
    window.parts.actions["places"].trigger()
    wait_until(lambda: False, waits=8)


def show_compared(window: MainWindow) -> None:
    """Show two photos side by side."""
    window.parts.sidebar.choose("view", "all")
    photos, flag = window.parts.photos, QItemSelectionModel.SelectionFlag.Select
    ids = [int(photo) for photo in photos.ids]
    window.parts.chosen.selection.clearSelection()
    for name in COMPARED:
        row = ids.index(find_photo(window, name))
        window.parts.chosen.selection.select(photos.index(row), flag)
    window.parts.look.compare.toggle()
    wait_until(lambda: False, waits=8)


def show_copies(window: MainWindow) -> None:
    """Show duplicates, once smaller copies of some photos lie in the album."""
    session = window.parts.session
    for name in COPIED:
        photo = find_photo(window, name)
        path = Path(session.reader.photos.rows([photo])[0].path)
        copy = path.parent.parent / "Shared" / path.name
        copy.parent.mkdir(exist_ok=True)
        with Image.open(path) as picture:
            small = picture.resize((picture.width // 2, picture.height // 2))
            small.save(copy, quality=80, exif=picture.info.get("exif", b""))
    run_now(scan_folders(session.context, [str(copy.parent.parent)]))
    page = window.parts.duplicates.show()
    wait_until(page.again.isEnabled, waits=400)
    page.list.setCurrentIndex(page.model.index(0))


def show_scene(window: MainWindow, tab: int) -> None:
    """Show samples (0) or range (1) of a scene that was taught."""
    teach(window)
    window.parts.scenes.show_scene(SHOWN_SCENE)
    page = window.parts.scenes.page
    assert page is not None
    page.tabs.setCurrentIndex(tab)


def teach(window: MainWindow) -> None:
    """Label photos as a person would."""
    session = window.parts.session
    for name, scene in TAUGHT.items():
        photo = find_photo(window, name)
        change = run_now(label_photos(session.context, [photo], scene))
        session.bridge.changed.emit(change)


def wait_until(holds: Callable[[], bool], waits: int = WAITS) -> None:
    """Let the event loop run until something holds, for a while."""
    for _ in range(waits):
        if holds():
            return
        loop = QEventLoop()
        QTimer.singleShot(WAIT_MS, loop.quit)
        loop.exec()


PAGES_OF_ALBUM: dict[str, Callable[[MainWindow], QWidget | None]] = {
    "album-sheet": show_sheet,
    "album-photo": show_photo,
    "album-search": show_search,
    "album-alike": show_alike,
    "album-collected": show_collected,
    "album-timeline": show_timeline,
    "album-map": show_map,
    "album-compared": show_compared,
    "album-copies": show_copies,
    "album-samples": partial(show_scene, tab=0),
    "album-range": partial(show_scene, tab=1),
}
# The pictures of README and manual, by name: the page of each. Those that teach
# the library or add to it come last.
README_PICTURES = {"sheet": "album-sheet", "window": "grid"}
MANUAL_PICTURES = {
    "albums": "album-collected",
    "window": "grid",
    "sheet": "album-sheet",
    "review": "review",
    "search": "album-search",
    "alike": "album-alike",
    "timeline": "album-timeline",
    "map": "album-map",
    "photo": "album-photo",
    "compare": "album-compared",
    "export": "export",
    "palette": "palette",
    "settings": "settings-model",
    "scenes": "album-samples",
    "range": "album-range",
    "duplicates": "album-copies",
}
