"""Text search: whether a text holds another one, ignoring case."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Alike(FunctionElement[bool]):
    """A text is like a pattern, in capitals or not; SQLite's own LIKE means just that.

    Asked for small letters first, as elsewhere, SQLite would take three times as long.
    """

    name = "alike"
    type = Boolean()
    inherit_cache = True


@compiles(_Alike)
def _ilike(element: _Alike, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    text, pattern = (compiler.process(part, **more) for part in element.clauses)
    return f"{text} ILIKE {pattern} ESCAPE '/'"


@compiles(_Alike, "sqlite")
def _like(element: _Alike, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    text, pattern = (compiler.process(part, **more) for part in element.clauses)
    return f"{text} LIKE {pattern} ESCAPE '/'"


def holds(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Return the condition that a column holds the text.

    What is no ASCII in the text stands for any sign, as SQLite knows no other capitals.
    """
    pattern = "".join(_escaped(sign) if sign.isascii() else "_" for sign in text)
    return _Alike(column, literal(f"%{pattern}%"))


def _escaped(sign: str) -> str:
    return f"/{sign}" if sign in "/%_" else sign
