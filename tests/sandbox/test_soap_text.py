"""Whatever a field holds, the answer is legal XML and says what XML can say of it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from soap_desk import SoapDesk

from smstui.sandbox.fixtures import everything, poison
from smstui.sandbox.soap.writer import envelope, escaped

HOSTILE = "[/][@click=app.bell]x[/]\x1b]52;c;AAAA\x07\x9b31m\u202e\u200b</account>&\r\n\U0001f600"
READS = [
    ("accountservice", "getByAccountNumber", "<accountNumber>nmp.00001</accountNumber>"),
    ("deviceservice", "getSetTopBoxByAccountUID", "<accountUID>1001</accountUID>"),
    ("deviceservice", "getMediaPlayerByAccountUID", "<accountUID>1001</accountUID>"),
    ("userservice", "getByAccountUID", "<accountUID>1001</accountUID>"),
    ("smartcardservice", "getByStbUid", "<stbUid>3421</stbUid>"),
    ("ottsessionservice", "getByAccountUID", "<accountUID>1001</accountUID>"),
    ("acquiredcontentlistservice", "getByAccountUID", "<accountUID>1001</accountUID>"),
]


@pytest.mark.parametrize(("service", "operation", "children"), READS)
def test_hostile_text_in_every_field(
    soap: SoapDesk, service: str, operation: str, children: str
) -> None:
    text = (HOSTILE * 300)[:10_000]
    soap.sandbox.run(lambda world: poison(world, text, everything(world)))
    answer = soap.call(service, operation, children)
    carried = text.replace("\x1b", "\ufffd").replace("\x07", "\ufffd")
    texts = [element.text for element in etree.fromstring(answer.content).iter()]
    assert carried in texts
    assert b"\x1b" not in answer.content


@given(st.text(st.characters(exclude_categories=())))
@settings(max_examples=300, deadline=None)
def test_any_text_becomes_legal_xml(text: str) -> None:
    root = etree.fromstring(envelope(f"<a>{escaped(text)}</a>"))
    legal = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)
    assert (root[1][0].text or "") == legal
