"""Packets: what others wrote is read and left alone; what we add can be taken out again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.core.errors import KnownError
from app.core.keywords import Keywords
from app.media.xmp.merge import merge_packet
from app.media.xmp.packet import Statement, make_keywords, read_packet
from tests.media.xmp.packets import ALL, DARKTABLE, DIGIKAM, DIGIKAM_8, IMMICH, LIGHTROOM, ODD

WORDS = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="|/"), min_size=1, max_size=12
)
KEYWORDS = st.builds(
    make_keywords,
    st.lists(st.lists(WORDS, min_size=1, max_size=3), max_size=4),
)
SAID = Statement("mountain", "Mountains", "program", "2026-01-02T03:04:05", 7, 0.81, 0.6, 1.0)


def others(data: bytes) -> list[tuple[str, str, str]]:
    """Return every element of other programs, with its attributes and text, in order."""
    ours = ("subject", "hierarchicalSubject", "TagsList", "Tags")
    root = etree.fromstring(data)
    rows = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            rows.append(("comment", "", element.text or ""))
            continue
        line = [element, *element.iterancestors()]
        if any(etree.QName(e).localname in ours for e in line):
            continue
        attributes = {k: v for k, v in element.attrib.items() if not k.endswith("}subject")}
        rows.append((element.tag, str(sorted(attributes.items())), (element.text or "").strip()))
    return rows


def test_what_lightroom_wrote_is_read() -> None:
    packet = read_packet(LIGHTROOM.encode())
    assert packet.keywords == Keywords(("Beach", "Nature"), ("Nature|Beach",), rating=("4",))
    assert packet.texts == {"rating": "4", "label": "Red"}


def test_what_digikam_wrote_is_read() -> None:
    packet = read_packet(DIGIKAM.encode())
    assert packet.keywords == Keywords(("Italy",), (), ("Places/Italy",))
    assert packet.texts["title"] == "Sea"


@pytest.mark.parametrize(
    ("packet", "wanted"),
    [
        (DIGIKAM_8, Keywords(("Italy",), ("Places|Italy",), ("Places/Italy",))),
        (DARKTABLE, Keywords(("Italy", "Places"), ("Places|Italy",), rating=("3",))),
        (IMMICH, Keywords((), (), ("Places/Italy",))),
    ],
    ids=["digikam-8", "darktable", "immich"],
)
def test_what_other_programs_wrote_is_read(packet: str, wanted: Keywords) -> None:
    assert read_packet(packet.encode()).keywords == wanted


def test_odd_forms_are_read() -> None:
    assert read_packet(ODD.encode()).keywords.subject == ("single",)
    assert read_packet(b"\xef\xbb\xbf" + ODD.encode() + b"\0\0").keywords.subject == ("single",)
    wide = f'<?xml version="1.0" encoding="UTF-16"?>{ODD}'.encode("utf-16")
    assert read_packet(wide).keywords.subject == ("single",)


def test_tags_are_spelled_as_each_program_has_them() -> None:
    made = make_keywords([("Nature", "Mountains"), ("A/B", "C|D")])
    assert made.subject == ("Nature", "Mountains", "A/B", "C|D")
    assert made.hierarchical == ("Nature|Mountains", "A/B|C-D")
    assert made.tags_list == ("Nature/Mountains", "A-B/C|D")
    assert make_keywords([("Nature", "Mountains")], all_parents=False).subject == ("Mountains",)


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=20, deadline=None)
@given(new=KEYWORDS)
def test_adding_keeps_what_others_wrote_and_removing_is_exact(name: str, new: Keywords) -> None:
    data = ALL[name].encode()
    before = read_packet(data)
    merged = merge_packet(data, add=new, statements=[SAID])
    after = read_packet(merged)
    assert after.keywords == before.keywords.joined(new)
    assert after.statements == (SAID,)
    assert after.texts == before.texts
    assert others(merged) == others(data)
    # A second time changes nothing, to the byte.
    assert merge_packet(merged, add=new, statements=[SAID]) == merged
    back = merge_packet(merged, remove=new.without(before.keywords), statements=[])
    assert read_packet(back).keywords == before.keywords
    assert others(back) == others(data)


def test_nothing_to_do_leaves_every_byte() -> None:
    data = LIGHTROOM.encode()
    assert merge_packet(data) == data
    assert merge_packet(data, add=Keywords(("Beach",)), remove=Keywords(("Sea",))) == data


def test_an_empty_list_goes_with_its_property() -> None:
    data = merge_packet(LIGHTROOM.encode(), remove=Keywords((), ("Nature|Beach",)))
    assert b"hierarchicalSubject>" not in data
    assert b"<crs:ToneCurve>" in data
    assert data.startswith(b"<?xpacket begin")


def test_a_new_packet_is_whole() -> None:
    data = merge_packet(
        None, add=make_keywords([("Natur", "海滩")]), statements=[SAID], sidecar_for="RAF"
    )
    packet = read_packet(data)
    assert packet.keywords.tags_list == ("Natur/海滩",)
    assert packet.statements == (SAID,)
    assert packet.texts == {"sidecar_for": "RAF"}
    assert data.startswith(b"<?xpacket begin")
    assert data.rstrip().endswith(b'<?xpacket end="w"?>')


def test_prefixes_of_others_stay() -> None:
    data = merge_packet(ODD.encode(), add=Keywords(("new",))).decode()
    assert "<q:y>2 &amp; 3</q:y>" in data
    assert "<!-- kept -->" in data
    assert "d:subject>" in data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<a/>",
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>',
        LIGHTROOM[:300].encode(),
        b" " * (16 * 2**20 + 1),
    ],
    ids=["empty", "text", "no-rdf", "entities", "cut", "large"],
)
def test_what_is_no_packet_is_refused(data: bytes) -> None:
    with pytest.raises(KnownError) as error:
        read_packet(data)
    assert error.value.code in ("xmp_unreadable", "xmp_too_large")


def test_control_characters_never_reach_the_xml() -> None:
    data = merge_packet(None, add=make_keywords([("a\x00b\x1b\nc",)]))
    assert read_packet(data).keywords.subject == ("a b c",)
