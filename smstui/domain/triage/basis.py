"""The data that each check needs, and the one rule for missing data. Pure.

A check needs fields of records and whole lists. If one of them was not read, was cut, makes no
sense, or is an unknown word, the check ends "not checked": never fine and never a fault, unless its
result is certain without it. The headline names every such gap.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from smstui.domain.account import AccountProfile
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.record import Record
from smstui.domain.right import Right
from smstui.domain.triage.devices import is_initialization
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Finding, Report, Result
from smstui.domain.triage.gaps import field_gap, is_absent, part_gap, unread
from smstui.domain.triage.limits import is_profile_status
from smstui.domain.triage.rights import is_product_type, is_right_status
from smstui.domain.words import Unknown

_MOST: Final = 2
"""The most gaps of one check that are named. Of the rest only the number is given."""


@dataclass(frozen=True, slots=True)
class Basis:
    """`fields` by the kind of record (`_RECORDS`), and the parts that must be `whole`."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    whole: tuple[str, ...] = ()


_BASES: Final[Mapping[str, Basis]] = {
    "ownership": Basis(whole=("account",)),
    "account-status": Basis({"account": ("status",)}),
    "account-validity": Basis({"account": ("valid_from", "valid_until")}),
    "profile": Basis({
        "account": ("profile",),
        "profile": (
            "status", "enable_device_limit", "enable_active_device_limit", "enable_user_limit",
            "enable_session_limit", "max_sessions_allowed",
        ),
    }),
    "device-status": Basis({"device": ("status",)}),
    "banned": Basis({"device": ("banned",)}),
    "activation": Basis({"device": ("activation_status",)}),
    "initialization": Basis({"device": ("initialization_status",)}),
    "smartcard-status": Basis({"card": ("status",)}),
    "smartcard-type": Basis({"device": ("smartcard_id", "smartcard_type")}),
    "pairing-link": Basis({"device": ("smartcard_id",), "card": ("box_uid", "number")}),
    "cas-half": Basis({"device": ("smartcard_id",)}),
    "cas-instance": Basis(
        {"card": ("cas_instance_id",), "rights": ("cas_instance_id", "smartcard")},
        ("rights",),
    ),
    "sessions": Basis(
        {
            "sessions": ("modified", "deallocated"),
            "profile": ("enable_session_limit", "max_sessions_allowed"),
        },
        ("sessions",),
    ),
    "pin-lock": Basis({"pins": ("status",)}, ("pins",)),
    "rights": Basis(
        {"rights": ("status", "valid_from", "expires", "device_uid", "product_type")},
        ("rights",),
    ),
    "credit": Basis({"account": ("credit_limit", "credit_spent")}),
    "default-user": Basis({"users": ("default_user",)}, ("users",)),
    "super-user": Basis({"users": ("type",)}, ("users",)),
    "devices": Basis(whole=("devices",)),
}  # fmt: skip
_BY_FAMILY: Final[Mapping[str, Mapping[str, Basis]]] = {
    "sdp2": {
        "device-enabled": Basis({"device": ("enabled",)}),
        "device-limit": Basis({"account": ("max_players",), "players": ("enabled",)}, ("devices",)),
        "renting": Basis({"account": ("status", "ppv_status")}),
    },
    "opf": {
        "device-enabled": Basis({"device": ("status",)}),
        "device-limit": Basis(
            {
                "profile": ("enable_active_device_limit",),
                "players": ("status", "activation_status"),
            },
            ("devices",),
        ),
        "renting": Basis({"account": ("status",)}),
    },
}
_RECORDS: Final[Mapping[str, Callable[[Facts], Sequence[Record | None]]]] = {
    "account": lambda facts: [facts.account],
    "profile": lambda facts: [facts.account.profile if facts.account else None],
    "device": lambda facts: [facts.device],
    "players": lambda facts: facts.bundle.players,
    "card": lambda facts: [facts.card if facts.card and not facts.card.told_by_box else None],
    "users": lambda facts: facts.bundle.users.records,
    "sessions": lambda facts: facts.bundle.sessions.records,
    "rights": lambda facts: facts.bundle.rights.records,
    "pins": lambda facts: facts.bundle.pins.records,
}
_CHECK_OF_PART: Final = {
    "account": "ownership",
    "users": "default-user",
    "devices": "devices",
    "smartcards": "smartcard-status",
    "sessions": "sessions",
    "rights": "rights",
    "pins": "pin-lock",
}
"""The check that reports a part that no check has reported."""
_KNOWN: Final[Mapping[tuple[type[Record], str], Callable[[str, Facts], bool]]] = {
    (Right, "status"): lambda word, _: is_right_status(word),
    (Right, "product_type"): lambda word, facts: not facts.opf or is_product_type(word),
    (AccountProfile, "status"): lambda word, _: is_profile_status(word),
    (SetTopBox, "initialization_status"): lambda word, _: is_initialization(word),
    (MediaPlayer, "initialization_status"): lambda word, _: is_initialization(word),
}
"""Fields that are plain text in a record although they are words: which words are known."""


def ruled(facts: Facts, finding: Finding) -> Iterator[Finding]:
    """Apply the rule to one finding: yield it, "not checked", or both if it is certain."""
    gaps = gaps_of(finding.check, facts)
    if not gaps:
        yield finding
        return
    if finding.certain:
        yield finding
    title = "; ".join(gaps[:_MOST]) + (f"; and {len(gaps) - _MOST} more" if gaps[_MOST:] else "")
    way_on = finding.next if finding.result is Result.NOT_CHECKED else None
    yield replace(
        finding,
        result=Result.NOT_CHECKED,
        title=title,
        meaning="",
        next=way_on,
        blind=True,
        certain=False,
    )


def gaps_of(check: str, facts: Facts) -> Sequence[str]:
    """Return the missing data of `check` in words, each once."""
    basis = _BY_FAMILY[facts.bundle.family].get(check) or _BASES.get(check) or Basis()
    found = [
        text
        for name in basis.whole
        if not is_absent(name, part := getattr(facts.bundle, name), facts.bundle.family)
        and (text := part_gap(name, part))
    ]
    for source, names in basis.fields.items():
        for record in _RECORDS[source](facts):
            if record is not None:
                found += _field_gaps(record, names, facts)
    return list(dict.fromkeys(found))


def untold_parts(facts: Facts, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield a finding for each incomplete part that none of `findings` reports."""
    told = [one.title for one in findings if one.blind]
    for name, part in facts.bundle.parts():
        gap = part_gap(name, part)
        if not gap or is_absent(name, part, facts.bundle.family):
            continue
        if not any(gap in title for title in told):
            report = Report(_CHECK_OF_PART[name], facts.account_subject, vital=True)
            yield unread(report, name, part)


def _field_gaps(record: Record, names: Sequence[str], facts: Facts) -> Iterator[str]:
    for name in names:
        value = getattr(record, name, None)
        if name in record.unreadable:
            yield field_gap(record, name, "")
        elif isinstance(value, Unknown) or (
            isinstance(value, str)
            and (known := _KNOWN.get((type(record), name))) is not None
            and not known(value, facts)
        ):
            yield field_gap(record, name, value)
