"""Variants in which names and words differ: what the contract says is not known there."""

import re
from collections.abc import Callable, Mapping

from smstui.sandbox.answer import Answer
from smstui.sandbox.variants.message import After, Before, Message, with_text

Where = Callable[[Message], bool]

UNKNOWN = "unknown-here-"
"""Put before a name of the contract that the site does not have."""


def on_soap(message: Message) -> bool:
    return message.is_soap


def under(*prefixes: str) -> Where:
    return lambda message: message.path.startswith(prefixes)


def everywhere(_: Message) -> bool:
    return True


def replaced(
    names: Mapping[str, str], where: Where, *, before: str = "", after: str = ""
) -> tuple[Before, After]:
    """Return a variant that has `names` of its own in the place of the contract's.

    `before` and `after` are patterns that must stand around a name.
    """
    ours = _pattern(names, before, after)
    theirs = _pattern({site: name for name, site in names.items()}, before, after)
    back = {site: name for name, site in names.items()}

    def inwards(text: str) -> str:
        text = ours.sub(lambda found: UNKNOWN + found[0], text)
        return theirs.sub(lambda found: back[found[0]], text)

    def outwards(text: str) -> str:
        return ours.sub(lambda found: names[found[0]], text)

    def take(message: Message) -> Message:
        return message.with_text(inwards) if where(message) else message

    def give(message: Message, answer: Answer) -> Answer:
        return with_text(answer, outwards) if where(message) else answer

    return take, give


def named_fields(names: Mapping[str, str], where: Where) -> tuple[Before, After]:
    """Return a variant whose elements and keys are called otherwise."""
    return replaced(names, where, before=r'(?<=[<"/])', after=r'(?=[>"\s/])')


def worded(words: Mapping[str, str], where: Where) -> tuple[Before, After]:
    """Return a variant whose values are other words."""
    return replaced(words, where, before=r'(?<=[>"])', after=r'(?=[<"])')


def _pattern(names: Mapping[str, str], before: str, after: str) -> re.Pattern[str]:
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(f"{before}(?:{either}){after}")
