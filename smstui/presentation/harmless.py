"""Replace every character that a terminal would act on.

Text is cleaned where it enters the domain (`domain.text`). This is the last check of everything
that is printed or drawn.
"""

from typing import Final

from smstui.domain.marking import is_mark

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_ZWNJ: Final = "\N{ZERO WIDTH NON-JOINER}"
_ZWJ: Final = "\N{ZERO WIDTH JOINER}"


def harmless(text: str, *, drawn: bool = False) -> str:
    """Return `text` with every character replaced that does not print. Line ends stay.

    `drawn` is for a piece of a line that Rich draws. The marks of personal text stay: the line is
    masked later. A line end is replaced. The zero-width joiner is left out, because Rich counts no
    cell for the letter after it, and most terminals do.
    """
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() else _in_place_of(text, at, drawn)
        for at, letter in enumerate(text)
    )


def _in_place_of(text: str, at: int, drawn: bool) -> str:
    letter = text[at]
    if (is_mark(letter) and drawn) or (letter == "\n" and not drawn):
        return letter
    if letter not in (_ZWNJ, _ZWJ):
        return _REPLACEMENT
    from smstui.domain.text import is_spelling

    if is_spelling(text, at):
        return "" if drawn and letter == _ZWJ else letter
    # A piece of a line may start or end at a joiner that was cleaned with the whole line.
    cut_off = drawn and len(text) > 1 and at in (0, len(text) - 1)
    return "" if cut_off else _REPLACEMENT
