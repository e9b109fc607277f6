"""Another scene pack is chosen in the settings: what it does is said, a bad one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from app.core.pack import load_pack
from app.jobs.job import JobName
from app.ui.command import WindowActions
from app.ui.i18n import Language
from app.ui.settings import pack_settings
from app.ui.settings.pack_settings import PackSettings
from app.ui.settings.settings_dialog import SettingsDialog
from app.ui.theme import Theme
from tests.tiny_pack import write_tiny_pack
from tests.ui.fake_session import FakeSession


@pytest.fixture
def page(fake: FakeSession, qtbot: object, language: Language) -> PackSettings:
    made = PackSettings(fake)
    qtbot.addWidget(made)  # type: ignore[attr-defined]
    made.show()
    return made


def test_what_happens_is_said_before_it_happens(
    page: PackSettings,
    fake: FakeSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: object,
) -> None:
    folder = write_tiny_pack(tmp_path / "other", name="other")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a: str(folder))
    assert not page.shipped.isEnabled()
    page.choose.click()
    assert page.offer.isVisible()
    assert "3 scenes" in page.title.text()
    assert "features of 40 photos are computed anew" in page.effect.text()
    assert "Your labels" in page.effect.text()
    page.use.click()
    assert fake.asked == [(JobName.CHOOSE_PACK, str(folder))]
    with qtbot.waitSignal(page.taken):  # type: ignore[attr-defined]
        fake.bridge.completed.emit(JobName.CHOOSE_PACK, None)
    fake.reader.settings["scene_pack"] = str(folder)
    page.reload()
    assert page.shipped.isEnabled()


def test_the_same_backbone_computes_nothing(
    page: PackSettings, fake: FakeSession, tmp_path: Path
) -> None:
    folder = write_tiny_pack(tmp_path / "same")
    fake.context.pack = load_pack(folder)
    page.offer_pack(str(folder))
    assert "tagged anew at once" in page.effect.text()
    page.cancel.click()
    assert not page.offer.isVisible()


def test_a_folder_that_is_no_pack_is_refused_in_words(page: PackSettings, tmp_path: Path) -> None:
    page.offer_pack(str(tmp_path))
    assert not page.offer.isVisible()
    assert "is not a scene pack" in page.said.text()


def test_a_stronger_backbone_needs_its_package(
    page: PackSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_tiny_pack(tmp_path / "strong", name="strong", variant="timm:convnext_tiny")
    monkeypatch.setattr(pack_settings, "find_spec", lambda name: None)
    page.reload()
    for name, label in page.sources.items():
        assert label.isVisible()
        assert not label.isEnabled()
        assert name in label.text()
        assert "not installed" in label.text()
    page.offer_pack(str(folder))
    assert not page.offer.isVisible()
    assert "needs timm" in page.said.text()
    monkeypatch.setattr(pack_settings, "find_spec", lambda name: object())
    page.reload()
    assert not any(label.isVisible() for label in page.sources.values())
    page.offer_pack(str(folder))
    assert page.offer.isVisible()


def test_the_settings_pass_it_on(
    fake: FakeSession, actions: WindowActions, theme: Theme, language: Language, qtbot: object
) -> None:
    dialog = SettingsDialog(fake, theme, language, actions)
    qtbot.addWidget(dialog)  # type: ignore[attr-defined]
    with qtbot.waitSignal(dialog.pack_taken):  # type: ignore[attr-defined]
        dialog.model.pack.taken.emit()
