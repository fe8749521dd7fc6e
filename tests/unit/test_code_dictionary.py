"""Codes on the screen of a television, found by the words that stand there."""

import re

from smstui.domain.triage.dictionary import Dictionary
from smstui.services.codes import shipped_codes


def documented() -> list[tuple[str, str]]:
    """The words on a screen that are documented, whole and in parts, with the code they are of."""
    known = [(words, one.code) for one in shipped_codes() for words in one.words]
    parts = [
        (part, code)
        for words, code in known
        for part in (
            words, words.upper(), f"{words} ({code})", *words.rstrip(".").split(". "),
            " ".join(reversed(words.split()[:4])),
        )
    ]  # fmt: skip
    return [*parts, *((one.cause, one.code) for one in shipped_codes())]


def test_words_on_a_screen_find_every_code_that_they_are_documented_for() -> None:
    dictionary, cases = Dictionary.of(shipped_codes()), documented()
    for text, code in cases:
        assert code in [one.code for one in dictionary.look_up(text).meanings], text
    print(len(cases), "texts")
    assert {code for _, code in cases} >= {"401", "20004", "20021", "20022"}
    for name in ("Ada Byron", "nobody-has-this", "E833815A9999", "the"):
        assert not dictionary.look_up(name).meanings, name


def test_every_sentence_on_a_code_is_short_and_has_one_idea() -> None:
    """A cause stands behind `Code 1007 of SSM:`; a remedy is read out to somebody who listens."""
    sentences = 0
    for one in shipped_codes():
        assert not re.search("[,;:]", one.cause), one.cause
        for sentence in re.split(r"(?<=\.) ", one.remedy):
            sentences += 1
            assert sentence[0].isupper(), one.remedy
            assert sentence.endswith("."), one.remedy
            assert not re.search("[;:]|,.*,", sentence), sentence
            assert len(sentence.split()) <= 16, sentence
    print(sentences, "sentences")
