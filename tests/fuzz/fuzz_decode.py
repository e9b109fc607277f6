"""Fuzz the decoding of photos: whatever the bytes, a picture or a DecodeError.

    pip install -c constraints.txt '.[dev]'
    python tests/fuzz/fuzz_decode.py CORPUS [-max_total_time=60] [options of libFuzzer]

The corpus folder is filled with one tiny photo of each format if it is empty; what libFuzzer finds
interesting is added to it. HEIC seeds cannot be made here: put some in by hand.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import numpy as np

# Pillow and our own code are imported late, so that atheris can follow their branches.
sys.path.insert(0, str(Path(__file__).parents[2]))

_VARIANTS: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("JPEG", "RGB", {"quality": 80}),
    ("JPEG", "CMYK", {"progressive": True}),
    ("JPEG", "L", {"comment": b"hello"}),
    ("PNG", "RGBA", {}),
    ("PNG", "P", {"transparency": 3}),
    ("PNG", "I;16", {}),
    ("WEBP", "RGBA", {"lossless": True}),
    ("WEBP", "RGB", {"quality": 50}),
    ("TIFF", "RGB", {"compression": "tiff_lzw"}),
    ("TIFF", "CMYK", {"compression": "jpeg"}),
    ("TIFF", "1", {"compression": "group4"}),
    ("TIFF", "F", {}),
    ("GIF", "P", {"save_all": True}),
    ("BMP", "RGB", {}),
    ("AVIF", "RGB", {"quality": 50}),
)


def make_corpus(folder: Path) -> None:
    """Write one tiny photo of each variant, and two raw files."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(0).integers(0, 255, (9, 12, 3), dtype=np.uint8)
    exif = Image.Exif()
    exif[0x112] = 6
    exif.get_ifd(0x8769)[0x9003] = "2024:05:01 12:30:07"
    exif.get_ifd(0x8825)[2] = (1.0, 2.0, 3.0)
    for index, (file_format, mode, options) in enumerate(_VARIANTS):
        image = Image.fromarray(pixels)
        image = image.convert("I").convert(mode) if mode == "I;16" else image.convert(mode)
        tags = {} if file_format in ("GIF", "BMP") else {"exif": exif}
        out = BytesIO()
        image.save(out, file_format, **options, **tags)
        (folder / f"seed-{index:02}.{file_format.lower()}").write_bytes(out.getvalue())
    from tests.dng_files import Dng, jpeg_of, make_dng

    sensor = Image.fromarray(pixels[:8])
    (folder / "seed-raw.dng").write_bytes(make_dng(Dng(sensor, order=">")))
    (folder / "seed-raw-preview.dng").write_bytes(make_dng(Dng(sensor, jpeg_of(sensor), 6)))


def decode_one(data: bytes) -> None:
    """Decode; any exception but a DecodeError is a finding."""
    from app.media.decode import DecodeError, Limits, decode_bytes

    try:
        decoded = decode_bytes(data, 16, "squash", 24, Limits(pixels=4_000_000))
    except DecodeError:
        return
    assert decoded.model_input.shape == (16, 16, 3)
    assert decoded.thumbnail.startswith(b"\xff\xd8")
    assert len(decoded.facts.content_hash) == len(decoded.facts.pixel_hash) == 32


def main() -> None:
    """Fill the corpus if need be, and fuzz."""
    folders = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    if not folders:
        sys.exit("usage: fuzz_decode.py CORPUS [options of libFuzzer]")

    import atheris

    with atheris.instrument_imports(include=["PIL", "pi_heif", "app.media"]):
        import app.media.decode  # noqa: F401

    corpus = Path(folders[0])
    if not corpus.is_dir() or not any(corpus.iterdir()):
        make_corpus(corpus)
    atheris.Setup(sys.argv, decode_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
