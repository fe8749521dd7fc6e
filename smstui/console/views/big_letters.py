"""Words three lines high, for whoever stands a step away with a scanner in a glove. Pure.

Each letter is drawn in five rows of dots, two of which share a line: half blocks are in every
terminal's font.
"""

from typing import Final

_DOTS: Final = {
    "A": ".#. #.# ### #.# #.#",
    "B": "##. #.# ##. #.# ##.",
    "C": "### #.. #.. #.. ###",
    "D": "##. #.# #.# #.# ##.",
    "E": "### #.. ##. #.. ###",
    "F": "### #.. ##. #.. #..",
    "G": "### #.. #.# #.# ###",
    "H": "#.# #.# ### #.# #.#",
    "I": "### .#. .#. .#. ###",
    "K": "#.# #.# ##. #.# #.#",
    "L": "#.. #.. #.. #.. ###",
    "N": "#..# ##.# #.## #..# #..#",
    "O": "### #.# #.# #.# ###",
    "P": "### #.# ### #.. #..",
    "R": "### #.# ##. #.# #.#",
    "S": "### #.. ### ..# ###",
    "T": "### .#. .#. .#. .#.",
    "U": "#.# #.# #.# #.# ###",
    "V": "#.# #.# #.# #.# .#.",
    "W": "#...# #...# #.#.# ##.## #...#",
    "X": "#.# #.# .#. #.# #.#",
    "Y": "#.# #.# .#. .#. .#.",
    "0": "### #.# #.# #.# ###",
    "1": ".#. ##. .#. .#. ###",
    "2": "### ..# ### #.. ###",
    "3": "### ..# ### ..# ###",
    "4": "#.# #.# ### ..# ..#",
    "5": "### #.. ### ..# ###",
    "6": "### #.. ### #.# ###",
    "7": "### ..# ..# ..# ..#",
    "8": "### #.# ### #.# ###",
    "9": "### #.# ### ..# ###",
    "+": "... .#. ### .#. ...",
    "●": ".##. #### #### #### .##.",
    "◐": ".##. ##.# ##.# ##.# .##.",
    "○": ".##. #..# #..# #..# .##.",
    "■": "#### #### #### #### ####",
    "?": "##. ..# .#. ... .#.",
    "›": "#.. .#. ..# .#. #..",  # noqa: RUF001 - the mark of a prompt
    " ": ".. .. .. .. ..",
}
_BLOCKS: Final = {"..": " ", "#.": "▀", ".#": "▄", "##": "█"}
HEIGHT: Final = 3


def big(text: str) -> tuple[str, str, str]:
    """`text` in capitals three lines high, four cells a letter; what has no form is left out."""
    letters = [_DOTS[letter].split() for letter in text.upper() if letter in _DOTS]
    first, second, third = (
        " ".join(_line(letter, at) for letter in letters) for at in range(HEIGHT)
    )
    return first, second, third


def _line(letter: list[str], at: int) -> str:
    """Line `at` of a letter: two rows of dots, the first above the letter being empty."""
    rows = ["." * len(letter[0]), *letter]
    return "".join(_BLOCKS[up + low] for up, low in zip(*rows[2 * at : 2 * at + 2], strict=True))
