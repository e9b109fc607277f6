"""Model versions are listed, and one is gone back to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.core.records import ModelVersionRow
from app.core.types import Change
from app.jobs.job import JobName
from app.ui.i18n import Language
from app.ui.scenes.models_page import ModelsPage
from tests.ui.fake_session import FakeSession
from tests.ui.fakes import FakeReader

AT = "2026-01-02T10:00:00+00:00"


def test_versions_are_listed_and_restored(
    fake: FakeSession, reader: FakeReader, keep: Callable, language: Language
) -> None:
    newest = ModelVersionRow(2, AT, "target", 0, {}, current=True)
    first = ModelVersionRow(1, AT, "pack", 0, {}, current=False)
    reader.versions = [newest, first]
    page = keep(ModelsPage(fake))
    assert page.list.topLevelItemCount() == 2
    assert "in use" in page.list.topLevelItem(0).text(0)
    assert page.list.topLevelItem(0).text(2) == "another target"
    assert not page.restore.isEnabled()
    page.list.setCurrentItem(page.list.topLevelItem(1))
    page.restore.click()
    assert fake.asked == [(JobName.RESTORE, 1)]
    reader.versions = [replace(newest, current=False), replace(first, current=True)]
    fake.tell(Change(photos=None, model=True))
    assert "in use" in page.list.topLevelItem(1).text(0)
    assert page.list.currentItem() is page.list.topLevelItem(1)


def test_what_a_refresh_measured_is_said(
    fake: FakeSession, reader: FakeReader, keep: Callable, language: Language
) -> None:
    figures = {"new": 14, "measured": 9, "precision_before": 0.5, "precision_after": 0.8}
    figures |= {"accepted_before": 40, "accepted_after": 40}
    reader.versions = [ModelVersionRow(3, AT, "refresh", 14, figures, current=True)]
    page = keep(ModelsPage(fake))
    assert page.list.topLevelItem(0).text(4) == "0.50 → 0.80"
    assert page.details.text() == "New labels: 14. Measured on 9 labels that it had not seen."
