"""The judge shares no module with the product."""

import ast
import sys
from pathlib import Path

import vorlauf.demo.judge

ROOM = Path(vorlauf.demo.judge.__file__).parent


def imports():
    for path in sorted(ROOM.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert not node.level
                yield node.module


def test_it_imports_the_standard_library_and_itself_alone():
    found = set(imports())

    strange = {
        name
        for name in found
        if not name.startswith("vorlauf.demo.judge")
        and name.partition(".")[0] not in sys.stdlib_module_names
    }
    assert strange == set()
    assert "sqlite3" in found
