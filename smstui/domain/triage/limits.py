"""Checks of the profile: which limits are enforced, room for devices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from smstui.domain.account import Account, AccountProfile
from smstui.domain.bundle import Part
from smstui.domain.causes import Cause
from smstui.domain.changes.lives import ASK_FOR_PLAYERS
from smstui.domain.device import MediaPlayer
from smstui.domain.privacy import name_in_brackets
from smstui.domain.text import capital
from smstui.domain.triage.facts import Facts, subject_of
from smstui.domain.triage.finding import Evidence, Finding, Report, aimed, besides, seen
from smstui.domain.triage.gaps import unread, untold
from smstui.domain.triage.hardware import named, older_duplicates

_LIMITS = {
    "enable_device_limit": "device limit",
    "enable_active_device_limit": "active device limit",
    "enable_user_limit": "user limit",
    "enable_session_limit": "session limit",
}

_IN_USE: Final = ("ACTIVE", "ENABLED")
_OUT_OF_USE: Final = ("INACTIVE", "DISABLED", "SUSPENDED", "CANCELLED", "DELETED")
"""A profile has a status (opf.md "ADM: accounts"); its words are not published."""
TO_FREE_A_PLACE: Final = f"{ASK_FOR_PLAYERS} disable or remove one."
TO_ENABLE_PLAYERS: Final = f"{ASK_FOR_PLAYERS} enable it."
BOXES_ONLY: Final = "This platform changes boxes only."

_WHOSE: Final = "limit set by"
_MOST_TO_CHOOSE: Final = 100
"""The most devices that a person is offered to choose from."""


def is_profile_status(word: str) -> bool:
    """Return whether the word is a known status of a profile."""
    return word.upper() in (*_IN_USE, *_OUT_OF_USE)


def profile_limits(facts: Facts) -> Finding | None:
    """Check which limits are in force. A number beside a switched-off limit is ignored (opf.md,
    A)."""
    account = facts.account
    if account is None:
        return None
    profile, part = account.profile, facts.bundle.account
    report = Report("profile", facts.account_subject)
    if profile is not None and not facts.opf and _has_limits(profile):
        return _bare_limits(profile, part, report)
    if profile is None or (not facts.opf and profile.enable_session_limit is None):
        return report.seeing(
            seen(part, "profile", profile.uid if profile else None),
            seen(part, "players allowed", account.max_players),
            seen(part, "users allowed", account.max_users),
        ).not_checked("the platform does not tell the limits of the account's profile")
    report = report.seeing(
        seen(part, "profile", profile.name or profile.uid),
        seen(part, "profile status", profile.status),
        *(
            Evidence(words, {True: "enforced", False: "not enforced"}.get(flag), part.read_at)
            for name, words in _LIMITS.items()
            for flag in [getattr(profile, name)]
        ),
        seen(part, "sessions allowed", profile.max_sessions_allowed),
    )
    if profile.status and not is_profile_status(profile.status):
        return report.not_checked(f"profile status {profile.status} is not known here")
    if (profile.status or "").upper() in _OUT_OF_USE:
        return _out_of_use(profile, report)
    for name, words in (*_LIMITS.items(), ("status", "status")):
        if getattr(profile, name) is None:
            return untold(report, profile, name, f"the profile's {words}")
    most = profile.max_sessions_allowed
    if profile.enable_session_limit and most is None:
        return untold(report, profile, "max_sessions_allowed", "how many sessions are allowed")
    if profile.enable_session_limit and most is not None and most <= 0:
        return report.not_checked(f"{most} sessions are allowed: what that means is not known here")
    held = [words for name, words in _LIMITS.items() if getattr(profile, name)]
    return report.fine(f"limits enforced: {', '.join(held) or 'none'}")


def _has_limits(profile: AccountProfile) -> bool:
    """Return whether a profile without switches tells numbers (sdp2.md: it limits devices,
    activations and streams, D)."""
    numbers = (profile.max_devices, profile.max_activations, profile.max_sessions_allowed)
    return profile.enable_session_limit is None and any(each is not None for each in numbers)


def _bare_limits(profile: AccountProfile, part: Part[Account], report: Report) -> Finding:
    """Return what a profile says that enforces every number it has."""
    numbers = {
        "devices": profile.max_devices,
        "activations": profile.max_activations,
        "streams": profile.max_sessions_allowed,
    }
    report = report.seeing(
        seen(part, "profile", profile.name or profile.uid),
        seen(part, "profile status", profile.status),
        *(seen(part, f"{words} allowed", number) for words, number in numbers.items()),
    )
    for words, number in numbers.items():
        if number is not None and number < 0:
            return report.not_checked(f"a limit of {number} {words} is not known here")
    if (profile.status or "").upper() in _OUT_OF_USE:
        return _out_of_use(profile, report)
    held = [f"{words} {number}" for words, number in numbers.items() if number is not None]
    return report.fine(f"limits: {', '.join(held)}")


def _out_of_use(profile: AccountProfile, report: Report) -> Finding:
    return report.caution(
        f"The account's profile is {profile.status}",
        "The package of limits this account belongs to is not in use.",
        "Have the account given another profile.",
        Cause.PROFILE_UNFIT,
    )


def device_limit(facts: Facts) -> Finding | None:
    """Check the room for devices. Only open devices take a place (opf.md, ADM: devices, D)."""
    account, player = facts.account, facts.player
    if account is None or player is None:
        return None
    part = facts.bundle.devices
    report = Report("device-limit", facts.subject)
    if not part.was_read:
        return unread(report, "devices", part)
    if facts.opf:
        return _opf_limit(facts, account, player, report)
    taken, limit = taking_place(facts), _players_limit(account)
    most = limit.most
    report = report.seeing(
        *limit.seen(facts.bundle.account),
        seen(part, "players in use", _listed(taken)),
    )
    if most is None:
        return untold(report, account, "max_players", "how many players the account may have")
    if most < 0:
        return report.not_checked(f"a limit of {most} players: what that means is not known here")
    if unknown := next((one for one in facts.bundle.players if one.enabled is None), None):
        return untold(report, unknown, "enabled", f"whether {unknown.title} is in use")
    mine = player.uid in {one.uid for one in taken}
    said = facts.reported_as("device-limit")  # of a device that has signed in anew
    if len(taken) > most or ((said or not mine) and len(taken) >= most):
        title = f"{len(taken)} of {most} players are in use"
        return _full(facts, report, taken, title, limit, mine=mine)
    return report.fine(f"{len(taken)} of {most} players are in use")


@dataclass(frozen=True, slots=True)
class _Limit:
    """How many players may be in use: by the account itself, and by its profile.

    The lower number holds. On `opf` the profile alone has a limit, and tells no number.
    """

    own: int | None
    of_profile: int | None
    profile: str

    @property
    def most(self) -> int | None:
        return min((each for each in (self.own, self.of_profile) if each is not None), default=None)

    @property
    def is_own(self) -> bool:
        """Whether the account's own limit holds, alone or beside that of its profile."""
        return self.own is not None and self.own == self.most

    @property
    def is_of_profile(self) -> bool:
        """Whether the limit of the profile holds, alone or beside that of the account."""
        return not self.is_own or self.of_profile == self.most

    @property
    def whose(self) -> str:
        """The record that has the limit that holds, or both."""
        return " and ".join(["the account"] * self.is_own + [self.profile] * self.is_of_profile)

    def seen(self, part: Part[Account]) -> list[Evidence]:
        """Return the limit that holds, whose it is, and then the higher one of the other record."""
        told = [seen(part, "players allowed", self.most)]
        if self.most is None:
            return told
        told.append(seen(part, _WHOSE, self.whose))
        if self.is_own and self.is_of_profile:
            return told
        other, number = (
            (self.profile, self.of_profile) if self.is_own else ("the account", self.own)
        )
        if number is not None:
            told.append(seen(part, f"players that {other} would allow", number))
        return told

    def raised(self) -> str:
        """Return what to have changed so that more devices may be in use."""
        given = "the account given another profile that allows more"
        if not self.is_own:
            return f"have {given}"
        own = "have the account's own limit of players raised"
        return f"{own} and {given}" if self.is_of_profile else own


def _players_limit(account: Account) -> _Limit:
    """Return the limit of `account` on `sdp2`.

    The profile limits devices and activations (sdp2.md "Account", D).
    """
    profile = account.profile
    numbers = (profile.max_devices, profile.max_activations) if profile else ()
    told = [each for each in numbers if each is not None]
    return _Limit(account.max_players, min(told, default=None), _title_of(profile))


def _title_of(profile: AccountProfile | None) -> str:
    name = (profile.name or profile.uid) if profile else None
    return f"profile {name}" if name else "its profile"


def _opf_limit(facts: Facts, account: Account, player: MediaPlayer, report: Report) -> Finding:
    taken = taking_place(facts)
    profile = account.profile
    enforced = profile.enable_active_device_limit if profile else None
    limit = _Limit(None, None, _title_of(profile))
    report = report.seeing(
        Evidence(
            "active device limit",
            {True: "enforced", False: "not enforced"}.get(enforced) if enforced in (True, False)
            else None,
            facts.bundle.account.read_at,
        ),
        *([seen(facts.bundle.account, _WHOSE, limit.whose)] if enforced else []),
        seen(facts.bundle.devices, "devices that count", _listed(taken)),
    )  # fmt: skip
    if profile is None or enforced is None:
        return untold(
            report, profile or account, "enable_active_device_limit",
            "whether the number of devices is limited",
        )  # fmt: skip
    if not enforced:
        return report.fine("the number of active devices is not limited")
    if any(one.status is None or one.activation_status is None for one in facts.bundle.players):
        return report.not_checked("not every device tells whether it is in use")
    mine = player.uid in {one.uid for one in taken}
    if facts.reported_as("device-limit"):
        title = f"{_that_count(len(taken))} toward the account's limit; how many may, is not told"
        return _full(facts, report, taken, title, limit, mine=mine, by_code=True)
    if not mine and not taken:
        return report.fine("no device counts toward the account's limit yet")
    if not mine:
        found = report.caution(
            f"{_that_count(len(taken))} toward the account's limit; this one does not",
            "The household may already have as many devices in use as it is allowed.",
            f"If enabling is refused (20007), disable one of these first: {_listed(taken)}; or "
            f"{limit.raised()}.",
            Cause.TOO_MANY_DEVICES,
        )
        found = besides(found, Cause.PROFILE_LIMIT_REACHED)
        return aimed(found, *map(subject_of, taken[:_MOST_TO_CHOOSE]))
    return report.fine(_its_place(len(taken)))


def _its_place(count: int) -> str:
    """Return that a device is one of the `count` that count toward the account's limit."""
    if count == 1:
        return "the only device that counts toward the account's limit"
    return f"one of the {count} devices that count toward the account's limit"


def _that_count(count: int) -> str:
    if count < 2:
        return "1 device counts" if count else "no device counts"
    return f"{count} devices count"


def waits_for_room(facts: Facts) -> str:
    """Return why a device cannot be used yet, or an empty text if nothing known prevents it."""
    account = facts.account
    if account is None or facts.player is None or not facts.bundle.devices.was_read:
        return ""
    taken = taking_place(facts)
    most = _players_limit(account).most
    full = (
        most is not None and len(taken) >= most >= 0
        if not facts.opf
        else bool(taken and account.profile and account.profile.enable_active_device_limit)
    )
    if not full:
        return ""
    number = f"all {most}" if not facts.opf else f"{len(taken)}"
    first = f"isable another first, since {number} places are taken by {_listed(taken)}; then"
    if facts.kept_by_others:
        return f"{ASK_FOR_PLAYERS} d{first} to enable this one."
    return f"{'If the platform says 20007: d' if facts.opf else 'D'}{first} enable this one."


def taking_place(facts: Facts) -> Sequence[MediaPlayer]:
    """Return the players that take one of the account's places."""
    return [
        player
        for player in facts.bundle.players
        if (
            player.status == "ENABLED" and player.activation_status == "ACTIVE"
            if facts.opf
            else player.enabled
        )
    ]


def _full(
    facts: Facts,
    report: Report,
    taken: Sequence[MediaPlayer],
    title: str,
    limit: _Limit,
    *,
    mine: bool,
    by_code: bool = False,
) -> Finding:
    """Return that no place is left; with `by_code` only the viewer's code says so."""
    told = title if by_code else f"The device limit is reached: {title}"
    tail = "" if mine or by_code else "; none is left for this one"
    so = "The viewer's code says that the" if by_code else "The"
    others = [one for one in taken if facts.player is None or one.uid != facts.player.uid]
    twice = older_duplicates(taken)
    if twice:
        report = report.seeing(seen(facts.bundle.devices, "older duplicates", named(twice)))
        others.sort(key=lambda one: one not in twice)
    first = (
        f"Look first at {named(twice)}: a newer device has the same model, so the app was "
        "probably installed again. "
        if twice
        else ""
    )
    freed = f"disable or remove one of these first: {_listed(others)}; or " if others else ""
    if freed and facts.kept_by_others:
        freed = f"{ASK_FOR_PLAYERS} {freed}"
    raised = Cause.ACCOUNT_LIMIT_REACHED if limit.is_own else Cause.PROFILE_LIMIT_REACHED
    by_others = bool(others) and not facts.kept_by_others
    found = report.caution(
        f"{told}{tail}",
        f"{so} household has as many devices in use as it may have (20007).",
        f"{first}{capital(f'{freed}{limit.raised()}.')}",
        Cause.TOO_MANY_DEVICES if by_others else raised,
        certain=True,
    )
    if limit.is_of_profile and (by_others or limit.is_own):
        found = besides(found, Cause.PROFILE_LIMIT_REACHED)
    targets = map(subject_of, others[:_MOST_TO_CHOOSE]) if by_others else [facts.account_subject]
    return aimed(replace(found, by_code=by_code), *targets)


def _listed(players: Sequence[MediaPlayer]) -> str:
    named = [f"{one.uid or one.title}{name_in_brackets(one)}" for one in players[:10]]
    more = len(players) - len(named)
    return (", ".join(named) + (f" and {more} more" if more else "")) or "none"
