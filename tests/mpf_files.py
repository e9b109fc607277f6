"""JPEGs with a large preview behind them, as cameras write them: by Pillow's writer of MPO."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image

LARGE_THUMBNAIL, DISPARITY = 0x010002, 0x020002
_INDEX, _ENTRIES = b"MPF\0", 0xB002


def taken_exif(changed: str = "2024:05:01 10:00:00") -> Image.Exif:
    """Return the tags of a photo that was taken on a day, and changed then or later."""
    exif = Image.Exif()
    exif[ExifTags.Base.DateTime] = changed
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2024:05:01 10:00:00"
    return exif


def make_mpf(
    picture: Image.Image,
    preview: Image.Image,
    *,
    kind: int = LARGE_THUMBNAIL,
    quality: int = 91,
    **options: Any,
) -> bytes:
    """Return a JPEG and its preview in one file; ``kind`` is what the index calls the preview.

    Its EXIF says that it was taken and not changed since, unless ``exif`` says otherwise.
    """
    options.setdefault("exif", taken_exif())
    out = BytesIO()
    picture.save(
        out,
        "MPO",
        save_all=True,
        append_images=[preview],
        quality=quality,
        subsampling=2,
        **options,
    )
    data = bytearray(out.getvalue())
    index = data.index(_INDEX) + len(_INDEX)
    (directory,) = struct.unpack_from("<I", data, index + 4)
    (count,) = struct.unpack_from("<H", data, index + directory)
    for entry in range(index + directory + 2, index + directory + 2 + 12 * count, 12):
        tag, _, _, place = struct.unpack_from("<HHII", data, entry)
        if tag == _ENTRIES:  # Pillow calls all but the first undefined
            struct.pack_into("<I", data, index + place + 16, kind)
    return bytes(data)
