"""Two logins, each with a state folder of its own, and so without a lock between them."""

import threading
from pathlib import Path
from typing import Any

import pytest

from smstui.domain.changes.operations import Operation
from smstui.sandbox import Sandbox
from smstui.store import network
from tests.support.change_line import ChangeLine
from tests.support.changing import FAMILIES, Workshop
from tests.support.household import A1, A2, K2, ONE, households

ALREADY = "already so when it was looked at"
CHANGES: dict[str, tuple[Any, ...]] = {
    "pair": (Operation.PAIR, A2, K2, {}),
    "disable": (Operation.DISABLE, A1, "", {}),
    "suspend": (Operation.ACCOUNT_STATUS, ONE, "", {"status": "SUSPENDED"}),
}


def two_plans(
    family: str, change: str, folder: Path, sandbox: Sandbox
) -> tuple[list[Workshop], list[Any]]:
    places = [Workshop(family, folder / name, sandbox, "settle_s = 1") for name in "ab"]
    operation, target, second, values = CHANGES[change]
    return places, [place.plan(operation, target, second, **values) for place in places]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("change", CHANGES)
def test_the_second_of_two_says_that_it_was_so_already(
    family: str, change: str, tmp_path: Path
) -> None:
    with Sandbox(households()) as sandbox:
        places, plans = two_plans(family, change, tmp_path, sandbox)
        first, second = (place.apply(plan) for place, plan in zip(places, plans, strict=True))
        sent = len(sandbox.writes)
        for place in places:
            place.close()
    assert first.outcome == "verified"
    assert ALREADY not in first.message
    assert (second.outcome, sent) == ("changed", len(plans[0].steps))
    assert ALREADY in second.message


def test_of_two_at_once_the_one_that_changed_nothing_says_so(tmp_path: Path) -> None:
    """The platform tells on `opf`; on `sdp2` it says the same to both."""
    with Sandbox(households(), lag_ms=40) as sandbox:
        places, plans = two_plans("opf", "pair", tmp_path, sandbox)
        ended: list[Any] = [None, None]

        def apply(at: int) -> None:
            ended[at] = places[at].apply(plans[at])

        threads = [threading.Thread(target=apply, args=(at,)) for at in (0, 1)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        for place in places:
            place.close()
    assert {each.outcome for each in ended} <= {"verified", "changed"}
    said = [ALREADY in each.message for each in ended]
    assert said.count(True) == 1, [each.message for each in ended]


def test_doctor_says_between_whom_the_lock_holds(
    sdp2: ChangeLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def checks() -> dict[str, Any]:
        return {one["check"]: one for one in sdp2.json("doctor")["checks"]}

    found = checks()
    assert found["locks"]["detail"].startswith("within this login only: ")
    assert str(sdp2.shell.state) in found["locks"]["detail"]
    assert (found["state disk"]["result"], found["state disk"]["detail"]) == ("fine", "local")
    mounts = tmp_path / "mounts"
    mounts.write_text("36 35 98:0 / / rw - ext4 /dev/sda1 rw\n"
                      f"40 36 0:40 / {tmp_path} rw - nfs4 server:/home rw\n")  # fmt: skip
    monkeypatch.setattr(network, "MOUNTS", mounts)
    disk = checks()["state disk"]
    assert disk["result"] == "caution"
    assert "network file system (nfs4)" in disk["detail"]
    assert "SMSTUI_STATE" in disk["hint"]
