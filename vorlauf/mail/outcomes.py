"""Outcomes: record the outcome of sending a message."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import SystemRandom
from typing import Final

from sqlalchemy import Connection, Engine

from notifications.delivery.outcomes import NOBODY_ANSWERS, Stage
from notifications.errors import DeliveryError, PermanentFailure, TemporaryFailure
from notifications.inbox import failure_prose
from notifications.letters.mail_kinds import MAIL_KINDS, purposes_where
from states.messages import Message, msg
from states.purpose import MailKind
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.db.stored_messages import packed, unpacked
from vorlauf.db.tables import NoticeState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.links.redaction import Redaction
from vorlauf.mail.letters.bundle import Bundle
from vorlauf.mail.queue import delivery_failures, outages, outbox
from vorlauf.mail.queue.delivery_failures import Undelivered
from vorlauf.mail.queue.leases import ClaimedNotice
from vorlauf.mail.queue.outbox import FinishedMessage, Settlement
from vorlauf.posts import address_status

FIRST_PAUSE: Final = timedelta(minutes=5)
SHORTEST_PAUSE: Final = timedelta(minutes=1)
_DICE: Final = SystemRandom()
_FULL: Final = 552  # RFC 5321, 4.2.2: more than the mailbox may hold
_POLICY: Final = re.compile(r"\b5\.[57]\.\d")


@dataclass(frozen=True)
class ServerRefusal:
    """An address that has refused a mail; `for_now` says that it may take the next."""

    address: str
    for_now: bool

    def note(self, connection: Connection, reason: str, now: datetime) -> None:
        """Count the refusal; two of a mailbox that is not there suppress it."""
        if self.for_now:
            address_status.refused_for_now(connection, self.address, reason, now)
        else:
            delivery_failures.note_refusal(
                connection, self.address, reason, now, later=False
            )


@dataclass(frozen=True, kw_only=True)
class Settler:
    """Writes outcomes for the worker `owner` of one run, at its instant (aware UTC)."""

    engine: Engine
    directory: Directory
    owner: str
    now: datetime

    def sent(self, connection: Connection, bundle: Bundle) -> None:
        """Record that the server accepted the message, on a connection for notes.

        A kill between the server's answer and this note doubles a mail, so nothing else
        is done here.
        """
        settlement = Settlement(state=NoticeState.SENT, at=self.now)
        outbox.settle(connection, _ids(bundle.notices), settlement, self.owner)

    def forgive(self, address: str) -> None:
        """Forget the refusals of an address that takes mail again."""
        with writing(self.engine) as connection:
            address_status.forgive(connection, address)

    def pull_forward(self) -> None:
        """Send now what waits for the server, since it takes mail again."""
        with writing(self.engine) as connection:
            outages.pull_forward(connection, self.now)

    def failed(
        self, bundle: Bundle, message: FinishedMessage, error: DeliveryError
    ) -> None:
        """Record a failure: the notices are tried again, given up, or in doubt."""
        # A server may name the link for which it takes no mail.
        redaction = Redaction(reading=partial(reading, self.engine), now=self.now)
        reason = unpacked(redaction.clean(packed(error.message)))
        match error:
            case PermanentFailure():
                is_mailbox = error.stage == Stage.RECIPIENT and not is_ours(error)
                refused = ServerRefusal(message.address, for_now=_is_for_now(error))
                self.bury(bundle, reason, by=refused if is_mailbox else None)
            case TemporaryFailure():
                is_server = error.stage in NOBODY_ANSWERS
                self._again_until_it_is_late(
                    bundle, reason, in_doubt=False, is_server=is_server
                )
            case _ if _goes_again(bundle):
                self._again_until_it_is_late(bundle, reason, in_doubt=True)
            case _:
                self._apart(bundle, reason)

    def bury(
        self,
        bundle: Bundle,
        reason: Message,
        *,
        by: ServerRefusal | None = None,
        was_tried: bool = True,
        untold: Collection[MailKind] = (),
    ) -> None:
        """Give notices up and tell the coordinator, except about `untold` kinds.

        `by` is the address that has refused them.
        """
        settlement = Settlement(
            state=NoticeState.DEAD,
            at=self.now,
            error=packed(reason),
            was_tried=was_tried,
        )
        self._end(bundle, settlement, by=by, untold=untold)

    def _again_until_it_is_late(
        self,
        bundle: Bundle,
        reason: Message,
        *,
        in_doubt: bool,
        is_server: bool = False,
    ) -> None:
        late = {
            notice.id
            for notice, until in bundle.deadlines()
            if self.now + SHORTEST_PAUSE > until
        }
        if late:
            given_up = msg(
                "It could not be delivered in time; the last try: {reason}",
                reason=reason,
            )
            self.bury(bundle.only(late), given_up)
        if on_time := [n for n in bundle.notices if n.id not in late]:
            # A run leaves a silent server alone after a few tries, so no mail has to.
            pause = (
                SHORTEST_PAUSE
                if is_server
                else _pause(max(notice.attempts for notice in on_time))
            )
            self._again(on_time, reason, self.now + pause, in_doubt=in_doubt)

    def _again(
        self,
        notices: list[ClaimedNotice],
        reason: Message,
        at: datetime,
        *,
        in_doubt: bool,
    ) -> None:
        settlement = Settlement(
            state=NoticeState.RETRY,
            at=self.now,
            error=packed(reason),
            again_at=at,
            in_doubt=in_doubt,
        )
        with writing(self.engine) as connection:
            outbox.settle(connection, _ids(notices), settlement, self.owner)

    def _apart(self, bundle: Bundle, reason: Message) -> None:
        """Set notices apart whose outcome is unknown; report the requests."""
        settlement = Settlement(
            state=NoticeState.UNKNOWN, at=self.now, error=packed(reason), in_doubt=True
        )
        expendable = purposes_where(lambda kind: kind.is_expendable)
        self._end(bundle, settlement, untold=expendable)

    def _end(
        self,
        bundle: Bundle,
        settlement: Settlement,
        *,
        by: ServerRefusal | None = None,
        untold: Collection[MailKind] = (),
    ) -> None:
        with writing(self.engine) as connection:
            work = UnitOfWork(Call(connection, self.directory, self.now))
            if by is not None:
                by.note(connection, settlement.error or "", self.now)
            outbox.settle(connection, _ids(bundle.notices), settlement, self.owner)
            told = [n for n in bundle.notices if n.purpose not in untold]
            delivery_failures.report(work, map(_undelivered, told))
            work.write()


def is_ours(error: DeliveryError) -> bool:
    """Say whether a refusal is about the sender or the relay, not about a mailbox.

    Statuses 5.5.x and 5.7.x (RFC 3463) are about protocol and policy.
    """
    if not isinstance(error, PermanentFailure):
        return False
    return error.stage == Stage.SENDER or _POLICY.search(str(error)) is not None


def _is_for_now(error: PermanentFailure) -> bool:
    """Say whether a mailbox that is there has refused: it is full, or busy."""
    status = failure_prose.status(str(error))
    return failure_prose.is_passing(status) or (not status and error.code == _FULL)


def _ids(notices: Iterable[ClaimedNotice]) -> list[int]:
    return [notice.id for notice in notices]


def _undelivered(notice: ClaimedNotice) -> Undelivered:
    return Undelivered(
        id=notice.id,
        step_id=notice.step_id,
        post_id=notice.post_id,
        purpose=notice.purpose,
        recipient=notice.recipient,
    )


def _goes_again(bundle: Bundle) -> bool:
    """Say whether a message without an answer is sent once more with the same bytes."""
    return any(
        not MAIL_KINDS[notice.purpose].is_expendable and notice.doubts == 0
        for notice in bundle.notices
    )


def _pause(attempts: int) -> timedelta:
    """Return the wait: random, up to a limit that doubles (full jitter)."""
    doubled: int = 2 ** min(attempts, 10)
    longest = min(FIRST_PAUSE * doubled, outages.LONGEST_PAUSE)
    return SHORTEST_PAUSE + (longest - SHORTEST_PAUSE) * _DICE.random()
