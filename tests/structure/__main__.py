"""`python -m tests.structure` prints the shape of the code: what, how much, the aim.

With a word (`cycles`, `methods`, `depth`, `parents`, `late`, `tables`, `operations`, `handed`,
`small`, `large`) it prints what stands behind that line.
"""

import sys
from collections.abc import Callable
from functools import cache
from statistics import median

from tests.structure import classes, cycles, operations
from tests.structure.sources import functions, late_imports, sources

SMALL, LARGE = 30, 450
DEEPEST, MOST_METHODS = 2, 45

ALL = sources()
COUNTED = [source for source in ALL if source.is_counted]


@cache
def known() -> dict[str, classes.Class]:
    """Every class, read when first asked for."""
    return classes.classes(ALL)


def _circles() -> list[str]:
    return [" ".join(circle) for circle in cycles.circles(cycles.imports(ALL))]


def _methods() -> list[str]:
    counts = {name: classes.effective_methods(one, known()) for name, one in known().items()}
    return [f"{count} {name}" for name, count in _falling(counts) if count > MOST_METHODS]


def _depth() -> list[str]:
    counts = {
        name: classes.depth(one, known())
        for name, one in known().items()
        if not one.is_sandbox and not classes.is_error(one, known())
    }
    return [f"{count} {name}" for name, count in _falling(counts) if count > DEEPEST]


def _late() -> list[str]:
    return [f"{source.name}:{node.lineno}" for source in ALL for node in late_imports(source)]


def _operations() -> list[str]:
    files = {operation.value: len(found) for operation, found in operations.fan_out(ALL).items()}
    return [f"{count} {name}" for name, count in _falling(files)]


def _handed_ids() -> list[str]:
    """Return the functions that are handed a correlation ID, which a context variable carries."""
    return [
        f"{source.name}:{function.lineno}"
        for source in ALL
        for function in functions(source)
        if "errand" in {each.arg for each in (*function.args.args, *function.args.kwonlyargs)}
    ]


def _falling(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _sized(of: Callable[[int], bool]) -> list[str]:
    return [f"{source.lines} {source.name}" for source in COUNTED if of(source.lines)]


LISTS: dict[str, Callable[[], list[str]]] = {
    "cycles": _circles,
    "methods": _methods,
    "depth": _depth,
    "parents": lambda: classes.parents_of_one(known(), ALL),
    "late": _late,
    "tables": lambda: operations.tables(ALL),
    "operations": _operations,
    "handed": _handed_ids,
    "small": lambda: _sized(lambda lines: lines < SMALL),
    "large": lambda: _sized(lambda lines: lines > LARGE),
}


def _figures() -> list[tuple[str, str, str]]:
    lines = [source.lines for source in COUNTED]
    fan = [len(files) for files in operations.fan_out(ALL).values()]
    in_circles = sum(len(circle.split()) for circle in _circles())
    most = max(classes.effective_methods(one, known()) for one in known().values())
    deepest = max((int(line.split()[0]) for line in _depth()), default=DEEPEST)
    return [
        ("files", str(len(COUNTED)), "≤ 320"),
        ("lines", f"{sum(lines):,}", "≤ 43,000"),
        ("lines of a file, median", str(int(median(lines))), "95 to 140"),
        ("lines of the longest file", str(max(lines)), f"≤ {LARGE}"),
        (f"files under {SMALL} lines", str(len(LISTS["small"]())), "≤ 15"),
        (f"files over {LARGE} lines", str(len(LISTS["large"]())), "0"),
        ("modules in an import cycle", str(in_circles), "0"),
        ("methods of a class with its parents here, most", str(most), f"≤ {MOST_METHODS}"),
        (f"classes with more than {MOST_METHODS}", str(len(_methods())), "0"),
        ("inheritance, deepest", str(deepest), f"≤ {DEEPEST}"),
        ("classes that are only the parent of one", str(len(LISTS["parents"]())), "0"),
        ("late imports", str(len(_late())), "≤ 160"),
        ("files with a table keyed by operation", str(len(LISTS["tables"]())), "1"),
        ("files that name an operation, most", str(max(fan)), "≤ 5"),
        ("files that name an operation, median", str(int(median(fan))), "≤ 5"),
        ("functions that are handed a correlation ID", str(len(_handed_ids())), "0"),
    ]  # fmt: skip


def main(words: list[str]) -> int:
    for word in words:
        if word not in LISTS:
            print(f"{word} is none of {', '.join(LISTS)}", file=sys.stderr)
            return 2
        print("\n".join(LISTS[word]()))
    if not words:
        print("| what | now | aim |\n|---|---|---|")
        for what, now, aim in _figures():
            print(f"| {what} | {now} | {aim} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
