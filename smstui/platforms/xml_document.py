"""XML as plain values, read with suspicion.

No DTD, no entities, no network, bounded depth and width; comments and processing instructions
are passed over, CDATA is text, prefixes mean nothing. Names are local names. A reference within the
document (SOAP encoding: `href="#id0"`) stands for what it refers to. A character that XML
does not have becomes U+FFFD, and white space or a byte order mark before the declaration is
passed over.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree

from smstui.domain.text import REPLACEMENT
from smstui.platforms.documents import Malformed
from smstui.platforms.encodings import text_of, without_declaration
from smstui.platforms.notes import REPLACED, note

Node = str | None | Mapping[str, Any]
"""Text, nothing, or children by local name; a repeated child is a list of nodes."""

DEEPEST: Final = 40
"""Elements within each other."""
MOST_ELEMENTS: Final = 400_000
MOST_ATTRIBUTES: Final = 64
"""Of one element; a document with more is an attack."""

_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE: Final = re.compile(r"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,10}));")

_ENCODING_12: Final = "http://www.w3.org/2003/05/soap-encoding"
_NIL: Final = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def parse(body: bytes) -> etree._Element:
    """Return the root of `body`. Raises Malformed for whatever is not plain, bounded XML."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = _root(body, parser)
    if root is None:
        root = _root(_mended(body), parser)
    if root is None:
        raise Malformed("it is no XML" if body.strip() else "it is empty")
    if root.getroottree().docinfo.internalDTD is not None:
        raise Malformed("it has a DTD")
    return root


def _root(body: bytes, parser: etree.XMLParser) -> etree._Element | None:
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None


def _mended(body: bytes) -> bytes:
    """Return what may be XML all the same, in UTF-8: with every character that XML has not
    replaced, and from the root on."""
    text = without_declaration(text_of(body))
    mended = _REFERENCE.sub(_legal, _NO_XML.sub(REPLACEMENT, text))
    if mended != text:
        note(REPLACED)
    return mended.encode()


def _legal(reference: re.Match[str]) -> str:
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    is_legal = number <= sys.maxunicode and not _NO_XML.match(chr(number))
    return reference[0] if is_legal else REPLACEMENT


def local_name(element: etree._Element) -> str:
    """Return the element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: etree._Element) -> Iterator[etree._Element]:
    """Return the element children, whatever else stands between them."""
    for child in element:
        if isinstance(child.tag, str):
            yield child


def to_node(element: etree._Element) -> Node:
    """Return the element's content as plain values. Raises Malformed beyond the bounds."""
    return Reader().node(element)


class Reader:
    """Reads the elements of one document. Counts them, and knows what is referred to."""

    def __init__(self) -> None:
        self._seen = 0
        self._named: dict[str, etree._Element] | None = None

    def meant(self, element: etree._Element) -> etree._Element:
        """Return what `element` refers to; itself where it refers to nothing.

        Raises Malformed for a reference that leads nowhere, out of the document or in a circle.
        """
        for _ in range(DEEPEST):
            reference = _reference_of(element)
            if not reference:
                return element
            if self._named is None:
                self._named = _named_in(element.getroottree().getroot())
            target = self._named.get(reference)
            if target is None:
                raise Malformed("it refers to a part that it does not have")
            element = target
        raise Malformed("it refers to itself")

    def node(self, element: etree._Element, depth: int = 0) -> Node:
        """Return the content of `element` as plain values. Raises Malformed beyond the bounds."""
        element = self.meant(element)
        self._seen += 1
        if depth >= DEEPEST or self._seen > MOST_ELEMENTS:
            raise Malformed("it is nested too deeply or too long")
        attributes = element.attrib
        if len(attributes) > MOST_ATTRIBUTES:
            raise Malformed("an element has too many attributes")
        if attributes and attributes.get(_NIL) in ("true", "1"):
            return None
        if not len(element):
            return _text(element)
        found: dict[str, Any] = {}
        for child in children(element):
            name = local_name(child)
            node = self.node(child, depth + 1)
            if name not in found:
                found[name] = node
            elif isinstance(found[name], list):
                found[name].append(node)
            else:
                found[name] = [found[name], node]
        return found or _text(element)


def _reference_of(element: etree._Element) -> str:
    """Return the name that an element without content refers to; empty for none.

    SOAP 1.1 writes `href="#id0"`, SOAP 1.2 `enc:ref="id0"`; an attachment (`cid:…`) is not here.
    """
    attributes = element.attrib
    if not attributes or len(element) or (element.text or "").strip():
        return ""
    href = str(attributes.get("href") or "")
    if href.startswith(("#", "cid:")):
        return href.removeprefix("#")
    return str(attributes.get(f"{{{_ENCODING_12}}}ref") or "").removeprefix("#")


def _named_in(root: etree._Element) -> dict[str, etree._Element]:
    found: dict[str, etree._Element] = {}
    for element in root.iter():
        if not isinstance(element.tag, str) or not element.attrib:
            continue
        name = element.attrib.get("id") or element.attrib.get(f"{{{_ENCODING_12}}}id")
        if name and found.setdefault(str(name), element) is not element:
            raise Malformed("two of its parts have one name")
    return found


def is_array(element: etree._Element) -> bool:
    """Return whether an element is an array of SOAP encoding: its children are its items."""
    return any(str(name).rpartition("}")[2] in ("arrayType", "itemType") for name in element.attrib)


def _text(element: etree._Element) -> str | None:
    """Return the text without the white space that a printer puts around it."""
    return element.text.strip() if element.text else None
