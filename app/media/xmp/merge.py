"""Merging into a packet: keywords and our statements in and out, all else as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree

from app.core.keywords import MARKS, Keywords
from app.media.xmp.packet import (
    CONTAINERS,
    LISTS,
    NAMESPACES,
    STATEMENTS,
    TEXTS,
    Statement,
    clean_text,
    descriptions_of,
    full_name,
    item_text,
    list_items,
    parse_packet,
    read_list,
    read_statements,
    read_text,
)

_TOOLKIT = "Albumen"
_EMPTY = (
    f'<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="{_TOOLKIT}">\n'
    ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
    '  <rdf:Description rdf:about=""/>\n'
    " </rdf:RDF>\n"
    "</x:xmpmeta>"
)
_HEADER = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_TRAILER = '\n<?xpacket end="w"?>'


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
    root = parse_packet(_EMPTY.encode() if data is None else data)
    tree = root.getroottree()
    descriptions = descriptions_of(root)
    changed = _change_keywords(descriptions, add or Keywords(), remove or Keywords())
    if statements is not None and tuple(read_statements(descriptions)) != tuple(statements):
        _write_statements(descriptions, statements)
        changed = True
    if sidecar_for and read_text(descriptions, TEXTS["sidecar_for"]) != sidecar_for:
        _set_text(descriptions, TEXTS["sidecar_for"], sidecar_for)
        changed = True
    if data is not None and not changed:
        return data
    text = etree.tostring(tree, encoding="unicode")
    if data is None:
        text = f"{_HEADER}{text}{_TRAILER}"
    return str(text).encode()


def _change_keywords(descriptions: Sequence[Any], add: Keywords, remove: Keywords) -> bool:
    changed = False
    for key, (name, container) in LISTS.items():
        gone, new = getattr(remove, key), getattr(add, key)
        changed |= _remove_items(descriptions, name, set(gone) - set(new))
        changed |= _add_items(descriptions, name, container, new)
    for key in MARKS:
        changed |= _change_text(descriptions, TEXTS[key], getattr(remove, key), getattr(add, key))
    return changed


def is_emptied(data: bytes) -> bool:
    """Return whether a packet was made by Albumen and holds nothing any more."""
    if b":li" in data or _TOOLKIT.encode() not in data:
        return False  # nearly all: they need not be parsed again
    root = parse_packet(data)
    if root.get(full_name("x:xmptk")) != _TOOLKIT:
        return False
    ours = {full_name(name) for name in ("x:xmpmeta", "rdf:RDF", "rdf:Description")}
    ours.add(full_name(TEXTS["sidecar_for"]))
    about = {full_name("rdf:about")}
    # Comments and instructions of others have no name.
    return all(
        element.tag in ours and (element is root or not set(element.attrib) - about)
        for element in root.iter()
    )


def _remove_items(descriptions: Sequence[Any], name: str, gone: set[str]) -> bool:
    """Take items out of a list property; an empty list goes with its property."""
    taken = [item for item in list_items(descriptions, name) if clean_text(item_text(item)) in gone]
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
    known = set(read_list(descriptions, name))
    new = [word for word in words if word not in known]
    if not new:
        return False
    _spell_out(descriptions, name, container)
    element = next((e for d in descriptions for e in d.findall(full_name(name))), None)
    if element is None:
        element = _append(descriptions[0], name)
    holders = [e for kind in CONTAINERS for e in element.findall(full_name(kind))]
    holder = holders[0] if holders else _append(element, container)
    for word in new:
        _append(holder, "rdf:li").text = word
    return True


def _spell_out(descriptions: Sequence[Any], name: str, container: str) -> None:
    """Turn keywords that stand as an attribute or as plain text into a list."""
    for description in descriptions:
        word = description.attrib.pop(full_name(name), None)
        if word is not None:
            _append(_append(_append(description, name), container), "rdf:li").text = word
        for element in description.findall(full_name(name)):
            if (element.text or "").strip() and not len(element):
                word, element.text = element.text, None
                _append(_append(element, container), "rdf:li").text = word


def _append(above: Any, name: str) -> Any:
    """Append an element on a line of its own, indented as its depth asks."""
    depth = sum(1 for _ in above.iterancestors()) + 1
    prefix, namespace = name.split(":", maxsplit=1)[0], NAMESPACES[name.split(":", maxsplit=1)[0]]
    known = namespace in above.nsmap.values()
    made = etree.SubElement(above, full_name(name), nsmap=None if known else {prefix: namespace})
    before = made.getprevious()
    if before is not None:
        before.tail = "\n" + " " * depth
    else:
        above.text = "\n" + " " * depth
    made.tail = "\n" + " " * (depth - 1)
    return made


def _set_text(descriptions: Sequence[Any], name: str, text: str) -> None:
    _drop_text(descriptions, name)
    _append(descriptions[0], name).text = text


def _drop_text(descriptions: Sequence[Any], name: str) -> None:
    for description in descriptions:
        description.attrib.pop(full_name(name), None)
        for element in description.findall(full_name(name)):
            _take_out(element)


def _change_text(
    descriptions: Sequence[Any], name: str, gone: Sequence[str], new: Sequence[str]
) -> bool:
    """Exchange a property that holds one value, or take it out; an attribute stays one."""
    there = read_text(descriptions, name)
    if new and there != new[0]:
        holder = next((d for d in descriptions if d.get(full_name(name)) is not None), None)
        if holder is not None:
            holder.set(full_name(name), new[0])
        else:
            _set_text(descriptions, name, new[0])
        return True
    if new or there not in gone:
        return False
    _drop_text(descriptions, name)
    return True


def _write_statements(descriptions: Sequence[Any], statements: Sequence[Statement]) -> None:
    for description in descriptions:
        for element in description.findall(full_name(STATEMENTS)):
            _take_out(element)
    if not statements:
        return
    bag = _append(_append(descriptions[0], STATEMENTS), "rdf:Bag")
    for said in statements:
        item = _append(bag, "rdf:li")
        item.set(full_name("rdf:parseType"), "Resource")
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
                _append(item, f"albumen:{key}").text = clean_text(str(value))
