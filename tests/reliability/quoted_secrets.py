"""Figure 12: after a day of answers that quote our mails, no secret lies anywhere.

Every house gets its real request over SMTP, with link and code, and answers it in the
styles of Outlook, Gmail, Apple Mail, Thunderbird and of the filters before them. The
answers are taken in from a Maildir, and the coordinator is told of them by mail. Then
every column of every table, every log and every mail to somebody else is searched in
another way than the product strikes them.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from mailbox import Maildir as NewMaildir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Engine, select

from notifications.delivery.capture_server import CaptureServer
from notifications.delivery.mailer import Mailer
from notifications.inbox import inbox_url
from notifications.inbox.maildir import Maildir
from reliability.figures import Figure, not_measured
from reliability.quoted_mails import OURS, OurMail, answers
from reliability.sample_campaign import COORDINATOR, MONDAY, ask, crowd
from reliability.secret_search import holds, spilt_in
from reliability.stores import BOTH, NO_POSTGRESQL, engine_on, is_there, store
from vorlauf.db.engine import reading
from vorlauf.directory.model import Directory
from vorlauf.links.issue import LinkIssuer
from vorlauf.links.link_queries import LINK
from vorlauf.mail.delivery import deliver_due
from vorlauf.mail.inbox.receive import collect
from vorlauf.mail.inbox.senders import InboxTrust

NUMBER: Final = 12
TITLE: Final = "answers that quote our mails"
PROMISE: Final = "0 secrets in the database, in logs, in mails to others"
FULL, FEW = 20, 2  # houses
_ISSUER: Final = LinkIssuer(key=bytes(range(32)), url="https://vorlauf.example.org")


@dataclass
class _Day:
    """What is there at its end: requests, answers, and all that arrived anywhere."""

    arrived: list[tuple[str, bytes]] = field(default_factory=list)
    requests: dict[str, OurMail] = field(default_factory=dict)
    answers: int = 0
    unread: int = 0
    overlooked: int = 0


def run(
    *, short: bool, on: Sequence[str] = BOTH, is_redacting: bool = True
) -> Iterator[Figure]:
    """Let a day pass on each database; yield what was found of secrets at its end.

    Without `is_redacting` no code is known, so codes are kept, and the promise breaks.
    """
    for kind in on:
        title = f"{TITLE}, {kind}"
        if not is_there(kind):
            yield not_measured(NUMBER, title, NO_POSTGRESQL)
            continue
        with store(kind) as url, engine_on(url) as engine:
            yield _measured(
                engine, title, FEW if short else FULL, is_redacting=is_redacting
            )


def _measured(engine: Engine, title: str, houses: int, *, is_redacting: bool) -> Figure:
    with TemporaryDirectory(prefix="vorlauf-answers-") as folder, _listening() as log:
        day = _pass(engine, houses, Path(folder) / "mail", is_redacting=is_redacting)
    tokens = {mail.address[-64:] for mail in day.requests.values()}
    codes = {mail.code for mail in day.requests.values()}
    kept = spilt_in(engine, tokens, codes)
    told = [
        (to, secret)
        for to, content in day.arrived
        for secret in holds(content, tokens, codes)
        if to not in day.requests or secret not in str(day.requests[to])
    ]
    logged = holds("\n".join(log), tokens, codes)
    failed = len(kept) + len(told) + len(logged)
    return Figure(
        number=NUMBER,
        title=title,
        tried=day.answers,
        failed=failed,
        promise=PROMISE,
        kept=not failed and not day.unread and not day.overlooked and day.answers > 0,
        details=(
            f"{len(day.requests)} requests, {len(kept)} places in the database, "
            f"{len(told)} in {len(day.arrived)} mails, {len(logged)} in {len(log)} "
            f"lines of logs, {day.unread} answers not taken in, {day.overlooked} "
            "without a secret to strike"
        ),
    )


def _pass(engine: Engine, houses: int, place: Path, *, is_redacting: bool) -> _Day:
    people = crowd(houses)
    directory = _with_codes(people.directory)
    ask(engine, people)
    day = _Day()
    _send(engine, directory, day, MONDAY)
    _note_requests(engine, day, directory)
    NewMaildir(place, create=True)
    for to, mail in day.requests.items():
        for name, raw in answers(mail, to):
            day.overlooked += not holds(raw, [mail.address[-64:]], [mail.code])
            file = f"{day.answers}.{name.replace(' ', '-').replace(',', '')}.host"
            (place / "new" / file).write_bytes(raw)
            day.answers += 1
    mailbox = Maildir(inbox_url.read(f"maildir://{place}?address={OURS}"))
    trust = InboxTrust(issuer=_ISSUER if is_redacting else None)
    taken = 0
    while report := collect(
        engine, directory, mailbox, MONDAY, trust=trust, limit=600.0
    ):
        taken += len(report.handled)
        if not report.handled:
            break
    day.unread = day.answers - taken
    _send(engine, directory, day, MONDAY + timedelta(hours=9))
    return day


def _send(engine: Engine, directory: Directory, day: _Day, now: datetime) -> None:
    def keep(recipient: str, content: bytes) -> None:
        day.arrived.append((recipient, content))

    with CaptureServer(keep) as server, Mailer.from_url(server.url) as mailer:
        deliver_due(engine, directory, mailer, now, answers_to=OURS, issuer=_ISSUER)


def _note_requests(engine: Engine, day: _Day, directory: Directory) -> None:
    with reading(engine) as connection:
        links = {
            directory.people[row.recipient].email: row
            for row in connection.execute(select(LINK))
        }
    for to, content in day.arrived:
        mail = message_from_bytes(content, policy=default)
        body = mail.get_body(("plain",))
        if to in links and body is not None:
            day.requests[to] = OurMail(
                identity=str(mail["Message-ID"]),
                text=body.get_content(),
                address=_ISSUER.address(_ISSUER.token(links[to])),
                code=_ISSUER.code(links[to]),
            )


def _with_codes(directory: Directory) -> Directory:
    houses = {
        key: replace(house, code=key != directory.people[COORDINATOR].house)
        for key, house in directory.houses.items()
    }
    return replace(directory, houses=houses)


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Hear all logs of this process, from the debugging level on."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            # The server that takes our mails in this trial tells what it takes.
            if record.name != "mail.log":
                heard.append(record.getMessage())

    root, ear = logging.getLogger(), Ear(logging.DEBUG)
    level = root.level
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        root.removeHandler(ear)
        root.setLevel(level)
