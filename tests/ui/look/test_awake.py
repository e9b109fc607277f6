"""The screen stays on during a slideshow: what each system is asked, and that it is taken back."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication

from app.ui.look import awake
from app.ui.look.awake import Awake

Wait = Callable[[Callable[[], bool]], None]


def test_a_desktop_is_asked_by_a_connection_that_ends(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, wait_until: Wait
) -> None:
    jeepney = pytest.importorskip("jeepney", reason="Linux desktops alone have this bus")
    held, calls, is_open = Awake(), [], []

    class Connection:
        def send_and_get_reply(self, message: Any, *, timeout: float) -> Any:
            calls.append((message.header.fields[jeepney.HeaderFields.member], message.body))
            return jeepney.new_method_return(message)

        def close(self) -> None:
            is_open.pop()

    def connect(bus: str) -> Connection:
        is_open.append(bus)
        return Connection()

    monkeypatch.setattr(awake, "PLATFORM", "linux")
    monkeypatch.setattr("jeepney.io.blocking.open_dbus_connection", connect)
    held.hold("Slideshow")
    held.hold("Slideshow")
    wait_until(lambda: calls == [("Inhibit", ("Albumen", "Slideshow"))])
    assert held.is_held
    assert is_open == ["SESSION"]
    held.release()
    held.release()
    wait_until(lambda: not is_open)


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
