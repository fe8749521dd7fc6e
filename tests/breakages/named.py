"""Each breakage: a promise, the text that keeps it, one that breaks it, and its test.

Texts of the program are found wherever they stand, so moving code moves nothing here.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Breakage:
    """`text` stands exactly once in the program; with `broken` in its place `test` must fail."""

    name: str
    text: str
    broken: str
    test: str


BREAKAGES = (
    Breakage(
        "read-only refuses every change",
        "if self.read_only or self.closed():",
        "if False:",
        "tests/unit/test_changes_domain.py tests/services/test_changes_gates.py",
    ),
    Breakage(
        "an acknowledgement without effect is not verified",
        "Seen.UNTOUCHED: Verdict(Outcome.NOT_VERIFIED),",
        "Seen.UNTOUCHED: Verdict(Outcome.VERIFIED),",
        "tests/unit/test_changes_table.py",
    ),
    Breakage(
        "a refusal with its effect is what was seen",
        "Seen.OTHER: Verdict(Outcome.REFUSED_BY_PLATFORM),",
        "Seen.OTHER: Verdict(Outcome.VERIFIED),",
        "tests/unit/test_changes_table.py",
    ),
    Breakage(
        "a record that is gone proves nothing",
        "if any(is_gone(fact, now) and _state_of(fact) not in step.after for fact in moving):",
        "if False:",
        "tests/unit/test_changes_domain.py tests/unit/test_changes_table.py "
        "tests/services/test_whose_record_it_is.py",
    ),
    Breakage(
        "a late piece of a scan belongs to the scan",
        "goes_on = lags or (scanner.has_run and scanner.follows(stroke))",
        "goes_on = scanner.has_run and scanner.follows(stroke)",
        "tests/console/test_applying_by_keys.py -k pieces",
    ),
    Breakage(
        "two keys at a scanner's pace are a scan",
        "return gaps[-1] <= self.timing.pace_s or (",
        "return gaps[-1] < 0 or (",
        "tests/unit/test_scanner.py",
    ),
    Breakage(
        "a key held down never applies",
        "and (before is None or read_at - before >= self._timing.apart_s)",
        "",
        "tests/unit/test_arming.py",
    ),
    Breakage(
        "a key that applies comes after a pause",
        "return max([self.armed_at, *(read_at + self._timing.quiet_s for read_at in latest)])",
        "return self.armed_at",
        "tests/unit/test_arming.py",
    ),
    Breakage(
        "a secret is masked whatever the case of its letters",
        "wanted = _folded(secret)\n    if wanted not in folded:",
        "wanted = secret\n    if wanted not in folded:",
        "tests/unit/test_known_secrets.py",
    ),
    Breakage(
        "a reading from before the clock was set back is older",
        "if read_at > now:\n        return",
        "return",
        "tests/unit/test_store_cache.py tests/services/test_a_clock_that_went_back.py",
    ),
    Breakage(
        "what moved since the plan is seen",
        "if now.get(fact) != preconditions[fact]",
        "if False",
        "tests/unit/test_changes_domain.py",
    ),
    Breakage(
        "a whole disk does not take what is read with it",
        "return self._database.safely(read, [])\n\n    def get(",
        "return read()\n\n    def get(",
        "tests/unit/test_store_cache.py tests/services/test_state_that_cannot_be_written.py",
    ),
    Breakage(
        "a batch in production is confirmed by its rows",
        "agree_to_rows(rows, typed, production=self._policy.production)",
        "agree_to_rows(rows, typed, production=False)",
        "tests/services/test_batch_by_command.py",
    ),
)
