"""The page of a notice: its whole way, the server's words, and the text of its mail."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default

from vorlauf.cli.common.context import wired
from vorlauf.cli.common.output import name_of, print_json
from vorlauf.cli.mail.listing import plain
from vorlauf.cli.mail.table import notice_table, recipient, what
from vorlauf.db.engine import reading
from vorlauf.db.tables import Medium
from vorlauf.directory.model import Directory
from vorlauf.errors import RefusedError
from vorlauf.mail.queue import notice_list
from vorlauf.mail.queue.notice_list import NoticeRow
from vorlauf.terminal import console, local, say


@dataclass(frozen=True, kw_only=True)
class NoticePage:
    """A notice, what else is in its mail, and the octets; none before it is written."""

    row: NoticeRow
    others: tuple[NoticeRow, ...]
    content: bytes | None

    @property
    def text(self) -> str:
        """The text that a reader sees without HTML; empty before it is written."""
        if self.content is None:
            return ""
        if self.row.medium is Medium.CHAT:
            return self.content.decode()
        body = message_from_bytes(self.content, policy=default).get_body(("plain",))
        # Lines end as the terminal ends them, not as a mail does.
        lines = [] if body is None else str(body.get_content()).splitlines()
        return "\n".join(lines)


def show(number: int, *, as_json: bool) -> int:
    """Show a notice. Raises `NotFoundError`."""
    page, directory = _read(number)
    if as_json:
        others = [plain(other, directory) for other in page.others]
        shown = plain(page.row, directory)
        print_json({**shown, "in_the_same_mail": others, "text": page.text})
    else:
        _print(page, directory)
    return 0


def content(number: int) -> int:
    """Write the mail of a notice to standard output, octet for octet.

    Raises `NotFoundError`, and `RefusedError` if there is no mail.
    """
    page, _ = _read(number)
    if page.row.medium is Medium.CHAT:
        raise RefusedError(
            f"Notice {number} is a hint in a room and no mail; leave --eml out."
        )
    if page.content is None:
        raise RefusedError(
            f"Notice {number} has not been written yet; `vorlauf mail preview "
            f"{page.row.purpose}` shows how it would read."
        )
    sys.stdout.flush()
    sys.stdout.buffer.write(page.content)
    sys.stdout.buffer.flush()
    return 0


def _read(number: int) -> tuple[NoticePage, Directory]:
    with wired() as wiring, reading(wiring.engine) as connection:
        (row,) = notice_list.notices_by_id(connection, [number])
        others = notice_list.in_the_same_mail(connection, row)
        written = row.message_id
        octets = notice_list.content_of(connection, written) if written else None
        page = NoticePage(row=row, others=tuple(others), content=octets)
        return page, wiring.directory


def _print(page: NoticePage, directory: Directory) -> None:
    for line in (*_heading(page.row, directory), *_way(page.row, directory)):
        say(line)
    if page.others:
        title = "In the same mail"
        console().print(notice_table(title, page.others, directory, with_post=True))
    if page.text:
        say(f"\n{page.text}")


def _heading(row: NoticeRow, directory: Directory) -> Iterator[str]:
    about = f" about {row.number} “{row.title}”" if row.number else ""
    yield f"Notice {row.id}: {what(row)}{about}"
    yield f"  State    {row.state}{' (its step is closed)' if row.is_overtaken else ''}"
    yield f"  To       {recipient(row, directory)} ({row.house})"
    if row.reader:
        place = f" at {row.address}" if row.address else ""
        yield f"  Got by   {name_of(row.reader, directory)}{place}"
    if row.subject:
        yield f"  Subject  {row.subject}"
    if row.message_id:
        yield f"  Mail     {row.message_id}"


def _way(row: NoticeRow, directory: Directory) -> Iterator[str]:
    zone = directory.campaign.zone
    yield f"  Planned  {local(row.planned_at, zone)}"
    if row.due_at != row.planned_at:
        yield f"  Due      {local(row.due_at, zone)}"
    if row.settled_at is not None:
        yield f"  Settled  {local(row.settled_at, zone)}"
    yield f"  Tries    {row.attempts} answered, {row.doubts} in doubt{_unfinished(row)}"
    if row.error:
        yield f"  Result   {row.error}"


def _unfinished(row: NoticeRow) -> str:
    return f", {row.claims} without an end so far" if row.claims else ""
