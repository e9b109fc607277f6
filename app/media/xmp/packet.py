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
from dataclasses import dataclass, field, fields
from typing import Any

from lxml import etree

from app.core.errors import KnownError

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
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "MicrosoftPhoto": "http://ns.microsoft.com/photo/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "albumen": OURS,
}
# Property and kind of container, by the name of the field of :class:`Keywords`.
_LISTS = {
    "subject": ("dc:subject", "rdf:Bag"),
    "hierarchical": ("lr:hierarchicalSubject", "rdf:Bag"),
    "tags_list": ("digiKam:TagsList", "rdf:Seq"),
}
_CONTAINERS = ("rdf:Bag", "rdf:Seq", "rdf:Alt")
_TEXTS = {
    "title": "dc:title",
    "caption": "dc:description",
    "rating": "xmp:Rating",
    "label": "xmp:Label",
    "city": "photoshop:City",
    "state": "photoshop:State",
    "country": "photoshop:Country",
    "sublocation": "Iptc4xmpCore:Location",
    "sidecar_for": "photoshop:SidecarForExtension",
}
_STATEMENTS = "albumen:Tags"
_EMPTY = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Albumen">\n'
    ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
    '  <rdf:Description rdf:about=""/>\n'
    " </rdf:RDF>\n"
    "</x:xmpmeta>"
)
_HEADER = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_TRAILER = '\n<?xpacket end="w"?>'


@dataclass(frozen=True, slots=True)
class Keywords:
    """Keywords as they stand in the three properties, spelled as each has them."""

    subject: tuple[str, ...] = ()
    hierarchical: tuple[str, ...] = ()
    tags_list: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, part.name) for part in fields(self))

    def without(self, other: Keywords) -> Keywords:
        """Return these keywords less those of ``other``, property by property."""
        return Keywords(
            *(
                tuple(word for word in mine if word not in theirs)
                for mine, theirs in _pairs(self, other)
            )
        )

    def within(self, other: Keywords) -> Keywords:
        """Return those of these keywords that ``other`` has, too."""
        return self.without(self.without(other))

    def joined(self, other: Keywords) -> Keywords:
        """Return both, each keyword once."""
        return Keywords(
            *(tuple(dict.fromkeys((*mine, *theirs))) for mine, theirs in _pairs(self, other))
        )


def _pairs(a: Keywords, b: Keywords) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    return ((getattr(a, part.name), getattr(b, part.name)) for part in fields(a))


def make_keywords(paths: Iterable[Sequence[str]], *, all_parents: bool = True) -> Keywords:
    """Spell tags, each a path of names from the top, as the three properties have them.

    With ``all_parents`` the flat property names every part of a path, as Lightroom exports it;
    else the last part alone.
    """
    flat: dict[str, None] = {}
    lines: dict[tuple[str, ...], None] = {}
    for path in paths:
        parts = tuple(_clean(part) for part in path)
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

    ``texts`` has the keys ``title``, ``caption``, ``rating``, ``label``, ``city``, ``state``,
    ``country``, ``sublocation`` and ``sidecar_for``, where they are there.
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
    descriptions = _descriptions(_parse(data))
    keywords = Keywords(*(tuple(_read_list(descriptions, name)) for name, _ in _LISTS.values()))
    texts = {key: _read_text(descriptions, name) for key, name in _TEXTS.items()}
    return Packet(
        keywords,
        tuple(_read_statements(descriptions)),
        {key: text for key, text in texts.items() if text},
    )


def merge_packet(
    data: bytes | None,
    *,
    add: Keywords | None = None,
    remove: Keywords | None = None,
    statements: Sequence[Statement] | None = None,
    sidecar_for: str | None = None,
) -> bytes:
    """Return a packet with some keywords more and some less; the same bytes if nothing changes.

    Parameters
    ----------
    data : bytes or None
        The packet that is there; None makes a new one.
    add, remove : Keywords, optional
        What is there already is not added twice; what is not there cannot be removed.
    statements : sequence of Statement, optional
        Take the place of ours; None leaves them as they are.
    sidecar_for : str, optional
        The ending of the photo that the sidecar belongs to, where its name does not say it.

    Raises
    ------
    KnownError
        As :func:`read_packet`.
    """
    root = _parse(_EMPTY.encode() if data is None else data)
    tree = root.getroottree()
    descriptions = _descriptions(root)
    changed = False
    for key, (name, container) in _LISTS.items():
        gone = getattr(remove, key) if remove else ()
        new = getattr(add, key) if add else ()
        changed |= _remove_items(descriptions, name, set(gone) - set(new))
        changed |= _add_items(descriptions, name, container, new)
    if statements is not None and tuple(_read_statements(descriptions)) != tuple(statements):
        _write_statements(descriptions, statements)
        changed = True
    if sidecar_for and _read_text(descriptions, _TEXTS["sidecar_for"]) != sidecar_for:
        _set_text(descriptions, _TEXTS["sidecar_for"], sidecar_for)
        changed = True
    if data is not None and not changed:
        return data
    text = etree.tostring(tree, encoding="unicode")
    if data is None:
        text = f"{_HEADER}{text}{_TRAILER}"
    return str(text).encode()


# reading


def _parse(data: bytes) -> Any:
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
    if root.tag != _name("rdf:RDF") and root.find(f".//{_name('rdf:RDF')}") is None:
        raise KnownError("xmp_unreadable", cause="it holds no RDF")
    return root


def _descriptions(root: Any) -> list[Any]:
    """Return all descriptions of the photo, one made where there is none."""
    rdf = root if root.tag == _name("rdf:RDF") else root.find(f".//{_name('rdf:RDF')}")
    found = rdf.findall(_name("rdf:Description"))
    if not found:
        made = etree.SubElement(rdf, _name("rdf:Description"))
        made.set(_name("rdf:about"), "")
        found = [made]
    return list(found)


def _name(prefixed: str) -> str:
    """Return ``{namespace}local`` of a prefixed name."""
    prefix, local = prefixed.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def _items(descriptions: Sequence[Any], name: str) -> Iterator[Any]:
    """Yield the ``rdf:li`` of a list property, in all descriptions."""
    for description in descriptions:
        for element in description.findall(_name(name)):
            for container in _CONTAINERS:
                for inside in element.findall(_name(container)):
                    yield from inside.findall(_name("rdf:li"))


def _read_list(descriptions: Sequence[Any], name: str) -> list[str]:
    """Return the items of a list property, cleaned, each once.

    Some writers give a single keyword as plain text or as an attribute.
    """
    found = [_item_text(item) for item in _items(descriptions, name)]
    for description in descriptions:
        found += [element.text or "" for element in description.findall(_name(name))]
        found.append(description.get(_name(name)) or "")
    return [text for text in dict.fromkeys(_clean(text) for text in found) if text]


def _item_text(item: Any) -> str:
    return "".join(item.itertext())


def _read_text(descriptions: Sequence[Any], name: str) -> str:
    """Return a text property: an attribute, an element, or the default language of several."""
    for description in descriptions:
        if (text := description.get(_name(name))) is not None:
            return _clean(text)
        element = description.find(_name(name))
        if element is None:
            continue
        items = list(element.iter(_name("rdf:li")))
        lang = "{http://www.w3.org/XML/1998/namespace}lang"
        items.sort(key=lambda item: item.get(lang) != "x-default")
        return _clean(_item_text(items[0]) if items else _item_text(element))
    return ""


def _read_statements(descriptions: Sequence[Any]) -> Iterator[Statement]:
    for item in _items(descriptions, _STATEMENTS):
        inside = item.find(_name("rdf:Description"))
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


def _clean(text: str) -> str:
    """Return one line without characters that XML cannot carry."""
    printable = "".join(c if c.isprintable() else " " for c in text[:MAX_TEXT])
    return " ".join(printable.split())


# writing


def _remove_items(descriptions: Sequence[Any], name: str, gone: set[str]) -> bool:
    """Take items out of a list property; an empty list goes with its property."""
    taken = [item for item in _items(descriptions, name) if _clean(_item_text(item)) in gone]
    for item in taken:
        container = item.getparent()
        _take_out(item)
        if not len(container):
            _take_out(container.getparent())
    return bool(taken)


def _take_out(element: Any) -> None:
    """Remove an element with the white space before it, so that the lines around stay in place."""
    before, above = element.getprevious(), element.getparent()
    tail = element.tail
    above.remove(element)
    if before is not None:
        before.tail = tail
    elif len(above):
        pass  # what follows keeps its line
    else:
        above.text = None


def _add_items(
    descriptions: Sequence[Any], name: str, container: str, words: Sequence[str]
) -> bool:
    known = set(_read_list(descriptions, name))
    new = [word for word in words if word not in known]
    if not new:
        return False
    _spell_out(descriptions, name, container)
    element = next((e for d in descriptions for e in d.findall(_name(name))), None)
    if element is None:
        element = _append(descriptions[0], name)
    holders = [e for kind in _CONTAINERS for e in element.findall(_name(kind))]
    holder = holders[0] if holders else _append(element, container)
    for word in new:
        _append(holder, "rdf:li").text = word
    return True


def _spell_out(descriptions: Sequence[Any], name: str, container: str) -> None:
    """Turn keywords that stand as an attribute or as plain text into a list."""
    for description in descriptions:
        word = description.attrib.pop(_name(name), None)
        if word is not None:
            _append(_append(_append(description, name), container), "rdf:li").text = word
        for element in description.findall(_name(name)):
            if (element.text or "").strip() and not len(element):
                word, element.text = element.text, None
                _append(_append(element, container), "rdf:li").text = word


def _append(above: Any, name: str) -> Any:
    """Append an element on a line of its own, indented as its depth asks."""
    depth = sum(1 for _ in above.iterancestors()) + 1
    prefix, namespace = name.split(":", maxsplit=1)[0], NAMESPACES[name.split(":", maxsplit=1)[0]]
    known = namespace in above.nsmap.values()
    made = etree.SubElement(above, _name(name), nsmap=None if known else {prefix: namespace})
    before = made.getprevious()
    if before is not None:
        before.tail = "\n" + " " * depth
    else:
        above.text = "\n" + " " * depth
    made.tail = "\n" + " " * (depth - 1)
    return made


def _set_text(descriptions: Sequence[Any], name: str, text: str) -> None:
    for description in descriptions:
        description.attrib.pop(_name(name), None)
        for element in description.findall(_name(name)):
            _take_out(element)
    _append(descriptions[0], name).text = text


def _write_statements(descriptions: Sequence[Any], statements: Sequence[Statement]) -> None:
    for description in descriptions:
        for element in description.findall(_name(_STATEMENTS)):
            _take_out(element)
    if not statements:
        return
    bag = _append(_append(descriptions[0], _STATEMENTS), "rdf:Bag")
    for said in statements:
        item = _append(bag, "rdf:li")
        item.set(_name("rdf:parseType"), "Resource")
        values = {
            "Scene": said.scene,
            "Name": said.name,
            "By": said.by,
            "Date": said.at,
            "ModelVersion": said.model_version,
            "Similarity": said.similarity,
            "RangeLow": said.low,
            "RangeHigh": said.high,
        }
        for key, value in values.items():
            if value not in (None, ""):
                _append(item, f"albumen:{key}").text = _clean(str(value))
