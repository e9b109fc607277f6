from __future__ import annotations

import numpy as np

from app.core.records import Query, SortBy, View
from app.core.types import Reason, Status
from tests.store.conftest import Album, decision


def test_the_way_of_one_photo(album: Album) -> None:
    a = album.add("a.jpg", decision(accepted=False, similarity=0.4), taken_at="2020-01-01T10:00:00")
    b = album.add("b.jpg", decision(similarity=0.9, further=("lake",)))
    album.writer.save_features("bb", {a: np.ones(4, np.float32), b: np.zeros(4, np.float32)})
    assert album.row(a).status is Status.REJECTED
    assert album.row(a).reason is Reason.UNLIKE_PROTOTYPE
    assert list(album.reader.ids(Query(view=View.REVIEW))) == [a]
    assert list(album.reader.ids(Query(scene="lake"))) == [b]
    album.say(a, "kitchen")
    assert album.row(a).status is Status.LABELLED
    assert album.reader.counts().unlearned == 1
    detail = album.reader.detail(a)
    assert detail is not None
    assert detail.proposed == "beach"
    assert len(detail.history) == 1
    album.writer.undo()
    assert album.row(a).label is None
    assert album.reader.counts().unlearned == 0
    album.writer.redo()
    assert album.row(a).scene == "kitchen"
    album.writer.save_model(b"2", source="refresh", samples=1, figures={"x": 1}, action=True)
    assert album.reader.counts().unlearned == 0
    assert album.reader.model_blob() == (2, b"2")
    album.writer.undo()
    assert album.reader.model_blob() == (1, b"model")
    assert album.reader.counts().unlearned == 1
    assert [s.id for s in album.reader.scenes()] == ["beach", "lake", "kitchen"]
    assert album.reader.scenes()[0].accepted == 1
    assert album.reader.folders()[0].photos == 2
    for sort in SortBy:
        for descending in (True, False):
            assert len(album.reader.ids(Query(sort=sort, descending=descending))) == 2
    assert album.reader.features("bb").features.shape == (2, 4)
    assert album.reader.similarities("beach").ids.tolist() == [a, b]
    assert album.reader.known()["/photos/a.jpg"].id == a
