"""Notices in the terminal: when, what, to whom, with what result."""

from collections.abc import Iterable

from rich.table import Table

from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label, moment
from vorlauf.cli.output import name_of, said
from vorlauf.db.tables import NoticeState
from vorlauf.directory.model import Directory
from vorlauf.mail.queue.notice_list import NoticeRow
from vorlauf.terminal import table


def notice_table(
    title: str, rows: Iterable[NoticeRow], directory: Directory, *, with_post: bool
) -> Table:
    """Return a table with a row for each notice, in the order given."""
    post = ("Post",) if with_post else ()
    columns = headings("ID", "When", "What", "To", *post, "State", "About, or reason")
    cells = (
        (
            row.id,
            moment(row.when, directory.campaign.zone),
            what(row),
            _to_whom(row, directory),
            *((row.number,) if with_post else ()),
            _state(row),
            said(row.error) or row.subject or (row.title if with_post else ""),
        )
        for row in rows
    )
    return table(title, columns, cells)


def plain(row: NoticeRow, directory: Directory) -> dict[str, object]:
    """Return a notice for programs, with the names of those it went to."""
    return {
        **vars(row),
        "when": row.when,
        "recipient_name": recipient(row, directory),
        "reader_name": name_of(row.reader, directory),
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


def _to_whom(row: NoticeRow, directory: Directory) -> str:
    """Return to whom it is owed, and who got it instead."""
    owed = recipient(row, directory)
    if not row.reader or row.reader == row.recipient:
        return owed
    return f"{owed} → {name_of(row.reader, directory)}"


def _state(row: NoticeRow) -> str:
    """Return what has become of it, and which try it was if it was not the first."""
    state = label("notice", row.state.value)
    is_again = row.attempts > 1 or row.state is NoticeState.RETRY
    return f"{state} {_('(try %(n)s)', n=row.attempts)}" if is_again else state
