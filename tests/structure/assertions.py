"""How much is asserted, by folder of tests: to see that a quicker suite asserts no less.

python -m tests.structure.assertions [ROOT]      # of another checkout, to compare
"""

import ast
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parents[2]


def asserted(file: Path) -> int:
    """Return how many assertions stand in a file: what is asserted, and what must be raised."""
    found = 0
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Assert):
            found += 1
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found += node.func.attr in ("raises", "warns")
    return found


def by_folder(root: Path) -> Counter[str]:
    """Return the assertions of each folder of tests, what stands in its helpers too."""
    found: Counter[str] = Counter()
    for file in sorted((root / "tests").rglob("*.py")):
        found[file.relative_to(root / "tests").parts[0]] += asserted(file)
    return found


if __name__ == "__main__":
    told = by_folder(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
    for folder, number in told.most_common():
        if number:
            print(f"{number:6,} {folder}")
    print(f"{told.total():6,} in all")
