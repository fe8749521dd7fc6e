"""Faults on demand: a rule selects requests and an effect on them.

    EFFECT [VALUE] [KEY=VALUE]…        e.g.  status 503 retry-after=2 family=opf count=2

README.md lists the effects and keys.
"""

from dataclasses import dataclass, field
from difflib import get_close_matches
from fnmatch import fnmatchcase
from threading import Lock
from typing import Final

EFFECTS: Final[dict[str, tuple[str, str | None]]] = {
    "delay": ("milliseconds", None),
    "drop-before": ("", ""),
    "drop-after": ("", ""),
    "reset": ("bytes of the body sent first", "-1"),
    "drip": ("bytes at a time", "1"),
    "truncate": ("", ""),
    "type": ("content type", "text/html"),
    "oversize": ("megabytes", "8"),
    "status": ("HTTP status", None),
    "refuse": ("", ""),
    "server-fault": ("", ""),
    "no-effect": ("", ""),
    "cas-fail": ("", ""),
    "absent": ("", ""),
    "gzip": ("", ""),
    "answer": ("answer", None),
    "silence": ("", ""),
    "reset-before": ("", ""),
    "twice": ("milliseconds until the second delivery", "0"),
}
"""For each effect, its value ("" for none) and the default (`None`: it must be given)."""

AFTERWARDS: Final = ("delay", "status", "server-fault", "answer", "silence")
"""Effects that can also come after the request was processed."""

UNPROCESSED: Final = (
    "drop-before", "reset-before", "silence", "status", "refuse", "server-fault", "absent",
    "answer", "no-effect",
)  # fmt: skip
"""Effects that prevent processing. With `late=` it is processed that much later."""

ANSWERED: Final = (
    "Client", "Server", "MustUnderstand", "VersionMismatch", "Sender", "Receiver", "return",
    "error-response", "error-form", "status-in-body", "matched-0", "modified-0", "command-failed",
    "commands-failed", "commands-object", "commands-null", "empty",
)  # fmt: skip
"""The named answers of `answer`, which also takes any HTTP status (`fault_answers.py`)."""

FORMS: Final = ("own", "bare", "html", "json")
"""The body of a status: the platform's own error form, none, a page, JSON of another shape."""

_MATCHES: Final = ("family", "operation", "path", "method", "target", "write")
_NUMBERS: Final = {
    "nth": "nth", "count": "count", "retry-after": "retry_after", "every": "every_ms",
    "late": "late_ms",
}  # fmt: skip
_KEYS: Final = (*_MATCHES, *_NUMBERS, "after", "form", "http", "value")


class FaultRuleError(ValueError):
    """Raised for a rule that cannot be read. The message says what is wrong and what is right."""


@dataclass(slots=True)
class Fault:
    """One active rule. `seen` counts the requests that matched, `hits` those it affected."""

    effect: str
    value: str = ""
    matches: dict[str, str] = field(default_factory=dict)
    nth: int = 1
    """The first matching request that is affected, from 1."""
    count: int | None = None
    """The number of requests that are affected; `None` for all from the nth on."""
    retry_after: int | None = None
    every_ms: int = 20
    after: bool = False
    """Take effect after the request was processed; for the effects of `AFTERWARDS`."""
    late_ms: int | None = None
    """Process the request this long after the answer; for the effects of `UNPROCESSED`."""
    form: str = "own"
    http: int | None = None
    returned: str = ""
    """The content of `return`, for `answer return`."""
    seen: int = 0
    hits: int = 0

    def strikes(self, facts: dict[str, str], targets: tuple[str, ...]) -> bool:
        """Return whether the rule affects this request, and count it."""
        for key, pattern in self.matches.items():
            if key == "target":
                if pattern not in targets:
                    return False
            elif not fnmatchcase(facts[key].lower(), pattern.lower()):
                return False
        self.seen += 1
        if self.seen < self.nth or (self.count is not None and self.hits >= self.count):
            return False
        self.hits += 1
        return True


class FaultBook:
    """The active rules. Any thread may change them while the sandbox serves."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = Lock()

    def add(self, fault: Fault) -> None:
        """Add a rule."""
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """Remove every rule."""
        with self._lock:
            self._faults.clear()

    def striking(self, facts: dict[str, str], targets: tuple[str, ...]) -> tuple[Fault, ...]:
        """Return the rules that affect this request, and count it in each."""
        if not self._faults:
            return ()
        with self._lock:
            return tuple(fault for fault in self._faults if fault.strikes(facts, targets))


def parse_fault(rule: str) -> Fault:
    """Return a rule from its text. Raises `FaultRuleError` with a sentence."""
    words = rule.split()
    if not words:
        raise FaultRuleError("a fault rule begins with an effect, and this one is empty")
    effect = words.pop(0)
    if effect not in EFFECTS:
        raise FaultRuleError(_unknown(rule, "effect", effect, tuple(EFFECTS)))
    meaning, default = EFFECTS[effect]
    value = default or ""
    if words and "=" not in words[0]:
        if not meaning:
            raise FaultRuleError(f"fault rule '{rule}': {effect} takes no value")
        value = words.pop(0)
    elif default is None:
        raise FaultRuleError(f"fault rule '{rule}': {effect} needs a value, its {meaning}")
    if effect == "answer":
        _known_answer(rule, value)
    elif meaning and effect != "type":
        _number(rule, effect, value)
    fault = Fault(effect, value)
    for word in words:
        _set(fault, rule, word)
    if fault.after and effect not in AFTERWARDS:
        raise FaultRuleError(f"fault rule '{rule}': after= goes with {', '.join(AFTERWARDS)}")
    if fault.late_ms is not None and (effect not in UNPROCESSED or fault.after):
        raise FaultRuleError(
            f"fault rule '{rule}': late= goes with {', '.join(UNPROCESSED)}, without after="
        )
    return fault


def _set(fault: Fault, rule: str, word: str) -> None:
    key, equals, value = word.partition("=")
    if not equals or not value:
        raise FaultRuleError(f"fault rule '{rule}': '{word}' should read KEY=VALUE")
    if key in _MATCHES:
        fault.matches[key] = value
    elif key == "after":
        fault.after = value.lower() in {"yes", "true", "1"}
    elif key == "value":
        fault.returned = value
    elif key == "form":
        if value not in FORMS:
            raise FaultRuleError(_unknown(rule, "form", value, FORMS))
        fault.form = value
    elif key == "http":
        fault.http = _status(rule, value)
    elif key in _NUMBERS:
        setattr(fault, _NUMBERS[key], _number(rule, key, value))
    else:
        raise FaultRuleError(_unknown(rule, "key", key, _KEYS))


def _number(rule: str, what: str, value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise FaultRuleError(
            f"fault rule '{rule}': {what} wants a whole number, not '{value}'"
        ) from None


def _known_answer(rule: str, value: str) -> None:
    if value.isdigit():
        _status(rule, value)
    elif value not in ANSWERED:
        raise FaultRuleError(_unknown(rule, "answer", value, ANSWERED))


def _status(rule: str, value: str) -> int:
    status = _number(rule, "an HTTP status", value)
    if not 200 <= status <= 599:
        raise FaultRuleError(f"fault rule '{rule}': an HTTP status is 200 to 599, not {value}")
    return status


def _unknown(rule: str, what: str, word: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(word, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
    return f"fault rule '{rule}': there is no {what} '{word}'; {hint}"
