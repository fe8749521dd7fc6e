"""One reader for every list: headings, comments, marks and letter case, in a batch and a queue."""

import itertools
import random
from functools import partial
from io import BytesIO

import pytest

from smstui.commands.typed_lines import (
    LONGEST_LINE,
    MOST_WITHOUT_AN_ID,
    listed_ids,
)
from smstui.domain.lists import decoded, listed
from smstui.domain.pair_list import pairs_of
from smstui.domain.scanning import sorted_by_form
from smstui.domain.triage.queue import ids_of

SORT = partial(sorted_by_form, family="sdp2")
PAIRS = [("A7100000001D", "000661100017"), ("A7100000002D", "000661100025")]
NOISE = ["", "   ", "# of Tuesday", "\t# card ; box", "#", " #two", "\ufeff"]
HEADINGS = ["", "box;card", "Box, Card", "CASN\tSMARTCARD", '"Card number";"STB"', "BOX CARD:"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16"]


def noisy(chance: random.Random, heading: str, lines: list[str]) -> str:
    """`lines` below `heading`, with comments and blank lines anywhere around them."""
    text: list[str] = []
    for line in filter(None, [heading, *lines]):
        text += chance.choices(NOISE, k=chance.randrange(3))
        text.append(line + chance.choice(["", "  ", " # kitchen", "\t#"]))
    return chance.choice(["\n", "\r\n"]).join([*text, *chance.choices(NOISE, k=2)])


def spelled(chance: random.Random, code: str) -> str:
    return chance.choice([code, code.lower(), code.upper()])


def test_noise_changes_neither_the_pairs_nor_the_ids() -> None:
    chance, tried = random.Random(8), 0
    for heading, encoding, _ in itertools.product(HEADINGS, ENCODINGS, range(8)):
        between = chance.choice([";", ",", "\t", " "])
        rows = [f"{spelled(chance, box)}{between}{card}" for box, card in PAIRS]
        pairs = decoded(noisy(chance, heading, rows).encode(encoding))
        found = pairs_of(pairs, SORT)
        assert not found.problems, (pairs, found.problems)
        assert [(row.box.upper(), row.card) for row in found.rows] == PAIRS

        boxes = [spelled(chance, box) for box, _ in PAIRS] * 2
        column = chance.choice(["", "CASN", "Box", '"card number"'])
        ids, said = ids_of(decoded(noisy(chance, column, boxes).encode(encoding)), "sdp2", 100)
        assert [each.upper() for each in ids] == [box for box, _ in PAIRS]
        assert said == "2 were there already."
        tried += 1
    print(f"{tried} lists, each as pairs and as ids")


def test_a_line_of_two_files_put_together_may_name_columns_again() -> None:
    text = "box card\nA7100000001D 000661100017\n\ufeffBox;Card\nA7100000002D 000661100025\n"
    assert [row.line for row in pairs_of(text, SORT).rows] == [2, 4]


@pytest.mark.parametrize("label", ["card #000661100017", "sn#000661100017", "CA: A7100000001D"])
def test_what_is_behind_a_label_is_no_comment(label: str) -> None:
    assert list(listed([label, f"{label} # spare"])) == [label, label]


def test_only_the_first_line_of_a_queue_is_a_heading() -> None:
    assert list(listed(["# list", "Login", "number", "ada"])) == ["number", "ada"]


def test_logins_that_differ_in_letter_case_stay_two() -> None:
    assert ids_of("Ada\nada\nnmp.7\nNMP.7", "sdp2", 10)[0] == ["Ada", "ada", "nmp.7", "NMP.7"]


ANY_ENCODING = [*ENCODINGS, "utf-16-le", "utf-16-be"]


@pytest.mark.parametrize("encoding", ANY_ENCODING)
def test_a_list_is_read_line_by_line_in_any_encoding_as_at_once(encoding: str) -> None:
    chance, tried = random.Random(16), 0
    mark = "\ufeff" if encoding.endswith("e") else ""
    for heading in HEADINGS:
        codes = [spelled(chance, code) for pair in PAIRS for code in pair]
        for more in ([], ["9" * (LONGEST_LINE + 7)], ["A71ĀਊĊ"], ["😀" * 3000]):
            text = mark + noisy(chance, heading, [*codes, *more])
            raw = text.encode(encoding)
            found = list(listed_ids(BytesIO(raw), "list"))
            at_once = list(listed(decoded(raw).splitlines()))
            assert found[: len(codes)] == at_once[: len(codes)]
            assert len(found) == len(at_once)
            tried += 1
    print(f"{tried} lists")


def test_a_list_of_any_length_is_read_while_it_comes() -> None:
    lines = b"".join(b"%064d\n\n# tried\n" % n for n in range(70_000))
    assert len(lines) > MOST_WITHOUT_AN_ID
    assert sum(1 for _ in listed_ids(BytesIO(lines), "Standard input")) == 70_000
