"""Who imports whom, type-only and late imports counted, and which modules do so in a circle."""

import ast
from collections.abc import Iterable, Mapping

from tests.structure.sources import Source


def imports(all_sources: Iterable[Source]) -> dict[str, set[str]]:
    """Module to the modules that it names in any import, wherever that stands."""
    by_name = {source.name: source for source in all_sources}
    return {name: _imported(source, by_name) - {name} for name, source in by_name.items()}


def _imported(source: Source, known: Mapping[str, Source]) -> set[str]:
    found = set()
    for node in source.nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                module = f"{node.module}.{alias.name}"
                found.add(module if module in known else node.module)
    return found & set(known)


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Modules that reach each other, largest circle first (Tarjan's algorithm)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(graph[name]):
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            at = stack.index(name)
            circle = stack[at:]
            del stack[at:]
            if len(circle) > 1:
                found.append(sorted(circle))

    for name in sorted(graph):
        if name not in index:
            visit(name)
    return sorted(found, key=len, reverse=True)
