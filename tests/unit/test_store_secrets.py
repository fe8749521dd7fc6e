"""No secret of any record ever reaches a byte of the cache's files."""

import pytest

from smstui.domain.bundle import Bundle
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.record import Record, secrets_of
from smstui.domain.secret import MASK, Secret
from smstui.store.bundle_bytes import from_bytes, secret_paths, to_bytes
from smstui.store.cache import BundleCache
from tests.support.bundles import NOON, filled, full_bundle, record_classes
from tests.support.identities import LAB

CLASSES = tuple(record_classes())


def test_the_walk_finds_every_record_class_of_the_domain():
    from smstui.domain.account import ApprovalQuota
    from smstui.domain.right import Product

    def below(kind):
        yield from (kind, *(deeper for child in kind.__subclasses__() for deeper in below(child)))

    bases = {Record} | {kind for kind in below(Record) if kind.__name__ == "Device"}
    ours = {kind for kind in below(Record) if kind.__module__.startswith("smstui.")}
    asked_and_never_kept = {ApprovalQuota, Product}  # of a product, its name is kept in a right
    assert ours - bases - asked_and_never_kept == set(CLASSES)


@pytest.mark.parametrize("kind", CLASSES)
def test_the_filler_fills_every_field_so_that_the_sentinels_are_really_there(kind):
    record = filled(kind)
    assert record.unreadable == ()
    empty = {name for name in kind.model_fields if getattr(record, name) in (None, ())}
    assert empty <= {"unreadable"}
    for name in secrets_of(kind):
        assert getattr(record, name).reveal() == f"sentinel-{kind.__name__}-{name}"


def test_the_named_secrets_of_the_contract_are_secrets():
    known = {f"{kind.__name__}.{name}" for kind in CLASSES for name in secrets_of(kind)}
    assert known >= {
        "Account.password",
        "User.password",
        "User.hash_salt",
        "User.pin",
        "SetTopBox.provision_password",
        "SetTopBox.device_pin",
        "MediaPlayer.device_pin",
    }


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_no_sentinel_reaches_the_files(tmp_path, family):
    cache = BundleCache(LAB, tmp_path / "state", now=lambda: NOON)
    bundle = full_bundle(family=family)
    cache.keep(bundle, Reading(IdKind.ACCOUNT, bundle.owner.number), bundle.owner.number)
    cache.keep(bundle, Reading(IdKind.LOGIN, "text-User-login_id"), "text-User-login_id")

    def raw():
        files = sorted((tmp_path / "state").iterdir())
        return {file.name: file.read_bytes() for file in files}

    open_files = raw()
    assert {"cache.db", "cache.db-wal", "cache.db-shm"} <= open_files.keys()
    cache.close()
    for name, content in [*open_files.items(), *raw().items()]:
        assert b"sentinel" not in content, name
        assert MASK.encode() not in content, name
    assert b"Account-first_name" in raw()["cache.db"]


def test_every_other_field_comes_back_as_it_was():
    bundle = full_bundle()

    def without_secrets(record):
        return record.model_copy(update=dict.fromkeys(secrets_of(type(record))))

    back = from_bytes(to_bytes(bundle))
    assert type(back) is Bundle
    for (name, part), (_, before) in zip(back.parts(), bundle.parts(), strict=True):
        assert list(part) == list(map(without_secrets, before)), name
        assert part.model_copy(update={"records": ()}) == before.model_copy(update={"records": ()})
    assert (back.focus, back.read_at, back.family) == (bundle.focus, bundle.read_at, "sdp2")


def test_secrets_are_left_out_not_masked():
    assert secret_paths() == {
        "account": {"records": {"__all__": {"password": True}}},
        "users": {"records": {"__all__": {"password": True, "hash_salt": True, "pin": True}}},
        "devices": {
            "records": {"__all__": {"device_pin": True, "provision_password": True}},
        },
    }
    cached = from_bytes(to_bytes(full_bundle()))
    assert all(user.password is None for user in cached.users)
    assert not any(isinstance(value, Secret) for _, value in cached.owner)
