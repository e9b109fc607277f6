"""Backbones of torchvision and timm, which a pack may name instead of our own.

Their weights lie in the pack, converted by the laboratory; the network itself comes from its
library, which must be installed.
"""

from __future__ import annotations

from pathlib import Path

from safetensors.torch import load_file
from torch import nn

from app.core.errors import UsageError
from app.core.pack import BackboneSpec
from app.vision.optional import import_optional

# How the libraries name the classifier that is taken off.
CLASSIFIERS = ("fc", "classifier", "head", "heads")


def is_optional(variant: str) -> bool:
    """Return whether a variant names a model of torchvision or timm."""
    return variant.startswith(("torchvision:", "timm:"))


def build_network(variant: str) -> nn.Module:
    """Build a model without weights and without its classifier.

    Raises
    ------
    UsageError
        If there is no such model.
    """
    source, _, name = variant.partition(":")
    if source == "timm":
        timm = import_optional("timm")
        if not timm.is_model(name):
            raise no_model(variant)
        network: nn.Module = timm.create_model(name, pretrained=False, num_classes=0)
        return network
    models = import_optional("torchvision.models")
    try:
        network = models.get_model(name, weights=None)
    except ValueError as error:
        raise no_model(variant) from error
    for attribute in CLASSIFIERS:
        part = getattr(network, attribute, None)
        if isinstance(part, nn.Linear):
            setattr(network, attribute, nn.Identity())
            return network
        if isinstance(part, nn.Sequential) and isinstance(part[-1], nn.Linear):
            part[-1] = nn.Identity()
            return network
    raise no_model(variant)


def load_optional(path: Path, spec: BackboneSpec) -> nn.Module:
    """Read converted weights into the model, ready for inference."""
    network = build_network(spec.variant)
    network.load_state_dict(load_file(path))
    return network.eval().requires_grad_(False)


def no_model(variant: str) -> UsageError:
    """Return the error that says that there is no model of this name."""
    return UsageError("unknown_variant", name=variant)
