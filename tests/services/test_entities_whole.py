"""Entities whole: what an account is created with, what is changed of it later, and its users.

Each change is proven by reading again, and undone the same way (issue 16, 5).
"""

import pytest

from smstui.domain.account import Account
from smstui.platforms.opf.reader import Reader
from smstui.platforms.overrides import catalogue_of
from tests.support.change_line import ChangeLine

ACCOUNT = "nmp.00001"
LIMITS = ("--max-players", "5", "--max-users", "7", "--credit-limit", "75.5")
TERMS = (
    "--title-of-address", "Dr", "--access-point", "201", "--rollout-profile-uid", "401",
    "--npvr-profile", "NPVR-100H", "--ppv-status", "yes", "--credit-limit", "20",
    "--max-players", "2", "--max-users", "4", "--profile", "301", "--status", "INACTIVE",
)  # fmt: skip
NAMED = {
    "create-user": ('service = "userservice"', 'operation = "createUser"'),
    "change-user": ('service = "userservice"', 'operation = "updateUser"'),
}


def held(desk: ChangeLine) -> tuple[int | None, int | None, float | None]:
    account = desk.account(ACCOUNT)
    return account.max_mp_device_allowed, account.max_user_allowed, account.credit_limit


# Limits later


@pytest.mark.parametrize("whole", [False, True])
def test_limits_are_changed_proven_and_taken_back(sdp2: ChangeLine, whole: bool) -> None:
    if whole:
        sdp2.without("update-account")
    before = held(sdp2)
    told = sdp2.json("limits", ACCOUNT, *LIMITS, "--apply")
    assert told["outcome"] == "verified"
    assert held(sdp2) == (5, 7, 75.5)
    (step,) = told["plan"]["steps"]
    assert step["after"] == {
        f"account {ACCOUNT} max players": "5",
        f"account {ACCOUNT} max users": "7",
        f"account {ACCOUNT} credit limit": "75.50",
    }
    assert sdp2.written == ["update" if whole else "UpdateAccount"]
    account = sdp2.account(ACCOUNT)
    assert (account.city, account.password) == ("Cwmbran", "SENTINEL-acc-1001")

    assert sdp2.json("undo", "--apply")["outcome"] == "verified"
    assert held(sdp2) == before


def test_an_acknowledged_limit_that_is_not_there_is_not_verified(sdp2: ChangeLine) -> None:
    sdp2.sandbox.fault("no-effect operation=UpdateAccount")
    told = sdp2.json("limits", ACCOUNT, *LIMITS, "--apply", code=9)
    assert told["outcome"] == "not-verified"


def test_what_is_not_given_stays_and_what_is_so_is_not_sent(sdp2: ChangeLine) -> None:
    told = sdp2.json("limits", ACCOUNT, "--max-players", "3", "--max-users", "6", "--apply")
    assert list(told["plan"]["steps"][0]["after"].values()) == ["6"]
    told = sdp2.json("limits", ACCOUNT, "--max-players", "3", code=5)
    assert "already" in told["error"]["message"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--max-players", "x"), "whole number"),
        (("--max-users", "-1"), "whole number"),
        (("--credit-limit", "lots"), "amount"),
        (("--credit-limit", "1e9"), "amount"),
        ((), "No value is given"),
    ],
)
def test_a_limit_that_is_none_is_refused_here(
    sdp2: ChangeLine, given: tuple[str, ...], said: str
) -> None:
    told = sdp2.json("limits", ACCOUNT, *given, "--apply", code=5)
    assert said in told["error"]["message"]
    assert sdp2.writes == 0


def test_a_first_limit_cannot_be_taken_away_and_the_plan_says_so(sdp2: ChangeLine) -> None:
    sdp2.world.change(sdp2.account(ACCOUNT), credit_limit=None)
    told = sdp2.json("limits", ACCOUNT, "--credit-limit", "10", "--apply")
    assert told["outcome"] == "verified"
    assert any("No call takes a value away again" in each for each in told["plan"]["warnings"])
    assert sdp2.json("undo", told["change_id"], "--apply", code=5)["error"]


def test_a_cancelled_account_and_the_other_family_have_no_limits_to_change(
    desk: ChangeLine,
) -> None:
    if desk.family == "opf":
        told = desk.json("limits", ACCOUNT, *LIMITS, code=5)
        assert "come from its profile" in told["error"]["message"]
    else:
        assert desk.json("limits", "nmp.00004", *LIMITS, code=5)["error"]["message"]
    assert desk.writes == 0


# A new account


def test_an_account_is_created_whole_and_every_field_is_proven(sdp2: ChangeLine) -> None:
    told = sdp2.json("create-account", "new.1", "eve", *TERMS, "--apply", stdin=b"4711\n")
    assert told["outcome"] == "verified"
    assert "Its status is INACTIVE from the start." in told["plan"]["warnings"]
    account = sdp2.account("new.1")
    assert (account.title, account.access_point_uid, account.rollout_profile_uid) == (
        "Dr", "201", "401",
    )  # fmt: skip
    assert (account.npvr_profile, account.ppv_status, account.credit_limit) == (
        "NPVR-100H", True, 20.0,
    )  # fmt: skip
    assert (account.max_mp_device_allowed, account.max_user_allowed, account.status) == (
        2, 4, "INACTIVE",
    )  # fmt: skip
    after = told["plan"]["steps"][0]["after"]
    assert len([name for name in after if name.startswith("account new.1 ")]) == 11
    user = sdp2.world.users.first("login_id", "eve")
    assert user is not None
    assert (user.name, user.pin, user.password, user.hash_salt) == ("eve", "4711", None, None)


def test_without_a_status_the_plan_says_what_the_platform_may_give(sdp2: ChangeLine) -> None:
    told = sdp2.json("create-account", "new.1", "eve")
    assert any("No status is sent" in each for each in told["plan"]["warnings"])


@pytest.mark.parametrize("pin", [b"", b"12\n", b"12345678901\n", b"abcd\n"])
def test_the_pin_is_mandatory(sdp2: ChangeLine, pin: bytes) -> None:
    told = sdp2.json("create-account", "new.1", "eve", "--apply", code=5, stdin=pin)
    assert "PIN" in told["error"]["message"]
    assert sdp2.writes == 0


def test_a_password_is_refused_unless_it_goes_with_a_salt(sdp2: ChangeLine) -> None:
    asked = ("create-account", "new.1", "eve", "--name", "Eve", "--password", "--apply")
    told = sdp2.json(*asked, code=5, stdin=b"4711\nhush-hush-1\n")
    assert "new_user_password" in told["error"]["hint"]
    assert sdp2.writes == 0
    text = sdp2.place.configuration.read_text("utf-8")
    heading = f"[deployments.{sdp2.place.deployment}.sdp2]"
    salted = text.replace(heading, f'{heading}\nnew_user_password = "salted"', 1)
    sdp2.place.configuration.write_text(salted, "utf-8")

    assert "No password was given." in str(sdp2.json(*asked, code=5, stdin=b"4711\n"))
    ended = sdp2.run(*asked, "--json", stdin=b"4711\nhush-hush-1\n")
    assert ended.document["outcome"] == "verified"
    user = sdp2.world.users.first("login_id", "eve")
    assert user is not None
    assert (user.name, user.password, len(user.hash_salt or "")) == ("Eve", "hush-hush-1", 24)
    kept = [path for path in sdp2.place.state.rglob("*") if path.is_file()]
    for secret in ("hush-hush-1", user.hash_salt or ""):
        assert secret not in ended.out + ended.err
        assert all(secret.encode() not in path.read_bytes() for path in kept)


# Users later


def test_users_later_say_that_no_call_is_public(desk: ChangeLine) -> None:
    for asked in (("add-user", ACCOUNT, "eve"), ("change-user", "ada.byron", "--name", "Eve")):
        told = desk.json(*asked, code=5)
        said = "customer system" if desk.family == "opf" else f"operations.{_entry(asked[0])}"
        assert said in told["error"]["message"]
    assert desk.writes == 0


def _entry(command: str) -> str:
    return {"add-user": "create-user"}.get(command, command)


def test_a_site_that_names_the_calls_adds_and_changes_users(sdp2: ChangeLine) -> None:
    for entry, fields in NAMED.items():
        sdp2.name_call(entry, *fields)
    told = sdp2.json("add-user", ACCOUNT, "eve", "--apply", stdin=b"4711\n")
    assert told["outcome"] == "verified"
    eve = sdp2.world.users.first("login_id", "eve")
    assert eve is not None
    assert (eve.account_uid, eve.name, eve.pin, eve.type) == ("1001", "eve", "4711", "NOR")

    asked = ("change-user", "ada.byron", "--name", "Ada L", "--purchases", "DENIED", "--apply")
    assert sdp2.json(*asked)["outcome"] == "verified"
    ada = sdp2.world.users.first("login_id", "ada.byron")
    assert ada is not None
    assert (ada.name, ada.purchase_ability) == ("Ada L", "DENIED")
    assert sdp2.json("undo", "--apply")["outcome"] == "verified"
    assert (ada.name, ada.purchase_ability) == ("Ada", "ALLOWED")


# What is shown and looked up


def test_the_origin_is_shown_and_looked_up(sdp2: ChangeLine) -> None:
    for asked in (("10000:CRM-1001",), ("10000:CRM-1001", "--as", "origin")):
        found = sdp2.json("lookup", *asked)
        assert found["asked"]["kind"] == "origin"
        assert found["account"]["number"] == ACCOUNT
        assert (found["account"]["origin_id"], found["account"]["origin_key"]) == (
            "10000", "CRM-1001",
        )  # fmt: skip
    assert sdp2.json("limits", "10000:CRM-1001", *LIMITS)["plan"]["steps"]
    private = sdp2.run("--privacy", "lookup", "10000:CRM-1001", "--json")
    assert "CRM-1001" not in private.out + private.err


def test_a_sign_on_id_leads_to_its_account(opf: ChangeLine) -> None:
    sign_on = "ada.byron@cwmbran.example"
    found = opf.json("lookup", sign_on)
    assert (found["asked"]["kind"], found["account"]["number"]) == ("login", ACCOUNT)
    assert found["account"]["sign_on_id"] == sign_on
    assert opf.json("lookup", "nobody@cwmbran.example", code=3)["error"]
    private = opf.run("--privacy", "lookup", sign_on, "--json")
    assert sign_on not in private.out + private.err


def test_a_pin_tells_its_last_change_and_neither_hash_nor_salt(opf: ChangeLine) -> None:
    ended = opf.run("lookup", ACCOUNT, "--json")
    pins = {pin["pin_type"]: pin for pin in ended.document["account"]["pins"]}
    assert pins["MASTER"]["last_change"] == "2019-03-04T09:30:00Z"
    assert pins["PARENTAL"]["last_change"] is None
    assert "MASTER SET (changed 2019-03-04)" in opf.run("lookup", ACCOUNT).out
    assert not any(secret in ended.out for secret in opf.world.sentinels())


def test_every_key_of_a_billing_address_is_kept() -> None:
    wire = {
        "_id": "1",
        "billingAddress": [
            {"key": "firstName", "value": "Ada"},
            {"key": "vatNumber", "value": "GB 12"},
            {"key": "empty", "value": ""},
        ],
        "pins": [{"accountId": "1", "type": "MASTER", "value": "hash", "salt": "salt"}],
    }
    account = Reader(catalogue_of("opf", {}, "lab")).account(wire)
    assert account.first_name == "Ada"
    assert account.billing_address == (("firstName", "Ada"), ("vatNumber", "GB 12"))
    assert account.unreadable == ()
    assert "hash" not in account.model_dump_json()
    again = Account.model_validate_json(account.model_dump_json())
    assert again.billing_address == account.billing_address
