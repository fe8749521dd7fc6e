"""One character too many, at every position of a code, on every road that takes codes.

    python -m tests.torture.code_points [EVERY]

Pure: no platform and no console. Every code point of Unicode (or each EVERYth; the ones that look
like a letter, a digit, a blank or nothing are always tried) is put before, into and behind a code.
The code must come out with it or be refused with its code point. It must never become another
code, and never vanish.
"""

import sys
import unicodedata
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import Final

from smstui.commands.typed_lines import typed_lines
from smstui.console.scanner import is_text
from smstui.domain.errors import BadIdentifier
from smstui.domain.identifiers import identify
from smstui.domain.pair_list import pairs_of
from smstui.domain.scanned_code import ASCII_BLANKS, FIELD_END, PREAMBLES
from smstui.domain.scanning import Sort, sorted_by_form
from smstui.domain.triage.queue import id_in, ids_of

CARD: Final = "000770012345"
CODES: Final = (("7714", "sdp2"), ("E77412AB9", "opf"), (CARD, "opf"))
SEPARATORS: Final = ":.- "
"""In a CASN or a card number they carry no meaning."""
LINE_ENDS: Final = "\r\n"


def treacherous() -> list[int]:
    """Code points that look like a letter or digit of ASCII, like a blank, or like nothing."""
    found = []
    for point in range(0x80, sys.maxunicode + 1):
        character = chr(point)
        category = unicodedata.category(character)
        folded = unicodedata.normalize("NFKD", character)
        if category in ("Zs", "Zl", "Zp", "Cf", "Nd", "No", "Sm") or any(
            each.isascii() and each.isalnum() for each in folded
        ):
            found.append(point)
    return found


def chosen(every: int, every_treacherous: int = 1) -> list[int]:
    """All of ASCII, the treacherous ones (or some), and each `every`th of the others."""
    likely = treacherous()[::every_treacherous]
    return sorted({*range(0x80), *likely, *range(0, sys.maxunicode + 1, every)})


def dropped(every: int, every_treacherous: int = 1) -> tuple[int, list[str]]:
    """Return how many writings were tried, and a sentence for each that was not taken rightly."""
    tried, wrong = 0, []
    for point in chosen(every, every_treacherous):
        character = chr(point)
        if point > 0x7F and not is_text(character):
            wrong.append(f"U+{point:04X} as the first key of a scan would be dropped")
        for code, family in CODES:
            for at in {0, 1, len(code) // 2, len(code)}:
                written = code[:at] + character + code[at:]
                tried += 1
                wrong += (
                    f"U+{point:04X} at {at} of {code} ({family}): {said}"
                    for said in _mistakes(character, code, written, family)
                )
    return tried, wrong


def _mistakes(character: str, code: str, written: str, family: str) -> Iterator[str]:
    may_go = character in ASCII_BLANKS and (written.strip(ASCII_BLANKS) == code)
    may_go |= character in PREAMBLES and written == character + code
    may_go |= character == "\ufeff" == written[0]
    may_go |= character == FIELD_END and (written.strip(FIELD_END) == code)
    may_go |= character in SEPARATORS and code != CODES[0][0]
    sort = partial(sorted_by_form, family=family)
    sorted_code = sort(written)
    if not may_go and sorted_code.sort is not Sort.WRONG and sorted_code.text == code:
        yield f"a scan becomes {sorted_code.text}"
    if not character.isascii():
        name = f"U+{ord(character):04X}"
        is_mark = character == "\ufeff" == written[0]  # a byte order mark belongs to the list
        if not is_mark and (sorted_code.sort is not Sort.WRONG or name not in sorted_code.why):
            yield f"a scan is not refused with its code point: {sorted_code}"
        try:
            for reading in identify(written, family).readings:
                if not is_mark and _nfc(character) not in _nfc(reading.value):
                    yield f"a lookup takes it as {reading}"
        except BadIdentifier as error:
            if name not in str(error):
                yield f"a lookup says {error}"
        other = "E77412AB0" if code == CARD else CARD
        for line in (f"{written},{other}", f"{other};{written}", f"{written} {other}"):
            listed = pairs_of(f"{line}\n", sort)
            if not is_mark and (listed.rows or not any(name in said for said in listed.problems)):
                yield f"a batch takes {line!r} as {listed}"
        whole = f"\ufeff{written}\n".encode("utf-8", "surrogatepass")
        if not is_mark and ids_of(written, family, 9)[0] != [written]:
            yield f"the queue takes {ids_of(written, family, 9)[0]}"
        lines = [*map(id_in, typed_lines(BytesIO(whole)))]
        if lines != [written] and not 0xD800 <= ord(character) < 0xE000:
            yield f"standard input is {lines}"
    elif character not in LINE_ENDS and not may_go:
        taken = ids_of(written, family, 9)[0]
        is_note = written.startswith("#")  # a line of a list that is no id
        if character not in '"\t' and not is_note and taken != [written.strip(ASCII_BLANKS)]:
            yield f"the queue takes {taken}"


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def main(every: int) -> int:
    """Run it and print what came of it; 1 if anything was wrong."""
    tried, wrong = dropped(every)
    print("\n".join(wrong[:40]))
    print(f"{len(chosen(every))} code points, {tried} writings, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
