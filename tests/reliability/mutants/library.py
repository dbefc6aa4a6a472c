"""The library of mutants, run as a script where it is installed (see the Makefile).

`library.py list FILE …` prints every mutant that there is as JSON, and `library.py make
FILE OPERATOR OCCURRENCE` the source of one of them.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from parso.tree import NodeOrLeaf


def possible(files: list[str]) -> list[dict[str, object]]:
    """Return every mutant of these files that needs no arguments."""
    operators = [
        name for name in operator_names() if not get_operator(name).arguments()
    ]
    return [
        {"file": file, "operator": name, **place}
        for file in files
        for name in sorted(operators)
        for place in _places(Path(file).read_text(encoding="utf-8"), name)
    ]


def _places(source: str, operator: str) -> Iterator[dict[str, object]]:
    """Yield where an operator applies, counted as the library counts."""
    make = get_operator(operator)()
    nodes = ast_nodes(get_ast(source))
    found = ((node, at) for node in nodes for at, _ in make.mutation_positions(node))
    for occurrence, (node, (line, column)) in enumerate(found):
        if not _is_star(node):
            yield {"line": line, "column": column, "occurrence": occurrence}


def _is_star(node: NodeOrLeaf) -> bool:
    """Say whether it is the star of a signature, which is taken for an operator."""
    return node.type == "operator" and node.parent.type in {"parameters", "lambdef"}


def mutated(file: str, operator: str, occurrence: str) -> str:
    """Return the source of one mutant."""
    source = Path(file).read_text(encoding="utf-8")
    found = mutate_code(source, get_operator(operator)(), int(occurrence))
    assert found is not None, f"{file} has no {operator} number {occurrence}"
    return found


if __name__ == "__main__":
    wish, *words = sys.argv[1:]
    if wish == "list":
        json.dump(possible(words), sys.stdout)
    else:
        sys.stdout.write(mutated(*words))
