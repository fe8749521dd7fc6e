"""The first line or two: on what we are, where we are, when it was read, and what waits. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from smstui.actions import Place
from smstui.console.shortening import with_short_ids
from smstui.console.styled_text import width_of
from smstui.domain.skew import is_large, length
from smstui.presentation.lines import Line, Span

ONE_ROW: Final = 110
"""Columns from which everything is on one line."""
LOW: Final = 14
"""Lines of a terminal below which the pages are left out."""
ALL_NAMES: Final = 2
NAMES: Final = (ALL_NAMES, 1, 0)
"""Which pages are named: all, the current one, none."""
NO_PAGES: Final = -1
ONLINE: Final[Span] = ("online", "bar")
_ZONE: Final = 20
"""Characters of a zone's name; a longer one is shown by its city."""
POINTER: Final = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
POINTER_BACK: Final = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"

Row = tuple[Line, Line]
"""The pieces at the left of a line, and those at its right."""


class Page(NamedTuple):
    """One of the five pages. `sign` stands before its count; `cells` are kept for both."""

    action: str
    name: str
    place: Place
    sign: str = ""
    cells: int = 0


PAGES: Final = (
    Page("screen.lookup", "Lookup", Place.LOOKUP),
    Page("screen.pair", "Pair", Place.PAIR, "•", 4),
    Page("screen.sessions", "Sessions", Place.SESSIONS),
    Page("screen.triage", "Triage", Place.TRIAGE, "", 5),
    Page("screen.journal", "Journal", Place.JOURNAL, "•", 4),
)


class Header(NamedTuple):
    """The facts of the first lines. `counts` are by place, `read` is the time of reading.

    `state` is a word on the platform with its role, `skew` how far its clock is away, `zone` the
    zone of the times. `is_new` marks a deployment that was just entered. `pages` is how many pages
    are named (`NAMES`).
    """

    label: str
    tint: str
    read_only: bool
    role: str
    family: str
    place: Place
    key: Callable[[str], str]
    counts: Mapping[Place, int]
    crumbs: Sequence[str] = ()
    read: Span = ("", "bar")
    state: Span = ("", "bar")
    skew: timedelta | None = None
    private: bool = False
    zone: str = ""
    pages: int = ALL_NAMES
    is_new: bool = False


def header_height(width: int, height: int) -> int:
    """Return how many lines the header takes on a terminal of this size."""
    return 1 if width >= ONE_ROW or height < LOW else 2


def rows_of(header: Header, width: int, height: int) -> Sequence[Row]:
    """Return the lines: one from 110 columns, else who and where, then the pages.

    What is short of room gives way in this order: the family, the word `online` (the moment of
    reading says it as well), the way to here from its beginning, the moment of reading, the zone,
    the names of the other pages. Family or `online` come back where a shorter way leaves room. The
    environment, RO or RW and the role never give way, nor does any other word on the platform.
    """
    if width >= ONE_ROW:
        return [_first_that_fits(map(_row, _forms(header)), width)]
    where = _first_that_fits(
        (_row(form._replace(pages=NO_PAGES)) for form in _forms(header)), width
    )
    if height < LOW:
        return [where]
    return [where, _first_that_fits(((_pages(header, names), ()) for names in NAMES), width)]


def _forms(header: Header) -> Iterator[Header]:
    """Yield the header, and shorter ones."""
    says_twice = header.state == ONLINE and header.read[0]
    for form in _shorter(header):
        yield form
        yield form._replace(family="")
        if says_twice:
            yield form._replace(state=("", "bar"))
            yield form._replace(state=("", "bar"), family="")


def _shorter(header: Header) -> Iterator[Header]:
    """Yield the header with less and less of the way, then without times, then without names."""
    yield header
    while header.crumbs:
        yield header._replace(crumbs=[with_short_ids(crumb, 0) for crumb in header.crumbs])
        header = header._replace(crumbs=header.crumbs[1:])
        yield header
    header = header._replace(read=("", "bar"))
    yield header
    header = header._replace(zone="")
    yield header
    for pages in NAMES[1:]:
        yield header._replace(pages=pages)


def _first_that_fits(rows: Iterable[Row], width: int) -> Row:
    """Return the first of the rows that has room; the last one where none has."""
    row: Row = ((), ())
    for row in rows:
        if width_of(row[0]) + width_of(row[1]) <= width:
            break
    return row


def _row(header: Header) -> Row:
    mode: Span = (" RO ", "bar-strong") if header.read_only else (" RW ", "bar-caution")
    before, after = (POINTER, POINTER_BACK) if header.is_new else (" ", " ")
    left: list[Span] = [(f"{before}{header.label}{after}", f"tint-{header.tint}"), mode]
    left.append((f" {header.role} ", "bar"))
    if header.private:
        left.append((" PRIVATE ", "bar-strong"))
    if header.pages != NO_PAGES:
        left += _pages(header, header.pages)
    for at, crumb in enumerate(header.crumbs):
        gap = f" {POINTER} " if at else " " * (header.pages == NO_PAGES)
        left.append((gap, "bar-muted"))
        left.append((crumb, "bar-strong" if at == len(header.crumbs) - 1 else "bar"))
    return left, _end(header)


def _end(header: Header) -> Line:
    """Return the platform's clock where it is wrong, the read time, the zone and the state."""
    pieces: list[Span] = []
    if header.skew is not None and is_large(header.skew):
        sign = "+" if header.skew > timedelta() else "-"
        pieces.append((f"clock {sign}{length(header.skew)}", "bar-caution"))
    short = header.zone if len(header.zone) <= _ZONE else header.zone.rpartition("/")[2]
    read, role = header.read
    pieces += [(f"{read} {short}".strip(), role if read else "bar-muted")]
    pieces += [(header.family, "bar-muted"), header.state]
    line = [(f"  {text}", role) for text, role in pieces if text]
    if not line:
        return []
    first, role = line[0]
    # behind the pages, the way has no blank of its own
    is_close = header.crumbs and header.pages != NO_PAGES
    return [(first if is_close else first[1:], role), *line[1:], (" ", "bar")]


def _pages(header: Header, names: int) -> Line:
    """Return the pages with their counts. `names` is 2 for all names, 1 for the current one."""
    line: list[Span] = []
    for page in PAGES:
        is_here = page.place is header.place
        name = f" {page.name}" if names == ALL_NAMES or (is_here and names) else ""
        mark = POINTER if is_here else " "
        role = "title-focus" if is_here else "bar-muted"
        line.append((f"{mark}{header.key(page.action)}{name}", role))
        count = header.counts.get(page.place, 0)
        said = f" {page.sign}{_short(count, page.cells - 1 - len(page.sign))}" if count else ""
        gap = " " * max(1, page.cells + 1 - len(said))
        if page.sign and said:
            line += [(said, "bar-caution"), (gap, "bar")]
        else:
            line += [(said, role if is_here else "bar"), (gap, "bar")]
    return line


def _short(count: int, cells: int) -> str:
    """Return the count in so many cells: `9+` stands for more than two have room for."""
    return str(count) if len(str(count)) <= cells else f"{'9' * (cells - 1)}+"
