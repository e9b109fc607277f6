"""The history: what was done in words, back to a point and forward again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.core.records import Act, HistoryRow
from app.core.types import Change
from app.jobs.job import JobName
from app.ui.i18n import Language
from app.ui.review.history_panel import HistoryPanel
from tests.ui.fake_session import FakeSession
from tests.ui.fakes import FakeReader


@pytest.fixture
def panel(
    fake: FakeSession, reader: FakeReader, keep: Callable, language: Language
) -> HistoryPanel:
    """Three labels, the newest first."""
    reader.actions = [
        HistoryRow(n, "2026-01-02T10:00:00+00:00", Act.LABEL, {"scene": "forest"}, 1, False)
        for n in (3, 2, 1)
    ]
    return keep(HistoryPanel(fake))


def test_history_goes_back_to_a_point_and_forward(
    panel: HistoryPanel, fake: FakeSession, reader: FakeReader
) -> None:
    assert panel.list.item(0).text().startswith("Labelled 1 photo as Forest")
    assert not panel.here.isEnabled(), "the newest action is where we are"
    panel.list.setCurrentRow(2)
    panel.here.click()
    assert fake.asked == [(JobName.GO_TO, 1)]
    reader.actions[:2] = [replace(row, undone=True) for row in reader.actions[:2]]
    fake.tell(Change(photos=None, history=True))
    assert panel.list.currentRow() == 2
    assert "undone" in panel.list.item(0).text()
    assert panel.list.item(0).font().strikeOut()
    panel.list.setCurrentRow(0)
    assert panel.here.text() == "Redo up to here"
    panel.here.click()
    panel.undo.click()
    panel.redo.click()
    assert fake.asked[1:] == [(JobName.GO_TO, 3), (JobName.UNDO,), (JobName.REDO,)]


def test_what_cannot_be_undone_is_not_offered(
    panel: HistoryPanel, fake: FakeSession, reader: FakeReader
) -> None:
    assert panel.undo.isEnabled()
    assert not panel.redo.isEnabled()
    reader.actions = []
    fake.tell(Change(photos=None, history=True))
    assert not panel.undo.isEnabled()
    assert panel.empty.isVisibleTo(panel)


def test_history_has_room_for_two_lines_of_chinese(
    panel: HistoryPanel, fake: FakeSession, language: Language
) -> None:
    language.set_language("zh_CN")
    fake.scenes.set_language("zh_CN")
    panel.reload()
    item = panel.list.item(0)
    assert "\n" in item.text()
    needed = panel.list.fontMetrics().size(0, item.text()).height() + 12
    assert item.sizeHint().height() >= needed
