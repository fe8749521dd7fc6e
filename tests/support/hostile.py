"""Text that means harm, and a world that is full of it."""

from collections.abc import Iterator
from dataclasses import fields
from itertools import cycle, islice
from typing import Any, Final, get_args

from smstui.sandbox.entities import Record, SetTopBox
from smstui.sandbox.fixtures import everything
from smstui.sandbox.world import SECRET_FIELDS, World

HARMS: Final = (
    "[/]",
    "[@click=app.quit]x[/]",
    "[b on red]loud[/b on red]",
    "\x1b]52;c;aGFybQ==\x07",
    "\x1b[2J\x1b[1;1Hover\x1b[31m",
    "\x1bP1$r0m\x1b\\\x1b_G\x1b\\",
    "\x9b31mC1 and \x9d52;c;aGFybQ==\x9c",
    "\x00\x07\x08\x0e\x7f",
    "\u202ereversed\u202c \u2066isolated\u2069 \u200f",
    "zero\u200bwidth\u200d\ufeff\u2060\u00ad",
    "line\nline\r\nline\u2028line\x85line\ttab",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1ec\U0001f1e7 \u2764\ufe0f \U0001f600",
    "a" + "\u0301\u0336\u0489" * 60 + "b",
    "\ue000\U000f0000\ufff9\ufffa\uffff\U0010ffff",
    "\U000e0001\U000e0041",
    "{x!r} %s %(y)s $z <b> &amp; \\x1b ' \"",
    "wide \u6f22\u5b57\uff21 \u1100\u1161\u11a8 \u3164\u115f",
)
"""Each is a thing a terminal, a markup parser or a width table gets wrong."""

_KEYS: Final = frozenset({"account_uid", "account_profile_uid", "access_point_uid", "omitted"})
"""What holds the world together: without them nothing would be found to be shown."""


def fill(world: World, texts: tuple[str, ...], spared: frozenset[str], family: str) -> int:
    """Put the texts, in turn, into every text field of every record; how many were changed.

    Of the records whose uid is in `spared` the fields they are looked up by stay as they are:
    uid, account number, CASN. So does an account's status on `opf`, whose sandbox hides accounts
    in a state that family has not. Secrets stay, so that they can be searched for.
    """
    turn = cycle(texts)
    changed = 0
    statuses = {account.uid: account.status for account in world.accounts}
    with world.lock:
        for record in everything(world):
            for name in _text_fields(record, spared):
                # Two of everything that is short: lists cut from the right.
                changed += world.change(record, **{name: "".join(islice(turn, 2))[:10_000]})
            for pin in getattr(record, "pins", ()):
                pin.type, pin.status, pin.extended_status = islice(turn, 3)
                changed += 3
            if getattr(record, "information", None):
                world.change(record, information={next(turn): {next(turn): [next(turn)] * 3}})
                changed += 1
        if family == "opf":
            for account in world.accounts:
                world.change(account, status=statuses.get(account.uid, "ACTIVE"))
    return changed


def _text_fields(record: Record, spared: frozenset[str]) -> Iterator[str]:
    secret = SECRET_FIELDS.get(type(record), ())
    keys = _KEYS | ({"uid", "account_number", "casn"} if record.uid in spared else set())
    for field in fields(record):
        if field.name not in keys and field.name not in secret and _is_text(field.type):
            yield field.name


def _is_text(annotation: Any) -> bool:
    return annotation is str or (str in get_args(annotation) and dict not in get_args(annotation))


def twins(world: World, casn: str, other: SetTopBox) -> None:
    """Have `other` answer to `casn` as its NUID, so that one text leads to two boxes."""
    world.change(other, nuid=casn)
