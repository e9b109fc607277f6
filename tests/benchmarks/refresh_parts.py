"""Where a refresh spends its time: thread by thread, as it runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from types import ModuleType
from typing import Any
from unittest.mock import patch

from app.core.method import fitting, held_out, learning
from app.jobs.context import JobContext
from app.jobs.refresh import gather_samples, learn_from_labels, read_terms

# Functions by what they do; none of them calls another.
PARTS: dict[str, list[tuple[ModuleType, str]]] = {
    "rows and moments": [(learning, "prepare_training_data")],
    "covariances of folds": [(held_out, "leave_out"), (held_out, "moments_left")],
    "discriminant analysis": [(fitting, "begin"), (held_out, "begin")],
    "loss and steps": [
        (fitting, "train_present"),
        (held_out, "train_present"),
        (held_out, "follow_present"),
        (held_out, "_staying"),
    ],
    "prototypes": [(fitting, "finish"), (held_out, "finish"), (learning, "teach_parents")],
    "scoring what was held out": [(held_out, "_score_fold")],
    "ranges of scenes": [(learning, "calibrate")],
    "ranges of parents": [(learning, "calibrate_parents")],
    "before and after": [(learning, "measure_change")],
}


def measure_refresh_parts(context: JobContext) -> dict[str, float]:
    """Return CPU milliseconds of the parts of a refresh, of all threads."""
    spent = dict.fromkeys(PARTS, 0.0)
    lock = threading.Lock()

    def timed(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*values: Any, **options: Any) -> Any:
            started = time.thread_time()
            try:
                return call(*values, **options)
            finally:
                with lock:
                    spent[name] += (time.thread_time() - started) * 1000

        return run

    started = time.process_time()
    gather_samples(context, context.model()[1])
    gathering = (time.process_time() - started) * 1000
    with ExitStack() as stack:
        for name, functions in PARTS.items():
            for module, function in functions:
                wrapped = timed(name, getattr(module, function))
                stack.enter_context(patch.object(module, function, wrapped))
        started = time.process_time()
        learn_from_labels(context, read_terms(context))
        whole = (time.process_time() - started) * 1000
    spent["gathering samples"] = gathering
    spent["the rest"] = whole - sum(spent.values())
    return spent
