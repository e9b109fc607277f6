"""The one place where torchvision and timm are imported: both are optional, for training.

Some builds of torch come without torchvision's compiled operators. Importing torchvision then
fails on the first of them, although transforms and models need none; declaring their signatures
first lets it load.
"""

from __future__ import annotations

import importlib
from types import ModuleType

import torch

from app.core.errors import KnownError

_SIGNATURES = {
    "nms": "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}
_declared: list[torch.library.Library] = []


def import_optional(name: str) -> ModuleType:
    """Import ``torchvision`` or ``timm``, or a module of theirs.

    Raises
    ------
    KnownError
        If it is not installed.
    """
    package = name.partition(".")[0]
    try:
        try:
            return importlib.import_module(name)
        except RuntimeError:
            _declare_operators()
            return importlib.import_module(name)
    except ImportError as error:
        raise KnownError("missing_package", package=package) from error


def _declare_operators() -> None:
    """Declare those operators of torchvision that are missing; they cannot be called."""
    library = torch.library.Library("torchvision", "FRAGMENT")  # type: ignore[no-untyped-call]
    for name, signature in _SIGNATURES.items():
        if not hasattr(torch.ops.torchvision, name):
            library.define(signature)  # type: ignore[no-untyped-call]
    # The declarations live as long as the library object.
    _declared.append(library)
