"""Licences, bill of materials, and what desktops read."""

from __future__ import annotations

import configparser
import json
import re
import shutil
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

import build_installer
import pytest
import windows_packages
from carried import Component, find_components
from licences import INDEX, write_licences
from project import ROOT, project
from sbom import write_sbom

from app import __version__
from app.cli.main import make_parser


def test_one_version() -> None:
    assert project().version == __version__


def test_licence_texts_have_short_names(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "LICENSE"
    deep.parent.mkdir()
    deep.write_text("be kind", "utf-8")
    out = tmp_path / "licences"
    named = Component("Some Thing", "1.0", "python", "MIT", "https://example.org", (deep,))
    bare = Component("bare", "2", "debian", "see its text")
    assert write_licences([named, bare], out) == ["bare"]
    assert "be kind" in (out / "some-thing.txt").read_text("utf-8")
    index = (out / INDEX).read_text("utf-8")
    assert "| Some Thing | 1.0 | MIT |" in index
    assert "LGPL" in index


def test_components_follow_the_files(tmp_path: Path) -> None:
    import numpy

    found = {c.name: c for c in find_components([numpy.__file__], tmp_path)}
    assert found["numpy"].version == numpy.__version__
    assert found["numpy"].texts, "its licence has to go along"
    assert found["CPython"].purl.startswith("pkg:generic/CPython@")
    assert "torch" not in found


def test_bill_of_materials(tmp_path: Path) -> None:
    parts = [Component("numpy", "2.4.6", "python", "BSD-3-Clause", "https://numpy.org")]
    when = datetime(2026, 1, 2, tzinfo=UTC)
    bytes_of = []
    for name in ("a.json", "b.json"):
        write_sbom(parts, project(), tmp_path / name, when, "abc")
        bytes_of.append((tmp_path / name).read_bytes())
    assert bytes_of[0] == bytes_of[1], "the same build gives the same bill"
    bill = json.loads(bytes_of[0])
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["components"][0]["purl"] == "pkg:pypi/numpy@2.4.6"
    assert bill["dependencies"][0]["dependsOn"] == ["pkg:pypi/numpy@2.4.6"]
    assert bill["metadata"]["timestamp"] == "2026-01-02T00:00:00Z"


def test_the_manual_names_every_command(packaging_dir: Path) -> None:
    manual = (packaging_dir / "linux" / "albumen.1.in").read_text("utf-8")
    manual = re.sub(r"\\f[BIR]", "", manual).replace("\\-", "-")
    actions = [a for a in make_parser()._actions if a.dest == "command"]
    missing = [c for c in actions[0].choices if not re.search(rf"\b{re.escape(c)}\b", manual)]
    assert not missing, f"the manual page says nothing of {missing}"


def test_desktop_entry(packaging_dir: Path) -> None:
    entry = configparser.ConfigParser(interpolation=None, strict=True)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(packaging_dir / "linux" / "albumen.desktop", "utf-8")
    fields = entry["Desktop Entry"]
    assert fields["Exec"] == "albumen window %F"
    types = set(fields["MimeType"].strip(";").split(";"))
    assert {"inode/directory", "image/jpeg", "image/heic"} <= types
    mime = ET.parse(packaging_dir / "linux" / "albumen-mime.xml").getroot()
    assert mime[0].attrib["type"] in types


def test_desktop_texts_are_filled(tmp_path: Path) -> None:
    from icon_files import SIZES
    from linux_packages import lay_out_share

    (tmp_path / "icons").mkdir()
    for size in SIZES:
        (tmp_path / "icons" / f"{size}.png").write_bytes(b"")
    share = tmp_path / "share"
    lay_out_share(share, tmp_path, "1.2.3")
    described = ET.parse(next(share.glob("metainfo/*.xml"))).getroot()
    release = described.find("releases/release")
    assert release is not None
    assert release.attrib["version"] == "1.2.3"
    assert "@" not in ET.tostring(described, encoding="unicode")
    assert len(list(share.rglob("albumen.png"))) == len(SIZES)


@pytest.mark.skipif(not shutil.which("makensis"), reason="makensis is not installed")
def test_windows_setup_compiles(tmp_path: Path) -> None:
    from PIL import Image

    (tmp_path / "icons").mkdir()
    Image.new("RGB", (32, 32)).save(tmp_path / "icons" / "albumen.ico")
    bundle = windows_packages.make_stand_in(tmp_path / "bundle")
    made = windows_packages.make_setup(bundle, tmp_path, tmp_path)
    assert made.read_bytes()[:2] == b"MZ"


def test_windows_version_block() -> None:
    assert "filevers=(" in build_installer.windows_version()


def test_a_bundle_without_its_model_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_installer, "BUILD", tmp_path)
    warnings = tmp_path / "work" / "albumen" / "warn-albumen.txt"
    warnings.parent.mkdir(parents=True)
    warnings.write_text("", "utf-8")
    with pytest.raises(SystemExit, match="scene_pack"):
        build_installer.check_bundle(tmp_path / "bundle")
    warnings.write_text("missing module named app.core.lost - imported by app", "utf-8")
    with pytest.raises(SystemExit, match=r"app\.core\.lost"):
        build_installer.check_bundle(tmp_path / "bundle")


def test_photos_of_the_smoke_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import smoke_photos

    monkeypatch.setattr(smoke_photos, "FORMS", ("jpg",))
    readable, broken = smoke_photos.make_photos(tmp_path / "photos")
    assert broken == 1
    assert readable == len(list((tmp_path / "photos").iterdir())) - 1
    assert ROOT.joinpath("tests/store/fixtures/form_0001.sql") == smoke_photos.OLD_LIBRARY
    assert smoke_photos.OLD_LIBRARY.exists(), "the upgrade of old libraries is tried with it"
