"""The first look at a photo: its header alone, a few milliseconds long before it is decoded.

Cameras put a small JPEG into the header. That, with size, date and camera, is enough for a tile to
show while the photo waits for its turn. The small picture is decoded and written anew, so that
what the window reads was made by us.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from app.core.messages import Message
from app.core.types import DecodedPhoto, DecodeFailure, PhotoFacts, PhotoFile
from app.media import metadata
from app.media.formats import JPEG_EXTENSIONS, extension
from app.media.thumbnails import FIRST_LOOK, read_embedded_thumbnail, write_thumbnail

HEAD_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class FirstLook:
    """Reads headers one by one and keeps the pictures in them; can be sent to a process.

    What it returns of a JPEG is a :class:`DecodedPhoto` without pixels: its ``pixel_hash`` is
    empty, and its ``content_hash`` names the small picture (empty where there is none). Any other
    file is a failure, which only says that it has to wait for its decode.
    """

    thumbnail_dir: Path

    def __call__(self, file: PhotoFile) -> DecodedPhoto | DecodeFailure:
        """Look at one file."""
        facts = read_head(file.path)
        if facts is None:
            return DecodeFailure(file, Message("no_head"))
        key = ""
        jpeg = read_embedded_thumbnail(file.path)
        if jpeg is not None and write_thumbnail(self.thumbnail_dir, name_of(file), jpeg):
            key = name_of(file)
        nothing = np.zeros((0, 0, 3), dtype=np.uint8)
        return DecodedPhoto(file, nothing, replace(facts, content_hash=key))


def name_of(file: PhotoFile) -> str:
    """Return the name under which the cache keeps the small picture of a file."""
    text = f"{file.size} {file.mtime_ns} ".encode() + os.fsencode(file.path)
    return f"{FIRST_LOOK}{hashlib.sha256(text).hexdigest()[:32]}"


def read_head(path: str) -> PhotoFacts | None:
    """Return what the header of a JPEG tells, without hashes; None for other files."""
    if extension(path) not in JPEG_EXTENSIONS:
        return None
    try:
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with open(os.open(path, flags), "rb") as file:
            head = file.read(HEAD_BYTES)
        with Image.open(BytesIO(head), formats=["JPEG", "MPO"]) as image:
            main, camera, gps = metadata.read_exif(image)
            width, height = image.size
    except Exception:  # noqa: BLE001 - garbage raises anything, and the decode will say what it is
        return None
    orientation = metadata.read_orientation(main)
    if orientation >= 5:
        width, height = height, width
    taken, model = metadata.read_taken(main, camera, gps), metadata.read_camera(main)
    return PhotoFacts(
        width,
        height,
        orientation,
        "JPEG",
        content_hash="",
        pixel_hash="",
        taken_at=taken.date.at or None,
        camera=model,
        taken_from=taken.date.source,
    )
