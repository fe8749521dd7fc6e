"""The demo's platform and the deployment that reaches it. Nothing of the user's is touched."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from smstui.commands.opening import open_client
from smstui.commands.sandbox_configuration import write_secrets
from smstui.config.settings import Deployment, Settings
from smstui.domain.secret import Secret
from smstui.sandbox import Sandbox, ailments, base
from smstui.sandbox.access import Access
from smstui.sandbox.ailments import AILMENTS
from smstui.sandbox.world import World
from smstui.services.client import Client

_WORLDS: Final = {"ailments": ailments, "base": base}
_BOTH: Final = (
    ("E833815A9290", "a healthy box: d finds nothing wrong"),
    ("nmp.00003", "a SUSPENDED account: s activates it"),
    ("nmp.00004", "a CANCELLED account: no change is offered"),
    ("9001", "a disabled player; the device limit is reached"),
    ("20007", "a code on the screen of a television"),
)
_EXAMPLES: Final = {
    "sdp2": (
        *_BOTH,
        ("E833815A9411", "a box of a RESTRICTED account: may watch, may not rent"),
        ("E833815A9340", "a banned box: d names the fault, Enter unbans it"),
        ("245098240", "an id of two records: pick one"),
    ),
    "opf": (
        *_BOTH,
        ("E833815A9340", "a disabled box: d names it, Enter enables it"),
        ("E833815A9301", "a box without a card: p pairs 000145098241"),
        ("ada.byron@cwmbran.example", "a sign-on id"),
    ),
}


def examples_of(world: str, family: str) -> Sequence[tuple[str, str]]:
    """Return ids to look up first in `world`, and what each shows."""
    if world == "base":
        return _EXAMPLES[family]
    return [(one.ask, one.shows) for one in AILMENTS if family in one.families]


_LIKELY: Final = {"pin": "2486", "provision_pwd": "k7Rw2x"}


def _with_likely_secrets(world: World) -> World:
    """Give the devices PINs and passwords as a site has them, where tests look for their own."""
    for device in world.devices:
        told = {name: value for name, value in _LIKELY.items() if getattr(device, name, None)}
        world.change(device, **told)
    return world


class Demo:
    """A running sandbox and a client for it, with all they keep in `folder`. Close it once."""

    def __init__(
        self, family: str, folder: Path, world: str = "base", *, read_only: bool = False
    ) -> None:
        self._sandbox = Sandbox(_with_likely_secrets(_WORLDS[world]())).start()
        try:
            access = self._sandbox.access
            write_secrets(access, folder)
            deployment = demo_deployment(family, access, folder, read_only=read_only)
            password = access.sdp2.password if family == "sdp2" else access.opf.password
            self.client: Client = open_client(
                deployment, Settings(), Secret(password), state=folder
            )
            self.client.examples = examples_of(world, family)
        except BaseException:
            self._sandbox.stop()
            raise

    def close(self) -> None:
        """Close the client, then stop the platform."""
        try:
            self.client.engine.close()
        finally:
            self._sandbox.stop()


def demo_deployment(
    family: str, access: Access, folder: Path, *, read_only: bool = False
) -> Deployment:
    """Return the deployment `demo-FAMILY` of a sandbox whose secrets lie in `folder`."""
    reached = asdict(access.sdp2 if family == "sdp2" else access.opf)
    if family == "opf":
        reached["ssp_credential"] = folder / "credential.json"
    return Deployment.model_validate(
        {
            "name": f"demo-{family}",
            "family": family,
            "platform_id": f"demo-{family}",
            "label": "DEMO",
            "read_only": read_only,
            "role": "supervisor",
            "settle_s": 5,
            family: reached,
        }
    )
