"""From the deployment in use to another one.

The other one is opened first; whatever is wrong with it leaves the one in use as it was. Then the
former is closed, and every screen, count, case and mask begins anew. What it has on disk (cache,
journal, drafts, queue) belongs to its own platform id and waits there.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from difflib import get_close_matches
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual.screen import ModalScreen
from textual.worker import WorkerCancelled, WorkerFailed

from smstui.console import opening, textual_patches
from smstui.console.client_session import ClientSession
from smstui.console.screens import deployment_list
from smstui.console.screens.ask import ask
from smstui.console.screens.sure import make_sure
from smstui.console.startup import on_deployment
from smstui.domain import id_prefixes, money, zone
from smstui.domain.errors import SmstuiError
from smstui.domain.secret import Secret
from smstui.services.masker import Masker

if TYPE_CHECKING:
    from smstui.console.host import SwitchHost
    from smstui.console.keyboard import Keyboard
    from smstui.console.queue_run import QueueRun
    from smstui.console.startup import Client, Deployments, Listed, Prepared

GROUP: Final = "deployment"
"""The group of the worker that takes a step; all others are cancelled when a client is left."""
_NOT_NOW: Final = {
    "change": "Not while a change is being applied. Wait for its outcome.",
    "pair-scan": "Not while scanned codes are being saved. Try again.",
}
"""What is said while a worker of the group is at work."""
_OF_A_DEPLOYMENT: Final = ("casebook", "queue_run")
"""Parts of the app that are made when they are first asked for, for one deployment."""


class End(Enum):
    """The end of a step to another deployment."""

    ENTERED = auto()
    """It is in use now."""
    ASKS = auto()
    """A dialog has opened, which asks for something or says why nothing was opened."""
    STAYS = auto()
    """The one in use stays, and it was said why."""


class DeploymentEntry:
    """Goes to another deployment, step by step; a dialog may be between two of them."""

    def __init__(self, app: "SwitchHost", keyboard: "Keyboard", deployments: "Deployments") -> None:
        self._app = app
        self._keyboard = keyboard
        self._deployments = deployments

    def run(self, step: Coroutine[Any, Any, End]) -> None:
        """Take a step.

        Keys that come meanwhile wait: they are meant for the other deployment, or for the dialog
        that asks. Where the one in use stays they are dropped.
        """
        self._keyboard.hold()
        self._app.run_worker(self._taken(step), name=GROUP, group=GROUP)

    async def _taken(self, step: Coroutine[Any, Any, End]) -> None:
        end = End.STAYS
        try:
            end = await step
        finally:
            if end is End.STAYS:
                self._keyboard.drop()
        if end is End.ENTERED:
            self._keyboard.open()

    # Which one

    async def choose(self) -> End:
        """Offer the deployments of the configuration."""
        if (listed := await self._listed()) is not None:
            deployment_list.choose(self._app, listed, lambda name: self.run(self.go_to(name)))
        return End.ASKS

    async def go_to(self, typed: str) -> End:
        """Go to the deployment that is called so, or say which one may be meant."""
        listed = await self._listed()
        if listed is None:
            return End.ASKS
        if name := _meant(typed, listed):
            return await self._go_to(name)
        names = [each.name for each in listed]
        near = get_close_matches(typed.casefold(), names, n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]}?" if near else f"Configured: {', '.join(names)}."
        return self._stays(f'There is no deployment "{typed}". {hint}')

    async def _listed(self) -> "Sequence[Listed] | None":
        """Return the deployments; None where a dialog says why there are none."""
        try:
            return await asyncio.to_thread(self._deployments.listed)
        except SmstuiError as error:
            self._refused("The configuration cannot be read", error)
        return None

    # Whether, and what it takes

    async def _go_to(self, name: str) -> End:
        """Go to a deployment of the configuration, once nothing is lost that a person may want."""
        app = self._app
        if name == app.startup.deployment and app.session.current is not None:
            return self._stays(f"{name} is in use already.", "bar-strong")
        if why := self._why_not:
            return self._stays(why)
        try:
            prepared = await asyncio.to_thread(self._deployments.prepare, name)
        except SmstuiError as error:
            return self._refused(f"{name} was not opened", error)
        losses = [*(f"Its configuration: {each}" for each in prepared.warnings), *self._losses()]
        if not losses:
            return await self._enter(prepared)
        question = " ".join([f"Leave {app.startup.deployment} for {name}?", *losses])
        make_sure(app, question, f"go to {name}", lambda: self.run(self._enter(prepared)))
        return End.ASKS

    @property
    def _why_not(self) -> str:
        """Why the deployment in use cannot be left now; empty where it can."""
        changes = self._app.session.changes
        if changes is not None and (under_way := changes.under_way):
            return f"Not while a change is open: {under_way[0].title}."
        at_work = {each.group for each in self._app.workers if each.is_running}
        return next((told for group, told in _NOT_NOW.items() if group in at_work), "")

    def _losses(self) -> Sequence[str]:
        """Return what ends unfinished if the deployment is left, in sentences."""
        found = []
        if any(isinstance(screen, ModalScreen) for screen in self._app.screen_stack):
            found.append("The dialog that is open is closed, with what was typed in it.")
        if (queue := self._queue) is not None and queue.is_running:
            found.append(f"The triage queue stops: {queue.ahead:,} of its ids are not diagnosed.")
        return found

    async def _enter(self, prepared: "Prepared") -> End:
        """Go there, after asking for the password that no source gives."""
        if not prepared.startup.asks_password:
            return await self._open(prepared, None)
        ask(
            self._app,
            f"Password for {prepared.startup.label or prepared.startup.deployment}",
            "password",
            lambda typed: self.run(self._open(prepared, Secret(typed))),
            masked=True,
            leads_to="sign in",
        )
        return End.ASKS

    # Going there

    async def _open(self, prepared: "Prepared", password: Secret | None) -> End:
        """Open it, and only then leave the one in use."""
        if why := self._why_not:
            return self._stays(why)
        self._app.say(f"Opening {prepared.startup.deployment}…")
        session = ClientSession(partial(prepared.open, password))
        session.begin()
        with id_prefixes.unchanged() as use_prefixes:
            try:
                client = await session.open()
            except SmstuiError as error:
                return self._refused(f"{prepared.startup.deployment} was not opened", error)
        if why := self._why_not:
            await asyncio.to_thread(self._deployments.leave, client)
            return self._stays(why)
        await self._leave()
        use_prefixes()
        zone.use(client.deployment.time_zone)
        money.use(client.deployment.currency or "")
        await self._begin_anew(prepared, session)
        await opening.begin(
            self._app, client, keeps_cases=self._app.keeps_cases, said=_now_on(client)
        )
        return End.ENTERED

    async def _leave(self) -> None:
        """Stop whatever is asked, and close the client in use."""
        former = self._app.session.current
        others = [each for each in self._app.workers if each.group != GROUP]
        for worker in others:
            worker.cancel()
        for worker in others:
            with suppress(WorkerCancelled, WorkerFailed):
                await worker.wait()
        if (queue := self._queue) is not None:
            queue.forget()
        if former is not None:
            former.tell_late = lambda _: None
            await asyncio.to_thread(self._deployments.leave, former)

    async def _begin_anew(self, prepared: "Prepared", session: ClientSession) -> None:
        """Show the first page on another deployment. Nothing of the former one stays."""
        app = self._app
        app.frame_batch.lower()
        app.startup = on_deployment(app.startup, prepared.startup)
        app.session, app.configuration_watch = session, prepared.watch
        app.masker = Masker(app.masker.enabled)
        app.waiting.forget()
        app.global_actions.forget()
        for part in _OF_A_DEPLOYMENT:
            vars(app).pop(part, None)
        app.deployment_switch.is_new = True
        await textual_patches.replace_all_screens(app, app.get_default_screen())  # type: ignore[arg-type]
        self._keyboard.forget()
        app.redraw_masked()
        app.frame_batch.lift_soon()

    # Saying

    def _stays(self, why: str, role: str = "bar-caution") -> End:
        """Say in a sentence why the deployment in use stays."""
        self._app.say(why, role)
        return End.STAYS

    def _refused(self, title: str, error: SmstuiError) -> End:
        """Show why the other one was not opened, whole. Keys so far were meant for that."""
        self._app.hush()
        self._keyboard.drop()
        stays = f"{self._app.startup.deployment or 'The console'} stays in use."
        deployment_list.read_refusal(self._app, title, str(error), stays)
        return End.ASKS

    @property
    def _queue(self) -> "QueueRun | None":
        """The triage queue, if it was ever shown."""
        return vars(self._app).get("queue_run")


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
