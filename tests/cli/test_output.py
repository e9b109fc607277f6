"""The progress bar: on stderr, for people alone."""

from __future__ import annotations

import io
import re
from collections.abc import Generator
from contextlib import redirect_stderr
from pathlib import Path

import pytest

from app.cli.output import counted, run_with_progress
from app.core.types import Progress
from tests.conftest import ROOT


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    made = Screen()
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    return made


def run(screen: Screen, running: Generator[Progress, None, str], *, quiet: bool = False) -> object:
    """Run a job with this screen as stderr."""
    with redirect_stderr(screen):
        return run_with_progress(running, "Scanning", quiet=quiet)


def job(*steps: Progress) -> Generator[Progress, None, str]:
    yield from steps
    return "result"


def test_a_scan_shows_how_far_it_is_and_what_it_could_not_read(screen: Screen) -> None:
    steps = (Progress(done=1, total=3, note="/photos/a"), Progress(done=3, total=3, failed=2))
    assert run(screen, job(*steps)) == "result"
    said = screen.getvalue()
    assert "Scanning" in said
    assert "3/3" in said
    assert "(2 unreadable)" in said


def test_the_end_of_a_long_path_is_shown(screen: Screen) -> None:
    folder = "/photos/" + "long/" * 20 + "here\ud800"
    run(screen, job(Progress(done=1, total=2, note=folder)))
    assert "long/here?" in screen.getvalue()
    assert "/photos" not in screen.getvalue()


def test_a_scan_that_waits_says_why(screen: Screen) -> None:
    run(screen, job(Progress(done=1, total=3, waiting="battery")))
    assert "waiting: this machine runs on its battery" in screen.getvalue()


def test_other_programs_see_no_bar(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(screen, job(Progress(done=1)), quiet=True) == "result"
    monkeypatch.setattr(screen, "isatty", lambda: False)
    assert run(screen, job(Progress(done=1))) == "result"
    assert screen.getvalue() == ""


def test_a_job_is_closed_when_ctrl_c_comes_between_its_steps(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []

    def long() -> Generator[Progress, None, str]:
        try:
            yield Progress(done=1, total=3)
        finally:
            ended.append("closed")
        return ""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rich.progress.Progress.update", interrupt)
    running = long()  # held here: closed by hand, not by the garbage collector
    with pytest.raises(KeyboardInterrupt):
        run(screen, running)
    assert ended == ["closed"]


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 photos"), (1, "1 photo"), (2, "2 photos"), (1200, "1200 photos")]
)
def test_what_is_counted_is_one_or_many(number: int, said: str) -> None:
    assert counted(number, "photo") == said
    assert counted(number, "copy", "copies").endswith("copy" if number == 1 else "copies")


# A number in braces, and many of something after it: `1 photos`.
_MANY = re.compile(
    r"\} (?:[a-z]+ )?(photos|files|sheets|sets|copies|sidecars|scenes|folders|labels|tags|steps|"
    r"origins|checksums|keywords|answers|albums)\b(?!/)"
)


@pytest.mark.parametrize("module", sorted((ROOT / "app/cli").glob("*.py")), ids=lambda p: p.stem)
def test_nothing_is_counted_by_hand(module: Path) -> None:
    text = module.read_text("utf-8")
    assert [line for line in text.splitlines() if 'f"' in line and _MANY.search(line)] == []
