"""What the banner of the pairing page says: a state in a word or two, and a sentence. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from smstui.console.views.pair_rows import NO_ENDS, UNDONE, look_of, number
from smstui.domain.changes.verdict import DONE, Outcome
from smstui.domain.marking import plain, typed
from smstui.domain.pairing_hand import ScanOutcome
from smstui.domain.text import capital
from smstui.presentation.drafts import reason_of
from smstui.presentation.looks import Look
from smstui.presentation.results import MEANINGS
from smstui.store.drafts import Draft, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.scanning import Code
    from smstui.services.drafts import Scanned

_NEXT: Final = "›"  # noqa: RUF001 - the mark of a prompt
_TOLD: Final[Mapping[Standing, str]] = {
    Standing.WAITING: "On disk. Not checked at the platform yet.",
    Standing.READY: "Enter shows its plan. Or scan the next one.",
    Standing.DISCARDED: "Removed. Nothing was sent.",
    Standing.EXPIRED: "Not applied in time. Scan both again.",
}
"""The sentence of a pair about which nothing else is known."""


@dataclass(frozen=True, slots=True)
class Words:
    """A glyph and big words in one role, and a sentence that is read from close by."""

    glyph: str
    big: str
    sentence: str
    role: str


def resting_words() -> Words:
    told = "Scan them in either order. Scanning confirms nothing."
    return Words(_NEXT, "BOX + CARD", told, "accent")


def half_words(half: "Code") -> Words:
    """Return what to scan next."""
    _, other = _kinds(half)
    held = f"{half.sort.capitalize()} {number(half.text)}"
    return Words(
        _NEXT, f"SCAN {other.upper()}", f"{held} is saved and waits for its {other}.", "accent"
    )


def let_go_sentence(half: "Code") -> str:
    """Return that a half is in hand no more, and how it is paired all the same."""
    held = f"{half.sort.capitalize()} {number(half.text)}"
    return f"{held} is no longer kept for a pair. Scan it again to pair it."


def in_the_way_sentence(half: "Code", key: str, again: str = "paste again") -> str:
    """Return why no pairs were taken, and the way on; `key` lets go of what is in hand."""
    kind, other = _kinds(half)
    return (
        f"No pair was taken: {kind} {number(half.text)} still waits for its {other}. "
        f"Scan that {other} or press {key} to let go of the {kind}, then {again}."
    )


def pairs_refused_words(half: "Code", key: str, n: int) -> Words:
    """Return why `n` pairs, each on a line of its own, were not taken."""
    again = "enter the pair again" if n == 1 else "paste the pairs again"
    return Words("■", half_words(half).big, in_the_way_sentence(half, key, again), "fault")


def scanned_words(taken: "Scanned", n: int) -> Words:
    """Return the words for a scanned code; `n` counts the pairs."""
    match taken.took:
        case ScanOutcome.PAIR if taken.draft is not None:
            return pair_words(taken.draft, n)
        case ScanOutcome.HALF:
            words = half_words(taken.code)
            role = "caution" if taken.let_go else words.role
            told = f"{taken.said} {words.sentence}".strip()
            return Words(words.glyph, words.big, told, role)
        case ScanOutcome.UNSURE if taken.half is not None:
            return unsure_words(taken.half, taken.code, taken.let_go)
    code = number(taken.code.text)
    shown = typed(plain(code)) if taken.code.sort == "wrong" else code
    named = "" if plain(code) in plain(taken.said) else f"{shown}: "
    if taken.took is ScanOutcome.AGAIN:
        told = f"{named}{taken.said} Nothing was added."
        if taken.half is None:
            return Words("◐", "TWICE", told, "caution")
        return Words("◐", half_words(taken.half).big, f"Scanned twice: {told}", "caution")
    if taken.half is not None and taken.code.sort != "wrong":
        return refused_words(taken.said, taken.half, "")
    if taken.half is not None and named:
        return refused_words(f"{shown}. {taken.said}", taken.half, "Wrong code ")
    return refused_words(f"{named}{taken.said}", taken.half)


def refused_words(told: str, half: "Code | None", before: str = "Wrong code: ") -> Words:
    """Return that a code was not taken. A code in hand still waits: the big words say for what.

    `before` is what the sentence then begins with.
    """
    if half is None:
        return Words("■", "WRONG", told, "fault")
    return Words("■", half_words(half).big, f"{before}{told}", "fault")


def unsure_words(first: "Code", second: "Code", let_go: "Sequence[Code]" = ()) -> Words:
    """Return that a pair does not count yet, and what makes it count."""
    words = {"box": "BOX AGAIN", "smartcard": "CARD AGAIN"}
    gone = f"{_named_all(let_go)} were released. " if let_go else ""
    told = (
        f"{gone}A scan before {_named(second)} was refused: scan {_named(first)} again if both "
        "belong together. Any other code starts anew."
    )
    return Words("◐", words[first.sort], told, "caution")


def unsaved_words(told: str) -> Words:
    return Words("■", "NOT SAVED", told, "fault")


def removed_words(draft: Draft) -> Words:
    """Return that a saved pair was discarded."""
    told = sent_words(draft) if draft.change else "It was only saved; nothing was sent."
    return Words("○", "REMOVED", f"{_pair(draft)}. {told}", "off")


def sent_words(draft: Draft) -> str:
    """Return what is kept of a draft that is discarded: the journal has each of its changes."""
    if draft.change:
        return "A change was sent for it and did not complete. Page 5 shows its result."
    return "Nothing was sent for it."


def discarded_sentence(draft: Draft) -> str:
    """Return the sentence for the last line after a pair was discarded."""
    if draft.change:
        return f"{_pair(draft)}: discarded. The journal lists the result of its change (5)."
    return f"{_pair(draft)}: taken back, it was only saved."


def pair_words(draft: Draft, n: int, ends: Mapping[str, str] = NO_ENDS) -> Words:
    """Return the state of a pair. `n` is its number; `ends` has the outcome of each change."""
    look = look_of(draft, ends)
    return Words(look.glyph, f"{n} {_big(look)}", f"{_pair(draft)}. {_told(draft, ends)}",
                 look.role)  # fmt: skip


def over_sentence(draft: Draft) -> str:
    """Return what became of a pair that is over and that nothing was sent for."""
    return f"{_pair(draft)}: {_told(draft, NO_ENDS)}"


def _told(draft: Draft, ends: Mapping[str, str]) -> str:
    if draft.change and ends.get(draft.change) == UNDONE:
        return "Undone. Both are as they were before."
    outcome, _, message = draft.said.partition(":")
    if draft.change and outcome in MEANINGS:
        if outcome == Outcome.PARTIAL:
            return f"{MEANINGS[outcome]} Enter on its row plans what is missing."
        reason = "" if outcome in DONE or not message.strip() else reason_of(draft)
        return f"{MEANINGS[outcome]} {reason}".strip()
    return draft.said or _TOLD.get(draft.standing, "")


def _big(look: Look) -> str:
    return {"set aside": "ASIDE"}.get(look.word, look.word.upper())


def _pair(draft: Draft) -> str:
    return f"Box {draft.target_named} and card {number(draft.second_named)}"


def _kinds(half: "Code") -> tuple[str, str]:
    """Return the kind of a code in hand and that of its other half."""
    return ("box", "card") if half.sort == "box" else ("card", "box")


def _named(code: "Code") -> str:
    return f"{'box' if code.sort == 'box' else 'card'} {number(code.text)}"


def _named_all(codes: "Sequence[Code]") -> str:
    return capital(" and ".join(_named(code) for code in codes))
