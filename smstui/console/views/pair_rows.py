"""Pairs on their way: a row each, and the words for whoever scans them. Pure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from smstui.console.widgets.rows import Column, Row
from smstui.domain.changes.cards import grouped
from smstui.domain.marking import coded, has_marks, parts, plain, remarked, typed
from smstui.domain.text import capital
from smstui.presentation.looks import DRAFTS
from smstui.presentation.tables import SHORT_ID
from smstui.store.drafts import Draft, Standing

if TYPE_CHECKING:
    from smstui.domain.scanning import Code
    from smstui.services.drafts import Scanned

COLUMNS: Final = (
    Column("", most=4, firm=True),
    Column("status", most=13, firm=True),
    Column("box", most=34, middle=True, whole=22, least=SHORT_ID),
    Column("card", most=22, firm=True),
    Column("note", most=120, grows=True, least=40, wraps=2),
)

SAVED_LATER: Final = "Saved. It is checked when the platform is there."

Words = tuple[str, str, str]
"""Big words, a sentence, and the role that fills the ground behind both."""


def number(key: str) -> str:
    """A card's number in groups as on the card; anything else as it is."""
    named = key if has_marks(key) else coded(key)
    return "".join(remarked(kind, _number(inner)) for kind, inner in parts(named))


def _number(key: str) -> str:
    return grouped(key) if key.isdigit() and len(key) > 8 else key


def rows_of(pairs: Sequence[Draft]) -> list[Row]:
    """The pairs in the order they were scanned, the latest at the top."""
    rows = [
        Row(
            draft.id,
            (
                (str(n), "muted"),
                DRAFTS[draft.standing].span,
                (draft.target_named, "strong"),
                (number(draft.second_named), "strong"),
                (draft.said, "base"),
            ),
        )
        for n, draft in enumerate(pairs, start=1)
    ]
    return rows[::-1]


def count_of(pairs: Sequence[Draft]) -> str:
    """Count the pairs by state, in words."""
    told = {standing: sum(one.standing is standing for one in pairs) for standing in Standing}
    return ", ".join(
        f"{told[standing]} {DRAFTS[standing].word}" for standing in Standing if told[standing]
    )


def scanned_words(taken: "Scanned", n: int) -> Words:
    """Return the banner for a scanned code; `n` counts the pairs."""
    match taken.took:
        case "pair" if taken.draft is not None:
            return pair_words(taken.draft, n)
        case "half":
            big, sentence, role = half_words(taken.code)
            return big, f"{taken.said} {sentence}".strip(), "tint-warning" if taken.let_go else role
        case "unsure" if taken.half is not None:
            return unsure_words(taken.half, taken.code, taken.let_go)
    code = number(taken.code.text)
    shown = typed(plain(code)) if taken.code.sort == "wrong" else code
    named = "" if plain(code) in plain(taken.said) else f"{shown}: "
    if taken.took == "again":
        told = f"{named}{taken.said} Nothing was added."
        return refused_words("TWICE", told, taken.half, "tint-warning")
    return refused_words("WRONG CODE", f"{named}{taken.said}", taken.half)


def refused_words(what: str, told: str, half: "Code | None", role: str = "tint-error") -> Words:
    """That a code was not taken. What is in hand still waits, and the big words still say so."""
    if half is None:
        return what, told, role
    return half_words(half)[0], f"{what}: {told}", role


def unsure_words(first: "Code", second: "Code", let_go: "Sequence[Code]" = ()) -> Words:
    """That a pair does not count yet, and what makes it count."""
    words = {"box": "BOX AGAIN", "smartcard": "CARD AGAIN"}
    gone = f"{_named_all(let_go)} were released. " if let_go else ""
    told = (
        f"{gone}A scan before {_named(second)} was refused: scan {_named(first)} again if both "
        "belong together. Any other code lets go of both."
    )
    return words[first.sort], told, "tint-warning"


def _named(code: "Code") -> str:
    return f"{'box' if code.sort == 'box' else 'card'} {number(code.text)}"


def _named_all(codes: "Sequence[Code]") -> str:
    told = " and ".join(_named(code) for code in codes)
    return capital(told)


def half_words(half: "Code") -> Words:
    """Return what to scan next."""
    other = "card" if half.sort == "box" else "box"
    held = f"{half.sort.capitalize()} {number(half.text)}"
    return f"NOW THE {other}", f"{held} is saved and waits for its {other}.", "tint-primary"


def pair_words(draft: Draft, n: int) -> Words:
    """Return the state of a pair, for the banner."""
    named = f"Box {draft.target_named} and card {number(draft.second_named)}."
    match draft.standing:
        case Standing.WAITING:
            return f"{n} SAVED", f"{named} {draft.said or SAVED_LATER}", "tint-secondary"
        case Standing.READY:
            said = draft.said or "Nothing is sent before you confirm."
            return f"{n} READY", f"{named} {said}", "tint-success"
        case Standing.DONE:
            return f"{n} DONE", f"{named} {draft.said}", "tint-success"
        case Standing.ASIDE:
            return f"{n} ASIDE", f"{named} {draft.said}", "tint-error"
        case _:
            return f"{n} GONE", f"{named} {draft.said}", "tint-warning"


def resting_words() -> Words:
    return "BOX + CARD", "Scan them in either order. Scanning confirms nothing.", "tint-primary"
