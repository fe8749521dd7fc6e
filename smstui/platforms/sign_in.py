"""The password of a deployment, and what the platform said to it.

A wrong password that is sent with every request locks a shared account. So one request goes ahead
until one was let in; the others wait for it. A password that was refused is not sent again until
another one is typed. One `SignIn` serves the reads and the changes of a deployment.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, Self, TypeVar
from urllib.parse import urlsplit

from smstui.domain.errors import Refused, SignInRefused
from smstui.domain.secret import Secret
from smstui.platforms.answer import Question, host_of
from smstui.platforms.correlation import correlation_id
from smstui.platforms.failures import TooMany

T = TypeVar("T")

TRUSTED_S: Final = 60.0
"""Seconds for which a password that was let in is taken to be right: it may be changed meanwhile,
and many requests at once would then be as many failed sign-ins."""
PATIENCE: Final = 3
"""A request waits for the one ahead this fraction of its time; then it goes ahead as well."""


class SignIn:
    """Holds one password. Lives in the engine's thread."""

    def __init__(self, password: Secret) -> None:
        self._password = password
        self._kept: dict[str, Secret] = {}
        self._start_anew()

    @classmethod
    def of(cls, password: "Secret | SignIn") -> Self:
        """Return `password` itself where it is a SignIn already, to share it."""
        return password if isinstance(password, cls) else cls(password)  # type: ignore[arg-type]

    @property
    def password(self) -> Secret:
        return self._password

    @property
    def is_none(self) -> bool:
        """Whether there is no password, because nothing will be sent."""
        return self._password == Secret("")

    def kept(self, key: str, fetch: Callable[[], Secret]) -> Secret:
        """Return another secret of the deployment: `fetch` is called for it once."""
        if key not in self._kept:
            self._kept[key] = fetch()
        return self._kept[key]

    def retype(self, password: Secret) -> None:
        """Take another password, typed by a person. Nothing is held against it."""
        self._password = password
        self._start_anew()

    def _start_anew(self) -> None:
        self._let_in_at: float | None = None
        self._places: set[str] = set()
        """Addresses that let us in."""
        self._refusal: SignInRefused | None = None
        """For good, until another password is typed."""
        self._doubt: SignInRefused | None = None
        """The latest refusal since it was let in."""
        self._ahead: asyncio.Future[None] | None = None

    # One request

    async def through(
        self, send: Callable[[], Awaitable[T]], question: Question, until: float
    ) -> T:
        """Return what `send` comes to, once it may be sent; `until` is the end of its time.

        Raises SignInRefused, and sends nothing, where the password is known to be refused.
        """
        place = _place_of(question)
        await self._turn(question, until)
        leads = None if self._is_trusted else asyncio.get_running_loop().create_future()
        if leads is not None:
            self._ahead = leads
        password, in_doubt = self._password, self._doubt is not None
        try:
            answer = await send()
        except SignInRefused as error:
            if password is self._password:
                self._refused(error, place, again=in_doubt)
            raise
        except Refused as error:
            if password is self._password and not isinstance(error, TooMany):
                self._let_in(place)
            raise
        else:
            if password is self._password:
                self._let_in(place)
            return answer
        finally:
            if leads is not None:
                leads.set_result(None)
                if self._ahead is leads:
                    self._ahead = None

    async def _turn(self, question: Question, until: float) -> None:
        """Wait until nobody is ahead. Raises SignInRefused as soon as the password is refused."""
        loop = asyncio.get_running_loop()
        self.need_unrefused(question)
        known = self._doubt
        while not self._is_trusted and (ahead := self._ahead) is not None:
            patience_s = max(0.0, until - loop.time()) / PATIENCE
            await asyncio.wait({ahead}, timeout=patience_s)
            self.need_unrefused(question)
            if self._doubt is not None and self._doubt is not known:
                raise _not_again(question, self._doubt)
            if not ahead.done() and self._ahead is ahead:
                return

    def need_unrefused(self, question: Question) -> None:
        """Raise SignInRefused where the password of `question` is known to be refused."""
        if self._refusal is not None:
            raise _not_again(question, self._refusal)

    def refuse(self, error: SignInRefused) -> None:
        """Note that the password was refused where signing in is all that is done."""
        self._refusal = error

    def doubt(self) -> None:
        """Have one request go ahead again: a change was refused, and the looks at it will tell."""
        self._let_in_at = None

    @property
    def _is_trusted(self) -> bool:
        return self._let_in_at is not None and time.monotonic() - self._let_in_at < TRUSTED_S

    def _let_in(self, place: str) -> None:
        self._let_in_at = time.monotonic()
        self._places.add(place)
        self._doubt = None

    def _refused(self, error: SignInRefused, place: str, *, again: bool) -> None:
        """Remember a refusal: for good, unless it may have another reason than the password.

        Where it was let in before, one more request may try. An address that never let us in,
        while another one did, may refuse this user alone.
        """
        if not self._places or (again and place in self._places):
            self._refusal = error
        self._let_in_at = None
        self._doubt = error


AFRESH: Final = "Check username and password in the configuration, then start smstui again."


def _not_again(question: Question, refusal: SignInRefused) -> SignInRefused:
    return SignInRefused(
        f"{host_of(question)} did not accept our sign-in before, so the password was not sent "
        f"again for {question.about}.",
        hint=AFRESH,
        correlation_id=correlation_id(),
        http_status=refusal.http_status,
    )


def _place_of(question: Question) -> str:
    parts = urlsplit(question.url)
    return f"{parts.netloc}{parts.path}"
