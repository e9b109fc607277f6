"""Fields that look alike: room before a number, a change only when it is complete, even rows."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QSpinBox,
    QWidget,
)

from app.ui.widgets.labels import INDENT_PX, make_label

Spin = TypeVar("Spin", bound=QAbstractSpinBox)


def make_number(low: int, high: int, *, step: int = 1, suffix: str = "") -> QSpinBox:
    """Make a field for a whole number."""
    spin = QSpinBox()
    spin.setRange(low, high)
    spin.setSingleStep(step)
    spin.setSuffix(suffix)
    return _prepared(spin)


def make_share(low: float, high: float, *, step: float = 0.01) -> QDoubleSpinBox:
    """Make a field for a similarity, with three decimals."""
    spin = QDoubleSpinBox()
    spin.setDecimals(3)
    spin.setRange(low, high)
    spin.setSingleStep(step)
    return _prepared(spin)


def make_form() -> QFormLayout:
    """Make a form with our spacing."""
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setVerticalSpacing(10)
    form.setHorizontalSpacing(16)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    return form


def add_row(form: QFormLayout, text: str, field: QWidget | QHBoxLayout) -> None:
    """Add a field whose label stands at the height of its middle."""
    label = make_label("text", text)
    label.setMinimumHeight(field.sizeHint().height())
    if isinstance(field, QWidget):
        label.setBuddy(field)
    form.addRow(label, field)


def _prepared(spin: Spin) -> Spin:
    spin.lineEdit().setTextMargins(INDENT_PX, 0, 0, 0)
    spin.setKeyboardTracking(False)
    return spin
