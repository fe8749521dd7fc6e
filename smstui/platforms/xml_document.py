"""XML as plain values, read with suspicion.

No DTD, no entities, no network, bounded depth and width; comments and processing instructions
are passed over, CDATA is text, prefixes mean nothing. Names are local names.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree

from smstui.platforms.malformed import Malformed

Node = str | None | Mapping[str, Any]
"""Text, nothing, or children by local name; a repeated child is a list of nodes."""

DEEPEST: Final = 40
"""Elements within each other."""
MOST_ELEMENTS: Final = 400_000
MOST_ATTRIBUTES: Final = 64
"""Of one element; a document with more is an attack."""

_NIL: Final = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def parse(body: bytes) -> etree._Element:
    """The root of `body`. Raises Malformed for whatever is not plain, bounded XML."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Malformed("it is no XML" if body.strip() else "it is empty") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Malformed("it has a DTD")
    return root


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: etree._Element) -> Iterator[etree._Element]:
    """The element children, whatever else stands between them."""
    for child in element:
        if isinstance(child.tag, str):
            yield child


def to_node(element: etree._Element) -> Node:
    """The element's content as plain values. Raises Malformed beyond the bounds."""
    return _Reader().node(element, 0)


class _Reader:
    """Counts elements over one document."""

    def __init__(self) -> None:
        self._seen = 0

    def node(self, element: etree._Element, depth: int) -> Node:
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


def _text(element: etree._Element) -> str | None:
    """The text without the white space that a printer puts around it."""
    return element.text.strip() if element.text else None
