"""Messaging: a message reaches the inbox of an open device, and of nothing else."""

import json
from typing import Any

import pytest
from rest_desk import RestDesk, refusal


def letter(**data: object) -> dict[str, Any]:
    message = {
        "notification": {"title": "Service", "body": "Please restart"},
        "data": {
            "title": "Service",
            "body": "Please restart",
            "referenceType": "NOTIFICATION_UPDATE",
            **data,
        },
    }
    return {"envelope": {"from": "desk"}, "message": json.dumps(message)}


def test_a_message_lands_in_the_inbox(desk: RestDesk) -> None:
    assert desk.message("9002", letter()).status_code == 200
    (message,) = desk.sandbox.world.messages
    assert (message.device_uid, message.sender, message.text) == (
        "9002", "desk", "Please restart",
    )  # fmt: skip


@pytest.mark.parametrize("device_id", ["3421", "1"])
def test_a_box_and_a_stranger_are_unknown_clients(desk: RestDesk, device_id: str) -> None:
    assert refusal(desk.message(device_id, letter())) == (404, 404)
    assert desk.sandbox.world.messages == []


@pytest.mark.parametrize(
    "document",
    [
        {},
        {**letter(), "envelope": {}},
        {**letter(), "message": {"notification": {}}},
        {**letter(), "message": "hello"},
        letter(referenceType="OTHER"),
        letter(body=None),
    ],
)
def test_a_malformed_message_is_not_sent(desk: RestDesk, document: dict[str, object]) -> None:
    assert refusal(desk.message("9002", document)) == (400, 1001)
    assert desk.sandbox.world.messages == []
