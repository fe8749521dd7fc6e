"""The client of one deployment, for the console and the commands.

Its methods run in the engine, where the database and
the connections live: `await client.engine.run(client.look_up(text))`, or `client.engine.call(…)`.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from smstui.config.defaults import DRAFT_DAYS
from smstui.config.files import state_folder
from smstui.config.settings import CacheSettings, Deployment
from smstui.domain.account import Account
from smstui.domain.age import utc_now
from smstui.domain.bundle import Bundle, Focus, Part, PartState
from smstui.domain.device import SetTopBox
from smstui.domain.errors import BadConfiguration
from smstui.domain.identifiers import IdKind
from smstui.domain.secret import Secret
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.platforms.comparison import Comparison
from smstui.platforms.connect import cas_calls_of, connect
from smstui.platforms.correlation import correlation_id, with_new_correlation_id
from smstui.platforms.parts import read_part
from smstui.platforms.port import Platform, Survey
from smstui.platforms.sign_in import SignIn
from smstui.services.codes import dictionary_of
from smstui.services.engine import Engine
from smstui.services.known_ids import compare_ids
from smstui.services.lookup import Early, Lookup
from smstui.services.outcomes import Opened, Outcome, Recent, Seen
from smstui.services.queue.pace import ids_at_once
from smstui.services.references import References
from smstui.store.cache import BundleCache, Limits
from smstui.store.files import DRAFTS_FILE, JOURNAL_FILE

if TYPE_CHECKING:
    from smstui.domain.changes.cas_commands import CasCommand
    from smstui.domain.changes.watch import Awaited
    from smstui.domain.triage.diagnosis import Diagnosis
    from smstui.domain.triage.dictionary import Meaning, Reported
    from smstui.services.changes.cas_answers import CasAnswer
    from smstui.services.changes.change_service import Changes
    from smstui.services.changes.watching import TellLate
    from smstui.services.diagnosis import Diagnosed, Diagnoses
    from smstui.services.drafts import Drafts, PairingSession
    from smstui.services.drafts.opening import DraftClient
    from smstui.services.drafts.sorting import CodeClassifier
    from smstui.services.queue.keeping import TriageQueue
    from smstui.services.queue.running import Answered
    from smstui.services.waiting import Waiting
    from smstui.store.journal import Entry


def _tell_early(early: Early, kept: Callable[[Outcome], Outcome], opened: Opened) -> None:
    told = kept(opened)
    if isinstance(told, Opened):
        early(told)


MOST_OWN_CHANGES: Final = 1000
"""Changes that a kept answer is compared with."""


class Client:
    """One deployment with its platform and its cache. `deployment` says which, RO or RW."""

    def __init__(
        self,
        engine: Engine,
        deployment: Deployment,
        platform: Platform,
        cache: BundleCache,
        open_changes: "Callable[[], Changes] | None" = None,
        *,
        codes: Path | None = None,
        drafts: "Callable[[], DraftClient] | None" = None,
        queue: "Callable[[], TriageQueue] | None" = None,
        journal: Path | None = None,
        sign_in: SignIn | None = None,
    ) -> None:
        self.engine = engine
        self.examples: Sequence[tuple[str, str]] = ()
        """Ids to look up first, and what each shows; of the demo alone."""
        self.deployment = deployment
        self._platform = platform
        self._cache = cache
        self._lookup = Lookup(platform, cache, self.compare, self.look_late)
        self._references = References(platform, cache.references, deployment.products)
        self._open_changes = open_changes
        self.tell_late: TellLate = lambda _: None
        """Called, in the engine's thread, with each change whose effect came late."""
        self._changes: Changes | None = None
        self._draft_client = drafts
        self._waiting: DraftClient | None = None
        self._codes = codes
        self._open_queue = queue
        self._queue: TriageQueue | None = None
        self._journal = journal
        self._sign_in = sign_in

    @classmethod
    def open(
        cls,
        engine: Engine,
        deployment: Deployment,
        password: Secret,
        *,
        state: Path | None = None,
        cache: CacheSettings | None = None,
        draft_days: float = DRAFT_DAYS,
        codes: Path | None = None,
        closed: Callable[[], bool] = lambda: False,
    ) -> Self:
        """Return a client of `deployment`, made in `engine` and closed with it. Send nothing yet.

        `state` is the folder of the local database (default: the platform's usual one), `codes`
        the operator's own file of reported codes, which need not exist, `draft_days` how long a
        draft waits, `closed` whether every change is refused from now on. Raises BadConfiguration
        for a CA file or an override that cannot be used.
        """
        kept = cache or CacheSettings()

        async def make() -> Self:
            sign_in = SignIn(password)
            platform = connect(deployment, sign_in)
            engine.at_close(platform.close)
            bundles = BundleCache(deployment.identity, state, Limits(kept.rows, kept.days))

            async def close_cache() -> None:
                bundles.close()

            engine.at_close(close_cache)

            def tell_late(entry: "Entry") -> None:
                if (state_folder(state) / DRAFTS_FILE).exists():
                    client._draft_things.came_late(entry)
                client.tell_late(entry)

            def open_changes() -> "Changes":
                from smstui.services.changes.opening import open_changes

                return open_changes(
                    engine, deployment, sign_in, platform=platform, cache=bundles, state=state,
                    tell_late=tell_late, closed=closed,
                )  # fmt: skip

            def drafts() -> "DraftClient":
                from smstui.services.drafts.opening import open_drafts

                return open_drafts(
                    engine, deployment, lambda: client.changes, platform=platform, cache=bundles,
                    state=state, days=draft_days,
                )  # fmt: skip

            def queue() -> "TriageQueue":
                from smstui.services.queue.keeping import open_queue

                return open_queue(engine, deployment, client.diagnose_many, state, kept.days)

            client = cls(
                engine, deployment, platform, bundles, open_changes, codes=codes, drafts=drafts,
                queue=queue, journal=state_folder(state) / JOURNAL_FILE, sign_in=sign_in,
            )  # fmt: skip
            return client

        return engine.call(make())

    @property
    def changes(self) -> "Changes":
        """The change service, made when first asked for. Making it sends nothing."""
        if self._changes is None:
            if self._open_changes is None:
                raise RuntimeError("this client was made without changes")
            self._changes = self._open_changes()
        return self._changes

    @property
    def under_way(self) -> "Sequence[Entry]":
        """The changes that are being sent or decided now. For any thread."""
        return self._changes.under_way if self._changes is not None else ()

    def compare(self, bundle: Bundle) -> None:
        """Compare a bundle from the platform with what earlier changes planned.

        Without a journal there is nothing to compare, and none is made for it.
        """
        if self._journal is not None and self._journal.exists():
            self.changes.compare(bundle)

    async def look_late(self, ids: Collection[str]) -> None:
        """Look at earlier changes on `ids` whose effect may come late; see `Changes.look_late`."""
        if self._journal is not None and self._journal.exists():
            await self.changes.look_late(ids)

    async def own_changes(self) -> "Sequence[Entry]":
        """Return the latest changes made from this machine; none where there is no journal."""
        if self._journal is None or not self._journal.exists():
            return ()
        return await self.changes.journal(MOST_OWN_CHANGES)

    async def cas_answers(self) -> "Sequence[CasAnswer]":
        """The latest answers of the CAS in the journal, newest first."""
        from smstui.services.changes.cas_answers import cas_answers

        return cas_answers(await self.own_changes(), cas_calls_of(self.deployment))

    async def waiting(self) -> "Waiting":
        """Count what waits on this machine; see `waiting_on`. No file is made for it."""
        from smstui.services.waiting import Waiting, waiting_on

        return await waiting_on(self, self._journal.parent) if self._journal else Waiting()

    @property
    def drafts(self) -> "Drafts":
        """Changes that wait for the platform and for a person. Asking for it sends nothing."""
        return self._draft_things.drafts

    @property
    def scans(self) -> "PairingSession":
        """The pairing session: boxes and cards that are scanned, and the pairs they make."""
        return self._draft_things.scans

    @property
    def classifier(self) -> "CodeClassifier":
        """Tells a box's code from a card's."""
        return self._draft_things.classifier

    @property
    def _draft_things(self) -> "DraftClient":
        if self._waiting is None:
            if self._draft_client is None:
                raise RuntimeError("this client was made without drafts")
            self._waiting = self._draft_client()
        return self._waiting

    @property
    def problem(self) -> str:
        """The problems of the local databases, in sentences; empty if there are none.

        Of the journal and the drafts only what was met: they are opened when they are needed.
        """
        found = [self._cache.problem]
        found += [self._changes.problem] if self._changes is not None else []
        found += [self._waiting.drafts.problem] if self._waiting is not None else []
        return " ".join(dict.fromkeys(filter(None, found)))

    async def look_up(
        self,
        text: str,
        *,
        only: IdKind | None = None,
        offline: bool = False,
        early: Early | None = None,
        recent: bool = True,
    ) -> Outcome:
        """Return the result of a lookup of `text`; see `Lookup.ask`.

        It has the names of referred records that are kept; see `named` for the others.
        """
        kept = self._references.remembered
        told = partial(_tell_early, early, kept) if early else None
        return kept(
            await self._lookup.ask(text, only=only, offline=offline, early=told, recent=recent)
        )

    @with_new_correlation_id
    async def own_account(self, token: Secret) -> Bundle:
        """Return the account of a subscriber's own token, alone. It is not kept.

        Raises NotFound and what a read raises.
        """
        account = await self._platform.own_account(token)
        bundle = Bundle(
            deployment=self.deployment.name,
            family=self._platform.family,
            focus=Focus(kind="account", id=account.id or ""),
            read_at=utc_now(),
            skew=self.skew,
            account=read_part([account]),
        )
        return self._references.complete(bundle)

    @with_new_correlation_id
    async def named(self, opened: Opened) -> Opened:
        """Return `opened` with the names of the records that it refers to, read now.

        Call it after what was opened is shown. Raises nothing: an unanswered uid stays a uid.
        """
        return await self._references.read(opened)

    async def profiles(self) -> Mapping[str, str]:
        """Return the uid and the name of each account's profile that was seen. Nothing is sent."""
        return self._references.profiles()

    async def diagnose(
        self, text: str, *, reported: str = "", only: IdKind | None = None
    ) -> "Diagnosed":
        """Look `text` up and say why it cannot be watched; see `Diagnoses.ask`.

        `reported` is the code that the viewer reads. Raises BadConfiguration for an operator's
        file of codes that cannot be used.
        """
        return await self._diagnoses().ask(text, self._reported(reported), only=only)

    async def diagnose_many(
        self, texts: AsyncIterator[str], *, reported: str = "", only: IdKind | None = None
    ) -> "AsyncGenerator[Answered, None]":
        """Diagnose each of `texts`, many at once, in the order the answers come; see `answers`.

        What is looked up for it is found again in the cache, and not among the recents.
        """
        from smstui.services.queue.running import answers

        diagnoses, code = self._diagnoses(), self._reported(reported)
        at_once = ids_at_once(self.deployment.connections)
        ask = partial(diagnoses.ask, reported=code, only=only, recent=False)
        return answers(texts, ask, at_once)

    @property
    def queue(self) -> "TriageQueue":
        """The triage queue, as it was left. Asking for it sends nothing."""
        if self._queue is None:
            if self._open_queue is None:
                raise RuntimeError("this client was made without a triage queue")
            self._queue = self._open_queue()
        return self._queue

    async def diagnose_opened(
        self, opened: Opened, focus: Focus | None = None, *, reported: str = ""
    ) -> "Diagnosis":
        """Diagnose what is open, or the record `focus` of it; see `Diagnoses.of`."""
        return await self._diagnoses().of(opened, focus, self._reported(reported))

    def _diagnoses(self) -> "Diagnoses":
        from smstui.services.diagnosis import diagnoses_on

        state = self._journal.parent if self._journal is not None else None
        return diagnoses_on(
            self.deployment, self._platform, self._lookup, self._last_command, state,
            references=self._references, awaited=self._awaited,
        )  # fmt: skip

    def _last_command(self, box: str) -> "CasCommand | None":
        """Return the last command to the CAS for a box; see `Changes.last_command`."""
        if self._journal is None or not self._journal.exists():
            return None
        return self.changes.last_command(box)

    def _awaited(self, ids: Collection[str]) -> "Sequence[Awaited]":
        """Return the changes whose effect may still come; see `Changes.awaited`."""
        if self._journal is None or not self._journal.exists():
            return ()
        return self.changes.awaited(ids)

    def _reported(self, code: str) -> "Reported | None":
        return dictionary_of(self._codes).look_up(code) if code.strip() else None

    async def meanings(self, text: str, *, whole: bool = False) -> "Sequence[Meaning]":
        """Return what `text` means if a television shows it; `whole` takes whole codes alone.

        An operator's file that cannot be used adds nothing. `diagnose` says what is wrong with it.
        """
        try:
            known = dictionary_of(self._codes)
        except BadConfiguration:
            known = dictionary_of(None)
        return known.exactly(text) if whole else known.look_up(text).meanings

    async def recents(self, limit: int = 50) -> Sequence[Recent]:
        """Return the latest lookups on this platform, newest first."""
        return self._cache.recents(limit)

    async def seen(self, typed: str) -> Sequence[Seen]:
        """Return the cached records with `typed` in an id, a name or an address; see
        `BundleCache.seen`. Nothing is sent."""
        return self._cache.seen(typed)

    async def forget(self) -> None:
        """Erase what is remembered of this platform."""
        self._cache.forget()
        if self._open_queue is not None:
            await self.queue.clear()

    @with_new_correlation_id
    async def smartcard_of(self, box: SetTopBox) -> Part[SmartCard]:
        """Return the card of one box, asked at the card's own end."""
        return await self._platform.smartcard_of(box)

    @with_new_correlation_id
    async def sessions(self, account: Account) -> Part[Session]:
        """Return the live sessions of an account, read now."""
        part = await self._platform.sessions(account)
        self.compare(
            Bundle(
                deployment=self.deployment.name,
                family=self._platform.family,
                focus=Focus(kind="account", id=account.id or ""),
                read_at=utc_now(),
                skew=self.skew,
                account=Part[Account](
                    state=PartState.READ,
                    records=(Account(uid=account.uid, number=account.number),),
                ),
                sessions=part,
            )
        )
        return part

    async def retype(self, password: Secret) -> None:
        """Take another password for everything that is sent from here on."""
        if self._sign_in is None:
            raise RuntimeError("this client was made without a password")
        self._sign_in.retype(password)

    @with_new_correlation_id
    async def sign_in(self) -> str:
        """Sign in, to check the credentials. Return the correlation id of it."""
        await self._platform.sign_in()
        return correlation_id()

    @property
    def skew(self) -> timedelta | None:
        """The platform's clock minus this machine's, as far as its answers told the time."""
        return self._platform.clock.skew

    @with_new_correlation_id
    async def survey(self) -> Sequence[Survey]:
        """Return the catalogue, entry by entry, against the live platform."""
        return await self._platform.survey()

    @with_new_correlation_id
    async def compare_known(self, known: Sequence[str] = ()) -> Comparison:
        """The answers for ids that exist, against the catalogue; see `compare_ids`."""
        return await compare_ids(self._platform, self._cache, known)
