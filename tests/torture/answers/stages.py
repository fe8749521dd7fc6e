"""Every answer that is staged, when its effect comes, and how design.md §3 sorts it.

Nothing here asks the program: the sorting is written from the design alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SETTLE_S: Final = 0.4
TIMEOUT_S: Final = 2.5
LATE_MS: Final = 150
"""After the answer, and within both the two looks after a refusal and the settle time."""
OVERDUE_MS: Final = 2_600
"""After the answer, and after everything that the program waits for."""


class Kind(StrEnum):
    REFUSAL = "refusal"
    ACKNOWLEDGEMENT = "acknowledgement"
    NO_ANSWER = "no answer"


class Timing(StrEnum):
    """When the effect comes. BLIND: and nothing can be read from the moment of sending."""

    BEFORE = "never"
    AFTER = "before the answer"
    LATE = "after the answer, in time"
    OVERDUE = "after the settle time"
    TWICE = "twice"
    BLIND_BEFORE = "never, unreadable"
    BLIND_AFTER = "before the answer, unreadable"
    HALF = "never, but half of it is there"
    THIRD = "never, but somebody else's work is there"


BLIND: Final = (Timing.BLIND_BEFORE, Timing.BLIND_AFTER)
MEDDLED: Final = (Timing.HALF, Timing.THIRD)
NEVER: Final = (Timing.BEFORE, Timing.BLIND_BEFORE, *MEDDLED)

REFUSED, ACCEPTED, UNKNOWN, PARTIAL = (
    "refused-by-platform", "accepted", "unknown", "partial",
)  # fmt: skip


@dataclass(frozen=True)
class Staged:
    """One answer. `kinds` are the rows of §3's table it may be sorted into.

    `unprovable` are the ends that a step may have which cannot be read back. `token` says that the
    answer refuses the sign-in: where there is a token to renew, it may be sent again. `always`
    says that every request is answered so, not only the first.
    """

    name: str
    kinds: frozenset[Kind]
    unprovable: frozenset[str]
    token: bool = False
    always: bool = False

    def rules(self, timing: Timing) -> list[str]:
        """The sandbox's fault rules, without the requests they strike."""
        match timing:
            case Timing.BEFORE | Timing.BLIND_BEFORE | Timing.HALF | Timing.THIRD:
                return [f"answer {self.name}"]
            case Timing.AFTER | Timing.BLIND_AFTER:
                return [f"answer {self.name} after=yes"]
            case Timing.LATE:
                return [f"answer {self.name} late={LATE_MS}"]
            case Timing.OVERDUE:
                return [f"answer {self.name} late={OVERDUE_MS}"]
            case Timing.TWICE:
                return [f"answer {self.name} after=yes", "twice 50"]


@dataclass(frozen=True)
class OnTheLine(Staged):
    """An answer that is lost, late or sound: `lines` are its rules by timing."""

    lines: tuple[tuple[str, ...], ...] = ()

    def rules(self, timing: Timing) -> list[str]:
        order = (Timing.BEFORE, Timing.AFTER, Timing.LATE, Timing.OVERDUE, Timing.TWICE)
        if timing in NEVER:
            timing = Timing.BEFORE
        elif timing is Timing.BLIND_AFTER:
            timing = Timing.AFTER
        return list(self.lines[order.index(timing)])


def timings(answer: Staged) -> Sequence[Timing]:
    """When the effect of `answer` can come."""
    return (Timing.BEFORE,) if answer.always else tuple(Timing)


def answers(speech: str) -> Iterator[Staged]:
    """Every answer to a request that goes by `speech`: soap, rest or srm."""
    yield from _statuses(speech)
    if speech == "soap":
        yield from _faults()
        yield from _returns()
    else:
        yield from _bodies(speech)
    # "empty where documented": of a base service it is not.
    nothing = (Kind.ACKNOWLEDGEMENT, *((Kind.REFUSAL,) if speech == "soap" else ()))
    yield _made("empty", nothing, ACCEPTED, UNKNOWN)
    yield from _lines(speech)


STATUSES: Final = (
    400, 401, 403, 404, 405, 408, 409, 410, 412, 422, 423, 429, 500, 502, 503, 504, 301, 302, 307,
)  # fmt: skip
FORMS: Final = ("own", "bare", "html", "json")


def _made(name: str, kinds: Kind | Sequence[Kind], *unprovable: str) -> Staged:
    given = (kinds,) if isinstance(kinds, Kind) else kinds
    return Staged(name, frozenset(given), frozenset(unprovable))


def _statuses(speech: str) -> Iterator[Staged]:
    for status in STATUSES:
        refuses = 400 <= status < 500 and status != 408
        kind = Kind.REFUSAL if refuses else Kind.NO_ANSWER
        for form in FORMS:
            end = REFUSED if refuses and form == "own" else UNKNOWN
            yield Staged(
                f"{status} form={form}",
                frozenset({kind}),
                frozenset({end}),
                token=status in (401, 403),
            )
    for status in (401, 403):
        name = f"{status} form=own"
        yield Staged(name, frozenset({Kind.REFUSAL}), frozenset({REFUSED}), True, always=True)
    yield _made("200 form=html", Kind.NO_ANSWER, UNKNOWN)
    if speech == "soap":
        yield _made("200 form=json", Kind.NO_ANSWER, UNKNOWN)
    else:
        either = (Kind.ACKNOWLEDGEMENT, Kind.NO_ANSWER)
        yield _made("200 form=json", either, ACCEPTED, UNKNOWN)


def _faults() -> Iterator[Staged]:
    for code in ("Client", "Sender", "MustUnderstand", "VersionMismatch", "Server", "Receiver"):
        server = code in ("Server", "Receiver")
        for http in (500, 400, 200):
            yield _made(
                f"{code} http={http}",
                Kind.NO_ANSWER if server else Kind.REFUSAL,
                UNKNOWN if server else REFUSED,
            )


def _returns() -> Iterator[Staged]:
    yield _made("return value=0", Kind.REFUSAL, REFUSED)
    yield _made("return value=-1", Kind.REFUSAL, REFUSED)
    # A create answers the new UID, and 2 could be one.
    yield _made("return value=2", (Kind.REFUSAL, Kind.ACKNOWLEDGEMENT), REFUSED)
    # "empty where documented"
    yield _made("return", (Kind.REFUSAL, Kind.ACKNOWLEDGEMENT), REFUSED, ACCEPTED)


def _bodies(speech: str) -> Iterator[Staged]:
    """What comes with HTTP 200 and is no success."""
    for name in ("error-response", "error-form", "status-in-body"):
        yield _made(name, Kind.REFUSAL, REFUSED)
    if speech == "srm":
        return
    yield _made("matched-0", Kind.REFUSAL, REFUSED)
    yield _made("modified-0", Kind.ACKNOWLEDGEMENT, ACCEPTED)
    yield _made("command-failed", Kind.REFUSAL, PARTIAL)
    yield _made("commands-failed", Kind.REFUSAL, REFUSED)
    yield _made("commands-object", Kind.REFUSAL, REFUSED, PARTIAL)
    either = (Kind.REFUSAL, Kind.ACKNOWLEDGEMENT)
    yield _made("commands-null", either, REFUSED, PARTIAL, UNKNOWN)


def _lines(speech: str) -> Iterator[Staged]:
    waited = int(TIMEOUT_S * 1000)
    late, overdue = f"late={LATE_MS}", f"late={OVERDUE_MS}"

    def line(name: str, kinds: Sequence[Kind], ends: Sequence[str], *lines: tuple[str, ...]):  # type: ignore[no-untyped-def]
        return OnTheLine(name, frozenset(kinds), frozenset(ends), lines=lines)

    yield line(
        "success", (Kind.ACKNOWLEDGEMENT,), (ACCEPTED,),
        ("no-effect",), (), (f"no-effect {late}",), (f"no-effect {overdue}",), ("twice 50",),
    )  # fmt: skip
    lost = ((Kind.NO_ANSWER,), (UNKNOWN,))
    yield line(
        "dropped", *lost,
        ("drop-before",), ("drop-after",), (f"drop-before {late}",), (f"drop-before {overdue}",),
        ("drop-after", "twice 50"),
    )  # fmt: skip
    yield line(
        "reset", *lost,
        ("reset-before",), ("reset 0",), (f"reset-before {late}",), (f"reset-before {overdue}",),
        ("reset 0", "twice 50"),
    )  # fmt: skip
    yield line(
        "silence", *lost,
        ("silence",), ("silence after=yes",), (f"silence late={waited + LATE_MS}",),
        (f"silence late={waited + OVERDUE_MS}",), ("silence after=yes", "twice 50"),
    )  # fmt: skip
    yield line(
        "too late", *lost,
        ("no-effect", f"delay {waited + 300} after=yes"), (f"delay {waited + 300} after=yes",),
        (f"delay {waited + LATE_MS}",), (f"delay {waited + OVERDUE_MS}",),
        (f"delay {waited + 300} after=yes", "twice 50"),
    )  # fmt: skip
    # An empty body cannot be cut short: SRM's success is one.
    cut = lost if speech != "srm" else ((Kind.NO_ANSWER, Kind.ACKNOWLEDGEMENT), (UNKNOWN,))
    yield line(
        "cut off", *cut,
        ("no-effect", "truncate"), ("truncate",), (f"no-effect {late}", "truncate"),
        (f"no-effect {overdue}", "truncate"), ("truncate", "twice 50"),
    )  # fmt: skip
