"""What the source says to people: the templates of its messages."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOLE = re.compile(r"\{(\w+)\}")
ROOMS = ("states", "notifications", "vorlauf", "dashboard")
# What these errors say may stand on a page.
_ERRORS = {
    "BadInputError",
    "ConflictError",
    "LinkKeyError",
    "NotFoundError",
    "RefusedError",
    "ServingError",
    "StoreError",
}
# The command line speaks English.
_ENGLISH = {"cli", "demo"}
# By function: where the template stands among its arguments.
_TEMPLATE = {"msg": 0, "_say": 0, "phrase": 1}
_MATERIAL = "_of"  # of posts/picture_checks.py, with a picture first


@cache
def templates():
    """Return context and template of each message, with the place that says it."""
    found = {}
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            for call in _calls(file):
                for key in _said(call, file):
                    found.setdefault(key, f"{file.relative_to(ROOT)}:{call.lineno}")
    return found


def _calls(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node


def _said(call, file):
    if call.func.id == _MATERIAL and file.stem == "picture_checks":
        yield "material", call.args[1].value
    elif call.func.id in _TEMPLATE:
        *context, template = call.args
        if isinstance(template, ast.Constant):
            yield context[0].value if context else None, template.value


def unfilled():
    """Yield where the values of a message are not those that its template wants."""
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            for call in _calls(file):
                given = {keyword.arg for keyword in call.keywords}
                if call.func.id == _MATERIAL:
                    given |= {"name", "house"}
                for _, template in _said(call, file):
                    if None not in given and given != {*HOLE.findall(template)}:
                        yield f"{file.relative_to(ROOT)}:{call.lineno}"


def bare_errors():
    """Yield where the engine raises an error without a message."""
    for file in sorted((ROOT / "vorlauf").rglob("*.py")):
        if not _ENGLISH & {*file.parts}:
            for call in _calls(file):
                bare = (ast.Constant, ast.JoinedStr)
                if call.func.id in _ERRORS and isinstance(call.args[0], bare):
                    yield f"{file.relative_to(ROOT)}:{call.lineno}"
