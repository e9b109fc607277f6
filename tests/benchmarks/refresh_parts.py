"""Where a refresh spends its time, thread by thread, as it runs; and what BLAS alone would need."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from types import ModuleType
from typing import Any
from unittest.mock import patch

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.linalg.blas import ssyrk
from scipy.linalg.lapack import spotrf
from threadpoolctl import threadpool_limits

from app.core.method import fitting, held_out, learning
from app.core.method.fitting import Recipe
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


def measure_refresh_floor(context: JobContext, samples: int) -> dict[str, float]:
    """Return what BLAS alone needs for a refresh that takes no step: CPU milliseconds, one core.

    The owner's samples once by themselves; for the model and for each fold a factor of the
    covariance and a solution for its rows; and the products of samples and rows that loss, scores
    and closeness ask for. Numbers are random: only their shapes count.
    """
    model, kept = context.model()[1], len(context.pack.statistics.kept)
    rows, width = model.head.weight.shape
    folds = Recipe().folds
    random = np.random.default_rng(0)
    features = random.standard_normal((samples + kept, width), dtype=np.float32)
    own, weight = features[:samples], features[:rows]
    square = np.asfortranarray(own.T @ own + samples * np.eye(width, dtype=np.float32))
    factor = cho_factor(square, lower=True, check_finite=False)
    with threadpool_limits(limits=1, user_api="blas"):
        scatter = _least(lambda: ssyrk(1.0, own.T, lower=1))
        factoring = _least(lambda: spotrf(square, lower=1, clean=0))
        solving = _least(lambda: cho_solve(factor, weight.T, check_finite=False))
        every = _least(lambda: features @ weight.T)
        some = _least(lambda: own @ weight.T)
    present = 1 - 1 / folds
    return {
        "scatter": scatter,
        "factors": factoring * (folds + 1),
        "solutions": solving * (1 + folds * present),
        "loss": every,
        "scores": some * (present + 2),
    }


def _least(call: Callable[[], object], repeat: int = 5) -> float:
    """Return the least CPU milliseconds."""
    found = []
    for _ in range(repeat):
        started = time.process_time()
        call()
        found.append((time.process_time() - started) * 1000)
    return min(found)
