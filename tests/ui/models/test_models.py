from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, qInstallMessageHandler
from PySide6.QtGui import QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from app.core.records import FolderRow, Query, SortBy, View
from app.core.types import Status
from app.media.thumbnails import thumbnail_path as media_path
from app.ui.models.photo_list import PHOTOS_MIME
from app.ui.models.scene_book import SceneBook
from app.ui.models.sidebar_model import SidebarModel
from app.ui.models.sidebar_tree import SidebarRole
from app.ui.models.thumbnails import ThumbnailLoader, read_scaled, thumbnail_path
from tests.ui.fakes import FakeReader, make_row

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def sidebar(reader: FakeReader, scenes: SceneBook) -> SidebarModel:
    return SidebarModel(reader, scenes)


def test_sidebar_counts_and_queries(sidebar: SidebarModel) -> None:
    tester = QAbstractItemModelTester(sidebar, FATAL)
    review = sidebar.index_of("view", View.REVIEW)
    assert review.data(SidebarRole.COUNT) == 30
    assert review.data(Qt.ItemDataRole.AccessibleTextRole).startswith("Needs review, 30")
    query = sidebar.query(review)
    assert query == Query(view=View.REVIEW, sort=SortBy.REVIEW, descending=False)
    assert sidebar.query(sidebar.index_of("scene", "forest")) == Query(scene="forest")
    assert sidebar.query(sidebar.index_of("folder", 1)) == Query(folder=1)
    assert sidebar.query(sidebar.index_of("scene", "forest").parent()) is None
    assert tester.model() is sidebar


def test_counts_change_in_place(sidebar: SidebarModel, reader: FakeReader) -> None:
    tester = QAbstractItemModelTester(sidebar, FATAL)
    rows: list[int] = []
    sidebar.rowsRemoved.connect(lambda *_: rows.append(1))
    reader.by_id[1] = make_row(1, Status.ACCEPTED)
    sidebar.reload()
    assert sidebar.index_of("view", View.REVIEW).data(SidebarRole.COUNT) == 29
    assert not rows
    assert tester.model() is sidebar


def test_photos_in_two_lists_are_explained(sidebar: SidebarModel, reader: FakeReader) -> None:
    tip = Qt.ItemDataRole.ToolTipRole
    review = sidebar.index_of("view", View.REVIEW)
    assert "at random" not in review.data(tip)
    counts = reader.photos.counts()
    reader.photos.counts = lambda: replace(counts, review=counts.review + 2)  # type: ignore[method-assign]
    sidebar.reload()
    assert "2 of them were accepted already" in review.data(tip)
    assert "at random" not in sidebar.index_of("view", View.ACCEPTED).data(tip)


def test_folders_come_go_and_say_their_state(sidebar: SidebarModel, reader: FakeReader) -> None:
    tester = QAbstractItemModelTester(sidebar, FATAL)
    reader.folder_rows.append(FolderRow(2, "/media/disk/Photos", "offline", 12))
    sidebar.reload()
    index = sidebar.index_of("folder", 2)
    assert index.data() == "Photos"
    assert index.data(SidebarRole.NOTE) == "offline"
    assert tester.model() is sidebar


def test_a_scene_with_children_and_no_photos_is_a_heading(sidebar: SidebarModel) -> None:
    heading = sidebar.index_of("scene", "indoors")
    # It is chosen to see all below it, and no photo can be dropped on it.
    assert sidebar.query(heading) == Query(scene="indoors")
    assert heading.flags() & Qt.ItemFlag.ItemIsSelectable
    assert not heading.flags() & Qt.ItemFlag.ItemIsDropEnabled
    assert sidebar.index_of("scene", "bedroom").parent() == heading


def test_counts_alone_rename_nothing_and_end_a_heading(
    reader: FakeReader, scenes: SceneBook
) -> None:
    renamed: list[bool] = []
    scenes.renamed.connect(lambda: renamed.append(scenes.is_heading("indoors")))
    at = next(n for n, row in enumerate(reader.scene_rows) if row.id == "indoors")
    assert scenes.is_heading("indoors")
    reader.by_id[99] = make_row(99, Status.LABELLED, "indoors")
    scenes.reload()
    assert not scenes.is_heading("indoors")
    assert renamed == []
    reader.scene_rows[at] = replace(reader.scene_rows[at], colour="#123456")
    scenes.reload()
    assert renamed == [False]


def test_photos_are_dropped_on_scenes_only(sidebar: SidebarModel) -> None:
    dropped: list[tuple[list[int], str]] = []
    sidebar.dropped.connect(lambda ids, scene: dropped.append((ids, scene)))
    data = QMimeData()
    data.setData(PHOTOS_MIME, b"4,9")
    copy = Qt.DropAction.CopyAction
    folder = sidebar.index_of("folder", 1)
    assert not sidebar.canDropMimeData(data, copy, -1, -1, folder)
    sidebar.dropMimeData(data, copy, -1, -1, sidebar.index_of("scene", "forest"))
    sidebar.dropMimeData(data, copy, -1, -1, folder)
    assert dropped == [([4, 9], "forest")]


def test_scene_names_follow_the_language(scenes: SceneBook) -> None:
    assert scenes.name("kitchen") == "Kitchen"
    scenes.set_language("zh_CN")
    assert scenes.name("kitchen") == "厨房"
    assert scenes.name("gone") == "gone"
    assert scenes.name(None) == ""


@pytest.mark.parametrize(
    ("text", "first"),
    [("ki", "kitchen"), ("厨", "kitchen"), ("room", "bedroom"), ("FOREST", "forest")],
)
def test_scenes_are_found_in_both_languages(scenes: SceneBook, text: str, first: str) -> None:
    assert scenes.matches(text)[0].id == first


def test_unknown_text_matches_no_scene(scenes: SceneBook) -> None:
    assert scenes.matches("zzz") == []
    assert "indoors" not in [row.id for row in scenes.matches("")]


def test_switched_off_scenes_are_not_offered(reader: FakeReader, scenes: SceneBook) -> None:
    reader.scene_rows[0] = replace(reader.scene_rows[0], enabled=False)
    scenes.reload()
    assert scenes.matches("beach") == []
    assert scenes.name("beach") == "Beach"


def test_thumbnails_arrive_scaled(
    thumbnails: ThumbnailLoader, tmp_path: Path, wait_until: Callable[[Callable[[], bool]], None]
) -> None:
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    image.save(str(tmp_path / "abc.jpg"))
    arrived: list[str] = []
    thumbnails.arrived.connect(arrived.append)
    assert thumbnails.get("abc", 120) is None
    wait_until(lambda: arrived == ["abc"])
    pixmap = thumbnails.get("abc", 120)
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (160, 120)
    assert thumbnails.get("abc", 240) is not None
    wait_until(lambda: len(arrived) == 2)


def test_a_missing_thumbnail_is_asked_for_once(
    thumbnails: ThumbnailLoader, wait_until: Callable[[Callable[[], bool]], None]
) -> None:
    arrived: list[str] = []
    thumbnails.arrived.connect(arrived.append)
    assert thumbnails.get("none", 100) is None
    wait_until(lambda: arrived == ["none"])
    assert thumbnails.get("none", 100) is None
    assert thumbnails.get(None, 100) is None
    assert arrived == ["none"]


def test_a_thumbnail_that_is_not_there_yet_is_no_word_on_the_terminal(
    tmp_path: Path, qapp: QApplication
) -> None:
    said: list[str] = []
    before = qInstallMessageHandler(lambda kind, context, text: said.append(text))
    try:
        assert read_scaled(tmp_path / "none.jpg", 100).isNull()
    finally:
        qInstallMessageHandler(before)
    assert said == []


def test_read_scaled_of_no_picture_is_null(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"not a picture")
    assert read_scaled(tmp_path / "a.jpg", 100).isNull()


def test_window_and_cache_agree_where_thumbnails_lie() -> None:
    assert thumbnail_path(Path("/c"), "ab" * 32) == media_path("/c", "ab" * 32)


def test_a_parent_counts_what_lies_below_it(sidebar: SidebarModel, reader: FakeReader) -> None:
    reader.by_id = {
        row.id: row
        for row in (
            make_row(1, Status.ACCEPTED, "kitchen"),
            make_row(2, Status.LABELLED, "bedroom"),
            make_row(3, Status.COARSE, "indoors"),
            make_row(4, Status.REJECTED, "kitchen"),
        )
    }
    sidebar._scenes.reload()
    sidebar.reload()
    count = SidebarRole.COUNT
    assert sidebar.index_of("scene", "indoors").data(count) == 3
    assert sidebar.index_of("scene", "kitchen").data(count) == 1
    assert sidebar.index_of("view", View.REFINE).data(count) == 1
    refine = sidebar.query(sidebar.index_of("view", View.REFINE))
    assert refine == Query(view=View.REFINE, sort=SortBy.REVIEW, descending=False)


def test_counts_alone_rename_no_scene(reader: FakeReader, scenes: SceneBook) -> None:
    told: list[str] = []
    scenes.changed.connect(lambda: told.append("changed"))
    scenes.renamed.connect(lambda: told.append("renamed"))
    reader.by_id[1] = make_row(1, Status.LABELLED, "kitchen")
    before = scenes.get("kitchen")
    scenes.reload()
    assert scenes.get("kitchen") != before
    assert told == ["changed"]
    reader.scene_rows[0] = replace(reader.scene_rows[0], enabled=False)
    scenes.reload()
    scenes.set_language("zh_CN")
    assert told[1:] == ["renamed", "changed"] * 2
