"""Real photos through the real encoder: the samples that scikit-image ships."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

PHOTOS = ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg", "motorcycle_left.png")


@pytest.fixture(scope="session")
def sample_photos() -> Path:
    skimage = pytest.importorskip("skimage", reason="scikit-image ships the sample photos")
    return Path(skimage.__file__).parent / "data"


@pytest.fixture(scope="session")
def photo_folder(sample_photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with five photos, four more sights of the coffee cup, and no photo: only read."""
    from PIL import Image, ImageEnhance, ImageOps

    folder = tmp_path_factory.mktemp("photos")
    for name in PHOTOS:
        shutil.copy(sample_photos / name, folder)
    with Image.open(sample_photos / "coffee.png") as coffee:
        picture = coffee.convert("RGB")
    for i, factor in enumerate((0.85, 1.0, 1.15, 1.25)):
        changed = ImageEnhance.Brightness(ImageOps.mirror(picture)).enhance(factor)
        changed.crop((i * 8, i * 6, changed.width, changed.height)).save(folder / f"cup{i}.jpg")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8 this is not a picture")
    return folder
