"""Packing, character sets and characters that must not be: one bad character is no bad answer."""

import codecs
import gzip
import json
import zlib
from collections.abc import Callable

import pytest

from smstui.platforms import json_document, xml_document
from smstui.platforms.documents import Malformed
from smstui.platforms.encodings import TooLong, in_utf8, text_of, unpacked
from smstui.platforms.notes import CONTROLS, REPLACED, noted
from smstui.platforms.xml_document import to_node

MOST = 4 << 20
PLAIN = b"<r>Ewa</r>" * 100
POLISH = "Zażółć gęślą jaźń"
CHARSETS = ("utf-8", "UTF-8", "iso-8859-2", "ISO8859-2", "windows-1250", "cp852", "utf-16",
            "utf-16le", "utf-16be", "utf-32", '"utf-8"')  # fmt: skip


def deflated(body: bytes, window: int) -> bytes:
    packing = zlib.compressobj(wbits=window)
    return packing.compress(body) + packing.flush()


PACKED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZip", gzip.compress),
    "two members": ("gzip", lambda body: gzip.compress(body[:40]) + gzip.compress(body[40:])),
    "padded": ("gzip", lambda body: gzip.compress(body) + b"\0" * 9),
    "deflate": ("deflate", zlib.compress),
    "raw deflate": ("deflate", lambda body: deflated(body, -15)),
    "both": ("deflate, gzip", lambda body: gzip.compress(zlib.compress(body))),
    "unpacked on the way": ("gzip", bytes),
    "with a word": ("identity, gzip", gzip.compress),
}
NOT_PACKED = ("", "identity", "UTF-8", "utf8", "none", "None", "8bit", "7bit", "binary",
              "iso-8859-1", "windows-1250", " , ")  # fmt: skip


@pytest.mark.parametrize("way", PACKED)
def test_packing_that_nobody_asked_for_is_undone(way: str) -> None:
    header, pack = PACKED[way]
    assert unpacked(pack(PLAIN), header, MOST) == PLAIN


@pytest.mark.parametrize("header", NOT_PACKED)
def test_a_content_encoding_that_names_no_packing_is_none(header: str) -> None:
    assert unpacked(PLAIN, header, MOST) == PLAIN


@pytest.mark.parametrize(
    "header", ["br", "zstd", "compress", "gzip, br", "made-up", "gzip" + 2 * ",gzip"]
)
def test_other_packing_is_refused(header: str) -> None:
    with pytest.raises(Malformed):
        unpacked(gzip.compress(PLAIN), header, MOST)


@pytest.mark.parametrize("way", ["gzip", "deflate", "raw deflate", "both"])
def test_packing_that_is_cut_or_damaged_is_refused_at_every_byte(way: str) -> None:
    header, pack = PACKED[way]
    packed = pack(PLAIN)
    tried = 0
    for at in range(2, len(packed)):
        tried += 1
        with pytest.raises(Malformed):
            unpacked(packed[:at], header, MOST)
    print(f"{tried} cut")


@pytest.mark.parametrize("way", ["gzip", "two members", "deflate", "raw deflate", "both"])
def test_a_bomb_is_given_up_at_the_bound(way: str) -> None:
    header, pack = PACKED[way]
    with pytest.raises(TooLong):
        unpacked(pack(b" " * (MOST + 1)), header, MOST)
    assert len(unpacked(pack(b" " * MOST), header, MOST)) == MOST


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("declared", ["", "utf-8", "iso-8859-1"])
def test_the_charset_of_content_type_counts(charset: str, declared: str) -> None:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    body = f"{declaration}<r><a>{POLISH}</a></r>".encode(charset.strip('"'))
    told = in_utf8(body, f"text/xml; charset={charset}; action=x")
    with noted() as notes:
        assert to_node(xml_document.parse(told)) == {"a": POLISH}
    assert notes == []
    body = json.dumps({"a": POLISH}, ensure_ascii=False).encode(charset.strip('"'))
    assert json_document.parse(in_utf8(body, f"application/json;charset={charset}")) == {
        "a": POLISH
    }


@pytest.mark.parametrize(
    "charset", ["made-up", "", "utf-7", "idna", "zip", "x" * 500, "../os", "\0"]
)
def test_a_charset_that_is_none_is_passed_over(charset: str) -> None:
    body = f"<r>{POLISH}</r>".encode()
    assert in_utf8(body, f"text/xml; charset={charset}") == body


def test_utf_8_wins_over_a_charset_that_a_gateway_put_there_by_default() -> None:
    body = f'<?xml version="1.0" encoding="UTF-8"?><r>{POLISH}</r>'.encode()
    assert to_node(xml_document.parse(in_utf8(body, "text/xml; charset=ISO-8859-1"))) == POLISH


@pytest.mark.parametrize("before", ["\n", "\r\n", "\ufeff", "\ufeff\n", "  \t\n", "\n\n\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-16"])
def test_what_stands_before_a_document_is_passed_over(before: str, encoding: str) -> None:
    if encoding.startswith("utf-16-") and not before.startswith("\ufeff"):
        before = f"\ufeff{before}"
    xml = f'{before}<?xml version="1.0" encoding="UTF-8"?><r>{POLISH}</r>'.encode(encoding)
    assert to_node(xml_document.parse(xml)) == POLISH
    assert json_document.parse(f'{before}["{POLISH}"]'.encode(encoding)) == [POLISH]


def forbidden() -> list[int]:
    """Every character that XML 1.0 has not, in the first plane, and one beyond it."""
    legal = {0x9, 0xA, 0xD}
    return [number for number in (*range(0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
            if number not in legal]  # fmt: skip


def test_one_character_that_xml_has_not_costs_that_character_alone() -> None:
    tried = 0
    for number in forbidden():
        raw = chr(number).encode("utf-8", "surrogatepass")
        for inner in (raw, f"&#{number};".encode(), f"&#x{number:x};".encode(), b"\xff"):
            tried += 1
            body = b"<?xml version='1.0'?><r><a>Ewa" + inner + b"Nowak</a><b>12</b></r>"
            with noted() as notes:
                node = to_node(xml_document.parse(body))
            assert isinstance(node, dict)
            assert node["b"] == "12"
            assert node["a"].strip("EwaNok").strip("\ufffd") == ""
            assert "\ufffd" in node["a"]
            assert notes == [REPLACED], "said once"
    print(f"{tried} characters")
    assert tried > 8_000


@pytest.mark.parametrize("number", [0x10FFFF + 1, 10**9, 0xFFFFFFFF])
def test_a_reference_beyond_unicode_is_one_bad_character(number: int) -> None:
    assert to_node(xml_document.parse(f"<r>a&#{number};b</r>".encode())) == "a\ufffdb"


def test_half_a_character_in_json_is_one_bad_character() -> None:
    tried = 0
    for number in range(0xD800, 0xE000, 7):
        tried += 1
        body = f'{{"a": "x\\u{number:04x}y", "\\u{number:04X}": 1, "b": ["\\u{number:04x}"]}}'
        with noted() as notes:
            assert json_document.parse(body.encode()) == {
                "a": "x\ufffdy", "\ufffd": 1, "b": ["\ufffd"],
            }  # fmt: skip
        assert notes == [REPLACED]
    print(f"{tried} surrogates")
    with noted() as notes:
        assert json_document.parse(b'["\\ud83d\\ude00"]') == ["\U0001f600"]
    assert notes == []


def test_a_control_character_in_json_is_kept_and_noted() -> None:
    for number in range(0x20):
        with noted() as notes:
            assert json_document.parse(b'["x' + bytes([number]) + b'y"]') == [f"x{chr(number)}y"]
        assert notes == ([] if chr(number) in "\t\n\r" else [CONTROLS])


def test_bytes_of_no_character_set_are_bad_characters() -> None:
    with noted() as outer:
        for _ in range(3):
            with noted() as notes:
                assert json_document.parse(b'["Nowak\xff"]') == ["Nowak\ufffd"]
            assert notes == [REPLACED]
    assert outer == [REPLACED]
    assert text_of(codecs.BOM_UTF8 + "\ufffd".encode()) == "\ufffd"
    with noted() as notes:
        text_of("sent as \ufffd".encode())
    assert notes == []
