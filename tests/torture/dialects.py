"""Is `smstui doctor` red wherever a call is refused or read wrong, and nowhere else?

    python -m tests.torture.dialects [sdp2|opf] [--most N] [--seed N] [--only TEXT]

Each case is a platform that differs in one thing: a variant of the sandbox, one field with another
name, or one word of a status. The configuration is the default one, and one id is known. What the
calls give (lookups, diagnosis, sessions, a status, a pairing, an unpairing) is held against a
platform that does not differ. Exits with 1 for a case in which doctor is wrong.
"""

import argparse
import json
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from smstui.platforms.names import words
from smstui.platforms.overrides import catalogue_of
from smstui.sandbox import Sandbox
from smstui.sandbox.variants import VARIANTS
from smstui.sandbox.variants.message import not_there
from smstui.sandbox.variants.named import STATUSES, Variant
from smstui.sandbox.variants.words import everywhere, named_fields, on_soap, under, worded
from tests.support.command_line import Shell

CASN, BOX, FREE_BOX, PLAYER = "E833815A9290", "3421", "3422", "9001"
CARD, PAIRED_CARD, ACCOUNT = "000145098241", "000145098240", "nmp.00001"
CALLS: tuple[tuple[str, ...], ...] = (
    ("lookup", CASN),
    ("lookup", BOX),
    ("lookup", ACCOUNT),
    ("lookup", PAIRED_CARD),
    ("diagnose", CASN),
    ("diagnose", PLAYER),
    ("sessions", ACCOUNT),
    ("pair", FREE_BOX, CARD, "--apply"),
    ("unpair", FREE_BOX, "--apply"),
    ("teardown", BOX, "--device", "--apply"),
    ("status", ACCOUNT, "suspended", "--apply", "--confirm", "0001"),
)
OF_FAMILY = {
    "sdp2": re.compile("service-|namespace|header-sdp2|header-any|api-key|operations|statuses|"
                       "ws-security|soap-1.2|fields-sdp2|gzip|mac-lookup|srm-only|no-srm"),
    "opf": re.compile("header-opf|header-any|header-sign-in|api-key|paths-opf|list-envelope|"
                      "id-prefix|no-cag|offset-paging|ssm-claims|statuses|client-secret|"
                      "fields-opf|cas-words|gzip|mac-lookup|srm-only|no-srm"),
}  # fmt: skip
NEVER_SHOWN = {"cas-words"}
"""What only the answer to a change shows: red as soon as the journal has one."""
OF_TIME = re.compile(r"\d{4}-\d\d-\d\d|\d+ (?:s|min|h|d)\b|\d\d:\d\d")
SENT = ("pair", "unpair", "teardown", "status")
"""Calls that send something."""
KEPT_WHOLE = re.compile(r"title|firstName|lastName|address\d|locality|city|county|postCode|country")
"""Keys of a billing address on `opf`, which is shown whole, whatever its keys are."""
ASKED_FOR = {"approved", "lastApproved", "lastUnapproved"}
"""Fields that are only answered if they are asked for: no name of them is ever seen."""
NO_MATTER = {"correlation_id", "age_s", "change_id", "read_at", "message", "hint"}


@dataclass(frozen=True)
class Case:
    """One difference. `is_opaque` says that the new name tells nothing of the old one.

    `word` is a word of a status that is another. `no_wsdl` keeps the services from describing
    themselves.
    """

    family: str
    name: str
    variant: Variant | None = None
    field: str = ""
    is_opaque: bool = False
    no_wsdl: bool = False
    word: str = ""

    def __str__(self) -> str:
        return f"{self.family} · {self.name}{' · without WSDL' if self.no_wsdl else ''}"


@dataclass(frozen=True)
class Told:
    """What doctor said of a case, and which calls are wrong."""

    case: Case
    exit: int
    checks: dict[str, str]
    wrong: tuple[str, ...]
    is_shown: bool = True
    """Whether any read of the known account shows the difference."""

    @property
    def is_right(self) -> bool:
        """Whether doctor is red if a call is wrong, and green if none is.

        A field of ours that has a value and is not read is wrong, whatever these calls show of it.

        A word that no record of the known account has is seen by nobody before it is sent. Of a
        field that nothing needs and whose new name says nothing, a caution is enough: it names the
        name that nothing reads.
        """
        red = self.exit != 0
        if red:
            return bool(self.wrong) or bool(self.case.field)
        if not self.wrong or not self.is_shown:
            return True
        if self.case.family == "opf" and KEPT_WHOLE.fullmatch(self.case.field):
            return self.case.is_opaque
        is_named = self.checks.get("answer fields") == "caution"
        return (is_named and self.case.is_opaque) or self.case.field in ASKED_FOR

    def __str__(self) -> str:
        red = sorted(name for name, result in self.checks.items() if result == "fault")
        return (
            f"{self.case}: doctor ends in {self.exit} ({', '.join(red) or 'no fault'}; answer "
            f"fields {self.checks.get('answer fields')}), wrong: {'; '.join(self.wrong) or 'none'}"
        )


class Streams:
    """Standard output and error, as `capsys` gives them."""

    def __init__(self) -> None:
        self.readouterr()

    def readouterr(self) -> tuple[str, str]:
        told = []
        for name in ("stdout", "stderr"):
            held = getattr(sys, name)
            if isinstance(held, TextIOWrapper) and isinstance(held.buffer, BytesIO):
                held.flush()
                told.append(held.buffer.getvalue().decode("utf-8", "replace"))
            setattr(sys, name, TextIOWrapper(BytesIO(), "utf-8", write_through=True))
        return (told[0], told[1]) if len(told) == 2 else ("", "")


def variants(family: str) -> Iterator[Case]:
    """A platform that does not differ, and every variant of the sandbox of a family."""
    yield Case(family, "nothing differs", Variant())
    for name in VARIANTS:
        if OF_FAMILY[family].match(name):
            yield Case(family, name)


def swaps(family: str) -> Iterator[Case]:
    """Every field and every word of a status in the catalogue, each with names of its own."""
    catalogue = catalogue_of(family, {}, "lab")
    where = on_soap if family == "sdp2" else under("/adm", "/rmg")
    fields: dict[str, set[str]] = {}
    for kind, spelled in catalogue.records.items():
        for names in spelled.values():
            fields.setdefault(names[0].rpartition(".")[2], set()).add(kind)
    for field in sorted(fields):
        for new, is_opaque in _names_for(field):
            made = Variant(*named_fields({field: new}, where))
            yield Case(family, f"{field} is {new}", made, field, is_opaque)
            if family == "sdp2":
                yield Case(family, f"{field} is {new}", made, field, is_opaque, no_wsdl=True)
    for word, theirs in STATUSES.items():
        made = Variant(*worded({word: theirs}, everywhere))
        yield Case(family, f"{word} is {theirs}", made, word=word)


def _names_for(field: str) -> Iterator[tuple[str, bool]]:
    told = words(field).split()
    yield "_".join([*told, "value"]) if len(told) == 1 else "_".join(told), False
    yield f"f{sum(map(ord, field))}", True


def tried(shell: Shell, case: Case) -> Told:
    """Run doctor with a known id, and then the calls, on the platform of `case`."""
    name, sound = case.name, _sound(shell, case.family)
    made = {}
    if case.variant is not None:
        made[name] = lambda _: case.variant
    if case.no_wsdl:
        made["no-wsdl"] = lambda _: Variant(
            lambda message: not_there() if message.query.lower() == "wsdl" else message
        )
    VARIANTS.update(made)
    try:
        with Sandbox(variants=list(made) or [name]) as sandbox:
            place = _reach(shell, sandbox, case.family)
            ended = place.run("doctor", "--known", CASN, "--json")
            checks = {each["check"]: each["result"] for each in ended.document["checks"]}
            wrong = tuple(_wrong(place, sound))
            if name in NEVER_SHOWN:
                ended = place.run("doctor", "--known", CASN, "--json")
                checks = {each["check"]: each["result"] for each in ended.document["checks"]}
    finally:
        for each in made:
            del VARIANTS[each]
    shown = any(not each.startswith(SENT) for each in wrong)
    return Told(case, ended.code, checks, wrong, is_shown=shown or not case.word)


_SOUND: dict[str, dict[str, Any]] = {}


def _sound(shell: Shell, family: str) -> dict[str, Any]:
    """What the calls give on a platform that does not differ."""
    if family not in _SOUND:
        with Sandbox() as sandbox:
            place = _reach(shell, sandbox, family)
            _SOUND[family] = {" ".join(call): _given(place, call) for call in CALLS}
        for name, (code, _) in _SOUND[family].items():
            assert code in (0, 12) or "--apply" not in name, (name, code)
    return _SOUND[family]


def _reach(shell: Shell, sandbox: Sandbox, family: str) -> Shell:
    folder = Path(tempfile.mkdtemp(dir=shell.folder))
    place = Shell(folder, shell.monkeypatch, shell._capsys).reach(sandbox, default=family)
    text = place.config.read_text().replace("tint =", "settle_s = 0.3\ntint =")
    place.config.write_text(text.replace("cas_pairing = false", "cas_pairing = true"))
    return place


def _wrong(place: Shell, sound: dict[str, Any]) -> Iterator[str]:
    for call in CALLS:
        name = " ".join(call)
        given = _given(place, call)
        if given != sound[name]:
            yield f"{' '.join(call[:2])} ({_first_difference(sound[name], given)})"


def _given(place: Shell, call: Sequence[str]) -> Any:
    ended = place.run(*call, "--json")
    try:
        told = [json.loads(line) for line in ended.out.splitlines()]
    except ValueError:
        told = []
    return [int(ended.code), [_bare(each) for each in told]]


def _bare(held: Any) -> Any:
    """Return a document without what differs from run to run."""
    if isinstance(held, dict):
        return {name: _bare(each) for name, each in held.items() if name not in NO_MATTER}
    if isinstance(held, list):
        return [_bare(each) for each in held]
    if isinstance(held, str) and OF_TIME.search(held):
        return "a time"
    return held


def _first_difference(one: Any, other: Any, at: str = "") -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        for name in one:
            if name not in other or one[name] != other[name]:
                return _first_difference(one[name], other.get(name), f"{at}.{name}")
    if isinstance(one, list) and isinstance(other, list):
        for number, pair in enumerate(zip(one, other, strict=False)):
            if pair[0] != pair[1]:
                return _first_difference(*pair, f"{at}[{number}]")
    return f"{at}: {str(one)[:60]} to {str(other)[:60]}"


@cache
def all_cases(family: str) -> tuple[Case, ...]:
    return (*variants(family), *swaps(family))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture.dialects")
    parser.add_argument("family", nargs="?", choices=("sdp2", "opf"))
    parser.add_argument("--most", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="cases whose line has this text")
    told = parser.parse_args()
    families = (told.family,) if told.family else ("sdp2", "opf")
    cases = [each for family in families for each in all_cases(family) if told.only in str(each)]
    if told.most is not None:
        random.Random(told.seed).shuffle(cases)
        cases = cases[: told.most]
    out, err = sys.stdout, sys.stderr
    began, ends, wrong = time.monotonic(), Counter[str](), 0
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        from smstui.services.changes import settling

        patch.setattr(settling, "FIRST_PAUSE_S", 0.05)
        patch.setattr(settling, "PAUSE_BETWEEN_S", 0.03)
        shell = Shell(Path(folder), patch, Streams())  # type: ignore[arg-type]
        for case in cases:
            try:
                one = tried(shell, case)
            except BaseException:
                sys.stdout, sys.stderr = out, err
                raise
            ends[f"{'red' if one.exit else 'green'}, {'wrong' if one.wrong else 'sound'}"] += 1
            if not one.is_right:
                wrong += 1
                print("WRONG", one, file=out, flush=True)
        sys.stdout, sys.stderr = out, err
    said = ", ".join(f"{count} {what}" for what, count in sorted(ends.items()))
    print(f"{len(cases)} cases: {said}; doctor is wrong in {wrong}, "
          f"in {time.monotonic() - began:.0f} s")  # fmt: skip
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
