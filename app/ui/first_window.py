"""One window a library: a second start brings the first window to the front."""

from __future__ import annotations

import hashlib
import logging
import os

from PySide6.QtCore import QObject, Qt
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

log = logging.getLogger(__name__)

TIMEOUT_MS = 1000


def server_name(library: str) -> str:
    """Return the name under which the window of a library listens."""
    place = os.path.realpath(library).encode("utf-8", "surrogateescape")
    return f"albumen-{hashlib.sha256(place).hexdigest()[:16]}"


def call_first_window(library: str) -> bool:
    """Ask the window of this library to come to the front; return whether it answered."""
    socket = QLocalSocket()
    socket.connectToServer(server_name(library))
    if not socket.waitForConnected(TIMEOUT_MS):
        return False
    socket.disconnectFromServer()
    return True


class FirstWindow(QObject):
    """Listens for later starts; whoever connects wants to see the window, and says no more.

    Parameters
    ----------
    library : str
        The library file.
    window : QWidget
        The window to bring to the front.
    """

    def __init__(self, library: str, window: QWidget) -> None:
        super().__init__(window)
        self._name = server_name(library)
        self._window = window
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_called)

    def listen(self) -> bool:
        """Begin to listen; what an earlier window left behind when it crashed is cleared away."""
        if self._server.listen(self._name):
            return True
        QLocalServer.removeServer(self._name)
        if not self._server.listen(self._name):
            log.info("no second start will be heard: %s", self._server.errorString())
            return False
        return True

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _on_called(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.abort()
            socket.deleteLater()
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
