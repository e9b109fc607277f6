"""Decoding 12-megapixel photos: a naive full decode against ours, in one run.

    python -m tests.benchmarks.decode [PHOTOS] [--count 24] [--json FILE] [--raw]

PHOTOS is a folder, or a zip file with photos; by default the development photos beside the
checkout, or a generated picture where they are missing. Photos are enlarged to 12 megapixels with
noise, so that files have 3 to 8 MB like a camera's. All ways see the same files in turn, in one
process and one thread; figures are medians of CPU milliseconds a photo (wall time on shared
machines is not stable). The pool's figures are wall time, and say how busy its processes were. The
steps of one decode follow, and what it costs where the camera's large preview can be taken.

With --raw the photos are DNG files of 24 megapixels instead, with a preview of that size, one of
1620 pixels, and none: what a raw file costs by its preview, and what developing costs.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PIL import ExifTags, Image, ImageOps

from app.core.types import ByteArray, PhotoFile, ResizeMode
from app.media import decode, metadata
from app.media import open_picture as picture_module
from app.media.decode import decode_image
from app.media.decoder_pool import ProcessDecoderPool
from app.media.find import find_photos
from app.media.fingerprint import hash_file
from app.media.open_picture import Picture, open_picture
from app.media.thumbnails import read_embedded_thumbnail
from tests.dng_files import Dng, jpeg_of, make_dng
from tests.mpf_files import make_mpf, taken_exif

sys.path.append(str(Path(__file__).parents[2] / "packaging"))
import native

SHARED = Path(__file__).parents[3] / "shared" / "data" / "photos.zip"
INPUT_PX = 224
THUMBNAIL_PX = 320
MEGAPIXELS = 12_000_000


def sources(photos: Path | None, folder: Path) -> list[Image.Image]:
    """Return upright pictures to enlarge."""
    where = photos or (SHARED if SHARED.exists() else None)
    if where is None:
        print("no photos found: using a generated picture", file=sys.stderr)
        coarse = np.random.default_rng(0).integers(0, 255, (30, 40, 3), dtype=np.uint8)
        return [Image.fromarray(coarse).resize((1600, 1200), Image.Resampling.BICUBIC)]
    if where.is_file():
        with zipfile.ZipFile(where) as archive:
            archive.extractall(folder / "source")
        where = folder / "source"
    pictures = []
    for found in find_photos(str(where)):
        if isinstance(found, PhotoFile) and found.size > 400_000:
            with Image.open(found.path) as image:
                pictures.append(ImageOps.exif_transpose(image).convert("RGB"))
    return pictures


def compile_reader() -> str:
    """Make our reader of JPEG's codes ready, as an installation does; say how JPEGs are read."""
    return "compiled" if native.compile_reader() else "by Pillow alone: no C compiler"


def make_photos(pictures: list[Image.Image], folder: Path, count: int) -> list[Path]:
    """Enlarge with camera-like noise; every third photo is stored turned, as cameras do."""
    rng = np.random.default_rng(1)
    paths = []
    for index in range(count):
        picture = pictures[index % len(pictures)]
        scale = (MEGAPIXELS / (picture.width * picture.height)) ** 0.5
        size = (round(picture.width * scale), round(picture.height * scale))
        pixels = np.asarray(picture.resize(size, Image.Resampling.BICUBIC), dtype=np.int16)
        noise = rng.normal(0, 9, pixels.shape).astype(np.int16)
        large = Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8))
        exif = Image.Exif()
        exif[0x112] = (1, 1, 6)[index % 3]
        if index % 3 == 2:
            large = large.transpose(Image.Transpose.ROTATE_90)
        paths.append(folder / f"{index:03}.jpg")
        large.save(paths[-1], quality=91, subsampling=2, exif=exif)
    return paths


def make_variants(paths: list[Path], folder: Path, count: int) -> list[Path]:
    """Write further photos that cost as much, and differ in every pixel hash.

    The finest steps of their quantisation differ, which nobody sees: making a photo takes a second.
    """
    made = []
    for number in range(count):
        data = bytearray(paths[number % len(paths)].read_bytes())
        table = data.index(b"\xff\xdb") + 5
        turn = number // len(paths)
        data[table + 62] = 1 + turn % 250
        data[table + 63] = 1 + turn // 250
        made.append(folder / f"variant-{number:05}.jpg")
        made[-1].write_bytes(data)
    return made


def naive(path: Path) -> None:
    """Do what a first script does: decode all, turn all, resize twice."""
    with Image.open(path) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    np.asarray(upright.resize((INPUT_PX, INPUT_PX), Image.Resampling.BICUBIC))
    upright.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
    upright.save(BytesIO(), "JPEG", quality=82)


def ours(path: Path) -> None:
    """Decode as the scan does, hashes and facts included."""
    decode_image(path, INPUT_PX, "squash", THUMBNAIL_PX)


def pixels_only(path: Path) -> None:
    """Only the reduced decode of Pillow, as a floor."""
    with Image.open(path) as image:
        image.draft(None, (INPUT_PX, INPUT_PX))
        image.load()


def with_simplejpeg(path: Path) -> None:
    """Only the reduced decode of simplejpeg, where it is installed."""
    import simplejpeg

    simplejpeg.decode_jpeg(
        path.read_bytes(), min_height=INPUT_PX, min_width=INPUT_PX, fastdct=False
    )


def embedded(path: Path) -> None:
    """Only the thumbnail that the camera put into the file."""
    read_embedded_thumbnail(str(path))


def measure(ways: dict[str, Callable[[Path], None]], paths: list[Path]) -> dict[str, float]:
    """Return the median CPU milliseconds a photo of each way, all ways photo by photo."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way(paths[0])
    for path in paths:
        for name, way in ways.items():
            started = time.process_time()
            way(path)
            times[name].append((time.process_time() - started) * 1000)
    return {name: statistics.median(values) for name, values in times.items()}


def measure_steps(paths: list[Path]) -> dict[str, float]:
    """Return the median CPU milliseconds of the steps of one decode."""
    times: dict[str, list[float]] = {}

    def step(name: str, call: Callable[[], Any]) -> Any:
        started = time.process_time()
        result = call()
        times.setdefault(name, []).append((time.process_time() - started) * 1000)
        return result

    for path in paths:
        data = step("reading the file", lambda path=path: decode.read_file(str(path), 1 << 30))
        step("hashing", lambda data=data: hash_file(data, "JPEG"))
        picture = step("header, entropy decoding, small picture", lambda data=data: _opened(data))
        step("facts of EXIF, XMP, IPTC", lambda p=picture, d=data: decode._facts(p, d))
        base = picture.pixels
        step("model input", lambda p=picture, b=base: _model_input(b, p))
        step("thumbnail", lambda p=picture, b=base: decode._thumbnail(b, THUMBNAIL_PX, p))
    found = {name: statistics.median(values) for name, values in times.items()}
    found["facts of EXIF, XMP, IPTC"] -= found["hashing"]
    return found


def _model_input(base: Image.Image, picture: Picture) -> ByteArray:
    return decode._model_input(base, INPUT_PX, ResizeMode.CROP, picture)


def _opened(data: bytes) -> Picture:
    return open_picture(
        data, lambda size: None, lambda size: decode._needed_scale(size, INPUT_PX, THUMBNAIL_PX)
    )


def make_with_previews(paths: list[Path], folder: Path) -> list[Path]:
    """Write the photos with a preview of 1620 pixels behind each, as many cameras do."""
    folder.mkdir()
    made = []
    for path in paths:
        with Image.open(path) as picture:
            exif, scale = taken_exif(), 1620 / max(picture.size)
            exif[ExifTags.Base.Orientation] = metadata.read_orientation(dict(picture.getexif()))
            size = (round(picture.width * scale), round(picture.height * scale))
            preview = picture.resize(size, Image.Resampling.LANCZOS)
            made.append(folder / path.name)
            made[-1].write_bytes(make_mpf(picture, preview, exif=exif))
    return made


def measure_previews(paths: list[Path]) -> dict[str, float]:
    """Return the CPU milliseconds of photos with a preview, and of how many it is taken."""
    used: list[bool] = []
    original = picture_module.large_preview

    def noted(data: bytes, size: tuple[int, int], wanted: tuple[int, int]) -> Image.Image | None:
        found = original(data, size, wanted)
        used.append(found is not None)
        return found

    picture_module.large_preview = noted
    try:
        cpu_ms = measure({"preview": ours}, paths)["preview"]
    finally:
        picture_module.large_preview = original
    return {"cpu_ms": cpu_ms, "taken": sum(used) / len(used)}


def measure_pool(paths: list[Path], folder: Path, workers: int) -> dict[str, float]:
    """Return photos a second, and the CPU milliseconds a photo in parent and processes."""
    files = [PhotoFile(str(path), path.stat().st_size, 0) for path in paths]
    with ProcessDecoderPool(INPUT_PX, "squash", folder, workers) as pool:
        list(pool.decode(files[: 4 * workers]))  # starts all processes
        own, children = psutil.Process(), psutil.Process().children()
        before = _cpu(children)
        parent = sum(own.cpu_times()[:2])
        started = time.perf_counter()
        done = sum(1 for _ in pool.decode(files))
        seconds = time.perf_counter() - started
        cpu = _cpu(children) - before
        parent = sum(own.cpu_times()[:2]) - parent
        memory = max(child.memory_info().rss for child in children)
    return {
        "workers": workers,
        "photos_per_second": done / seconds,
        "decoder_cpu_ms": cpu / done * 1000,
        "parent_cpu_ms": parent / done * 1000,
        "busy_cores": cpu / seconds,
        "largest_decoder_mb": memory / 1e6,
    }


def _cpu(processes: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def ways() -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Yield what is compared."""
    yield "naive: full decode, rotate, resize", naive
    yield "ours: one reduced decode, hashes, facts", ours
    yield "floor: reduced decode of Pillow alone", pixels_only
    try:
        import simplejpeg  # noqa: F401
    except ImportError:
        pass
    else:
        yield "floor: reduced decode of simplejpeg alone", with_simplejpeg
    yield "embedded thumbnail", embedded


def make_raws(pictures: list[Image.Image], folder: Path) -> dict[str, Path]:
    """Make one raw file of 6000 x 4000 pixels for each kind of preview."""
    rng = np.random.default_rng(1)
    picture = pictures[0].convert("RGB").resize((6000, 4000), Image.Resampling.BICUBIC)
    noise = rng.normal(0, 9, (4000, 6000, 3)).astype(np.int16)
    seen = Image.fromarray(
        np.clip(np.asarray(picture, dtype=np.int16) + noise, 0, 255).astype(np.uint8)
    )
    previews = {
        "raw, preview of 24 megapixels": seen,
        "raw, preview of 1620 pixels": seen.resize((1620, 1080)),
        "raw, developed at half size": None,
    }
    paths = {}
    for number, (name, preview) in enumerate(previews.items()):
        paths[name] = folder / f"{number}.dng"
        jpeg = jpeg_of(preview, quality=85) if preview is not None else b""
        paths[name].write_bytes(make_dng(Dng(seen, jpeg, orientation=6)))
    return paths


def measure_raws(paths: dict[str, Path], count: int) -> dict[str, float]:
    """Return the median CPU milliseconds of a raw file of each kind."""
    return {name: measure({name: ours}, [path] * count)[name] for name, path in paths.items()}


def _main_raw(arguments: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = make_raws(sources(arguments.photos, folder), folder)
        cpu_ms = measure_raws(paths, max(3, arguments.count // 3))
        megabytes = {kind: path.stat().st_size / 1e6 for kind, path in paths.items()}
    for kind, value in cpu_ms.items():
        print(
            f"{kind:<32}{megabytes[kind]:6.1f} MB{value:9.1f} CPU ms a photo"
            f"{1000 / value:8.1f} a second a core"
        )
    if arguments.json:
        arguments.json.write_text(json.dumps({"cpu_ms": cpu_ms, "mb": megabytes}, indent=2))


def main() -> None:
    """Make photos, measure, print a table, and write JSON if asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("photos", nargs="?", type=Path)
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--raw", action="store_true")
    arguments = parser.parse_args()
    if arguments.raw:
        _main_raw(arguments)
        return
    reader = compile_reader()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = make_photos(sources(arguments.photos, folder), folder, arguments.count)
        megabytes = statistics.median(path.stat().st_size for path in paths) / 1e6
        cpu_ms = measure(dict(ways()), paths)
        cores = psutil.cpu_count() or 1
        steps = measure_steps(paths)
        previews = measure_previews(make_with_previews(paths, folder / "previews"))
        pools = [measure_pool(paths, folder / f"pool{n}", n) for n in sorted({1, cores, cores * 2})]
    figures = {
        "reader": reader,
        "photos": len(paths),
        "median_mb": megabytes,
        "cpu_ms": cpu_ms,
        "steps_ms": steps,
        "previews": previews,
        "times_faster": next(iter(cpu_ms.values())) / list(cpu_ms.values())[1],
        "pools": pools,
    }
    print(f"{len(paths)} photos of 12 megapixels, {megabytes:.1f} MB (median); reader: {reader}\n")
    for way, value in cpu_ms.items():
        print(f"{way:<45}{value:9.1f} CPU ms a photo")
    print(f"{'naive / ours':<45}{figures['times_faster']:9.1f} times\n")
    for name, value in steps.items():
        print(f"  {name:<43}{value:9.1f} CPU ms a photo")
    print(
        f"{'ours, with a preview of 1620 pixels (MPF)':<45}{previews['cpu_ms']:9.1f} CPU ms a photo"
        f"   taken of {previews['taken']:.0%}\n"
    )
    for pool in pools:
        print("   ".join(f"{key} {value:.1f}" for key, value in pool.items()))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
