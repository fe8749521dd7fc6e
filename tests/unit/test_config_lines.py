"""The line of a key, whatever stands around it."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from smstui.config.lines import key_lines, line_of

TEXT = '''\
# a = 1
top = "x # no = comment"
multi = """
fake = 1
[not.a.heading]
"""
list = [
  1, # two = 2
  2,
]
"quoted key" = 1
dotted.inner = 2

[table]
a.b = 1
'plain' = { env = "X", other = "[x]" }
[table."sub.dot"]
last = \'\'\'
a = 1\'\'\'
end = true
'''


def test_every_key_has_its_line() -> None:
    lines = key_lines(TEXT)
    assert lines == {
        ("top",): 2,
        ("multi",): 3,
        ("list",): 7,
        ("quoted key",): 11,
        ("dotted",): 12,
        ("dotted", "inner"): 12,
        ("table",): 14,
        ("table", "a"): 15,
        ("table", "a", "b"): 15,
        ("table", "plain"): 16,
        ("table", "sub.dot"): 17,
        ("table", "sub.dot", "last"): 18,
        ("table", "sub.dot", "end"): 20,
    }


def test_a_key_without_a_line_of_its_own_has_that_of_what_holds_it() -> None:
    lines = key_lines(TEXT)
    assert line_of(lines, ("table", "plain", "env")) == 16
    assert line_of(lines, ("table", "missing")) == 14
    assert line_of(lines, ("nowhere",)) is None


_KEYS = st.text("abcxyz-_", min_size=1, max_size=6)
_VALUES = st.sampled_from(
    ["1", '"a = 1"', "'#'", "[1, [2, 3]]", "{ k = 1, l = [2] }", '"""\nk = 1\n"""', "[\n1,\n]"]
)


@given(st.dictionaries(_KEYS, _VALUES, min_size=1, max_size=8), st.integers(0, 3))
def test_lines_are_those_of_the_text(pairs: dict[str, str], blanks: int) -> None:
    text, expected = "", {}
    for key, value in pairs.items():
        text += "\n" * blanks
        expected[key,] = text.count("\n") + 1
        text += f"{key} = {value} # k = 2\n"
    tomllib.loads(text)
    assert key_lines(text) == expected
