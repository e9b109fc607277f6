"""The review queue with checks in it."""

from __future__ import annotations

from dataclasses import replace

from app.core.records import NO_GROUP, Query, SortBy, View
from app.core.types import Status
from app.jobs import relabel
from app.jobs.audit import draw_checks, waiting_photos
from app.jobs.review_queue import BlindReader
from app.jobs.runner import run_now
from app.ui.session import Session
from tests.waiting_checks import waiting_checks

QUEUE = Query(view=View.REVIEW, sort=SortBy.REVIEW, descending=False)


def test_checks_look_like_any_other_photo_of_the_queue(session: Session) -> None:
    run_now(draw_checks(session.context, 1.0, seed=3))
    waiting = waiting_checks(session.reader)
    assert waiting
    queue = BlindReader(session.reader)
    ids = [int(i) for i in queue.photos.ids(QUEUE)]
    assert set(ids) == {int(i) for i in session.reader.photos.ids(QUEUE)} | set(
        waiting_photos(session.reader)
    )
    assert [int(i) for i in queue.photos.ids(QUEUE)] == ids, "checks stay at their places"
    for row in queue.photos.rows(list(waiting)):
        assert (row.status, row.low, row.high, row.similarity) == (
            Status.REJECTED, None, None, None,
        )  # fmt: skip
        assert row.scene == waiting[row.id]
    # One that bears a coarse tag looks like the rest, and stays where coarse tags are listed.
    coarse = session.reader.models.parents_given(list(queue.photos.drawn))
    assert coarse
    for row in queue.photos.rows(list(coarse)):
        detail = queue.photos.detail(row.id)
        assert row.status is Status.REJECTED
        assert row.scene == detail.proposed == detail.row.scene != coarse[row.id]
    refine = queue.photos.ids(Query(view=View.REFINE))
    assert set(coarse) <= set(refine.tolist())
    rows = queue.photos.rows(refine.tolist())
    assert {row.id: row.scene for row in rows} == session.reader.models.parents_given(
        refine.tolist()
    )
    assert {row.status for row in rows} == {Status.COARSE}
    queue.photos.ids(QUEUE)
    photo = next(iter(waiting))
    detail = queue.photos.detail(photo)
    assert (detail.row.status, detail.proposed) == (Status.REJECTED, waiting[photo])
    # What was answered is shown as it is, and leaves the queue.
    run_now(relabel.label_photos(session.context, [photo], "forest"))
    assert queue.photos.rows([photo])[0].status is Status.LABELLED
    assert photo not in queue.photos.ids(QUEUE)
    # Other lists show accepted photos as accepted.
    other = queue.photos.ids(Query(view=View.ACCEPTED))
    assert {row.status for row in queue.photos.rows([int(i) for i in other])} == {Status.ACCEPTED}


def test_checks_come_first_accepted_and_rejected_ones_mixed(session: Session) -> None:
    run_now(draw_checks(session.context, 1.0, seed=3))
    queue = BlindReader(session.reader)
    ids = [int(i) for i in queue.photos.ids(QUEUE)]
    first = ids[: len(queue.photos.drawn)]
    assert set(first) == queue.photos.drawn > set(queue.photos.shown)
    assert first != sorted(first)
    # None is part of a group, and nothing tells one kind from the other.
    assert set(queue.photos.listing(QUEUE).groups[: len(first)].tolist()) == {NO_GROUP}
    assert (
        len({(r.status, r.low, r.high, r.similarity, r.reason) for r in queue.photos.rows(first)})
        == 1
    )
    assert queue.photos.counts().review == len(ids)
    # Where someone looks for something, there are none.
    narrow = replace(QUEUE, scene="forest")
    assert list(queue.photos.ids(narrow)) == list(session.reader.photos.ids(narrow))
    assert not queue.photos.drawn
