"""Files of every format, depth, profile, orientation and oddity, which all show a known picture."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from PIL import ExifTags, Image, PngImagePlugin

from . import known_picture as known
from .conftest import STORED
from .tiff_writer import Page, write_tiff

Array = known.Array
# PNG and TIFF keep every value; the others tell how much a codec costs.
EXACT, LOSSY, CODED = 3, 7, 9


@dataclass(frozen=True)
class Case:
    """A file, the upright sRGB picture that it shows (0-1), and the error allowed of 255."""

    name: str
    make: Callable[[], bytes]
    expected: Array
    tolerance: int = EXACT


def cases() -> list[Case]:
    """Return all cases."""
    groups = (plain, deep, turned, odd_turns, profiles, numbers, tiffs, oddities)
    return [case for group in groups for case in group()]


def save(image: Image.Image, file_format: str, **options: Any) -> bytes:
    """Return a file written by Pillow."""
    out = BytesIO()
    image.save(out, file_format, **options)
    return out.getvalue()


def image_of(values: Array) -> Image.Image:
    """Return values of 0-1 as a picture of 8 bits."""
    return Image.fromarray(known.to_bytes(values))


SHOWN = known.picture()
GREY = known.grey_picture()
GREY_SHOWN = np.repeat(GREY[..., None], 3, axis=2)
GOOD: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 97, "subsampling": 0},
    "PNG": {},
    "WEBP": {"lossless": True},
    "TIFF": {},
    "AVIF": {"quality": 100, "subsampling": "4:4:4"},
    "GIF": {},
    "BMP": {},
}
TOLERANCE = {"JPEG": LOSSY, "AVIF": LOSSY}


def good(values: Array, file_format: str, **options: Any) -> bytes:
    """Return a file that keeps the values well."""
    return save(image_of(values), file_format, **{**GOOD[file_format], **options})


def plain() -> Iterator[Case]:
    """Formats and their own varieties, modes of colour, transparency."""
    ways: list[tuple[str, str, dict[str, Any], int]] = [
        ("JPEG", "baseline", {}, LOSSY),
        ("JPEG", "progressive", {"progressive": True}, LOSSY),
        ("JPEG", "420", {"subsampling": 2}, CODED),
        ("JPEG", "422", {"subsampling": 1}, CODED),
        ("JPEG", "restarts", {"restart_marker_blocks": 1}, LOSSY),
        ("JPEG", "RGB inside", {"keep_rgb": True}, LOSSY),
        ("PNG", "plain", {}, EXACT),
        ("WEBP", "lossless", {}, EXACT),
        ("WEBP", "lossy", {"lossless": False, "quality": 97}, CODED),
        ("AVIF", "444", {}, LOSSY),
        ("AVIF", "420", {"subsampling": "4:2:0"}, CODED),
        ("AVIF", "limited range", {"range": "limited"}, LOSSY),
        ("GIF", "palette", {}, 30),
        ("BMP", "24 bits", {}, EXACT),
        *(("TIFF", kind, {"compression": kind}, EXACT) for kind in ("tiff_lzw", "packbits")),
        ("TIFF", "deflate", {"compression": "tiff_adobe_deflate"}, EXACT),
        ("TIFF", "jpeg", {"compression": "jpeg", "quality": 97}, CODED),
        ("TIFF", "big", {"big_tiff": True}, EXACT),
    ]
    for file_format, name, options, tolerance in ways:
        yield Case(
            f"{file_format} {name}",
            lambda f=file_format, o=options: good(SHOWN, f, **o),
            SHOWN,
            tolerance,
        )
    for file_format in ("JPEG", "PNG", "WEBP", "TIFF", "AVIF", "BMP", "GIF"):
        yield Case(
            f"{file_format} grey",
            lambda f=file_format: good(GREY, f),
            GREY_SHOWN,
            TOLERANCE.get(file_format, EXACT),
        )
    for file_format in ("PNG", "WEBP", "TIFF", "AVIF"):
        yield Case(
            f"{file_format} half transparent",
            lambda f=file_format: good(np.dstack([SHOWN, np.full(SHOWN.shape[:2], 0.5)]), f),
            SHOWN * 0.5 + 0.5,
            TOLERANCE.get(file_format, EXACT),
        )
    for file_format in ("JPEG", "TIFF"):
        yield Case(
            f"{file_format} CMYK",
            lambda f=file_format: save(image_of(SHOWN).convert("CMYK"), f, quality=97),
            SHOWN,
            LOSSY,
        )
    yield Case("TIFF YCbCr", lambda: save(image_of(SHOWN).convert("YCbCr"), "TIFF"), SHOWN, 4)
    yield Case("PNG palette", lambda: save(image_of(GREY).convert("P"), "PNG"), GREY_SHOWN)


def deep() -> Iterator[Case]:
    """Sixteen bits in PNG."""
    for name, kind, values in (
        ("grey", 0, GREY[..., None]),
        ("RGB", 2, SHOWN),
        ("grey with alpha", 4, np.dstack([GREY, np.ones(GREY.shape)])),
        ("RGBA", 6, np.dstack([SHOWN, np.ones(GREY.shape)])),
    ):
        shown = SHOWN if kind & 2 else GREY_SHOWN
        yield Case(f"PNG 16 bits {name}", lambda k=kind, v=values: png_of(v, k), shown)


def png_of(values: Array, kind: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """Write a PNG of 16 bits by hand, with further chunks before its picture."""
    height, width = values.shape[:2]
    samples = np.round(values * 65535).astype(">u2")
    rows = b"".join(b"\0" + samples[y].tobytes() for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 16, kind, 0, 0, 0)
    parts = ((b"IHDR", header), *chunks, (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def chunk(kind: bytes, body: bytes, *, is_right: bool = True) -> bytes:
    """Return a chunk of PNG, with a wrong checksum if asked."""
    checksum = zlib.crc32(kind + body) ^ (not is_right)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def with_chunk(png: bytes, kind: bytes, body: bytes, *, is_right: bool = True) -> bytes:
    """Return a PNG with a further chunk right after its header."""
    return png[:33] + chunk(kind, body, is_right=is_right) + png[33:]


def stored_turned(orientation: int) -> Image.Image:
    """Return the picture as a turned camera stores it."""
    image = image_of(SHOWN)
    for step in STORED[orientation]:
        image = image.transpose(step)
    return image


def turned() -> Iterator[Case]:
    """Every orientation, in every format that says one."""
    for file_format in ("JPEG", "PNG", "WEBP", "TIFF", "AVIF"):
        for orientation in range(2, 9):
            yield Case(
                f"{file_format} turned {orientation}",
                lambda f=file_format, o=orientation: save(
                    stored_turned(o), f, **GOOD[f], exif=exif_of(o, 3, struct.pack("<H", o))
                ),
                SHOWN,
                TOLERANCE.get(file_format, EXACT),
            )


def exif_of(orientation: int, kind: int, value: bytes, count: int = 1) -> bytes:
    """Write EXIF whose orientation is of any type; long values follow the directory."""
    del orientation
    size = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 8: 2, 9: 4, 11: 4, 12: 8}[kind] * count
    field = value.ljust(4, b"\0") if size <= 4 else struct.pack("<I", 26)
    entry = struct.pack("<HHI", ExifTags.Base.Orientation, kind, count) + field
    tail = value if size > 4 else b""
    return b"Exif\0\0II*\0\x08\0\0\0\x01\0" + entry + b"\0\0\0\0" + tail


ODD_TYPES = {
    "BYTE": (1, struct.pack("<B", 6), 1),
    "SBYTE": (6, struct.pack("<b", 6), 1),
    "ASCII": (2, b"6\0", 2),
    "LONG": (4, struct.pack("<I", 6), 1),
    "SSHORT": (8, struct.pack("<h", 6), 1),
    "SLONG": (9, struct.pack("<i", 6), 1),
    "RATIONAL": (5, struct.pack("<II", 6, 1), 1),
    "FLOAT": (11, struct.pack("<f", 6.0), 1),
    "DOUBLE": (12, struct.pack("<d", 6.0), 1),
    "two SHORTs": (3, struct.pack("<HH", 6, 0), 2),
}
_TYPES = {"BYTE": 1, "ASCII": 2, "LONG": 4, "SSHORT": 8, "SLONG": 9, "RATIONAL": 5}


def odd_turns() -> Iterator[Case]:
    """Orientations of types that EXIF does not allow, and those of XMP alone."""
    for name, (kind, value, count) in ODD_TYPES.items():
        for file_format in ("JPEG", "PNG", "WEBP"):
            yield Case(
                f"{file_format} turned by {name}",
                lambda f=file_format, k=kind, v=value, c=count: save(
                    stored_turned(6), f, **GOOD[f], exif=exif_of(6, k, v, c)
                ),
                SHOWN,
                TOLERANCE.get(file_format, EXACT),
            )
        if name not in _TYPES:
            continue
        values = np.asarray(stored_turned(6))
        page = Page(values, 2, extra_tags={274: (kind, count, value)})
        yield Case(f"TIFF turned by {name}", lambda p=page: write_tiff(p), SHOWN)
    xmp = b'<x:xmpmeta><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    for file_format in ("JPEG", "WEBP"):
        yield Case(
            f"{file_format} turned by XMP alone",
            lambda f=file_format: save(stored_turned(6), f, **GOOD[f], xmp=xmp),
            SHOWN,
            TOLERANCE.get(file_format, EXACT),
        )


def profiles() -> Iterator[Case]:
    """Profiles that do what their name says, and those whose name says sRGB and that do not."""
    wide = {
        "P3": (known.P3, 0.0),
        "Adobe RGB": (known.ADOBE, 563 / 256),
        "ProPhoto": (known.PROPHOTO, 1.8),
        "linear": (known.SRGB, 1.0),
    }
    for name, (primaries, gamma) in wide.items():
        curve = known.power(gamma) if gamma else known.srgb_of
        values = known.encoded(SHOWN, primaries, curve)
        # Eight bits of light are few: dark tones lose steps before we see them.
        extra = {"linear": 9, "ProPhoto": 5}.get(name, 3)
        for title in (name, f"sRGB {name}"):
            data = known.profile(title, primaries, gamma)
            for file_format in ("JPEG", "PNG", "TIFF", "WEBP", "AVIF"):
                yield Case(
                    f"{file_format} profile {title}",
                    lambda f=file_format, v=values, d=data: good(v, f, icc_profile=d),
                    SHOWN,
                    TOLERANCE.get(file_format, EXACT) + extra,
                )
    same = known.profile("something else", known.SRGB)
    yield Case("PNG profile of sRGB", lambda: good(SHOWN, "PNG", icc_profile=same), SHOWN, 1)
    grey = known.grey_profile(1.0)
    light = known.light_of(GREY)
    yield Case("PNG grey light", lambda: good(light, "PNG", icc_profile=grey), GREY_SHOWN, 9)


# Made by libheif and x265 from the four corners of conftest; 64 x 40, nclx 1/13/6.
HEIC = (
    "AAAAHGZ0eXBoZWl4AAAAAG1pZjFoZWl4bWlhZgAAAX5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAA"
    "AAAAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAABogABAAAAAAAAAO4AAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAAB"
    "AABodmMxAAAAAA5waXRtAAAAAAABAAAA/mlwcnAAAADeaXBjbwAAAHdodmNDAQQIAAAAnjgAAAAAHvAA/P/4+AAADw"
    "NgAAEAF0ABDAH//wQIAAADAJ44AAADAAAeugJAYQABACpCAQEECAAAAwCeOAAAAwAAHpAEECCy3VyU1zcBDQYEAAAD"
    "AGQAAAMABCBiAAEACEQBwXMYMAiQAAAAE2NvbHJuY2x4AAEADQAGgAAAABRpc3BlAAAAAAAAAEAAAABAAAAAKGNsYX"
    "AAAABAAAAAAQAAACgAAAABAAAAAAAAAAL////oAAAAAgAAABBwaXhpAAAAAAMICAgAAAAYaXBtYQAAAAAAAAABAAEF"
    "gQIDBYQAAAD2bWRhdAAAAOooAa8J4MeROEf/0qX/9UjofTMe7Wv203w3sn38Tz9sXKz7k5f/BchJshH0zTGzIf+b/4"
    "BWX15t/u1QiqAfKpoYg4AM5d+I6+nIvCu/qO6qGfTFiN1N/57fJcLUSjKz18lyWVQVg8SatV8Cyy40XtfIrv5PZONn"
    "orJ/d19Wd8mLElj1kGBE8RjS1nYOqciMi84XY17v1OzJrstwyo14KUnvsJYba8ux0BwpmBAefeKqQkp9os427kXRjq"
    "J0MWxiCHIhhB8yWp1oOpkYXvGDtz7kJzUEqdkZ774LeJv/Vor6IsQpJr9LbVvu7Wg="
)


def heic_of(primaries: int, transfer: int) -> bytes:
    """Return the HEIC with other numbers."""
    import base64

    return with_nclx(base64.b64decode(HEIC), primaries, transfer)


def with_nclx(data: bytes, primaries: int, transfer: int) -> bytes:
    """Return an AVIF or HEIF file whose nclx says other numbers."""
    at = data.index(b"nclx") + 4
    return data[:at] + struct.pack(">HH", primaries, transfer) + data[at + 4 :]


CODES: dict[str, tuple[int, int, tuple[float, ...], Callable[[Array], Array]]] = {
    "P3": (12, 13, known.P3, known.srgb_of),
    "BT.2020": (9, 14, known.BT2020, known.srgb_of),
    "BT.2020 PQ": (9, 16, known.BT2020, known.pq),
    "BT.2020 HLG": (9, 18, known.BT2020, known.hlg),
    "P3 PQ": (12, 16, known.P3, known.pq),
    "BT.601": (6, 6, known.BT601, known.srgb_of),
    "linear": (1, 8, known.SRGB, lambda light: light),
    "BT.709": (1, 1, known.SRGB, known.srgb_of),
    "unspecified": (2, 2, known.SRGB, known.srgb_of),
}


def numbers() -> Iterator[Case]:
    """Colours described by numbers: nclx, cICP, gAMA with cHRM, and EXIF alone."""
    for name, (primaries, transfer, where, curve) in CODES.items():
        values = known.encoded(SHOWN, where, curve)
        extra = 9 if transfer in (8, 16, 18) else 3
        yield Case(
            f"AVIF nclx {name}",
            lambda v=values, p=primaries, t=transfer: with_nclx(good(v, "AVIF"), p, t),
            SHOWN,
            LOSSY + extra,
        )
        body = bytes((primaries, transfer, 0, 1))
        yield Case(
            f"PNG cICP {name}",
            lambda v=values, b=body: with_chunk(good(v, "PNG"), b"cICP", b),
            SHOWN,
            EXACT + extra,
        )
    yield from _gammas()
    yield from _adobe()


def _gammas() -> Iterator[Case]:
    for name, gamma, where, tolerance in (
        ("gamma of 1", 1.0, known.SRGB, 9),
        ("gamma of 1.8", 1.8, known.SRGB, 5),
        ("gamma of 2.2", 2.2, known.SRGB, EXACT),
        ("Adobe RGB", 2.2, known.ADOBE, 5),
        ("P3 and gamma of 1.6", 1.6, known.P3, 5),
    ):
        is_like_srgb = gamma == 2.2
        curve = known.srgb_of if is_like_srgb else known.power(gamma)
        values = known.encoded(SHOWN, where, curve)
        pairs = [*where[6:], *where[:6]]
        colours = struct.pack(">8I", *(round(pair * 100_000) for pair in pairs))
        chunks = (
            (b"gAMA", struct.pack(">I", round(100_000 / gamma))),
            (b"cHRM", colours),
        )
        yield Case(f"PNG {name}", lambda v=values, c=chunks: png_of(v, 2, *c), SHOWN, tolerance)
    light = known.light_of(GREY)[..., None]
    one = (b"gAMA", struct.pack(">I", 100_000))
    yield Case("PNG grey gamma of 1", lambda: png_of(light, 0, one), GREY_SHOWN, 9)
    srgb = (b"sRGB", b"\0")
    yield Case("PNG sRGB wins over gamma", lambda: png_of(SHOWN, 2, srgb, one), SHOWN)


def _adobe() -> Iterator[Case]:
    values = known.encoded(SHOWN, known.ADOBE, known.power(563 / 256))
    for name, space, index in (("R03", 65535, "R03"), ("R03 alone", None, "R03"), ("2", 2, None)):
        for file_format in ("JPEG", "WEBP"):
            yield Case(
                f"{file_format} Adobe RGB by EXIF {name}",
                lambda f=file_format, s=space, i=index: good(values, f, exif=space_exif(s, i)),
                SHOWN,
                TOLERANCE.get(file_format, EXACT) + 3,
            )
    for name, space, index in (
        ("sRGB", 1, "R98"),
        ("sRGB with R03", 1, "R03"),
        ("none", 65535, None),
    ):
        yield Case(
            f"JPEG by EXIF {name}",
            lambda s=space, i=index: good(SHOWN, "JPEG", exif=space_exif(s, i)),
            SHOWN,
            LOSSY,
        )


def space_exif(space: int | None, index: str | None) -> bytes:
    """Return EXIF that names a colour space, an interoperability index, or both."""
    exif = Image.Exif()
    camera: dict[int, Any] = {}
    if space is not None:
        camera[ExifTags.Base.ColorSpace] = space
    if index is not None:
        camera[ExifTags.IFD.Interop] = {1: index}
    exif[ExifTags.IFD.Exif] = camera
    return exif.tobytes()


def tiffs() -> Iterator[Case]:
    """TIFF: depths, planes, byte orders, white as zero, tiles, pages."""
    top = {"u1": 255, "u2": 65535, "u4": 2**32 - 1, "i2": 32767, "f2": 1.0, "f4": 1.0, "f8": 1.0}
    for order in "<>":
        for kind in ("u2", "u4", "i2", "f2", "f4", "f8"):
            for is_white_zero in (False, True):
                values = _samples(1 - GREY if is_white_zero else GREY, kind, top[kind])
                page = Page(values, int(not is_white_zero), is_deflated=is_white_zero)
                yield _tiff(f"grey {kind} white {int(is_white_zero)}", page, order, GREY_SHOWN)
        for name, kind, options in (
            ("planes 8", "u1", {"is_planar": True}),
            ("planes 16", "u2", {"is_planar": True}),
            ("planes 16 deflated", "u2", {"is_planar": True, "is_deflated": True}),
            ("16 predicted", "u2", {"is_deflated": True, "is_predicted": True}),
            ("16 tiles", "u2", {"tile": 16}),
            ("planes 16 tiles", "u2", {"tile": 16, "is_planar": True}),
        ):
            page = Page(_samples(SHOWN, kind, top[kind]), 2, **options)
            yield _tiff(name, page, order, SHOWN)
        for bits in (10, 12, 14):
            page = Page(_samples(GREY, "u2", 2**bits - 1), 1, bits=bits)
            yield _tiff(f"grey {bits} packed", page, order, GREY_SHOWN)
            page = Page(_samples(SHOWN, "u2", 2**bits - 1), 2, bits=bits)
            yield _tiff(f"RGB {bits} packed", page, order, SHOWN)
        whole = np.minimum(GREY / GREY.max(), 1)
        shown = np.repeat(whole[..., None], 3, axis=2)
        page = Page(_samples(whole, "u2", 4095), 1)
        yield _tiff("grey 12 in 16", page, order, shown)
        page = Page(_samples(SHOWN, "u2", 4095), 2, extra_tags={281: [4095] * 3})
        yield _tiff("RGB 12 in 16 by tag", page, order, SHOWN)
        page = Page(_samples(SHOWN / SHOWN.max(), "u2", 4095), 2)
        yield _tiff("RGB 12 in 16", page, order, SHOWN / SHOWN.max())
        yield from _pages(order)


def _pages(order: str) -> Iterator[Case]:
    lesser = np.zeros((8, 12, 3), np.uint8)
    whole = np.asarray(stored_turned(6))
    reduced = Page(lesser, 2, extra_tags={254: 1})
    old = Page(lesser, 2, extra_tags={255: [2]})
    turn = {274: 6}
    full = Page(whole, 2, extra_tags=turn)
    yield Case(f"TIFF {order} reduced first", lambda: write_tiff(reduced, full, order=order), SHOWN)
    yield Case(
        f"TIFF {order} reduced first, old way", lambda: write_tiff(old, full, order=order), SHOWN
    )
    above = Page(lesser, 2, extra_tags={254: 1, **turn}, below=[Page(whole, 2)])
    yield Case(f"TIFF {order} picture below", lambda: write_tiff(above, order=order), SHOWN)
    if order == ">":
        return  # Pillow reads large files of this order wrong: they are refused
    yield Case("TIFF big, reduced first", lambda: write_tiff(reduced, full, big=True), SHOWN)
    white = Page(_samples(1 - GREY, "u2", 65535), 0)
    yield Case("TIFF big, white is zero", lambda: write_tiff(white, big=True), GREY_SHOWN)


def _samples(values: Array, kind: str, top: float) -> Array:
    scaled = values * top
    return (scaled if kind[0] == "f" else np.round(scaled)).astype(kind)


def _tiff(name: str, page: Page, order: str, shown: Array) -> Case:
    return Case(f"TIFF {order} {name}", lambda: write_tiff(page, order=order), shown)


def _packed_noise(size: int) -> bytes:
    return zlib.compress(np.random.default_rng(0).bytes(size), 1)


def oddities() -> Iterator[Case]:
    """Files that lack or carry something that is not the picture."""
    jpeg = good(SHOWN, "JPEG")
    late = good(SHOWN, "JPEG", progressive=True)
    marked = good(SHOWN, "JPEG", restart_marker_blocks=2)
    for name, data in (("", jpeg), (" progressive", late), (" restarts", marked)):
        yield Case(f"JPEG{name} without its end", lambda d=data: d[:-2], SHOWN, LOSSY)
        yield Case(f"JPEG{name} with half its end", lambda d=data: d[:-1], SHOWN, LOSSY)
    yield Case("JPEG padded with zeros", lambda: jpeg[:-2] + b"\0" * 4096, SHOWN, LOSSY)
    yield Case("JPEG with a tail", lambda: jpeg + b"film" * 999, SHOWN, LOSSY)
    png = good(SHOWN, "PNG")
    for name, kind, head, size in (
        ("text", b"zTXt", b"Comment\0\0", 3 << 20),
        ("profile", b"iCCP", b"large\0\0", 2 << 20),
    ):
        yield Case(
            f"PNG large {name}",
            lambda k=kind, h=head, s=size: with_chunk(png, k, h + _packed_noise(s)),
            SHOWN,
        )
    for kind in (b"tEXt", b"zTXt", b"iTXt", b"tIME"):
        yield Case(
            f"PNG wrong checksum of {kind.decode()}",
            lambda k=kind: with_chunk(png, k, b"Comment\0\0\0\0\0x", is_right=False),
            SHOWN,
        )
    late_text = png[:-12] + chunk(b"tEXt", b"a\0b", is_right=False) + png[-12:]
    yield Case("PNG wrong checksum after the picture", lambda: late_text, SHOWN)
    info = PngImagePlugin.PngInfo()
    info.add_text("long", "x" * 3_000_000)
    yield Case("PNG long plain text", lambda: good(SHOWN, "PNG", pnginfo=info), SHOWN)
    for alpha, shown in ((0.0, SHOWN), (0.5, SHOWN * 0.5 + 0.5)):
        rgba = np.dstack([SHOWN, np.full(SHOWN.shape[:2], alpha)])
        yield Case(f"BMP of 32 bits, alpha {alpha}", lambda v=rgba: bmp_of(v), shown)


def bmp_of(rgba: Array) -> bytes:
    """Write a BMP of 32 bits with a mask for alpha."""
    pixels = known.to_bytes(rgba)[::-1, :, [2, 1, 0, 3]].tobytes()
    height, width = rgba.shape[:2]
    masks = struct.pack("<4I", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    head = struct.pack("<IiiHHIIiiII", 108, width, height, 1, 32, 3, len(pixels), 0, 0, 0, 0)
    head += masks + b"BGRs" + b"\0" * 48
    return b"BM" + struct.pack("<IHHI", 14 + 108 + len(pixels), 0, 0, 122) + head + pixels
