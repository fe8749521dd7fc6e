"""Random households, diagnosed and paired by every road, against an oracle in the contract's words.

    python -m tests.torture.households_oracle [STATES] [SEED]

A state (`households_states`) is asked for by box, and by account or login, by card or by the other
household's box, under each role. The oracle imports no rule of the program: it says of a pair
whether it is so already, planned or refused, and of a diagnosis that

- each action that it offers is planned,
- no action is offered on a box that agrees with its own card,
- a box and a card that disagree are never clear, by account neither, and unpairing is offered only
  where the two could then be paired,
- by account it says of a box and its card what it says by box.

Every road has to say the same of one state (`households_roads`, `households_console`): the
diagnosis at once, of what is open, among others and by command; the pair as a change, as a draft,
as a row of a batch and by keys. The other roads are asked in every third, seventh, thirteenth and
twenty-third state (OPEN_EVERY and the others). Figures are printed for each family and role.
"""

import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from smstui.domain.changes.operations import Operation
from smstui.domain.changes.refusal import AlreadySo
from smstui.domain.errors import SmstuiError
from smstui.domain.secret import Secret
from smstui.domain.triage.diagnosis import Diagnosis
from smstui.sandbox import Sandbox
from smstui.services.changes import Request
from smstui.services.outcomes import Opened, Several
from tests.support.changing import Workshop
from tests.torture import households_roads as roads
from tests.torture.households_console import (
    Keys,
    differing_findings,
    differing_pair,
    keys_on,
)
from tests.torture.households_roads import PairEnd, Verdict, verdict_of
from tests.torture.households_states import (
    CASN,
    FREE,
    LOGIN,
    MINE,
    C,
    K,
    S,
    State,
    X,
    Y,
    household,
    stage,
    states,
)

OPEN_EVERY: Final = 3
DRAFT_EVERY: Final = 3
QUEUE_EVERY: Final = 7
BATCH_EVERY: Final = 13
KEYS_EVERY: Final = 23
"""None has a factor in common with the families and roles, which take ten turns."""
PROCESSES: Final = 5
CARD_CHECKS: Final = ("smartcard-status", "smartcard-type", "pairing-link")

# The oracle


def pair_of(state: State) -> str:
    """Whether X and C are `paired`, would be `planned`, or are `refused`."""
    if state.role in ("viewer", "read-only"):
        return "refused"
    if "CANCELLED" in (state.account, state.box) or state.kind == "CARDLESS":
        return "refused"  # final; and a cardless box has its own card (sdp2.md)
    if state.card_of(X) == K:
        return "refused"  # a box has one card
    return _pair_at_opf(state) if state.family == "opf" else _pair_at_sdp2(state)


def _pair_at_opf(state: State) -> str:
    """A card is only what its box names (opf.md, "Pairing has two halves")."""
    if len(state.claiming) > 1:
        return "refused"
    if state.claiming == [X]:
        return "paired"
    return _of_others(state, Y in state.claiming)


def _pair_at_sdp2(state: State) -> str:
    if state.status in ("gone", "CANCELLED"):
        return "refused"  # CANCELLED is never reusable (sdp2.md, "SmartCard")
    if state.names is None and state.status == "UNAVAILABLE":
        return "refused"  # in a box that it does not name, or suspended
    if state.card_of(X) == C:
        if (state.names, state.status) == (X, "UNAVAILABLE"):
            return "paired"
        return _of_others(state, state.names == Y)
    if state.names is None:
        return "planned"
    agreed = state.names in (S, Y) and state.card_of(state.names) == C
    return _of_others(state, state.names == Y) if agreed else "refused"  # never pair over it


def _of_others(state: State, other_account: bool) -> str:
    """A card of another account moves by a supervisor alone (S7)."""
    return "refused" if other_account and state.role != "supervisor" else "planned"


def healthy(state: State, box: str) -> bool:
    """Whether the box and the card that it names agree, by the card's own end."""
    card = state.card_of(box)
    if state.family == "opf":
        return card is not None and (card != C or state.claiming == [box])
    if card == C:
        return (state.names, state.status) == (box, "UNAVAILABLE")
    return card is not None


def set_aside(state: State) -> bool:
    """Whether a pair that is planned moves or repairs a card: in a batch, it is set aside."""
    if state.family == "opf":
        return bool(state.claiming)
    return state.card_of(X) == C or state.names is not None


# Asking the program


@dataclass
class Told:
    """What the run found. `disagreements` is empty where the program and the oracle agree."""

    states: int = 0
    questions: Counter[str] = field(default_factory=Counter)
    disagreements: list[str] = field(default_factory=list)

    def add(self, other: "Told") -> None:
        self.states += other.states
        self.questions += other.questions
        self.disagreements += other.disagreements

    def __str__(self) -> str:
        asked = ", ".join(f"{count} {what}" for what, count in sorted(self.questions.items()))
        return f"{self.states} states; {asked}; {len(self.disagreements)} disagreements"


class Places:
    """The program on a sandbox, a place of its own for each family and role."""

    def __init__(self, folder: Path, sandbox: Sandbox, stack: ExitStack) -> None:
        self._folder = folder
        self._sandbox = sandbox
        self._stack = stack

    def of(self, family: str, role: str) -> Workshop:
        """A place of its own."""
        known = "supervisor" if role == "read-only" else role
        lines = [f'role = "{known}"', f"read_only = {str(role == 'read-only').lower()}"]
        made = Workshop(family, self._folder / f"{family}-{role}", self._sandbox, *lines)
        made.changes  # noqa: B018  opens the desk
        self._stack.callback(made.close)
        return made


def run(
    count: int, folder: Path, seed: int = 11, part: tuple[int, int] = (0, 1), keys: int = KEYS_EVERY
) -> Told:
    """Try `count` states, or the share `part` of them: which of how many."""
    told = Told()
    numbered = list(enumerate(states(count, seed)))
    kinds = sorted({(state.family, state.role) for _, state in numbered})
    with ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(household()))
        places = Places(folder, sandbox, stack)
        for kind in kinds[part[0] :: part[1]]:
            of_kind = [(at, one) for at, one in numbered if (one.family, one.role) == kind]
            of_this = Told()
            asyncio.run(_run_at(places.of(*kind), of_kind, of_this, keys))
            told.add(of_this)
            print(f"{' '.join(kind)}: {of_this}", *of_this.disagreements, sep="\n", flush=True)
    return told


async def _run_at(
    place: Workshop, numbered: Sequence[tuple[int, State]], told: Told, keys_every: int
) -> None:
    async with AsyncExitStack() as stack:
        keys = None
        if any(at % keys_every == 0 for at, _ in numbered):
            keys = await stack.enter_async_context(keys_on(place))
        for at, state in numbered:
            stage(place.sandbox.world, state)
            told.states += 1
            asking = Asking(place, state, told, at)
            found = list(asking.judged())
            if keys is not None and at % keys_every == 0:
                found += [line async for line in asking.by_keys(keys)]
            told.disagreements += [f"{at}: {line}: {state}" for line in found]


class Asking:
    """One state, asked for by every road. Nothing is applied, so each is planned once."""

    def __init__(self, place: Workshop, state: State, told: Told, at: int) -> None:
        self._place = place
        self._state = state
        self._told = told
        self._at = at
        turn = at // 10  # families and roles take ten turns
        by_login = state.family == "sdp2" and turn % 3 == 2  # `opf` has no call for a login
        self._account = LOGIN if by_login else MINE
        self._texts = (CASN[X], (self._account, C, self._account, CASN[Y])[turn % 4])
        self._verdicts: dict[str, Verdict | None] = {}
        self._pair = PairEnd("")
        self._ends: dict[tuple[Operation, str, str], str] = {}

    def judged(self) -> Iterator[str]:
        """Yield what the program and the oracle disagree on, and the roads among each other."""
        place, state = self._place, self._state
        place.call(place.client.forget())
        self._pair = roads.paired_by_change(place, X, C)
        self._told.questions["plans"] += 1
        wanted = pair_of(state)
        if self._pair.word != wanted:
            yield f"pair is {self._pair.word}, must be {wanted}"
        for text in self._texts:
            found = roads.diagnosed(place, text)
            self._told.questions["diagnoses"] += 1
            several = len(state.claiming) > 1 and state.family == "opf" and text == C
            if several is not isinstance(found.outcome, Several):
                yield f"by {text}: several matches: {not several}, must be {several}"
            single = found.diagnosis is not None and isinstance(found.outcome, Opened)
            self._verdicts[text] = verdict_of(found.diagnosis) if single else None
            if single:
                yield from self._of_diagnosis(text, found.diagnosis)
        if self._account in self._verdicts:
            yield from self._by_account()
        yield from self._other_diagnoses()
        yield from self._other_pairs()

    # What the oracle says of a diagnosis

    def _of_diagnosis(self, text: str, diagnosis: Diagnosis) -> Iterator[str]:
        state = self._state
        box = next((uid for uid, casn in CASN.items() if casn == text), "")
        boxes = [box] if box else [X, S] if text == self._account else []
        for one in boxes:
            if state.card_of(one) == C and not healthy(state, one) and diagnosis.result == "fine":
                yield f"by {text}: clear, though box {one} and its card disagree"
        for finding in diagnosis.findings:
            way_on = finding.next
            if way_on is None or not way_on.action:
                continue
            targets = way_on.among or (way_on.about or finding.subject,)
            for target in targets:
                end = self._ended(Operation(way_on.action), target.id, _value(way_on.action))
                where = f"by {text}: {finding.check} offers {way_on.action} on {target}"
                if target.kind != "smartcard" and end != "planned":
                    yield f"{where}, which is {end}"
                about_cards = way_on.action in ("unpair", "swap-card")
                if about_cards and healthy(state, target.id):
                    yield f"{where}, which agrees with its card"
                alone = (box, target.id) == (X, X) and state.claiming == [X]
                if way_on.action == "unpair" and alone and pair_of(state) != "planned":
                    yield f"{where}, and the pair is {pair_of(state)} then"

    def _by_account(self) -> Iterator[str]:
        """By account, of the box and its card, what is said by box."""
        by_box, by_account = self._verdicts[CASN[X]], self._verdicts[self._account]
        if by_box is None or by_account is None:
            yield "by box or by account: not one record"
            return
        for finding in by_box.findings:
            if finding[0] in CARD_CHECKS and finding not in by_account.findings:
                yield f"by {self._account}, not as by box: {finding}"

    def _ended(self, operation: Operation, target: str, second: str) -> str:
        key = (operation, target, second)
        if key not in self._ends:
            self._ends[key] = ended(self._place, self._told, operation, target, second)
        return self._ends[key]

    # The other roads

    def _other_diagnoses(self) -> Iterator[str]:
        place, texts = self._place, self._texts
        turn = self._at // 10
        answers = []
        if self._at % OPEN_EVERY == 0:
            text = texts[turn % 2]
            answers += [("of what is open", text, roads.diagnosed_when_open(place, text))]
        if self._at % QUEUE_EVERY == 0:
            found = roads.diagnosed_in_a_queue(place, texts)
            answers += [("in a queue", *each) for each in zip(texts, found, strict=True)]
        if self._at % BATCH_EVERY == 0:
            found = roads.diagnosed_by_command(place, texts)
            answers += [("by command", *each) for each in zip(texts, found, strict=True)]
        for road, text, verdict in answers:
            self._told.questions[f"diagnoses {road}"] += 1
            if differing := _difference(self._verdicts[text], verdict):
                yield f"by {text}, {road}: {differing}"

    def _other_pairs(self) -> Iterator[str]:
        place, at = self._place, self._at
        if at % DRAFT_EVERY == 0:
            draft, known = roads.paired_by_draft(place, (X, CASN[X])[at // 10 % 2], C)
            self._told.questions["drafts"] += 1
            if differing := _difference(self._pair, draft):
                yield f"as a draft: {differing}"
            if not self._is_kept(known):
                yield f"as a draft, from the cache: {known}, not {self._pair}"
        if at % BATCH_EVERY == 0:
            yield from self._batches()

    def _is_kept(self, known: PairEnd | str | None) -> bool:
        """Whether what a draft was saved with is what the pair comes to.

        The contract is silent where a card is gone: the cache keeps no id that leads nowhere, and
        only the platform can say it. A refusal may have another reason, of what is known here, and
        a household that was not looked up is not known.
        """
        is_unknown = Y in self._state.claiming and CASN[Y] not in self._texts
        if known is None or is_unknown or self._state.status == "gone":
            return True
        if isinstance(known, str):
            so = self._pair.word == "paired"
            return self._pair.word != "planned" and so == ("are paired already" in known)
        return known == self._pair

    def _batches(self) -> Iterator[str]:
        place, may = self._place, self._state.role not in ("viewer", "read-only")
        aside = self._pair.word == "planned" and set_aside(self._state)
        files = {"one row": (roads.one_row_files(self._at // BATCH_EVERY),), "twice": roads.TWICE,
                 "beside another": roads.BESIDE}  # fmt: skip
        chosen = ("one row", ("twice", "beside another")[self._at // BATCH_EVERY % 2])
        for name in chosen:
            found = roads.paired_by_batch(place, *files[name])
            self._told.questions["batches"] += 1
            if differing := _difference(self._pair, found.end):
                yield f"in a batch ({name}): {differing}"
            if found.is_aside is not aside:
                yield f"in a batch ({name}): set aside: {found.is_aside}, must be {aside}"
            rows = 2 if name == "beside another" and may else 1
            if found.rows != rows:
                yield f"in a batch ({name}): {found.rows} rows, must be {rows}"
            ready = self._pair.word in ("planned", "paired") and not aside
            if rows == 1 and (found.code == 0) is not ready:
                yield f"in a batch ({name}): exit {found.code}, and the pair is {self._pair.word}"
        found = roads.paired_by_batch(place, *roads.CLASHING)
        self._told.questions["batches"] += 1
        if found.code != (2 if may else 5):
            yield f"in a batch (two boxes for one card): exit {found.code}"

    # By keys

    async def by_keys(self, keys: Keys) -> AsyncIterator[str]:
        """Yield what a console says otherwise than the other roads."""
        await keys.forget()
        turn = self._at // KEYS_EVERY
        text = self._texts[turn % 2]
        lines = await keys.diagnosed(text)
        self._told.questions["diagnoses by keys"] += 1
        for wrong in differing_findings(lines, self._verdicts[text]):
            yield f"by {text}, by keys: {wrong}"
        ended = await keys.paired(turn // 3)
        self._told.questions["pairs by keys"] += 1
        for wrong in differing_pair(ended, self._pair):
            yield f"pair by keys: {wrong}"


def _difference(one: Verdict | PairEnd | None, other: Verdict | PairEnd | None) -> str:
    """How `other` is otherwise than `one`; empty where they are equal."""
    if one == other:
        return ""
    if one is None or other is None:
        return f"{other}, not {one}"
    for name, value in vars(one).items():
        now = getattr(other, name)
        if now == value:
            continue
        if isinstance(value, tuple):
            return f"{name}: {set(now) - set(value)} in place of {set(value) - set(now)}"
        return f"{name}: {now!r}, not {value!r}"
    return f"{type(other)}"


def _value(action: str) -> str:
    """The value that a person gives with an operation."""
    return FREE if action in ("pair", "swap-card") else ""


def ended(place: Workshop, told: Told, operation: Operation, target: str, second: str = "") -> str:
    """What comes of planning: `planned`, `paired` where it is so already, else `refused`."""
    values = {"status": "ACTIVE"} if operation in (
        Operation.ACCOUNT_STATUS, Operation.BOX_STATUS
    ) else {"product": "p-61"} if operation is Operation.ADD_RIGHT else {}  # fmt: skip
    request = Request(operation, target, second, values, secret=Secret("4321"))
    told.questions["plans"] += 1
    changes = place.changes
    try:
        place.call(changes.plan(request))
    except AlreadySo:
        return "paired"
    except SmstuiError:
        return "refused"
    return "planned"


def share(count: int, seed: int, part: tuple[int, int]) -> Told:
    """Try one of several equal parts."""
    with tempfile.TemporaryDirectory(prefix="households-") as folder:
        return run(count, Path(folder), seed, part)


def main(arguments: Sequence[str]) -> int:
    """Run from the command line. Returns 1 if the program and the oracle disagree."""
    numbers = [*map(int, arguments), *(2_000, 11)[len(arguments) :]]
    count, seed = numbers[:2]
    told, began = Told(), time.monotonic()
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        parts = [pool.submit(share, count, seed, (at, PROCESSES)) for at in range(PROCESSES)]
        for part in parts:
            told.add(part.result())
    print(f"{told} in {time.monotonic() - began:.0f} s")
    return 1 if told.disagreements else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
