"""A world whose every name, postal address and login id can be told from all else."""

from typing import Final

from smstui.sandbox.world import World

SENTINEL: Final = "zz"
"""Begins every private word, and nothing else anywhere."""
LOGIN: Final = "zzlogin"

_OF_ACCOUNT: Final = (
    "title", "first_name", "last_name", "address1", "address2", "locality", "city", "county",
    "postcode", "country", "signon_id",
)  # fmt: skip


def name_everybody(world: World) -> str:
    """Give every person, home and device a word of its own; a login id of account nmp.00001."""
    for at, account in enumerate(world.accounts):
        world.change(account, **{name: f"zz{name}{at} zz" for name in _OF_ACCOUNT})
    for at, user in enumerate(world.users):
        world.change(user, login_id=f"{LOGIN}.{at}", name=f"zzname{at} zz")
    for at, device in enumerate(world.devices):
        world.change(device, name=f"zzdevice{at} zz", description=f"zzdescription{at}")
    one = world.account("nmp.00001")
    assert one is not None
    return next(user.login_id for user in world.users if user.account_uid == one.uid)
