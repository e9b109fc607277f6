"""A machine that has encoded before: which way is the fastest is known (see vision/remembered)."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def know_encoder(cache: Path) -> None:
    """Keep the answer where the program looks for it; the check takes seconds of each start."""
    from app.core.pack import read_backbone_spec
    from app.vision.remembered import remember
    from app.vision.ways import PLAIN

    spec = read_backbone_spec(ROOT / "resources" / "scene_pack")
    remember(cache / "encoder.json", spec.id, PLAIN)
