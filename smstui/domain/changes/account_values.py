"""A typed value of a field of an account, in the form in which it reads back. Pure."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from smstui.domain.changes.account_fields import FIELDS, Typed, amount_form, label_of
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.text import capital

_COUNT: Final = re.compile("[0-9]{1,6}", re.ASCII)
_AMOUNT: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?", re.ASCII)


def normal_form(field: str, typed: str) -> str:
    """Return a typed value as it reads back. Raises RefusedHere for one that cannot be meant."""
    text = typed.strip()
    return _READ[FIELDS[field]](field, text) if text else ""


def why_no_count(text: str) -> str:
    """Return what to give in place of a text that is no number of things; empty if it is one."""
    return "" if _COUNT.fullmatch(text) else "Give a whole number from 0 to 999999."


def why_no_amount(text: str) -> str:
    """Return what to give in place of a text that is no amount; empty if it is one."""
    return "" if _AMOUNT.fullmatch(text) else "Give an amount such as 50 or 49.90."


def _count(field: str, text: str) -> str:
    if said := why_no_count(text):
        raise _wrong(field, said)
    return str(int(text))


def _amount(field: str, text: str) -> str:
    if said := why_no_amount(text):
        raise _wrong(field, said)
    return amount_form(float(text))


def _flag(field: str, text: str) -> str:
    if text.casefold() not in ("yes", "no"):
        raise _wrong(field, "Give yes or no.")
    return text.casefold()


def _as_typed(_: str, text: str) -> str:
    return text


def _wrong(field: str, hint: str) -> RefusedHere:
    return RefusedHere(f"{capital(label_of(field))} is wrong. {hint}")


_READ: Final[Mapping[Typed, Callable[[str, str], str]]] = {
    Typed.TEXT: _as_typed,
    Typed.UID: _as_typed,
    Typed.COUNT: _count,
    Typed.AMOUNT: _amount,
    Typed.FLAG: _flag,
}
