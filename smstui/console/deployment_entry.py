"""From the deployment in use to another one.

The other one is opened first; whatever is wrong with it leaves the one in use as it was. Then the
former is closed, and every screen, count, case and mask begins anew. What it has on disk (cache,
journal, drafts, queue) belongs to its own platform id and waits there.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol

from textual.screen import ModalScreen
from textual.worker import WorkerCancelled, WorkerFailed

from smstui.console import opening, textual_patches
from smstui.console.client_session import ClientSession
from smstui.console.screens import deployment_list
from smstui.console.screens.ask import ask
from smstui.console.screens.sure import make_sure
from smstui.console.startup import on_deployment
from smstui.domain import id_prefixes, zone
from smstui.domain.errors import SmstuiError
from smstui.domain.secret import Secret
from smstui.services.masker import Masker

if TYPE_CHECKING:
    from smstui.console.host import SwitchHost
    from smstui.console.keyboard import Keyboard
    from smstui.console.queue_run import QueueRun
    from smstui.console.startup import Client, Deployments, Listed, Prepared

_NOT_NOW: Final = {
    "change": "Not while a change is being applied. Wait for its outcome.",
    "pair-scan": "Not while scanned codes are being saved. Try again.",
}
"""What is said while a worker of the group is at work."""
_OF_A_DEPLOYMENT: Final = ("casebook", "queue_run")
"""Parts of the app that are made when they are first asked for, for one deployment."""


class Switch(Protocol):
    """What runs the steps."""

    is_new: bool

    @property
    def GROUP(self) -> str: ...  # noqa: N802 - a constant
    @property
    def keyboard(self) -> "Keyboard": ...
    def run(self, work: Coroutine[Any, Any, None]) -> None: ...


class DeploymentEntry:
    """Goes to another deployment, step by step; each step may end it."""

    def __init__(self, app: "SwitchHost", switch: Switch, deployments: "Deployments") -> None:
        self._app = app
        self._switch = switch
        self._deployments = deployments

    # Which one

    async def choose(self) -> None:
        """Offer the deployments of the configuration."""
        if (listed := await self._listed()) is not None:
            deployment_list.choose(
                self._app, listed, lambda name: self._switch.run(self._go_to(name))
            )

    async def go_to_named(self, typed: str) -> None:
        """Go to the deployment that is called so, or say which one may be meant."""
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
        """Return the deployments; None where the configuration cannot be read, which is said."""
        try:
            return await asyncio.to_thread(self._deployments.listed)
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
            prepared = await asyncio.to_thread(self._deployments.prepare, name)
        except SmstuiError as error:
            self._refused(f"{name} was not opened", error)
            return
        losses = [*(f"Its configuration: {each}" for each in prepared.warnings), *self._losses()]
        if not losses:
            self._ask_password(prepared)
            return
        question = " ".join([f"Leave {app.startup.deployment} for {name}?", *losses])
        make_sure(app, question, f"go to {name}", lambda: self._ask_password(prepared))

    def _is_busy(self) -> bool:
        """Say what must not be left now. Return whether there is something."""
        app, changes = self._app, self._app.session.changes
        at_work = {each.group for each in app.workers if each.is_running}
        why = next((told for group, told in _NOT_NOW.items() if group in at_work), "")
        if changes is not None and (under_way := changes.under_way):
            why = f"Not while a change is open: {under_way[0].title}."
        if why:
            app.say(why, "bar-caution")
        return bool(why)

    def _losses(self) -> Sequence[str]:
        """Return what ends unfinished if the deployment is left, in sentences."""
        found = []
        if any(isinstance(screen, ModalScreen) for screen in self._app.screen_stack):
            found.append("The dialog that is open is closed, with what was typed in it.")
        if (queue := self._queue) is not None and queue.is_running:
            found.append(f"The triage queue stops: {queue.ahead:,} of its ids are not diagnosed.")
        return found

    def _ask_password(self, prepared: "Prepared") -> None:
        """Ask for the password where no source gives it, then go."""

        def enter(typed: str = "") -> None:
            self._switch.run(self._enter(prepared, Secret(typed) if typed else None))

        if prepared.startup.asks_password:
            label = prepared.startup.label or prepared.startup.deployment
            ask(self._app, f"Password for {label}", "type it", enter, masked=True,
                leads_to="open it")  # fmt: skip
        else:
            enter()

    # Going there

    async def _enter(self, prepared: "Prepared", password: Secret | None) -> None:
        """Go there. Keys wait meanwhile; they are dropped where the deployment in use stays."""
        if self._is_busy():
            return
        keyboard = self._switch.keyboard
        keyboard.hold()
        self._app.say(f"Opening {prepared.startup.deployment}…")
        entered = False
        try:
            entered = await self._entered(prepared, password)
        finally:
            if not entered:
                keyboard.drop_early()
            await keyboard.open()

    async def _entered(self, prepared: "Prepared", password: Secret | None) -> bool:
        """Return whether the deployment is in use now. Else the former is, as before."""
        session = ClientSession(partial(prepared.open, password))
        session.begin()
        with id_prefixes.unchanged() as use_prefixes:
            try:
                client = await session.open()
            except SmstuiError as error:
                self._refused(f"{prepared.startup.deployment} was not opened", error)
                return False
        if self._is_busy():
            await asyncio.to_thread(self._deployments.leave, client)
            return False
        await self._leave()
        use_prefixes()
        zone.use(client.deployment.time_zone)
        await self._begin_anew(prepared, session)
        await opening.begin(
            self._app, client, keeps_cases=self._app.keeps_cases, said=_now_on(client)
        )
        return True

    async def _leave(self) -> None:
        """Stop whatever is asked, and close the client in use."""
        former = self._app.session.current
        others = [each for each in self._app.workers if each.group != self._switch.GROUP]
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
        self._switch.keyboard.forget()
        app.startup = on_deployment(app.startup, prepared.startup)
        app.session, app.configuration_watch = session, prepared.watch
        app.masker = Masker(app.masker.enabled)
        app.waiting.forget()
        app.global_actions.forget()
        for part in _OF_A_DEPLOYMENT:
            vars(app).pop(part, None)
        self._switch.is_new = True
        await textual_patches.replace_all_screens(app, app.get_default_screen())  # type: ignore[arg-type]
        app.redraw_masked()
        app.frame_batch.lift_soon()

    # Saying

    def _refused(self, title: str, error: SmstuiError) -> None:
        """Say why the deployment in use stays, whole."""
        stays = f"{self._app.startup.deployment or 'The console'} stays in use."
        deployment_list.read_refusal(self._app, title, str(error), stays)

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
