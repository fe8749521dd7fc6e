"""The command that a finding names on the command line can be typed: its ids stand in it."""

import re
from collections import Counter

from test_triage_checks import TABLE

from smstui.commands.diagnosis_sheet import command_for
from smstui.domain.account import PinStatus
from smstui.domain.triage.diagnosis import diagnose
from tests.support.bundles import read_part
from tests.support.patients import patient

TO_FILL = re.compile(r"\b(ID|BOX|ACCOUNT|SESSION)\b")
"""What a person would have to look for, although the finding knows it."""


def test_the_command_of_a_finding_has_the_ids_that_are_known() -> None:
    filled: Counter[str] = Counter()
    for _, family, changes, _ in TABLE:
        facts = patient(family, **changes)
        for finding in diagnose(facts).findings:
            way_on = finding.next
            if way_on is None or not way_on.action:
                continue
            command = command_for(finding, facts.bundle)
            assert command.startswith(" [smstui "), (finding.check, way_on.action)
            target = way_on.about or finding.subject
            if target.kind != "smartcard" and (not way_on.among or "teardown" in command):
                left = TO_FILL.search(command.replace("--session SESSION", "" if way_on.among else
                                                      "--session SESSION"))  # fmt: skip
                assert left is None, (finding.check, command)
                filled[str(way_on.action)] += 1
    print(sum(filled.values()), "commands of", len(filled), "operations")
    assert len(filled) >= 12
    assert "unpair" in filled


def test_the_command_for_the_cas_half_names_the_card_of_the_record() -> None:
    facts = patient("opf", command=None, box={"casn": "E833815A9290"})
    (half,) = [one for one in diagnose(facts).findings if one.check == "cas-half"]
    assert command_for(half, facts.bundle) == " [smstui pair b-1 0070 --cas]"


def test_a_locked_pin_comes_first_and_the_one_above_the_others_last() -> None:
    words = {"MASTER": "LOCKED", "PURCHASE": "SET", "PARENTAL": "LOCKED"}
    pins = [PinStatus.read({"pin_type": name, "status": word}) for name, word in words.items()]
    facts = patient("opf", pins_part=read_part(PinStatus, pins))
    (found,) = [one for one in diagnose(facts).findings if one.check == "pin-lock"]
    assert found.title == "PIN PARENTAL and PIN MASTER are locked"
    assert [one.what for one in found.evidence] == ["PIN PARENTAL", "PIN MASTER", "PIN PURCHASE"]
