"""The way to a Dask scheduler. Encryption is Dask's own: ``tls://``, and its configuration."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from app.core.errors import KnownError

CONNECT_S = 15


def connect(address: str, *, plain: bool = False) -> Any:
    """Connect to a scheduler; return a ``distributed.Client``.

    Parameters
    ----------
    address : str
        ``tls://host:port`` or ``tcp://host:port``; TCP where no protocol is named.
    plain : bool
        Whether an address that is not encrypted may lead to another machine.

    Raises
    ------
    KnownError
        When Dask is not installed, the address is plain and leads elsewhere, or nobody answers.
    """
    try:
        import distributed
    except ImportError as error:
        raise KnownError("no_cluster") from error
    make: Any = distributed.Client  # typed in parts
    whole = address if "://" in address else f"tcp://{address}"
    if not plain and not whole.startswith("tls://") and not _is_here(whole):
        raise KnownError("cluster_plain", address=whole)
    try:
        return make(whole, timeout=CONNECT_S, set_as_default=False, name="albumen")
    except (OSError, ValueError, RuntimeError) as error:
        cause = str(error).partition("\n")[0] or type(error).__name__
        raise KnownError("cluster_away", address=whole, cause=cause) from error


def _is_here(address: str) -> bool:
    """Return whether an address leads to this machine by its loopback."""
    host = urlsplit(address).hostname or ""
    if host == "localhost" or address.startswith("inproc://"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
