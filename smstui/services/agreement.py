"""Check that the account that was read is that of the record that was found.

A platform may find one record by an id and read another by its uid. Nothing is shown, planned or
judged on two answers that contradict each other.
"""

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.errors import Unreadable
from smstui.domain.identifiers import IdKind, search_key
from smstui.domain.naming import kind_of, names_of
from smstui.platforms.correlation import correlation_id
from smstui.platforms.port import Found


def need_agreement(found: Found, bundle: Bundle) -> None:
    """Raise Unreadable if `bundle` tells of the record `found` otherwise than it was found."""
    for each in _same_record(found, bundle):
        told = {name.kind: name.value for name in names_of(each, bundle.family)}
        for name in names_of(found, bundle.family):
            other = told.get(name.kind)
            if other is None or name.kind is IdKind.IP:  # an address may change at any time
                continue
            if search_key(name.kind, other) != search_key(name.kind, name.value):
                raise Unreadable(
                    f"The platform contradicts itself: it found {kind_of(found)} {name.value}, and "
                    f"read {kind_of(each)} {other} in its place.",
                    hint="Nothing is shown or changed on it. Tell the platform's operators.",
                    correlation_id=correlation_id(),
                )


def _same_record(found: Found, bundle: Bundle) -> list[Account | SetTopBox | MediaPlayer]:
    """Return what the bundle has in the place of `found`: its account, or devices of its uid."""
    if isinstance(found, Account):
        return [bundle.owner] if bundle.owner is not None else []
    if isinstance(found, SetTopBox | MediaPlayer):
        return [each for each in bundle.devices if each.uid == found.uid]
    return []
