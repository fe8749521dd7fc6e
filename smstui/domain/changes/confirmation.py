"""What a person gave to have a plan applied, and whether it is enough. Pure."""

from dataclasses import dataclass, replace
from typing import Final

from smstui.domain.changes.operations import PASSWORD
from smstui.domain.changes.plan import Plan, Tier
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.specs.table import sent_as
from smstui.domain.identifiers import PRINTED_IN_GROUPS, code_key
from smstui.domain.surface import in_words


@dataclass(frozen=True, slots=True)
class Confirmation:
    """`last4` are the last four characters of the plan's `confirm`, as typed, where asked for.

    `in_batch` says that the plan is one row of a batch that was agreed to (`agree_to_rows`).
    """

    last4: str | None = None
    reason: str = ""
    in_batch: bool = False


IN_PRODUCTION: Final = 'this is production (tint = "error")'
"""Why a plan of every tier asks for the last four, and a batch for the number of its rows."""


def asking_last4(plan: Plan, because: str) -> Plan:
    """Return `plan` so that the last four are asked for in every tier, `because` of this."""
    key = plan.confirm or plan.account or plan.steps[0].write.target
    return replace(plan, confirm=key, last4_needed=because)


def agree_to_rows(rows: int, typed: str | None, *, production: bool) -> None:
    """Raise RefusedHere unless `typed` is the number of rows of a batch, where it is asked for.

    A number that is given is compared everywhere.
    """
    if typed is None:
        if production:
            raise RefusedHere(
                f"The number of rows is asked for, because {IN_PRODUCTION}. Nothing was sent.",
                hint=in_words("Type it when it is asked for.", "Give it with --confirm."),
            )
        return
    if typed.strip() != str(rows):
        raise RefusedHere(
            f"{typed} is not the number of rows; there are {rows}. Nothing was sent.",
            hint="Compare the rows with what is meant, and begin again.",
        )


def agree(plan: Plan, given: Confirmation) -> None:
    """Raise RefusedHere unless `given` is what `plan` asks for.

    Last four characters that are given are compared in every tier: a card one digit off is a
    valid card, and only the number on the card itself can tell.
    """
    if given.last4 is not None and not ends_in(plan, given.last4):
        raise RefusedHere(
            f"The last four characters of {plan.confirm_named} are not {given.last4}. Nothing was "
            "sent.",
            hint="Compare the number with the label, and begin again.",
        )
    if plan.tier is Tier.IRREVERSIBLE and not plan.confirm:
        raise RefusedHere(
            f"This cannot be undone, and no id is known to confirm it by: {plan.title}.",
            hint="Look the record up again.",
        )
    if plan.tier is Tier.IRREVERSIBLE and given.last4 is None:
        raise RefusedHere(
            f"The last four characters of {plan.confirm_named} are needed to {plan.title}: this "
            "cannot be undone.",
            hint=in_words("Type them into the plan.", "Give them with --confirm."),
        )
    by_row = given.in_batch and plan.last4_needed == IN_PRODUCTION
    if plan.last4_needed and given.last4 is None and not by_row:
        raise RefusedHere(
            f"The last four characters of {plan.confirm_named} are asked for, because "
            f"{plan.last4_needed}.",
            hint=in_words("Type them into the plan.", "Give them with --confirm."),
        )
    if plan.reason_needed and not given.reason.strip():
        raise RefusedHere(
            f"A reason is asked for, because {plan.reason_needed}.",
            hint=in_words("Type it into the plan.", "Give it with --reason."),
        )
    for step in plan.steps:
        secret = sent_as(step.write.call, step.write.values).secret
        if secret and not step.write.secret:
            raise RefusedHere(
                f"No {secret} was given.",
                hint=in_words(
                    "Begin again, and type it when it is asked for.",
                    "Type it when asked, or send it on one line of standard input.",
                ),
            )
        if step.write.values.get(PASSWORD) and not step.write.password:
            raise RefusedHere(
                "No password was given.",
                hint=in_words(
                    "Begin again, and type it when it is asked for.",
                    "Type it when asked, or send it on the second line of standard input.",
                ),
            )


def ends_in(plan: Plan, last4: str) -> bool:
    """Return whether these are the last four characters of the id that `plan` asks for.

    The number of a card or a chipset may be typed without its separators and in either case;
    every other id is compared as it is written.
    """
    key, typed = plan.confirm, last4.strip()
    if typed == key[-4:]:
        return True
    return key in _printed_in(plan) and code_key(typed) == code_key(key)[-4:]


def _printed_in(plan: Plan) -> frozenset[str]:
    """Return the card and chipset numbers that `plan` is about."""
    asked = {each.ask.value for each in plan.subjects if each.ask.kind in PRINTED_IN_GROUPS}
    images = [image for step in plan.steps for image in (step.before, step.after)]
    told = {
        value
        for image in images
        for fact, value in image.items()
        if fact.name in ("card", "casn") and value
    }
    return frozenset(asked | told)
