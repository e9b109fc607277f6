"""Scenes: what a photo can show, as ``scenes.json`` of a pack describes them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

MIN_SAMPLES = 3
# A person's label 'none of the scenes'. It stands where a label names its scene, but it is none: it
# is never proposed, counted or trained. No scene's id holds a hyphen, so that none can meet it.
NO_SCENE = "no-scene"


@dataclass(frozen=True, slots=True)
class SceneSpec:
    """A scene, or a group that only holds scenes in the sidebar (``is_group``).

    ``colour`` is ``#rrggbb``; ``parent`` is the id of a group or None. ``replaces`` names scenes of
    earlier packs that became this one; where two scenes name the same one, it was split.
    """

    id: str
    name_en: str
    name_zh: str
    parent: str | None
    colour: str
    is_group: bool = False
    replaces: tuple[str, ...] = ()


def parse_scenes(text: str) -> list[SceneSpec]:
    """Read ``scenes.json``, groups before the scenes inside them.

    Raises
    ------
    ValueError
        If an id stands twice or a parent does not exist.
    """
    rows: list[dict[str, Any]] = json.loads(text)
    specs = [SceneSpec(**row | {"replaces": tuple(row.get("replaces", ()))}) for row in rows]
    groups = {spec.id for spec in specs if spec.is_group}
    if len({spec.id for spec in specs}) != len(specs):
        raise ValueError("scenes.json names a scene twice")
    for spec in specs:
        if spec.parent is not None and spec.parent not in groups:
            raise ValueError(f"scenes.json: the parent of {spec.id} does not exist")
    return sorted(specs, key=lambda spec: not spec.is_group)


def format_scenes(specs: list[SceneSpec]) -> str:
    """Write ``scenes.json``."""
    rows = [asdict(spec) for spec in specs]
    for row in rows:
        if not row["replaces"]:
            del row["replaces"]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def find_heirs(specs: list[SceneSpec]) -> dict[str, str]:
    """Return by which scene each scene of earlier packs was replaced, split ones left aside.

    A split scene has no heir: which half a person's label means, only the person knows.
    """
    offered = {spec.id for spec in specs}
    heirs: dict[str, set[str]] = {}
    for spec in specs:
        for old in spec.replaces:
            heirs.setdefault(old, set()).add(spec.id)
    return {old: new.pop() for old, new in heirs.items() if len(new) == 1 and old not in offered}
