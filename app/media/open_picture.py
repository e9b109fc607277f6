"""From the bytes of a file to a picture that can be made small: what every decode begins with.

Thumbnail, model input and full-size view come from here, so that all of them show the same. A file
that is refused for what is not its picture (texts, a missing end marker) is tried a second time
without that; files that Pillow would misread are corrected here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import numpy as np
import pi_heif
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from app.media import metadata, png_chunks
from app.media.colour import Colour, make_resizable
from app.media.colour_numbers import ADOBE_GAMMA, ADOBE_PRIMARIES, ColourNumbers, measure_peak
from app.media.colour_source import read_colour
from app.media.jpeg import end as jpeg_end
from app.media.jpeg.eighth import decode_eighth
from app.media.jpeg.preview import is_as_taken, large_preview
from app.media.jxl import JXL, is_jxl, read_jxl
from app.media.raw.develop import RawFile
from app.media.raw.kinds import RAW, is_raw, sensor_spans
from app.media.raw.tags import RawTags, read_raw_tags
from app.media.tiff import TiffPlan, layout, plan_tiff, size_of
from app.media.tiff_samples import read_samples

# Named one by one, so that Pillow does not import its other forty formats.
FORMATS = (
    JpegImagePlugin.JpegImageFile.format,
    PngImagePlugin.PngImageFile.format,
    WebPImagePlugin.WebPImageFile.format,
    TiffImagePlugin.TiffImageFile.format,
    GifImagePlugin.GifImageFile.format,
    BmpImagePlugin.BmpImageFile.format,
    AvifImagePlugin.AvifImageFile.format,
    "HEIF",
)
_JPEGS = ("JPEG", "MPO")
_PROFILE = 34675

# Several processes decode at once: one thread each.
pi_heif.register_heif_opener(
    thumbnails=False, depth_images=False, aux_images=False, decode_threads=1
)
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
# A smaller preview has black bars and blurred edges: it is used where nothing else can be had.
_SMALL_PREVIEW_PX = 640
MAX_PIXELS = 256_000_000
# Pillow refuses twice this number wherever it makes room for pixels, and warns from it on.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Picture:
    """An opened picture.

    Attributes
    ----------
    pixels : Image
        In 8-bit channels that can be averaged; not turned, colours as in the file. A JPEG may be
        smaller than ``size``: as large as was needed.
    size : tuple of int
        Width and height of the whole picture, before it is turned.
    orientation : int
        How it is turned upright, 1-8.
    colour : Colour
        What its numbers mean.
    format : str
        Pillow's name of the format.
    main, camera, gps : dict
        Tags of EXIF.
    info : dict
        What Pillow says besides, such as ``xmp``.
    most : tuple of int, optional
        The most pixels that can be had of a raw file, where they are fewer than ``size``.
    """

    pixels: Image.Image
    size: Size
    orientation: int
    colour: Colour
    format: str
    main: metadata.Tags
    camera: metadata.Tags
    gps: metadata.Tags
    info: dict[Any, Any]
    most: Size | None = None

    @property
    def is_full(self) -> bool:
        """Whether no more pixels can be had."""
        return self.pixels.size == (self.most or self.size)


def open_picture(
    data: bytes, require_size: Callable[[Size], None], needed: Callable[[Size], float]
) -> Picture:
    """Open the picture of a file.

    Parameters
    ----------
    data : bytes
        The whole file.
    require_size : callable
        Raises where width and height are more than can be opened; called before any pixel is.
    needed : callable
        Says of width and height at which scale (1 at most) the picture is wanted at least.

    Raises
    ------
    Refused
        If the picture is of a kind that is not read.
    Exception
        Anything, from decoders over damaged bytes.
    """
    if is_raw(data):
        return _open_raw(data, require_size, needed)
    if is_jxl(data):
        return _open_jxl(data, require_size)
    try:
        picture = _open(data, require_size, needed)
    except (OSError, SyntaxError, ValueError) as error:
        mended = _mended(data, error)
        if mended is None:
            raise
    else:
        if picture.format != "JPEG" or jpeg_end.has_end(data):
            return picture
        mended = jpeg_end.with_end(data)
        if mended is None:
            raise EOFError
    return _open(mended, require_size, needed)


def _open_jxl(data: bytes, require_size: Callable[[Size], None]) -> Picture:
    image = read_jxl(data, require_size)
    main, camera, gps = metadata.read_exif(image)
    colour = read_colour(image, data, camera)
    info = image.info
    return Picture(make_resizable(image), image.size, 1, colour, JXL, main, camera, gps, info)


def _open_raw(
    data: bytes, require_size: Callable[[Size], None], needed: Callable[[Size], float]
) -> Picture:
    """Open the camera's preview of a raw file; where that is too small, its sensor's values."""
    sensor_spans(data)  # complains of a file that is cut off, before anything large is made
    tags = read_raw_tags(data)
    with RawFile(data) as raw:
        require_size(raw.size)
        longest = max(raw.size)
        wanted_px = max(needed(raw.size) * longest, _SMALL_PREVIEW_PX)
        preview = _open_preview(raw, tags, require_size, needed)
        if preview is None or max(preview.size) < min(wanted_px, longest // 2):
            try:
                pixels = Image.fromarray(raw.develop())
            except Exception:
                if preview is None:
                    raise
            else:
                preview = Picture(pixels, pixels.size, 1, Colour(), "", {}, {}, {}, {})
        return _of_raw(raw, tags, preview)


def _open_preview(
    raw: RawFile,
    tags: RawTags,
    require_size: Callable[[Size], None],
    needed: Callable[[Size], float],
) -> Picture | None:
    """Open the preview; None where there is none, or it is damaged."""
    found = raw.preview()
    if found is None:
        return None
    if not isinstance(found, bytes):
        pixels = Image.fromarray(found)
        return Picture(pixels, pixels.size, 1, Colour(), "", {}, {}, {}, {})
    try:
        picture = _open(found, require_size, needed)
    except Exception:  # noqa: BLE001 - decoders raise anything over damaged bytes
        return None
    if picture.colour == Colour() and tags.is_adobe:
        numbers = ColourNumbers(ADOBE_PRIMARIES, gamma=ADOBE_GAMMA)
        return replace(picture, colour=Colour(numbers=numbers))
    return picture


def _of_raw(raw: RawFile, tags: RawTags, shown: Picture) -> Picture:
    """Return what is shown of a raw file, with what stands in the file itself."""
    size, orientation = raw.size, raw.orientation
    if orientation >= 5 and (size[0] > size[1]) != (shown.size[0] > shown.size[1]):
        # Some programs turn the preview when they write it.
        size, orientation = (size[1], size[0]), 1
    return replace(
        shown,
        size=_cut_alike(size, shown.size),
        most=max(shown.size, (size[0] // 2, size[1] // 2)),
        orientation=orientation,
        format=RAW,
        main=tags.main,
        camera=tags.camera,
        gps=tags.gps,
        info={"xmp": tags.xmp} if tags.xmp else {},
    )


def _cut_alike(size: Size, shown: Size) -> Size:
    """Return a size with the shape of what is shown: cameras can cut a photo, not its raw file."""
    width, height = size
    cut = (
        min(width, round(height * shown[0] / shown[1])),
        min(height, round(width * shown[1] / shown[0])),
    )
    return size if max(width - cut[0], height - cut[1]) <= 0.03 * max(size) else cut


def _mended(data: bytes, error: Exception) -> bytes | None:
    """Return the file without what kept it from being read; None where that is its picture."""
    if data.startswith(png_chunks.SIGNATURE):
        return png_chunks.without_extras(data)
    is_cut = data.startswith(b"\xff\xd8") and not isinstance(error, UnidentifiedImageError)
    if not is_cut or "truncated" not in str(error).lower() or jpeg_end.has_end(data):
        return None
    return jpeg_end.with_end(data)


def _open(
    data: bytes, require_size: Callable[[Size], None], needed: Callable[[Size], float]
) -> Picture:
    plan = plan_tiff(data)
    if plan is not None and plan.is_ours:
        return _open_samples(data, plan, require_size)
    with Image.open(BytesIO(data if plan is None else plan.data), formats=FORMATS) as image:
        require_size(image.size)
        file_format = image.format or ""
        size = image.size
        shown: Image.Image = image
        if file_format in _JPEGS:
            shown = _load_jpeg(image, data, needed(size))
        else:
            image.load()
        if plan is not None and _is_twelve_bits_in_sixteen(image, plan):
            return _open_samples(data, plan, require_size)
        # TIFF is turned by its own decoder, HEIF by libheif: only now the tag says what is left.
        if file_format not in _JPEGS:
            size = image.size
        main, camera, gps = metadata.read_exif(image)
        picture = Picture(
            pixels=_pixels(shown, plan),
            size=size,
            orientation=metadata.read_orientation(main),
            colour=read_colour(image, data, camera),
            format="JPEG" if file_format == "MPO" else file_format,
            main=main,
            camera=camera,
            gps=gps,
            info=image.info,
        )
    if plan is not None and plan.first_tags:
        picture = _with_first_page(picture, data, plan)
    peak = measure_peak(picture.pixels, picture.colour.numbers)
    return replace(picture, colour=replace(picture.colour, peak=peak)) if peak > 1 else picture


def _load_jpeg(image: ImageFile.ImageFile, data: bytes, scale: float) -> Image.Image:
    """Load a JPEG at a scale, or the preview of its camera where that shows the same."""
    width, height = image.size
    wanted = max(1, round(width * scale)), max(1, round(height * scale))
    is_plain = "mp" in image.info and image.mode == "RGB" and "icc_profile" not in image.info
    if is_plain and is_as_taken(image):
        preview = large_preview(data, image.size, wanted)
        if preview is not None:
            return preview
    small = decode_eighth(data, image, wanted)
    if small is not None:
        return small
    image.draft(None, wanted)
    # All of it at once: Pillow copies what it is fed in pieces, and begins parts again.
    image.decodermaxblock = len(data)
    image.load()
    return image


def _pixels(image: Image.Image, plan: TiffPlan | None) -> Image.Image:
    if plan is None:
        return make_resizable(_without_empty_alpha(image))
    pixels = make_resizable(image, plan.top)
    return ImageOps.invert(pixels) if plan.is_inverted else pixels


def _without_empty_alpha(image: Image.Image) -> Image.Image:
    """Return a BMP whose every pixel is transparent as an opaque one: nobody wrote its alpha."""
    if image.format == "BMP" and image.mode == "RGBA" and not image.getchannel("A").getbbox():
        return image.convert("RGB")
    return image


def _is_twelve_bits_in_sixteen(image: Image.Image, plan: TiffPlan) -> bool:
    """Say whether Pillow kept the upper 8 of 16 bits of which the upper four are never used."""
    if image.mode not in ("RGB", "RGBA", "CMYK") or layout(plan.tags)[0] != 16:
        return False
    return 8 <= int(np.asarray(image)[..., :3].max()) < 16


def _open_samples(data: bytes, plan: TiffPlan, require_size: Callable[[Size], None]) -> Picture:
    size = size_of(plan.tags)
    require_size(size)
    pixels = read_samples(plan)
    main, camera, gps = metadata.read_tiff_exif(data)
    if plan.tags.get(_PROFILE):
        pixels.info["icc_profile"] = plan.tags[_PROFILE]
    picture = Picture(
        pixels=pixels,
        size=size,
        orientation=metadata.read_orientation(plan.tags),
        colour=read_colour(pixels, data, camera),
        format="TIFF",
        main=main,
        camera=camera,
        gps=gps,
        info=pixels.info,
    )
    return _with_first_page(picture, data, plan) if plan.first_tags else picture


def _with_first_page(picture: Picture, data: bytes, plan: TiffPlan) -> Picture:
    """Add what the first page says and the one with the picture does not."""
    main, camera, gps = metadata.read_tiff_exif(data)
    profile = plan.first_tags.get(_PROFILE)
    colour = picture.colour
    if colour == Colour() and isinstance(profile, bytes):
        colour = Colour(profile)
    own_turn = ExifTags.Base.Orientation in plan.tags
    return replace(
        picture,
        orientation=picture.orientation if own_turn else metadata.read_orientation(main),
        colour=colour,
        main={**main, **picture.main},
        camera=picture.camera or camera,
        gps=picture.gps or gps,
    )
