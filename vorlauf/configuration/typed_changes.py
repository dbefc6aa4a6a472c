"""Typed changes: fields of stakeholders.toml named by their path, values as text."""

from collections.abc import Mapping
from typing import Final

from states.messages import Quoted, msg
from vorlauf.configuration.stakeholders_file import FileText
from vorlauf.directory import form_fields
from vorlauf.directory.differences import FieldChange, difference, tree_of
from vorlauf.directory.form_fields import FormField
from vorlauf.directory.toml_edit import BLACKOUTS, Changes, Value
from vorlauf.directory.toml_lines import Path
from vorlauf.errors import BadInputError, NotFoundError

_MEMBERS: Final = ("houses", "people")
# Whose tables are opened when the first of their values is written.
_OPENED: Final = (*_MEMBERS, "channels", "inquiries")
_WHOLE: Final = 2


def values(found: FileText, under: str = "") -> tuple[FieldChange, ...]:
    """Return every value of the file (`after`), or those under a path.

    Secret ones are hidden. Raises `NotFoundError` if nothing stands under the path.
    """
    path = tuple(under.split(".")) if under else ()
    every = difference("", found.text)
    wanted = tuple(one for one in every if one.path[: len(path)] == path)
    if under and not wanted:
        raise NotFoundError(
            msg("Nothing stands under {path} in stakeholders.toml.", path=Quoted(under))
        )
    return wanted


def changes_of(found: FileText, typed: Mapping[str, str]) -> Changes:
    """Return the changes that were typed, by path, as `houses.smi.lead_times.review`.

    An empty text takes the key out, of a house or a person the whole table. A house or
    person that is not there yet is added. Raises `BadInputError` for a path at which
    nothing can stand.
    """
    tree = tree_of(found.text)
    plain: dict[Path, Value | None] = {}
    added: dict[Path, dict[Path, Value]] = {}
    for name, text in typed.items():
        path = _numbered(tree, tuple(name.split(".")))
        if _is_whole(path) and not text.strip():
            plain[path] = None
            continue
        value = _field_at(path).value(text)
        table = _missing_table(tree, path)
        if table:
            fields = added.setdefault(table, {})
            if value is not None:
                fields[path[len(table) :]] = value
        else:
            plain[path] = value
    return {**plain, **{path: _nested(fields) for path, fields in added.items()}}


def _is_whole(path: Path) -> bool:
    return len(path) == _WHOLE and path[0] in _MEMBERS


def _is_there(tree: Mapping[str, object], path: Path) -> bool:
    members = tree.get(path[0])
    return isinstance(members, Mapping) and path[1] in members


def _missing_table(tree: Mapping[str, object], path: Path) -> Path:
    """Return the table that a path would open; empty if it is there."""
    if path[: len(BLACKOUTS)] == BLACKOUTS and len(path) > len(BLACKOUTS):
        is_new = int(path[len(BLACKOUTS)]) > len(_blackouts(tree))
        return path[: len(BLACKOUTS) + 1] if is_new else ()
    is_new = path[0] in _OPENED and not _is_there(tree, path)
    return path[:_WHOLE] if is_new else ()


def _numbered(tree: Mapping[str, object], path: Path) -> Path:
    """Return a path of a blackout with its number, where its first day is named.

    The number after the last one adds a blackout. Raises `BadInputError` for others.
    """
    size = len(BLACKOUTS)
    if path[:size] != BLACKOUTS or len(path) == size:
        return path
    known, said = _blackouts(tree), path[size]
    days = [str(one.get("first")) for one in known]
    if said in days:
        return (*BLACKOUTS, str(days.index(said) + 1), *path[size + 1 :])
    if said in {str(number) for number in range(1, len(known) + 2)}:
        return path
    raise BadInputError(
        msg(
            "There is no blackout {said}; name its first day, or {number} for another "
            "one.",
            said=Quoted(said),
            number=len(known) + 1,
        )
    )


def _blackouts(tree: Mapping[str, object]) -> list[Mapping[str, object]]:
    campaign = tree.get(BLACKOUTS[0])
    found = campaign.get(BLACKOUTS[1]) if isinstance(campaign, Mapping) else None
    if not isinstance(found, list):
        return []
    return [one for one in found if isinstance(one, Mapping)]


def _field_at(path: Path) -> FormField:
    """Return the field at a path, whose table is the longest that can stand there."""
    for size in (3, 2, 1):
        try:
            known = form_fields.fields_at(path[:size])
        except BadInputError:
            continue
        for one in known:
            if one.path == path:
                return one
    raise BadInputError(
        msg(
            "Nothing called {path} can stand in stakeholders.toml; "
            "`vorlauf config show` lists what does.",
            path=Quoted(".".join(path)),
        )
    )


def _nested(values: Mapping[Path, Value]) -> dict[str, object]:
    table: dict[str, object] = {}
    for path, value in values.items():
        *above, last = path
        inner = table
        for key in above:
            below = inner.setdefault(key, {})
            assert isinstance(below, dict)  # noqa: S101 - paths of one schema
            inner = below
        inner[last] = value
    return table
