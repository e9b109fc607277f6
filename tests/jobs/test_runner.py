"""Lanes, pause, cancel, and exactly one end for every job."""

from __future__ import annotations

import logging
import threading
from collections.abc import Generator, Iterator
from typing import Any

import pytest

from app.core.errors import KnownError
from app.core.types import Progress
from app.jobs.runner import JobHandle, JobRunner, JobState, Lane, run_now


class Listener:
    def __init__(self) -> None:
        self.steps: list[int] = []
        self.ends: list[tuple[JobState, Any, Exception | None]] = []
        self.stepped = threading.Event()

    def on_progress(self, handle: JobHandle, progress: Progress) -> None:
        self.steps.append(progress.done)
        self.stepped.set()

    def on_ended(
        self, handle: JobHandle, state: JobState, result: Any, error: Exception | None
    ) -> None:
        self.ends.append((state, result, error))


@pytest.fixture
def runner() -> Iterator[JobRunner]:
    made = JobRunner()
    yield made
    made.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("albumen-")]


def _count(n: int, gate: threading.Event | None = None) -> Generator[Progress, None, str]:
    for i in range(n):
        if gate is not None:
            gate.wait(5)
        yield Progress(done=i)
    return "counted"


def test_job_finishes_with_its_result(runner: JobRunner) -> None:
    listener = Listener()
    handle = runner.submit("count", _count(3), Lane.LONG, listener)
    assert handle.wait(5)
    assert listener.steps == [0, 1, 2]
    assert listener.ends == [(JobState.FINISHED, "counted", None)]
    assert handle.state is JobState.FINISHED


def test_short_lane_does_not_wait_for_long_lane(runner: JobRunner) -> None:
    gate = threading.Event()
    long = runner.submit("scan", _count(2, gate), Lane.LONG)
    short = runner.submit("label", _count(1), Lane.SHORT)
    assert short.wait(5)
    assert not long.wait(0)
    gate.set()
    assert long.wait(5)


def test_pause_stops_and_resume_goes_on(runner: JobRunner) -> None:
    listener = Listener()
    gate = threading.Event()
    handle = runner.submit("count", _count(50, gate), Lane.LONG, listener)
    handle.pause()
    gate.set()
    assert not handle.wait(0.2)
    paused_at = len(listener.steps)
    assert not handle.wait(0.1)
    assert len(listener.steps) == paused_at
    handle.resume()
    assert handle.wait(5)
    assert len(listener.steps) == 50


def test_cancel_closes_the_generator(runner: JobRunner) -> None:
    cleaned = threading.Event()
    listener = Listener()

    def endless() -> Generator[Progress, None, None]:
        try:
            while True:
                yield Progress(done=0)
        finally:
            cleaned.set()

    handle = runner.submit("endless", endless(), Lane.LONG, listener)
    assert listener.stepped.wait(5)
    handle.cancel()
    assert handle.wait(5)
    assert cleaned.is_set()
    assert [state for state, _, _ in listener.ends] == [JobState.CANCELLED]


def test_cancel_while_paused(runner: JobRunner) -> None:
    handle = runner.submit("count", _count(10**9), Lane.LONG)
    handle.pause()
    handle.cancel()
    assert handle.wait(5)
    assert handle.state is JobState.CANCELLED


def test_error_is_handed_over_and_lane_lives_on(runner: JobRunner) -> None:
    listener = Listener()

    def broken() -> Generator[Progress, None, None]:
        yield Progress(done=0)
        raise KnownError("disk_full", path="/l")

    runner.submit("broken", broken(), Lane.LONG, listener)
    after = runner.submit("count", _count(1), Lane.LONG)
    assert after.wait(5)
    (state, result, error), *rest = listener.ends
    assert (state, result, rest) == (JobState.FAILED, None, [])
    assert isinstance(error, KnownError)
    assert error.code == "disk_full"


def test_the_world_is_a_line_in_the_log_and_a_bug_a_traceback(
    runner: JobRunner, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(error: Exception) -> Generator[Progress, None, None]:
        yield Progress(done=0)
        raise error

    caplog.set_level(logging.INFO)
    assert runner.submit("scan", failing(KnownError("disk_full", path="/l"))).wait(5)
    assert runner.submit("label", failing(ZeroDivisionError("x"))).wait(5)
    world, bug = [r for r in caplog.records if r.name == "app.jobs.runner"]
    assert (world.levelname, world.exc_info) == ("WARNING", None)
    assert world.getMessage().startswith("job scan failed: The library /l could not be written")
    assert bug.levelname == "ERROR"
    assert bug.exc_info is not None
    assert bug.exc_info[0] is ZeroDivisionError


def test_run_now_returns_the_result() -> None:
    assert run_now(_count(4)) == "counted"
