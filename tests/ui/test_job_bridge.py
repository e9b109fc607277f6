from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.core.errors import KnownError
from app.core.types import Change, Progress
from app.jobs.runner import JobRunner, JobState, Lane
from app.ui.job_bridge import JobBridge, merged

Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def runner() -> Iterator[JobRunner]:
    made = JobRunner()
    yield made
    made.close()


@pytest.fixture
def bridge(qapp: QApplication, runner: JobRunner) -> JobBridge:
    return JobBridge(runner)


def steps(result: Any, change: Change | None = None) -> Generator[Progress, None, Any]:
    yield Progress(done=1, total=2, change=change)
    yield Progress(done=2, total=2)
    return result


def failing(error: Exception) -> Generator[Progress, None, Any]:
    yield Progress(done=0)
    raise error


def test_changes_arrive_in_the_gui_thread(bridge: JobBridge, wait_until: Wait) -> None:
    seen: list[tuple[Change, bool]] = []
    here = threading.current_thread()
    bridge.changed.connect(lambda c: seen.append((c, threading.current_thread() is here)))
    part = Change(photos=frozenset({1}))
    bridge.submit("scan", steps(Change(photos=frozenset({2})), part), Lane.LONG)
    wait_until(lambda: bool(seen))
    wait_until(lambda: not bridge.active())
    assert all(is_gui for _, is_gui in seen)
    assert frozenset().union(*(c.photos or () for c, _ in seen)) == {1, 2}


def test_the_first_change_comes_at_once_and_the_rest_gathered(
    bridge: JobBridge, wait_until: Wait
) -> None:
    seen: list[frozenset[int]] = []
    bridge.changed.connect(lambda c: seen.append(c.photos or frozenset()))
    was_seen = threading.Event()

    def scan() -> Generator[Progress, None, Change]:
        yield Progress(done=0, change=Change(photos=frozenset({0})))
        assert was_seen.wait(30), "the first change waited for another"
        for photo in range(1, 100):
            yield Progress(done=photo, change=Change(photos=frozenset({photo})))
        return Change()

    bridge.submit("scan", scan(), Lane.LONG)
    wait_until(lambda: bool(seen))
    was_seen.set()
    wait_until(lambda: not bridge.active())
    assert seen[0] == {0}
    assert frozenset().union(*seen) == set(range(100))
    assert len(seen) < 50


def test_a_long_job_is_started_progressed_and_ended(bridge: JobBridge, wait_until: Wait) -> None:
    log: list[str] = []
    bridge.started.connect(lambda h: log.append(f"started {h.name}"))
    bridge.progressed.connect(lambda h, p: log.append(f"step {p.done}"))
    bridge.ended.connect(lambda h, state: log.append(f"ended {state}"))
    bridge.submit("scan", steps(Change()), Lane.LONG)
    wait_until(lambda: len(log) == 4)
    assert log == ["started scan", "step 1", "step 2", "ended finished"]


def test_a_plan_is_handed_on(bridge: JobBridge, wait_until: Wait) -> None:
    plans: list[tuple[str, object]] = []
    bridge.planned.connect(lambda name, plan: plans.append((name, plan)))
    bridge.submit("plan_refresh", steps({"a": 1}), Lane.SHORT)
    wait_until(lambda: bool(plans))
    assert plans == [("plan_refresh", {"a": 1})]


def test_known_errors_are_shown_as_they_are(bridge: JobBridge, wait_until: Wait) -> None:
    failed: list[str] = []
    changed: list[Change] = []
    bridge.failed.connect(lambda text, name: failed.append(text))
    bridge.changed.connect(changed.append)
    bridge.submit("scan", failing(KnownError("no_name")), Lane.LONG)
    wait_until(lambda: bool(failed))
    assert failed == ["A scene needs a name."]
    assert changed[0].photos is None


def test_a_bug_is_one_sentence_and_a_log_line(
    bridge: JobBridge, wait_until: Wait, caplog: pytest.LogCaptureFixture
) -> None:
    failed: list[str] = []
    bridge.failed.connect(lambda text, name: failed.append(text))
    bridge.submit("label", failing(ZeroDivisionError("x")), Lane.SHORT)
    wait_until(lambda: bool(failed))
    assert "ZeroDivisionError" in failed[0]
    assert [r.levelname for r in caplog.records if "label" in r.getMessage()] == ["ERROR"]


def test_pause_and_resume(bridge: JobBridge, wait_until: Wait) -> None:
    ended: list[JobState] = []
    bridge.ended.connect(lambda h, state: ended.append(state))
    go = threading.Event()

    def waiting() -> Generator[Progress, None, Change]:
        yield Progress(done=0)
        go.wait(5)
        yield Progress(done=1)
        return Change()

    handle = bridge.submit("scan", waiting(), Lane.LONG)
    wait_until(lambda: handle.state is JobState.RUNNING)
    bridge.toggle_pause(handle)
    go.set()
    assert handle.state is JobState.PAUSED
    bridge.toggle_pause(handle)
    wait_until(lambda: ended == [JobState.FINISHED])


def test_merged_changes_tell_all() -> None:
    both = merged(Change(photos=frozenset({1}), scenes=True), Change(photos=frozenset({2})))
    assert (both.photos, both.scenes) == (frozenset({1, 2}), True)
    assert merged(Change(photos=None), Change(photos=frozenset({2}))).photos is None
