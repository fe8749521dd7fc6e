"""Foreign XML and JSON: plain values or `Malformed`, whatever the bytes."""

import contextlib
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smstui.platforms import json_document, xml_document
from smstui.platforms.documents import Malformed

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


def xml(body: bytes | str) -> xml_document.Node:
    raw = body.encode() if isinstance(body, str) else body
    return xml_document.to_node(xml_document.parse(raw))


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_malformed(body: bytes) -> None:
    for parse in (json_document.parse, xml):
        with contextlib.suppress(Malformed):
            parse(body)


@given(st.text(alphabet='<>/ab&;![]?-="x:', max_size=60))
def test_anything_like_xml_is_a_value_or_malformed(body: str) -> None:
    with contextlib.suppress(Malformed):
        xml(body)


@given(st.text(alphabet='{}[]",:0e-9\\uNatrue ', max_size=60))
def test_anything_like_json_is_a_value_or_malformed(body: str) -> None:
    with contextlib.suppress(Malformed):
        json_document.parse(body.encode())


@given(PLAIN)
def test_good_json_comes_through_unchanged(value: Any) -> None:
    for written in (json.dumps(value), json.dumps(value, ensure_ascii=False)):
        assert json_document.parse(written.encode()) == value


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"{", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b'{"status": "ACTIVE", "status": "CANCELLED"}', "twice"),
        (b'[{"a": {"b": 1, "b": 1}}]', "twice"),
        (b"[NaN]", "none"),
        (b"[-Infinity]", "none"),
        (b"[1e999]", "too many digits"),
        (b"[" + b"7" * 5_000 + b"]", "digits"),
        (b"[0." + b"7" * 5_000 + b"]", "digits"),
        (nested(61), "nested"),
        (b'{"a":' * 70 + b"1" + b"}" * 70, "nested"),
        (nested(100_000), "no JSON"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_json_that_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        json_document.parse(body)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'["\\ud83d\\ude00", "{[\\"", 1.5]', ["\N{GRINNING FACE}", '{["', 1.5]),
        (b"[" + b"7" * 40 + b"]", [int("7" * 40)]),
        (nested(60), json.loads(nested(60))),
        (b"null", None),
    ],
)
def test_json_that_is_taken(body: bytes, value: Any) -> None:
    assert json_document.parse(body) == value


def test_a_string_without_end_costs_nothing_much() -> None:
    began = time.perf_counter()
    with pytest.raises(Malformed):
        json_document.parse(b'["' + b'\\"' * 1_000_000)
    assert time.perf_counter() - began < 5, "a scan for brackets was quadratic once"


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(30))
CHAIN = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" if n else "x"}">' for n in range(60_000))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("", "empty"),
        ("hello", "no XML"),
        ("<a><b></a>", "no XML"),
        ("<!DOCTYPE a><a/>", "DTD"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "DTD"),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "DTD"),
        (f"<!DOCTYPE a [{ENTITIES}]><a>&e29;</a>", "it "),
        (f'<!DOCTYPE a [{ENTITIES}]><a b="&e29;"/>', "it "),
        (f"<!DOCTYPE a [{CHAIN}]><a>&e59999;</a>", "it "),
        ("<a>&undefined;</a>", "no XML"),
        ("<a>" * 41 + "</a>" * 41 + "", "nested"),
        ("<a>" * 100_000, "no XML"),
        ("<a " + " ".join(f'b{n}="1"' for n in range(65)) + "/>", "attributes"),
        ("<a>" + "<b/>" * 400_001 + "</a>", "too long"),
    ],
)
def test_xml_that_is_refused(body: str, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        xml(body)


NIL = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil'


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("<a/>", None),
        ("<a> \n </a>", ""),
        ("<a> x y </a>", "x y"),
        ("<a>f<!-- c -->o<![CDATA[<&]]><?p i?>o</a>", "fo<&o"),
        ("<a><b>1</b><!-- c --><b>2</b>t<c/></a>", {"b": ["1", "2"], "c": None}),
        ('<p:a xmlns:p="urn:p"><p:b>1</p:b><b xmlns="urn:q">2</b></p:a>', {"b": ["1", "2"]}),
        (f'<a {NIL}="true">x</a>', None),
        (f'<a {NIL}="false">x</a>', "x"),
        ("<a><![CDATA[<!DOCTYPE x>]]></a>", "<!DOCTYPE x>"),
    ],
)
def test_xml_that_is_taken(body: str, value: Any) -> None:
    assert xml(body) == value


def test_the_encoding_is_the_documents_own() -> None:
    assert xml('<?xml version="1.0" encoding="utf-16"?><a>\u00e9</a>'.encode("utf-16")) == "\u00e9"
    assert xml('<?xml version="1.0" encoding="iso-8859-1"?><a>\u00e9</a>'.encode("latin-1")) == "é"


def test_an_include_is_nothing_but_an_element() -> None:
    include = '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'
    assert xml(f"<a>{include}</a>") == {"include": None}
