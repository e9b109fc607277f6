"""Write a software bill of materials in the CycloneDX form (1.6, JSON)."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from carried import Component
from project import Project

KINDS = {
    "python": "library",
    "debian": "library",
    "interpreter": "platform",
    "model": "machine-learning-model",
    "data": "data",
}


def write_sbom(
    components: Sequence[Component], about: Project, file: Path, made: datetime, commit: str
) -> None:
    """Write the bill of materials of a build; the same build gives the same bytes."""
    own = f"pkg:generic/{about.name}@{about.version}"
    listed = [_listed(component) for component in components]
    bill: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{_uuid(own + commit + json.dumps(listed))}",
        "version": 1,
        "metadata": {
            "timestamp": made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": about.name,
                "version": about.version,
                "description": about.description,
                "licenses": [{"license": {"id": about.licence}}],
                "purl": own,
                "properties": [{"name": "albumen:commit", "value": commit}],
            },
        },
        "components": listed,
        "dependencies": [{"ref": own, "dependsOn": [entry["bom-ref"] for entry in listed]}],
    }
    file.write_text(json.dumps(bill, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _listed(component: Component) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "type": KINDS[component.kind],
        "bom-ref": component.purl,
        "name": component.name,
        "version": component.version,
        "licenses": [{"license": {"name": component.licence}}],
        "purl": component.purl,
    }
    if component.home.startswith("http"):
        entry["externalReferences"] = [{"type": "website", "url": component.home}]
    return entry


def _uuid(text: str) -> uuid.UUID:
    return uuid.UUID(bytes=hashlib.sha256(text.encode()).digest()[:16], version=4)
