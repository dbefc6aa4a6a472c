"""Checks: whether a simulated year has kept every promise, found out independently.

Nothing here asks the engine whether it did well: the mails are those that came out
of the socket, and the approvals are read from the file.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from states.fingerprint import fingerprint
from states.purpose import MailKind
from vorlauf.db.tables import NoticeState
from vorlauf.demo.year.received_mails import ReceivedMail
from vorlauf.directory.model import Directory, House
from vorlauf.posts.history import DecisionEntry, NoticeRecord, PostRecord, StepRecord
from vorlauf.workflow.undo import TAKE_BACK, UNDO

SATURDAY = 5
# What is due goes out at the next sweep, within so much time.
GRACE = timedelta(minutes=5)


@dataclass(kw_only=True)
class Violations:
    """How often a promise was broken; all must be 0."""

    outside_office_hours: int = 0
    on_holiday: int = 0
    after_decision: int = 0
    twice: int = 0
    lost: int = 0
    published_without_approval: int = 0

    @property
    def any(self) -> bool:
        """Say whether a promise was broken."""
        return any(vars(self).values())


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What a simulated year has left behind.

    `late_mails` are the Message-IDs that arrived when their step was closed already,
    `files` what stakeholders.toml said, each since an instant (aware UTC).
    """

    received: Sequence[ReceivedMail]
    late_mails: frozenset[str]
    notices: Sequence[NoticeRecord]
    steps: Sequence[StepRecord]
    posts: Sequence[PostRecord]
    deeds: Sequence[DecisionEntry]
    ended_at: datetime
    files: Sequence[tuple[datetime, Directory]] = ()

    def home_of(self, mail: ReceivedMail, directory: Directory) -> House:
        """Return the house of who got a mail, as it was in the file at that time."""
        held = [file for since, file in self.files if since <= mail.at] or [directory]
        people = held[-1].people.values()
        person = next(one for one in people if one.email == mail.recipient)
        return held[-1].house(person.house)


def violations(evidence: Evidence, directory: Directory) -> Violations:
    """Count every broken promise of the year."""
    # Slots before the next opening are asked for at once; the judge looks at the hour.
    hurried = {
        notice.message_id
        for notice in evidence.notices
        if notice.purpose is MailKind.PUBLISH_REQUEST
    }
    homes = {mail: evidence.home_of(mail, directory) for mail in evidence.received}
    return Violations(
        outside_office_hours=sum(
            not _in_office_hours(mail, homes[mail])
            for mail in evidence.received
            if mail.message_id not in hurried
        ),
        on_holiday=sum(_on_free_day(mail, homes[mail]) for mail in evidence.received),
        after_decision=sum(
            mail.message_id in evidence.late_mails for mail in evidence.received
        ),
        twice=_twice(evidence),
        lost=_lost(evidence) + _stuck(evidence),
        published_without_approval=sum(
            not _is_approved(post, evidence.deeds, directory.now_called)
            for post in _published(evidence)
        ),
    )


def history_is_state(evidence: Evidence) -> bool:
    """Say whether the file, read from the start, leads to the state of each post."""
    reached: dict[int, str] = {}
    for deed in evidence.deeds:
        if deed.source and deed.source != reached.get(deed.post_id):
            return False
        reached[deed.post_id] = deed.dest
    return all(reached.get(post.id) == post.state for post in evidence.posts)


def _in_office_hours(mail: ReceivedMail, house: House) -> bool:
    campaign = house.campaign
    local = mail.at.astimezone(campaign.zone)
    return campaign.opens <= local.time() < campaign.closes


def _on_free_day(mail: ReceivedMail, house: House) -> bool:
    day = mail.at.astimezone(house.campaign.zone).date()
    is_holiday = house.office.calendar.holiday(day) is not None
    return is_holiday or day.weekday() >= SATURDAY


def _twice(evidence: Evidence) -> int:
    """Count the mails beyond the first: with one Message-ID, or all the same at once.

    Two notices may be planned where one is meant; then both differ but in their key.
    """
    by_id = Counter(mail.message_id for mail in evidence.received)
    meant = Counter(
        (notice.step_id, notice.purpose, notice.recipient, notice.due_at)
        for notice in evidence.notices
        if notice.state is NoticeState.SENT
    )
    return sum(times - 1 for times in [*by_id.values(), *meant.values()])


def _lost(evidence: Evidence) -> int:
    """Count the notices that were due and not sent, or sent and never arrived."""
    arrived = {mail.message_id for mail in evidence.received}
    sent = [n for n in evidence.notices if n.state is NoticeState.SENT]
    return sum(n.message_id not in arrived for n in sent) + _never_sent(evidence, sent)


def _never_sent(evidence: Evidence, sent: Sequence[NoticeRecord]) -> int:
    """Count what was due and not sent.

    A cancelled one was due all the same if its step was still open then and it was
    cancelled later, unless another one of the same step went to the same person then.
    """
    open_until = {step.id: step.closed_at for step in evidence.steps}
    told = defaultdict(list)
    for notice in sent:
        told[notice.step_id, notice.recipient].append(notice.due_at)
    lost = 0
    for notice in evidence.notices:
        if notice.state is NoticeState.SENT:
            continue
        ended_at, at_the_time = None, []
        if notice.state is NoticeState.CANCELLED and notice.step_id is not None:
            ends = (open_until[notice.step_id], notice.settled_at)
            ended_at = min((at for at in ends if at is not None), default=None)
            at_the_time = told[notice.step_id, notice.recipient]
        is_due = notice.due_at + GRACE < (ended_at or evidence.ended_at)
        stands_in = any(abs(at - notice.due_at) <= GRACE for at in at_the_time)
        lost += is_due and not stands_in
    return lost


def _stuck(evidence: Evidence) -> int:
    """Count the posts that came to no end though nothing is left to do."""
    return sum(post.state.is_open for post in evidence.posts)


def _published(evidence: Evidence) -> list[PostRecord]:
    return [post for post in evidence.posts if post.published_at is not None]


def _is_approved(
    post: PostRecord, deeds: Sequence[DecisionEntry], now_called: Mapping[str, str]
) -> bool:
    """Say whether the file holds every yes to exactly what was published.

    It must come from somebody other than the author, before the publication, and
    after the last no.
    """
    if fingerprint(post.content) != post.fingerprint:
        return False
    said: dict[str, set[str]] = defaultdict(set)
    for deed in _standing([deed for deed in deeds if deed.post_id == post.id]):
        if deed.event == "publish":
            break
        if deed.event == "request_changes":
            said.clear()
        if deed.fingerprint == post.fingerprint and deed.actor_key != post.author:
            houses = deed.house.split(", ")
            said[deed.event].update(now_called.get(key, key) for key in houses)
    asked = {now_called.get(key, key) for key in post.houses}
    return asked <= said["endorse"] and bool(said["approve"])


def _standing(deeds: Sequence[DecisionEntry]) -> list[DecisionEntry]:
    """Return what was done to a post and not taken back again."""
    actor: list[DecisionEntry] = []
    for deed in deeds:
        if deed.event in {UNDO, TAKE_BACK}:
            # Only the last move can be taken back; remarks may stand in between.
            slip = next(i for i, d in reversed([*enumerate(actor)]) if d.is_change)
            del actor[slip]
        else:
            actor.append(deed)
    return actor
