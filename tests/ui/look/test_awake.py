"""The screen stays on during a slideshow: what each system is asked, and that it is taken back."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from PySide6 import QtDBus
from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication

from app.ui.look import awake
from app.ui.look.awake import Awake

Wait = Callable[[Callable[[], bool]], None]


class Bus:
    """In place of the desktop's bus: notes what is sent over which connection."""

    BusType = QtDBus.QDBusConnection.BusType

    def __init__(self, *, connected: bool) -> None:
        self.connected = connected
        self.open: list[str] = []
        self.sent: list[tuple[str, str, list[object]]] = []

    def connectToBus(self, _kind: object, name: str) -> Bus:
        self.open.append(name)
        return self

    def disconnectFromBus(self, name: str) -> None:
        self.open.remove(name)

    def isConnected(self) -> bool:
        return self.connected

    def send(self, message: QtDBus.QDBusMessage) -> bool:
        self.sent.append((message.service(), message.member(), message.arguments()))
        return True


@pytest.mark.parametrize("connected", [True, False])
def test_a_desktop_is_asked_by_a_connection_that_ends(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, connected: bool
) -> None:
    bus, held = Bus(connected=connected), Awake()
    monkeypatch.setattr(awake, "PLATFORM", "linux")
    monkeypatch.setattr(QtDBus, "QDBusConnection", bus)
    held.hold("Slideshow")
    held.hold("Slideshow")
    asked = ("org.freedesktop.ScreenSaver", "Inhibit", ["Albumen", "Slideshow"])
    assert bus.sent == [asked] * int(connected)
    assert held.is_held
    assert len(bus.open) == 1
    held.release()
    held.release()
    assert bus.open == []


def test_windows_is_told_and_told_again(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[int] = []
    kernel = SimpleNamespace(SetThreadExecutionState=said.append)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr(awake, "PLATFORM", "win32")
    held = Awake()
    held.hold("Slideshow")
    held.release()
    assert said == [0x80000002, 0x80000000]


@pytest.mark.skipif(os.name != "posix", reason="starts a program of POSIX")
def test_macos_keeps_a_program_running_for_it(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: object, wait_until: Wait
) -> None:
    script = os.path.join(str(tmp_path), "caffeinate")
    with open(script, "w", encoding="utf-8") as file:
        file.write('#!/bin/sh\necho "$@" > "$0.args"\nexec sleep 60\n')
    os.chmod(script, 0o700)
    monkeypatch.setattr(awake, "PLATFORM", "darwin")
    monkeypatch.setattr(awake, "CAFFEINATE", script)
    held = Awake()
    held.hold("Slideshow")
    assert held.findChildren(QProcess)
    wait_until(lambda: os.path.exists(script + ".args") and os.path.getsize(script + ".args") > 0)
    with open(script + ".args", encoding="utf-8") as file:
        assert file.read().split() == ["-d", "-w", str(os.getpid())]
    held.release()
    wait_until(lambda: not held.findChildren(QProcess))
