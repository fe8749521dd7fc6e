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
        "tests/services/test_production_by_command.py",
    ),
    Breakage(
        "a character set of Content-Type is believed",
        "for name in _candidates(body, charset):",
        'for name in _candidates(body, ""):',
        "tests/unit/test_platforms_encodings.py",
    ),
    Breakage(
        "a packed answer is unpacked",
        "while body.startswith(_GZIP):  # members, one behind the other",
        "while False:",
        "tests/unit/test_platforms_encodings.py",
    ),
    Breakage(
        "an expired certificate is named",
        '10: ("it has expired", OUT_OF_DATE),',
        '10: ("it is not valid yet", TOO_EARLY),',
        "tests/services/test_certificates_by_command.py",
    ),
    Breakage(
        "a configuration that others can write is refused",
        "if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):",
        "if False:",
        "tests/unit/test_config_load.py",
    ),
    Breakage(
        "a value of a personal field is marked",
        "return personal(value) if is_personal(fact) else value",
        "return value",
        "tests/unit/test_privacy.py tests/services/test_privacy_by_field.py",
    ),
    Breakage(
        "an open change keeps others from its records",
        "if (found := self._open_row(tables, str(change))) is not None:",
        "if False:",
        "tests/unit/test_store_journal.py",
    ),
    Breakage(
        "only a supervisor takes a card from another account",
        'return self.role == "supervisor"',
        "return True",
        "tests/unit/test_changes_domain.py tests/services/test_changes_scenarios.py -k s7",
    ),
    Breakage(
        "a cancelled device is final",
        'is cancelled."""\n        if device.status == "CANCELLED":',
        'is cancelled."""\n        if False:',
        "tests/unit/test_changes_domain.py tests/unit/test_pairing_both_ends.py "
        "tests/services/test_changes_scenarios.py",
    ),
    Breakage(
        "an account that is read as another is an error",
        "if search_key(name.kind, other) != search_key(name.kind, name.value):",
        "if False:",
        "tests/torture/test_answers_mixed.py tests/services/test_whose_record_it_is.py",
    ),
    Breakage(
        "a large skew of the clocks is told",
        "return skew is not None and abs(skew) > LARGE",
        "return False",
        "tests/services/test_platform_clock_by_command.py",
    ),
    Breakage(
        "what does not print is replaced on every line",
        "    if letter not in (_ZWNJ, _ZWJ):\n        return _REPLACEMENT",
        "    if letter not in (_ZWNJ, _ZWJ):\n        return letter",
        "tests/unit/test_console_words.py tests/unit/test_privacy.py",
    ),
    Breakage(
        "a private file is private under any umask",
        "    os.fchmod(handle, 0o600)  # the umask may have removed more\n",
        "",
        "tests/services/test_places_that_are_made.py tests/unit/test_store_files.py",
    ),
    Breakage(
        "no link is followed for a file of smstui",
        "os.O_RDWR | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o600",
        "os.O_RDWR | os.O_CREAT, 0o600",
        "tests/unit/test_store_private_file.py tests/torture/test_store_torture.py",
    ),
    Breakage(
        "after a refusal two looks must agree",
        "if all(now.get(fact) == before.get(fact) for fact in facts):",
        "if True:",
        "tests/services/test_changes_gates.py -k two_looks",
    ),
    Breakage(
        "after no answer the settle time is waited out",
        "await self._pause(max(0.0, self._settle_s - waited_s))",
        "return",
        "tests/services/test_changes_fault_matrix.py",
    ),
    Breakage(
        "a change is never sent again by itself",
        "timeout_at(self.deadline() if until is None else until):\n",
        "timeout_at(self.deadline() if until is None else until):\n"
        "                await self._judged(question, judge, state)\n",
        "tests/contracts/test_platforms_transport.py tests/services/test_changes_scenarios.py",
    ),
    Breakage(
        "the four asked characters of a check empty with a scan",
        "                self._check.clear()\n            self._arming.stroke",
        "                pass\n            self._arming.stroke",
        "tests/console/test_applying_by_keys.py -k scan_over",
    ),
    Breakage(
        "to unpair, the CAS comes before the record",
        "return [*unpair_at_cas(context, box, card), _unpair_record(context, box, card)]",
        "return [_unpair_record(context, box, card), *unpair_at_cas(context, box, card)]",
        "tests/services/test_cas_pairing.py -k refuses",
    ),
    Breakage(
        "pair again sends only the half that is missing",
        "steps = _missing_half(context, box, card)",
        "steps = pair_halves(context, box, card)",
        "tests/services/test_cas_pairing.py -k again",
    ),
    Breakage(
        "a 404 of the rights is never a certain none",
        "if error.platform_code in self._catalogue.codes[NO_RIGHT]:",
        "if error.platform_code:",
        "tests/services/test_documented_findings.py -k 404",
    ),
    Breakage(
        "the key that shows a locked screen does nothing else",
        "return was_locked or repeats",
        "return False",
        "tests/console/test_screen_lock.py -k does_nothing_else",
    ),
    Breakage(
        "what was typed before the lock confirms nothing after it",
        "listener.uncovered()",
        "pass",
        "tests/console/test_screen_lock.py -k confirmation",
    ),
    Breakage(
        "an open change is never left for another deployment",
        'return f"Not while a change is open: {under_way[0].title}."',
        'return ""',
        "tests/console/test_deployment_switch.py -k under_way",
    ),
)
