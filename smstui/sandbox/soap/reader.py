"""Read the operation and arguments of a request, or the reason why it is invalid."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from smstui.sandbox.soap.schema import Field, Structure

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"

Arguments = dict[str, Any]


class RequestError(Exception):
    """Raised for the client's fault: the message is not a call of this service."""


def parse(body: bytes) -> etree._Element:
    """Return the element inside the SOAP Body. Raises `RequestError`; a DTD is refused unread."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RequestError(f"the message is not XML: {error}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise RequestError("a DTD is not allowed")
    if root.tag != f"{{{SOAP}}}Envelope":
        raise RequestError("the root is not a SOAP 1.1 Envelope")
    inside = root.find(f"{{{SOAP}}}Body")
    if inside is None or len(inside) != 1:
        raise RequestError("the Body must hold exactly one element")
    return inside[0]


def arguments(call: etree._Element, fields: tuple[Field, ...]) -> Arguments:
    """Return the children of a call, checked: known, unqualified, in order, complete."""
    return _sequence(call, Structure(etree.QName(call).localname, fields))


def _structure(parent: etree._Element, shape: Structure) -> Arguments:
    if not shape.choice:
        return _sequence(parent, shape)
    if len(parent) != 1:
        names = ", ".join(field.name for field in shape.fields)
        raise RequestError(f"{_local(parent)} must hold exactly one of {names}")
    known = {field.name: field for field in shape.fields}
    child = parent[0]
    if child.tag not in known:
        raise RequestError(f"{_local(parent)} cannot hold {child.tag}")
    return {child.tag: _value(child, known[child.tag])}


def _sequence(parent: etree._Element, shape: Structure) -> Arguments:
    places = {field.name: place for place, field in enumerate(shape.fields)}
    found: Arguments = {}
    reached = 0
    for child in parent:
        if child.tag not in places:
            raise RequestError(f"{_local(parent)} cannot hold {child.tag}")
        place = places[child.tag]
        field = shape.fields[place]
        if place < reached:
            raise RequestError(f"{child.tag} is out of order in {_local(parent)}")
        reached = place
        value = _value(child, field)
        if field.most is None:
            found.setdefault(field.name, []).append(value)
        elif field.name in found:
            raise RequestError(f"{child.tag} is twice in {_local(parent)}")
        else:
            found[field.name] = value
    for field in shape.fields:
        if field.least and found.get(field.name) is None:
            raise RequestError(f"{field.name} is missing in {_local(parent)}")
    return found


def _value(child: etree._Element, field: Field) -> Any:
    if isinstance(field.kind, Structure):
        return _structure(child, field.kind)
    if len(child):
        raise RequestError(f"{child.tag} holds text, not elements")
    text = child.text or ""
    if not text.strip() and field.kind.xsd != "string":
        return None
    try:
        return field.kind.read(text if field.kind.xsd == "string" else text.strip())
    except ValueError as error:
        raise RequestError(f"{child.tag}: {error}") from None


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


_NAMES_OF_TARGETS = frozenset(
    {
        "uid", "UID", "casn", "caSN", "nuID", "smartCardId", "accountNumber", "accountUid",
        "originKey",
    }
)  # fmt: skip


def targets(found: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ids that a call names, for the log; never a secret."""
    ids: list[str] = []
    for name, value in found.items():
        if isinstance(value, Mapping):
            ids.extend(targets(value))
        elif isinstance(value, list):
            ids.extend(each for item in value if isinstance(item, dict) for each in targets(item))
        elif name in _NAMES_OF_TARGETS and value is not None:
            ids.append(str(value))
    return tuple(ids)
