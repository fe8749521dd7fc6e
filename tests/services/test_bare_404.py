"""A 404 that does not say "no such record" answers no question: nothing is aimed by it.

One id is the uid of one customer's box and the CASN of another's. Whichever question is answered
by a 404 from a wrong address, a proxy or a gateway, no change is planned on the other record.
"""

import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from smstui.commands.exits import Exit, exit_of
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.refusal import Several
from smstui.domain.errors import NotFound, PlatformError
from smstui.domain.secret import Secret
from smstui.sandbox.fixtures import add_account
from smstui.services.changes import Request
from tests.support.change_line import ChangeLine
from tests.support.changing import Workshop, workshop

FORMS = ("absent", "status 404", "answer 404 form=bare", "answer 404 form=html",
         "answer 404 form=json", "status 405", "status 501")  # fmt: skip
SAID = re.compile("nothing at the address|codes.device-not-found")
QUESTIONS = {
    "sdp2": ("getDeviceByCASN", "getByUID"),
    "opf": ("adm.devices.read", "adm.devices.find"),
}
ALL = {
    "sdp2": ("get*",),
    "opf": ("adm.*",),
}
CHANGES = {
    "sdp2": (Operation.DISABLE, Operation.BAN, Operation.UNPAIR, Operation.DELETE_BOX,
             Operation.BOX_STATUS, Operation.SWAP_CARD),
    "opf": (Operation.DISABLE, Operation.REFRESH, Operation.UNPAIR, Operation.DELETE_BOX,
            Operation.END_DEVICE_SESSIONS, Operation.SWAP_CARD),
}  # fmt: skip
VALUES = {"status": "SUSPENDED", "type": "PARENTAL", "text": "x"}


@pytest.fixture(params=["sdp2", "opf"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workshop]:
    with workshop(request.param, tmp_path, "settle_s = 0.4", "timeout_s = 5") as made:
        yield made


def twins(place: Workshop) -> str:
    """Return the uid of one customer's box, which is the CASN of another customer's."""
    world = place.sandbox.world
    one, other = add_account(world, "tw.70001", boxes=1), add_account(world, "tw.70002", boxes=1)
    (first,) = world.boxes(one.uid)
    (second,) = world.boxes(other.uid)
    world.change(first, casn=second.uid)
    return second.uid


def planned(place: Workshop, operation: Operation, target: str) -> object:
    second = "000145098241" if operation is Operation.SWAP_CARD else ""
    request = Request(operation, target, second, VALUES, secret=Secret("4711"))
    return place.call(place.changes.plan(request))


def test_no_change_is_planned_on_what_the_other_question_found(place: Workshop) -> None:
    target = twins(place)
    tried = 0
    for operation in CHANGES[place.family]:
        with pytest.raises(Several):
            planned(place, operation, target)
    for form, question, operation in product(FORMS, QUESTIONS[place.family], CHANGES[place.family]):
        rule = place.sandbox.fault(f"{form} operation={question}")
        with pytest.raises(PlatformError) as refused:
            planned(place, operation, target)
        assert SAID.search(str(refused.value)), (form, question, operation)
        assert exit_of(refused.value) is Exit.REFUSED_HERE
        rule.count = rule.hits
        tried += 1
    assert place.written == []
    print(f"{tried} cases")


def test_where_every_question_is_answered_so_nobody_is_said_not_to_be_there(
    place: Workshop,
) -> None:
    boxes = place.sandbox.world.boxes(add_account(place.sandbox.world, "tw.70003").uid)
    target = boxes[0].uid if boxes else "tw.70003"
    planned(place, Operation.ACCOUNT_STATUS, "tw.70003")
    for form in ("absent", "answer 404 form=html", "status 404"):
        rules = [place.sandbox.fault(f"{form} operation={name}") for name in ALL[place.family]]
        for operation, aim in (
            (Operation.DISABLE, target), (Operation.ACCOUNT_STATUS, "tw.70003"),
            (Operation.PAIR, target),
        ):  # fmt: skip
            with pytest.raises(PlatformError) as refused:
                planned(place, operation, aim)
            assert not isinstance(refused.value, NotFound)
            assert SAID.search(str(refused.value)), (form, operation)
        for rule in rules:
            rule.count = rule.hits
    assert place.written == []


def test_the_code_for_a_device_that_is_not_there_is_an_answer(opf: ChangeLine) -> None:
    ended = opf.run("disable", "88990011")
    assert ended.code == Exit.NOT_FOUND, ended


@pytest.mark.parametrize(("family", "command"), [
    ("sdp2", ("disable", "tw.70009")), ("sdp2", ("status", "tw.70009", "SUSPENDED")),
    ("sdp2", ("pair", "tw.70009", "770012")), ("opf", ("message", "tw.70009", "hello")),
    ("opf", ("teardown", "tw.70009", "--account")), ("opf", ("status", "tw.70009", "SUSPENDED")),
])  # fmt: skip
def test_a_wrong_address_reads_the_same_in_a_lookup_and_in_a_change(
    family: str, command: tuple[str, ...], line_to: Callable[[str], ChangeLine]
) -> None:
    line = line_to(family)
    bad = 'sdp2.base_path = "/ws-gateway/nowhere"'
    if family == "opf":
        bad = f'opf.adm_url = "{line.sandbox.access.opf.adm_url}/nowhere"'
    line.place.configure(bad)
    looked, changed = line.run("lookup", command[1]), line.run(*command)
    assert looked.code == changed.code == Exit.REFUSED_HERE, (looked, changed)
    assert "has nothing at the address" in looked.err
    assert "has nothing at the address" in changed.err
