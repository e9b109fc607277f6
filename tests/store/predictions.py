"""Predictions written one by one, whatever they say: tests need words that no gate would give.

They are also what the columns of a whole block are compared with.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from app.core.types import Decision
from app.store.encoding import dump, number
from app.store.hot_queries import KEEP_PREDICTION
from app.store.library import LibraryFile
from app.store.shown import show


def write_predictions(
    library: LibraryFile, version: int, decisions: Mapping[int, Decision]
) -> None:
    """Store the gate's word by photo id, and bring the lists up to date."""
    rows = [decision_row(int(photo), version, word) for photo, word in decisions.items()]
    with library._database.write() as connection:
        connection.exec_driver_sql(KEEP_PREDICTION, rows)
        show(connection, decisions)


def decision_row(photo: int, version: int, word: Decision) -> tuple[Any, ...]:
    """Return a row of the prediction table."""
    return (
        photo,
        version,
        word.scene,
        word.status.value,
        word.reason.value,
        number(word.similarity),
        number(word.low),
        number(word.high),
        number(word.confidence),
        number(word.margin),
        number(word.patent_similarity),
        dump([[c.scene, _short(c.similarity), _short(c.confidence)] for c in word.candidates]),
        dump(list(word.further)),
        *(
            (None,) * 4
            if word.parent is None
            else (word.parent, word.parent_similarity, word.parent_low, word.parent_high)
        ),
        0,
    )


def stored(row: Iterable[Any]) -> tuple[Any, ...]:
    """Return the values of a row as the table has them: what is no number is NULL."""
    return tuple(None if isinstance(v, float) and math.isnan(v) else v for v in row)


def _short(value: float) -> float | None:
    """Return a candidate's number as the table has it."""
    return None if (known := number(value)) is None else round(known, 4)
