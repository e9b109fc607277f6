"""How many decoders run: what the person chose, else what suits the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap import DesktopProgram
from app.media import decoder_pool
from app.places import Places
from tests.tiny_pack import tiny_pack


@pytest.mark.parametrize(("chosen", "expected"), [(5, 5), (0, 3), (-1, 3), (None, 3)])
def test_workers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, chosen: int | None, expected: int
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(
        decoder_pool, "default_workers", lambda *, gentle: asked.append(gentle) or 3
    )
    program = DesktopProgram(Places(tmp_path, tmp_path, tmp_path / "cache", tmp_path / "logs"))
    program.settings.set("workers", chosen)
    program.settings.set("gentle", True)
    with program.decoders(tiny_pack()) as decoders:
        assert decoders._count == expected
    assert asked == ([] if chosen == 5 else [True])
