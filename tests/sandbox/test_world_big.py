"""The world `big` has its numbers, is the same for the same seed, and is found by any id."""

from smstui.sandbox import big
from smstui.sandbox.entities import SetTopBox


def test_ten_thousand_accounts_and_thirty_thousand_devices() -> None:
    world = big()
    counts = world.counts()
    assert (counts["accounts"], counts["devices"]) == (10_000, 30_000)
    account = world.account("big.009999")
    assert account is not None
    assert len(world.boxes(account.uid)) == 2
    assert len(world.players(account.uid)) == 1


def test_a_seed_makes_the_same_world() -> None:
    one, same, other = (big(seed, accounts=50, devices=150) for seed in (7, 7, 8))
    assert list(one.accounts) == list(same.accounts)
    assert list(one.devices) == list(same.devices)
    assert list(one.accounts) != list(other.accounts)


def test_every_identifier_is_unique() -> None:
    world = big(accounts=500, devices=1500)
    boxes = [device for device in world.devices if isinstance(device, SetTopBox)]
    for name in ("casn", "nuid", "mac_address", "serial_number", "smartcard_id"):
        assert len({getattr(box, name) for box in boxes}) == len(boxes)
