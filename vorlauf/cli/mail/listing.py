"""The mail in lists: what went out, what did not, which addresses refuse."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from vorlauf.cli.common import parsing
from vorlauf.cli.common.context import wired
from vorlauf.cli.common.output import name_of, print_json
from vorlauf.cli.mail.table import notice_table, recipient
from vorlauf.db import post_snapshots
from vorlauf.db.engine import reading
from vorlauf.directory.addresses import comparable
from vorlauf.directory.model import Directory
from vorlauf.jobs.metrics import exposition
from vorlauf.mail.queue import notice_list
from vorlauf.mail.queue.notice_list import NoticeRow
from vorlauf.posts import address_status
from vorlauf.posts.address_status import AddressTrouble
from vorlauf.terminal import console, local, say, table

# As much as fits on a screen, and what somebody still looks through.
_GLANCE, _MOST = 20, 500
# News that did not arrive so long ago are nobody's worry any more.
_NEWS: Final = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class ListOptions:
    """Which notices somebody wants to see; nothing named is a glance at all."""

    post: str | None = None
    to: str | None = None
    states: Sequence[str] = ()
    days: int | None = None


def notices(wish: ListOptions, *, as_json: bool) -> int:
    """List what is wanted. Raises `NotFoundError`, `BadInputError`."""
    with wired() as wiring, reading(wiring.engine) as connection:
        directory, now = wiring.directory, wiring.now()
        if wish == ListOptions():
            parts = _glance(connection, now)
        else:
            parts = {"": _wanted(connection, wish, directory, now)}
    rows = [row for part in parts.values() for row in part]
    if as_json:
        print_json([plain(row, directory) for row in rows])
    elif not rows:
        say("There is no such notice.")
    else:
        _print(parts, directory)
    return 0


def addresses(*, as_json: bool) -> int:
    """List the addresses that have refused mail, or get none any more."""
    with wired() as wiring, reading(wiring.engine) as connection:
        troubles = address_status.troubles(connection)
    if as_json:
        print_json(troubles)
    elif not troubles:
        say("No address has refused mail.")
    else:
        _print_addresses(troubles, wiring.directory)
    return 0


def metrics() -> int:
    """Print the figures as Prometheus reads them."""
    with wired() as wiring:
        figures = exposition(wiring.engine, wiring.now())
    sys.stdout.write(figures.decode())
    return 0


def plain(row: NoticeRow, directory: Directory) -> dict[str, object]:
    """Return a notice for programs, with the names of those it went to."""
    return {
        **vars(row),
        "when": row.when,
        "recipient_name": recipient(row, directory),
        "reader_name": name_of(row.reader, directory),
    }


def _glance(connection: Connection, now: datetime) -> dict[str, list[NoticeRow]]:
    news_since = now - _NEWS
    lost = notice_list.needing_an_eye(connection, news_since=news_since, most=_MOST)
    return {
        "Need a person's eye: did not arrive, or nobody knows": lost,
        "Being sent, or tried again": notice_list.under_way(connection, _MOST),
        "Sent last": notice_list.sent_last(connection, _GLANCE),
        "Planned next": notice_list.planned_next(connection, _GLANCE),
    }


def _wanted(
    connection: Connection, wish: ListOptions, directory: Directory, now: datetime
) -> list[NoticeRow]:
    around = None if wish.days is None else timedelta(days=wish.days)
    return notice_list.notices(
        connection,
        notice_list.NoticeFilter(
            number=post_snapshots.post_of(connection, wish.post).number
            if wish.post
            else None,
            person=directory.person(wish.to).key if wish.to else None,
            states=[parsing.notice_state(word) for word in wish.states],
            since=None if around is None else now - around,
            until=None if around is None else now + around,
        ),
        most=_MOST,
    )


def _print(parts: dict[str, list[NoticeRow]], directory: Directory) -> None:
    shown = console()
    for title, rows in parts.items():
        if rows:
            shown.print(notice_table(title, rows, directory, with_post=True))
        if len(rows) == _MOST:
            say(f"These are {_MOST}, there may be more; narrow them down (--help).")


def _print_addresses(troubles: Sequence[AddressTrouble], directory: Directory) -> None:
    owners = {comparable(p.email): p.name for p in directory.people.values()}
    zone = directory.campaign.zone
    cells = (
        (
            one.address,
            owners.get(one.address, ""),
            one.failures,
            local(one.last_failure_at, zone) if one.failures else "",
            _standing(one),
            one.last_error,
        )
        for one in troubles
    )
    columns = ("Address", "Whose", "Refusals", "Last", "Standing", "Its words")
    console().print(table("", columns, cells))


def _standing(one: AddressTrouble) -> str:
    if one.suppressed_at is not None:
        return f"gets nothing, by {one.suppressed_by}"
    return "suspect" if one.suspect_since is not None else "is tried"
