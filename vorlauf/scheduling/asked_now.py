"""Asked now: who is asked for a requested step, compared with who was told of it.

Contact, deputy, deputy's deputy: the first who is neither away nor disabled. Whenever
that is somebody else than the one who got the last request, they get it once, and who
comes back hears of all that stayed open.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum, auto
from typing import Final, assert_never

from states.deadlines import Office
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.stored_messages import unpacked
from vorlauf.db.tables import Absence, NoticeState
from vorlauf.db.unit_of_work import NewNotice, UnitOfWork
from vorlauf.directory.addresses import comparable
from vorlauf.directory.model import Directory, House, Person
from vorlauf.posts import absence_queries, presence
from vorlauf.posts.presence import Presence, asked_in_turn
from vorlauf.scheduling import plan_queries
from vorlauf.scheduling import reader_queries as kept
from vorlauf.scheduling.reader_queries import Request, RequestedStep
from vorlauf.workflow.audit_entries import remark
from vorlauf.workflow.reminder_schedule import mail_at

# The event under which the log keeps that somebody else is asked.
ASKED_INSTEAD: Final = "asked_instead"
# What is entered and undone within this time is not told to anybody.
SETTLES_IN: Final = timedelta(minutes=15)
# An absence that ended longer ago is looked at no more.
LOOKED_BACK: Final = timedelta(days=31)
# So many steps are compared in one transaction of the sweep; the next run goes on.
MOST_AT_ONCE: Final = 200
# So ends the sentence by which a request is given up that nobody reads.
NOBODY: Final = "is disabled, and nobody stands in."


class Cause(StrEnum):
    """Why somebody else is asked."""

    ABSENCE = "absence"
    RETURN = "return"
    DISABLED = "disabled"
    DIRECTORY = "directory"


def concerned(directory: Directory, key: str) -> set[str]:
    """Return in whose place a person (a key) may be asked, their own key included."""
    return {
        person.key
        for person in directory.people.values()
        if any(one.key == key for one in asked_in_turn(directory, person))
    }


def catch_up(call: Call) -> int:
    """Ask whoever is asked now and has not been told; return of how many steps.

    Only people matter who are away or disabled, or came back lately. Running it twice
    asks nobody twice.
    """
    people = _Now.of(call).changed
    if not any(True for _ in _differing(call, people)):
        return 0
    work = UnitOfWork(call)
    count = ask_present(work, people)
    work.write()
    return count


def ask_present(
    work: UnitOfWork,
    people: Collection[str],
    *,
    settles: bool = False,
) -> int:
    """Ask whoever is there for the open steps of these people (keys).

    Their request goes out in the hour of their house, but if `settles` not before a
    quarter of an hour has passed. A request that became needless before it went out is
    dropped. Returns the number of the steps.
    """
    found = list(_differing(work.call, people, settles=settles))[:MOST_AT_ONCE]
    posts = post_snapshots.posts_by_id(
        work.connection, list({one.step.post_id for one in found})
    )
    for one in found:
        _settle(work, posts[one.step.post_id], one)
    return len(found)


@dataclass(frozen=True)
class _Now:
    """Who is there today, who was away lately, and the instant."""

    today: Presence
    absences: tuple[Absence, ...]
    day: date
    at: datetime

    @classmethod
    def of(cls, call: Call) -> "_Now":
        day = call.today
        return cls(
            today=presence.on_day(call.connection, day),
            absences=tuple(
                absence_queries.lately(call.connection, day - LOOKED_BACK, day)
            ),
            day=day,
            at=call.now,
        )

    @property
    def changed(self) -> set[str]:
        """The keys of the people in whose place somebody else is or was asked."""
        lately = {one.person for one in self.absences}
        return lately | self.today.away.keys() | self.today.disabled

    def was_away(self, key: str, since: date, office: Office) -> bool:
        """Say whether somebody missed a working day from `since` until yesterday."""
        for one in self.absences:
            last = min(one.last_day, self.day - timedelta(days=1))
            if one.ended_at is not None:
                last = min(last, office.day_of(one.ended_at) - timedelta(days=1))
            first = max(one.first_day, since)
            if one.person == key and _works_between(first, last, office):
                return True
        return False


def _works_between(first: date, last: date, office: Office) -> bool:
    days = (first + timedelta(days=nth) for nth in range((last - first).days + 1))
    return any(map(office.calendar.is_working_day, days))


class _Act(Enum):
    """What has to be done about the request of a step."""

    ASK = auto()
    HASTEN = auto()
    DROP = auto()


@dataclass(frozen=True, kw_only=True)
class _Difference:
    """A step of which `reader` has to be told by an instant, or needs not to be told.

    `before` is the key of who was told last, empty if nobody was. `missing` is who is
    not there, by key, and `until` the last day of that, if it is known.
    """

    step: RequestedStep
    act: _Act
    reader: Person
    due_at: datetime
    before: str
    cause: Cause
    missing: str = ""
    until: date | None = None


def _differing(
    call: Call, people: Collection[str], *, settles: bool = False
) -> Iterator[_Difference]:
    """Return the steps of these people whose present reader was not told of them."""
    directory, now = call.directory, _Now.of(call)
    ready = call.now + SETTLES_IN if settles else call.now
    known = directory.people.keys() & set(people)
    for step in kept.requested(call.connection, known):
        reader = now.today.asked(directory, directory.people[step.asked])
        if reader is None or step.is_under_way:
            continue
        told = step.told
        house = directory.houses.get(step.house, directory.agency)
        due_at = mail_at(house, step.purpose, ready)
        before = _before(step, reader, directory)
        act = _act(step, now, due_at, is_new=_is_new(told, before, reader, now, house))
        if act is not None:
            why, missing = _cause(now, step, before, reader)
            yield _Difference(
                step=step,
                act=act,
                reader=reader,
                due_at=due_at,
                before=before,
                cause=why,
                missing=missing,
                until=now.today.away.get(missing),
            )


def _before(step: RequestedStep, reader: Person, directory: Directory) -> str:
    """Return who was told last (a key); empty if nobody was.

    An address that refuses everything counts as told, so it is not tried for ever.
    """
    told = step.told
    if told is None:
        return ""
    if told.read_by is not None or told.state is not NoticeState.DEAD:
        return directory.present_key(told.read_by or step.asked)
    error = unpacked(told.error or "")
    if error.template.endswith(NOBODY):
        return ""
    tried = comparable(str(dict(error.values).get("address", "")))
    people = directory.people.values()
    found = (one.key for one in people if comparable(one.email) == tried)
    return next(found, reader.key)


def _is_new(
    told: Request | None, before: str, reader: Person, now: _Now, house: House
) -> bool:
    """Say whether a reader has not been told, or was away since they were."""
    if told is None:
        return False
    if before != reader.key:
        return True
    since = house.office.day_of(told.settled_at or told.due_at)
    return now.was_away(reader.key, since, house.office)


def _act(
    step: RequestedStep, now: _Now, due_at: datetime, *, is_new: bool
) -> _Act | None:
    waiting = step.waiting
    if waiting is None:
        return _Act.ASK if is_new else None
    if step.told is not None and not is_new:
        return _Act.DROP
    # It was ready before, and waited until somebody would be back.
    has_waited = waiting.planned_at <= now.at and due_at < waiting.due_at
    return _Act.HASTEN if has_waited else None


def _cause(
    now: _Now, step: RequestedStep, before: str, reader: Person
) -> tuple[Cause, str]:
    """Return why the reader is asked, and who is missing (a key)."""
    for key in filter(None, (before, step.asked)):
        if key != reader.key and key in now.today.disabled:
            return Cause.DISABLED, key
        if key != reader.key and key in now.today.away:
            return Cause.ABSENCE, key
    if reader.key == step.asked or any(a.person == reader.key for a in now.absences):
        return Cause.RETURN, ""
    return Cause.DIRECTORY, ""


def _settle(work: UnitOfWork, post: PostSnapshot, one: _Difference) -> None:
    """Queue the request, hasten the one that waits, or drop it."""
    step, waiting = one.step, one.step.waiting
    match one.act:
        case _Act.ASK:
            notice = NewNotice(
                purpose=step.purpose,
                recipient=step.asked,
                due_at=one.due_at,
                n=plan_queries.last_number(work.connection, step.step_id) + 1,
            )
            same = replace(post, version=step.version)
            work.owe(same, step.step_id, step.house, [notice])
            _log(work, post, one)
        case _Act.HASTEN:
            assert waiting is not None  # noqa: S101 - nothing else is hastened
            kept.hasten(work.connection, waiting.id, one.due_at)
        case _Act.DROP:
            assert waiting is not None  # noqa: S101 - nothing else is dropped
            kept.drop(work.connection, waiting.id, work.now)
            _log(work, post, one)
        case _:
            assert_never(one.act)


def _log(work: UnitOfWork, post: PostSnapshot, one: _Difference) -> None:
    people = work.directory.people
    details: dict[str, object] = {
        "step": one.step.step_id,
        "kind": one.step.kind.value,
        "asked_before": _name(people, one.before),
        "to": one.reader.name,
        "cause": one.cause.value,
        "missing": _name(people, one.missing),
        "is_told": one.act is _Act.ASK,
    }
    if one.until is not None:
        details["last_day"] = one.until.isoformat()
    entry = remark(
        post,
        at=work.now,
        event=ASKED_INSTEAD,
        house=one.step.house,
        details={**work.call.entry_point, **details},
    )
    work.log(entry)


def _name(people: Mapping[str, Person], key: str) -> str:
    return people[key].name if key in people else key
