"""SOAP 1.1 written strictly and read leniently."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from smstui.platforms.malformed import Malformed
from smstui.platforms.sdp2.envelope import SOAP, Fault, read, write

PRINTED = st.text(st.characters(min_codepoint=32, max_codepoint=0xFFF), max_size=40).filter(
    str.isprintable
)


def body(inner: str) -> bytes:
    return f'<e:Envelope xmlns:e="{SOAP}"><e:Body>{inner}</e:Body></e:Envelope>'.encode()


def test_only_the_operation_is_qualified_and_the_header_is_empty() -> None:
    written = write("urn:a&b", "do", {"one": "1", "two": None, "three": {"uid": 7, "on": True}})
    root = etree.fromstring(written)
    header, sent = root
    assert (header.tag, len(header)) == (f"{{{SOAP}}}Header", 0)
    (operation,) = sent
    assert operation.tag == "{urn:a&b}do"
    assert [(child.tag, child.text) for child in operation.iter() if child.text] == [
        ("one", "1"), ("uid", "7"), ("on", "true"),
    ]  # fmt: skip
    assert [child.tag for child in operation] == ["one", "three"], "in order, unused left out"


@given(PRINTED)
def test_a_value_comes_through_whatever_it_holds(value: str) -> None:
    root = etree.fromstring(write("urn:a", "do", {"x": value}))
    assert (root.findtext(".//x") or "") == value


@pytest.mark.parametrize(
    ("inner", "nodes"),
    [
        ("", []),
        ("<r/>", []),
        ("<r><return/></r>", []),
        ("<r><return> \n </return></r>", []),
        ("<r><return>1</return></r>", ["1"]),
        ("<r><return><a>1</a></return><return><a>2</a></return></r>", [{"a": "1"}, {"a": "2"}]),
        ("<x:r xmlns:x='u'><x:Return><a>1</a></x:Return></x:r>", [{"a": "1"}]),
        ("<r><stb><uid>1</uid></stb></r>", [{"uid": "1"}]),
    ],
)
def test_every_shape_of_an_answer(inner: str, nodes: list[Any]) -> None:
    assert read(body(inner)) == nodes


def test_the_result_can_be_called_otherwise() -> None:
    inner = "<r><echo>x</echo><box><a>1</a></box></r>"
    assert read(body(inner), "box") == [{"a": "1"}]


@pytest.mark.parametrize(
    ("code", "clients"),
    [
        ("Client", True),
        ("s:Client", True),
        ("soap-env:client.Authentication", True),
        ("MustUnderstand", True),
        ("x:VersionMismatch", True),
        ("Server", False),
        ("s:Server.Client", False),
        ("Clientele", False),
        ("", False),
    ],
)
def test_whose_doing_a_fault_is(code: str, clients: bool) -> None:
    fault = read(body(f"<Fault><faultcode>{code}</faultcode><faultstring>no</faultstring></Fault>"))
    assert isinstance(fault, Fault)
    assert fault.is_clients is clients
    assert fault.text == "no"


def test_a_fault_is_cleaned_and_capped() -> None:
    said = "<Fault><faultstring>a\x85b&#x202E;" + "x" * 5_000 + "</faultstring></Fault>"
    fault = read(body(said))
    assert isinstance(fault, Fault)
    assert fault.code == ""
    assert fault.text.isprintable()
    assert len(fault.text) == 300


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b"<html><body>Welcome</body></html>", "no SOAP envelope"),
        (b"<Envelope/>", "no body"),
        (b"<Envelope><Header/></Envelope>", "no body"),
        (body("<r>")[:-10], "no XML"),
    ],
)
def test_what_is_no_envelope(raw: bytes, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        read(raw)
