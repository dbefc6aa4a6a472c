"""Disclosure: everything that is kept about a person, without what is about others."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from notifications.i18n.translation import translate
from notifications.inbox.redacted_mail import redacted
from states.messages import msg
from states.post import Role
from vorlauf.db import personal
from vorlauf.db.call import Call
from vorlauf.directory.model import Person
from vorlauf.records.erasure import findings, trace_queries
from vorlauf.records.erasure.findings import ChangedRow
from vorlauf.records.erasure.identity import Identity, identity_of
from vorlauf.records.erasure.traces import Traces
from vorlauf.workflow.actors import require_role

# Digests of secrets and of rows say nothing about anybody, and open what others keep.
_SECRET: Final = frozenset(
    {"digest", "handle", "lease_owner", "nonce", "password", "places"}
)
_CONTENT: Final = "content"
_DISCLOSED: Final = "(disclosed)"


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    """What is kept about a person: rows by table, lines of the log, and mails.

    In everything the names and addresses of others have given way to their roles.
    """

    name: str
    at: datetime
    identity: Mapping[str, object]
    rows: Mapping[str, list[Mapping[str, object]]]
    mails: Mapping[str, bytes]

    @property
    def count(self) -> int:
        """How many entries there are."""
        return sum(map(len, self.rows.values()))


def disclosure(call: Call, who: str, by: str, also: tuple[str, ...] = ()) -> Disclosure:
    """Return everything about a person; only a coordinator may ask for it.

    Raises `RefusedError` for others, `BadInputError` for a name too short.
    """
    why = msg("Only a coordinator may export what is kept about a person.")
    require_role(call.directory.person(by), Role.COORDINATOR, why)
    identity = identity_of(call, who, also)
    # Under another key than theirs, so that a row that has only their key is found.
    found = findings.find(call.connection, Traces(identity, _DISCLOSED))
    others = _Others.of(call, identity)
    rows: dict[str, list[Mapping[str, object]]] = {}
    mails: dict[str, bytes] = {}
    if person := call.directory.people.get(identity.key):
        rows["stakeholders"] = [_entry(person)]
    for row in found.rows:
        values = trace_queries.whole(call.connection, row.table, row.key)
        rows.setdefault(row.table.name, []).append(others.row(values))
        if isinstance(values.get(_CONTENT), bytes):
            mails[_file_name(row, len(mails))] = others.mail(values[_CONTENT])
    if lines := list(_lines(call, found.lines, others)):
        rows["audit"] = lines
    return Disclosure(
        name=identity.name,
        at=call.now,
        identity={
            "names": identity.names,
            "keys": identity.keys,
            "addresses": identity.addresses,
            "phones": identity.phones,
        },
        rows=dict(sorted(rows.items())),
        mails=mails,
    )


def _entry(person: Person) -> Mapping[str, object]:
    return {name: value for name, value in vars(person).items() if name != "deputy"}


def _file_name(row: ChangedRow, number: int) -> str:
    return f"mails/{row.table.name}-{number + 1:04}.eml"


def _lines(
    call: Call, found: Mapping[int, tuple[str, ...]], others: "_Others"
) -> Iterator[Mapping[str, object]]:
    for line in trace_queries.lines(call.connection):
        if line.id not in found:
            continue
        whole = personal.document(line._asdict(), json.loads(line.details))
        _, values = personal.parted(whole, line.event)
        told = {place: values[place] for place in found[line.id]}
        about = ("id", "at", "event", "number", "capacity", "house")
        yield {
            **{name: getattr(line, name) for name in about},
            **others.row(told),
        }


@dataclass(frozen=True)
class _Others:
    """Takes everybody else out of what is disclosed."""

    traces: tuple[Traces, ...]

    @classmethod
    def of(cls, call: Call, identity: Identity) -> "_Others":
        others = [key for key in call.directory.people if key not in identity.keys]
        known = (identity_of(call, key) for key in others)
        return cls(tuple(Traces(one, one.role) for one in known))

    def row(self, values: Mapping[str, Any]) -> dict[str, object]:
        return {
            name: self._value(value)
            for name, value in values.items()
            if name not in _SECRET and not isinstance(value, bytes)
        }

    def mail(self, content: bytes) -> bytes:
        return redacted(content, self._text)

    def _value(self, value: object) -> object:
        if isinstance(value, str):
            return self._key(value)
        if isinstance(value, Mapping):
            return {key: self._value(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._value(one) for one in value]
        return value

    def _key(self, text: str) -> str:
        for one in self.traces:
            text = one.without_key(text) if one.is_key(text) else text
        return self._text(text)

    def _text(self, text: str) -> str:
        for one in self.traces:
            text = one.without(text, surname=True)
        return text


def archive(found: Disclosure, language: str) -> bytes:
    """Return a ZIP: a page to read (`index.html`), the same as JSON, and the mails."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as into:
        into.writestr("index.html", _page(found, language))
        plain = {"name": found.name, "at": found.at, **found.identity, **found.rows}
        words = json.dumps(plain, default=_plain, ensure_ascii=False, indent=2)
        into.writestr("data.json", words)
        for name, content in found.mails.items():
            into.writestr(name, content)
    return made.getvalue()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else str(value)


def _page(found: Disclosure, language: str) -> str:
    told = msg(
        "What is kept about {name}, as of {day}", name=found.name, day=found.at.date()
    )
    title = escape(translate(told, language))
    parts = [
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">',
        f"<title>{title}</title><style>{_STYLE}</style><h1>{title}</h1>",
    ]
    for table, rows in found.rows.items():
        parts.append(f"<h2>{escape(table)} ({len(rows)})</h2>")
        parts += [_table(row) for row in rows]
    return "".join(parts)


def _table(row: Mapping[str, object]) -> str:
    cells = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(_shown(value))}</td></tr>'
        for name, value in row.items()
        if value not in (None, "", [], {})
    )
    return f"<table>{cells}</table>"


def _shown(value: object) -> str:
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, default=_plain, ensure_ascii=False)
    return str(_plain(value))


_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;margin:0 0 1em;width:100%}"
    "th{text-align:left;width:14em;font-weight:600;vertical-align:top}"
    "th,td{border-bottom:1px solid #bbb;padding:.2em .5em;overflow-wrap:anywhere}"
)
