"""Notices in the terminal: when, what, to whom, with what result."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from rich.table import Table

from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label, moment
from vorlauf.cli.output import name_of, said
from vorlauf.db.engine import Connection
from vorlauf.db.tables import NoticeState
from vorlauf.directory.model import Directory
from vorlauf.mail.queue.expected_readers import expected_reader
from vorlauf.mail.queue.notice_list import NoticeRow
from vorlauf.posts import presence
from vorlauf.posts.presence import PresenceAhead
from vorlauf.terminal import table
from vorlauf.wiring import Wiring


@dataclass(frozen=True)
class Readers:
    """Who gets notices: who takes part, who is away or disabled."""

    directory: Directory
    ahead: PresenceAhead

    @classmethod
    def now(cls, wiring: Wiring, connection: Connection) -> Self:
        """Return who gets notices from today on, in an open transaction."""
        directory = wiring.directory
        today = directory.agency.office.day_of(wiring.now())
        return cls(directory, presence.ahead(connection, today))

    def of(self, row: NoticeRow) -> str:
        """Return the key of who got a notice, or will get it."""
        return expected_reader(row, self.directory, self.ahead)


def notice_table(
    title: str, rows: Iterable[NoticeRow], readers: Readers, *, with_post: bool
) -> Table:
    """Return a table with a row for each notice, in the order given."""
    directory = readers.directory
    post = ("Post",) if with_post else ()
    columns = headings("ID", "When", "What", "To", *post, "State", "About, or reason")
    cells = (
        (
            row.id,
            moment(row.when, directory.campaign.zone),
            what(row),
            _to_whom(row, readers),
            *((row.number,) if with_post else ()),
            _state(row),
            said(row.error) or row.subject or (row.title if with_post else ""),
        )
        for row in rows
    )
    return table(title, columns, cells)


def plain(row: NoticeRow, readers: Readers) -> dict[str, object]:
    """Return a notice for programs, with the names of those it goes to.

    The name of the reader is that of who will get it, as far as is known now.
    """
    is_mail = row.medium == "mail"
    expected = readers.of(row) if is_mail else row.reader
    return {
        **vars(row),
        "when": row.when,
        "recipient_name": recipient(row, readers.directory),
        "reader_name": name_of(expected, readers.directory),
    }


def what(row: NoticeRow) -> str:
    """Return what it is for; a hint goes to a room and not to a person."""
    purpose = label("mail", row.purpose.value)
    return purpose if row.medium == "mail" else _("%(what)s (chat)", what=purpose)


def recipient(row: NoticeRow, directory: Directory) -> str:
    """Return to whom it is owed: a person, or the rooms of a house."""
    if row.medium == "mail":
        return name_of(row.recipient, directory)
    house = directory.houses.get(row.recipient)
    return house.name if house else row.recipient


def _to_whom(row: NoticeRow, readers: Readers) -> str:
    """Return to whom it is owed, and who gets it instead."""
    owed, reader = recipient(row, readers.directory), readers.of(row)
    if reader == row.recipient:
        return owed
    return f"{owed} → {name_of(reader, readers.directory)}"


def _state(row: NoticeRow) -> str:
    """Return what has become of it, and which try it was if it was not the first."""
    state = label("notice", row.state.value)
    is_again = row.attempts > 1 or row.state is NoticeState.RETRY
    return f"{state} {_('(try %(n)s)', n=row.attempts)}" if is_again else state
