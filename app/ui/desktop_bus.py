"""The desktop's bus (D-Bus), of which an answer may not come: wait for it in a thread.

Qt's own calls wait with the interpreter's lock held, so that a bus or a program that hangs would
stop all of ours, the window too.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection

log = logging.getLogger(__name__)
# A program that is asked may have to start first.
ANSWER_S = 25.0


@dataclass(frozen=True, slots=True)
class BusService:
    """Whom to ask: the name of a service, its object and its interface."""

    service: str
    path: str

    def call(self, bus: DBusConnection, member: str, signature: str, *what: Any) -> None:
        """Call a method, and wait for its answer.

        Raises
        ------
        OSError
            If there is no answer in time, or it is an error.
        """
        from jeepney import DBusAddress, MessageType, new_method_call

        address = DBusAddress(self.path, self.service, self.service)
        message = new_method_call(address, member, signature, what)
        answer = bus.send_and_get_reply(message, timeout=ANSWER_S)
        if answer.header.message_type is MessageType.error:
            raise OSError(f"{self.service} refused {member}: {answer.body}")


@contextmanager
def open_bus() -> Iterator[DBusConnection | None]:
    """Connect to the desktop's bus, for as long as the block runs; None where there is none."""
    from jeepney.auth import AuthenticationError
    from jeepney.io.blocking import open_dbus_connection

    try:
        bus = open_dbus_connection("SESSION")
    # KeyError: no address. RuntimeError and ValueError: one that is not for a desktop.
    except (KeyError, OSError, RuntimeError, ValueError, AuthenticationError) as error:
        log.info("the desktop's bus cannot be asked: %r", error)
        yield None
        return
    with closing(bus):
        yield bus
