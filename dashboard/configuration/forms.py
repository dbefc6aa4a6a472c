"""Forms of stakeholders.toml: which tables there are, with which fields and values."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from dashboard.web.form import Form
from states.messages import Quoted, msg
from vorlauf.directory import form_fields
from vorlauf.directory.differences import text_of
from vorlauf.directory.entries import SPEAKERS
from vorlauf.directory.form_fields import FormField, Widget
from vorlauf.directory.toml_edit import BLACKOUTS, Changes, Value
from vorlauf.directory.toml_lines import Path
from vorlauf.errors import BadInputError, NotFoundError

Tree = Mapping[str, object]
DEFAULTS: Final[Path] = ("campaign", "defaults")
# Forms that have one line of fields for each house, and whose fields those are.
_REMINDERS: Final = ("reminders", "reminder_hour", "escalate_after")
# What a house has beside what holds for all, or for itself alone.
_OWN: Final = ("name", "closing_days")
_CLOSING_DAYS: Final = "closing_days"
_BETWEEN: Final = re.compile(r"[,;\s]+")
# What the name of a new house or person is typed into.
KEY: Final = "key"


@dataclass(frozen=True, kw_only=True)
class Section:
    """The fields of one table of the file; `path` says which."""

    path: Path
    fields: tuple[FormField, ...]


@dataclass(frozen=True, kw_only=True)
class ConfigForm:
    """A form: its sections, as rows of a table where it `is_grid`.

    `new_in` is the table to which it adds a member; `removes` is the path that its
    button takes out.
    """

    name: str
    sections: tuple[Section, ...]
    is_grid: bool = False
    new_in: str = ""
    removes: Path = ()
    tree: Tree = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where its page is."""
        parts = ("new", self.new_in) if self.new_in else self.removes or (self.name,)
        return "/".join(("/configuration", *map(quote, parts)))

    @property
    def fields(self) -> Iterator[FormField]:
        """Every field, in order."""
        return (one for section in self.sections for one in section.fields)

    def values(self) -> Mapping[str, str]:
        """Return what stands in the file, by the names of the fields."""
        return {one.name: text_of(value_at(self.tree, one.path)) for one in self.fields}

    def changes(self, typed: Form) -> Changes:
        """Return what was typed and differs from the file."""
        if self.new_in:
            return self._new(typed)
        known = self.values()
        return _with_whole_tables(
            {
                one.path: one.value(typed.line(one.name))
                for one in self.fields
                if typed.has(one.name)
                and _differs(one, typed.line(one.name), known[one.name])
            },
            self.tree,
        )

    def _new(self, typed: Form) -> Changes:
        (section,) = self.sections
        key = typed.line(KEY)
        if key in members(self.tree, self.new_in):
            raise BadInputError(
                msg("The key {key} is somebody else's already.", key=Quoted(key))
            )
        values = {
            one.path[2:]: one.value(typed.line(one.name)) for one in section.fields
        }
        return {(self.new_in, key): _nested(values)}


def form_of(table: str, key: str, tree: Tree) -> ConfigForm:
    """Return the form of a page over a file. Raises `NotFoundError` if none is."""
    if not key and table in _FORMS:
        return _FORMS[table](tree)
    if table == "new" and key in {"houses", "people"}:
        sections = (_section((key, KEY)),)
        return ConfigForm(name=key, sections=sections, new_in=key, tree=tree)
    if table in {"houses", "people"} and key in members(tree, table):
        path = (table, key)
        return ConfigForm(
            name=table, sections=(_section(path),), removes=path, tree=tree
        )
    raise NotFoundError(msg("There is no such page."))


def members(tree: Tree, table: str) -> Mapping[str, Tree]:
    """Return the houses or people of a file, by key; what is no table is left out."""
    found = tree.get(table)
    if not isinstance(found, Mapping):
        return {}
    return {key: one for key, one in found.items() if isinstance(one, Mapping)}


def value_at(tree: object, path: Path) -> object:
    """Return the value at a path, or None; elements of lists count from 1."""
    for key in path:
        if isinstance(tree, list):
            at = int(key) if key.isdecimal() else 0
            tree = tree[at - 1] if 0 < at <= len(tree) else None
        else:
            tree = tree.get(key) if isinstance(tree, Mapping) else None
    return tree


def inherited(tree: Tree, path: Path) -> str:
    """Return what holds for a house that says nothing at this path, empty for nothing.

    It is the value of the nearest house above, of the defaults or of the campaign.
    """
    table, key, *rest = path
    if table != "houses":
        return ""
    houses, seen = members(tree, "houses"), {key}
    while (parent := houses.get(key, {}).get("parent")) and parent not in seen:
        key = str(parent)
        seen.add(key)
        if (value := value_at(tree, ("houses", key, *rest))) is not None:
            return text_of(value)
    known = (value_at(tree, (*above, *rest)) for above in (DEFAULTS, ("campaign",)))
    found = next((value for value in known if value is not None), None)
    return "" if rest[0] in _OWN else text_of(found)


def asked_unsaid(tree: Tree, path: Path) -> str:
    """Return who (a key) is asked for a house that names nobody, empty for nobody."""
    table, key, *rest = path
    if table != "houses" or rest != ["contact"]:
        return ""
    kind = members(tree, "houses").get(key, {}).get("kind")
    known = {one.value: roles for one, roles in SPEAKERS.items()}
    speaking = [role.value for role in known.get(str(kind), ())]
    people = members(tree, "people").items()
    return next(
        (
            who
            for who, one in people
            if one.get("house") == key and one.get("role") in speaking
        ),
        "",
    )


def _campaign(tree: Tree) -> ConfigForm:
    fields = form_fields.fields_at(("campaign",))
    plain = tuple(one for one in fields if one.key != _CLOSING_DAYS)
    section = Section(path=("campaign",), fields=plain)
    sections = (section, _section(DEFAULTS))
    return ConfigForm(name="campaign", sections=sections, tree=tree)


def _closing_days(tree: Tree) -> ConfigForm:
    fields = form_fields.fields_at(("campaign",))
    days = tuple(one for one in fields if one.key == _CLOSING_DAYS)
    sections = (Section(path=("campaign",), fields=days),)
    return ConfigForm(name="closing-days", sections=sections, tree=tree)


def _blackouts(tree: Tree) -> ConfigForm:
    found = value_at(tree, BLACKOUTS)
    size = len(found) if isinstance(found, list) else 0
    sections = tuple(_section((*BLACKOUTS, str(n))) for n in range(1, size + 2))
    return ConfigForm(name="blackouts", sections=sections, is_grid=True, tree=tree)


def _lead_times(tree: Tree) -> ConfigForm:
    return _grid("lead-times", tree, lambda one: one.path[-2] == "lead_times")


def _reminder_rules(tree: Tree) -> ConfigForm:
    return _grid("reminders", tree, lambda one: one.key in _REMINDERS)


def _grid(name: str, tree: Tree, is_shown: Callable[[FormField], bool]) -> ConfigForm:
    paths = (DEFAULTS, *(("houses", key) for key in members(tree, "houses")))
    sections = tuple(
        Section(path=path, fields=tuple(filter(is_shown, form_fields.fields_at(path))))
        for path in paths
    )
    return ConfigForm(name=name, sections=sections, is_grid=True, tree=tree)


def _section(path: Path) -> Section:
    return Section(path=path, fields=form_fields.fields_at(path))


_FORMS: Final[Mapping[str, Callable[[Tree], ConfigForm]]] = {
    "campaign": _campaign,
    "lead-times": _lead_times,
    "reminders": _reminder_rules,
    "closing-days": _closing_days,
    "blackouts": _blackouts,
}


def _differs(one: FormField, typed: str, known: str) -> bool:
    """Say whether something else was typed than stands in the file."""
    if one.widget is Widget.LIST:
        return _BETWEEN.sub(" ", typed) != _BETWEEN.sub(" ", known)
    return typed != known


def _with_whole_tables(changes: Changes, tree: Tree) -> Changes:
    """Return the changes with a new blackout as one table, and an emptied one gone."""
    found = value_at(tree, BLACKOUTS)
    size = len(found) if isinstance(found, list) else 0
    plain = {path: v for path, v in changes.items() if path[:2] != BLACKOUTS}
    by_number: dict[str, dict[Path, Value | None]] = {}
    for path, value in changes.items():
        if path[:2] == BLACKOUTS:
            by_number.setdefault(path[2], {})[path[3:]] = value
    for number, values in by_number.items():
        whole: Path = (*BLACKOUTS, number)
        known = value_at(tree, whole)
        if int(number) > size:
            plain[whole] = _nested(values)
        elif isinstance(known, Mapping) and all(
            values.get((name,), known[name]) is None for name in known
        ):
            plain[whole] = None
        else:
            plain |= {(*whole, *rest): value for rest, value in values.items()}
    return plain


def _nested(values: Mapping[Path, Value | None]) -> dict[str, object]:
    """Return a table of these values, without those that are missing."""
    table: dict[str, object] = {}
    for path, value in values.items():
        if value is None:
            continue
        *above, last = path
        inner = table
        for key in above:
            below = inner.setdefault(key, {})
            assert isinstance(below, dict)  # noqa: S101, paths of one schema
            inner = below
        inner[last] = value
    return table
