"""What is started before anybody needs it: loading torch takes seconds, a decoder half of one."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Thread, Timer
from typing import Generic, Protocol, TypeVar

KEPT_S = 180.0


class Startable(Protocol):
    """Processes that can be started before there is work for them."""

    def start(self) -> None:
        """Start, or begin to."""

    def close(self) -> None:
        """End what was started."""


Made = TypeVar("Made", bound=Startable)


class Spare(Generic[Made]):
    """Keeps at most one thing that is started, and gives it away once.

    Safe to use from several threads. Who takes one closes it, as if it had made it.

    Parameters
    ----------
    make : callable
        Makes one that is not started.
    kept_s : float
        Seconds after which a spare that nobody took is closed: an encoder holds half a gigabyte.
    made_for : callable
        Says what it depends on, such as settings: a spare for something else is not given away.
    """

    def __init__(
        self,
        make: Callable[[], Made],
        kept_s: float = KEPT_S,
        made_for: Callable[[], object] = lambda: None,
    ) -> None:
        self._make, self._kept_s, self._made_for = make, kept_s, made_for
        self._lock = Lock()
        self._spare: Made | None = None
        self._key: object = None
        self._timer: Timer | None = None

    def prepare(self) -> None:
        """Begin to start a spare, unless there is one; returns at once."""
        with self._lock:
            if self._spare is not None:
                return
            self._spare, self._key = self._make(), self._made_for()
            self._timer = Timer(self._kept_s, self.close)
            self._timer.daemon = True
            self._timer.start()
            Thread(target=self._spare.start, name="albumen-spare", daemon=True).start()

    def take(self) -> Made:
        """Return the spare, which may still be starting, or a new one that is not started."""
        if self._key != self._made_for():
            self.close()
        return self._taken() or self._make()

    def close(self) -> None:
        """Begin to close the spare, if there is one.

        One that is still starting ends seconds later: nobody who closes the window waits for it.
        """
        spare = self._taken()
        if spare is not None:
            Thread(target=spare.close, name="albumen-spare", daemon=True).start()

    def _taken(self) -> Made | None:
        with self._lock:
            spare, self._spare = self._spare, None
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
        return spare
