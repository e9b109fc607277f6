"""ExifTool and exiv2 read what we write, agree on every field, and find no error."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from app.core.keywords import Keywords
from app.media.xmp.embed import embed
from app.media.xmp.merge import merge_packet
from app.media.xmp.packet import Statement, make_keywords, read_packet
from tests.media.xmp.packets import ALL
from tests.media.xmp.test_embed import picture, with_iptc

NEW = make_keywords([("Nature", "Mountains"), ("自然", "山")])
SAID = [Statement("mountain", "Mountains", "person", "2026-01-02T03:04:05")]
pytestmark = pytest.mark.skipif(
    not (shutil.which("exiftool") and shutil.which("exiv2")),
    reason="exiftool and exiv2 are not installed (Debian: libimage-exiftool-perl, exiv2)",
)


def exiftool(*arguments: str) -> str:
    done = subprocess.run(
        ["exiftool", *arguments], check=False, capture_output=True, text=True, timeout=60
    )
    assert "Error" not in done.stdout + done.stderr, done.stdout + done.stderr
    return done.stdout


def as_exiftool_reads(path: Path) -> dict[str, list[str]]:
    (row,) = json.loads(
        exiftool("-json", "-struct", "-G1", "-a", "-validate", "-XMP:all", str(path))
    )
    names = {"XMP-dc:Subject", "XMP-lr:HierarchicalSubject", "XMP-digiKam:TagsList"}
    return {
        key: value if isinstance(value, list) else [value]
        for key, value in row.items()
        if key in names
    }


def as_exiv2_reads(path: Path) -> dict[str, list[str]]:
    done = subprocess.run(
        ["exiv2", "-PXkv", str(path)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Error" not in done.stderr, done.stderr
    rows = [line.split(maxsplit=1) for line in done.stdout.splitlines() if "  " in line]
    return {key: value.split(", ") for key, value in (row for row in rows if len(row) == 2)}


def check(path: Path, wanted: Keywords) -> None:
    perl, c = as_exiftool_reads(path), as_exiv2_reads(path)
    for mine, theirs, others in (
        (wanted.subject, "XMP-dc:Subject", "Xmp.dc.subject"),
        (wanted.hierarchical, "XMP-lr:HierarchicalSubject", "Xmp.lr.hierarchicalSubject"),
        (wanted.tags_list, "XMP-digiKam:TagsList", "Xmp.digiKam.TagsList"),
    ):
        assert perl.get(theirs, []) == list(mine)
        assert c.get(others, []) == list(mine)


@pytest.mark.parametrize("name", [*(name for name in ALL if name != "odd"), "new"])
def test_sidecars(tmp_path: Path, name: str) -> None:
    old = ALL[name].encode() if name in ALL else None
    data = merge_packet(old, add=NEW, statements=SAID)
    path = tmp_path / "photo.xmp"
    path.write_bytes(data)
    check(path, read_packet(data).keywords)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_copies(tmp_path: Path, form: str) -> None:
    data = picture(form)
    if form == "JPEG":
        data = with_iptc(data, (2, 25, b"Old"))
    path = tmp_path / f"photo.{form.lower()}"
    path.write_bytes(data)
    before = exiftool("-validate", "-warning", "-a", str(path))
    path.write_bytes(embed(data, add=NEW, statements=SAID).data)
    check(path, NEW)
    assert exiftool("-validate", "-warning", "-a", str(path)) == before
    if form == "JPEG":
        told = exiftool(
            "-IPTC:Keywords", "-Photoshop:IPTCDigest", "-CurrentIPTCDigest", "-j", str(path)
        )
        (row,) = json.loads(told)
        assert row["Keywords"] == ["Old", *NEW.subject]
        assert row["IPTCDigest"] == row["CurrentIPTCDigest"]


def test_what_exiftool_changed_afterwards_stays(tmp_path: Path) -> None:
    path = tmp_path / "photo.xmp"
    path.write_bytes(merge_packet(None, add=NEW))
    exiftool("-overwrite_original", "-XMP-dc:Subject+=Theirs", "-XMP-xmp:Rating=3", str(path))
    data = merge_packet(path.read_bytes(), remove=NEW)
    packet = read_packet(data)
    assert packet.keywords == Keywords(("Theirs",), rating=("3",))
    assert packet.texts["rating"] == "3"


def test_a_sidecar_that_exiftool_made_for_lightroom_is_merged(tmp_path: Path) -> None:
    path = tmp_path / "photo.xmp"
    exiftool(
        "-XMP-dc:Subject=Italy", "-XMP-lr:HierarchicalSubject=Places|Italy", "-XMP-xmp:Rating=4",
        "-XMP-xmp:Label=Red", "-XMP-crs:Exposure2012=+0.35", "-XMP-exif:GPSLatitude=46.5",
        "-XMP-photoshop:SidecarForExtension=RAF", "-o", str(path),
    )  # fmt: skip
    before = everything(path)
    data = merge_packet(path.read_bytes(), add=NEW, statements=SAID)
    path.write_bytes(data)
    theirs = Keywords(("Italy",), ("Places|Italy",))
    check(path, theirs.joined(NEW))
    path.write_bytes(merge_packet(data, remove=NEW, statements=[]))
    assert everything(path) == before


def everything(path: Path) -> dict[str, object]:
    """Return all that ExifTool finds in a packet, our own namespace as well."""
    (row,) = json.loads(exiftool("-json", "-struct", "-G1", "-a", "-u", "-XMP:all", str(path)))
    row.pop("XMP-x:XMPToolkit", None)
    return dict(row)


@pytest.mark.parametrize("name", ["digikam-8", "darktable", "immich", "new"])
def test_an_edit_by_exiv2_loses_nothing_of_ours_and_ours_nothing_of_theirs(
    tmp_path: Path, name: str
) -> None:
    old = ALL[name].encode() if name in ALL else None
    path = tmp_path / "photo.xmp"
    path.write_bytes(merge_packet(old, add=NEW, statements=SAID))
    ours, said = read_packet(path.read_bytes()), everything(path)
    subprocess.run(
        ["exiv2", "-M", "reg albumen urn:albumen:1.0/", "-M", "set Xmp.xmp.Label Blue",
         "-M", "set Xmp.dc.subject Theirs", str(path)],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    edited = read_packet(path.read_bytes())
    assert edited.statements == ours.statements
    assert "Theirs" in edited.keywords.subject
    assert set(ours.keywords.hierarchical) <= set(edited.keywords.hierarchical)
    data = merge_packet(path.read_bytes(), remove=NEW, statements=[])
    path.write_bytes(data)
    back = read_packet(data)
    assert "Theirs" in back.keywords.subject
    assert back.texts["label"] == "Blue"
    assert back.statements == ()
    lost = said.keys() - everything(path).keys() - {"XMP-albumen:Tags", "XMP-x:Tags"}
    listed = {"XMP-dc:Subject", "XMP-lr:HierarchicalSubject", "XMP-digiKam:TagsList"}
    assert {key for key in lost if "albumen" not in key.lower()} <= listed
