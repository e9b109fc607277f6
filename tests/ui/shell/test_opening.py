"""'Open with' and second starts: what the window does with the paths that it is handed."""

# Fixtures of the whole window are imported by their names.
from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QFileOpenEvent, QImage
from PySide6.QtWidgets import QApplication, QMessageBox

from app.core.types import (
    ByteArray,
    DecodedPhoto,
    DecodeFailure,
    FloatArray,
    PhotoFacts,
    PhotoFile,
)
from app.jobs.context import JobContext
from app.ui.shell.first_window import FirstWindow
from app.ui.shell.main_window import MainWindow
from app.ui.shell.opening import Opening
from tests.tiny_album import FakeDecoders, FakeEncoder
from tests.ui.demo_library import shipped_pack
from tests.ui.shell.test_first_window import start_second

Wait = Callable[[Callable[[], bool]], None]


class PlainDecoders(FakeDecoders):
    """Decoders of which every file is a photo."""

    def decode(self, files: Iterable[PhotoFile]) -> Iterator[DecodedPhoto | DecodeFailure]:
        """Make up what a photo shows from its name."""
        for file in files:
            digest = hashlib.sha256(file.path.encode()).hexdigest()
            facts = PhotoFacts(64, 48, 1, "JPEG", digest, digest)
            yield DecodedPhoto(file, np.zeros((8, 8, 3), np.uint8), facts)


class PlainEncoder(FakeEncoder):
    """An encoder whose features mean nothing."""

    def encode(self, images: ByteArray) -> FloatArray:
        """Return features of the pack's size."""
        return np.full((len(images), shipped_pack().statistics.kept.shape[1]), 0.1, np.float32)


@pytest.fixture
def opening(window: MainWindow, context: JobContext) -> Opening:
    context.decoders, context.encoder = PlainDecoders, PlainEncoder
    parts = window.parts
    return Opening(parts.session, parts.sidebar_model, parts.navigator, window)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder with two photos that no library knows."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    for number in (1, 2):
        image = QImage(64, 48, QImage.Format.Format_RGB32)
        image.fill(0x123456 * number & 0xFFFFFF)
        image.save(str(folder / f"new{number}.jpg"))
    return folder


def shown(window: MainWindow) -> str | None:
    """Return the path of the photo that is shown large."""
    detail = window.parts.chosen.detail
    return detail.row.path if window.parts.browser.mode == "loupe" and detail is not None else None


def roots(window: MainWindow) -> list[str]:
    return [folder.path for folder in window.parts.session.reader.folders.rows()]


def answer(opening: Opening, role: QMessageBox.ButtonRole) -> None:
    box = opening.question
    assert box is not None
    next(b for b in box.buttons() if box.buttonRole(b) is role).click()


def test_a_photo_of_the_library_is_shown_at_once(
    window: MainWindow,
    opening: Opening,
    prepared: Path,
) -> None:
    window.parts.toolbar.text.setText("nothing is called this")
    photo = str(prepared / "photos" / "forest" / "03.jpg")
    opening.open([photo])
    assert shown(window) == photo
    assert not window.parts.session.bridge.active(), "nothing has to be scanned"


def test_a_new_photo_in_a_known_folder_is_shown_when_it_was_read(
    window: MainWindow,
    opening: Opening,
    prepared: Path,
    wait_until: Wait,
) -> None:
    before = roots(window)
    photo = prepared / "photos" / "forest" / "late.jpg"
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(0x00FF80)
    image.save(str(photo))
    try:
        opening.open([str(photo)])
        wait_until(lambda: shown(window) == str(photo))
        wait_until(lambda: not window.parts.session.bridge.active())
    finally:
        photo.unlink()
    assert roots(window) == before


@pytest.mark.parametrize(
    "role", [QMessageBox.ButtonRole.AcceptRole, QMessageBox.ButtonRole.RejectRole]
)
def test_a_photo_from_elsewhere_brings_its_folder_along_only_when_wanted(
    window: MainWindow,
    opening: Opening,
    elsewhere: Path,
    wait_until: Wait,
    role: QMessageBox.ButtonRole,
) -> None:
    before = roots(window)
    photo = str(elsewhere / "new2.jpg")
    opening.open([photo])
    assert roots(window) == before
    answer(opening, role)
    if role is QMessageBox.ButtonRole.AcceptRole:
        wait_until(lambda: shown(window) == photo)
        assert roots(window) == [*before, str(elsewhere)]
    else:
        assert roots(window) == before
        assert window.parts.browser.mode == "grid"
    assert opening.question is None
    wait_until(lambda: not window.parts.session.bridge.active())


def test_a_folder_is_scanned_and_shown(
    window: MainWindow,
    opening: Opening,
    elsewhere: Path,
    wait_until: Wait,
) -> None:
    opening.open([str(elsewhere)])
    wait_until(lambda: window.parts.sidebar.current_entry()[0] == "folder")
    wait_until(lambda: not window.parts.session.bridge.active())
    wait_until(lambda: window.parts.photos.rowCount() == 2)


def test_a_library_file_is_opened_in_place_of_this_one(
    window: MainWindow,
    opening: Opening,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("app.ui.shell.opening.reopen", lambda _, path: asked.append(path))
    other = tmp_path / "other.albumen"
    other.write_bytes(b"")
    opening.open([window.parts.session.reader.path])
    assert asked == [], "it is open already"
    opening.open([str(other)])
    assert asked == [str(other)]


def test_a_second_start_hands_its_paths_over(
    window: MainWindow,
    opening: Opening,
    prepared: Path,
    wait_until: Wait,
) -> None:
    photo = str(prepared / "photos" / "kitchen" / "05.jpg")
    first = FirstWindow(window.parts.session.reader.path, window)
    first.called.connect(opening.open)
    assert first.listen()
    second = start_second(window.parts.session.reader.path, photo)
    wait_until(lambda: second.poll() is not None)
    assert second.returncode == 0
    assert shown(window) == photo
    first.close()


def test_macos_hands_paths_over_as_an_event(
    qapp: QApplication,
    window: MainWindow,
    opening: Opening,
    prepared: Path,
) -> None:
    photo = str(prepared / "photos" / "bedroom" / "07.jpg")
    qapp.installEventFilter(opening)
    try:
        qapp.sendEvent(qapp, QFileOpenEvent(photo))
    finally:
        qapp.removeEventFilter(opening)
    assert shown(window) == photo
