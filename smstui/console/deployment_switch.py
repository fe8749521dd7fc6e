"""`:deployment`: which deployments there are, and the way to another one (`deployment_entry`)."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.console.deployment_entry import DeploymentEntry
    from smstui.console.host import SwitchHost
    from smstui.console.keyboard import Keyboard
    from smstui.console.startup import Deployments

NO_OTHER: Final = "There is no other deployment here: this one comes from no configuration."


class DeploymentSwitch:
    """Runs the actions that lead to another deployment."""

    keyboard: "Keyboard"

    def __init__(self, app: "SwitchHost") -> None:
        self._app = app
        self.deployments: Callable[[], Deployments] | None = None
        """What gives the deployments of the configuration; None where there is none."""
        self.is_new = False
        """Whether no key was read since the deployment in use was entered."""

    def do_deployment_choose(self) -> None:
        """Offer the deployments of the configuration."""
        if (entry := self._entry) is not None:
            entry.run(entry.choose())

    def do_deployment_choose_with(self, name: str) -> None:
        """Go to the deployment `name`, or say which one may be meant."""
        if (entry := self._entry) is not None:
            entry.run(entry.go_to(name))

    def names(self) -> Sequence[str]:
        """Return the names of all deployments, for completion; none if they cannot be read."""
        if self.deployments is not None and self._app.session.is_decided:
            with suppress(SmstuiError):
                return [each.name for each in self.deployments().listed()]
        return ()

    def key_read(self) -> None:
        """Show the header as ever: where we are was seen."""
        if self.is_new:
            self.is_new = False
            self._app.page.refresh_bars()

    @property
    def _entry(self) -> "DeploymentEntry | None":
        """The way to another deployment; None where there is none now, which is said."""
        app = self._app
        if self.deployments is None:
            app.say(NO_OTHER, "bar-caution")
        elif not app.session.is_decided:
            app.say(f"Not yet: {app.startup.deployment} is being opened.", "bar-caution")
        else:
            from smstui.console.deployment_entry import DeploymentEntry

            return DeploymentEntry(app, self.keyboard, self.deployments())
        return None
