"""The loupe: what the grid shows, larger; looks are answered by photo and generation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication

from app.core.messages import Message
from app.core.records import PhotoRow
from app.core.types import AskedPicture, DecodedPhoto, DecodeFailure, PhotoFacts, PhotoFile
from app.media.decoder_pool import ProcessDecoderPool
from app.media.large_picture import LargeDecoder
from app.ui.models import large_pictures
from app.ui.models.large_pictures import LargePictures
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.widgets.loupe.loupe import Loupe
from app.ui.widgets.loupe.zoom import Zoom
from tests.media.conftest import CORNERS
from tests.media.reference_cases import heic_of
from tests.ui.fakes import make_row

Wait = Callable[[Callable[[], bool]], None]
SIZE = (4000, 3000)


class FakeViewers:
    """Answers looks with one colour a photo, and remembers them."""

    def __init__(self, *, in_full: bool = False) -> None:
        self.views: list[AskedPicture] = []
        self.gate = threading.Event()
        self.gate.set()
        self.closed = 0
        self.in_full = in_full
        self.stamp = (0, 0)

    def decode(self, files: Iterable[PhotoFile]) -> Iterator[DecodedPhoto | DecodeFailure]:
        for view in files:
            assert isinstance(view, AskedPicture)
            self.views.append(view)
            self.gate.wait(20)
            if view.path.endswith("bad.jpg"):
                yield DecodeFailure(view, Message("truncated"))
                continue
            left, top, right, bottom = view.box
            wide, high = (right - left) * SIZE[0], (bottom - top) * SIZE[1]
            scale = min(1.0, view.width_px / wide, view.height_px / high)
            shape = (round(high * scale), round(wide * scale), 3)
            pixels = np.full(shape, view.photo, dtype=np.uint8)
            held = {view.photo: SIZE[0] * SIZE[1]} if self.in_full else {}
            facts = PhotoFacts(*SIZE, 1, "JPEG", "", "", details={"at_hand": held})
            size, mtime_ns = self.stamp
            yield DecodedPhoto(replace(view, size=size, mtime_ns=mtime_ns), pixels, facts)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def viewers() -> FakeViewers:
    return FakeViewers()


@pytest.fixture
def make_loupe(qapp: QApplication, thumbnails: ThumbnailLoader) -> Iterator[Callable[..., Loupe]]:
    made: list[tuple[Loupe, LargePictures]] = []

    def make(viewers: Callable[[], object]) -> Loupe:
        pictures = LargePictures(viewers)
        loupe = Loupe(thumbnails, pictures)
        made.append((loupe, pictures))
        loupe.resize(800, 600)
        loupe.show()
        return loupe

    yield make
    for loupe, pictures in made:
        loupe.close()
        loupe.shown.stop()
        pictures.close()


@pytest.fixture
def loupe(make_loupe: Callable[..., Loupe], viewers: FakeViewers) -> Loupe:
    return make_loupe(lambda: viewers)


def _row(number: int, **changes: object) -> PhotoRow:
    return replace(make_row(number), width=SIZE[0], height=SIZE[1], **changes)


def _grey(loupe: Loupe) -> int:
    return loupe.grab().toImage().pixelColor(400, 300).red()


def test_the_whole_photo_comes_as_large_as_it_is_shown(
    loupe: Loupe, viewers: FakeViewers, wait_until: Wait
) -> None:
    loupe.set_photo(_row(7))
    wait_until(lambda: loupe.shown.whole is not None)
    assert loupe.shown.whole is not None
    assert (loupe.shown.whole.width(), loupe.shown.whole.height()) == (800, 600)
    assert _grey(loupe) == 7
    # And then it is kept at hand in full size, for a zoom.
    wait_until(lambda: len(viewers.views) == 2)
    assert viewers.views[1].width_px == 0


@pytest.fixture
def both(make_loupe: Callable[..., Loupe]) -> Callable[..., tuple[Loupe, list[FakeViewers]]]:
    """A loupe, and its processes in the order in which they begin."""

    def make(*in_full: bool) -> tuple[Loupe, list[FakeViewers]]:
        begun: list[FakeViewers] = []

        def begin() -> FakeViewers:
            begun.append(FakeViewers(in_full=in_full[min(len(begun), len(in_full) - 1)]))
            return begun[-1]

        return make_loupe(begin), begun

    return make


def test_a_photo_that_was_decoded_in_full_is_not_decoded_again(
    both: Callable[..., tuple[Loupe, list[FakeViewers]]], wait_until: Wait
) -> None:
    loupe, begun = both(True)
    loupe.set_photo(_row(7))
    wait_until(lambda: loupe.shown.whole is not None)
    loupe.toggle_zoom()
    wait_until(lambda: loupe.shown.part is not None)
    assert len(begun) == 1
    assert not begun[0].views[-1].is_whole


def test_a_huge_picture_is_let_go_with_the_look_at_it(
    both: Callable[..., tuple[Loupe, list[FakeViewers]]],
    wait_until: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loupe, begun = both(False, True)
    loupe.set_photo(_row(7))
    wait_until(lambda: len(begun) == 2 and len(begun[1].views) == 1)
    loupe.set_photo(_row(8))
    wait_until(lambda: loupe.shown.whole is not None)
    assert begun[1].closed == 0  # of an ordinary size
    wait_until(lambda: len(begun[1].views) == 2)
    monkeypatch.setattr(large_pictures, "HUGE_PIXELS", SIZE[0] * SIZE[1] - 1)
    loupe.set_photo(_row(9))
    wait_until(lambda: begun[1].closed == 1)
    wait_until(lambda: loupe.shown.whole is not None)


def test_an_answer_for_another_photo_is_not_shown(
    loupe: Loupe, viewers: FakeViewers, wait_until: Wait, qapp: QApplication
) -> None:
    loupe.set_photo(_row(7))
    wait_until(lambda: loupe.shown.whole is not None)
    late = viewers.views[0]
    loupe.set_photo(_row(9))
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    loupe.shown._on_arrived(late, image, *SIZE)
    assert loupe.shown.whole is None
    wait_until(lambda: loupe.shown.whole is not None)
    # The same photo, looked at a second time, does not take what was asked for the first time.
    loupe.shown._on_arrived(replace(late, photo=9), image, *SIZE)
    assert _grey(loupe) == 9


def test_the_next_photo_is_there_at_once(
    loupe: Loupe, viewers: FakeViewers, wait_until: Wait
) -> None:
    loupe.set_photo(_row(7))
    loupe.shown.expect([_row(8), _row(6), _row(5, missing=True)])
    wait_until(lambda: loupe.shown.is_ready(_row(8)) and loupe.shown.is_ready(_row(6)))
    whole = [view.photo for view in viewers.views if view.width_px]
    assert whole == [7, 8, 6]
    loupe.set_photo(_row(8))
    assert loupe.shown.whole is not None
    assert _grey(loupe) == 8
    loupe.set_photo(_row(7))  # and so is the one before
    assert loupe.shown.whole is not None
    assert _grey(loupe) == 7
    # What was edited meanwhile is decoded anew, and what was not expected is waited for.
    loupe.set_photo(_row(8, content_hash="0" * 64))
    assert loupe.shown.whole is None


def test_an_expected_photo_that_fails_is_known_before(loupe: Loupe, wait_until: Wait) -> None:
    bad = _row(8, path="/photos/bad.jpg")
    loupe.set_photo(_row(7))
    loupe.shown.expect([bad])
    wait_until(lambda: loupe.shown.is_ready(bad))
    assert loupe.shown.kept.has_failed(bad)
    assert loupe.shown.message == ""


def test_a_photo_on_its_way_is_not_decoded_twice(
    loupe: Loupe, viewers: FakeViewers, wait_until: Wait, tmp_path: Path
) -> None:
    (tmp_path / "8.jpg").touch()
    status = (tmp_path / "8.jpg").stat()
    loupe.set_photo(_row(7))
    wait_until(lambda: loupe.shown.whole is not None and len(viewers.views) == 2)
    viewers.gate.clear()
    expected = _row(8, path=str(tmp_path / "8.jpg"))
    loupe.shown.expect([expected])
    wait_until(lambda: len(viewers.views) == 3)
    assert viewers.views[2].photo == 8
    loupe.set_photo(expected)
    viewers.stamp = status.st_size, status.st_mtime_ns
    viewers.gate.set()
    wait_until(lambda: loupe.shown.whole is not None)
    wait_until(lambda: len(viewers.views) == 4)
    assert viewers.views[3].width_px == 0  # at hand for a zoom, no second whole


def test_keys_walk_move_and_leave(loupe: Loupe, wait_until: Wait) -> None:
    asked: list[object] = []
    loupe.stepped.connect(asked.append)
    loupe.closed.connect(lambda: asked.append("closed"))
    loupe.set_photo(_row(7))
    wait_until(lambda: loupe.shown.whole is not None)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_Escape, Qt.Key.Key_Return):
        QTest.keyClick(loupe, key)
    moves = QAbstractItemView.CursorAction
    assert asked == [moves.MoveRight, moves.MovePageUp, "closed", "closed"]
    loupe.toggle_zoom()
    before = loupe.shown.zoom.rect().topLeft()
    QTest.keyClick(loupe, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(loupe, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert loupe.shown.zoom.rect().topLeft() - before == QPointF(-100, 75)
    assert len(asked) == 4


@pytest.mark.parametrize("button", [Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton])
def test_a_double_click_shows_the_pixels_that_are_there(
    loupe: Loupe, wait_until: Wait, button: Qt.MouseButton
) -> None:
    loupe.set_photo(_row(7))
    wait_until(lambda: loupe.shown.whole is not None)
    click = QTest.mouseDClick if button is Qt.MouseButton.LeftButton else QTest.mouseClick
    place, before = QPoint(250, 400), _under(loupe, QPointF(250, 400))
    click(loupe, button, Qt.KeyboardModifier.NoModifier, place)
    assert loupe.shown.zoom.scale == 1
    assert _under(loupe, QPointF(place)) == pytest.approx(before, abs=0.01)
    assert loupe.cursor().shape() == Qt.CursorShape.OpenHandCursor
    click(loupe, button, Qt.KeyboardModifier.NoModifier, place)
    assert loupe.shown.zoom.scale == 0


@pytest.mark.parametrize("other", [(4000, 3000), (3000, 4000), (2000, 1500)])
def test_another_photo_is_looked_at_in_the_same_place(other: tuple[int, int]) -> None:
    first, second = Zoom(), Zoom()
    for zoom, size in ((first, SIZE), (second, other)):
        zoom.area = QRectF(0, 0, 800, 600)
        zoom.photo = QSizeF(*size)
    second.take(first.place())
    assert second.scale == 0
    first.to(1.0, QPointF(300, 200))
    first.move(QPointF(-150, 90))
    second.take(first.place())
    assert second.place() == pytest.approx(first.place())
    # A copy of half the size is magnified: the same is seen, equally large.
    assert second.scale == pytest.approx((SIZE[0] * SIZE[1] / (other[0] * other[1])) ** 0.5)


def test_one_that_looks_does_not_end_the_processes_of_another(
    qapp: QApplication, wait_until: Wait
) -> None:
    viewers = FakeViewers()
    pictures = LargePictures(lambda: viewers)
    seen: list[int] = []
    pictures.arrived.connect(lambda view, *_: seen.append(view.photo))
    looks = [AskedPicture("/a.jpg", 0, 0, photo=n, width_px=9, height_px=9) for n in (1, 2, 3)]
    viewers.gate.clear()
    for who, view in enumerate(looks):
        pictures.ask(view, who)
    pictures.ask(replace(looks[1], photo=4), 1)  # the newest of each that looks
    viewers.gate.set()
    wait_until(lambda: len(seen) == 3)
    assert set(seen) == {1, 3, 4}
    pictures.rest(0)
    pictures.rest(1)
    pictures.ask(looks[0], 2)
    wait_until(lambda: len(seen) == 4)
    assert viewers.closed == 0
    pictures.rest(2)
    wait_until(lambda: viewers.closed == 1)
    pictures.close()


def test_a_label_does_not_decode_anew_and_an_edit_does(
    loupe: Loupe, viewers: FakeViewers, wait_until: Wait
) -> None:
    row = _row(7)
    loupe.set_photo(row)
    wait_until(lambda: len(viewers.views) == 2)
    loupe.set_photo(replace(row, label="beach"))
    assert loupe.shown.whole is not None
    loupe.set_photo(replace(row, content_hash="0" * 64))
    assert loupe.shown.whole is None
    wait_until(lambda: len(viewers.views) == 4)


def test_what_is_zoomed_into_comes_in_its_own_pixels(
    loupe: Loupe, viewers: FakeViewers, wait_until: Wait
) -> None:
    loupe.set_photo(_row(7))
    wait_until(lambda: loupe.shown.whole is not None)
    loupe.toggle_zoom()
    wait_until(lambda: loupe.shown.part is not None)
    assert loupe.shown.part is not None
    box, pixmap = loupe.shown.part
    # The window holds what it shows and a margin, whatever the photo has.
    assert pixmap.width() == pytest.approx(800 * 1.5, abs=2)
    assert (box[2] - box[0]) * SIZE[0] == pytest.approx(pixmap.width(), abs=2)
    asked = len(viewers.views)
    loupe._move_by(QPointF(30, 20))  # within the margin
    assert loupe.shown._is_enough(box, pixmap)
    loupe._move_by(QPointF(900, 0))
    wait_until(lambda: len(viewers.views) > asked)
    loupe.toggle_zoom()
    assert loupe.shown.zoom.scale == 0


def test_a_part_is_not_forgotten_for_what_is_kept_at_hand(
    loupe: Loupe, viewers: FakeViewers, wait_until: Wait
) -> None:
    loupe.set_photo(_row(7))
    wait_until(lambda: loupe.shown.whole is not None)
    assert loupe.shown._lingering.isActive()
    loupe.toggle_zoom()
    loupe.shown._look_closer()
    assert not loupe.shown._lingering.isActive()
    wait_until(lambda: loupe.shown.part is not None)
    assert [view.width_px > 0 for view in viewers.views] == [True, True]


def test_a_wheel_zooms_around_the_pointer(loupe: Loupe, wait_until: Wait) -> None:
    loupe.set_photo(_row(7))
    wait_until(lambda: loupe.shown.whole is not None)
    zoom, pointer = loupe.shown.zoom, QPointF(200, 450)
    before = _under(loupe, pointer)
    for _ in range(6):
        _wheel(loupe, pointer, 120)
    assert zoom.scale > zoom.fitted() * 3
    assert _under(loupe, pointer) == pytest.approx(before, abs=0.01)
    for _ in range(12):
        _wheel(loupe, pointer, -120)
    assert zoom.scale == 0


def test_two_fingers_on_a_touchpad_move(loupe: Loupe, wait_until: Wait) -> None:
    loupe.set_photo(_row(7))
    wait_until(lambda: loupe.shown.whole is not None)
    loupe.toggle_zoom()
    before = loupe.shown.zoom.rect().center()
    _wheel(loupe, QPointF(9, 9), 0, pixels=QPoint(40, -25), phase=Qt.ScrollPhase.ScrollUpdate)
    assert loupe.shown.zoom.rect().center() - before == QPointF(40, -25)
    assert loupe.shown.zoom.scale == 1


def _under(loupe: Loupe, pointer: QPointF) -> tuple[float, float]:
    """Return which point of the photo lies under the pointer, as shares."""
    rect = loupe.shown.zoom.rect()
    return (
        (pointer.x() - rect.left()) / rect.width(),
        (pointer.y() - rect.top()) / rect.height(),
    )


def test_a_pinch_on_a_touchpad_zooms_around_the_pointer(loupe: Loupe, wait_until: Wait) -> None:
    loupe.set_photo(_row(7))
    wait_until(lambda: loupe.shown.whole is not None)
    zoom, pointer = loupe.shown.zoom, QPointF(250, 350)
    before, fitted = _under(loupe, pointer), zoom.fitted()

    def pinch(value: float, kind: Qt.NativeGestureType) -> bool:
        event = QNativeGestureEvent(
            kind,
            QPointingDevice.primaryPointingDevice(),
            2,
            pointer,
            pointer,
            QPointF(loupe.mapToGlobal(pointer.toPoint())),
            value,
            QPointF(),
        )
        return QApplication.sendEvent(loupe, event)

    for _ in range(4):
        pinch(0.5, Qt.NativeGestureType.ZoomNativeGesture)
    assert zoom.scale == pytest.approx(fitted * 1.5**4)
    assert _under(loupe, pointer) == pytest.approx(before, abs=0.01)
    pinch(0.5, Qt.NativeGestureType.RotateNativeGesture)
    assert zoom.scale == pytest.approx(fitted * 1.5**4)
    for _ in range(4):
        pinch(-0.5, Qt.NativeGestureType.ZoomNativeGesture)
    assert zoom.scale == 0


def test_two_fingers_on_a_screen_zoom_and_move(loupe: Loupe, wait_until: Wait) -> None:
    """Real touches: Qt makes the gesture of them, for the loupe asked for it."""
    loupe.set_photo(_row(7))
    wait_until(lambda: loupe.shown.whole is not None)
    zoom, screen = loupe.shown.zoom, QTest.createTouchDevice()
    middle, fitted = QPoint(300, 250), zoom.fitted()

    def touch(spread: int, shift: QPoint, what: str) -> None:
        event = QTest.touchEvent(loupe, screen)
        for finger, side in enumerate((-1, 1)):
            place = middle + shift + QPoint(side * spread, side * spread)
            getattr(event, what)(finger, place, loupe)
        event.commit()

    touch(40, QPoint(), "press")
    for spread in range(50, 170, 10):
        touch(spread, QPoint(), "move")
    grown, held = zoom.scale, _under(loupe, QPointF(middle))
    assert grown > fitted * 2
    for step in range(1, 5):
        touch(160, QPoint(10 * step, 5 * step), "move")
    assert zoom.scale == pytest.approx(grown, rel=0.02)
    assert _under(loupe, QPointF(middle + QPoint(40, 20))) == pytest.approx(held, abs=0.02)
    touch(160, QPoint(40, 20), "release")


def test_the_wheel_with_ctrl_zooms_on_a_touchpad_too(loupe: Loupe, wait_until: Wait) -> None:
    loupe.set_photo(_row(7))
    wait_until(lambda: loupe.shown.whole is not None)
    ctrl = Qt.KeyboardModifier.ControlModifier
    _wheel(loupe, QPointF(400, 300), 360, phase=Qt.ScrollPhase.ScrollUpdate, modifiers=ctrl)
    assert loupe.shown.zoom.scale == pytest.approx(loupe.shown.zoom.fitted() * 1.25**3)


def _wheel(
    loupe: Loupe,
    at: QPointF,
    angle: int,
    *,
    pixels: QPoint | None = None,
    phase: Qt.ScrollPhase = Qt.ScrollPhase.NoScrollPhase,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    event = QWheelEvent(
        at,
        QPointF(loupe.mapToGlobal(at.toPoint())),
        pixels or QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        modifiers,
        phase,
        False,
    )
    QApplication.sendEvent(loupe, event)


def test_a_photo_never_leaves_the_loupe() -> None:
    zoom = Zoom()
    zoom.area = QRectF(0, 0, 800, 600)
    zoom.photo = QSizeF(4000, 3000)
    zoom.to(1.0, QPointF(400, 300))
    zoom.move(QPointF(99_999, -99_999))
    assert zoom.rect().left() == 0
    assert zoom.rect().bottom() == 600
    assert zoom.part(0.0)[0] == 0
    zoom.to(99.0, QPointF(1, 1))
    assert zoom.scale == 8


def test_a_file_that_cannot_be_shown_says_why(loupe: Loupe, wait_until: Wait) -> None:
    loupe.set_photo(_row(8, path="/photos/bad.jpg"))
    wait_until(lambda: bool(loupe.shown.message))
    assert "cut off" in loupe.shown.message
    loupe.set_photo(_row(9, missing=True))
    assert "not there now" in loupe.shown.message


def test_a_disk_that_goes_and_comes_back(
    loupe: Loupe, viewers: FakeViewers, wait_until: Wait
) -> None:
    loupe.set_photo(_row(7))
    wait_until(lambda: loupe.shown.whole is not None)
    failed: list[int] = []
    loupe.shown.failed.connect(lambda: failed.append(1))
    loupe.set_photo(_row(7, missing=True))
    assert "not there now" in loupe.shown.message
    assert failed == [1]
    loupe.toggle_zoom()  # of what is left of it
    loupe.set_photo(_row(7))
    assert loupe.shown.message == ""
    assert loupe.shown.whole is not None, "it was kept"


def test_a_photo_deleted_while_it_is_shown_stays_on_the_screen(
    loupe: Loupe, viewers: FakeViewers, wait_until: Wait
) -> None:
    loupe.set_photo(_row(7))
    wait_until(lambda: loupe.shown.whole is not None)
    view = replace(viewers.views[0], generation=loupe.shown._generation, box=(0, 0, 0.5, 0.5))
    loupe.shown._on_failed(view, "it is gone")
    assert "it is gone" in loupe.shown.message
    assert _grey(loupe) == 7


def test_few_photos_are_kept(loupe: Loupe, wait_until: Wait) -> None:
    for number in range(1, 8):
        loupe.set_photo(_row(number))
        wait_until(lambda: loupe.shown.whole is not None)
    assert len(loupe.shown.kept._pixmaps) == loupe.shown.kept.most
    assert loupe.shown.is_ready(_row(6))
    assert not loupe.shown.is_ready(_row(2))


def test_nobody_looking_gives_the_process_up(
    loupe: Loupe, viewers: FakeViewers, wait_until: Wait
) -> None:
    loupe.set_photo(_row(7))
    wait_until(lambda: len(viewers.views) == 2)
    loupe.hide()
    loupe.shown._rest()
    wait_until(lambda: viewers.closed == 2)
    loupe.show()
    wait_until(lambda: loupe.shown.whole is not None)


def test_heic_is_shown_and_a_hostile_file_takes_nothing_down(
    make_loupe: Callable[..., Loupe], tmp_path: Path, wait_until: Wait
) -> None:
    (tmp_path / "a.heic").write_bytes(heic_of(1, 13))
    (tmp_path / "b.heic").write_bytes(heic_of(1, 13)[:500] + b"\xff" * 99)
    pool = lambda: ProcessDecoderPool(0, "squash", tmp_path, 1, decode=LargeDecoder())  # noqa: E731
    loupe = make_loupe(pool)
    loupe.set_photo(replace(make_row(1), path=str(tmp_path / "b.heic")))
    wait_until(lambda: bool(loupe.shown.message))
    loupe.set_photo(replace(make_row(2), path=str(tmp_path / "a.heic"), width=64, height=40))
    wait_until(lambda: loupe.shown.whole is not None)
    assert loupe.shown.message == ""
    image, rect = loupe.grab().toImage(), loupe.shown.zoom.rect()
    for (row, column), colour in CORNERS.items():
        x = rect.left() + rect.width() * (0.25 + column / 2)
        y = rect.top() + rect.height() * (0.25 + row / 2)
        seen = image.pixelColor(int(x), int(y)).getRgb()[:3]
        assert np.abs(np.subtract(seen, colour)).max() <= 4


def test_no_file_of_a_person_is_decoded_by_qt(root: Path) -> None:
    """`QImageReader` reads our own thumbnails alone; pixmaps are never loaded from files."""
    uses = {
        path.name
        for path in (root / "app" / "ui").rglob("*.py")
        if "QImageReader" in path.read_text("utf-8")
    }
    assert uses == {"thumbnails.py"}
