"""Create and delete accounts, users, boxes, players and cards."""

from smstui.sandbox.entities import Account, Device, MediaPlayer, SetTopBox, SmartCard, User
from smstui.sandbox.refusal import Reason, Refused
from smstui.sandbox.rules.limits import make_room_for
from smstui.sandbox.world import World


def create_account(world: World, account: Account, users: list[User]) -> None:
    """Add an account with its users.

    Raises `Refused` for a number or login in use (numbers are never reused) and unless there is at
    least one user, exactly one default user and at least one super-user, each with name and pin
    (sdp2.md "User", D).
    """
    if world.account(account.account_number) is not None:
        raise Refused(Reason.ALREADY_EXISTS, f"account {account.account_number} already exists")
    if sum(user.default_user for user in users) != 1:
        raise Refused(Reason.MALFORMED, "an account has exactly one default user")
    if not any(user.type == "SUP" for user in users):
        raise Refused(Reason.MALFORMED, "an account has at least one super-user")
    if not all(user.name and user.pin for user in users):
        raise Refused(Reason.MALFORMED, "a user needs a name and a pin")
    logins = [user.login_id for user in users]
    for login in logins:
        if world.users.first("login_id", login) is not None or logins.count(login) > 1:
            raise Refused(Reason.ALREADY_EXISTS, f"login {login} already exists")
    world.add(account)
    for user in users:
        world.add(user)


def create_user(world: World, user: User) -> None:
    """Add a user to an account. Raises `Refused` for a login in use, and without name or pin."""
    if not (user.name and user.pin and user.login_id):
        raise Refused(Reason.MALFORMED, "a user needs a login, a name and a pin")
    if world.users.first("login_id", user.login_id) is not None:
        raise Refused(Reason.ALREADY_EXISTS, f"login {user.login_id} already exists")
    world.add(user)


def purge_account(world: World, account: Account) -> None:
    """Delete an account with its users, devices, rights and sessions. Cards become free."""
    for table in (world.users, world.rights, world.sessions):
        for record in table.find("account_uid", account.uid):
            world.remove(record)
    for device in world.devices.find("account_uid", account.uid):
        _remove_device(world, device)
    world.remove(account)


def create_box(world: World, box: SetTopBox) -> None:
    """Add a box. A cardless one gets its virtual card.

    Raises `Refused` for a chipset or NUID in use, and unless the account is ACTIVE (sdp2.md "Life
    cycle", D).
    """
    for name, value in (("casn", box.casn), ("nuid", box.nuid)):
        if world.devices.first(name, value) is not None:
            raise Refused(Reason.ALREADY_EXISTS, f"a set-top box with {value} already exists")
    account = world.accounts.get(box.account_uid)
    if box.account_uid is not None and account is None:
        raise Refused(Reason.ACCOUNT_UNKNOWN, f"account {box.account_uid} not found")
    if account is not None and account.status != "ACTIVE":
        raise Refused(
            Reason.TRANSITION,
            f"account {account.account_number} is {account.status}: no box may be provisioned",
        )
    world.add(box)
    if box.smartcard_type == "CARDLESS":
        _give_virtual_card(world, box)


def create_player(world: World, player: MediaPlayer) -> None:
    """Add an open device. Raises `Refused` beyond the device limit or for an id in use."""
    if world.devices.first("media_player_id", player.media_player_id) is not None:
        raise Refused(
            Reason.ALREADY_EXISTS, f"media player {player.media_player_id} already exists"
        )
    if world.accounts.get(player.account_uid) is None:
        raise Refused(Reason.ACCOUNT_UNKNOWN, f"account {player.account_uid} not found")
    if player.enabled:
        make_room_for(world, player)
    world.add(player)


def create_card(world: World, card: SmartCard) -> None:
    """Add a card. Raises `Refused` for a number ever used, even that of a cancelled card."""
    if world.card(card.smartcard_id) is not None:
        raise Refused(Reason.ALREADY_EXISTS, f"smartcard {card.smartcard_id} already exists")
    world.add(card)


def delete_device(world: World, device: Device) -> None:
    """Delete a device, its sessions, and its link to a card, which is free again."""
    for session in world.sessions.find("device_uid", device.uid):
        world.remove(session)
    _remove_device(world, device)


def _remove_device(world: World, device: Device) -> None:
    if isinstance(device, SetTopBox):
        card = world.card(device.smartcard_id)
        if card is not None and card.virtual:
            world.remove(card)
        elif card is not None and card.status != "CANCELLED":
            world.change(card, status="AVAILABLE", stb_uid=None, modification_date=world.now())
    world.remove(device)


def _give_virtual_card(world: World, box: SetTopBox) -> None:
    number = f"V{int(box.uid):011d}"
    world.add(
        SmartCard(
            uid=world.next_uid(),
            smartcard_id=number,
            status="UNAVAILABLE",
            stb_uid=box.uid,
            virtual=True,
            modification_date=world.now(),
        )
    )
    world.change(box, smartcard_id=number)
