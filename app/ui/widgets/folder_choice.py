"""Asks for a folder of photos, beginning where photos were found before."""

from __future__ import annotations

import os

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.library import LibraryReader


def choose_folder(parent: QWidget, title: str, reader: LibraryReader) -> str:
    """Let the person choose a folder; empty when none was chosen."""
    return QFileDialog.getExistingDirectory(parent, title, start_folder(reader))


def start_folder(reader: LibraryReader) -> str:
    """Return where to look for photos first: beside those that are there, else in Pictures."""
    beside = [os.path.dirname(folder.path) for folder in reversed(reader.folders.rows())]
    pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return next((p for p in (*beside, pictures) if os.path.isdir(p)), os.path.expanduser("~"))
