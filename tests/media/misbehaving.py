"""What decoder processes run in tests; it imports little, as each process begins with it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import numpy as np

from app.core.messages import Message
from app.core.types import DecodedPhoto, DecodeFailure, PhotoFacts, PhotoFile


def misbehave(file: PhotoFile) -> DecodedPhoto | DecodeFailure:
    """Do what the file's name says."""
    name = os.path.basename(file.path)
    if name.startswith("exit"):
        os._exit(3)
    elif name.startswith("segfault"):
        os.kill(os.getpid(), signal.SIGSEGV)
    elif name.startswith("hang"):
        time.sleep(600)
    elif name.startswith("stuck"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
        time.sleep(600)
    elif name.startswith("busy"):
        while True:
            pass
    elif name.startswith("glutton"):
        bytearray(6 << 30)
    elif name.startswith("slow"):
        time.sleep(0.2)
    elif name.startswith("fail"):
        return DecodeFailure(file, Message("empty"))
    facts = PhotoFacts(1, 1, 1, "JPEG", name, str(os.getpid()), details={"nice": os.nice(0)})
    return DecodedPhoto(file, np.zeros((224, 224, 3), np.uint8), facts)


class DiesWhenUnpickled:
    """A decode function that ends every process that receives it."""

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return os._exit, (7,)

    def __call__(self, file: PhotoFile) -> DecodeFailure:
        return DecodeFailure(file, Message("empty"))
