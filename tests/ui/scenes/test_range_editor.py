"""The range editor: counts that are right, moved by mouse and keys, quick on 100,000 photos."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.records import HandRange
from app.core.types import SceneSimilarities, Status
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.scenes.range_editor import RangeEditor
from app.ui.scenes.range_preview import BINS, HistogramPart, RangePreview
from app.ui.theme import Theme
from tests.ui.fakes import FakeModels, FakeReader, make_row

STATUSES = list(Status)
FRAME_MS = 16


def similarities(count: int, low: float, seed: int = 0) -> SceneSimilarities:
    random = np.random.default_rng(seed)
    values = random.beta(2, 2, count).astype(np.float32)
    statuses = np.where(
        values >= np.float32(low), STATUSES.index(Status.ACCEPTED), STATUSES.index(Status.REJECTED)
    ).astype(np.uint8)
    said = random.choice([-1, 0, 0, 0, 0, 0, 0, 1], count).astype(np.int8)
    statuses[said > 0] = STATUSES.index(Status.LABELLED)
    return SceneSimilarities(np.arange(count, dtype=np.int64), values, statuses, said)


class Models(FakeModels):
    """Gives one scene's similarities and the hand ranges of its reader."""

    _whole: Reader

    def similarities(self, scene: str) -> SceneSimilarities:
        return self._whole.data

    def ranges(self) -> list[HandRange]:
        return self._whole.hand


class Reader(FakeReader):
    """Photos 0 to 39 have rows."""

    def __init__(self, data: SceneSimilarities, hand: list[HandRange] | None = None) -> None:
        super().__init__([make_row(n) for n in range(40)])
        self.data = data
        self.hand = hand or []
        self.models = Models(self)


@pytest.fixture
def editor(theme: Theme, thumbnails: ThumbnailLoader, qtbot: object) -> RangeEditor:
    made = RangeEditor(Reader(similarities(40, 0.5)), thumbnails)
    qtbot.addWidget(made)  # type: ignore[attr-defined]
    made.show_scene("beach", (0.5, 1.0))
    return made


@given(st.integers(0, 60), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_effect_equals_counting_one_by_one(
    count: int, low: float, high: float, new_low: float, new_high: float
) -> None:
    low, high = sorted((low, high))
    new_low, new_high = sorted((new_low, new_high))
    data = similarities(count, low, seed=count)
    inside = (data.similarities >= np.float32(low)) & (data.similarities <= np.float32(high))
    statuses = data.statuses.copy()
    statuses[~inside & (data.said == 0)] = STATUSES.index(Status.REJECTED)
    data = SceneSimilarities(data.ids, data.similarities, statuses, data.said)
    effect = RangePreview(data, low, high).effect(new_low, new_high)
    then = (data.similarities >= np.float32(new_low)) & (data.similarities <= np.float32(new_high))
    without_answer = data.said == 0
    assert effect.gained == int((without_answer & then & ~inside).sum())
    assert effect.lost == int((without_answer & inside & ~then).sum())


def test_heaps_and_histogram_hold_every_photo() -> None:
    data = similarities(500, 0.4)
    preview = RangePreview(data, 0.4, 1.0)
    assert sum(preview.count(part) for part in HistogramPart) == 500
    for part in HistogramPart:
        counts, edges = preview.histogram(part)
        assert (len(counts), len(edges)) == (BINS, BINS + 1)
        assert counts.sum() == preview.count(part)


def test_photos_beside_the_line_are_the_nearest() -> None:
    data = similarities(200, 0.5)
    preview = RangePreview(data, 0.5, 1.0)
    inside, outside = preview.beside(0.5, 3, is_low=True)
    values = preview.similarity_of(inside + outside)
    without_answer = np.sort(data.similarities[data.said == 0])
    above = without_answer[without_answer >= 0.5]
    below = without_answer[without_answer < 0.5]
    assert [values[i] for i in inside] == pytest.approx(above[:3])
    assert [values[i] for i in outside] == pytest.approx(below[::-1][:3])
    inside, outside = preview.beside(0.8, 3, is_low=False)
    assert all(preview.similarity_of([i])[i] <= 0.8 for i in inside)
    assert all(preview.similarity_of([i])[i] > 0.8 for i in outside)


def test_a_move_of_a_handle_counts_a_hundred_thousand_photos(
    theme: Theme, thumbnails: ThumbnailLoader, qtbot: object
) -> None:
    editor = RangeEditor(Reader(similarities(100_000, 0.5)), thumbnails)
    qtbot.addWidget(editor)  # type: ignore[attr-defined]
    editor.show_scene("beach", (0.5, 1.0))
    editor.show()
    told = set()
    for step in range(5):
        editor.plot.region.setRegion((0.4 + step / 20, 1.0))
        told.add(editor.effect.text())
    assert len(told) == 5


def test_handles_move_by_keys_and_fields(editor: RangeEditor) -> None:
    assert not editor.apply.isEnabled()
    QTest.keyClick(editor.plot, Qt.Key.Key_Left)
    assert editor.bounds() == pytest.approx((0.49, 1.0))
    QTest.keyClick(editor.plot, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert editor.bounds() == pytest.approx((0.49, 0.99))
    QTest.keyClick(editor.plot, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert editor.bounds() == pytest.approx((0.39, 0.99))
    editor.low.setValue(0.7)
    assert editor.plot.region.getRegion() == pytest.approx((0.7, 0.99), abs=1e-3)
    assert editor.apply.isEnabled()
    assert "−" in editor.effect.text()
    editor.low.setValue(0.995)
    assert editor.bounds()[0] <= editor.bounds()[1]


def test_apply_and_reset_are_asked_for(
    theme: Theme, thumbnails: ThumbnailLoader, qtbot: object
) -> None:
    hand = [HandRange("beach", 0.5, 1.0, "2026-01-02T10:00:00+00:00")]
    editor = RangeEditor(Reader(similarities(40, 0.5), hand), thumbnails)
    qtbot.addWidget(editor)  # type: ignore[attr-defined]
    editor.show_scene("beach", (0.5, 1.0))
    asked: list[tuple[str, object]] = []
    editor.range_chosen.connect(lambda scene, bounds: asked.append((scene, bounds)))
    assert editor.reset.isEnabled()
    editor.low.setValue(0.6)
    editor.apply.click()
    editor.reset.click()
    assert asked[0][0] == "beach"
    assert asked[0][1] == pytest.approx((0.6, 1.0))
    assert asked[1] == ("beach", None)


def test_a_scene_without_a_range_says_why(editor: RangeEditor) -> None:
    editor.show_scene("own", None)
    assert not editor.body.isVisibleTo(editor)
    first = editor.nothing.text()
    editor.show_scene("indoors", None, is_group=True)
    assert editor.nothing.text() != first


def test_drawn_anew_in_the_other_theme(editor: RangeEditor, theme: Theme) -> None:
    editor.show()
    theme.set_mode("dark")
    assert editor.plot.view.backgroundBrush().color().lightness() < 128
    theme.set_mode("light")
    assert editor.plot.view.backgroundBrush().color().lightness() > 128
    editor.hide()


def test_photos_beside_the_line_are_chosen_by_keys(editor: RangeEditor) -> None:
    editor.show()
    chosen: list[int] = []
    editor.photo_chosen.connect(chosen.append)
    inside, _ = editor.preview.beside(0.5, 4, is_low=True)
    QTest.keyClick(editor.inside, Qt.Key.Key_Right)
    QTest.keyClick(editor.inside, Qt.Key.Key_Return)
    assert chosen == [inside[1]]
    assert editor.inside.focusPolicy() & Qt.FocusPolicy.TabFocus
    editor.hide()
