"""Features of photos in folders, outside any library: for training and evaluation."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from app.core.errors import KnownError, UsageError
from app.core.protocols import Encoder
from app.core.types import ByteArray, FloatArray, Progress
from app.media.formats import PHOTO_EXTENSIONS, extension

PHOTOS_AT_ONCE = 32
DECODERS = 2
ReadImage = Callable[[Path], ByteArray]


@dataclass(frozen=True, slots=True)
class PhotoFeatures:
    """Features float32 (N, D) of ``files``; ``failed`` could not be read."""

    files: tuple[Path, ...]
    features: FloatArray
    failed: tuple[Path, ...]


def list_class_folders(root: Path) -> dict[str, list[Path]]:
    """Return photos by folder name, for a folder that holds one folder a class.

    Raises
    ------
    UsageError
        If it does not exist or holds no photo.
    """
    if not root.is_dir():
        raise UsageError("no_folder", path=str(root))
    found = {
        folder.name: sorted(p for p in folder.rglob("*") if extension(p.name) in PHOTO_EXTENSIONS)
        for folder in sorted(root.iterdir())
        if folder.is_dir()
    }
    if not any(found.values()):
        raise UsageError("no_class_folders", path=str(root))
    return found


def read_json(path: Path) -> object:
    """Read a JSON file.

    Raises
    ------
    KnownError
        If it cannot be read or is no JSON.
    """
    try:
        value: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KnownError("bad_json", path=str(path), cause=str(error)) from error
    return value


def read_also(path: Path) -> dict[str, set[str]]:
    """Read a table ``file,scene``: further scenes that photos show, by ``folder/name``.

    Raises
    ------
    KnownError
        If it is no such table.
    """
    also: dict[str, set[str]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as table:
            for row in csv.DictReader(table):
                also.setdefault(row["file"], set()).add(row["scene"])
    except (OSError, UnicodeDecodeError, csv.Error, KeyError) as error:
        raise KnownError("bad_labels", path=str(path), cause=str(error)) from error
    return also


def extract_features(
    files: Sequence[Path], read_image: ReadImage, encoder: Encoder, size: int
) -> Generator[Progress, None, PhotoFeatures]:
    """Decode and encode photos, each once, in order.

    Parameters
    ----------
    files : sequence of Path
    read_image : callable
        Returns uint8 (H, W, 3), or raises :class:`KnownError` for a file that cannot be read.
    encoder : Encoder
    size : int
        D, for the case that nothing could be read.
    """
    parts: list[FloatArray] = []
    good: list[Path] = []
    failed: list[Path] = []

    def read(path: Path) -> ByteArray | None:
        try:
            return read_image(path)
        except KnownError:
            return None

    with ThreadPoolExecutor(DECODERS) as pool:
        for batch in _batches(files):
            images = list(pool.map(read, batch))
            readable = [(p, i) for p, i in zip(batch, images, strict=True) if i is not None]
            failed += [p for p, i in zip(batch, images, strict=True) if i is None]
            if readable:
                good += [p for p, _ in readable]
                parts.append(encoder.encode(np.stack([i for _, i in readable])))
            done = len(good) + len(failed)
            yield Progress(done, len(files), note="features", failed=len(failed))
    features = np.concatenate(parts) if parts else np.zeros((0, size), dtype=np.float32)
    return PhotoFeatures(tuple(good), features, tuple(failed))


def cached_features(
    files: Sequence[Path],
    read_image: ReadImage,
    encoder: Encoder,
    size: int,
    *,
    cache_dir: Path | None,
    step: str,
) -> Generator[Progress, None, PhotoFeatures]:
    """Return features from the cache, or extract and keep them: each sample is encoded once.

    The key covers backbone, preprocessing (``step``), names, sizes and times of the files.
    """
    if cache_dir is None:
        return (yield from extract_features(files, read_image, encoder, size))
    key = hashlib.sha256(f"{encoder.backbone_id} {step}".encode())
    for path in files:
        facts = path.stat()
        key.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode(errors="replace"))
    kept = cache_dir / f"features-{key.hexdigest()[:24]}.npz"
    if kept.exists():
        with np.load(kept) as arrays:
            is_good = arrays["is_good"]
            good = tuple(p for p, ok in zip(files, is_good, strict=True) if ok)
            failed = tuple(p for p, ok in zip(files, is_good, strict=True) if not ok)
            return PhotoFeatures(good, arrays["features"], failed)
    result = yield from extract_features(files, read_image, encoder, size)
    cache_dir.mkdir(parents=True, exist_ok=True)
    is_good = np.isin([str(p) for p in files], [str(p) for p in result.files])
    part = kept.with_suffix(".part.npz")
    np.savez(part, features=result.features, is_good=is_good)
    part.replace(kept)
    return result


def _batches(files: Iterable[Path]) -> Iterable[list[Path]]:
    iterator = iter(files)
    while batch := list(islice(iterator, PHOTOS_AT_ONCE)):
        yield batch
