"""A secret that the program knows is masked in a foreign text, in whatever form it comes back."""

import base64
import gc
import html
import json
import random
from collections.abc import Callable, Iterator
from urllib.parse import quote, quote_plus

import pytest

from smstui.domain import known_secrets
from smstui.domain.known_secrets import MASK, NOT_SHOWN, without_credentials, without_secrets
from smstui.domain.secret import Secret
from smstui.domain.text import clean_foreign


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_secrets, "_used", type(known_secrets._used)())
    monkeypatch.setattr(known_secrets, "_held", {})
    monkeypatch.setattr(known_secrets, "_marks", [])


LETTERS = "abcXYZ019&<>\"'/\\%+ =?#@:;{}[]_-.~!$^*()|`,żółÆß漢"
FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capitals": str.upper,
    "percent": lambda s: quote(s, safe=""),
    "percent, slashes kept": quote,
    "percent, small": lambda s: "".join(f"%{byte:02x}" for byte in s.encode()),
    "form": quote_plus,
    "percent twice": lambda s: quote(quote(s, safe=""), safe=""),
    "XML": html.escape,
    "XML twice": lambda s: html.escape(html.escape(s)),
    "XML numbers": lambda s: "".join(f"&#{ord(each)};" for each in s),
    "XML hexadecimal": lambda s: "".join(f"&#x{ord(each):X};" for each in s),
    "JSON": json.dumps,
    "JSON, not ASCII": lambda s: json.dumps(s, ensure_ascii=False),
    "JSON in JSON": lambda s: json.dumps(json.dumps(s)),
    "base64": lambda s: base64.b64encode(s.encode()).decode(),
    "Basic": lambda s: base64.b64encode(f"desk:{s}".encode()).decode(),
    "Basic in an address": lambda s: quote(base64.b64encode(f"desk1:{s}".encode()).decode(), ""),
    "PLAIN": lambda s: base64.b64encode(f"\0desk\0{s}".encode()).decode(),
    "base64url": lambda s: base64.urlsafe_b64encode(f"de:{s}!".encode()).decode().rstrip("="),
    "hexadecimal": lambda s: s.encode().hex(),
    "read as Latin-1": lambda s: s.encode().decode("latin-1"),
    "XML in percent": lambda s: quote(html.escape(s), safe=""),
    "percent in XML": lambda s: html.escape(quote(s)),
    "JSON in XML": lambda s: html.escape(json.dumps(s)),
}


def secrets(seed: int, count: int) -> Iterator[str]:
    chance = random.Random(seed)
    for _ in range(count):
        yield "".join(chance.choices(LETTERS, k=chance.randint(6, 14)))


@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_a_used_secret_is_left(form: str) -> None:
    tried = 0
    for value in secrets(13, 60):
        secret = Secret(value)
        secret.reveal()
        written = FORMS[form](value)
        for text in (f"wrong: {written} (401)", f"<{written}>", f"user=desk&pw={written}&x=1"):
            tried += 1
            told = without_secrets(text)
            assert MASK in told or told == NOT_SHOWN, (value, text, told)
            assert written.strip('"') not in told
            assert value.casefold() not in told.casefold()
    print(f"{tried} texts")


@pytest.mark.parametrize("form", ["as it is", "percent", "base64", "XML", "JSON"])
def test_a_pin_is_masked_where_it_is_alone(form: str) -> None:
    Secret("8603").reveal()
    assert "8603" not in without_secrets(f"PIN {FORMS[form]('8603')} was refused")
    assert MASK in without_secrets("no route for PUT /v1/pin/8603?x")
    assert MASK in without_secrets("PIN8603")


@pytest.mark.parametrize(
    "text",
    ["card 000186030098", "HTTP 401", "box 3421 of nmp.00001 is ACTIVE", "", "1860 3", "💥 8.603"],
)
def test_what_is_no_secret_stays(text: str) -> None:
    Secret("8603").reveal()
    Secret("hunter2!").reveal()
    assert without_secrets(text) == text


def test_what_was_only_read_is_known_as_long_as_it_is_held() -> None:
    hash_ = Secret("5f4dcc3b5aa765d6")
    assert without_secrets("hash 5F4DCC3B5AA765D6") == f"hash {MASK}"
    del hash_
    gc.collect()
    assert without_secrets("hash 5f4dcc3b5aa765d6") == "hash 5f4dcc3b5aa765d6"


def test_a_signed_token_is_masked_whoever_made_it() -> None:
    told = without_secrets("bad token eyJhbGciOi.eyJleHAiOjE.c2ln, again")
    assert told == f"bad token {MASK}, again"


def test_a_secret_is_masked_before_a_text_is_cut() -> None:
    Secret("hunter2-and-more").reveal()
    told = clean_foreign("x" * 290 + " hunter2-and-more", cap=300)
    assert "hunter" not in told


def test_the_latest_are_remembered() -> None:
    for at in range(known_secrets.KEPT + 50):
        Secret("the-password").reveal()
        Secret(f"pin-{at:06}").reveal()
    assert without_secrets("the-password") == MASK
    assert without_secrets("pin-000001") == "pin-000001"


def test_a_field_of_a_record_loses_a_credential_and_keeps_the_rest() -> None:
    Secret("hunter2!").reveal()
    Secret("8603").reveal()
    assert without_credentials("the box of hunter2!") == f"the box of {MASK}"
    assert without_credentials(base64.b64encode(b"desk:hunter2!").decode()) == MASK
    assert without_credentials("flat 8603") == "flat 8603"
