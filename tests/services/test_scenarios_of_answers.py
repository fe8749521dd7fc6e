"""S33 and S34, by command and by service; and the rows of design.md §3 that cannot be read back.

Ids are those of households made for each test.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import product
from pathlib import Path

import pytest

from smstui.domain.changes.operations import Operation
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.verdict import Outcome
from smstui.domain.errors import SmstuiError
from smstui.domain.marking import plain
from smstui.domain.secret import Secret
from smstui.sandbox import rules
from smstui.sandbox.entities import SetTopBox
from smstui.services.changes import ChangeResult
from tests.support.change_line import ChangeLine
from tests.support.changing import FAMILIES, Workshop, workshop
from tests.support.products import short
from tests.torture.answers.households import Household, settle

pytestmark = pytest.mark.usefixtures("quick_looks")
SETTLE_S = 0.4
REFUSALS = {
    "sdp2": (
        "answer 409", "answer 403", "answer 422 form=html", "answer Client",
        "answer Sender http=200", "answer return value=0", "answer return value=-1",
    ),
    "opf": (
        "answer 409", "answer 403", "answer 422 form=bare", "answer 401", "answer error-response",
        "answer error-form", "answer matched-0", "answer commands-failed", "answer status-in-body",
    ),
}  # fmt: skip
EVERY_REFUSAL = [(family, rule) for family in FAMILIES for rule in REFUSALS[family]]


def household(desk: ChangeLine | Workshop, seed: str, status: str = "ACTIVE") -> Household:
    return settle(desk.sandbox, random.Random(seed), status)


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workshop]:
    """The service on one family; the settle time is long, so that "at once" can be told."""
    with workshop(request.param, tmp_path, "settle_s = 30", "timeout_s = 5") as made:
        yield made


# S33: it is done, and refused


@pytest.mark.parametrize(("family", "rule"), EVERY_REFUSAL)
def test_s33_done_and_refused_is_verified_at_once(family: str, rule: str, tmp_path: Path) -> None:
    with workshop(family, tmp_path, "settle_s = 30", "timeout_s = 5") as place:
        home = household(place, rule)
        place.sandbox.fault(f"{rule} write=yes after=yes")
        began = time.monotonic()
        result = place.change(Operation.PAIR, home.b.uid, home.free.smartcard_id)
        assert time.monotonic() - began < 15
        assert result.outcome is Outcome.VERIFIED
        assert "The platform refused, but the change was made" in result.message
        assert "changed nothing" not in result.message
        assert home.b.smartcard_id == home.free.smartcard_id
        assert len(place.written) == 1
        assert _takes_back(place, result).outcome is Outcome.VERIFIED
        assert home.b.smartcard_id is None


def _takes_back(place: Workshop, result: ChangeResult) -> ChangeResult:
    place.sandbox.faults.clear()
    return place.apply(place.call(place.changes.undo(result.change_id)))


@pytest.mark.parametrize("place", FAMILIES, indirect=True)
def test_s33_not_done_and_refused_says_when_it_was_read(place: Workshop) -> None:
    home = household(place, "untouched")
    place.sandbox.fault("answer 409 write=yes")
    result = place.change(Operation.PAIR, home.b.uid, home.free.smartcard_id)
    assert result.outcome is Outcome.REFUSED_BY_PLATFORM
    assert "nothing had changed" in result.message
    assert "Read again at" in result.message
    asked = [each.operation for each in place.sandbox.requests]
    after = asked[asked.index(place.written[0]) + 1 :]
    assert len(after) >= 2


@pytest.mark.parametrize("place", FAMILIES, indirect=True)
def test_s33_at_the_first_step_of_two_the_second_goes_on_and_undo_takes_back_both(
    place: Workshop,
) -> None:
    home = household(place, "two steps")
    place.sandbox.fault("answer 409 write=yes after=yes")
    result = place.change(Operation.PAIR, home.b.uid, home.card.smartcard_id)
    assert [each.outcome for each in result.results] == [Outcome.VERIFIED, Outcome.VERIFIED]
    assert (home.a.smartcard_id, home.b.smartcard_id) == (None, home.card.smartcard_id)
    assert len(place.written) == 2
    assert _takes_back(place, result).outcome is Outcome.VERIFIED
    assert (home.a.smartcard_id, home.b.smartcard_id) == (home.card.smartcard_id, None)


@pytest.mark.parametrize("rule", ["answer 409", "answer 403 form=html", "answer 422"])
def test_s33_by_command(desk: ChangeLine, rule: str) -> None:
    home = household(desk, rule, "SUSPENDED")
    desk.sandbox.fault(f"{rule} write=yes after=yes")
    ended = desk.run("status", home.account.account_number, "ACTIVE", "--apply")
    assert ended.code == 0, (ended.out, ended.err)
    told = ended.out + ended.err
    assert "The platform refused, but the change was made" in told
    assert "changed nothing" not in told
    assert home.account.status == "ACTIVE"
    assert desk.writes == 1
    (entry,) = desk.json("journal")["changes"]
    assert entry["outcome"] == "verified"


@pytest.mark.parametrize(
    ("when", "must"), [(" after=yes", Outcome.VERIFIED), ("", Outcome.REFUSED_BY_PLATFORM)]
)
@pytest.mark.parametrize("answer", ["command-failed", "commands-failed", "commands-object"])
def test_a_failed_command_is_a_refusal_of_what_can_be_read_back(
    answer: str, when: str, must: Outcome, tmp_path: Path
) -> None:
    with workshop("opf", tmp_path, "settle_s = 30", "timeout_s = 5") as place:
        home = household(place, answer + when)
        place.sandbox.fault(f"answer {answer}{when} write=yes")
        began = time.monotonic()
        result = place.change(Operation.PAIR, home.b.uid, home.free.smartcard_id)
        assert time.monotonic() - began < 15
        assert result.outcome is must, result.message
        assert "not executed: staged 1 (1031" in plain(result.message)


@pytest.mark.parametrize(
    ("when", "must"), [(" after=yes", Outcome.VERIFIED), ("", Outcome.NOT_VERIFIED)]
)
def test_what_the_platform_says_it_did_not_modify_is_read_as_well(
    when: str, must: Outcome, tmp_path: Path
) -> None:
    with workshop("opf", tmp_path, "settle_s = 30", "timeout_s = 5") as place:
        home = household(place, when)
        place.sandbox.fault(f"answer modified-0{when} write=yes")
        result = place.change(Operation.PAIR, home.b.uid, home.free.smartcard_id)
        assert result.outcome is must
        told = [result.message, *(each.message for each in result.results)]
        assert not any("nothing changed" in each for each in told)


# S34: the effect comes after the settle time


@pytest.mark.parametrize("rule", ["drop-before", "answer 409", "no-effect", "answer 504"])
def test_s34_by_command(desk: ChangeLine, rule: str) -> None:
    home = household(desk, rule)
    number = home.account.account_number
    refused = rule == "answer 409"
    desk.sandbox.fault(f"{rule} write=yes")
    ended = desk.run("status", number, "SUSPENDED", "--apply")
    assert ended.code == (6 if refused else 9), (ended.code, ended.out, ended.err)
    told = ended.out + ended.err
    assert ("nothing had changed by then" if refused else "not visible yet at") in told
    final = refused and desk.family == "opf"  # in the platform's own words: nobody need wait
    assert ("It is watched until" in ended.out) is not final
    assert ("watched until" in desk.run("journal", "--plain").out) is not final
    assert "prove" not in told
    assert home.account.status == "ACTIVE"
    (before,) = desk.json("journal")["changes"]
    quiet = desk.run("lookup", number)
    assert "came late" not in quiet.err

    desk.sandbox.faults.clear()
    desk.sandbox.run(lambda world: rules.set_account_status(world, home.account, "SUSPENDED"))
    looked = desk.run("lookup", number)
    assert looked.code == 0
    assert f"Change {before['change_id']}" in looked.err
    assert "came late" in looked.err
    assert "came late" not in desk.run("lookup", number).err, "it is told once"
    (entry,) = desk.json("journal")["changes"]
    assert entry["outcome"] == "verified"
    assert "(came late)" in desk.run("journal", "--plain").out
    undo = desk.json("undo", before["change_id"], "--apply")
    assert undo["outcome"] == "verified"
    assert f"(undone by change {undo['change_id']})" in desk.run("journal", "--plain").out
    assert home.account.status == "ACTIVE"
    assert desk.writes == 2


Late = Callable[[Workshop, Household], ChangeResult]
LATE: dict[str, tuple[Late, Callable[[Household], object]]] = {
    "pair": (
        lambda place, home: place.change(Operation.PAIR, home.b.uid, home.free.smartcard_id),
        lambda home: rules.pair(home.world, home.b, home.free),
    ),
    "unpair": (
        lambda place, home: place.change(Operation.UNPAIR, home.a.uid),
        lambda home: rules.unpair(home.world, home.a),
    ),
    "delete-box": (
        lambda place, home: place.apply(
            place.plan(Operation.DELETE_BOX, home.b.uid), last4=home.b.uid[-4:]
        ),
        lambda home: rules.delete_device(home.world, home.b),
    ),
    "create-box": (
        lambda place, home: place.change(
            Operation.CREATE_BOX, home.account.account_number, home.new_casn
        ),
        lambda home: rules.create_box(
            home.world,
            SetTopBox(uid=home.new, account_uid=home.account.uid, casn=home.new_casn),
        ),
    ),
}


READS = ("look up it", "look up the account", "plan", "settle")


@pytest.mark.parametrize(
    ("family", "what", "read"), short(product(FAMILIES, LATE, READS), pairs=True)
)
def test_s34_any_read_of_the_record_tells(
    family: str, what: str, read: str, tmp_path: Path
) -> None:
    """Also where a bundle shows only a part of it, or where the record is gone by then."""
    change, comes = LATE[what]
    with workshop(family, tmp_path, f"settle_s = {SETTLE_S}", "timeout_s = 5") as place:
        home = household(place, f"{what} {read}")
        heard: list[str] = []
        assert place.changes
        place.client.tell_late = lambda entry: heard.append(entry.id)
        place.sandbox.fault("answer 503 write=yes")
        result = change(place, home)
        assert result.outcome is Outcome.NOT_APPLIED
        assert "not visible yet at" in result.message
        _read(place, home, what, read)
        assert heard == []
        place.sandbox.run(lambda _: comes(home))
        _read(place, home, what, read)
        assert heard == [result.change_id]
        (entry,) = [each for each in place.journal() if each.id == result.change_id]
        assert entry.outcome == "verified"
        if what in ("pair", "unpair"):
            held = home.a.smartcard_id, home.b.smartcard_id
            assert _takes_back(place, result).outcome is Outcome.VERIFIED
            assert held != (home.a.smartcard_id, home.b.smartcard_id)
            assert (home.a.smartcard_id, home.b.smartcard_id) == (home.card.smartcard_id, None)


def _read(place: Workshop, home: Household, what: str, read: str) -> None:
    it = {"pair": home.free.smartcard_id, "unpair": home.a.uid, "delete-box": home.b.uid,
          "create-box": home.new_casn}[what]  # fmt: skip
    match read:
        case "look up it":
            place.call(place.client.look_up(it))
        case "look up the account":
            place.call(place.client.look_up(home.account.account_number))
        case "plan":
            operation = Operation.DISABLE if what != "pair" else Operation.ENABLE
            with suppress(SmstuiError):
                place.plan(operation, it if what != "pair" else home.b.uid)
        case _:
            place.call(place.changes.settle_left_over())


def test_s34_another_household_is_not_read_for_it(tmp_path: Path) -> None:
    with workshop("sdp2", tmp_path, f"settle_s = {SETTLE_S}", "timeout_s = 5") as place:
        home, other = household(place, "watched"), household(place, "another")
        place.sandbox.fault("answer 503 write=yes")
        place.change(Operation.PAIR, home.b.uid, home.free.smartcard_id)
        asked = _requests(place, other.account.account_number)
        place.sandbox.run(lambda world: rules.pair(world, home.b, home.free))
        assert _requests(place, other.account.account_number) == asked
        assert place.journal()[0].outcome == "not-applied"


def _requests(place: Workshop, number: str) -> int:
    place.sandbox.traffic.clear()
    place.call(place.client.look_up(number))
    return len(place.sandbox.requests)


# What cannot be read back

UNREADABLE = (
    ("sound", None, Outcome.ACCEPTED),
    ("no-effect", None, Outcome.ACCEPTED),
    ("answer command-failed", None, Outcome.PARTIAL),
    ("answer commands-failed", None, Outcome.REFUSED_BY_PLATFORM),
    ("answer commands-object", None, Outcome.REFUSED_BY_PLATFORM),
    ("answer commands-null", None, Outcome.REFUSED_BY_PLATFORM),
    ("answer 409", None, Outcome.REFUSED_BY_PLATFORM),
    ("answer 403", None, Outcome.REFUSED_BY_PLATFORM),
    ("answer 401", None, Outcome.REFUSED_BY_PLATFORM),
    ("answer error-form", None, Outcome.REFUSED_BY_PLATFORM),
    ("answer error-response", None, Outcome.REFUSED_BY_PLATFORM),
    ("answer status-in-body", None, Outcome.REFUSED_BY_PLATFORM),
    ("answer matched-0", "message", Outcome.REFUSED_BY_PLATFORM),
    ("answer matched-0", "sessions", Outcome.REFUSED_BY_PLATFORM),
    ("answer 409 form=bare", None, Outcome.UNKNOWN),
    ("answer 401 form=bare", None, Outcome.UNKNOWN),
    ("answer 422 form=html", None, Outcome.UNKNOWN),
    ("answer 404 form=json", None, Outcome.UNKNOWN),
    ("answer 408", None, Outcome.UNKNOWN),
    ("answer 503", None, Outcome.UNKNOWN),
    ("answer 302", None, Outcome.UNKNOWN),
    ("drop-after", None, Outcome.UNKNOWN),
    ("reset-before", None, Outcome.UNKNOWN),
)
WHAT = ("cas", "message", "pin", "sessions")
CASES = [
    (rule, what, must)
    for at, (rule, only, must) in enumerate(UNREADABLE)
    for what in ([only] if only else [WHAT[at % 4], WHAT[(at + 1) % 4]])
]
"""Each row by two kinds of request, in the suite by one; `torture.answers` tries them all."""


@pytest.mark.parametrize(("rule", "what", "must"), short(CASES))
def test_each_end_of_what_cannot_be_read_back(
    rule: str, what: str, must: Outcome, tmp_path: Path
) -> None:
    with workshop("opf", tmp_path, f"settle_s = {SETTLE_S}", "timeout_s = 5") as place:
        home = household(place, f"{rule} {what}")
        if rule != "sound":
            place.sandbox.fault(f"{rule} write=yes count=1")
        result = _unreadable(place, home, what)
        assert result.outcome is must, result.message
        assert len(place.written) == 1
        if must is Outcome.ACCEPTED:
            assert "no way to read it back" in result.message
        if must is Outcome.REFUSED_BY_PLATFORM:
            assert "the change cannot be read back" in result.message
        _is_free_after_the_settle_time(place, home, result)


def _unreadable(place: Workshop, home: Household, what: str) -> ChangeResult:
    number = home.account.account_number
    match what:
        case "cas":
            return place.change(Operation.CAS_SUBSCRIBE, home.a.uid, product="p2")
        case "message":
            return place.change(Operation.MESSAGE, home.player.uid, text="a word")
        case "pin":
            pin = Secret("739164")
            return place.change(Operation.RESET_PIN, number, secret=pin, type="PARENTAL")
        case _:
            return place.change(Operation.END_DEVICE_SESSIONS, home.a.uid)


def _is_free_after_the_settle_time(place: Workshop, home: Household, result: ChangeResult) -> None:
    """An unknown row holds the account until the settle time is over, and no longer."""
    assert result.left_open is (result.outcome is Outcome.UNKNOWN)
    until = time.monotonic() + 20
    while True:
        try:
            again = place.change(Operation.DISABLE, home.a.uid)
            break
        except RefusedHere:
            assert result.left_open
            assert time.monotonic() < until
            time.sleep(0.05)
    assert again.outcome is Outcome.VERIFIED
    (entry,) = [each for each in place.journal() if each.id == result.change_id]
    assert not entry.open
    assert entry.outcome == result.outcome


def test_a_card_that_is_suspended_cannot_be_read_back_either(tmp_path: Path) -> None:
    """On `sdp2`: a card has no status of its own for it."""
    for rule, must in {
        "answer Client": Outcome.REFUSED_BY_PLATFORM,
        "answer return value=0": Outcome.REFUSED_BY_PLATFORM,
        "answer 409 form=bare": Outcome.UNKNOWN,
        "answer Receiver": Outcome.UNKNOWN,
        "no-effect": Outcome.ACCEPTED,
    }.items():
        folder = tmp_path / str(must) / rule.replace(" ", "-")
        folder.mkdir(parents=True)
        with workshop("sdp2", folder, f"settle_s = {SETTLE_S}") as place:
            home = household(place, rule)
            place.sandbox.fault(f"{rule} write=yes after=yes" if " " in rule else rule)
            result = place.change(Operation.SUSPEND_CARD, home.free.smartcard_id)
            assert result.outcome is must, (rule, result.message)
