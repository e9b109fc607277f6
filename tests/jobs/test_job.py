"""Each job declares its name and lane where it is defined."""

from __future__ import annotations

import importlib
import pkgutil

from app import jobs
from app.jobs.job import JobName, NamedJob
from app.jobs.relabel import label_photos
from app.jobs.runner import Lane


def declared() -> list[NamedJob]:  # type: ignore[type-arg]
    found = {}
    for module in pkgutil.walk_packages(jobs.__path__, "app.jobs."):
        inside = vars(importlib.import_module(module.name))
        found |= {id(value): value for value in inside.values() if isinstance(value, NamedJob)}
    return list(found.values())


def test_every_name_belongs_to_a_job() -> None:
    assert {job.name for job in declared()} == set(JobName)


def test_what_a_key_press_does_never_waits_for_a_scan() -> None:
    short = {job.name for job in declared() if job.lane is Lane.SHORT}
    assert {JobName.LABEL, JobName.ACCEPT, JobName.REFUSE, JobName.UNDO, JobName.REDO} <= short
    assert JobName.SCAN not in short


def test_only_jobs_of_the_long_lane_overtake() -> None:
    assert all(job.lane is Lane.LONG for job in declared() if job.overtakes)


def test_a_job_reads_like_the_function_it_is() -> None:
    assert label_photos.__name__ == "label_photos"
    assert "Label" in (label_photos.__doc__ or "")
