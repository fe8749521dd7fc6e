"""The sentences for a text that leads to no record. The only ones."""

from collections.abc import Sequence

from smstui.domain.identifiers import WORDS, IdKind
from smstui.domain.marking import typed
from smstui.domain.surface import in_words, lead
from smstui.domain.text import series


def no_record(
    text: str,
    place: str = "",
    tried: Sequence[IdKind] = (),
    not_asked: Sequence[IdKind] = (),
    family: str = "",
) -> str:
    """Return the sentences of `no_record_sentences` as one text."""
    return " ".join(no_record_sentences(text, place, tried, not_asked, family))


def no_record_sentences(
    text: str, place: str, tried: Sequence[IdKind], not_asked: Sequence[IdKind], family: str
) -> Sequence[str]:
    """Return that there is no record for `text`, and the kinds of id that were searched.

    `text` and the deployment (`place`) are left out where they are shown beside it. `tried` are
    the kinds that the platform was asked for. Those in `not_asked` it cannot look up: they were
    searched in the cache only. `family` is that of the platform: it says which records a search
    there cannot find although they exist.
    """
    if tried:
        named, on = _for(text), f" on {place}" if place else ""
        said = [f"No record found{named}{on}.", f"Searched as {kinds(tried, 'and')}."]
    elif not_asked:
        said = [not_cached(text, place)]
    else:
        of = f" of {place}" if place else ""
        said = [f"{typed(text) or 'This'} cannot be an id{of}: no kind of id has this form."]
    if len(text.split()) > 1 and not any(letter.isdigit() for letter in text):
        said.append(
            in_words(
                "Words find codes of a screen and accounts that were seen here. "
                f"To find another record, type its id alone. {lead()} begins a command.",
                "These are words. To find a record, give its id alone.",
            )
        )
    if not_asked:
        said.append(f"The platform cannot look up by {kinds(not_asked)}.")
    return said + (_never_found(tried) if family == "opf" else [])


def _never_found(tried: Sequence[IdKind]) -> list[str]:
    """Return which records a search on `opf` cannot find; `tried` has the likely kinds first."""
    said = []
    if IdKind.SMARTCARD in tried[:1]:
        said.append("The platform keeps no record of a free smartcard.")
    if IdKind.LOGIN in tried[:2]:
        said.append(
            "The platform cannot look up the login id of a user. "
            "A user is found once the account has been looked up."
        )
    return said


def not_cached(text: str, place: str = "") -> str:
    """Return that there is no record for `text` in the cache, which alone was searched."""
    return f"No record found{_for(text)} in the cache{f' of {place}' if place else ''}."


def kinds(of: Sequence[IdKind], last: str = "or") -> str:
    """Return kinds of id as `CASN, NUID or serial number`."""
    return series([WORDS[kind] for kind in dict.fromkeys(of)], last)


def _for(text: str) -> str:
    return f" for {typed(text)}" if text else ""
