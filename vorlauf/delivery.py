"""Delivery: sends what is due, one notice after the other."""

import os
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection, Engine

from notifications.channels import post_hint
from notifications.envelope import address, compose, message_id
from notifications.errors import (
    BadAddressError,
    DeliveryError,
    PermanentFailure,
    TemporaryFailure,
    UnknownOutcome,
)
from notifications.mail import Envelope, Mailer
from notifications.messages import Message
from vorlauf import outbox
from vorlauf.errors import NotFoundError
from vorlauf.letters import Occasion, letter, occasion
from vorlauf.outbox import Due, Rendered, Settlement
from vorlauf.stakeholders import Directory
from vorlauf.steps import coordinator_of, office_of
from vorlauf.store.correspondence import matters
from vorlauf.store.database import reading, writing
from vorlauf.store.queries import cases_by_id
from vorlauf.store.tables import Medium, NoticeState, Purpose

# So many notices are read at once; what they say is as old as the run at most.
BATCH: Final = 100
# A run ends well before its first lease does; the next one goes on.
PATIENCE: Final = outbox.LEASE / 2
# A server that failed so often in a row is left alone until the next run.
MOST_FAILURES: Final = 3
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=4)


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A notice that was handed over, or why it was not."""

    number: str
    house: str
    purpose: Purpose
    recipient_name: str
    subject: str
    error: str = ""


@dataclass
class DeliveryReport:
    """What one run has sent and what has failed."""

    sent: list[Handed] = field(default_factory=list)
    failed: list[Handed] = field(default_factory=list)
    recovered: int = 0

    @property
    def all_failed(self) -> bool:
        """Say whether something was to be sent and nothing went out."""
        return bool(self.failed) and not self.sent


def deliver_due(
    engine: Engine, directory: Directory, mailer: Mailer, now: datetime
) -> DeliveryReport:
    """Send every notice that is due at `now` (aware UTC), as far as a run's time goes.

    Each is claimed, sent and settled by itself: one that fails is tried again
    later and stops no other. A second run at the same time sends none of them
    again. Nothing is sent while its house is closed.
    """
    run = _Run(engine, directory, mailer, now)
    with writing(engine) as connection:
        run.report.recovered = outbox.recover(connection, now)
    while True:
        batch = run.open_for_business()
        for one in batch:
            if run.is_over:
                return run.report
            run.send(one)
        if len(batch) < BATCH:
            return run.report


class _Run:
    """One run: its parts, its name as an owner of leases, and its report."""

    def __init__(
        self, engine: Engine, directory: Directory, mailer: Mailer, now: datetime
    ) -> None:
        self._engine = engine
        self._directory = directory
        self._mailer = mailer
        self._now = now
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._ends = time.monotonic() + PATIENCE.total_seconds()
        self._failures_in_a_row = 0
        self.report = DeliveryReport()

    @property
    def is_over(self) -> bool:
        """Say whether the time is up, or the server does not work."""
        failing = self._failures_in_a_row >= MOST_FAILURES
        return failing or time.monotonic() > self._ends

    def open_for_business(self) -> list[Occasion]:
        """Return the next batch that is due at open houses; put the rest off."""
        while True:
            with reading(self._engine) as connection:
                due = outbox.due(connection, self._now, BATCH)
                closed = list(self._closed(due))
                if not closed:
                    return self._occasions(connection, due)
            with writing(self._engine) as connection:
                outbox.postpone(connection, closed)

    def send(self, one: Occasion) -> None:
        """Claim, hand over and settle one notice."""
        try:
            rendered = one.notice.stored or self._render(one)
        except (NotFoundError, BadAddressError) as error:
            self._bury(one, str(error))
            return
        with writing(self._engine) as connection:
            if not outbox.claim(
                connection, one.notice, rendered, self._owner, self._now
            ):
                return
        settlement = self._hand_over(one, rendered)
        with writing(self._engine) as connection:
            outbox.settle(connection, settlement, self._owner)
        self._report(one, rendered.subject, settlement.error)

    def _closed(self, due: Sequence[Due]) -> Iterator[tuple[int, datetime]]:
        for notice in due:
            office = office_of(notice.house, self._directory)
            if not office.is_open(self._now):
                yield notice.id, office.next_open(self._now)

    def _occasions(self, connection: Connection, due: Sequence[Due]) -> list[Occasion]:
        cases = cases_by_id(connection, list({notice.post_id for notice in due}))
        steps = matters(connection, list({notice.step_id for notice in due}))
        return [
            occasion(connection, notice, cases[notice.post_id], steps[notice.step_id])
            for notice in due
        ]

    def _render(self, one: Occasion) -> Rendered:
        message = letter(one, self._directory, self._now)
        identity = message_id(self._mailer.sender.domain, uuid4().hex)
        if one.notice.medium is Medium.CHAT:
            content = message.subject.encode()
        else:
            content = self._composed(one, message, identity)
        return Rendered(
            message_id=identity,
            subject=message.subject,
            content=content,
            dated_at=self._now,
        )

    def _composed(self, one: Occasion, message: Message, identity: str) -> bytes:
        reader = self._directory.person(one.notice.recipient)
        coordinator = coordinator_of(one.case, self._directory)
        return compose(
            message,
            sender=self._mailer.sender,
            recipient=address(reader.email, reader.name),
            reply_to=address(coordinator.email, coordinator.name),
            message_id=identity,
            date=self._now,
        )

    def _hand_over(self, one: Occasion, rendered: Rendered) -> Settlement:
        notice = one.notice
        try:
            self._to_the_socket(notice, rendered)
        except (TemporaryFailure, UnknownOutcome) as error:
            self._count(notice, error)
            if isinstance(error, TemporaryFailure) or outbox.is_sent_again(notice):
                return self._again(notice, error)
            return self._settled(notice, NoticeState.UNKNOWN, str(error))
        # It may name somebody who has left stakeholders.toml since it was written.
        except (PermanentFailure, NotFoundError, BadAddressError) as error:
            return self._settled(notice, NoticeState.DEAD, str(error))
        self._failures_in_a_row = 0
        return self._settled(notice, NoticeState.SENT)

    def _count(self, notice: Due, error: DeliveryError) -> None:
        # An answer shows that the server works, a chat says nothing about it.
        if error.code is None and notice.medium is Medium.MAIL:
            self._failures_in_a_row += 1

    def _to_the_socket(self, notice: Due, rendered: Rendered) -> None:
        if notice.medium is Medium.CHAT:
            house = self._directory.house(notice.recipient)
            words = rendered.content.decode()
            post_hint(house.notify, self._directory.campaign.name, words)
        else:
            reader = self._directory.person(notice.recipient)
            recipient = address(reader.email).addr_spec
            self._mailer.send(Envelope(recipient, rendered.content))

    def _again(self, notice: Due, error: DeliveryError) -> Settlement:
        pause = min(FIRST_PAUSE * 2 ** min(notice.attempts, 10), LONGEST_PAUSE)
        return Settlement(
            notice_id=notice.id,
            state=NoticeState.RETRY,
            at=self._now,
            error=str(error),
            again_at=self._now + pause,
        )

    def _settled(
        self, notice: Due, state: NoticeState, error: str | None = None
    ) -> Settlement:
        return Settlement(notice_id=notice.id, state=state, at=self._now, error=error)

    def _bury(self, one: Occasion, error: str) -> None:
        with writing(self._engine) as connection:
            outbox.bury(connection, one.notice.id, error, self._now)
        self._report(one, "", error)

    def _report(self, one: Occasion, subject: str, error: str | None) -> None:
        notice = one.notice
        person = self._directory.people.get(notice.recipient)
        handed = Handed(
            number=one.case.number,
            house=notice.house,
            purpose=notice.purpose,
            recipient_name=person.name if person else notice.recipient,
            subject=subject,
            error=error or "",
        )
        (self.report.failed if error else self.report.sent).append(handed)
