"""The command `vorlauf mail show`: a notice, its whole way, the text of its mail."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.context import wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import label, moment
from vorlauf.cli.options import Json
from vorlauf.cli.output import name_of, print_json, said, write_octets
from vorlauf.errors import RefusedError
from vorlauf.terminal import console, say

if TYPE_CHECKING:
    from vorlauf.cli.notice_table import Readers
    from vorlauf.directory.model import Directory
    from vorlauf.mail.queue.notice_list import NoticeRow


def show(
    number: Annotated[
        int, typer.Argument(metavar="ID", help="The notice, as the list numbers it.")
    ],
    eml: Annotated[
        bool, typer.Option("--eml", help="Write the mail itself, as it was sent.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Show all that is known of a notice, and the text of its mail."""
    from vorlauf.cli.notice_table import plain

    page, readers = _read(number)
    if eml:
        write_octets(_mail_of(page.row, page.content))
    elif as_json:
        others = [plain(other, readers) for other in page.others]
        shown = plain(page.row, readers)
        print_json({**shown, "in_the_same_mail": others, "text": page.text})
    else:
        _print(page, readers)
    return 0


@dataclass(frozen=True, kw_only=True)
class NoticePage:
    """A notice, what else is in its mail, and the octets; none before it is written."""

    row: "NoticeRow"
    others: "tuple[NoticeRow, ...]"
    content: bytes | None

    @property
    def text(self) -> str:
        """The text that a reader sees without HTML; empty before it is written."""
        from email import message_from_bytes
        from email.policy import default

        if self.content is None:
            return ""
        if self.row.medium == "chat":
            return self.content.decode()
        body = message_from_bytes(self.content, policy=default).get_body(("plain",))
        # Lines end as the terminal ends them, not as a mail does.
        lines = [] if body is None else str(body.get_content()).splitlines()
        return "\n".join(lines)


def _read(number: int) -> "tuple[NoticePage, Readers]":
    from vorlauf.cli.notice_table import Readers
    from vorlauf.db.engine import reading
    from vorlauf.mail.queue import notice_list

    with wired() as wiring, reading(wiring.engine) as connection:
        (row,) = notice_list.notices_by_id(connection, [number])
        others = notice_list.in_the_same_mail(connection, row)
        written = row.message_id
        octets = notice_list.content_of(connection, written) if written else None
        page = NoticePage(row=row, others=tuple(others), content=octets)
        return page, Readers.now(wiring, connection)


def _mail_of(row: "NoticeRow", content: bytes | None) -> bytes:
    """Return the mail, octet for octet. Raises `RefusedError` if there is none."""
    if row.medium == "chat":
        raise RefusedError(
            _(
                "Notice %(id)s is a hint in a room and no mail; leave --eml out.",
                id=row.id,
            )
        )
    if content is None:
        raise RefusedError(
            _(
                "Notice %(id)s has not been written yet; `vorlauf mail preview "
                "%(kind)s` shows how it would read.",
                id=row.id,
                kind=row.purpose,
            )
        )
    return content


def _print(page: NoticePage, readers: "Readers") -> None:
    from vorlauf.cli.notice_table import notice_table

    for line in (*_heading(page.row, readers), *_way(page.row, readers.directory)):
        say(line)
    if page.others:
        title = _("In the same mail")
        console().print(notice_table(title, page.others, readers, with_post=True))
    if page.text:
        say(f"\n{page.text}")


def _heading(row: "NoticeRow", readers: "Readers") -> Iterator[str]:
    from vorlauf.cli.notice_table import recipient, what

    directory = readers.directory
    yield _notice(row, what(row))
    closed = _(" (its step is closed)") if row.is_overtaken else ""
    yield f"  {_('State'):8} {label('notice', row.state)}{closed}"
    yield f"  {_('To'):8} {recipient(row, directory)} ({row.house})"
    if row.reader:
        place = _(" at %(address)s", address=row.address) if row.address else ""
        yield f"  {_('Got by'):8} {name_of(row.reader, directory)}{place}"
    elif row.medium == "mail" and readers.of(row) != row.recipient:
        yield f"  {_('Goes to'):8} {name_of(readers.of(row), directory)}"
    if row.subject:
        yield f"  {_('Subject'):8} {row.subject}"
    if row.message_id:
        yield f"  {_('Mail'):8} {row.message_id}"


def _notice(row: "NoticeRow", what: str) -> str:
    if not row.number:
        return _("Notice %(id)s: %(what)s", id=row.id, what=what)
    return _(
        "Notice %(id)s: %(what)s about %(number)s “%(title)s”",
        id=row.id,
        what=what,
        number=row.number,
        title=row.title,
    )


def _way(row: "NoticeRow", directory: "Directory") -> Iterator[str]:
    zone = directory.campaign.zone
    yield f"  {_('Planned'):8} {moment(row.planned_at, zone)}"
    if row.due_at != row.planned_at:
        yield f"  {_('Due'):8} {moment(row.due_at, zone)}"
    if row.settled_at is not None:
        yield f"  {_('Settled'):8} {moment(row.settled_at, zone)}"
    yield f"  {_('Tries'):8} {_tries(row)}"
    if row.error:
        yield f"  {_('Result'):8} {said(row.error)}"


def _tries(row: "NoticeRow") -> str:
    said = _(
        "%(attempts)s answered, %(doubts)s in doubt",
        attempts=row.attempts,
        doubts=row.doubts,
    )
    if not row.claims:
        return said
    return said + _(", %(claims)s without an end so far", claims=row.claims)
