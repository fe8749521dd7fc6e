"""Prepare a world for a test: hostile text, silent sessions, broken links, huge accounts."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import timedelta
from typing import Final

from smstui.sandbox.entities import Account, MediaPlayer, Record, Session, SetTopBox, User
from smstui.sandbox.rules.sessions import end_sessions_of_account, place_session
from smstui.sandbox.world import World

LINKS: Final = frozenset(
    {
        "uid", "account_uid", "access_point_uid", "account_profile_uid", "account_number",
        "login_id", "casn", "nuid", "media_player_id", "smartcard_id", "stb_uid", "device_uid",
        "user_uid", "srm_id", "smartcard", "status", "type", "smartcard_type", "content_type",
        "purchase_ability", "activation_status", "purchased_item_type", "product_type",
        "validity_type", "rollout_profile_uid", "origin_id",
    }
)  # fmt: skip
"""Text fields that contain ids and enums. `poison` skips them unless they are named."""


def poison(world: World, text: str, records: Iterable[Record], *names: str) -> int:
    """Put hostile text into fields of records; without names, into all free text that is set.

    Return how many fields were changed. Secrets are not changed.
    """
    changed = 0
    for record in records:
        chosen = names or _free_text(record)
        for name in chosen:
            changed += world.change(record, **{name: text})
    return changed


def everything(world: World) -> list[Record]:
    """Return every record of the world, for `poison`."""
    return [
        *world.accounts, *world.users, *world.devices, *world.cards, *world.rights,
        *world.sessions, *world.profiles,
    ]  # fmt: skip


def fill_sessions(
    world: World, account: Account, number: int = 3, silent_hours: float = 9
) -> list[Session]:
    """Give an account exactly `number` sessions on its boxes and players, the first silent.

    With the default and the world `base` this is "3 of 3, one silent for 9 h".
    """
    with world.lock:
        end_sessions_of_account(world, account.uid)
        devices = [d for d in world.devices.find("account_uid", account.uid) if d.enabled]
        return [
            place_session(
                world,
                devices[position % len(devices)],
                f"sport-{position + 1}",
                age=timedelta(hours=silent_hours + 2 if position == 0 else 1),
                silent=timedelta(hours=silent_hours) if position == 0 else timedelta(seconds=30),
            )
            for position in range(number)
        ]


def silence(world: World, session: Session, hours: float) -> None:
    """Set the last sign of life of a session to `hours` ago."""
    world.change(session, modified_date=world.now() - timedelta(hours=hours))


def split_link(world: World, smartcard_id: str, stb_uid: str) -> None:
    """Make a card name another box than the one that names the card."""
    card = world.card(smartcard_id)
    if card is None:
        raise LookupError(f"no smartcard {smartcard_id}")
    world.change(card, stb_uid=stb_uid)


def add_account(
    world: World,
    number: str,
    *,
    boxes: int = 0,
    players: int = 0,
    status: str = "ACTIVE",
    profile_uid: str | None = None,
) -> Account:
    """Add an account with one user and any number of devices (10,000 are no problem)."""
    with world.lock:
        uid = world.next_uid()
        account = Account(
            uid=uid, account_number=number, status=status, account_profile_uid=profile_uid,
            creation_date=world.now(), modified_date=world.now(),
        )  # fmt: skip
        world.add(account)
        world.add(
            User(
                uid=world.next_uid(), account_uid=uid, login_id=f"user.{number}",
                name=f"User of {number}", type="SUP", default_user=True,
                password=f"SENTINEL-{uid}",
            )
        )  # fmt: skip
        for position in range(boxes):
            box_uid = world.next_uid()
            world.add(
                SetTopBox(
                    uid=box_uid, account_uid=uid, name=f"Box {position}",
                    casn=f"F{int(box_uid):011X}", nuid=f"NU{box_uid}",
                    serial_number=f"S{box_uid}",
                )
            )  # fmt: skip
        for position in range(players):
            player_uid = world.next_uid()
            world.add(
                MediaPlayer(
                    uid=player_uid, account_uid=uid, name=f"Player {position}",
                    media_player_id=f"mp-{player_uid}",
                )
            )  # fmt: skip
        return account


def _free_text(record: Record) -> list[str]:
    return [
        f.name
        for f in fields(record)
        if f.name not in LINKS
        and isinstance(getattr(record, f.name), str)
        and not getattr(record, f.name).startswith("SENTINEL-")
    ]
