"""A screen as text with roles: each line, and below it which cells have which role."""

from collections.abc import Iterator, Mapping

from rich.style import Style
from textual.strip import Strip

from smstui.console.palette import ROLES, palette_of
from tests.support.robot import Robot

_USUAL = ("base", "frame", "")


def strips_of(robot: Robot) -> list[Strip]:
    """The lines of the screen, as they are drawn."""
    from textual._compositor import LayoutUpdate

    app = robot.app
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    assert isinstance(update, LayoutUpdate)
    return [Strip.join(line) for line in update.strips]


def text_of(robot: Robot) -> str:
    """The screen: lines that begin with a bar, and below a line the roles of its cells.

    Of roles that look alike the first in the list of roles is named. The ground, and frames
    without the focus, are not.
    """
    return "\n".join(_lines(strips_of(robot), _roles(robot))) + "\n"


def looks_of(robot: Robot) -> str:
    """What each role on the screen looks like: colour, ground and attributes, a line each."""
    known, found = _roles(robot), set[str]()
    for strip in strips_of(robot):
        for segment in strip:
            if segment.text.strip():
                style = segment.style or Style()
                found.add(f"{known.get(style, 'other')}: {style}")
    return "\n".join(sorted(found)) + "\n"


def _roles(robot: Robot) -> dict[Style, str]:
    """Return the role of each style of the theme in use."""
    palette = palette_of(robot.app.base)
    known: dict[Style, str] = {}
    for ground in ("/bar", ""):
        for role in reversed(ROLES):
            for each in (palette, palette.raised):
                known[each.style(role + ground)] = role
    return known


def _lines(strips: list[Strip], known: Mapping[Style, str]) -> Iterator[str]:
    for strip in strips:
        yield f"|{strip.text.rstrip()}"
        roles: list[str] = []
        at = 0
        for segment in strip:
            role = known.get(segment.style or Style(), "other")
            if role not in _USUAL and segment.text.strip():
                roles.append(f"{at}+{len(segment.text)} {role}")
            at += len(segment.text)
        if roles:
            yield f"    {', '.join(roles)}"
