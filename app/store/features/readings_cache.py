"""Kept readings of the gate: a few dozen bytes a photo, in memory and beside the features.

A file belongs to one file of features, by its token, and to one model, by the readings' key; its
first four bytes are the checksum of the others. A file that is cut off, damaged, or of something
else is as good as none. It is written beside its place and renamed. Two models a backbone have
one: a refresh that is undone finds the readings of the model before.

With 50 scenes a photo takes 75 bytes in either place: 100,000 photos 8 MB.
"""

from __future__ import annotations

import logging
import os
import zlib
from collections import OrderedDict
from contextlib import suppress
from threading import RLock

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from app.core.method.reading.readings import Readings
from app.core.types import IdArray

log = logging.getLogger(__name__)

# Models whose readings are kept, of each backbone.
MODELS_KEPT = 2
_CHECKSUM_BYTES = 4
_END = ".readings"

Found = tuple[IdArray, Readings]


class ReadingsCache:
    """The readings of one library file; safe to use from several threads.

    Parameters
    ----------
    folder : str
        Where the files lie, with those of the features.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._lock = RLock()
        self._held: OrderedDict[tuple[str, str], Found] = OrderedDict()

    def find(self, name: str, token: str, key: str) -> Found | None:
        """Return feature ids and their readings.

        Parameters
        ----------
        name, token : str
            The backbone's name in the folder, and that of its file of features, "" for none.
        key : str
            See :func:`app.core.method.reading.key.reading_key`.
        """
        with self._lock:
            found = self._held.get((name, key))
            if found is None and token:
                found = self._read(name, token, key)
            if found is not None:
                self._hold(name, key, found)
            return found

    def keep(self, name: str, token: str, key: str, found: Found) -> None:
        """Keep readings; in memory alone where there is no token."""
        with self._lock:
            self._hold(name, key, found)
            if token:
                self._write(name, token, key, found)

    def drop(self, name: str) -> None:
        """Forget all readings of a backbone."""
        with self._lock:
            for held in [held for held in self._held if held[0] == name]:
                del self._held[held]
            self._sweep(name, 0)

    def _hold(self, name: str, key: str, found: Found) -> None:
        self._held[name, key] = found
        self._held.move_to_end((name, key))
        mine = [held for held in self._held if held[0] == name]
        for held in mine[:-MODELS_KEPT]:
            del self._held[held]

    def _path(self, name: str, token: str, key: str) -> str:
        return os.path.join(self._folder, f"{name}.{token}.{key}{_END}")

    def _read(self, name: str, token: str, key: str) -> Found | None:
        try:
            with open(self._path(name, token, key), "rb") as file:
                data = file.read()
            told = int.from_bytes(data[:_CHECKSUM_BYTES], "little")
            if told != zlib.crc32(data[_CHECKSUM_BYTES:]):
                return None
            arrays = load(data[_CHECKSUM_BYTES:])
            ids, readings = arrays.pop("feature_ids"), Readings.from_arrays(arrays)
        except (OSError, SafetensorError, KeyError, ValueError):
            return None
        return (ids, readings) if len(ids) == len(readings) else None

    def _write(self, name: str, token: str, key: str, found: Found) -> None:
        ids, readings = found
        columns = readings.to_arrays() | {"feature_ids": ids}
        blob = save({column: np.ascontiguousarray(a) for column, a in columns.items()})
        path = self._path(name, token, key)
        fresh = f"{path}.{os.getpid()}.new"
        try:
            with open(fresh, "wb") as file:
                file.write(zlib.crc32(blob).to_bytes(_CHECKSUM_BYTES, "little"))
                file.write(blob)
            os.replace(fresh, path)
        except OSError as error:
            log.info("readings could not be kept in %s: %s", self._folder, error)
            with suppress(OSError):
                os.remove(fresh)
        self._sweep(name, MODELS_KEPT)

    def _sweep(self, name: str, kept: int) -> None:
        """Remove the oldest files of a backbone, and what a write left that was cut off."""
        try:
            files = [f for f in os.scandir(self._folder) if f.name.startswith(f"{name}.")]
            mine = [f for f in files if f.name.endswith(_END)]
            left = [f for f in files if f"{_END}." in f.name]
            mine.sort(key=lambda file: -file.stat().st_mtime_ns)
        except OSError:
            return
        for file in [*mine[kept:], *left]:
            with suppress(OSError):
                os.remove(file.path)
