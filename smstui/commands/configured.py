"""Read the configuration for a command: light enough for those that ask no platform."""

from contextlib import suppress

from smstui.commands.global_options import GlobalOptions
from smstui.commands.output import narrate
from smstui.config.load import Loaded, load
from smstui.config.settings import Deployment
from smstui.domain import money, zone
from smstui.domain.errors import BadConfiguration
from smstui.domain.secret import Secret


def load_configuration(wanted: GlobalOptions | None, *, quiet: bool = False) -> Loaded:
    """Return the configuration that `wanted` asks for; its warnings are narrated unless `quiet`."""
    wanted = wanted or GlobalOptions()
    loaded = load(
        wanted.config,
        deployment=wanted.deployment,
        read_only=wanted.read_only,
        privacy=wanted.privacy,
    )
    wanted.set_masking(loaded.settings.privacy)
    with suppress(BadConfiguration):  # whoever needs a deployment says that none is chosen
        deployment = loaded.deployment()
        zone.use(deployment.time_zone)
        money.use(deployment.currency or "")
    for warning in () if quiet else loaded.warnings:
        narrate(f"smstui: {warning}")
    return loaded


def password_of(deployment: Deployment) -> Secret:
    """Return the password of `deployment` from where its configuration says; may ask for it."""
    reached = deployment.reached
    key = f"deployments.{deployment.name}.{deployment.family}.password"
    return reached.password.resolve(key, reached.username)
