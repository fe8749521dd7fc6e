"""Two platforms of one nickname and one state folder: what is of one is never of the other."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smstui.domain.changes.operations import Operation
from smstui.domain.changes.verdict import Outcome, StepResult
from smstui.sandbox import Sandbox
from smstui.sandbox.base import base
from smstui.services.changes import Request
from smstui.store.journal import Entry, Journal
from smstui.store.plan_text import plan_to_text, results_to_text
from tests.support import prepared
from tests.support.changing import FAMILIES, Workshop
from tests.support.command_line import Ended, Shell
from tests.support.old_files import make_old
from tests.support.terminal import Terminal

pytestmark = pytest.mark.alike

BOX, CARD, ACCOUNT = "3422", "000145098241", "nmp.00001"
SURNAMES = ("Quillfeather", "Ravensworth")
LISTS = {"journal": "changes", "drafts": "drafts", "recents": "recents"}


class Two:
    """Two sandboxes with the same ids, other people, one nickname and one state folder."""

    def __init__(self, family: str, folder: Path, sandboxes: list[Sandbox], shell: Shell) -> None:
        self.family = family
        self.shell = shell
        self.state = shell.state
        settings = ("settle_s = 0.4", "timeout_s = 30")
        self.places = [
            Workshop(family, folder / f"platform-{n}", sandbox, *settings)
            for n, sandbox in enumerate(sandboxes)
        ]
        for place in self.places:
            place.state = self.state
        self.nickname = self.places[0].deployment

    def run(self, n: int, *arguments: str) -> Ended:
        """`smstui` with the configuration of platform `n`."""
        self.shell.monkeypatch.setenv("SMSTUI_CONFIG", str(self.places[n].configuration))
        return self.shell.run("--deployment", self.nickname, *arguments)

    def listed(self, n: int, noun: str) -> list[dict]:
        ended = self.run(n, noun, "--json")
        assert ended.code == 0, ended
        return list(ended.document[LISTS[noun]])

    def writes(self, n: int) -> list[str]:
        return self.places[n].written

    def fill(self, n: int) -> str:
        """Leave a change, a draft, a scan, a queue and cached records of `n`; the change's id."""
        place = self.places[n]
        opened = self.run(n, "lookup", ACCOUNT, "--json")
        assert SURNAMES[n] in opened.out
        changed = self.run(n, "pair", BOX, CARD, "--apply", "--json")
        assert changed.code == 0, changed
        assert self.run(n, "disable", BOX, "--draft").code == 0
        _open(place)
        place.call(place.client.scans.take(CARD))
        place.call(_queue(place, ACCOUNT))
        place.close()
        return str(changed.document["change_id"])


def _open(place: Workshop) -> None:
    """Open the desk of `place`."""
    assert place.changes is place.client.changes


async def _queue(place: Workshop, *ids: str) -> None:
    rows, _ = await place.client.queue.add("\n".join(ids), [])
    await place.client.queue.ask(rows, lambda row: None)


async def _queue_of(place: Workshop) -> list:
    return list(await place.client.queue.load())


async def _half_of(place: Workshop) -> object:
    return await place.client.scans.half()


@pytest.fixture(params=FAMILIES)
def two(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Two]:
    worlds = [base(), base()]
    for world, surname in zip(worlds, SURNAMES, strict=True):
        for account in world.accounts:
            world.change(account, last_name=surname)
    with Sandbox(worlds[0]) as first, Sandbox(worlds[1]) as second:
        made = Two(request.param, tmp_path, [first, second], Shell(tmp_path, monkeypatch, capsys))
        yield made
        for place in made.places:
            place.close()


def _has_nothing(two: Two, n: int) -> None:
    """Platform `n` shows nothing of the other one, by no way there is."""
    for noun in LISTS:
        assert two.listed(n, noun) == [], noun
    assert two.run(n, "lookup", ACCOUNT, "--offline").code == 3
    place = two.places[n]
    _open(place)
    assert place.call(_queue_of(place)) == []
    assert place.call(_half_of(place)) is None
    place.close()


def test_nothing_of_one_is_shown_undone_or_applied_on_the_other(two: Two) -> None:
    change = two.fill(0)
    _has_nothing(two, 1)
    for arguments in (("undo",), ("undo", change), ("undo", change, "--apply")):
        ended = two.run(1, *arguments)
        assert ended.code == 3, ended
    assert two.run(1, "transcript", change).code != 0
    assert two.run(1, "drafts", "--apply").code == 0
    (draft,) = two.listed(0, "drafts")
    assert two.run(1, "drafts", draft["draft_id"], "--apply").code == 3
    assert two.writes(1) == []
    assert SURNAMES[0] not in two.run(1, "lookup", ACCOUNT).out
    assert two.run(0, "lookup", ACCOUNT, "--offline").out.count(SURNAMES[0]) > 0
    assert SURNAMES[1] not in two.run(0, "lookup", ACCOUNT, "--offline").out


@pytest.mark.alike
def test_an_open_change_locks_its_own_platform_alone(two: Two) -> None:
    """The process of the change is gone; nothing can be read that would decide it."""
    first = two.places[0]
    plan = first.plan(Operation.PAIR, BOX, CARD)
    first.close()
    open_change = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC;"
        "from smstui.config.load import load; from smstui.store.journal import Entry, Journal;"
        "from smstui.domain.platform_identity import PlatformIdentity;"
        "key, family, name, state, text, *holds = sys.argv[1:];"
        "journal = Journal(PlatformIdentity(key, family, name), Path(state));"
        "journal.begin(Entry('0pen00000001', name, family, 'a', 'pair', 'pair', datetime.now(UTC),"
        " text), holds); print('open', flush=True); sys.stdin.read()"
    )
    mine = first.identity
    with prepared.popen(
        [sys.executable, "-c", open_change, mine.id, mine.family, mine.nickname, str(two.state),
         plan_to_text(plan), *plan.locks],
        stdin=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        assert two.run(0, "pair", BOX, CARD, "--apply").code == 5
        assert two.run(1, "pair", BOX, CARD, "--apply").code == 0
        assert two.listed(1, "journal")[0]["change_id"] != "0pen00000001"
        assert two.run(1, "journal", "--settle").code == 0
        assert [each["open"] for each in two.listed(0, "journal")] == [True]
        assert process.stdin is not None
        process.stdin.close()


def test_a_moved_platform_finds_everything_again_by_the_line_it_is_told(two: Two) -> None:
    change = two.fill(0)
    moved, settings = two.places[1], ("settle_s = 0.4", "timeout_s = 30")
    before = {noun: two.listed(0, noun) for noun in LISTS}

    _has_nothing(two, 1)
    line = f'platform_id = "{two.places[0].identity.id}"'
    for command in (*LISTS, "undo"):
        assert line in two.run(1, command).err, command
    doctor = two.run(1, "doctor").out
    assert set(re.findall(r'platform_id = "[^"]+"', doctor)) == {line}
    assert "1 change, 1 draft, 1 cached record" in doctor
    assert two.run(1, "lookup", ACCOUNT).code == 0
    assert line not in two.run(1, "recents").err, "what is found needs no hint"

    moved.configure(line, *settings)
    assert {noun: two.listed(1, noun) for noun in LISTS} == before
    ended = two.run(1, "undo", change)
    assert ended.code == 5, "it is read where the platform is now, and nothing moved there"
    assert "nothing to undo" in ended.err

    assert {noun: two.listed(0, noun) for noun in LISTS} == before
    assert two.run(0, "undo", change, "--apply").code == 0


def test_two_nicknames_of_one_platform_share_what_is_kept(two: Two) -> None:
    two.fill(0)
    before = {noun: two.listed(0, noun) for noun in LISTS}
    file = two.places[0].configuration
    file.write_text(file.read_text().replace(two.nickname, "desk-two"))
    other, two.nickname = two.nickname, "desk-two"
    assert {noun: two.listed(0, noun) for noun in LISTS} == before
    opened = two.run(0, "lookup", ACCOUNT, "--offline", "--json").document
    assert opened["deployment"] == "desk-two"
    two.nickname = other


def test_rows_of_before_are_taken_over_once_and_marked(two: Two) -> None:
    change = two.fill(0)
    make_old(two.state, two.nickname)

    (taken,) = two.listed(0, "journal")
    assert (taken["change_id"], taken["taken_over"]) == (change, True)
    (draft,) = two.listed(0, "drafts")
    assert (draft["taken_over"], draft["standing"]) == (True, "waiting")
    assert "did not store the platform" in draft["message"]
    assert len(two.listed(0, "recents")) > 0
    offline = two.run(0, "lookup", ACCOUNT, "--offline")
    assert SURNAMES[0] in offline.out
    assert "may be of another platform" in offline.out + offline.err
    place = two.places[0]
    _open(place)
    (row,) = place.call(_queue_of(place))
    assert (row.asked, row.standing) == (ACCOUNT, "waiting")
    assert place.call(_half_of(place)) is not None
    place.close()

    _has_nothing(two, 1)
    assert two.run(1, "undo", change, "--apply").code == 3
    assert two.writes(1) == []


def test_an_undo_of_a_row_of_before_asks_for_the_last_four(two: Two) -> None:
    change = two.fill(0)
    make_old(two.state, two.nickname)
    sent = len(two.writes(0))
    planned = two.run(0, "undo", change)
    assert planned.code == 0
    assert "--confirm LAST4" in planned.out + planned.err
    for wrong in ((), ("--confirm", "9999")):
        assert two.run(0, "undo", change, "--apply", *wrong).code == 5
    assert len(two.writes(0)) == sent
    confirm = two.run(0, "undo", change, "--json").document["plan"]["confirm"]
    assert two.run(0, "undo", change, "--apply", "--confirm", confirm[-4:]).code == 0


def test_a_draft_of_before_is_applied_by_its_id_and_with_the_last_four_only(two: Two) -> None:
    two.fill(0)
    make_old(two.state, two.nickname)
    sent = len(two.writes(0))
    two.run(0, "drafts", "--apply")
    (draft,) = two.listed(0, "drafts")
    assert two.run(0, "drafts", draft["draft_id"], "--apply").code != 0
    assert len(two.writes(0)) == sent
    assert draft["plan"] is not None
    last4 = draft["plan"]["confirm"][-4:]
    ended = two.run(0, "drafts", draft["draft_id"], "--apply", "--confirm", last4)
    assert ended.code == 0, ended
    assert len(two.writes(0)) == sent + 1


def test_what_is_looked_up_again_is_no_longer_marked(two: Two) -> None:
    two.fill(0)
    make_old(two.state, two.nickname)
    seen: list[str] = []
    place = two.places[0]
    _open(place)
    place.call(place.client.look_up(ACCOUNT, early=lambda opened: seen.append(opened.source)))
    assert seen == [], "what may be of another platform is not painted before it is read again"
    place.call(place.client.look_up(ACCOUNT, early=lambda opened: seen.append(opened.source)))
    assert seen == ["cache"]
    outcome = place.call(place.client.look_up(ACCOUNT, offline=True))
    assert outcome.offline == "The platform was not asked."


@pytest.mark.alike
def test_rows_of_before_of_the_other_family_are_left_for_it(two: Two) -> None:
    """A nickname may have been of both families: each takes over its own."""
    change = two.fill(0)
    make_old(two.state, two.nickname)
    place = two.places[0]
    other = Workshop(
        next(each for each in FAMILIES if each != two.family), place.folder, place.sandbox
    )
    other.state = two.state
    text = other.configuration.read_text().replace(other.deployment, "of-both")
    other.configuration.write_text(
        text.replace(place.deployment, other.deployment).replace("of-both", place.deployment)
    )
    two.places.append(other)
    assert two.listed(2, "journal") == two.listed(2, "drafts") == []
    assert two.run(2, "lookup", ACCOUNT, "--offline").code == 3
    place.configure("settle_s = 0.4", "timeout_s = 30")
    (taken,) = two.listed(0, "journal")
    assert taken["change_id"] == change


def test_a_replayed_request_is_planned_where_it_is_asked(two: Two) -> None:
    """A preview of one platform does not stand for a request on the other."""
    place, other = two.places
    place.plan(Operation.PAIR, BOX, CARD)
    other.sandbox.world.change(other.sandbox.world.box(BOX), smartcard_id=CARD)
    changes = other.changes
    request = Request(Operation.UNPAIR, BOX)
    assert other.call(changes.decide(request)).title
    place.close()
    other.close()


@pytest.mark.alike
@pytest.mark.parametrize("claimed", ["", "verified"])
def test_an_open_row_of_before_is_decided_by_reading(two: Two, claimed: str) -> None:
    """Whatever the row says of its step: it may have been sent to another platform."""
    place = two.places[0]
    plan = place.plan(Operation.PAIR, BOX, CARD)
    place.close()
    sent = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    result = StepResult(1, sent=True, sent_at=sent, outcome=Outcome(claimed) if claimed else None)
    journal = Journal(place.identity, two.state)
    row = Entry(
        "0pen00000002", two.nickname, two.family, plan.account, "pair", plan.title,
        datetime.now(UTC) - timedelta(minutes=5), plan_to_text(plan),
    )  # fmt: skip
    journal.begin(row, plan.locks)
    journal.note(row.id, results_to_text([result]), claimed)
    journal.close()
    make_old(two.state, two.nickname)
    for n in (1, 0):
        two.places[n].sandbox.traffic.clear()
    (before,) = two.listed(0, "journal")
    assert (before["open"], before["taken_over"]) == (True, True)
    assert two.run(1, "journal", "--settle").code == 0
    assert two.places[1].sandbox.traffic.requests == []
    assert two.run(0, "journal", "--settle").code == 0
    assert place.sandbox.traffic.requests != [], "it is read"
    (after,) = two.listed(0, "journal")
    assert (after["open"], after["outcome"]) == (False, "not-applied")


def test_kept_answers_of_one_are_not_told_as_the_other_ones(two: Two, tmp_path: Path) -> None:
    file = tmp_path / "answers"
    asked = ("diagnose", ACCOUNT, BOX, "--json", "--resume", str(file))
    assert two.run(0, *asked).out.count("\n") == 2
    two.places[1].sandbox.traffic.clear()
    ended = two.run(1, *asked)
    assert (ended.code, ended.out.count("verdict")) == (2, 0)
    assert "another platform" in ended.err + ended.out


def test_the_console_names_what_another_address_left_behind_once(two: Two) -> None:
    two.fill(0)
    line = f'platform_id = "{two.places[0].identity.id}"'
    moved = two.places[1]
    for told in (True, False):
        with Terminal(
            [sys.executable, "-m", "smstui", "--deployment", two.nickname],
            columns=110, rows=24, env=moved.environment,
        ) as terminal:  # fmt: skip
            terminal.wait_for(line if told else "ready")
            assert (line in terminal.text) is told
    assert len(list((two.state / "told").iterdir())) == 1


_OPEN = """
import sys
from pathlib import Path
from smstui.domain.platform_identity import PlatformIdentity
from smstui.store.cache import BundleCache
from smstui.store.drafts import DraftBook
from smstui.store.journal import Journal
from smstui.store.queue import QueueStore
import sqlite_utils
key, family, name, state = sys.argv[1:]
identity, folder = PlatformIdentity(key, family, name), Path(state)
print("ready", flush=True)
sys.stdin.readline()
journal, book = Journal(identity, folder), DraftBook(identity, folder)
cache, queue = BundleCache(identity, folder), QueueStore(identity, folder)
problems = cache.problem, queue.problem
print(len(journal.latest()), len(book.all()), len(cache.recents()), len(queue.load()), problems)
for each in (journal, book, cache, queue):
    each.close()
"""


@pytest.mark.alike
def test_eight_processes_that_open_at_once_take_each_row_over_once(two: Two) -> None:
    """Four of each platform: all rows go to one of the two, each store as a whole."""
    two.fill(0)
    counts = [len(two.listed(0, noun)) for noun in LISTS]
    make_old(two.state, two.nickname)
    started = []
    for n in range(8):
        whose = two.places[n % 2].identity
        started.append(
            prepared.popen(
                [sys.executable, "-c", _OPEN, whose.id, whose.family, two.nickname, str(two.state)],
                stdin=subprocess.PIPE,
            )
        )
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    told: list[tuple[int, ...]] = []
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        assert out.endswith("('', '')\n"), out
        told.append(tuple(map(int, out.split("(")[0].split())))
    mine, theirs = set(told[0::2]), set(told[1::2])
    for at, count in enumerate((counts[0], counts[1], counts[2], 1)):
        ones, others = {each[at] for each in mine}, {each[at] for each in theirs}
        assert {frozenset(ones), frozenset(others)} == {frozenset({0}), frozenset({count})}, told
