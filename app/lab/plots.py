"""Plots of an evaluation: risk-coverage curves, the table of scenes, the worst confusions."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app.core.errors import KnownError

COLOURS = {"default": "#0072B2", "confidence": "#D55E00", "patent": "#6B6B6B"}


def need_matplotlib() -> None:
    """Raise unless plots can be drawn.

    Raises
    ------
    KnownError
        If matplotlib is not installed.
    """
    if find_spec("matplotlib") is None:
        raise KnownError("no_matplotlib")


def save_plots(result: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write ``risk_coverage.png``, ``scenes.png`` and ``confusions.png``.

    Raises
    ------
    KnownError
        If matplotlib is not installed.
    """
    need_matplotlib()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, draw in (
        ("risk_coverage", _draw_curves),
        ("scenes", _draw_scenes),
        ("confusions", _draw_confusions),
    ):
        figure = Figure(figsize=(8, 6), layout="constrained")
        FigureCanvasAgg(figure)
        draw(figure.add_subplot(), result)
        path = folder / f"{name}.png"
        figure.savefig(path, dpi=120)
        written.append(path)
    return written


def _draw_curves(axes: Any, result: Mapping[str, Any]) -> None:
    for rule, part in result["rules"].items():
        curve = part["curve"]
        axes.plot(
            curve["coverage"],
            curve["risk"],
            label=f"{rule} (AURC {part['aurc']:.3f})",
            color=COLOURS.get(rule),
            linestyle="--" if rule == "patent" else "-",
        )
    axes.set_xlabel("share of photos accepted")
    axes.set_ylabel("share of wrong tags among the accepted")
    axes.set_title(f"{result['known']} photos of known scenes, {result['unknown']} of none")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, None)
    axes.grid(alpha=0.3)
    axes.legend()


def _draw_scenes(axes: Any, result: Mapping[str, Any]) -> None:
    rows = [row for row in result["scenes"] if row["photos"]]
    rows.sort(key=lambda row: row["recall"])
    names = [f"{row['scene']} ({row['photos']})" for row in rows]
    axes.barh(names, [row["recall"] for row in rows], color="#9CC4E4", label="recognised")
    points = [(row["precision"], n) for n, row in enumerate(rows) if row["precision"] is not None]
    axes.plot(
        [x for x, _ in points], [y for _, y in points], "D", color="#0072B2", label="precision"
    )
    axes.set_xlim(0, 1.02)
    axes.tick_params(axis="y", labelsize=7)
    axes.set_title("recognised, and precision of accepted tags")
    axes.legend(loc="lower right")


def _draw_confusions(axes: Any, result: Mapping[str, Any]) -> None:
    pairs = list(reversed(result["confusions"]))
    names = [f"{pair['shown']} taken for {pair['proposed']}" for pair in pairs]
    axes.barh(names, [pair["photos"] for pair in pairs], color="#D55E00")
    axes.set_xlabel("photos")
    axes.set_title("scenes mixed up most often")
