"""A library of made-up photos under the shipped scene pack: real model, features near real ones.

Features are those that the pack keeps of its training photos, with noise, so that the gate accepts
and rejects about as it does on real albums. A million of them are written past the store, block by
block: rows as ``tests.benchmarks.search`` makes them, and noise that comes again, shifted.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np

from app.core.pack import Pack, load_pack
from app.core.types import FloatArray, PhotoFacts, PhotoFile
from app.jobs.context import JobContext
from app.jobs.prepare import prepare_library
from app.places import resources_dir
from app.store.library import LibraryFile

from .search import fill as fill_rows

BATCH = 1000
ROOT = "/photos"


def open_album(library: LibraryFile) -> JobContext:
    """Return what jobs need, without decoders and encoder: nothing is read from files."""
    pack = load_pack(resources_dir() / "scene_pack")

    def nothing() -> None:
        raise AssertionError("this benchmark reads no photos")

    context = JobContext(
        library=library,
        pack=pack,
        thumbnails_dir=Path("thumbnails"),
        decoders=nothing,  # type: ignore[arg-type]
        encoder=nothing,  # type: ignore[arg-type]
    )
    prepare_library(context)
    return context


def made_features(pack: Pack, count: int, random: np.random.Generator) -> FloatArray:
    """Return features float32 (N, D) near those that the pack keeps."""
    kept = pack.statistics.kept
    chosen = kept[random.integers(len(kept), size=count)].astype(np.float32)
    spread = kept.astype(np.float32).std(axis=0)
    return chosen + random.standard_normal(chosen.shape, dtype=np.float32) * spread * 0.5


def made_of(pack: Pack, features: FloatArray) -> list[str | None]:
    """Return what made features show: the scene of the kept ones that they were made of.

    None for what belongs to the background. The noise is small beside the distances between kept
    features, so that the nearest are those.
    """
    kept = pack.statistics.kept_features()
    near = features @ kept.T - np.square(kept).sum(axis=1) / 2
    layout = pack.model.layout
    scenes = layout.scene_of[pack.statistics.kept_rows[near.argmax(axis=1)]]
    return [layout.scenes[scene] if scene >= 0 else None for scene in scenes.tolist()]


def fill(context: JobContext, count: int, seed: int = 1) -> None:
    """Add photos with features; nothing is judged yet."""
    random = np.random.default_rng(seed)
    with context.writing:
        folder = context.library.folders.add(ROOT)
    backbone = context.model()[1].backbone_id
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        vectors = made_features(context.pack, size, random)
        with context.library.transaction():
            ids = [_save(context, folder, start + k) for k in range(size)]
            context.library.models.save_features(backbone, dict(zip(ids, vectors, strict=True)))


def fill_many(path: Path, count: int, seed: int = 1) -> None:
    """Make a library of many photos with features; nothing is tagged yet."""
    fill_rows(path, count)
    add_features(path, seed)


def add_features(path: Path, seed: int = 1) -> None:
    """Give features to all photos of a library that has none."""
    pack = load_pack(resources_dir() / "scene_pack")
    random, kept = np.random.default_rng(seed), pack.statistics.kept
    noise = random.standard_normal((BATCH, kept.shape[1]), dtype=np.float32)
    noise *= kept.astype(np.float32).std(axis=0) * 0.5
    raw = sqlite3.connect(path, isolation_level=None)
    (count,) = raw.execute("SELECT max(id) FROM photo").fetchone()
    for start in range(1, count + 1, BATCH * 20):
        raw.execute("BEGIN IMMEDIATE")
        for first in range(start, min(start + BATCH * 20, count + 1), BATCH):
            size = min(BATCH, count + 1 - first)
            chosen = kept[random.integers(len(kept), size=size)].astype(np.float32)
            chosen += np.roll(noise, random.integers(BATCH), axis=0)[:size]
            halves = chosen.astype(np.float16)
            backbone = pack.backbone.id
            rows = [(first + n, first + n, backbone, halves[n].tobytes()) for n in range(size)]
            raw.executemany(
                "INSERT INTO feature (id, photo_id, backbone, vector) VALUES (?, ?, ?, ?)", rows
            )
        raw.execute(f"PRAGMA user_version = {min(start + BATCH * 20 - 1, count)}")
        raw.execute("COMMIT")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()


def _save(context: JobContext, folder: int, number: int) -> int:
    day = number * 7919 % 3650
    taken = f"{2010 + day // 365}-{day % 365 // 31 + 1:02d}-{day % 28 + 1:02d}T12:00:00"
    path = f"{ROOT}/{number // 500:04d}/IMG_{number:07d}.JPG"
    file = PhotoFile(path, 4_000_000 + number, number * 10**9)
    facts = PhotoFacts(4000, 3000, 1, "JPEG", f"{number:032x}", f"{number:032x}", taken, "Camera")
    return context.library.photos.save(folder, file, facts)
