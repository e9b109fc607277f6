"""What an earlier start found to be the fastest way to run a backbone on this machine.

The check before the first photo runs the backbone four times, which takes as long as half a hundred
photos. What it found holds until torch, the backbone or the machine is another one; after a month
it is made again, as drivers change unseen.
"""

from __future__ import annotations

import json
import logging
import platform
import time
from contextlib import suppress
from pathlib import Path

import torch

log = logging.getLogger(__name__)

HELD_S = 30 * 24 * 3600


def machine() -> list[str]:
    """Return what the answer depends on, but for the backbone."""
    found = [torch.__version__, platform.machine(), torch.backends.cpu.get_cpu_capability()]
    if torch.cuda.is_available():
        found += [torch.cuda.get_device_name(), str(torch.version.cuda)]
    return found


def recall(file: Path, backbone: str) -> tuple[torch.device, torch.dtype] | None:
    """Return device and precision, or None where nothing that holds is known."""
    try:
        found = json.loads(file.read_text("utf-8"))[backbone]
        age_s = time.time() - found["at"]
        if found["machine"] == machine() and 0 <= age_s < HELD_S:
            return torch.device(found["device"]), getattr(torch, found["dtype"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError):
        return None  # not there, not ours, or cut off
    return None


def remember(file: Path, backbone: str, device: torch.device, dtype: torch.dtype) -> None:
    """Keep what was found; a place that cannot be written costs the next start a check."""
    entry = {
        "machine": machine(),
        "at": time.time(),
        "device": str(device),
        "dtype": str(dtype).removeprefix("torch."),
    }
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({backbone: entry}), "utf-8")


def forget(file: Path) -> None:
    """Drop what was kept: it turned out to be wrong."""
    with suppress(OSError):
        file.unlink(missing_ok=True)
