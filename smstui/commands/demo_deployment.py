"""The demo's platform and the deployment that reaches it. Nothing of the user's is touched."""

from dataclasses import asdict
from pathlib import Path

from smstui.commands.opening import open_client
from smstui.commands.sandbox_configuration import write_secrets
from smstui.config.settings import Deployment, Settings
from smstui.domain.secret import Secret
from smstui.sandbox import Sandbox
from smstui.sandbox.access import Access
from smstui.services.client import Client


class Demo:
    """A running sandbox and a desk on it, with all they keep in `folder`. Close it once."""

    def __init__(self, family: str, folder: Path) -> None:
        self._sandbox = Sandbox().start()
        try:
            access = self._sandbox.access
            write_secrets(access, folder)
            deployment = demo_deployment(family, access, folder)
            password = access.sdp2.password if family == "sdp2" else access.opf.password
            self.client: Client = open_client(
                deployment, Settings(), Secret(password), state=folder
            )
        except BaseException:
            self._sandbox.stop()
            raise

    def close(self) -> None:
        """Leave the desk, then stop the platform."""
        try:
            self.client.engine.close()
        finally:
            self._sandbox.stop()


def demo_deployment(family: str, access: Access, folder: Path) -> Deployment:
    """The deployment `demo-FAMILY` of a sandbox whose secrets lie in `folder`."""
    reached = asdict(access.sdp2 if family == "sdp2" else access.opf)
    if family == "opf":
        reached["ssp_credential"] = folder / "credential.json"
    return Deployment.model_validate(
        {
            "name": f"demo-{family}",
            "family": family,
            "platform_id": f"demo-{family}",
            "label": "DEMO",
            "read_only": False,
            "role": "supervisor",
            "settle_s": 5,
            family: reached,
        }
    )
