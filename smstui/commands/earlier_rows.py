"""Say where rows are that a deployment made at another address, when there is nothing to show."""

from smstui.commands.output import narrate
from smstui.config.settings import Deployment


def tell_earlier_rows(deployment: Deployment) -> None:
    """Narrate which rows are kept under another identity, and what brings them back."""
    from smstui.store.earlier import earlier_hint

    if hint := earlier_hint(deployment.identity):
        narrate(f"smstui: {hint}")
