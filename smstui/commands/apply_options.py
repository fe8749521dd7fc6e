"""The options of every command that changes something: apply or keep, why, and confirmed how."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click


@dataclass(frozen=True, slots=True)
class ApplyOptions:
    """Options that apply a change or save it as a draft."""

    apply: bool
    reason: str
    confirm: str | None
    draft: bool = False

    def __post_init__(self) -> None:
        if self.draft and self.apply:
            raise click.UsageError(
                "--draft keeps for later and --apply does it now: give one of them."
            )


def change_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of every change, handed to it as `apply_options`."""

    @wraps(command)
    def apply_options_given(
        *given: Any, apply: bool, reason: str, confirm: str | None, draft: bool, **more: Any
    ) -> int:
        return command(*given, apply_options=ApplyOptions(apply, reason, confirm, draft), **more)

    for option in reversed(
        [
            click.option(
                "--apply",
                "apply",
                is_flag=True,
                help="Apply the plan, and read again to verify it.",
            ),
            click.option("--draft", is_flag=True, help="Save a draft. The platform is not asked."),
            click.option(
                "--reason", metavar="TEXT", default="", help="The reason, for the journal."
            ),
            click.option(
                "--confirm",
                metavar="LAST4",
                help="The last four characters of the id; for a batch, the number of its rows.",
            ),
        ]
    ):
        apply_options_given = option(apply_options_given)
    return apply_options_given
