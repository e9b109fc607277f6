"""The program's icon in the forms that desktops want, drawn from resources/icons/albumen.svg."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from project import ROOT

SOURCE = ROOT / "resources" / "icons" / "albumen.svg"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)


def draw_icons(folder: Path) -> None:
    """Write PNG files of all sizes, and one .ico and .icns, into a folder."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PIL import Image
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    app = QGuiApplication.instance() or QGuiApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    renderer = QSvgRenderer(str(SOURCE))
    for size in (*SIZES, 1024):
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        image.save(str(folder / f"{size}.png"))
    del app
    with Image.open(folder / "256.png") as large:
        large.save(folder / "albumen.ico", sizes=[(size, size) for size in ICO_SIZES])
    with Image.open(folder / "1024.png") as large:
        large.save(folder / "albumen.icns")


def icon_for_platform(folder: str) -> str | None:
    """Return the icon file that an executable carries; None where executables carry none."""
    name = {"win32": "albumen.ico", "darwin": "albumen.icns"}.get(sys.platform)
    return os.path.join(folder, name) if name else None
