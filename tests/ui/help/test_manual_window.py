"""Help > Manual: headings, links, search, pictures and looks of what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui import resources
from app.ui.help import manual_text
from app.ui.help.manual_text import anchor
from app.ui.help.manual_window import ManualWindow
from app.ui.i18n import Language
from app.ui.theme import DARK, LIGHT, Theme

LONG = "\n\n".join(f"Line {n} of many." for n in range(80))
DOCUMENT = f"""# Album

See [the second part](#two--more) and [the other](other.md#there).

![A wide picture](wide.webp)

## One

| sign | means |
|---|---|
| `tick` | yes |

{LONG}

## Two & more

The needle is here.

{LONG}
"""


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "manual.en.md").write_text(DOCUMENT, "utf-8")
    (folder / "manual.zh.md").write_text(
        DOCUMENT.replace("One", "一").replace("Album", "相册"), "utf-8"
    )
    (folder / "other.md").write_text(f"# Other\n\n{LONG}\n\n## There\n\n{LONG}\n", "utf-8")
    picture = QImage(1600, 800, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.darkGreen)
    assert picture.save(str(folder / "wide.webp")), "Qt writes and reads WebP"
    monkeypatch.setattr(manual_text, "document_path", lambda name: folder / name)
    return folder


@pytest.fixture
def window(
    qapp: QApplication, docs: Path, theme: Theme, language: Language
) -> Iterator[ManualWindow]:
    made = ManualWindow()
    made.show()
    settle(qapp, made)
    yield made
    made.close()
    qapp.processEvents()


def settle(qapp: QApplication, window: ManualWindow) -> None:
    """Do at once what waits for a size that stays."""
    qapp.processEvents()
    window.text._settled.stop()
    window.text._on_settled()


def rows(window: ManualWindow) -> list[str]:
    return [window.headings.item(row).text().strip() for row in range(window.headings.count())]


def line_at_top(window: ManualWindow) -> str:
    text = window.text
    return text.document().findBlock(text.position_at_top()).text()


def picture(window: ManualWindow) -> QImage:
    kind = QTextDocument.ResourceType.ImageResource
    found = window.text.document().resource(
        kind.value, window.text.source().resolved(QUrl("wide.webp"))
    )
    assert isinstance(found, QImage)
    return found


def test_headings_lead_to_their_place(window: ManualWindow) -> None:
    assert rows(window) == ["Album", "One", "Two & more"]
    assert window.headings.currentRow() == 0
    window.headings.setCurrentRow(2)
    window.headings.setFocus()
    QTest.keyClick(window.headings, Qt.Key.Key_Return)
    assert line_at_top(window) == "Two & more"


def test_scrolling_marks_the_heading_that_is_read(window: ManualWindow) -> None:
    bar = window.text.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert rows(window)[window.headings.currentRow()] == "Two & more"


def test_links_lead_to_headings_here_and_in_other_documents(window: ManualWindow) -> None:
    window.text.follow(QUrl("#two--more"))
    assert line_at_top(window) == "Two & more"
    window.text.follow(QUrl("other.md#there"))
    assert rows(window) == ["Other", "There"]
    assert line_at_top(window) == "There"
    window.text.backward()
    assert rows(window)[0] == "Album"
    window.text.follow(QUrl("not-there.md"))
    assert rows(window)[0] == "Album"


def test_websites_open_in_the_browser(
    window: ManualWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    window.text.follow(QUrl("https://exiftool.org"))
    assert opened == ["https://exiftool.org"]
    assert rows(window)[0] == "Album"


def test_search_goes_on_from_the_first_place_and_says_when_there_is_none(
    window: ManualWindow,
) -> None:
    QTest.keySequence(window, "Ctrl+F")
    window.search.setFocus()
    QTest.keyClicks(window.search, "needle")
    assert window.text.textCursor().selectedText() == "needle"
    first = window.text.textCursor().position()
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert window.text.textCursor().position() == first, "there is one alone: round it goes"
    window.find_previous()
    assert window.text.textCursor().position() == first
    QTest.keyClicks(window.search, "s of gold")
    assert window.said.text() == "Not found"
    window.search.clear()
    QTest.keyClicks(window.search, "Line 3")
    assert window.said.text() == ""


def test_pictures_are_as_wide_as_the_column_and_no_wider(
    window: ManualWindow, qapp: QApplication
) -> None:
    wide = picture(window)
    column = window.text._column()
    ratio = window.text.devicePixelRatioF()
    assert (wide.width(), wide.devicePixelRatio()) == (round(column * ratio), ratio)
    window.resize(640, 500)
    settle(qapp, window)
    assert picture(window).width() < wide.width()
    assert picture(window).width() == round(window.text._column() * ratio)
    assert not window.text.horizontalScrollBar().isVisible()


def test_a_narrower_window_shows_the_same_place(window: ManualWindow, qapp: QApplication) -> None:
    window.text.follow(QUrl("#two--more"))
    window.resize(700, 500)
    settle(qapp, window)
    assert line_at_top(window) == "Two & more"


def test_code_and_tables_follow_the_theme(
    window: ManualWindow, theme: Theme, qapp: QApplication
) -> None:
    def looks() -> tuple[str, str]:
        table = window.text.document().rootFrame().childFrames()[0]
        cell = table.format().toTableFormat()
        cursor = window.text.document().find("tick")
        return cell.borderBrush().color().name(), cursor.charFormat().background().color().name()

    assert looks() == (LIGHT.border, LIGHT.raised)
    theme.set_mode("dark")
    settle(qapp, window)
    assert looks() == (DARK.border, DARK.raised)


def test_another_language_shows_its_manual_at_the_same_heading(
    window: ManualWindow, language: Language, qapp: QApplication
) -> None:
    window.text.follow(QUrl("#two--more"))
    language.set_language("zh_CN")
    settle(qapp, window)
    assert rows(window) == ["相册", "一", "Two & more"]
    assert window.windowTitle() == "使用手册"
    assert line_at_top(window) == "Two & more"
    assert window.headings.accessibleName() == "标题"


def test_names_of_headings_are_those_of_websites() -> None:
    assert anchor("Tags: in & out, again") == "tags-in--out-again"
    assert anchor("表格、校验和") == "表格校验和"
    assert anchor("How it's done_2 - well") == "how-its-done_2---well"


def test_an_installed_package_has_the_documents_within(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert resources.document_path("manual.en.md").is_file()
    inside = tmp_path / "app" / "resources"
    (inside / "docs").mkdir(parents=True)
    (inside / "scene_pack").mkdir()
    card = inside / "scene_pack" / "MODEL_CARD.md"
    card.write_text("# Card", "utf-8")
    monkeypatch.setattr(resources, "_root", lambda: inside)
    assert resources.document_path("manual.en.md") == inside / "docs" / "manual.en.md"
    link = "../resources/scene_pack/MODEL_CARD.md"
    asked = QUrl.fromLocalFile(str(inside / "docs" / "manual.en.md")).resolved(QUrl(link))
    assert Path(manual_text._in_this_installation(asked).toLocalFile()) == card
