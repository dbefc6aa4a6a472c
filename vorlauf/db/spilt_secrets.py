"""Spilt secrets: live links, sessions and tokens that stand in the database itself.

Older versions kept answers as they came, and what they quoted. The log cannot be
written anew, so what is found anywhere is ended: whoever had the link may ask for
another one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Connection,
    Row,
    Select,
    Table,
    Text,
    Update,
    cast,
    inspect,
    select,
    update,
)
from sqlalchemy import column as named
from sqlalchemy import table as table_named

from notifications.inbox.redacted_mail import redacted
from vorlauf import secret_forms
from vorlauf.db import audit_log
from vorlauf.db.audit_log import Entry
from vorlauf.db.tables import (
    ApiToken,
    LinkEnd,
    SignInLink,
    StepLink,
    Visit,
    table_of,
)
from vorlauf.secret_forms import Patience

EVENT: Final = "spilt_secrets_ended"
_LINK: Final = table_of(StepLink)
_SIGN_IN: Final = table_of(SignInLink)
_VISIT: Final = table_of(Visit)
_TOKEN: Final = table_of(ApiToken)
_ROWS_AT_ONCE: Final = 50
_MOST_LOOKS: Final = 100_000  # in one value
_MOST_ASKED: Final = 500


@dataclass(frozen=True, kw_only=True)
class EndedSecrets:
    """How many links of steps, links to sign in, sessions and tokens were ended."""

    links: int
    sign_in_links: int
    sessions: int
    tokens: int

    def __bool__(self) -> bool:
        return any(vars(self).values())


def end_spilt(connection: Connection, now: datetime) -> EndedSecrets:
    """End every live secret of ours that stands in any column; log how many.

    `now` is aware UTC. Reads the whole database: a minute for some thousand mails.
    """
    head = audit_log.lock(connection)
    spilt = _spilt(connection)
    ended = EndedSecrets(
        links=_end(
            connection,
            update(_LINK)
            .where(_LINK.c.ended_at.is_(None))
            .values(ended_at=now, ended_how=LinkEnd.REISSUED.value),
            _LINK,
            spilt,
        ),
        sign_in_links=_end(
            connection,
            update(_SIGN_IN).where(_SIGN_IN.c.used_at.is_(None)).values(used_at=now),
            _SIGN_IN,
            spilt,
        ),
        sessions=_end(
            connection,
            update(_VISIT).where(_VISIT.c.ended_at.is_(None)).values(ended_at=now),
            _VISIT,
            spilt,
        ),
        tokens=_end(
            connection,
            update(_TOKEN).where(_TOKEN.c.revoked_at.is_(None)).values(revoked_at=now),
            _TOKEN,
            spilt,
        ),
    )
    if ended:
        told = Entry(
            at=now,
            event=EVENT,
            actor="Vorlauf",
            actor_key="(upgrade)",
            capacity="flow",
            details=vars(ended),
        )
        audit_log.append(connection, head, [told])
    return ended


def _end(
    connection: Connection, ending: Update, table: Table, spilt: frozenset[str]
) -> int:
    live = connection.execute(select(table.c.digest)).scalars()
    ours = sorted(spilt.intersection(live))
    return sum(
        connection.execute(
            ending.where(table.c.digest.in_(ours[at : at + _MOST_ASKED]))
        ).rowcount
        for at in range(0, len(ours), _MOST_ASKED)
    )


def _spilt(connection: Connection) -> frozenset[str]:
    """Return the digest of every piece of a value that is a secret of ours."""
    tables = (_LINK, _SIGN_IN, _VISIT, _TOKEN)
    ours = frozenset(
        digest
        for table in tables
        for digest in connection.execute(select(table.c.digest)).scalars()
    )
    return frozenset(
        digest
        for value in _values(connection)
        for digest in _digests(value)
        if digest in ours
    )


def _values(connection: Connection) -> Iterator[object]:
    """Yield every text and all octets of every table, whatever it is called."""
    found = inspect(connection)
    for name in found.get_table_names():
        columns = [
            named(one["name"], one["type"])
            for one in found.get_columns(name)
            if isinstance(one["type"], JSON) or one["type"].python_type in {str, bytes}
        ]
        if columns:
            asked: Select[Any] = select(*map(_read, columns)).select_from(
                table_named(name, *columns)
            )
            rows = connection.execute(
                asked, execution_options={"yield_per": _ROWS_AT_ONCE}
            )
            yield from (value for row in rows for value in _of(row))


def _read(column: Any) -> Any:  # noqa: ANN401, any column, or its text
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _of(row: Row[Any]) -> Iterator[object]:
    yield from (value for value in row if value)


def _digests(value: object) -> set[str]:
    seen: set[str] = set()
    patience = Patience(_MOST_LOOKS)

    def look(text: str) -> str:
        seen.update(one.digest for one in secret_forms.candidates(text, patience))
        return text

    if isinstance(value, bytes | memoryview):
        redacted(bytes(value), look)
    else:
        look(str(value))
    return seen
