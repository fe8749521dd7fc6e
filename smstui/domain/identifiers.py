"""What a typed, pasted or scanned text can be.

One box takes anything. `identify` returns every kind the text can be, most likely first, each
with its normal form. IDs are text: leading zeros count, and no check digit ever rejects. Ids are
ASCII, except that a login id may be written in any alphabet (`smstui.domain.alphabets`). A
look-alike letter of another alphabet or a bidi trick is refused with its code point.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from typing import Final

from smstui.domain.alphabets import ASCII_ONLY, Odd, foreign_at, why_no_login
from smstui.domain.errors import BadIdentifier

LONGEST: Final = 256
"""Characters; the longest identifier of the platform is a CASN (sdp2.md, caSN 256)."""
LONGEST_LOGIN: Final = 100
"""Characters of a login id that is no mail address."""


ASCII_BLANKS: Final = " \t\r\n\v\f"
"""What may surround an id. Any other blank, and what does not print, is refused by `identify`."""

BYTE_ORDER_MARK: Final = "\ufeff"
"""May come first where text is pasted from a file. It belongs to the file, not to the id."""


class IdKind(StrEnum):
    """Kinds of identifier; the values are part of the command line's contract."""

    DEVICE_UID = "device-uid"
    CASN = "casn"
    NUID = "nuid"
    SMARTCARD = "smartcard"
    PLAYER = "player"
    MAC = "mac"
    SERIAL = "serial"
    IP = "ip"
    ACCOUNT = "account"
    LOGIN = "login"
    OPF_DEVICE = "opf-device"
    OPF_ACCOUNT = "opf-account"


WORDS: Final = {
    IdKind.DEVICE_UID: "device uid",
    IdKind.CASN: "CASN",
    IdKind.NUID: "NUID",
    IdKind.SMARTCARD: "smartcard number",
    IdKind.PLAYER: "media player id",
    IdKind.MAC: "MAC address",
    IdKind.SERIAL: "serial number",
    IdKind.IP: "IP address",
    IdKind.ACCOUNT: "account number",
    IdKind.LOGIN: "login id",
    IdKind.OPF_DEVICE: "device id",
    IdKind.OPF_ACCOUNT: "account id",
}

KINDS_OF_FAMILY: Final = {
    "sdp2": frozenset(IdKind) - {IdKind.OPF_DEVICE, IdKind.OPF_ACCOUNT},
    "opf": frozenset(IdKind) - {IdKind.DEVICE_UID},
}
"""Kinds that mean something in a family, whether or not its platform can look them up."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the text: a kind and the normal form to look up."""

    kind: IdKind
    value: str


@dataclass(frozen=True, slots=True)
class Identification:
    """All ways to read `text`, most likely first."""

    text: str
    readings: tuple[Reading, ...]

    @property
    def kinds(self) -> tuple[IdKind, ...]:
        """The kinds, each once, most likely first."""
        return tuple(dict.fromkeys(reading.kind for reading in self.readings))

    @property
    def guess(self) -> str:
        """In words, what the text was taken for."""
        names = [WORDS[kind] for kind in self.kinds]
        if not names:
            return "not an identifier of this platform"
        first = f"read as {names[0]}"
        if self.readings[0].value != self.text:
            first += f" {self.readings[0].value}"
        if len(names) == 1:
            return first
        if len(names) == 2:
            return f"{first}, or {names[1]}"
        return f"{first}, or {len(names) - 1} other kinds"


def identify(text: str, family: str, only: IdKind | None = None) -> Identification:
    """Every way to read `text` in `family`; `only` asks for one kind (`--as`).

    Raises BadIdentifier for an empty or overlong text and for a character that no identifier has.
    """
    bare = text.strip(ASCII_BLANKS).removeprefix(BYTE_ORDER_MARK).strip(ASCII_BLANKS)
    typed = without_symbology(bare)
    _refuse_length(typed)
    hinted, core = _label(typed)
    wanted = KINDS_OF_FAMILY[family]
    if only or hinted:
        wanted = wanted & ({only} if only else hinted)
    _refuse_characters(typed, core, wanted)
    readings = dict.fromkeys(
        reading for reading in _readings(core, wanted) if reading.kind in wanted and reading.value
    )
    if only and not readings:
        readings = {Reading(only, core): None}
    return Identification(typed, tuple(readings))


def lines_of_text(text: str) -> list[str]:
    """The lines of a list of ids. Only CR and LF end a line: what else `splitlines` takes for an
    end is a character that an id is refused for."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def typed_ids(text: str) -> list[str]:
    """The ids of one line, with ASCII blanks between them."""
    return [each for each in re.split(f"[{ASCII_BLANKS}]+", text) if each]


def without_symbology(text: str) -> str:
    """`text` without the AIM identifier that a scanner may send first: `]C1` is no id."""
    return _AIM.sub("", text)


def search_key(kind: IdKind, value: str) -> str:
    """Return the form in which two spellings of one identifier of `kind` are equal.

    MAC, CASN, NUID and smartcard number: without separators, and hexadecimal digits in one case.
    IP address: as `ipaddress` writes it. Every other kind is text, compared as it is written:
    `1.11` and `11.1` are two logins, and so are `Ada` and `ada`. Accents of a login id may be
    written apart or together.
    """
    if kind in PRINTED_IN_GROUPS:
        return code_key(value)
    if kind is IdKind.LOGIN:
        return unicodedata.normalize("NFC", value)
    return _ip_form(value) or value if kind is IdKind.IP else value


def code_key(value: str) -> str:
    """Return the form in which two spellings of one printed code are equal (see `search_key`)."""
    bare = _SEPARATORS.sub("", value)
    return bare.lower() if _HEX.fullmatch(bare) else bare or value


def mac_form(text: str) -> str | None:
    """`text` as `00:1A:79:1E:7F:50`, from any notation of a MAC address, else None."""
    if not _MAC.fullmatch(text):
        return None
    digits = _SEPARATORS.sub("", text).upper()
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


PRINTED_IN_GROUPS: Final = frozenset({IdKind.MAC, IdKind.CASN, IdKind.NUID, IdKind.SMARTCARD})
"""Kinds in which separators carry no meaning: they only make a printed code easier to read."""


_MAC: Final = re.compile(
    r"[0-9A-Fa-f]{2}(?:([:\- ]?)[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}"
    r"|[0-9A-Fa-f]{4}([.\- ])[0-9A-Fa-f]{4}\2[0-9A-Fa-f]{4}"
)
_AIM: Final = re.compile(r"\][A-Za-z][0-9A-Za-z](?=.)")
_SEPARATORS: Final = re.compile(r"[:.\- ]")
_HEX: Final = re.compile(r"[0-9A-Fa-f]+")
_BY_NAME: Final = (
    IdKind.DEVICE_UID, IdKind.OPF_DEVICE, IdKind.OPF_ACCOUNT, IdKind.SMARTCARD, IdKind.PLAYER,
)  # fmt: skip
"""Kinds that a text may name in front of the id, as `--as` does: `opf-account:5f1c`."""
_LABEL: Final = re.compile(
    rf"({'|'.join(kind.value for kind in _BY_NAME)}"
    r"|casn|ca|mac|s/?n|serial|nuid|uid|card|sc|account|acc|login)\s*[:=#]\s*(?=\S)",
    re.IGNORECASE | re.ASCII,
)
_ACCOUNTS: Final = frozenset({IdKind.ACCOUNT, IdKind.OPF_ACCOUNT})
_LABELS: Final = {
    "casn": frozenset({IdKind.CASN}),
    "ca": frozenset({IdKind.CASN}),
    "mac": frozenset({IdKind.MAC}),
    "sn": frozenset({IdKind.SERIAL}),
    "serial": frozenset({IdKind.SERIAL}),
    "nuid": frozenset({IdKind.NUID}),
    "uid": frozenset({IdKind.DEVICE_UID, IdKind.OPF_DEVICE, IdKind.OPF_ACCOUNT}),
    "card": frozenset({IdKind.SMARTCARD}),
    "sc": frozenset({IdKind.SMARTCARD}),
    "account": _ACCOUNTS,
    "acc": _ACCOUNTS,
    "login": frozenset({IdKind.LOGIN}),
    **{kind.value: frozenset({kind}) for kind in _BY_NAME},
}


def label_end(text: str) -> int:
    """Return where the id begins behind a label (`card: 0001`, `SN#7`); 0 without one."""
    found = _LABEL.match(text)
    return found.end() if found else 0


def _refuse_length(typed: str) -> None:
    if not typed:
        raise BadIdentifier("Nothing was typed.", hint="Type or scan any id of the customer.")
    if len(typed) > LONGEST:
        raise BadIdentifier(
            f"That text has {len(typed)} characters; no id has more than {LONGEST}.",
            hint="Type or scan one id at a time.",
        )


def _refuse_characters(typed: str, core: str, wanted: frozenset[IdKind]) -> None:
    """Refuse what no id of the `wanted` kinds has. `core` is `typed` without its label."""
    foreign = foreign_at(core)
    if foreign is None:
        return
    odd: Odd | None = Odd(foreign, ASCII_ONLY)
    if IdKind.LOGIN in wanted:
        odd = why_no_login(core, is_sure=wanted == {IdKind.LOGIN})
    if odd is None:
        return
    name = unicodedata.name(core[odd.at], "a character that does not print")
    place = len(typed) - len(core) + odd.at + 1
    more = " If it is a login id, write login: before it." if odd.may_be_meant else ""
    raise BadIdentifier(
        f"Character {place} is U+{ord(core[odd.at]):04X} ({name}); {odd.why}.",
        hint=f"Type the id by hand: it may have been copied from a place that changed it.{more}",
    )


def _label(typed: str) -> tuple[frozenset[IdKind], str]:
    """What a word printed before the number means ("MAC: 00…"), and the number."""
    found = _LABEL.match(typed)
    if not found:
        return frozenset(), typed
    return _LABELS[found[1].lower().replace("/", "")], typed[found.end() :].strip(ASCII_BLANKS)


def _readings(core: str, wanted: frozenset[IdKind]) -> Iterator[Reading]:
    """Every way to read `core`; what looks like a MAC is nothing else if a MAC is `wanted`."""
    if not core.isascii():
        return _of_letters(core)
    bare = _SEPARATORS.sub("", core)
    if _ip_form(core) and IdKind.IP in wanted:
        return iter((Reading(IdKind.IP, core), Reading(IdKind.LOGIN, core)))
    if bare.isdigit() and not re.search(r"[.:]", core):
        return _of_digits(core, bare)
    if mac_form(core) and re.search(r"[:.\-]", core) and IdKind.MAC in wanted:
        mac = Reading(IdKind.MAC, mac_form(core) or "")
        return iter((mac, Reading(IdKind.SERIAL, core)))
    if _HEX.fullmatch(bare) and not re.search(r"[.:]", core):
        return _of_hex(core, bare)
    return _of_words(core, bare)


def _of_digits(core: str, bare: str) -> Iterator[Reading]:
    forms = tuple(dict.fromkeys((bare, core)))
    card = [Reading(IdKind.SMARTCARD, form) for form in forms]
    is_uid = core.isdigit() and core[0] != "0" and len(core) < 19
    uid = (Reading(IdKind.DEVICE_UID, core),) if is_uid else ()
    opf = (Reading(IdKind.OPF_DEVICE, core), Reading(IdKind.OPF_ACCOUNT, core))
    account = (Reading(IdKind.ACCOUNT, core),) if len(core) <= 20 else ()
    if len(bare) >= 9:
        yield from (*card, *uid, *opf, *account)
    else:
        yield from (*uid, *opf, *account, *card)
    yield from (Reading(IdKind.CASN, form) for form in forms)
    yield from (Reading(IdKind.NUID, form) for form in forms)
    yield Reading(IdKind.SERIAL, core)
    if len(bare) == 12:
        yield Reading(IdKind.MAC, mac_form(bare) or "")
    yield Reading(IdKind.PLAYER, core)
    yield Reading(IdKind.LOGIN, core)


def _of_hex(core: str, bare: str) -> Iterator[Reading]:
    casn = [Reading(IdKind.CASN, form) for form in (bare.upper(), core)]
    nuid = [Reading(IdKind.NUID, form) for form in (core, bare.upper(), bare.lower())]
    opf = [Reading(IdKind.OPF_DEVICE, core), Reading(IdKind.OPF_ACCOUNT, core)]
    if len(bare) in (24, 32):
        yield from (*opf, *nuid, *casn)
    else:
        yield from (*casn, *nuid, *opf)
    if len(bare) == 12:
        yield Reading(IdKind.MAC, mac_form(bare) or "")
    yield Reading(IdKind.SERIAL, core)
    yield from _names(core)
    yield Reading(IdKind.SMARTCARD, core)


def _of_words(core: str, bare: str) -> Iterator[Reading]:
    if "@" in core:
        yield Reading(IdKind.LOGIN, core)
        return
    yield from _names(core)
    if not bare.isdigit():
        yield Reading(IdKind.SMARTCARD, core)
    upper = (bare.upper(),) if _HEX.fullmatch(bare) else ()
    forms = [form for form in dict.fromkeys((core, *upper, bare)) if form]
    yield from (Reading(IdKind.CASN, form) for form in forms)
    yield from (Reading(IdKind.NUID, form) for form in forms)
    yield Reading(IdKind.SERIAL, core)
    yield Reading(IdKind.OPF_DEVICE, core)
    yield Reading(IdKind.OPF_ACCOUNT, core)
    if bare.isdigit():
        yield from (Reading(IdKind.SMARTCARD, form) for form in (bare, core))


def _of_letters(core: str) -> Iterator[Reading]:
    """A login id as it is written, and as it is written with its accents apart and together."""
    if len(core) <= LONGEST_LOGIN or "@" in core:
        for form in (core, unicodedata.normalize("NFC", core), unicodedata.normalize("NFD", core)):
            yield Reading(IdKind.LOGIN, form)


def _names(core: str) -> Iterator[Reading]:
    if len(core) <= 20:
        yield Reading(IdKind.ACCOUNT, core)
    if len(core) <= LONGEST_LOGIN:
        yield Reading(IdKind.LOGIN, core)
    yield Reading(IdKind.PLAYER, core)


def _ip_form(text: str) -> str:
    """Return `text` as `ipaddress` writes it; empty for what is no IP address."""
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
