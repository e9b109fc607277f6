"""A real library over pictures, without decoding or encoding: for tests of the whole window.

The features of a photo are some that the scene pack keeps of the scene that its folder is named
after, a little moved, so that gate, labels, refresh and undo work as they do in life.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from app.core.messages import Message
from app.core.pack import Pack, load_pack
from app.core.types import FloatArray, PhotoFacts, PhotoFile
from app.jobs.context import JobContext
from app.jobs.groups import group_photos
from app.jobs.prepare import prepare_library
from app.jobs.regate import tag_photos
from app.jobs.relabel import accept_proposals
from app.jobs.runner import run_now
from app.media.thumbnails import thumbnail_path
from app.store.library import open_library
from app.ui.resources import resource_path

NOISE = 0.5
# How much further from the mean of all photos: of kept features as they are, few are accepted.
CLEARER = 1.3


@cache
def shipped_pack() -> Pack:
    """Load the scene pack once for all tests."""
    return load_pack(resource_path("scene_pack"))


@contextmanager
def demo_context(place: Path, photos: Path | None) -> Iterator[JobContext]:
    """Open a library at ``place`` over a folder of folders of pictures; None leaves it empty."""
    library = open_library(place / "library.albumen")
    ctx = JobContext(
        library=library,
        pack=shipped_pack(),
        thumbnails_dir=place / "thumbnails",
        decoders=_none,
        encoder=_none,
    )
    try:
        prepare_library(ctx)
        if photos is not None:
            fill(ctx, photos)
        yield ctx
    finally:
        library.close()


def _none() -> Any:
    raise RuntimeError("the demonstration neither decodes nor encodes")


def fill(ctx: JobContext, photos: Path) -> None:
    """Insert photos with thumbnails, features and decisions, some labels and one bad file."""
    random = np.random.default_rng(5)
    folder = ctx.library.folders.add(str(photos))
    start = datetime(2023, 4, 2, 9, 30)
    features: dict[int, FloatArray] = {}
    kept = ctx.pack.statistics.kept_features()
    files = sorted(p for p in photos.rglob("*") if p.suffix in {".jpg", ".png"})
    for at, path in enumerate(files):
        taken = (start + timedelta(hours=7 * at)).isoformat(timespec="seconds")
        photo = _insert(ctx, folder, path, taken)
        features[photo] = _features(ctx.pack, kept, path.parent.name, random)
    ctx.library.models.save_features(ctx.pack.model.backbone_id, features)
    with ctx.library.transaction():
        tag_photos(ctx, None)
    run_now(group_photos(ctx))
    proposed = [p for p, scene in ctx.reader.models.proposals(list(features)).items() if scene]
    run_now(accept_proposals(ctx, proposed[::11]))
    lost = str(files[0].parent / "IMG_2031.jpg")
    ctx.library.photos.save_failure(folder, PhotoFile(lost, 1200, 1), Message("truncated"))


def _insert(ctx: JobContext, folder: int, path: Path, taken: str) -> int:
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    target = thumbnail_path(ctx.thumbnails_dir, digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(path) as opened:
        size = opened.size
        small = opened.convert("RGB")
        small.thumbnail((512, 512))
        small.save(target, quality=90)
    facts = PhotoFacts(
        size[0], size[1], 1, "JPEG", digest, digest, taken_at=taken, camera="Example X100"
    )
    return ctx.library.photos.save(folder, PhotoFile(str(path), len(data), 1), facts)


def _features(pack: Pack, kept: FloatArray, scene: str, random: np.random.Generator) -> FloatArray:
    """Take a kept feature of the scene and mix it with one of any row."""
    layout = pack.model.layout
    scene_of = layout.scene_of[pack.statistics.kept_rows]
    own = np.flatnonzero(scene_of == layout.scenes.index(scene))
    share = random.uniform(0, NOISE)
    mixed = kept[random.choice(own)] * (1 - share) + kept[random.integers(len(kept))] * share
    middle = kept.mean(axis=0)
    return np.asarray(middle + CLEARER * (mixed - middle), dtype=np.float32)
