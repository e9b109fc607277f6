"""One window a library: a second start hands its paths to the first window and ends."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

log = logging.getLogger(__name__)

TIMEOUT_MS = 3000
TRIES = 40
PAUSE_S = 0.2
HEARD = b"heard\n"
LONGEST_MESSAGE = 1_000_000


def server_name(library: str) -> str:
    """Return the name under which the window of a library listens."""
    place = os.path.realpath(library).encode("utf-8", "surrogateescape")
    return f"albumen-{hashlib.sha256(place).hexdigest()[:16]}"


def call_first_window(library: str, paths: Sequence[str] = ()) -> bool:
    """Ask the window of this library to come to the front and to open absolute paths.

    Returns
    -------
    bool
        Whether it answered.
    """
    socket = QLocalSocket()
    socket.connectToServer(server_name(library))
    if not socket.waitForConnected(TIMEOUT_MS):
        return False
    socket.write(json.dumps(list(paths)).encode() + b"\n")
    # Qt's wait for written bytes fails where they are gone already: the answer is what counts.
    heard = socket.waitForReadyRead(TIMEOUT_MS)
    socket.disconnectFromServer()
    return heard


def hand_over(library: str, paths: Sequence[str], acquire: Callable[[], bool]) -> bool:
    """Hand paths to the window that holds a library, or take its place when it ends.

    A window that is just starting, or closing, does not listen: it is asked again for a while.

    Parameters
    ----------
    library : str
        The library file.
    paths : sequence of str
        Absolute paths to open.
    acquire : callable
        Tries to take the library's lock.

    Returns
    -------
    bool
        True when the other window has the paths; False when this start must go on.
    """
    for _ in range(TRIES):
        if call_first_window(library, paths):
            return True
        if acquire():
            return False
        time.sleep(PAUSE_S)
    return False


class FirstWindow(QObject):
    """Listens for later starts of the same person, brings the window to the front, and answers.

    Signals
    -------
    called : (list of str)
        A later start wants these paths opened; there may be none.

    Parameters
    ----------
    library : str
        The library file.
    window : QWidget
        The window to bring to the front.
    """

    called = Signal(list)

    def __init__(self, library: str, window: QWidget) -> None:
        super().__init__(window)
        self._name = server_name(library)
        self._window = window
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connected)

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

    def _on_connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(self._on_written)
            if socket.bytesAvailable():
                self._hear(socket)

    def _on_written(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > LONGEST_MESSAGE:
                socket.abort()
            return
        try:
            paths = json.loads(bytes(socket.readLine().data()))
        except ValueError:
            paths = []
        socket.write(HEARD)
        socket.flush()
        self._come_to_front()
        self.called.emit([path for path in paths if isinstance(path, str)])

    def _come_to_front(self) -> None:
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
