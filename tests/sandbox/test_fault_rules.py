"""The fault language: what reads, what it strikes, what it says of a mistake."""

import pytest

from smstui.sandbox.faults import EFFECTS, FaultBook, FaultRuleError, parse_fault

PAIR = {"family": "sdp2", "operation": "Pair", "path": "/api/smsservice_2.2", "method": "POST"}
READ = {"family": "opf", "operation": "read-account", "path": "/adm/v1/accounts/1", "method": "GET"}


def test_a_rule_with_everything() -> None:
    fault = parse_fault("status 503 retry-after=2 family=opf path=/adm/* nth=2 count=3 after=yes")
    assert (fault.effect, fault.value, fault.retry_after) == ("status", "503", 2)
    assert fault.matches == {"family": "opf", "path": "/adm/*"}
    assert (fault.nth, fault.count, fault.after) == (2, 3, True)


@pytest.mark.parametrize("effect", EFFECTS)
def test_every_effect_reads(effect: str) -> None:
    needs = EFFECTS[effect][1] is None
    assert parse_fault(f"{effect} 500" if needs else effect).effect == effect


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("", "begins with an effect"),
        ("dlay 5", "there is no effect 'dlay'; did you mean delay?"),
        ("xyzzy", "known: delay, drop-before"),
        ("delay", "delay needs a value, its milliseconds"),
        ("delay soon", "wants a whole number, not 'soon'"),
        ("truncate 5", "truncate takes no value"),
        ("truncate op=Pair", "there is no key 'op'"),
        ("truncate oparation=Pair", "did you mean operation?"),
        ("truncate operation=", "should read KEY=VALUE"),
        ("status 500 extra", "should read KEY=VALUE"),
        ("truncate nth=first", "nth wants a whole number"),
        ("truncate after=yes", "after= goes with delay, status, server-fault, answer, silence"),
    ],
)
def test_a_mistake_is_answered_with_a_sentence(rule: str, sentence: str) -> None:
    with pytest.raises(FaultRuleError) as error:
        parse_fault(rule)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("keys", "injected"),
    [
        ("", True),
        ("operation=Pair", True),
        ("operation=pair", True),
        ("operation=P*", True),
        ("operation=Unpair", False),
        ("family=opf", False),
        ("method=GET", False),
        ("path=/api/*", True),
        ("target=3422", True),
        ("target=342", False),
        ("operation=Pair target=3999", False),
    ],
)
def test_what_a_rule_strikes(keys: str, injected: bool) -> None:
    book = FaultBook()
    book.add(parse_fault(f"truncate {keys}"))
    assert bool(book.striking(PAIR, ("3422", "000145098241"))) is injected


def test_nth_and_count_tell_requests_apart() -> None:
    book = FaultBook()
    fault = parse_fault("status 401 operation=Pair nth=3 count=2")
    book.add(fault)
    injected = []
    for _ in range(6):
        book.striking(READ, ())
        injected.append(bool(book.striking(PAIR, ())))
    assert injected == [False, False, True, True, False, False]
    assert (fault.seen, fault.hits) == (6, 2)
    book.clear()
    assert book.striking(PAIR, ()) == ()
