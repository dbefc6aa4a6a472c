"""Coverage: which columns of the database the audit log vouches for, and which not.

Everything is covered that is not left out here, so a new table is covered from its
first row on. Each omission says why.
"""

from functools import cache
from typing import Final

from sqlalchemy import Column, Table

from vorlauf.db.tables import METADATA

# The log itself: its lines are chained, and their end is compared with the last.
THE_LOG: Final = frozenset({"audit", "audit_head"})
# Tables that the log does not vouch for.
TABLES_LEFT_OUT: Final = {
    "bookmark": "how far a reader of the log has come; it can be read again",
    "house_rules": "which rules were applied last; they are in stakeholders.toml",
    "mailbox": "what servers said of an address: a counter that mails change",
    "message": "mails on their way out; what they were about is covered as notices",
    "incoming": "mails as they came in; what became of them is covered as comments",
    "stakeholders_file": "what was read last; each difference has its line in the log",
    "publication": "how far publishing is; the log has a line of its beginning and end",
    "restoration": "from which backup the database comes; acts on it have their lines",
    "saved_view": "filters of lists that a person has kept",
    "sign_in_link": "links of twenty minutes, deleted when they have ended",
    "visit": "sessions, which change with every page that is opened",
    "known_browser": "wrong passwords of a browser: a counter that opens nothing",
    "account": "passwords, failures and preferences; who may act is in the directory",
    "step_link": "links are verified by a key that is not in the database",
    "link_key": "which key the links are verified by; another one opens none of them",
}
_LEASED: Final = "how far sending is: it changes without a line of the log"
# Columns that the log does not vouch for, of tables that it does vouch for.
COLUMNS_LEFT_OUT: Final = {
    "api_token.used_at": "when a program came last: it changes with each use",
    "calendar_feed.used_at": "when a program came last: it changes with each use",
    "notice.due_at": "when it is tried next; `planned_at` is covered",
    "notice.state": _LEASED,
    "notice.claims": _LEASED,
    "notice.attempts": _LEASED,
    "notice.doubts": _LEASED,
    "notice.lease_owner": _LEASED,
    "notice.lease_until": _LEASED,
    "notice.message_id": _LEASED,
    "notice.settled_at": _LEASED,
    "notice.error": _LEASED,
    "notice.told_due_at": _LEASED,
}


@cache
def covered_tables() -> tuple[Table, ...]:
    """Return the tables that the log vouches for, by name."""
    tables = sorted(METADATA.tables.values(), key=lambda table: table.name)
    uncovered = THE_LOG | TABLES_LEFT_OUT.keys()
    return tuple(one for one in tables if one.name not in uncovered)


@cache
def covered_columns(table: Table) -> tuple[Column[object], ...]:
    """Return the columns of a covered table that the log vouches for, in order."""
    return tuple(
        column
        for column in table.columns
        if f"{table.name}.{column.name}" not in COLUMNS_LEFT_OUT
    )
