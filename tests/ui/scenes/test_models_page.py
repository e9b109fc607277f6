"""Model versions are listed, and one is gone back to."""

from __future__ import annotations

from collections.abc import Callable

from app.core.types import GateRule
from app.ui.scenes.models_page import ModelsPage
from app.ui.session import Session

Settle = Callable[[], None]


def test_versions_are_listed_and_restored(session: Session, settle: Settle, keep: Callable) -> None:
    session.commands.scenes.set_target(0.02, GateRule.DEFAULT)
    settle()
    page = keep(ModelsPage(session))
    assert page.list.topLevelItemCount() == 2
    assert "in use" in page.list.topLevelItem(0).text(0)
    assert page.list.topLevelItem(0).text(2) == "another target"
    assert not page.restore.isEnabled()
    page.list.setCurrentItem(page.list.topLevelItem(1))
    page.restore.click()
    settle()
    assert "in use" in page.list.topLevelItem(1).text(0)
