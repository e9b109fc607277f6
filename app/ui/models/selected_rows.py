"""Which rows of a list are selected, as ranges."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QItemSelectionRange


def selected_ranges(selection: QItemSelectionModel) -> list[tuple[int, int]]:
    """Return first and last row of each selected range, in the order of selecting."""
    chosen = selection.selection()
    parts: list[QItemSelectionRange] = [chosen.at(n) for n in range(chosen.count())]
    return [(part.top(), part.bottom()) for part in parts]
