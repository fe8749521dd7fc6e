"""The work of the pairing page: codes on their way to disk, and what the platform says of them.

A scan never waits for the platform. Every code is on disk before it is shown, in the order of the
scans. The platform is only read, while the next code is being scanned. Nothing is confirmed here.
"""

from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from textual.timer import Timer
from textual.worker import Worker

from smstui.console.pairing_banner import PairingBanner
from smstui.console.screens.pair_sides import Side, box_side, card_side, seeded
from smstui.console.views import pair_words
from smstui.console.views.pair_rows import number
from smstui.domain.bundle import Bundle
from smstui.domain.changes.specs.table import SCANNED
from smstui.domain.changes.undo import WITH_EFFECT
from smstui.domain.changes.verdict import DONE
from smstui.domain.errors import NoAnswer, NotFound, NotSent, SmstuiError
from smstui.domain.identifiers import code_key
from smstui.domain.pair_list import leading_pairs
from smstui.domain.pairing_hand import ScanOutcome
from smstui.domain.record import Record
from smstui.domain.scanning import Code, Sort
from smstui.store.drafts import Draft, Standing

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.console.startup import Client
    from smstui.services.changes import ChangeResult
    from smstui.services.drafts import Checked, PairingChecked, Scanned

MOST_CODES: Final = 4_000
"""Codes of one paste: two thousand pairs, each on disk within a few milliseconds."""
RETRY_S: Final = (5.0, 15.0, 30.0, 60.0)
"""Seconds until the platform is asked again while it is away and something waits for it."""
_SHOWN_EACH: Final = 100
_FIT: Final = (Standing.WAITING, Standing.READY)
"""Pairs that one confirmation may cover."""


class PairingView(Protocol):
    """The page that shows a pairing run, as the run sees it."""

    @property
    def app(self) -> "Host": ...
    @property
    def is_there(self) -> bool: ...
    def say(self, text: str, role: str = "bar-strong") -> None: ...
    def show(self) -> None: ...
    def show_state(self, word: str, role: str) -> None: ...
    def set_timer(self, delay: float, callback: Callable[[], None]) -> Timer: ...
    def run_worker(
        self, work: Coroutine[None, None, None], name: str | None = "", group: str = "default"
    ) -> Worker[None]: ...


class PairingRun:
    """The codes in hand, the pairs, and what the banner says of them."""

    def __init__(self, view: PairingView, bundle: Bundle | None, record: Record | None) -> None:
        """`record` is the one to begin with, if it is a box or a card; `bundle` is its own."""
        self._view = view
        self._seed = (record, bundle)
        self.half: Code | None = None
        self._second: Code | None = None
        """The code beside the half, where their pair does not count yet."""
        self.sides: dict[Sort, Side] = {}
        self.pairs: dict[str, Draft] = {}
        self._current = ""
        """The id of the pair whose codes are shown."""
        self.left: list[str] = []
        """Codes that are not on disk yet."""
        self._begun = False
        self._busy: set[str] = set()
        self._tried: set[str] = set()
        self._retries = 0
        self._retry: Timer | None = None
        self.last: tuple[str, str] = ("", "")
        """What an undo is about: "saved" and a draft, or "applied" and a change."""
        self.banner = PairingBanner(self.pairs)
        self._newest = ""

    @property
    def is_asking(self) -> bool:
        return bool(self._busy)

    @property
    def fit(self) -> list[Draft]:
        """The pairs that one confirmation may cover."""
        return [draft for draft in self.pairs.values() if draft.standing in _FIT]

    @property
    def next(self) -> Draft | None:
        """The pair that a plan is to be made for; None where a half is in hand, or nothing."""
        fit = self.fit
        draft = self.pairs.get(self._current)
        if draft is None or draft.standing.is_over:
            draft = next(iter(fit), draft)
        return None if self.half is not None and not fit else draft

    def take_newest(self) -> str:
        """Return the id of a pair that came since this was asked last, for the cursor."""
        newest, self._newest = self._newest, ""
        return newest

    def stop(self) -> None:
        """Ask the platform no more."""
        if self._retry is not None:
            self._retry.stop()

    # Scanning

    def take(self, codes: Sequence[str]) -> None:
        """Take codes in; each goes where it belongs."""
        self.left += [text for text in codes if text.strip()]

    def start(self) -> None:
        """Put every code that is left where it belongs, if that is not under way."""
        if "scan" not in self._busy:
            self._busy.add("scan")
            self._view.run_worker(self._take_all(), group="pair-scan")

    async def _take_all(self) -> None:
        """Put every code that waits where it belongs; on disk before it is shown."""
        try:
            client = await self._view.app.client()
            if not self._begun:
                await self._begin(client)
                self._begun = True
            while self.left:
                if self.half is not None and self._refuses_pairs(self.half):
                    continue
                taken = await client.engine.run(client.scans.take(self.left[0]))
                del self.left[0]
                self._took(taken)
                if self.left and not len(self.left) % _SHOWN_EACH:
                    self._view.show()
        except SmstuiError as error:
            code = self.left.pop(0) if self.left else ""
            told = f"{number(code)}: {error}" if code else str(error)
            self.banner.say(pair_words.unsaved_words(told))
            self._view.say(error.message, "bar-fault")
            self._view.app.ring()
        finally:
            self._busy.discard("scan")
        self._view.show()
        self.look()

    def _refuses_pairs(self, half: Code) -> bool:
        """Refuse the pairs that are next, and say so once: a code in hand is not one of theirs."""
        n, key = leading_pairs(self.left, self._view.app.startup.family), "pair.clear"
        del self.left[:n]
        if n:
            self.banner.say(pair_words.pairs_refused_words(half, self._view.app.key(key), n))
            self._view.app.ring()
        return n > 0

    async def _begin(self, client: "Client") -> None:
        """Read what was scanned before, here or in an earlier run, and what is in hand."""
        drafts = await client.engine.run(client.drafts.open())
        self.pairs.update({draft.id: draft for draft in drafts if draft.is_pair})
        await self.banner.read_ends(client)
        hand = await client.engine.run(client.scans.hand())
        self.half, self._second = hand.first, hand.second
        self.sides = {code.sort: Side(code.text) for code in hand.codes}
        if (seed := seeded(*self._seed, self._view.app.startup.family)) is not None:
            code, kind, side = seed
            self._took(await client.engine.run(client.scans.hold(code, kind)))
            if (shown := self.sides.get(code.sort)) and code_key(shown.code) == code.key:
                self.sides[code.sort] = side
        elif self.half is not None and self._second is not None:
            self.banner.say(pair_words.unsure_words(self.half, self._second))
        elif self.half is not None:
            self.banner.say(pair_words.half_words(self.half))
        elif self.pairs:
            latest = next(reversed(self.pairs.values()))
            self._show_pair(latest)
            self.banner.say_pair(latest)

    def _took(self, taken: "Scanned") -> None:
        self.half, self._second = taken.half, taken.second
        self.pairs.pop(taken.discarded, None)
        if taken.took is ScanOutcome.HALF:
            self._current = ""
            self.sides = {taken.code.sort: Side(taken.code.text)}
        elif taken.took is ScanOutcome.UNSURE:
            self.sides[taken.code.sort] = Side(taken.code.text)
        elif taken.took is ScanOutcome.PAIR and taken.draft is not None:
            draft = taken.draft
            self.pairs[draft.id] = draft
            self._show_pair(draft)
            self.last = ("saved", draft.id)
            self._newest = draft.id
        elif taken.let_go:
            self.sides = {}
        about = taken.draft.id if taken.took is ScanOutcome.PAIR and taken.draft is not None else ""
        self.banner.say(pair_words.scanned_words(taken, len(self.pairs)), about)
        if taken.took in (ScanOutcome.WRONG, ScanOutcome.AGAIN, ScanOutcome.UNSURE) or taken.let_go:
            self._view.app.ring()

    def clear(self) -> None:
        """Let go of a half and of a refused scan, and empty both places. What is saved stays."""
        self.sides, self._current = {}, ""
        self.banner.say(pair_words.resting_words())
        if self.half is not None:
            self._view.say(pair_words.let_go_sentence(self.half))
        self.half, self._second = None, None
        self._view.run_worker(self._drop_half(), group="pair-drop")

    async def _drop_half(self) -> None:
        client = await self._view.app.client()
        await client.engine.run(client.scans.drop())

    def discard(self, key: str) -> None:
        """Discard a saved pair that is not done. Nothing more is sent for it."""
        self.last = ("", "")
        self._view.run_worker(self._discarded(key), group="pair-drop")

    async def _discarded(self, key: str) -> None:
        try:
            client = await self._view.app.client()
            draft = await client.engine.run(client.drafts.discard(key))
        except SmstuiError as error:
            self._view.say(str(error), "bar-fault")
            return
        self.pairs.pop(key, None)
        if key == self._current:
            self.sides, self._current = {}, ""
        if self.banner.about in (key, ""):
            self.banner.say(pair_words.removed_words(draft))
        if self.half is not None:
            self.banner.say(pair_words.half_words(self.half))
        self.banner.say_again()
        self._view.say(pair_words.discarded_sentence(draft))
        self._view.show()

    def _show_pair(self, draft: Draft) -> None:
        """Put the codes of a pair into both places; what is known of them already stays."""
        self._current = draft.id
        for sort, code in ((Sort.BOX, draft.target), (Sort.CARD, draft.second)):
            side = self.sides.get(sort)
            if side is None or code_key(side.code) != code_key(code):
                self.sides[sort] = Side(code)

    # Looking

    def look(self) -> None:
        """Ask the platform about what it was not asked yet, if that is not under way."""
        if "look" not in self._busy and self._view.is_there and self._begun:
            self._busy.add("look")
            self._view.run_worker(self._look_at_all(), group="pair-look")

    async def _look_at_all(self) -> None:
        self._view.show_state("asking…", "bar-caution")
        standing = ("online", "bar")
        try:
            client = await self._view.app.client()
            while (work := self._next_look()) is not None:
                await work(client)
                self._view.show()
        except (NotSent, NoAnswer) as error:
            standing = ("offline", "bar-fault")
            self._later()
            if self.half is None and not self.pairs:
                self._view.say(str(error), "bar-fault")
        except SmstuiError as error:
            standing = ("no answer", "bar-fault")
            self._view.say(str(error), "bar-fault")
        else:
            offline = any(side.offline for side in self.sides.values())
            standing = ("offline", "bar-fault") if offline else standing
            if offline and self._unchecked:
                self._later()
            elif not offline:
                self._retries = 0
        finally:
            self._busy.discard("look")
            self._tried.clear()
        self._view.show_state(*standing)
        self._view.show()

    def _next_look(self) -> "Callable[[Client], Awaitable[None]] | None":
        """Return the next code to ask about; None when there is none. Each is asked about once."""
        if self._unchecked - self._tried:
            return self._check
        for sort, side in self.sides.items():
            if not side.was_asked and not side.is_known:
                return self._look_at_box if sort is Sort.BOX else self._look_at_card
        return None

    @property
    def _unchecked(self) -> set[str]:
        return {draft.id for draft in self.pairs.values() if draft.standing is Standing.WAITING}

    async def _check(self, client: "Client") -> None:
        ids = self._unchecked - self._tried
        self._tried |= ids
        answer = await client.engine.run(client.scans.check(ids, gives_back=True))
        for checked in answer.checked:
            self._checked(checked)
            if not checked.draft_check.was_reached and checked.draft_check.error is not None:
                raise checked.draft_check.error
        if any(isinstance(each.draft_check.error, NotFound) for each in answer.checked):
            await self._read_all(client)
        if answer.discarded:
            self._taken_back(answer)

    async def _read_all(self, client: "Client") -> None:
        """Read the pairs as they are on disk: those behind a refused code are set aside too."""
        kept = {draft.id: draft for draft in await client.engine.run(client.drafts.all())}
        self.pairs.update({key: kept[key] for key in self.pairs.keys() & kept.keys()})

    def _taken_back(self, answer: "PairingChecked") -> None:
        """Show that a code of the latest pair is nobody's: the other one is in hand again."""
        self.pairs.pop(answer.discarded, None)
        if self._current == answer.discarded:
            self._current = ""
        self.half, self._second = answer.half, None
        if (half := answer.half) is not None:
            side = self.sides.get(half.sort)
            is_shown = side is not None and side.code == half.text
            self.sides = {half.sort: side if side and is_shown else Side(half.text)}
        self._refused(answer.said)

    def _refused(self, told: str) -> None:
        self.banner.say(pair_words.refused_words(told.partition(" Searched as ")[0], self.half))
        self._view.say(told, "bar-caution")
        self._view.app.ring()

    def _checked(self, checked: "Checked") -> None:
        draft = checked.draft
        if draft.id not in self.pairs:
            return
        self.pairs[draft.id] = draft
        if draft.id == self.banner.about:
            self.banner.say_pair(draft)
            if draft.standing is Standing.ASIDE:
                self._view.app.ring()

    async def _look_at_box(self, client: "Client") -> None:
        code = self.sides[Sort.BOX].code
        await self._found(client, Sort.BOX, await box_side(client, code))

    async def _look_at_card(self, client: "Client") -> None:
        code = self.sides[Sort.CARD].code
        await self._found(
            client, Sort.CARD, await card_side(client, code, self._view.app.startup.family)
        )

    async def _found(self, client: "Client", sort: Sort, side: Side) -> None:
        """Show whose a code is. One in hand that is nobody's does not wait for another one."""
        if sort not in self.sides or self.sides[sort].code != side.code:
            return
        self.sides[sort] = replace(side, was_asked=True)
        code = next((each for each in (self.half, self._second)
                     if each is not None and each.text == side.code), None)  # fmt: skip
        if code is None or side.is_known or side.offline:
            return
        is_first = code is self.half and self._second is None
        may_be_box = is_first and sort is Sort.CARD
        if may_be_box and await client.engine.run(client.scans.is_box_after_all()):
            self.half = await client.engine.run(client.scans.half())
            self.sides = {Sort.BOX: Side(side.code)}
            if self.half is not None:
                self.banner.say(pair_words.half_words(self.half))
            return
        left = await client.engine.run(client.scans.refuse(code))
        if code in (self.half, self._second):
            self.half, self._second = left, None
            self.sides.pop(sort, None)
            self._refused(side.note)

    def _later(self) -> None:
        """Ask again in a while: something waits for the platform."""
        if self._unchecked and self._retry is None and self._view.is_there:
            wait = RETRY_S[min(self._retries, len(RETRY_S) - 1)]
            self._retries += 1
            self._retry = self._view.set_timer(wait, self._ask_again)

    def _ask_again(self) -> None:
        self._retry = None
        self.look()

    def look_again(self) -> None:
        """Check every pair again, now; reads only."""
        for draft in self.pairs.values():
            if not draft.standing.is_over:
                self.pairs[draft.id] = replace(draft, standing=Standing.WAITING, said="")
        self._forget_sides()
        self.look()

    def change_ended(self, result: "ChangeResult") -> None:
        """Read everything again after a change, and say what became of its pair."""
        locks = result.plan.locks
        is_of_pair = any(f"card {code_key(pair.second)}" in locks for pair in self.pairs.values())
        if (result.plan.operation is SCANNED or is_of_pair) and not result.plan.undoes:
            if result.outcome in WITH_EFFECT:
                self.last = ("applied", result.change_id)
        elif self.last == ("applied", result.plan.undoes) and result.outcome in DONE:
            self.last = ("", "")
        self._forget_sides()
        change = result.plan.undoes or result.change_id
        self._view.run_worker(self._changed(change, locks), group="pair-again")

    async def _changed(self, change: str, records: Collection[str]) -> None:
        """Show the pair of a change, and check what was set aside for a card in `records`."""
        if await self.read_kept():
            for key, pair in self.pairs.items():
                is_aside = pair.standing is Standing.ASIDE and not pair.change
                if is_aside and f"card {code_key(pair.second)}" in records:
                    self.pairs[key] = replace(pair, standing=Standing.WAITING, said="")
            draft = next((one for one in self.pairs.values() if one.change == change), None)
            if draft is not None and self.half is None:
                self._show_pair(draft)
                self.banner.say_pair(draft)
            self._view.show()
            self.look()

    def _forget_sides(self) -> None:
        self.sides = {sort: Side(side.code) for sort, side in self.sides.items()}

    async def read_kept(self) -> bool:
        """Read the pairs as they are on disk now, and which of their changes were undone.

        Asks no platform. Returns whether they could be read.
        """
        try:
            client = await self._view.app.client()
            await self._read_all(client)
            await self.banner.read_ends(client)
        except SmstuiError as error:
            self._view.say(str(error), "bar-fault")
            return False
        self.banner.say_again()
        return True

    def shown_again(self) -> None:
        """Read the pairs again: a dialog has closed that may have changed them."""
        if self._begun:
            self._view.run_worker(self._read_again(), group="pair-again")

    async def _read_again(self) -> None:
        if await self.read_kept():
            self._view.show()
