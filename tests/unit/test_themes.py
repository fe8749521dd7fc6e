"""Theme files: what is shipped is complete and legible, what is broken is a sentence."""

import os
from itertools import product
from pathlib import Path

import pytest
from rich.color import Color
from rich.style import Style

from smstui.console.palette import ROLES, Palette
from smstui.console.theme_manager import ThemeManager
from smstui.console.themes import (
    LARGEST,
    BadTheme,
    load_themes,
    read_theme,
    shipped_folder,
)

SHIPPED = load_themes().by_name
SIX = {"ansi", "dark", "deuteranopia", "high-contrast", "light", "tritanopia"}
LEGIBLE = [role for role in ROLES if role not in ("frame", "input-cursor")]


def test_six_themes_are_shipped_and_every_one_can_be_read() -> None:
    assert set(SHIPPED) == SIX
    assert load_themes().problems == ()


def _luminance(colour: Color) -> float:
    assert colour.triplet is not None
    parts = [part / 255 for part in colour.triplet]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    low, high = sorted((_luminance(style.color), _luminance(style.bgcolor)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("name", "role"), product(sorted(SIX - {"ansi"}), LEGIBLE))
def test_text_can_be_read(name: str, role: str) -> None:
    least = 7.0 if name == "high-contrast" else 4.5
    assert _contrast(SHIPPED[name].styles[role]) >= least


@pytest.mark.parametrize(("name", "role"), product(sorted(SIX - {"ansi"}), LEGIBLE))
def test_text_can_be_read_on_a_sheet_too(name: str, role: str) -> None:
    least = 7.0 if name == "high-contrast" else 4.5
    assert _contrast(SHIPPED[name].palette().raised.style(role)) >= least


def test_a_theme_file_may_leave_the_sheet_out(tmp_path: Path) -> None:
    text = (shipped_folder() / "dark.toml").read_text()
    lines = [line for line in text.splitlines() if not line.startswith("sheet")]
    file = tmp_path / "mine.toml"
    file.write_text("\n".join(lines))
    styles = read_theme(file).styles
    assert styles["sheet"] == styles["bar"]
    assert styles["sheet-title"] == styles["bar-strong"]


@pytest.mark.parametrize("name", sorted(SIX))
def test_states_differ_in_colour_too(name: str) -> None:
    styles = SHIPPED[name].styles
    colours = [styles[role].color for role in ("good", "caution", "fault", "off")]
    assert len(set(colours)) == 4


def test_without_colour_meaning_stays() -> None:
    palette = SHIPPED["dark"].palette(bare=True)
    for role in ROLES:
        style = palette.style(role)
        assert style.color is None
        assert style.bgcolor is None
    assert palette.style("cursor").reverse
    assert palette.style("fault").bold
    assert palette.style("muted").dim


def test_an_unknown_role_is_drawn_as_plain_text() -> None:
    palette = Palette({"base": Style(bold=True)})
    assert palette.style("no-such-role").bold


def _broken(tmp_path: Path, before: str, after: str) -> str:
    text = (shipped_folder() / "dark.toml").read_text()
    assert before in text
    file = tmp_path / "mine.toml"
    file.write_text(text.replace(before, after, 1))
    with pytest.raises(BadTheme) as refused:
        read_theme(file)
    return str(refused.value)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('sky = "#5fafff"', 'sky = "#zz"', '"#zz" is not a colour'),
        ('muted = "grey"', 'muted = "gray"', '"gray" is not a colour'),
        ('muted = "grey"', "muted = 3", "a style is a text"),
        ('muted = "grey"', 'muted = "grey on"', "is not a style"),
        ('muted = "grey"', 'muted = "grey red"', "is not a style"),
        ('muted = "grey"', 'mutd = "grey"', 'there is no role "mutd"'),
        ('muted = "grey"\n', "", 'the role "muted" is missing'),
        ('name = "dark"', 'name = "../../etc"', "a theme's name is"),
        ("[roles]", "[roles", "is not TOML"),
    ],
)
def test_a_broken_theme_names_file_and_line(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    sentence = _broken(tmp_path, before, after)
    assert said in sentence
    assert sentence.startswith("mine.toml:")


def test_the_line_named_is_the_line_that_is_wrong(tmp_path: Path) -> None:
    sentence = _broken(tmp_path, 'muted = "grey"', "muted = 3")
    line = int(sentence.split(":")[1])
    assert (tmp_path / "mine.toml").read_text().splitlines()[line - 1] == "muted = 3"


def test_a_user_s_theme_wins_and_a_broken_one_leaves_the_others(tmp_path: Path) -> None:
    text = (shipped_folder() / "dark.toml").read_text()
    (tmp_path / "dark.toml").write_text(
        text.replace('title = "Dark, the default"', 'title = "Mine"')
    )
    (tmp_path / "broken.toml").write_bytes(b"\xff")
    themes = load_themes(tmp_path)
    assert themes.by_name["dark"].title == "Mine"
    assert set(themes.by_name) == SIX
    assert "broken.toml" in themes.problems[0]
    assert load_themes(tmp_path / "not-there").problems == ()


SOUND = (shipped_folder() / "dark.toml").read_text("utf-8")


def odd_files(folder: Path) -> None:
    """One of each file that must not be read, or read only so far."""
    folder.mkdir()
    os.mkfifo(folder / "fifo.toml")
    (folder / "zero.toml").symlink_to("/dev/zero")
    (folder / "null.toml").symlink_to("/dev/null")
    (folder / "gone.toml").symlink_to("nowhere")
    (folder / "circle.toml").symlink_to("circle.toml")
    (folder / "folder.toml").mkdir()
    with (folder / "big.toml").open("wb") as big:
        big.truncate(8_000_000_000)
    (folder / "full.toml").write_text(f"{SOUND}#{'x' * LARGEST}")
    (folder / "bytes.toml").write_bytes(b"a = 1\n\xff")
    (folder / "deep.toml").write_text("a = " + "[" * 100_000)
    (folder / "long.toml").write_text("a = " + "9" * 100_000)
    (folder / "mine.toml").write_text(SOUND.replace('name = "dark"', 'name = "mine"'))


def test_a_file_that_has_no_end_is_a_sentence_and_the_others_load(tmp_path: Path) -> None:
    odd_files(tmp_path / "themes")
    themes = load_themes(tmp_path / "themes")
    assert set(themes.by_name) == SIX | {"mine"}
    said = "\n".join(themes.problems)
    assert "fifo.toml: is not a regular file." in said
    assert "zero.toml: is not a regular file." in said
    assert "big.toml: has more than 256 kB." in said
    assert "full.toml: has more than 256 kB." in said
    assert "bytes.toml:2: is not UTF-8." in said
    assert "deep.toml: is not TOML" in said
    for name in ("gone", "circle", "folder", "null"):
        assert f"{name}.toml:" in said
    assert len(themes.problems) == 11
    theme_manager = ThemeManager("fifo", tmp_path / "themes")
    assert theme_manager.worn.name == "dark"


@pytest.mark.parametrize(
    "written",
    [
        '[colours]\na = "b"\nb = "a"\n',
        '[colours]\na = "a"\n',
        '[colours]\na = { b = "#000000" }\n',
        "[colours.a]\nb = 1\n",
        "[colours]\na = [1]\n",
        "[colours]\na = 5\n",
        "colours = 5\n",
    ],
)
def test_cycles_and_tables_in_colours_are_one_sentence(tmp_path: Path, written: str) -> None:
    roles = SOUND[SOUND.index("[roles]") :]
    base = next(line for line in roles.splitlines() if line.startswith("base"))
    file = tmp_path / "mine.toml"
    roles = roles.replace(base, 'base = "a"')
    file.write_text(f'name = "mine"\n{written}{roles}')

    with pytest.raises(BadTheme) as told:
        read_theme(file)
    assert str(told.value).startswith("mine.toml:")
    assert str(told.value).count("\n") == 0


@pytest.mark.parametrize("roles", ["roles = 5\n", "[roles]\nbase = {}\n", "[roles.base]\na = 1\n",
                                   '[roles]\n"\\u001b[31m" = "x"\n', 'title = 5\n'])  # fmt: skip
def test_tables_in_roles_are_one_sentence(tmp_path: Path, roles: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(roles)
    with pytest.raises(BadTheme) as told:
        read_theme(file)
    assert str(told.value).isprintable()
