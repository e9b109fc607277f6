"""The desktop's bus: who is asked what, and a bus that does not answer."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.ui.desktop_bus import BusService, open_bus
from app.ui.look.awake import Awake
from app.ui.originals.programs import ask_file_manager

jeepney = pytest.importorskip("jeepney", reason="Linux desktops alone have this bus")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the bus of Linux desktops")
ADDRESS = "DBUS_SESSION_BUS_ADDRESS"


@pytest.fixture
def silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A bus that takes every connection and says nothing."""
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(str(tmp_path / "bus"))
        bus.listen()
        monkeypatch.setenv(ADDRESS, f"unix:path={tmp_path / 'bus'}")
        yield bus


def test_a_bus_that_says_nothing_holds_up_nothing(silent: socket.socket) -> None:
    held = Awake()
    held.hold("Slideshow")
    assert held.is_held
    connection, _ = silent.accept()
    waiting = [thread for thread in threading.enumerate() if thread.name == "awake"]
    assert waiting  # and this thread goes on
    held.release()
    connection.close()
    waiting[0].join()


@pytest.mark.parametrize(
    "address", [None, "", "autolaunch:", "tcp:host=127.0.0.1", "unix:path=/no"]
)
def test_without_a_bus_nobody_is_asked(
    address: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if address is None:
        monkeypatch.delenv(ADDRESS, raising=False)
    else:
        monkeypatch.setenv(ADDRESS, address)
    with open_bus() as bus:
        assert bus is None
    assert not ask_file_manager(["/photos/a.jpg"])


class Connection:
    """In place of a connection: notes what is asked."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses = refuses
        self.asked: list[tuple[Any, ...]] = []
        self.is_open = True

    def send_and_get_reply(self, message: Any, *, timeout: float) -> Any:
        fields = message.header.fields
        assert 0 < timeout < 60
        self.asked.append(
            (
                fields[jeepney.HeaderFields.destination],
                fields[jeepney.HeaderFields.member],
                message.body,
            )
        )
        message.header.serial = 1
        answer = jeepney.new_method_return(message)
        return jeepney.new_error(message, "no.such.thing") if self.refuses else answer

    def close(self) -> None:
        self.is_open = False


@pytest.mark.parametrize("refuses", [False, True])
def test_the_file_manager_is_asked_for_files_by_address(
    refuses: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    bus = Connection(refuses=refuses)
    monkeypatch.setattr("jeepney.io.blocking.open_dbus_connection", lambda _: bus)
    assert ask_file_manager(["/photos/ä b.jpg"]) is not refuses
    name = "org.freedesktop.FileManager1"
    assert bus.asked == [(name, "ShowItems", (["file:///photos/%C3%A4%20b.jpg"], ""))]
    assert not bus.is_open


def test_a_refusal_is_an_error() -> None:
    with pytest.raises(OSError, match="refused Move"):
        BusService("a.b", "/a").call(Connection(refuses=True), "Move", "s", "x")  # type: ignore[arg-type]
