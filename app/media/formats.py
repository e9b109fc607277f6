"""What counts as a photo: by its extension or, where that says nothing, by its first bytes.

A raw file counts, too, unless the camera's own picture of the shot lies beside it: then it belongs
to that (:func:`raws_of_pairs`).

A file with the extension of a photo counts whatever it holds (it may fail later, by name). A file
with an extension that is known to mean something else is never opened. Everything else (no
extension, or one that nobody knows) is recognised by its signature.
What the system tells of a file besides stands here, too.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable

from app.core.types import PhotoFile

_JPEG = "jpg jpeg jpe jfif"
_LATEST_NS = 2**63 - 1
# Device and inode.
Identity = tuple[int, int]
_HEIF = "heic heif hif"
_PHOTO = f"{_JPEG} {_HEIF} png webp tif tiff gif bmp avif jxl"
_RAW = """
3fr arw cr2 cr3 crw dcr dng erf fff iiq kdc mef mos mrw nef nrw orf pef raf rw2 rwl sr2 srf srw x3f
"""
# Films and sound; drawings and rare picture formats; texts; archives; code; companions and
# left-overs.
_OTHER = """
mp4 m4v mov avi mkv webm mpg mpeg mts m2ts 3gp 3g2 wmv flv vob ogv insv lrv thm
mp3 m4a aac wav flac ogg opus wma aiff mid
psd psb xcf kra ora ai eps svg svgz ico icns cur jp2 j2k jpf jpx jxr hdr exr tga dds pcx ppm
pgm pbm pnm xpm xbm wmf emf fits qoi sgi sketch indd cdr blend
pdf doc docx xls xlsx ppt pptx odt ods odp rtf txt md html htm css js json xml csv tsv yml yaml
toml ini cfg conf log tex epub mobi
zip rar 7z tar gz tgz bz2 xz zst iso dmg exe dll so dylib msi deb rpm apk jar
py pyc c h cpp hpp rs go java kt swift sh bat ps1 rb php pl sql
raw xmp aae pp3 dop cos on1 lnk url webloc desktop ds_store db sqlite sqlite-wal sqlite-shm
lrcat lrprev ttf otf woff woff2 part crdownload tmp bak swp lock torrent ics vcf eml
"""


class Refused(Exception):
    """Why a picture is not read, although its file may be whole: the code of a failure."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


JPEG_EXTENSIONS = frozenset(_JPEG.split())
RAW_EXTENSIONS = frozenset(_RAW.split())
PHOTO_EXTENSIONS = frozenset(_PHOTO.split()) | RAW_EXTENSIONS
OTHER_EXTENSIONS = frozenset(_OTHER.split())
# In these a camera writes its picture of a shot, beside the raw file.
CAMERA_EXTENSIONS = frozenset((*_JPEG.split(), *_HEIF.split()))

SIGNATURE_BYTES = 32
_JXL_CONTAINER = b"\0\0\0\x0cJXL \r\n\x87\n"
_BMP_HEADER_SIZES = frozenset((12, 40, 52, 56, 64, 108, 124))
_HEIF_BRANDS = frozenset(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
)
# Where no TIFF is meant: Fujifilm, Olympus, Panasonic, Minolta, Sigma.
_RAW_HEADS = (b"FUJIFILMCCD-RAW", b"IIRO", b"IIRS", b"MMOR", b"IIU\0", b"\0MRM", b"FOVb")
_TIFF_HEADS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_CANON_HEADS = ((4, b"ftypcrx "), (6, b"HEAPCCDR"))
# Canon and Phase One write these into the head of a TIFF.
_RAW_TIFF_MARKS = (b"CR", b"IIII", b"MMMM")


def extension(name: str) -> str:
    """Return the lower-case extension of a file name without its dot, or ``""``."""
    before, _, ending = name.rpartition(".")
    # A walk asks it several times a file. What begins with dots, or has one above, is rare.
    if not before or before[-1] in "./\\" or "/" in ending or "\\" in ending:
        return os.path.splitext(name)[1][1:].lower()
    return ending.lower()


def is_photo_signature(head: bytes) -> bool:
    """Say whether the first bytes of a file (32 are enough) are those of a photo format."""
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")):
        return True
    if head.startswith(_TIFF_HEADS) or is_raw_signature(head) or is_jxl_signature(head):
        return True
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return True
    if head[:2] == b"BM" and len(head) >= 18:
        # Two letters are weak evidence: ask for a known header size too.
        return int.from_bytes(head[14:18], "little") in _BMP_HEADER_SIZES
    return head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS


def is_jxl_signature(head: bytes) -> bool:
    """Say whether first bytes (12 are enough) are those of JPEG XL in its container.

    Bare JPEG XL begins with two bytes alone: where a name says it, that is enough.
    """
    return head.startswith(_JXL_CONTAINER)


def is_raw_signature(head: bytes) -> bool:
    """Say whether first bytes (32 are enough) are those of a raw file, and of nothing else."""
    return (
        head.startswith(_RAW_HEADS)
        or any(head.startswith(mark, at) for at, mark in _CANON_HEADS)
        or (head.startswith(_TIFF_HEADS) and head.startswith(_RAW_TIFF_MARKS, 8))
    )


def raws_of_pairs(names: Iterable[str]) -> frozenset[str]:
    """Return those names of one folder that are of raw files beside the camera's own picture.

    Files of one name belong together, whatever case they are written in.
    """
    by_ending = [(name, extension(name)) for name in names]
    raws = [name for name, ending in by_ending if ending in RAW_EXTENSIONS]
    if not raws:
        return frozenset()
    shown = {
        os.path.splitext(name)[0].casefold()
        for name, ending in by_ending
        if ending in CAMERA_EXTENSIONS
    }
    return frozenset(raw for raw in raws if os.path.splitext(raw)[0].casefold() in shown)


def read_signature(path: str) -> bytes:
    """Read the first bytes of a regular file, never waiting on a pipe or a device.

    Raises
    ------
    OSError
        If the file cannot be opened or read.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags | getattr(os, "O_CLOEXEC", 0))
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return b""
        return os.read(descriptor, SIGNATURE_BYTES)
    finally:
        os.close(descriptor)


def identity_of(path: str) -> Identity | None:
    """Return device and inode of what lies at a path, links followed; None where nothing does."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def look_at_file(path: str) -> PhotoFile:
    """Return the file at a path as a walk finds it, links followed.

    Raises
    ------
    FileNotFoundError
        Also where something else lies there by now, such as a folder.
    OSError
        Where it cannot be asked.
    """
    status = os.stat(path)
    if not stat.S_ISREG(status.st_mode):
        raise FileNotFoundError(path)
    return photo_file(path, status)


def photo_file(path: str, status: os.stat_result) -> PhotoFile:
    """Return a file as a walk finds it; times beyond the year 2262 stop there."""
    return PhotoFile(path, status.st_size, *file_times(status), status.st_dev)


def file_times(status: os.stat_result) -> tuple[int, int]:
    """Return the times of a file's bytes and of anything about it, ns, as a column takes them."""
    times = status.st_mtime_ns, status.st_ctime_ns
    if max(times) > _LATEST_NS or min(times) < -_LATEST_NS:
        return _time_ns(times[0]), _time_ns(times[1])
    return times


def _time_ns(value: int) -> int:
    return max(min(value, _LATEST_NS), -_LATEST_NS - 1)
