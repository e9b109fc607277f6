"""The attributes that systems keep tags in: byte for byte, and merged with what others wrote."""

from __future__ import annotations

import errno
import os
import plistlib
from pathlib import Path

import pytest

from app.core.errors import KnownError
from app.core.keywords import Keywords
from app.media.xmp import system_tags
from app.media.xmp.system_tags import (
    XDG_TAGS,
    FinderTags,
    XdgTags,
    read_attribute,
    spell_keywords,
    write_attribute,
)

COLOURED = ["Red\n6", "Italy\n0", "Old"]


def test_xdg_tags_are_names_between_commas() -> None:
    tags = XdgTags()
    assert tags.names(b"Italy,Meer, Rot") == ("Italy", "Meer", "Rot")
    assert tags.names(b"") == ()
    made = tags.change(b"Italy,Beach", ["Kitchen", "Küche"], ["Beach", "Rome"])
    assert made == "Italy,Kitchen,Küche".encode()
    assert tags.change(made, [], ["Italy", "Kitchen", "Küche"]) == b""
    assert tags.change(b"Italy", ["Italy"], ["Italy"]) == b"Italy"


def test_finder_tags_are_a_list_with_colours() -> None:
    tags = FinderTags()
    before = plistlib.dumps(COLOURED, fmt=plistlib.FMT_BINARY)
    assert tags.names(before) == ("Red", "Italy", "Old")
    made = tags.change(before, ["Küche", "Red"], ["Italy"])
    assert made.startswith(b"bplist00")
    assert plistlib.loads(made) == ["Red\n6", "Old", "Küche\n0"]
    assert tags.change(made, [], ["Red", "Old", "Küche"]) == b""
    # Header, array of one, the name with the number of no colour, offsets, trailer.
    assert tags.change(b"", ["Beach"], []) == bytes.fromhex(
        "62706c6973743030a101574265616368"
        "0a30"
        "080a"
        "000000000000010100000000000000020000000000000000000000000000"
        "0012"
    )


@pytest.mark.parametrize("damaged", [b"garbage", b"bplist00", plistlib.dumps({"a": 1}), b"\0"])
def test_a_damaged_list_has_no_names(damaged: bytes) -> None:
    assert FinderTags().names(damaged) == ()
    assert FinderTags().names(FinderTags().change(damaged, ["Beach"], [])) == ("Beach",)


def test_names_that_a_system_cannot_hold_are_spelled_otherwise() -> None:
    words = Keywords(("Sea, sky", "Beach"), ("Outdoors|Beach",), ("Outdoors/Beach",))
    assert spell_keywords(words, XdgTags()) == Keywords(("Sea sky", "Beach"))
    assert spell_keywords(words, FinderTags()) == Keywords(("Sea, sky", "Beach"))


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="this system has no such attributes")
def test_an_attribute_is_set_read_and_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "-a\n.jpg"
    path.write_bytes(b"photo")
    os.utime(path, ns=(5, 7))
    try:
        write_attribute(path, XDG_TAGS, b"Beach")
    except KnownError as error:
        pytest.skip(str(error))
    assert read_attribute(path, XDG_TAGS) == b"Beach"
    write_attribute(path, XDG_TAGS, b"")
    write_attribute(path, XDG_TAGS, b"")
    assert read_attribute(path, XDG_TAGS) is None
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (b"photo", 7)


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOTSUP, "no_system_tags"), (errno.EACCES, "xmp_not_writable")]
)
def test_a_disk_without_attributes_is_told_from_a_locked_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    for name in ("_get", "_set"):
        monkeypatch.setattr(system_tags, name, refuse)
    for call in (
        lambda: read_attribute(tmp_path / "a.jpg", XDG_TAGS),
        lambda: write_attribute(tmp_path / "a.jpg", XDG_TAGS, b"x"),
    ):
        with pytest.raises(KnownError) as caught:
            call()
        assert caught.value.code == code
