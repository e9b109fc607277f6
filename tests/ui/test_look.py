"""Colours, icons, keys and words."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import fields, replace
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QKeySequence, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from app.core.records import Act, HistoryRow, PhotoDetail
from app.core.scenes import parse_scenes
from app.core.settings import Settings
from app.core.types import Progress, Reason, Status
from app.jobs.runner import JobRunner
from app.ui.command import Command, Situation, WindowActions, clash, command_text
from app.ui.icons import app_icon, icon
from app.ui.job_bridge import JobBridge
from app.ui.models.scene_book import SceneBook
from app.ui.resources import resource_path
from app.ui.shell.command_table import COMMANDS
from app.ui.shell.job_bar import JobBar
from app.ui.shell.menus import MenuBar
from app.ui.theme import DARK, LIGHT, Theme, Tokens, contrast, dot_colour, style_sheet, tokens_for
from app.ui.widgets.marks import mark_colour, paint_mark
from app.ui.wording import apart, history_sentence, reason_sentence
from tests.ui.fakes import FakeReader, make_row

TEXTS = ("text", "muted", "accent", "accepted", "review", "person", "danger")
GROUNDS = ("window", "surface")


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_have_the_contrast_of_wcag_aa(tokens: Tokens) -> None:
    for ground in GROUNDS:
        for text in TEXTS:
            assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= 4.5, (text, ground)
    for ground in ("raised", "hover", "accent_soft"):
        assert contrast(tokens.text, getattr(tokens, ground)) >= 4.5
        assert contrast(tokens.muted, getattr(tokens, ground)) >= 4.5, ground
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5


RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
# What a control is known by without its text: 3:1 is asked for.
EDGES = (
    "QLineEdit",
    "QComboBox",
    "QSpinBox",
    "QDateEdit",
    "QCheckBox::indicator",
    "QScrollBar::handle",
)


def _declared(text: str) -> dict[str, str]:
    parts = (part.split(":", 1) for part in text.split(";") if ":" in part)
    return {name.strip(): value.strip() for name, value in parts}


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_rule_of_the_style_sheet_has_the_contrast(tokens: Tokens) -> None:
    seen = 0
    for selector, body in RULE.findall(style_sheet(tokens)):
        rule = _declared(body)
        color, ground = rule.get("color", ""), rule.get("background", "")
        if ":disabled" in selector:
            continue
        grounds = [ground] if ground.startswith("#") else [tokens.window, tokens.surface]
        if color.startswith("#"):
            seen += 1
            for under in grounds:
                assert contrast(color, under) >= 4.5, (selector.strip(), color, under)
        edge = re.findall(r"#[0-9a-f]{6}", rule.get("border", ""))
        if ":focus" in selector and edge:
            seen += 1
            for under in (tokens.window, tokens.surface):
                assert contrast(edge[0], under) >= 3.0, (selector.strip(), edge[0], under)
    assert seen > 20


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("control", EDGES)
def test_controls_are_seen(tokens: Tokens, control: str) -> None:
    rules = [
        _declared(body)
        for selector, body in RULE.findall(style_sheet(tokens))
        if control in [part.strip() for part in selector.split(",")]
    ]
    shown = [rule.get("border", "") + rule.get("background", "") for rule in rules]
    colors = [c for text in shown for c in re.findall(r"#[0-9a-f]{6}", text)]
    assert max(contrast(c, tokens.window) for c in colors) >= 3.0
    assert max(contrast(c, tokens.surface) for c in colors) >= 3.0


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_painted_has_the_contrast(tokens: Tokens) -> None:
    for status in Status:
        mark = mark_colour(status, tokens)
        for ground in (tokens.window, tokens.surface, tokens.accent_soft, tokens.hover):
            assert contrast(mark, ground) >= 3.0, (status, ground)
        assert contrast(mark, tokens.window) >= 3.0, "the sign inside the mark"
    for ground in (tokens.window, tokens.accent_soft, tokens.hover):
        assert contrast(tokens.accent, ground) >= 3.0, "the frame of a tile that is chosen"
    scenes = parse_scenes(resource_path("scene_pack", "scenes.json").read_text("utf-8"))
    for scene in scenes:
        assert contrast(dot_colour(scene.colour, tokens), tokens.window) >= 3.0, scene.id


def test_reduced_motion_stops_what_moves(qapp: QApplication, theme: Theme, qtbot: object) -> None:
    runner = JobRunner()
    jobs = JobBar(JobBridge(runner))
    qtbot.addWidget(jobs)  # type: ignore[attr-defined]

    def moves() -> bool:
        jobs.show_job(SimpleNamespace(name="scan"))
        jobs.show_progress(Progress(done=3))
        QTest.qWait(50)
        before = jobs.bar.grab().toImage()
        QTest.qWait(400)
        return bool(jobs.bar.grab().toImage() != before)

    flash = qapp.cursorFlashTime()
    theme.set_reduced_motion(True)
    assert not moves()
    assert qapp.cursorFlashTime() == 0
    assert not qapp.isEffectEnabled(Qt.UIEffect.UI_AnimateMenu)
    theme.set_reduced_motion(False)
    assert moves()
    assert qapp.cursorFlashTime() == flash
    runner.close()


def test_every_colour_of_a_theme_is_used(root: Path) -> None:
    sources = [path.read_text("utf-8") for path in (root / "app" / "ui").rglob("*.py")]
    sheet = (root / "app" / "ui" / "style.qss").read_text("utf-8")
    for field in fields(Tokens):
        is_painted = any(re.search(rf"tokens(\(\))?\.{field.name}\b", source) for source in sources)
        assert is_painted or re.search(rf"\$\{{?{field.name}\b", sheet), field.name


def test_theme_changes_palette_and_follows_the_choice(qapp: QApplication, theme: Theme) -> None:
    assert tokens_for(qapp.palette()) is LIGHT
    theme.set_mode("dark")
    assert tokens_for(qapp.palette()) is DARK
    theme.set_mode("light")
    assert tokens_for(qapp.palette()) is LIGHT


def test_every_icon_of_a_command_can_be_drawn(qapp: QApplication) -> None:
    names = {command.icon for command in COMMANDS if command.icon}
    for name in names:
        assert resource_path("icons", f"{name}.svg").is_file(), name
        image = icon(name).pixmap(QSize(24, 24)).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), (
            f"{name} is empty"
        )
    assert not app_icon().pixmap(64, 64).isNull()


def test_marks_differ_in_shape(qapp: QApplication) -> None:
    shapes = set()
    for status in Status:
        image = QImage(32, 32, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        paint_mark(painter, status, image.rect().toRectF(), LIGHT)
        painter.end()
        alpha = bytes(image.pixelColor(x, y).alpha() > 99 for x in range(32) for y in range(32))
        shapes.add(alpha)
    assert len(shapes) == len(Status)


def test_every_command_has_a_text_and_a_menu(qapp: QApplication) -> None:
    holder = QWidget()
    bar = MenuBar(WindowActions(holder, Settings(), COMMANDS), holder)
    in_menus = {entry.objectName() for menu in bar._menus.values() for entry in menu.actions()}
    for command in COMMANDS:
        assert command_text(command)
        assert "{" not in command_text(command)
        shown = command.stands_for or command.id
        assert shown in in_menus or command.number is not None, command.id
    holder.deleteLater()


def test_no_key_means_two_things() -> None:
    """Where both may be pressed: a sheet and a list are never on the screen together."""
    users: dict[str, list[Command]] = {}
    for command in COMMANDS:
        for key in command.keys:
            users.setdefault(QKeySequence(key).toString(), []).append(command)
    assert all(users)
    pairs = [pair for sharing in users.values() for pair in combinations(sharing, 2)]
    assert [(a.id, b.id) for a, b in pairs if clash(a, b)] == []


def detail_of(photo: int) -> PhotoDetail:
    detail = FakeReader([make_row(photo)]).photos.detail(photo)
    assert detail is not None
    return detail


def test_a_key_means_one_thing_here_and_another_there(qapp: QApplication) -> None:
    """No photo is rejected where a scene is refused, and the other way round."""
    window = QWidget()
    actions = WindowActions(window, Settings(), COMMANDS)

    def meant(*, is_queue: bool) -> dict[str, str]:
        actions.enable(Situation(detail=detail_of(1), is_queue=is_queue))
        return {
            key.toString(): name
            for name in actions
            for key in actions[name].shortcuts()
            if actions[name].isEnabled()
        }

    for _ in range(2):
        queue, browsing = meant(is_queue=True), meant(is_queue=False)
        assert [queue[key] for key in "PX3"] == ["accept", "refuse", "candidate_3"]
        assert not {"0", "U", "Y", "Shift+Y"} & queue.keys()
        assert [browsing[key] for key in "PXU"] == ["pick_photo", "reject_photo", "unflag_photo"]
        assert [browsing[str(n)] for n in range(6)] == [f"stars_{n}" for n in range(6)]
        assert [browsing[key] for key in ("Y", "Shift+Y")] == ["accept", "refuse"]
        assert not {"6", "7", "8", "9"} & browsing.keys()
        assert queue["N"] == browsing["N"] == "none"
    assert actions["pick_photo"].isEnabled()
    actions.enable(Situation(detail=detail_of(1), is_queue=True))
    assert actions["pick_photo"].isEnabled(), "by menu, in every list"
    assert actions["pick_photo"].shortcuts() == []
    window.deleteLater()


def test_keys_can_be_changed(qapp: QApplication) -> None:
    settings = Settings()
    window = QWidget()
    actions = WindowActions(window, settings, COMMANDS)
    assert actions["accept"].shortcut().toString() == "P"
    settings.set("keys", {"accept": ["Y"], "skip": []})
    actions.load_keys()
    assert actions["accept"].shortcut().toString() == "Y"
    assert actions["skip"].shortcuts() == []
    window.deleteLater()


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_sentence(reader: FakeReader, scenes: SceneBook, reason: Reason) -> None:
    detail = reader.photos.detail(1)
    assert detail is not None
    detail = replace(detail, row=replace(detail.row, reason=reason))
    sentence = reason_sentence(detail, scenes)
    assert sentence
    assert "{" not in sentence


def test_the_sentence_of_the_design(reader: FakeReader, scenes: SceneBook) -> None:
    detail = reader.photos.detail(11)
    assert detail is not None
    detail = replace(detail, row=replace(detail.row, similarity=0.61))
    assert reason_sentence(detail, scenes) == "0.61: below Beach 0.68; second: Forest 0.56"


def test_between_two_scenes_the_second_is_named_without_a_number(
    reader: FakeReader, scenes: SceneBook
) -> None:
    detail = reader.photos.detail(11)
    assert detail is not None
    row = replace(detail.row, similarity=0.61, reason=Reason.SECOND_SCENE)
    sentence = reason_sentence(replace(detail, row=row), scenes)
    assert sentence == "0.61: below Beach 0.68; Forest is nearly as likely"
    sentence = reason_sentence(replace(detail, row=replace(row, similarity=0.9)), scenes)
    assert sentence == "0.90: Forest is as likely as Beach"


def test_numbers_beside_each_other_differ(reader: FakeReader, scenes: SceneBook) -> None:
    assert apart(0.61, 0.68, 1.0) == ["0.61", "0.68", "1.00"]
    assert apart(0.808, 0.812, None) == ["0.808", "0.812", "–"]
    detail = reader.photos.detail(11)
    assert detail is not None
    far = replace(detail.candidates[1], similarity=0.001)
    detail = replace(
        detail,
        row=replace(detail.row, similarity=0.678, low=0.682),
        candidates=(detail.candidates[0], far),
    )
    assert reason_sentence(detail, scenes) == "0.678: below Beach 0.682"


def test_a_label_is_not_doubted(reader: FakeReader, scenes: SceneBook) -> None:
    reader.by_id[1] = make_row(1, Status.LABELLED)
    detail = reader.photos.detail(1)
    assert detail is not None
    assert reason_sentence(detail, scenes) == "You said: Beach"


@pytest.mark.parametrize("act", list(Act))
def test_history_in_plain_words(scenes: SceneBook, act: Act) -> None:
    row = HistoryRow(1, "2024-01-01T10:00:00", act, {"scene": "beach", "version": 3}, 12, False)
    sentence = history_sentence(row, scenes)
    assert sentence != act
    assert "{" not in sentence


def test_the_window_does_not_load_torch_nor_what_else_is_slow() -> None:
    code = (
        "import sys, app.ui.shell.assembly, app.ui.app\n"
        "slow = ['torch', 'torchvision', 'timm', 'sklearn', 'scipy', 'sqlalchemy', 'pyqtgraph',"
        " 'PIL', 'matplotlib']\n"
        "print([name for name in slow if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.strip() == "[]"


def test_a_short_list_of_choices_is_shown_whole(qapp: QApplication, theme: Theme) -> None:
    box = QComboBox()
    box.addItems(["My samples", "Accepted, most typical first", "Accepted, least typical first"])
    box.resize(300, box.sizeHint().height())
    box.show()
    box.showPopup()
    qapp.processEvents()
    view = box.view()
    last = view.visualRect(box.model().index(2, 0))
    assert view.viewport().rect().contains(last)
    box.hidePopup()
    box.close()
