"""The commands `vorlauf mail …` that show, and `vorlauf metrics`."""

import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from vorlauf.cli import parsing
from vorlauf.cli.context import wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, moment
from vorlauf.cli.options import Json
from vorlauf.cli.output import print_json, said, tell, write_octets
from vorlauf.terminal import console, table

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from vorlauf.cli.notice_table import Readers
    from vorlauf.directory.model import Directory
    from vorlauf.mail.letters.render_context import MailContext
    from vorlauf.mail.queue.notice_list import NoticeRow
    from vorlauf.posts.address_status import AddressTrouble
    from vorlauf.wiring import Wiring

# As much as fits on a screen, and what somebody still looks through.
_GLANCE, _MOST = 20, 500
# News that did not arrive so long ago are nobody's worry any more.
_NEWS: Final = timedelta(days=7)
_STDOUT: Final = "-"


def list_notices(
    post: Annotated[
        str | None, typer.Option("--post", metavar="POST", help="Only of this post.")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="PERSON", help="Only to this person, or got by."),
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATE",
            help="Only in this state: %(notice_states)s. May be given again.",
        ),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(min=0, max=3660, help="Only so many days back and ahead."),
    ] = None,
    as_json: Json = False,
) -> int:
    """List the notices: what needs a person's eye first.

    Then what is tried again, what was sent last, and what comes next.

    Any option makes it one list instead, in the order of time.
    """
    from vorlauf.cli.notice_table import Readers, plain
    from vorlauf.db import post_snapshots
    from vorlauf.db.engine import reading
    from vorlauf.mail.queue import notice_list

    with wired() as wiring, reading(wiring.engine) as connection:
        directory, now = wiring.directory, wiring.now()
        readers = Readers.now(wiring, connection)
        if not state and all(one is None for one in (post, to, days)):
            parts = _glance(connection, now)
        else:
            around = None if days is None else timedelta(days=days)
            sought = notice_list.NoticeFilter(
                number=post_snapshots.post_of(connection, post).number
                if post
                else None,
                person=directory.person(to).key if to else None,
                formerly=directory.person(to).was if to else (),
                states=[parsing.notice_state(word) for word in state or ()],
                since=None if around is None else now - around,
                until=None if around is None else now + around,
            )
            wanted = notice_list.notices(connection, sought, most=_MOST)
            parts = {"": wanted}
    rows = [row for part in parts.values() for row in part]
    if as_json:
        print_json([plain(row, readers) for row in rows])
    elif not rows:
        tell("There is no such notice.")
    else:
        _print(parts, readers)
    return 0


def _glance(
    connection: "Connection", now: "datetime"
) -> "dict[str, Sequence[NoticeRow]]":
    from vorlauf.mail.queue import notice_list

    news_since = now - _NEWS
    lost = notice_list.needing_an_eye(connection, news_since=news_since, most=_MOST)
    return {
        _("Need a person's eye: did not arrive, or nobody knows"): lost,
        _("Being sent, or tried again"): notice_list.under_way(connection, _MOST),
        _("Sent last"): notice_list.sent_last(connection, _GLANCE),
        _("Planned next"): notice_list.planned_next(connection, _GLANCE),
    }


def _print(parts: "dict[str, Sequence[NoticeRow]]", readers: "Readers") -> None:
    from vorlauf.cli.notice_table import notice_table

    shown = console()
    for title, rows in parts.items():
        if rows:
            shown.print(notice_table(title, rows, readers, with_post=True))
        if len(rows) == _MOST:
            tell(
                "These are %(most)s, there may be more; narrow them down (--help).",
                most=_MOST,
            )


def addresses(as_json: Json = False) -> int:
    """List the addresses that have refused mail, and those that get none any more."""
    from vorlauf.db.engine import reading
    from vorlauf.posts import address_status

    with wired() as wiring, reading(wiring.engine) as connection:
        troubles = address_status.troubles(connection)
    if as_json:
        print_json(troubles)
    elif not troubles:
        tell("No address has refused mail.")
    else:
        _print_addresses(troubles, wiring.directory)
    return 0


def _print_addresses(
    troubles: "Sequence[AddressTrouble]", directory: "Directory"
) -> None:
    from vorlauf.directory.addresses import comparable

    owners = {comparable(p.email): p.name for p in directory.people.values()}
    zone = directory.campaign.zone
    cells = (
        (
            one.address,
            owners.get(one.address, ""),
            one.failures,
            moment(one.last_failure_at, zone) if one.failures else "",
            _standing(one),
            said(one.last_error),
        )
        for one in troubles
    )
    columns = headings("Address", "Whose", "Refusals", "Last", "Standing", "Its words")
    console().print(table("", columns, cells))


def _standing(one: "AddressTrouble") -> str:
    if one.suppressed_at is not None:
        return _("gets nothing, by %(name)s", name=one.suppressed_by)
    return _("suspect") if one.suspect_since is not None else _("is tried")


def preview(
    kind: Annotated[str, typer.Argument(help="One of %(mails)s.")],
    to: Annotated[str, typer.Option("--to", metavar="PERSON", help="Who reads it.")],
    post: Annotated[
        str | None,
        typer.Option(
            "--post",
            metavar="POST",
            help="The post; overview, audit_head and digest need none.",
        ),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Where to; - for standard output, KIND-POST.eml here by default.",
        ),
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", help="de or en; the reader's by default.")
    ] = None,
) -> int:
    """Write a mail as it would be sent now, to a file; nothing is sent or kept."""
    from vorlauf.db.engine import reading
    from vorlauf.mail.letters import previews
    from vorlauf.mail.letters.previews import PreviewRequest

    wish = PreviewRequest(kind=kind, number=post, reader=to, language=lang)
    with wired() as wiring, reading(wiring.engine) as connection:
        mail = previews.preview(connection, wish, _mail_context(wiring))
    if out == _STDOUT:
        write_octets(mail.content)
        return 0
    about = f"-{wish.number}" if wish.number else ""
    file = Path(out or f"{wish.name}{about}.eml")
    file.write_bytes(mail.content)
    tell(
        "%(file)s: “%(subject)s” to %(address)s. Nothing was sent.",
        file=file,
        subject=mail.subject,
        address=mail.address,
    )
    return 0


def _mail_context(wiring: "Wiring") -> "MailContext":
    from email.headerregistry import Address

    from vorlauf.jobs.mail import answers_to
    from vorlauf.mail.letters.render_context import MailContext

    has_address = wiring.settings.mail_url is not None
    # Whoever has not said yet from where mail leaves sees that at once.
    nowhere = Address("Vorlauf", "vorlauf", "preview.invalid")
    return MailContext(
        directory=wiring.directory,
        sender=wiring.mailer.sender if has_address else nowhere,
        answers_to=answers_to(wiring.settings),
        now=wiring.now(),
        issuer=wiring.mint_for_mail,
    )


def metrics() -> int:
    """Print the figures of the mail room, as Prometheus reads them."""
    from vorlauf.jobs.heads_outside import HeadsOutside
    from vorlauf.jobs.metrics import exposition
    from vorlauf.records.backup.nightly import BackupFolder

    with wired() as wiring:
        outside = HeadsOutside.of(wiring.settings)
        backups = BackupFolder.of(wiring.settings)
        figures = exposition(
            wiring.engine, wiring.now(), outside, wiring.directory, backups
        )
    sys.stdout.write(figures.decode())
    return 0
