"""What a SOAP service says of itself: its operations, each with its namespace and arguments."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from smstui.platforms.answer import Answer, Question
from smstui.platforms.denials import parsed, refuse_read
from smstui.platforms.xml_document import children, local_name, parse

_NAME: Final = re.compile(r"[A-Za-z_][\w.-]{0,99}", re.ASCII)
DEEPEST: Final = 8
"""Types that extend each other."""
SOAP_12: Final = "http://schemas.xmlsoap.org/wsdl/soap12/"


@dataclass(frozen=True, slots=True)
class Described:
    """One operation: the namespace of its element, and the names of its children in order.

    `within` are the names of the children of each, where it has any. `answers` are the names of the
    fields of a record in its answer, where the schema says them.
    """

    name: str
    namespace: str
    arguments: tuple[str, ...]
    within: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """A service: its operations by name, and whether it speaks SOAP 1.2 alone."""

    operations: Mapping[str, Described]
    only_soap12: bool = False


def read_wsdl(answer: Answer, question: Question) -> Description:
    """Return what a WSDL describes. Raises PlatformError for an answer that is none."""
    refuse_read(answer, question)
    root = parsed(parse, answer, question)
    elements = _elements(root)
    messages = {each.get("name", ""): each for each in children(root) if _parts(each)}
    found: dict[str, Described] = {}
    for port in _every(root, "portType"):
        for operation in _every(port, "operation"):
            described = _described(operation, messages, elements, root.get("targetNamespace", ""))
            if _NAME.fullmatch(described.name):
                found[described.name] = described
    bindings = {
        etree.QName(each).namespace
        for binding in _every(root, "binding")
        for each in children(binding)
        if local_name(each) == "binding"
    }
    return Description(found, bindings == {SOAP_12})


def _described(
    operation: etree._Element,
    messages: Mapping[str, etree._Element],
    elements: Mapping[str, Described],
    target: str,
) -> Described:
    name = operation.get("name", "")
    called = _element_of(operation, "input", messages) or name
    known = elements.get(called) or elements.get(name) or Described(called, target, ())
    answered = elements.get(_element_of(operation, "output", messages))
    if answered is None or len(answered.arguments) != 1:
        return known
    return replace(known, answers=answered.within.get(answered.arguments[0], ()))


def _element_of(operation: etree._Element, way: str, messages: Mapping[str, etree._Element]) -> str:
    """Return the element of the message that goes `way`, input or output; empty for none."""
    taken = next((each for each in children(operation) if local_name(each) == way), None)
    message = messages.get(_local(_referred(taken))) if taken is not None else None
    parts = [each.get("element", "") for each in _parts(message)] if message is not None else []
    return next((_local(each) for each in parts if each), "")


def _parts(element: etree._Element) -> list[etree._Element]:
    return [each for each in children(element) if local_name(each) == "part"]


def _referred(element: etree._Element) -> str:
    """Return what an `input` refers to: its one attribute beside its name and foreign ones."""
    names = [name for name in element.attrib if name != "name" and not str(name).startswith("{")]
    return element.get(names[0], "") if names else ""


def _elements(root: etree._Element) -> Mapping[str, Described]:
    """Return the global elements of the schemas, each with the names of its direct children."""
    types: dict[str | None, etree._Element] = {
        kind.get("name"): kind for kind in _every(root, "complexType") if kind.get("name")
    }
    found: dict[str, Described] = {}
    for schema in _every(root, "schema"):
        namespace = schema.get("targetNamespace", "")
        for element in children(schema):
            if local_name(element) == "element":
                name = element.get("name", "")
                kind = _kind_of(element, types)
                inner = {_name_of(each): each for each in _inner(kind, types)}
                within = {
                    argument: tuple(map(_name_of, _inner(_kind_of(each, types), types)))
                    for argument, each in inner.items()
                }
                within = {argument: names for argument, names in within.items() if names}
                found[name] = Described(name, namespace, tuple(inner), within)
    return found


def _name_of(element: etree._Element) -> str:
    return element.get("name") or _local(element.get("ref", ""))


def _kind_of(element: etree._Element, types: Mapping[str | None, etree._Element]) -> etree._Element:
    """Return the type of an element: one with a name, or the one inside of it."""
    return types.get(_local(element.get("type", "")), element)


def _inner(
    kind: etree._Element, types: Mapping[str | None, etree._Element], depth: int = 0
) -> list[etree._Element]:
    """Return the elements in a type and in those it extends, without those inside another one."""
    found: list[etree._Element] = []
    for child in children(kind):
        if local_name(child) == "element":
            found.append(child)
            continue
        base = types.get(_local(child.get("base", "")))
        if local_name(child) == "extension" and base is not None and depth < DEEPEST:
            found += _inner(base, types, depth + 1)
        found += _inner(child, types, depth)
    return found


def _every(root: etree._Element, name: str) -> list[etree._Element]:
    return [each for each in root.iter() if isinstance(each.tag, str) and local_name(each) == name]


def _local(name: str) -> str:
    return name.rpartition(":")[2]
