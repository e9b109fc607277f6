"""The history: back to a point and forward again."""

from __future__ import annotations

from collections.abc import Callable

from app.core.records import Query, SortBy, View
from app.jobs import relabel
from app.jobs.runner import run_now
from app.ui.i18n import Language
from app.ui.review.history_panel import HistoryPanel
from app.ui.session import Session

Settle = Callable[[], None]


QUEUE = Query(view=View.REVIEW, sort=SortBy.REVIEW, descending=False)


def label_some(session: Session, count: int) -> list[int]:
    ids = [int(i) for i in session.reader.photos.ids(QUEUE)][:count]
    for photo in ids:
        run_now(relabel.label_photos(session.context, [photo], "forest"))
    return ids


def test_history_goes_back_to_a_point_and_forward(
    session: Session, settle: Settle, keep: Callable, language: Language
) -> None:
    ids = label_some(session, 3)
    panel = keep(HistoryPanel(session))
    assert panel.list.item(0).text().startswith("Labelled 1 photo as Forest")
    assert not panel.here.isEnabled(), "the newest action is where we are"
    panel.list.setCurrentRow(2)
    panel.here.click()
    settle()
    assert set(session.reader.labels.of(ids)) == {ids[0]}
    assert "undone" in panel.list.item(0).text()
    assert panel.list.item(0).font().strikeOut()
    panel.list.setCurrentRow(0)
    assert panel.here.text() == "Redo up to here"
    panel.here.click()
    settle()
    assert set(session.reader.labels.of(ids)) == set(ids)
    panel.undo.click()
    settle()
    panel.redo.click()
    settle()
    assert set(session.reader.labels.of(ids)) == set(ids)


def test_history_has_room_for_two_lines_of_chinese(
    session: Session, settle: Settle, keep: Callable, language: Language
) -> None:
    label_some(session, 1)
    language.set_language("zh_CN")
    session.scenes.set_language("zh_CN")
    panel = keep(HistoryPanel(session))
    item = panel.list.item(0)
    assert "\n" in item.text()
    needed = panel.list.fontMetrics().size(0, item.text()).height() + 12
    assert item.sizeHint().height() >= needed
