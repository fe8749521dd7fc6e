"""The PINs of an account: their states, setting one, its types."""

from datetime import timedelta

from rest_desk import RestDesk, refusal


def test_pin_states_tell_unset_set_and_locked_with_the_time_left(desk: RestDesk) -> None:
    world = desk.sandbox.world
    ada = world.accounts.get("1001")
    assert ada is not None
    with world.lock:
        world.clock.set(world.now())
        ada.pins[0].status = "LOCKED"
        ada.pins[0].locked_until = world.now() + timedelta(seconds=90)
    states = desk.adm("GET", "/accounts/1001/pins/status").json()["resourceSet"]
    found = {state["pinType"]: (state["status"], state["lockTimeRemaining"]) for state in states}
    assert found == {"MASTER": ("LOCKED", 90), "PURCHASE": ("SET", 0), "PARENTAL": ("UNSET", 0)}


def test_an_account_without_pins_has_every_type_unset(desk: RestDesk) -> None:
    answer = desk.adm("GET", "/accounts/1002/pins/status").json()
    types = desk.adm("GET", "/pinTypes").json()["resourceSet"]
    assert answer["totalRecords"] == len(types)
    assert {state["status"] for state in answer["resourceSet"]} == {"UNSET"}


def test_setting_a_pin_unlocks_it_and_answers_nothing_secret(desk: RestDesk) -> None:
    world = desk.sandbox.world
    ada = world.accounts.get("1001")
    assert ada is not None
    ada.pins[0].status = "LOCKED"
    answer = desk.adm("PUT", "/accounts/actions/1001/pin", json={"type": "MASTER", "value": "4711"})
    assert answer.json() == {"matchedCount": 1, "modifiedCount": 1}
    states = desk.adm("GET", "/accounts/1001/pins/status").json()["resourceSet"]
    assert next(s for s in states if s["pinType"] == "MASTER")["status"] == "SET"
    assert "4711" not in desk.adm("GET", "/accounts/1001").text


def test_an_unknown_pin_type_is_not_found(desk: RestDesk) -> None:
    types = desk.adm("GET", "/pinTypes").json()["resourceSet"]
    assert {"type": "PARENTAL"} in types
    answer = desk.adm("PUT", "/accounts/actions/1001/pin", json={"type": "DOOR", "value": "1"})
    assert refusal(answer) == (404, 404)
