"""Privacy on the command line. What no command tells is tested in `test_privacy_by_field.py`."""

import re
from pathlib import Path

from tests.support.change_line import ChangeLine
from tests.support.people import SENTINEL, name_everybody

B1, C1, ONE = "3421", "000145098240", "nmp.00001"
PLAYER = "9003"


def test_a_setting_masks_what_people_read_and_no_data(desk: ChangeLine) -> None:
    name_everybody(desk.world)
    file = desk.place.configuration
    plain = desk.run("lookup", ONE)
    assert SENTINEL in plain.out
    file.write_text("privacy = true\n" + file.read_text())
    for line in (["lookup", ONE], ["diagnose", ONE], ["transcript", ONE]):
        assert SENTINEL not in desk.run(*line).out
    assert SENTINEL in desk.run("lookup", ONE, "--json").out


def test_what_is_needed_stays(desk: ChangeLine) -> None:
    name_everybody(desk.world)
    told = desk.run("lookup", ONE, "--privacy").out
    assert {ONE, B1, "E833815A9290", C1} <= set(re.findall(r"[\w.:-]+", told))


def test_kept_answers_are_kept_as_they_were_told(desk: ChangeLine, tmp_path: Path) -> None:
    login = name_everybody(desk.world)
    if desk.family == "opf":
        login = PLAYER
    file = str(tmp_path / "kept.jsonl")
    first = desk.run("diagnose", ONE, login, "--json", "--privacy", "--resume", file)
    again = desk.run("diagnose", ONE, login, "--json", "--privacy", "--resume", file)
    apart = {"verdict", "kept_at", "age_s", "findings"}
    for kept, told in zip(again.documents, first.documents, strict=True):
        assert (kept["verdict"] or "").endswith(told["verdict"] or "")
        assert kept | dict.fromkeys(apart) == told | dict.fromkeys(apart)
    assert "2 answered before" in again.err
    refused = desk.run("diagnose", ONE, login, "--json", "--resume", file)
    assert refused.code == 2
    assert "another privacy: masked, not none" in refused.document["error"]["message"]


def test_what_leads_nowhere_is_told_apart_by_its_number(desk: ChangeLine) -> None:
    told = desk.run("diagnose", "zza", B1, "zzb", "--brief", "--privacy").out
    assert re.search(r"^not found +▒▒▒▒ 1 ", told, re.MULTILINE)
    assert re.search(r"^not found +▒▒▒▒ 3 ", told, re.MULTILINE)
    assert SENTINEL not in told


def test_a_file_of_answers_has_no_login_id(desk: ChangeLine, tmp_path: Path) -> None:
    """The answers are found again by a digest of what was asked."""
    login = name_everybody(desk.world)
    file = tmp_path / "kept.jsonl"
    line = ["diagnose", login, "zznobody", B1, "--brief", "--privacy", "--resume", str(file)]
    desk.run(*line)
    assert SENTINEL not in file.read_text().casefold()
    assert "3 answered before" in desk.run(*line).err


def test_the_configuration_in_force_says_that_privacy_is_on(desk: ChangeLine) -> None:
    values = {one["key"]: one for one in desk.json("config", "show", "--privacy")["values"]}
    assert values["privacy"] == {
        "key": "privacy", "value": True, "origin": "command line", "note": None,
    }  # fmt: skip
    assert {one["key"]: one["value"] for one in desk.json("config", "show")["values"]}[
        "privacy"
    ] is False


def test_an_argument_too_many_is_not_told(desk: ChangeLine) -> None:
    """It may be a name: somebody typed a login id with a blank in it."""
    for form in ([], ["--json"]):
        told = desk.run("enable", "Zofia", "Kowalska", "--privacy", *form)
        assert told.code == 2
        assert "Kowalska" not in told.out + told.err
