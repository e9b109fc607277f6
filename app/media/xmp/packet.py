"""XMP packets: keywords and what else other photo programs say, read and merged.

A packet is RDF in XML, in a sidecar beside a photo or inside a file. Reading takes what is there.
Merging adds and removes single keywords and our own statements, and leaves everything else as it
stands: other programs' properties, their order, comments, prefixes and the packet's wrapper. What
changes nothing gives back the same bytes.

Three properties hold keywords: ``dc:subject`` (flat, everybody), ``lr:hierarchicalSubject``
(``Nature|Mountains``: Lightroom, darktable, Capture One) and ``digiKam:TagsList``
(``Nature/Mountains``). Our own namespace says who said it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.core.errors import KnownError
from app.core.keywords import MARKS, Keywords

MAX_BYTES = 16 * 2**20
MAX_TEXT = 2_000
OURS = "urn:albumen:1.0/"
NAMESPACES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "digiKam": "http://www.digikam.org/ns/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpDM": "http://ns.adobe.com/xmp/1.0/DynamicMedia/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "MicrosoftPhoto": "http://ns.microsoft.com/photo/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "albumen": OURS,
}
# Property and kind of container, by the name of the field of :class:`Keywords`.
LISTS = {
    "subject": ("dc:subject", "rdf:Bag"),
    "hierarchical": ("lr:hierarchicalSubject", "rdf:Bag"),
    "tags_list": ("digiKam:TagsList", "rdf:Seq"),
}
CONTAINERS = ("rdf:Bag", "rdf:Seq", "rdf:Alt")
TEXTS = {
    "title": "dc:title",
    "caption": "dc:description",
    "rating": "xmp:Rating",
    "pick_label": "digiKam:PickLabel",
    "pick": "xmpDM:pick",
    "label": "xmp:Label",
    "city": "photoshop:City",
    "state": "photoshop:State",
    "country": "photoshop:Country",
    "sublocation": "Iptc4xmpCore:Location",
    "latitude": "exif:GPSLatitude",
    "longitude": "exif:GPSLongitude",
    "sidecar_for": "photoshop:SidecarForExtension",
}
STATEMENTS = "albumen:Tags"


def make_keywords(paths: Iterable[Sequence[str]], *, all_parents: bool = True) -> Keywords:
    """Spell tags, each a path of names from the top, as the three properties have them.

    With ``all_parents`` the flat property names every part of a path, as Lightroom exports it;
    else the last part alone.
    """
    flat: dict[str, None] = {}
    lines: dict[tuple[str, ...], None] = {}
    for path in paths:
        parts = tuple(clean_text(part) for part in path)
        flat |= dict.fromkeys(parts if all_parents else parts[-1:])
        lines[parts] = None
    return Keywords(
        tuple(flat),
        tuple("|".join(part.replace("|", "-") for part in parts) for parts in lines),
        tuple("/".join(part.replace("/", "-") for part in parts) for parts in lines),
    )


@dataclass(frozen=True, slots=True)
class Statement:
    """What Albumen knows of a tag of a photo.

    ``by`` is ``"person"`` or ``"program"``; the numbers are the similarity and the range that it
    was cut by, None of a person's label; ``at`` is ISO 8601.
    """

    scene: str
    name: str
    by: str
    at: str
    model_version: int | None = None
    similarity: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Packet:
    """What a packet says: keywords, our statements, and texts that people look for.

    ``texts`` has the keys of :data:`TEXTS`, where they are there.
    """

    keywords: Keywords = field(default_factory=Keywords)
    statements: tuple[Statement, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)


def read_packet(data: bytes) -> Packet:
    """Read a packet.

    Raises
    ------
    KnownError
        If it is no XMP, or XML that a photo has no business with (a DTD, more than 16 MB).
    """
    descriptions = descriptions_of(parse_packet(data))
    words = {key: tuple(read_list(descriptions, name)) for key, (name, _) in LISTS.items()}
    texts = {key: read_text(descriptions, name) for key, name in TEXTS.items()}
    # Cameras write 0 stars into every photo: nobody said that.
    said = {key: (texts[key],) for key in MARKS if texts[key] not in ("", "0")}
    keywords = Keywords(**words, **said)
    return Packet(
        keywords,
        tuple(read_statements(descriptions)),
        {key: text for key, text in texts.items() if text},
    )


def parse_packet(data: bytes) -> Any:
    """Return the root element: ``x:xmpmeta`` or a bare ``rdf:RDF``."""
    if len(data) > MAX_BYTES:
        raise KnownError("xmp_too_large", size=len(data) // 1024, limit=MAX_BYTES // 1024)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    # Writers pad a packet; in UTF-16 the padding is half of each character.
    text = data if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data.strip(b"\0 \r\n\t")
    try:
        root = etree.fromstring(text or b" ", parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise KnownError("xmp_unreadable", cause=str(error)) from error
    if root.getroottree().docinfo.doctype:
        raise KnownError("xmp_unreadable", cause="it has a document type")
    if root.tag != full_name("rdf:RDF") and root.find(f".//{full_name('rdf:RDF')}") is None:
        raise KnownError("xmp_unreadable", cause="it holds no RDF")
    return root


def descriptions_of(root: Any) -> list[Any]:
    """Return all descriptions of the photo, one made where there is none."""
    rdf = root if root.tag == full_name("rdf:RDF") else root.find(f".//{full_name('rdf:RDF')}")
    found = rdf.findall(full_name("rdf:Description"))
    if not found:
        made = etree.SubElement(rdf, full_name("rdf:Description"))
        made.set(full_name("rdf:about"), "")
        found = [made]
    return list(found)


def full_name(prefixed: str) -> str:
    """Return ``{namespace}local`` of a prefixed name."""
    prefix, local = prefixed.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def list_items(descriptions: Sequence[Any], name: str) -> Iterator[Any]:
    """Yield the ``rdf:li`` of a list property, in all descriptions."""
    for description in descriptions:
        for element in description.findall(full_name(name)):
            for container in CONTAINERS:
                for inside in element.findall(full_name(container)):
                    yield from inside.findall(full_name("rdf:li"))


def read_list(descriptions: Sequence[Any], name: str) -> list[str]:
    """Return the items of a list property, cleaned, each once.

    Some writers give a single keyword as plain text or as an attribute.
    """
    found = [item_text(item) for item in list_items(descriptions, name)]
    for description in descriptions:
        found += [element.text or "" for element in description.findall(full_name(name))]
        found.append(description.get(full_name(name)) or "")
    return [text for text in dict.fromkeys(clean_text(text) for text in found) if text]


def item_text(item: Any) -> str:
    """Return all text inside an element."""
    return "".join(item.itertext())


def read_text(descriptions: Sequence[Any], name: str) -> str:
    """Return a text property: an attribute, an element, or the default language of several."""
    for description in descriptions:
        if (text := description.get(full_name(name))) is not None:
            return clean_text(text)
        element = description.find(full_name(name))
        if element is None:
            continue
        items = list(element.iter(full_name("rdf:li")))
        lang = "{http://www.w3.org/XML/1998/namespace}lang"
        items.sort(key=lambda item: item.get(lang) != "x-default")
        return clean_text(item_text(items[0]) if items else item_text(element))
    return ""


def read_statements(descriptions: Sequence[Any]) -> Iterator[Statement]:
    """Yield our own statements, as structs or as descriptions inside their list."""
    for item in list_items(descriptions, STATEMENTS):
        inside = item.find(full_name("rdf:Description"))
        holder = item if inside is None else inside
        values = {etree.QName(part).localname: part.text or "" for part in holder}
        values |= {
            etree.QName(key).localname: text
            for key, text in holder.attrib.items()
            if etree.QName(key).namespace == OURS
        }
        if not values.get("Scene"):
            continue
        yield Statement(
            values["Scene"],
            values.get("Name", ""),
            values.get("By", ""),
            values.get("Date", ""),
            int(_number(values.get("ModelVersion")) or 0) or None,
            _number(values.get("Similarity")),
            _number(values.get("RangeLow")),
            _number(values.get("RangeHigh")),
        )


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def clean_text(text: str) -> str:
    """Return one line without characters that XML cannot carry."""
    printable = "".join(c if c.isprintable() else " " for c in text[:MAX_TEXT])
    return " ".join(printable.split())
