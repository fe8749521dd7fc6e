"""Every command on a world whose people have given names, for comparing what is told of them.

Under privacy, nothing that is told may depend on a name: told of two worlds that differ in the
names alone, every command prints the same. That shows both that no name gets out and that no word
of smstui, no status and no id is masked because somebody is called so.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

import pytest

from smstui.sandbox import fault_answers
from smstui.sandbox.world import World
from tests.support.change_line import ChangeLine
from tests.support.products import FAMILIES

B1, B2, C1, C2, ONE = "3421", "3422", "000145098240", "000145098241", "nmp.00001"
PLAYER, BANNED = "9003", "3425"

OF_THIS_MACHINE: Final = {"demo", "sandbox", "doctor", "config", "keys", "completions"}
"""Commands that tell of no customer."""

KEEPING: Final = {"--apply", "--draft", "undo"}

PLAIN: Final = "zzplain"
"""The names that all others are compared with."""
HOSTILE: Final = (
    "SUSPENDED", "ACTIVE", "Apply", "box", "A", "7", "12", B1, ONE, C1, "E833815A9290", f"box {B1}",
    "none", "verified", "account", "the", "yes", "player", "refused", "default user", "Kowalska",
    "Żółć Gęślą", unicodedata.normalize("NFD", "Żółć Gęślą"), "O'Brien (née 3421)",
    "Zofia's iPhone", "▒▒▒▒", "=SUM(A1)", "null", "48600123456",
)  # fmt: skip
"""Common words of this program and of the platform, ids, numbers, one letter, Polish letters."""
SHORT: Final = {
    "": ("SUSPENDED",), "--json": (unicodedata.normalize("NFD", "Żółć Gęślą"),),
}  # fmt: skip
"""One name an output form, for the suite."""

_OF_ACCOUNT: Final = (
    "title", "first_name", "last_name", "address1", "address2", "locality", "city", "county",
    "postcode", "country", "signon_id",
)  # fmt: skip


def call_everybody(world: World, name: str) -> str:
    """Give every person, home and device `name`; return a login id of account nmp.00001."""
    for account in world.accounts:
        world.change(account, **dict.fromkeys(_OF_ACCOUNT, name))
    # A login of another alphabet, or of digits, would be looked up as other kinds of id.
    login = name if name.isascii() and name.isalpha() and len(name) > 1 else "someone"
    for at, user in enumerate(world.users):
        world.change(user, login_id=f"{login}.{at}", name=name, origin_key=f"{name}{at}")
    for device in world.devices:
        information = {
            "device": {"name": name, "hardware": {"model": name}, "OS": {"version": "1"}},
            "owner": {"email": f"{name}@example.org", "phones": [name, name]},
        }
        world.change(device, name=name, description=name, information=information)
    one = world.account(ONE)
    assert one is not None
    return next(user.login_id for user in world.users if user.account_uid == one.uid)


def lines(login: str, family: str) -> list[list[str]]:
    """Every command that tells of a customer, in a form that has the most to tell."""
    missing = f"{login}x"
    return [
        ["lookup", ONE, login, PLAYER, missing],
        ["diagnose", ONE],
        ["diagnose", login],
        ["diagnose", PLAYER, ONE, login, missing, B1],
        ["diagnose", PLAYER, ONE, login, missing, "--brief"],
        ["diagnose", PLAYER, ONE, login, missing, "--csv"],
        ["sessions", login],
        ["sessions", missing],
        ["transcript", login],
        ["transcript", missing],
        ["recents"],
        ["enable", missing],
        ["pair", missing, C1],
        ["undo", missing],
        ["drafts", missing],
        ["pair", B2, C1],
        ["pair", B2, C1, "--draft"],
        ["disable", missing, "--draft"],
        ["drafts"],
        ["drafts", "--check"],
        ["drafts", "--apply"],
        ["unpair", B1],
        ["swap-box", B1, B2],
        ["swap-card", B1, C2],
        ["status", login if family == "sdp2" else ONE, "SUSPENDED"],
        ["enable", PLAYER],
        ["disable", PLAYER],
        ["ban", B1],
        ["unban", BANNED],
        ["refresh", PLAYER],
        ["recover-date-code", B1],
        ["approve", PLAYER],
        ["suspend-card", C1],
        ["message", PLAYER, "hello"],
        ["mail", B1, "hello"],
        ["teardown", B1, "--device"],
        ["profile", ONE, "302"],
        ["add-right", ONE, "gold"],
        ["remove-right", ONE, "1"],
        ["create-account", "new.1", f"{login}new", "--first-name", login],
        ["limits", ONE, "--max-users", "9"],
        ["add-user", ONE, f"{login}later", "--name", login],
        ["change-user", login, "--name", login],
        ["create-box", ONE, "E833815AFFFF", "--description", login],
        ["create-card", "000145099999"],
        ["delete-box", B1],
        ["delete-card", C1],
        ["reset-pin", ONE, "MASTER"],
        ["cas-pin", B1],
        ["batch", "-"],
        ["pair", B2, C1, "--apply", "--reason", f"{login} called"],
        ["delete-box", "3423", "--apply", "--confirm", "3423"],
        ["undo"],
        ["journal"],
        ["journal", "--open"],
        ["transcript", ONE],
    ]  # fmt: skip


ECHOES: Final = (
    "answer Client write=yes", "answer Server write=yes", "answer 409 write=yes",
    "answer error-response write=yes", "answer error-form write=yes", "answer 500",
    "answer Client write=no", "answer Receiver", "answer 403 write=no",
    "answer error-form write=no",
)  # fmt: skip
"""Answers with the platform's own words, which tell a name."""


def spellings(name: str) -> list[str]:
    """A name as a platform may write it in a sentence."""
    forms = [name, name.upper(), name.lower(), name.title(), name.swapcase()]
    words = " ".join(reversed(name.split())) or name
    return [
        f"{each} and {unicodedata.normalize('NFD', each)}, {words} ({each}@example.org)"
        for each in dict.fromkeys(forms)
    ]


def echo_lines(login: str) -> Iterator[list[str]]:
    """Commands whose failures tell the platform's words."""
    yield ["lookup", ONE]
    yield ["diagnose", ONE, login]
    yield ["status", ONE, "SUSPENDED", "--apply", "--confirm", "0001"]
    yield ["pair", B2, C2, "--apply"]
    yield ["disable", PLAYER, "--apply"]
    yield ["journal"]
    yield ["journal", "--settle"]
    yield ["transcript", ONE]
    yield ["drafts", "--check"]


Told = tuple[list[str], str, int, str, str]


def told_of(desk: ChangeLine, name: str, form: str, *, every: bool = True) -> list[Told]:
    """Run every command under privacy where everybody is called `name`.

    Otherwise every other one, on `opf` the others, and all that applies or keeps something.
    """
    login = call_everybody(desk.world, name)
    return [
        _told(desk, line, form, login)
        for at, line in enumerate(lines(login, desk.family))
        if every or at % 2 == FAMILIES.index(desk.family) or KEEPING & set(line)
        if not (form and {"--brief", "--csv"} & set(line))
    ]


def told_of_echoes(
    desk: ChangeLine,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    echoes: Sequence[str],
) -> list[Told]:
    """Run commands under privacy where the platform answers with sentences that tell `name`."""
    login = call_everybody(desk.world, name)
    found: list[Told] = []
    sentences = spellings(name)
    for at, rule in enumerate(echoes):
        monkeypatch.setattr(fault_answers, "_WORDS", sentences[at % len(sentences)])
        desk.sandbox.faults.clear()
        desk.sandbox.fault(rule)
        found += [_told(desk, line, form, login) for line in echo_lines(login)]
    desk.sandbox.faults.clear()
    return found


def _told(desk: ChangeLine, line: list[str], form: str, login: str) -> Told:
    told = desk.run(*line, "--privacy", *([form] if form else []), stdin=f"{B2} {C1}\n".encode())
    shown = ["LOGIN" if login in word else word for word in line]
    return shown, form, told.code, without_what_varies(told.out), without_what_varies(told.err)


_VARYING: Final = (
    (re.compile(r"\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|\+\d\d:?\d\d)?"), "<moment>"),
    (re.compile(r"\b\d\d:\d\d(?::\d\d)?\b"), "<time>"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]+"), "<uuid>"),
    (
        re.compile(
            r"\b(?=[0-9a-f]*[a-f])[0-9a-f]{10}(?:[0-9a-f]{2})?\b|\b\d{10}\b|\b(?!000145)\d{12}\b"
        ),
        "<change>",
    ),
    (re.compile(r"127\.0\.0\.1:\d+"), "<host>"),
    (re.compile(r"\d+(?:\.\d+)? (?:s|ms|min)\b( ago)?|\bnow\b"), "<age>"),
    (re.compile(r'"age_s": \d+'), '"age_s": <age>'),
    (re.compile(r'"<moment>","\d+"'), '"<moment>","<age>"'),
    (re.compile(r"/tmp/\S+"), "<path>"),
    (re.compile(r" +"), " "),
)


def without_what_varies(text: str) -> str:
    """`text` without what differs from run to run."""
    for pattern, shown in _VARYING:
        text = pattern.sub(shown, text)
    return text


def differences(plain: Sequence[Told], told: Sequence[Told]) -> list[str]:
    """Where two walks told something else, each in a few lines."""
    found = []
    for one, other in zip(plain, told, strict=True):
        for before, now, where in ((one[2:3], other[2:3], "code"), (one[3], other[3], "out"),
                                   (one[4], other[4], "err")):  # fmt: skip
            if before != now:
                found.append(f"{other[0]} {other[1]} {where}\n  {_around(str(before), str(now))}")
    return found


def _around(before: str, now: str) -> str:
    at = next(
        (at for at, (a, b) in enumerate(zip(before, now, strict=False)) if a != b),
        min(len(before), len(now)),
    )
    return f"{before[max(0, at - 60) : at + 60]!r}\n  {now[max(0, at - 60) : at + 60]!r}"
