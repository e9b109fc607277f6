"""How many decoders run, and who goes first on the processor: they, or the window."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap import DesktopProgram
from app.core.spawning import Priority
from app.media import decoder_pool
from app.media.decoder_pool import ProcessDecoderPool
from app.places import Places
from app.vision.encoder_process import EncoderProcess
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


@pytest.mark.parametrize(
    ("watched", "gentle", "expected"),
    [
        (True, False, Priority.BEHIND_WINDOW),
        (True, True, Priority.GENTLE),
        (False, False, Priority.FULL),
        (False, True, Priority.GENTLE),
    ],
)
def test_a_scan_steps_back_behind_the_window_alone(
    tmp_path: Path, watched: bool, gentle: bool, expected: Priority
) -> None:
    program = DesktopProgram(Places(tmp_path, tmp_path, tmp_path / "cache", tmp_path / "logs"))
    program.settings.set("gentle", gentle)
    with program.open(tmp_path / "a.albumen", watched=watched) as context:
        decoders, encoder = context.decoders(), context.encoder()
        assert isinstance(decoders, ProcessDecoderPool)
        assert isinstance(encoder, EncoderProcess)
        assert decoders._limits.priority is encoder._priority is expected
        decoders.close()


def test_what_a_person_waits_for_does_not_step_back(tmp_path: Path) -> None:
    program = DesktopProgram(Places(tmp_path, tmp_path, tmp_path / "cache", tmp_path / "logs"))
    program.settings.set("gentle", True)
    for pool in (program.first_looks(), program.viewers()):
        assert isinstance(pool, ProcessDecoderPool)
        assert pool._limits.priority is Priority.FULL
        pool.close()
