"""Ids of every kind in everything that a label, a scanner or a list may put around them.

A random id of each kind, behind prefixes, labels, brackets of GS1 and between quotes and stars,
nested at random, is read as the id by the lookup, the pairing page, a batch row and a queue list.
An id that holds such characters itself is left as it is. A control character anywhere inside is
named with its place; GS alone splits a code, and each field is tried.

    python -m tests.torture.scanned_codes [cases] [seed]
"""

import random
import string
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from smstui.domain.errors import BadIdentifier
from smstui.domain.identifiers import KINDS_OF_FAMILY, IdKind, Reading, identify, search_key
from smstui.domain.pair_list import pairs_of
from smstui.domain.scanning import Sort, sorted_by_form
from smstui.domain.triage.queue import ids_of

HEX: Final = "0123456789ABCDEF"
WORD: Final = string.ascii_lowercase + string.digits
PRINTABLE: Final = "".join(chr(at) for at in range(0x21, 0x7F))
CONTROLS: Final = "".join(chr(at) for at in range(0x20) if chr(at) not in "\t\n\v\f\r\x1d") + "\x7f"
GS: Final = "\x1d"


def _some(chance: random.Random, letters: str, least: int, most: int) -> str:
    return "".join(chance.choices(letters, k=chance.randint(least, most)))


def _mac(chance: random.Random) -> str:
    digits = _some(chance, HEX, 12, 12)
    mark = chance.choice(":-")
    return mark.join(digits[at : at + 2] for at in range(0, 12, 2))


def _grouped_card(chance: random.Random) -> str:
    digits, size = _some(chance, string.digits, 12, 12), chance.choice([3, 4, 6])
    return " ".join(digits[at : at + size] for at in range(0, 12, size))


def _login(chance: random.Random) -> str:
    name = f"{_some(chance, WORD, 1, 8)}.{_some(chance, WORD, 1, 8)}"
    return f"{name}@{_some(chance, WORD, 2, 6)}.com" if chance.random() < 0.5 else f"z{name}"


IDS: Final[dict[IdKind, Callable[[random.Random], str]]] = {
    IdKind.DEVICE_UID: lambda chance: str(chance.randint(3000, 10**7)),
    IdKind.CASN: lambda chance: "E8" + _some(chance, HEX, 10, 10),
    IdKind.NUID: lambda chance: "9f" + _some(chance, HEX.lower(), 30, 30),
    IdKind.SMARTCARD: lambda chance: chance.choice(
        [f"0007{_some(chance, string.digits, 8, 8)}", _grouped_card(chance)]
    ),
    IdKind.PLAYER: lambda chance: f"pl-{_some(chance, WORD, 6, 10)}",
    IdKind.MAC: _mac,
    IdKind.SERIAL: lambda chance: f"SN{_some(chance, string.digits, 8, 12)}X",
    IdKind.IP: lambda chance: ".".join(str(chance.randint(1, 254)) for _ in range(4)),
    IdKind.ACCOUNT: lambda chance: f"nmp.{_some(chance, string.digits, 5, 5)}",
    IdKind.LOGIN: _login,
    IdKind.OPF_DEVICE: lambda chance: "5f" + _some(chance, HEX.lower(), 22, 22),
    IdKind.OPF_ACCOUNT: lambda chance: "6a" + _some(chance, HEX.lower(), 22, 22),
}
LABELS: Final = {
    IdKind.CASN: ("CASN:", "CA:", "CA No.:", "CASN = ", "ca number: ", "CA-ID#"),
    IdKind.SMARTCARD: ("card:", "SC:", "Card No.: ", "Smartcard:", "smart card number: ", "SC#"),
    IdKind.MAC: ("MAC:", "MAC address: ", "mac=", "MAC ID:"),
    IdKind.SERIAL: ("S/N:", "SN:", "S.N.: ", "Serial No: ", "serial number:", "s/n #"),
    IdKind.NUID: ("NUID:", "nuid no.: "),
    IdKind.ACCOUNT: ("Account:", "account no.: ", "Acc#"),
    IdKind.LOGIN: ("login:", "Login ID: "),
}
AROUND: Final = (
    ('"', '"'), ("'", "'"), ("*", "*"), ("(21)", ""), ("(8004) ", ""), ("(250)", ""),
)  # fmt: skip
FRONT: Final = ("]C1", "]A0", "]d2", "~", "\x02", "\x02]C1", "~]A0", GS, "]C1" + GS)
OUTSIDE: Final = ((" ", "\r\n"), ("\ufeff", ""), ("", GS), ("\t", "\t"), ("", "\r"), ("", "\t"))
INNER: Final = (
    "o'brien", "d'arc'y", 'ada"b"', "a*b*c", "ada*", "x(21)y", "ada(21)", "a]C1b", "50%", "a~b",
    "a.b@x.com", "145 098 241", "*", '"', "''", "()", "(21)", "(ada)", "(5)x", "(04)x", "]C1",
    "a/b", "a+b@x.com", "#1", "x:y:z", "[ada]", "'ada", "ada'", "k|l\\m", "a`b", "$9", "{x}",
)  # fmt: skip
"""Texts from which nothing is to be taken."""


def dressed(chance: random.Random, code: str) -> str:
    """`code` with up to two things around it, one in front, and one outside."""
    for before, after in chance.choices(AROUND, k=chance.randint(0, 2)):
        if "(" not in {before[:1], code[:1]} or before[:1] != code[:1]:
            code = code if set(code) & set(before) & set("\"'*") else f"{before}{code}{after}"
    if chance.random() < 0.4:
        code = f"{chance.choice(FRONT)}{code}"
    before, after = chance.choice(OUTSIDE) if chance.random() < 0.4 else ("", "")
    return f"{before}{code}{after}"


def _values(text: str, family: str, only: IdKind | None = None) -> list[Reading]:
    return list(identify(text, family, only).readings)


def read_alike(chance: random.Random, family: str) -> Iterator[str]:
    """A dressed id is read as the bare one, on every road."""
    kind = chance.choice(sorted(KINDS_OF_FAMILY[family] & IDS.keys()))
    code = IDS[kind](chance)
    label = chance.choice(LABELS.get(kind, ("",))) if chance.random() < 0.3 else ""
    written = dressed(chance, label + code)
    bare = _values(label + code, family)
    found = _values(written, family)
    if missing := [each for each in bare if each not in found]:
        yield f"{written!r} is not read as {missing[:2]}"
    if found and bare and found[0] != bare[0] and not written.strip().startswith("]"):
        yield f"{written!r} is read as {found[0]} first, {code} as {bare[0]}"
    if not any(_is_one(each, kind, code) for each in found):
        yield f"{written!r} is never read as {kind} {code}: {found}"
    told, plain = sorted_by_form(written, family), sorted_by_form(label + code, family)
    if (told.sort, told.text) != (plain.sort, plain.text) and not told.ids:
        yield f"the pairing page takes {written!r} as {told}, {code} as {plain}"
    if told.ids and code not in {each.removeprefix(label) for each in told.ids}:
        yield f"the pairing page offers {told.ids} for {written!r}"
    yield from _in_lists(written, told.sort, family)


def _is_one(reading: Reading, kind: IdKind, code: str) -> bool:
    return reading.kind is kind and search_key(kind, reading.value) == search_key(kind, code)


def _in_lists(written: str, sort: Sort, family: str) -> Iterator[str]:
    whole = written.strip()
    if set(whole) & set("\ufeff#,;") or whole != whole.strip('"'):
        return  # a note, another cell, or the quotes of a spreadsheet
    if (ids := ids_of(whole, family, 9)[0]) and _values(ids[0], family) != _values(whole, family):
        yield f"a queue takes {ids} of {whole!r}"
    if sort is Sort.WRONG or "\x02" in written:
        return
    other = "000771234567" if sort is Sort.BOX else "E7000000000A"
    listed = pairs_of(f"{whole};{other}", partial(sorted_by_form, family=family))
    plain = sorted_by_form(whole, family).text
    if {plain, other} != {code for row in listed.rows for code in (row.box, row.card)}:
        yield f"a batch takes {whole!r} as {listed}"


def left_alone(chance: random.Random, family: str) -> Iterator[str]:
    """What belongs to an id stays in it; as it is written, every login can be asked for."""
    text = chance.choice(INNER) if chance.random() < 0.3 else _some(chance, PRINTABLE, 1, 12)
    if text in INNER and _values(text, family)[0].value not in (text, text.replace(" ", "")):
        yield f"{text!r} is read as {_values(text, family)[0]}"
    if text[:1] in "]~":
        return
    if Reading(IdKind.LOGIN, text) not in _values(text, family, IdKind.LOGIN):
        yield f"{text!r} cannot be asked for as a login id"


def named(chance: random.Random, family: str) -> Iterator[str]:
    """A control character inside is refused with its code point and place."""
    kind = chance.choice(sorted(KINDS_OF_FAMILY[family] & IDS.keys()))
    code, odd = IDS[kind](chance), chance.choice(CONTROLS)
    at = chance.randrange(1, len(code))
    written = code[:at] + odd + code[at:]
    said = f"Character {at + 1} is U+{ord(odd):04X}"
    try:
        yield f"{written!r} is read as {_values(written, family)}"
    except BadIdentifier as error:
        if said not in error.message:
            yield f"{written!r} is answered with {error.message}"
    told = sorted_by_form(written, family)
    if told.sort is not Sort.WRONG or said not in told.why:
        yield f"the pairing page takes {written!r} as {told}"


def split(chance: random.Random, family: str) -> Iterator[str]:
    """Each field of a code is tried, with and without the marks of GS1."""
    casn, card = IDS[IdKind.CASN](chance), f"0007{_some(chance, string.digits, 8, 8)}"
    batch, gtin = f"LOT{chance.randrange(10**6)}Q", _some(chance, string.digits, 14, 14)
    written = chance.choice(
        [
            f"{casn}{GS}{card}", f"{card}{GS}{casn}", f"]C1{casn}{GS}{card}",
            f"21{casn}{GS}250{card}", f"]C1250{card}{GS}21{casn}", f"(21){casn}(250){card}",
            f"01{gtin}21{casn}{GS}8004{card}", f"{GS}21{casn}{GS}250{card}{GS}",
        ]
    )  # fmt: skip
    found = _values(written, family)
    for each in (Reading(IdKind.CASN, casn), Reading(IdKind.SMARTCARD, card)):
        if each not in found:
            yield f"{written!r} is not read as {each}"
    told = sorted_by_form(written, family)
    if told.sort is not Sort.WRONG or not {casn, card} <= set(told.ids):
        yield f"the pairing page takes {written!r} as {told}"
    written = chance.choice(
        [
            f"]C101{gtin}21{casn}{GS}10{batch}", f"(01){gtin}(10){batch}(21){casn}",
            f"21{casn}{GS}10{batch}", f"10{batch}{GS}21{casn}", f"(01){gtin}(21){casn}",
        ]
    )  # fmt: skip
    told = sorted_by_form(written, family)
    if (told.sort, told.text) != (Sort.BOX, casn):
        yield f"the pairing page takes {written!r} as {told}"
    if Reading(IdKind.CASN, casn) not in _values(written, family):
        yield f"{written!r} is not read as {casn}"


PROPERTIES: Final = (read_alike, left_alone, named, split)


def tried(cases: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Return how many cases of each property were tried, and a sentence for each mistake."""
    chance = random.Random(seed)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for _ in range(cases):
        for check in PROPERTIES:
            for family in ("sdp2", "opf"):
                counts[check.__name__] += 1
                wrong += (f"{check.__name__}, {family}: {said}" for said in check(chance, family))
    return counts, wrong


def main(cases: int, seed: int) -> int:
    counts, wrong = tried(cases, seed)
    print("\n".join(wrong[:40]))
    print(f"{', '.join(f'{count} {name}' for name, count in counts.items())}; {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    sys.exit(main(*(numbers + [20_000, 12][len(numbers) :])))
