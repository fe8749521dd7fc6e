"""JSON carries every character: what the world holds comes out, and what is sent goes in."""

import json

import pytest
from rest_desk import RestDesk

HOSTILE = [
    "[/]",
    "[@click=app.bell]x[/]",
    "\x1b]52;c;AAAA\x07\x9b31m\x00\x7f",
    "\u202eevil\u202c\u2066\u200b\ufeff\ue000",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \u00e9 \u00e9 \U0010ffff",
    "\ud800 alone",
    '"\\/\u2028\u2029</script>',
    "x" * 10_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_comes_out_as_the_world_has_it(desk: RestDesk, text: str) -> None:
    world = desk.sandbox.world
    box, ada = world.box("3421"), world.accounts.get("1001")
    assert box is not None
    assert ada is not None
    world.change(box, name=text)
    world.change(ada, city=text)
    answer = desk.adm("GET", "/bundled/devices/3421")
    assert answer.headers["content-type"] == "application/json"
    bundle = json.loads(answer.content)
    names = {device["_id"]: device["name"] for device in bundle["devices"]}
    assert names["3421"] == text
    assert {"key": "city", "value": text} in bundle["account"]["billingAddress"]


def test_c1_and_bidi_go_out_raw_not_escaped(desk: RestDesk) -> None:
    box = desk.sandbox.world.box("3421")
    assert box is not None
    desk.sandbox.world.change(box, name="\x9b31m\u202e")
    assert "\x9b31m\u202e".encode() in desk.adm("GET", "/devices/3421").content


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_goes_in_as_it_was_sent(desk: RestDesk, text: str) -> None:
    body = json.dumps({"name": text}).encode()
    assert desk.adm("PUT", "/devices/3421", content=body).json()["modifiedCount"] == 1
    box = desk.sandbox.world.box("3421")
    assert box is not None
    assert box.name == text


def test_a_filter_carries_it_percent_encoded(desk: RestDesk) -> None:
    box = desk.sandbox.world.box("3421")
    assert box is not None
    desk.sandbox.world.change(box, name="50% & +1 = \u202e\x1b")
    assert [d["_id"] for d in desk.devices(name="50% & +1 = \u202e\x1b")] == ["3421"]


def test_a_hostile_id_is_not_found_and_breaks_nothing(desk: RestDesk) -> None:
    for text in ("%1B%5D52", "%5B%40click%5D", "%E2%80%AE", "%FF%FE", "a" * 5_000):
        answer = desk.adm("GET", f"/devices/{text}")
        assert (answer.status_code, answer.json()["errorCode"]) == (404, 4403)


def test_a_field_the_world_omits_is_left_out(desk: RestDesk) -> None:
    world = desk.sandbox.world
    box, ada = world.box("3421"), world.accounts.get("1001")
    assert box is not None
    assert ada is not None
    world.omit(box, "casn", "information")
    world.omit(ada, "account_profile_uid", "city")
    bundle = desk.adm("GET", "/bundled/devices/3421").json()
    (written,) = (device for device in bundle["devices"] if device["_id"] == "3421")
    assert not {"caSN", "deviceInformation"} & set(written)
    assert not {"accountProfile", "accountProfileId"} & set(bundle["account"])
    keys = {entry["key"] for entry in bundle["account"]["billingAddress"]}
    assert "city" not in keys
    assert "lastName" in keys
