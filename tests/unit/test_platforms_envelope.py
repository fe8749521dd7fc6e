"""SOAP 1.1 written strictly and read leniently."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from smstui.domain.marking import plain
from smstui.domain.text import Clean
from smstui.platforms.documents import Malformed
from smstui.platforms.sdp2.envelope import SOAP, Fault, read, returned, write

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
        ("env:Sender", True),
        ("env:DataEncodingUnknown", True),
        (f"{{{SOAP}}}Client", True),
        (f"{SOAP}Client.Bad", True),
        ("env:Receiver", False),
        ("Server", False),
        ("s:Server.Client", False),
        ("Clientele", False),
        ("", False),
    ],
)
def test_whose_doing_a_fault_is(code: str, clients: bool) -> None:
    fault = read(body(f"<Fault><faultcode>{code}</faultcode><faultstring>no</faultstring></Fault>"))
    assert isinstance(fault, Fault)
    assert fault.is_refusal(500) is clients
    assert fault.is_refusal(200) is clients
    assert fault.text == "no"


@pytest.mark.parametrize("code", ["", "ns1:CardInUse", "4711", "Serverless", "Clientele"])
@pytest.mark.parametrize(
    ("status", "is_refusal"),
    [(200, False), (302, False), (400, True), (404, True), (408, False), (409, True), (500, False)],
)
def test_a_code_that_blames_nobody_leaves_it_to_the_status(
    code: str, status: int, is_refusal: bool
) -> None:
    assert Fault(Clean(code), Clean("no")).is_refusal(status) is is_refusal


ENV_12 = "http://www.w3.org/2003/05/soap-envelope"
DETAILS = {
    "text": ("<detail>card 12 is in use</detail>", "card 12 is in use"),
    "nested": ("<detail><x:E xmlns:x='u'><x:code>77</x:code><x:message>card in use</x:message>"
               "<stackTrace>at Foo.java:12</stackTrace></x:E></detail>", "77, card in use"),
    "none": ("<detail/>", ""),
    "the same": ("<detail><m>refused</m></detail>", ""),
    "several": ("<detail><m>one</m><m>two</m><m>one</m></detail>", "one, two"),
}  # fmt: skip


@pytest.mark.parametrize("case", DETAILS)
def test_the_detail_of_a_fault_is_told(case: str) -> None:
    detail, told = DETAILS[case]
    inner = (
        f"<Fault><faultcode>Client</faultcode><faultstring>refused</faultstring>{detail}</Fault>"
    )
    fault = read(body(inner))
    assert isinstance(fault, Fault)
    assert fault.detail == told
    assert plain(fault.said) == "Client: refused" + (f" ({told})" if told else "")
    newer = read(
        f"<s:Envelope xmlns:s='{ENV_12}'><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value>"
        "<s:Subcode><s:Value>m:InUse</s:Value></s:Subcode></s:Code><s:Reason>"
        "<s:Text xml:lang='en'>refused</s:Text><s:Text xml:lang='pl'>odmowa</s:Text></s:Reason>"
        f"{detail.replace('detail', 's:Detail')}</s:Fault></s:Body></s:Envelope>".encode()
    )
    assert isinstance(newer, Fault)
    assert plain(newer.said) == f"s:Sender: refused (m:InUse{f', {told}' if told else ''})"
    assert newer.is_refusal(500)


def _doubling(n: int) -> str:
    inner = f"<x href='#a{n + 1}'/>" * 9 if n < 30 else "x"
    return f"<multiRef id='a{n}'>{inner}</multiRef>"


XSI = (
    "xmlns:i='http://www.w3.org/2001/XMLSchema-instance' "
    "xmlns:c='http://schemas.xmlsoap.org/soap/encoding/'"
)
ENC_12 = "xmlns:c='http://www.w3.org/2003/05/soap-encoding'"
BOX = "<UID i:type='c:int'>12</UID><caSN>AB12</caSN>"
PLAIN = [{"UID": "12", "caSN": "AB12"}]
REFERRING = {
    "one": (f"<r><getReturn href='#id0'/></r><multiRef id='id0' {XSI}>{BOX}</multiRef>", PLAIN),
    "a return": (f"<r><return href='#id0'/></r><multiRef id='id0' {XSI}>{BOX}</multiRef>", PLAIN),
    "through two": ("<r><return href='#a'/></r><multiRef id='a' href='#b'/>"
                    f"<multiRef id='b' {XSI}>{BOX}</multiRef>", PLAIN),
    "a field": (f"<r><return><UID href='#u'/><caSN>AB12</caSN></return></r>"
                f"<multiRef id='u' {XSI} i:type='c:int'>12</multiRef>", PLAIN),
    "an array": (f"<r {XSI}><return c:arrayType='x[2]'><item href='#a'/><item href='#a'/></return>"
                 f"</r><multiRef id='a' {XSI}>{BOX}</multiRef>", PLAIN * 2),
    "a list": (f"<r><return href='#a'/><return href='#a'/></r><multiRef id='a' {XSI}>{BOX}"
               "</multiRef>", PLAIN * 2),
    "the response": (f"<r href='#r'/><multiRef id='r'><return href='#a'/></multiRef>"
                     f"<multiRef id='a' {XSI}>{BOX}</multiRef>", PLAIN),
    "SOAP 1.2": (f"<r {ENC_12}><return c:ref='a'/></r><multi {ENC_12} c:id='a'>"
                 "<UID>12</UID><caSN>AB12</caSN></multi>", PLAIN),
    "none": ("<r><return href='#a'/></r><multiRef id='a'/>", []),
    "an address": ("<r><return><UID>1</UID><link href='http://x/'>doc</link></return></r>",
                   [{"UID": "1", "link": "doc"}]),
}  # fmt: skip
LEADING_NOWHERE = {
    "no such part": "<r><return href='#b'/></r><multiRef id='a'/>",
    "no parts": "<r><return href='#b'/></r>",
    "an attachment": "<r><return href='cid:1@x'/></r>",
    "itself": "<r><return href='#a'/></r><multiRef id='a' href='#a'/>",
    "a circle": ("<r><return href='#a'/></r><multiRef id='a' href='#b'/>"
                 "<multiRef id='b' href='#a'/>"),
    "a circle with content": "<r><return href='#a'/></r><multiRef id='a'><x href='#a'/></multiRef>",
    "two of one name": ("<r><return href='#a'/></r><multiRef id='a'>1</multiRef>"
                        "<multiRef id='a'>2</multiRef>"),
    "a bomb": "<r><return href='#a0'/></r>" + "".join(map(_doubling, range(31))),
}  # fmt: skip


@pytest.mark.parametrize("case", REFERRING)
def test_what_an_answer_refers_to_is_read(case: str) -> None:
    inner, nodes = REFERRING[case]
    assert read(body(inner)) == nodes


@pytest.mark.parametrize("case", LEADING_NOWHERE)
def test_what_refers_to_nothing_is_no_empty_answer(case: str) -> None:
    with pytest.raises(Malformed):
        read(body(LEADING_NOWHERE[case]))


@pytest.mark.parametrize("value", ["0", "1", "", "812"])
def test_a_returned_value_is_read_where_it_is_referred_to(value: str) -> None:
    inner = (
        f"<r><return href='#id0'/></r><multiRef id='id0' {XSI} i:type='c:int'>{value}</multiRef>"
    )
    assert returned(body(inner)) == value
    record = f"<r><return href='#id0'/></r><multiRef id='id0' {XSI}>{BOX}</multiRef>"
    assert returned(body(record)) is None


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
