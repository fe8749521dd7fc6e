"""Identify a typed, pasted or scanned text.

One box takes any identifier. `identify` returns every kind that the text can be, most likely first,
each with its normal form. IDs are text: leading zeros count, and no check digit ever rejects. Ids
are ASCII, except that a login id may be written in any alphabet (`smstui.domain.alphabets`). A
look-alike letter of another alphabet or a bidi control is refused with its code point.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from ipaddress import ip_address
from typing import Final

from smstui.domain.alphabets import ASCII_ONLY, Odd, foreign_at, why_no_login
from smstui.domain.errors import BadIdentifier
from smstui.domain.id_prefixes import without_prefix
from smstui.domain.marking import typed
from smstui.domain.origin import origin_of
from smstui.domain.scanned_code import ASCII_BLANKS, MOST_FIELDS, ScannedCode, scanned_code

LONGEST: Final = 256
"""Characters. The longest identifier of the platform is a CASN (sdp2.md, caSN 256)."""
LONGEST_LOGIN: Final = 100
"""Characters of a login id that is not an email address."""


class IdKind(StrEnum):
    """Kinds of identifier. The values are part of the command line's contract."""

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
    ORIGIN = "origin"


WORDS: Final = {
    IdKind.DEVICE_UID: "device UID",
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
    IdKind.ORIGIN: "origin id and key",
}

KINDS_OF_FAMILY: Final = {
    "sdp2": frozenset(IdKind) - {IdKind.OPF_DEVICE, IdKind.OPF_ACCOUNT},
    "opf": frozenset(IdKind) - {IdKind.DEVICE_UID, IdKind.ORIGIN},
}
"""Kinds that exist in a family, whether or not its platform can look them up."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the text: a kind, and the normal form to look up."""

    kind: IdKind
    value: str


@dataclass(frozen=True, slots=True)
class Identification:
    """All ways to read `text`, most likely first."""

    text: str
    readings: tuple[Reading, ...]
    ids: tuple[str, ...] = ()
    """The ids in one code; more than one in GS1."""

    def by(self, reading: Reading) -> "Identification":
        """Return this with the text to look up again, if `reading` led to the record."""
        return self if len(self.ids) < 2 else replace(self, text=reading.value)

    @property
    def kinds(self) -> tuple[IdKind, ...]:
        """The kinds, each once, most likely first."""
        return tuple(dict.fromkeys(reading.kind for reading in self.readings))

    @property
    def guess(self) -> str:
        """The kinds in words."""
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
    """Return every way to read `text` in `family`; `only` limits it to one kind (`--as`).

    Scanned, pasted and typed text are read alike (`smstui.domain.scanned_code`): if a code contains
    several ids, each is read.

    Raises BadIdentifier for an empty or too long text and for a character that no identifier has.
    """
    code = scanned_code(text)
    _refuse_size(code)
    if only is None:
        _refuse_rounded(code.text)
    readings: dict[Reading, None] = {}
    for hinted, core in _cores(code):
        wanted = KINDS_OF_FAMILY[family]
        if only or hinted:
            wanted = wanted & ({only} if only else hinted)
        _refuse_characters(code.text, core, wanted)
        found = [each for each in _readings(core, wanted) if each.kind in wanted and each.value]
        if only and not found:
            found = [Reading(only, core)]
        readings |= dict.fromkeys(found)
    as_written = _as_written(code, KINDS_OF_FAMILY[family], only)
    first, last = (as_written, readings) if only in AS_WRITTEN else (readings, as_written)
    bare = dict.fromkeys(
        Reading(each.kind, without_prefix(each.kind, each.value)) for each in {**first, **last}
    )
    return Identification(code.shown, tuple(bare), code.ids)


def rounded_number(text: str) -> str:
    """Return the number in `text` that a spreadsheet rounded (`8.1244E+09`), or an empty text.

    Without a point or a sign it may be hexadecimal.
    """
    found = _ROUNDED.search(text)
    return found[1] if found else ""


def _refuse_rounded(text: str) -> None:
    if rounded := rounded_number(text):
        raise BadIdentifier(
            f"{rounded} is a number that a spreadsheet rounded: its last digits are lost.",
            hint="Format the column as text, fill it in again and export it again.",
        )


def one_reading(text: str, family: str, kind: IdKind) -> Reading:
    """Return `text` as an id of `kind`, for a change. Raises BadIdentifier for several ids."""
    code = scanned_code(text)
    if len(code.likely) > 1:
        raise BadIdentifier(several_sentence(code), hint="Type the one that is meant.")
    readings = identify(text, family, kind).readings
    return readings[0]


def several_sentence(code: ScannedCode) -> str:
    """Return a sentence that names the ids in a code."""
    ids = [f'"{typed(each)}"' for each in code.likely]
    return f"That code may be read as {', '.join(ids[:-1])} or {ids[-1]}."


def lines_of_text(text: str) -> list[str]:
    """Return the lines of a list of ids. Only CR and LF end a line.

    The other line ends of `splitlines` are characters for which an id is refused.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def typed_ids(text: str) -> list[str]:
    """Return the ids of one line, with ASCII blanks between them."""
    return [each for each in re.split(f"[{ASCII_BLANKS}]+", text) if each]


def search_key(kind: IdKind, value: str) -> str:
    """Return the form in which two spellings of one identifier of `kind` are equal.

    MAC, CASN, NUID and smartcard number: without separators, and hexadecimal digits in one case. IP
    address: as `ipaddress` writes it. Every other kind is text, compared as it is written: `1.11`
    and `11.1` are two logins, and so are `Ada` and `ada`. Accents of a login id may be written
    apart or together.
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
    """Return `text` as `00:1A:79:1E:7F:50`, from any notation of a MAC address, else None.

    Between colons leading zeros may be missing, as some systems print it (`0:1a:79:1e:7f:50`).
    """
    if _MAC_IN_SHORT.fullmatch(text):
        text = ":".join(group.zfill(2) for group in text.split(":"))
    if not _MAC.fullmatch(text):
        return None
    digits = _SEPARATORS.sub("", text).upper()
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


PRINTED_IN_GROUPS: Final = frozenset({IdKind.MAC, IdKind.CASN, IdKind.NUID, IdKind.SMARTCARD})
"""Kinds in which separators have no meaning: they only make a printed code easier to read."""


_MAC: Final = re.compile(
    r"[0-9A-Fa-f]{2}(?:([:\- ]?)[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}"
    r"|[0-9A-Fa-f]{4}([.\- ])[0-9A-Fa-f]{4}\2[0-9A-Fa-f]{4}"
)
_ROUNDED: Final = re.compile(
    r"(?<![^\s,;\"'=])([0-9](?:[.,][0-9]+)?[Ee]\+[0-9]{1,3}|[0-9][.,][0-9]+[Ee][0-9]{1,3})(?![^\s,;\"'])"
)
"""A number in scientific notation that fills its cell."""
_MAC_IN_SHORT: Final = re.compile(r"[0-9A-Fa-f]{1,2}(?::[0-9A-Fa-f]{1,2}){5}")
_SEPARATORS: Final = re.compile(r"[:.\- ]")
_HEX: Final = re.compile(r"[0-9A-Fa-f]+")
AS_WRITTEN: Final = frozenset({IdKind.ACCOUNT, IdKind.LOGIN, IdKind.ORIGIN})
"""Kinds whose ids may begin and end with any printable character, even a quote."""

_BY_NAME: Final = (
    IdKind.DEVICE_UID, IdKind.OPF_DEVICE, IdKind.OPF_ACCOUNT, IdKind.SMARTCARD, IdKind.PLAYER,
)  # fmt: skip
"""Kinds that a text may name in front of the id, like `--as`: `opf-account:5f1c`."""
_LABEL: Final = re.compile(
    rf"({'|'.join(kind.value for kind in _BY_NAME)}"
    r"|(?:casn|ca|mac|s[/.]?n|serial|nuid|uid|smart[ -]?card|card|sc|account|acc|login)\.?"
    r"(?:[ -]?(?:number|num|no|nr|id|address|addr)\.?)?)\s*[:=#]\s*(?=\S)",
    re.IGNORECASE | re.ASCII,
)
_LABEL_ENDS: Final = re.compile(r"(?:number|num|no|nr|id|address|addr)$")
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
    "smartcard": frozenset({IdKind.SMARTCARD}),
    "sc": frozenset({IdKind.SMARTCARD}),
    "account": _ACCOUNTS,
    "acc": _ACCOUNTS,
    "login": frozenset({IdKind.LOGIN}),
    **{kind.value: frozenset({kind}) for kind in _BY_NAME},
}


def label_end(text: str) -> int:
    """Return where the id begins behind a label (`card: 0001`, `SN#7`); 0 without one."""
    found = _label_of(text)
    return found.end() if found else 0


def _label_of(text: str) -> re.Match[str] | None:
    """Return the label in front. A MAC address may begin with `CA:` and has none."""
    return None if _MAC.fullmatch(text) else _LABEL.match(text)


def _refuse_size(code: ScannedCode) -> None:
    if not code.ids:
        raise BadIdentifier("Nothing was typed.", hint="Type or scan any id of the customer.")
    if len(code.text) > LONGEST:
        raise BadIdentifier(
            f"That text has {len(code.text)} characters; no id has more than {LONGEST}.",
            hint="Type or scan one id at a time.",
        )
    if len(code.ids) > MOST_FIELDS:
        raise BadIdentifier(
            f"That code holds {len(code.ids)} fields; no more than {MOST_FIELDS} are looked up.",
            hint="Type or scan one id at a time.",
        )


def _refuse_characters(typed: str, core: str, wanted: frozenset[IdKind]) -> None:
    """Refuse what no id of the `wanted` kinds has. `core` is `typed` without its surroundings."""
    foreign = foreign_at(core)
    if foreign is None:
        return
    odd: Odd | None = Odd(foreign, ASCII_ONLY)
    if IdKind.LOGIN in wanted:
        odd = why_no_login(core, is_sure=wanted == {IdKind.LOGIN})
    if odd is None:
        return
    name = unicodedata.name(core[odd.at], "a character that does not print")
    place = typed.index(core) + odd.at + 1
    more = " If it is a login id, write login: before it." if odd.may_be_meant else ""
    raise BadIdentifier(
        f"Character {place} is U+{ord(core[odd.at]):04X} ({name}); {odd.why}.",
        hint=f"Type the id by hand: it may have been copied from a place that changed it.{more}",
    )


def _as_written(
    code: ScannedCode, family: frozenset[IdKind], only: IdKind | None
) -> dict[Reading, None]:
    """Return readings of a code with its quotes, stars or brackets: a login id may have them."""
    wanted = family & ({only} if only else AS_WRITTEN)
    if code.is_bare or label_end(code.text) or not code.text.isascii():
        return {}
    return dict.fromkeys(each for each in _names(code.text) if each.kind in wanted & AS_WRITTEN)


def core_of(text: str) -> str:
    """Return the most likely id in `text`, without its label and surroundings."""
    code = scanned_code(text)
    cores = [core for _, core in _cores(code._replace(ids=code.likely[:1]))]
    return cores[-1] if cores else ""


def _cores(code: ScannedCode) -> Iterator[tuple[frozenset[IdKind], str]]:
    """Yield each id in a code without its label, and the kinds that the label names."""
    for each in code.ids:
        hinted, core = _label(each)
        if hinted & AS_WRITTEN or not hinted:
            yield hinted, core
        if hinted:
            for inner in scanned_code(core).ids or (core,):
                yield hinted, inner


def _label(typed: str) -> tuple[frozenset[IdKind], str]:
    """Return the meaning of a word printed before the number ("MAC: 00…"), and the number."""
    found = _label_of(typed)
    if not found:
        return frozenset(), typed
    word = found[1].lower()
    if word not in _LABELS:
        word = re.sub(r"[^a-z]", "", word)
    if word not in _LABELS:
        word = _LABEL_ENDS.sub("", word)
    return _LABELS[word], typed[found.end() :].strip(ASCII_BLANKS)


def _readings(core: str, wanted: frozenset[IdKind]) -> Iterator[Reading]:
    """Return every way to read `core`. If a MAC is `wanted`, what looks like one is only that."""
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
    if origin_of(core):
        yield Reading(IdKind.ORIGIN, core)
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
    """Return a login id as it is written, and with its accents apart and together."""
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
    """Return `text` as `ipaddress` writes it, or an empty text if it is not an IP address."""
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
