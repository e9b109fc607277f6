"""An encoder that is started before anybody needs it: loading torch takes seconds."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Thread, Timer

from app.core.protocols import Encoder

KEPT_S = 180.0


class SpareEncoder:
    """Keeps at most one started encoder, and gives it away once.

    Safe to use from several threads. Who takes an encoder closes it, as if it had made it.

    Parameters
    ----------
    make : callable
        Makes an encoder that is not started.
    kept_s : float
        Seconds after which a spare that nobody took is closed: it holds half a gigabyte.
    """

    def __init__(self, make: Callable[[], Encoder], kept_s: float = KEPT_S) -> None:
        self._make, self._kept_s = make, kept_s
        self._lock = Lock()
        self._spare: Encoder | None = None
        self._timer: Timer | None = None

    def prepare(self) -> None:
        """Begin to start a spare, unless there is one; returns at once."""
        with self._lock:
            if self._spare is not None:
                return
            self._spare = self._make()
            self._timer = Timer(self._kept_s, self.close)
            self._timer.daemon = True
            self._timer.start()
            Thread(target=self._spare.start, name="albumen-spare", daemon=True).start()

    def take(self) -> Encoder:
        """Return the spare, which may still be starting, or a new encoder."""
        return self._taken() or self._make()

    def close(self) -> None:
        """Begin to close the spare, if there is one.

        One that is still starting ends seconds later: nobody who closes the window waits for it.
        """
        spare = self._taken()
        if spare is not None:
            Thread(target=spare.close, name="albumen-spare", daemon=True).start()

    def _taken(self) -> Encoder | None:
        with self._lock:
            spare, self._spare = self._spare, None
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
        return spare
