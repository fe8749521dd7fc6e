"""The catalogue against the WSDLs the platform serves: for `smstui doctor`."""

import asyncio
from collections.abc import Mapping, Sequence

from lxml import etree

from smstui.domain.errors import PlatformError
from smstui.platforms.answer import Answer, Question, path_of
from smstui.platforms.catalogue import Catalogue, Entry
from smstui.platforms.denials import parsed, refuse_read
from smstui.platforms.port import Confirmation, Survey
from smstui.platforms.sdp2.caller import Caller
from smstui.platforms.xml_document import children, local_name, parse

Offer = Mapping[str, frozenset[str]]
"""Operations a service describes, each with the names its message can carry."""


async def survey(catalogue: Catalogue, caller: Caller) -> Sequence[Survey]:
    """One line an entry. Reads one WSDL an address, at once; calls no operation."""
    by_address = {
        caller.address_of(entry): entry
        for entry in sorted(catalogue.operations.values(), key=lambda each: each.service)
        if entry.service
    }

    async def offer(address: str, entry: Entry) -> Offer | PlatformError:
        question = Question(
            "GET", f"{address}?wsdl", f"the description of {entry.service}", path=path_of(address)
        )
        headers = catalogue.place_of(entry).headers
        try:
            return await caller.ask(question, _read_wsdl, headers)
        except PlatformError as error:
            return error

    asked = await asyncio.gather(*(offer(*each) for each in by_address.items()))
    offers = dict(zip(by_address, asked, strict=True))
    return [
        _line(name, entry, offers.get(caller.address_of(entry)) if entry.service else None)
        for name, entry in sorted(catalogue.operations.items())
    ]


def _line(name: str, entry: Entry, offer: Offer | PlatformError | None) -> Survey:
    if entry.unsupported:
        says, detail = Confirmation.NOT_CHECKABLE, "no site has named an operation for it"
    elif offer is None:
        says, detail = Confirmation.NOT_CHECKABLE, f"{entry.module} does not describe itself"
    elif isinstance(offer, PlatformError):
        says, detail = Confirmation.NOT_CHECKABLE, offer.message
    elif not offer:
        says, detail = Confirmation.NOT_CHECKABLE, f"{entry.service} describes no operations itself"
    elif entry.operation not in offer:
        says, detail = Confirmation.MISSING, f"{entry.service} has no {entry.operation}"
    else:
        unknown = [each for each in entry.arguments if each not in offer[entry.operation]]
        called = f"{entry.service}.{entry.operation}"
        if unknown and offer[entry.operation]:
            says, detail = Confirmation.MISSING, f"{called} takes no {', '.join(unknown)}"
        else:
            says, detail = Confirmation.CONFIRMED, called
    return Survey(name, entry.mark, says, detail)


def _read_wsdl(answer: Answer, question: Question) -> Offer:
    refuse_read(answer, question)
    root = parsed(parse, answer, question)
    named = _elements(root)
    found: dict[str, frozenset[str]] = {}
    for port in _every(root, "portType"):
        for operation in _every(port, "operation"):
            name = operation.get("name", "")
            found[name] = frozenset(named.get(name, ()))
    return found


def _elements(root: etree._Element) -> Mapping[str, set[str]]:
    """Global elements of the schemas, each with the names of its direct children."""
    types = {kind.get("name"): kind for kind in _every(root, "complexType") if kind.get("name")}
    found: dict[str, set[str]] = {}
    for schema in _every(root, "schema"):
        for element in children(schema):
            if local_name(element) == "element":
                kind = types.get((element.get("type") or "").rpartition(":")[2], element)
                inner = _every(kind, "element")
                names = {
                    each.get("name") or each.get("ref", "").rpartition(":")[2] for each in inner
                }
                found[element.get("name", "")] = names - {element.get("name")}
    return found


def _every(root: etree._Element, name: str) -> list[etree._Element]:
    return [each for each in root.iter() if isinstance(each.tag, str) and local_name(each) == name]
