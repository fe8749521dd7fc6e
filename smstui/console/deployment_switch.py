"""From one deployment to another: `:deployment`.

The other one is opened first; whatever is wrong with it leaves the one in use as it was. Then the
former is closed, and every screen, count, case and mask begins anew. What it has on disk (cache,
journal, drafts, queue) belongs to its own platform id and waits there.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol

from textual.screen import ModalScreen
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from smstui.console import opening
from smstui.console.client_session import ClientSession
from smstui.console.host import Host
from smstui.console.startup import on_deployment
from smstui.domain import id_prefixes, zone
from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.config.watch import Watch
    from smstui.console.startup import Client, Deployments, Listed, Prepared, StartupSettings
    from smstui.domain.secret import Secret

WORKER: Final = "deployment"
"""The worker that goes to another deployment; all others are cancelled then."""
NO_OTHER: Final = "There is no other deployment: this one is not of a configuration."


_NOT_NOW: Final = {
    "change": "Not while a change is being applied. Wait for its outcome.",
    "pair-scan": "Not while scanned codes are being saved. Try again.",
}
"""What is said while a worker of the group is at work."""


class SwitchHost(Host, Protocol):
    """What the switch asks of the app beyond what the parts of it do."""

    keeps_cases: bool

    @property
    def workers(self) -> Iterable[Worker[Any]]: ...
    def hold_keys(self) -> None: ...
    async def release_keys(self, *, drop: bool) -> None: ...
    async def begin_anew(
        self, startup: "StartupSettings", session: ClientSession, watch: "Watch | None"
    ) -> None: ...


class DeploymentSwitch:
    """Knows which deployments there are, and goes to another one."""

    def __init__(self, app: SwitchHost) -> None:
        self._app = app
        self.deployments: Callable[[], Deployments] | None = None
        """What gives the deployments of the configuration; None where there is none."""
        self.is_new = False
        """Whether no key was read since the deployment in use was entered."""

    # What keys do

    def do_deployment_choose(self) -> None:
        """Offer the deployments of the configuration."""
        self._run(self._choose())

    def do_deployment_choose_with(self, name: str) -> None:
        """Go to the deployment `name`, or say which one may be meant."""
        self._run(self._named(name))

    def names(self) -> Sequence[str]:
        """Return the names of all deployments, for completion; none if they cannot be read."""
        if self.deployments is None:
            return ()
        with suppress(SmstuiError):
            return [each.name for each in self.deployments().listed()]
        return ()

    def key_read(self) -> None:
        """Show the header as ever: where we are was seen."""
        if self.is_new:
            self.is_new = False
            self._app.page.refresh_bars()

    # Which one

    async def _choose(self) -> None:
        from smstui.console.screens.deployment_list import choose

        if (listed := await self._listed()) is not None:
            choose(self._app, listed, lambda name: self._run(self._go_to(name)))

    async def _named(self, typed: str) -> None:
        listed = await self._listed()
        if listed is None:
            return
        if name := _meant(typed, listed):
            await self._go_to(name)
            return
        names = [each.name for each in listed]
        near = get_close_matches(typed.casefold(), names, n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]}?" if near else f"Configured: {', '.join(names)}."
        self._app.say(f'There is no deployment "{typed}". {hint}', "bar-caution")

    async def _listed(self) -> "Sequence[Listed] | None":
        """Return the deployments; None where that is impossible, which is said."""
        if self.deployments is None:
            self._app.say(NO_OTHER, "bar-caution")
            return None
        if not self._app.session.is_decided:
            self._app.say(self._not_yet, "bar-caution")
            return None
        try:
            return await asyncio.to_thread(self._of_file.listed)
        except SmstuiError as error:
            self._refused("The configuration cannot be read", error)
            return None

    # Whether, and what it takes

    async def _go_to(self, name: str) -> None:
        """Go to a deployment of the configuration, once nothing is lost that a person may want."""
        app = self._app
        if name == app.startup.deployment and app.session.current is not None:
            app.say(f"{name} is in use already.")
            return
        if self._is_busy():
            return
        try:
            prepared = await asyncio.to_thread(lambda: self._of_file.prepare(name))
        except SmstuiError as error:
            self._refused(f"{name} was not opened", error)
            return
        losses = [*(f"Its configuration: {each}" for each in prepared.warnings), *self._losses()]
        if not losses:
            self._ask_password(prepared)
            return
        from smstui.console.screens.sure import make_sure

        question = " ".join([f"Leave {app.startup.deployment} for {name}?", *losses])
        make_sure(app, question, f"go to {name}", lambda: self._ask_password(prepared))

    def _is_busy(self) -> bool:
        """Say what must not be left now. Return whether there is something."""
        app, session = self._app, self._app.session
        changes = session.changes
        why = ""
        if changes is not None and (under_way := changes.under_way):
            why = f"Not while a change is open: {under_way[0].title}."
        elif found := [_NOT_NOW[one.group] for one in app.workers if one.group in _NOT_NOW
                       and one.is_running]:  # fmt: skip
            why = found[0]
        elif not session.is_decided:
            why = self._not_yet
        if why:
            app.say(why, "bar-caution")
        return bool(why)

    @property
    def _not_yet(self) -> str:
        return f"Not yet: {self._app.startup.deployment} is being opened."

    def _losses(self) -> Sequence[str]:
        """Return what ends unfinished if the deployment is left, in sentences."""
        app, found = self._app, []
        if any(isinstance(screen, ModalScreen) for screen in app.screen_stack):
            found.append("The dialog that is open is closed, with what was typed in it.")
        if (queue := app.queue_in_use) is not None and queue.is_running:
            found.append(f"The triage queue stops: {queue.ahead:,} of its ids are not diagnosed.")
        return found

    def _ask_password(self, prepared: "Prepared") -> None:
        """Ask for the password where no source gives it, then go."""
        from smstui.console.screens.dialogs import ask_new_password
        from smstui.domain.secret import Secret

        if not prepared.startup.asks_password:
            self._run(self._enter(prepared, None))
            return
        ask_new_password(
            self._app,
            prepared.startup.label or prepared.startup.deployment,
            lambda typed: self._run(self._enter(prepared, Secret(typed))),
        )

    # Going there

    async def _enter(self, prepared: "Prepared", password: "Secret | None") -> None:
        app, entered = self._app, False
        if self._is_busy():
            return
        app.hold_keys()
        app.say(f"Opening {prepared.startup.deployment}…")
        try:
            entered = await self._entered(prepared, password)
        finally:
            await app.release_keys(drop=not entered)

    async def _entered(self, prepared: "Prepared", password: "Secret | None") -> bool:
        """Return whether the deployment is in use now. Else the former is, as before."""
        app, name = self._app, prepared.startup.deployment
        session = ClientSession(partial(prepared.open, password))
        session.begin()
        with id_prefixes.unchanged() as use_prefixes:
            try:
                client = await session.open()
            except SmstuiError as error:
                self._refused(f"{name} was not opened", error)
                return False
        if self._is_busy():
            await asyncio.to_thread(self._of_file.leave, client)
            return False
        await self._leave()
        use_prefixes()
        zone.use(client.deployment.time_zone)
        self.is_new = True
        settings = on_deployment(app.startup, prepared.startup)
        await app.begin_anew(settings, session, prepared.watch)
        await opening.begin(app, client, keeps_cases=app.keeps_cases, said=_now_on(client))
        return True

    async def _leave(self) -> None:
        """Stop whatever is asked, and close the client in use."""
        app = self._app
        former = app.session.current
        others = [each for each in app.workers if each.name != WORKER]
        for worker in others:
            worker.cancel()
        for worker in others:
            with suppress(WorkerCancelled, WorkerFailed):
                await worker.wait()
        if (queue := app.queue_in_use) is not None:
            queue.forget()
        if former is not None:
            former.tell_late = lambda _: None
            await asyncio.to_thread(self._of_file.leave, former)

    # Saying

    def _refused(self, title: str, error: SmstuiError) -> None:
        """Say why the deployment in use stays, whole."""
        from smstui.console.screens.deployment_list import read_refusal

        stays = f"{self._app.startup.deployment or 'The console'} stays in use."
        read_refusal(self._app, title, str(error), stays)

    @property
    def _of_file(self) -> "Deployments":
        assert self.deployments is not None  # noqa: S101 - else there is nothing to go to
        return self.deployments()

    def _run(self, work: Any) -> None:
        self._app.run_worker(work, name=WORKER, group=WORKER)


def _meant(typed: str, listed: "Sequence[Listed]") -> str:
    """Return the name of the deployment that is called so: its name, or its label."""
    wanted = typed.casefold()
    found = [each.name for each in listed if wanted == each.name.casefold()]
    found += [each.name for each in listed if wanted == each.label.casefold()]
    return found[0] if found else ""


def _now_on(client: "Client") -> str:
    deployment = client.deployment
    mode = "RO" if deployment.read_only else "RW"
    return f"Now on {deployment.label}: {deployment.family}, {mode}, {deployment.role}."
