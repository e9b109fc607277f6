"""Files for other programs: on the clipboard, and while they are dragged.

Several programs ask in several ways: addresses for all, GNOME's and KDE's own marks that files are
copied and not cut, and lines of text for editors.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QUrl

GNOME_FILES = "x-special/gnome-copied-files"
KDE_CUT = "application/x-kde-cutselection"


def files_data(paths: Sequence[str]) -> QMimeData:
    """Return files as every file manager pastes them: copied, never cut."""
    data = QMimeData()
    urls = [QUrl.fromLocalFile(path) for path in paths]
    data.setUrls(urls)
    data.setText(paths_text(paths))
    lines = [b"copy", *(bytes(url.toEncoded().data()) for url in urls)]
    data.setData(GNOME_FILES, b"\n".join(lines))
    data.setData(KDE_CUT, b"0")
    return data


def paths_text(paths: Sequence[str]) -> str:
    """Return paths as the system writes them, one a line; bytes that are no text are replaced."""
    lines = "\n".join(os.path.normpath(path) for path in paths)
    return lines.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
