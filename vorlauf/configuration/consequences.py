"""Consequences of another stakeholders.toml: dates, readers, posts without a house."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from states.post import Role, StepKind
from vorlauf.configuration import file_queries
from vorlauf.configuration.file_queries import ComingPost
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.directory.model import Directory, Person
from vorlauf.posts import open_step_queries, presence
from vorlauf.posts.open_step_queries import OpenDuty
from vorlauf.posts.presence import Presence
from vorlauf.posts.slots import closed_because
from vorlauf.scheduling import gaps, plan_queries
from vorlauf.scheduling.changed_rules import apply_rules, is_replanning
from vorlauf.scheduling.unattended import StepInAbsence

# So many posts of a house that leaves are looked at.
MOST_POSTS: Final = 10_000


@dataclass(frozen=True, kw_only=True)
class ChangedStep:
    """An open step whose due instant (aware UTC) or reader becomes another.

    `asks_before` and `asks_after` are names, empty for nobody.
    """

    number: str
    title: str
    kind: StepKind
    house: str
    due_before: datetime
    due_after: datetime
    asks_before: str
    asks_after: str

    @property
    def is_moved(self) -> bool:
        """Say whether its date moves."""
        return self.due_before != self.due_after

    @property
    def is_passed_on(self) -> bool:
        """Say whether somebody else is asked."""
        return self.asks_before != self.asks_after


@dataclass(frozen=True, kw_only=True)
class Stranded:
    """A post under way of a house that is no longer there."""

    number: str
    title: str
    houses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ChangeConsequences:
    """What follows from another file for what is under way.

    `unattended` are steps that nobody is left for then; `closed` are posts whose slot
    falls on a day that is closed by it or in a blackout; `leaving` are the names of
    coordinators who are none any more.
    """

    steps: tuple[ChangedStep, ...] = ()
    unattended: tuple[StepInAbsence, ...] = ()
    stranded: tuple[Stranded, ...] = ()
    closed: tuple[ComingPost, ...] = ()
    leaving: tuple[str, ...] = ()

    @property
    def are_any(self) -> bool:
        """Say whether anything follows."""
        found = (self.steps, self.unattended, self.stranded, self.closed, self.leaving)
        return any(found)


def consequences(call: Call, after: Directory) -> ChangeConsequences:
    """Return what follows if `after` takes the place of the directory of the call.

    Plans as the timetable does, so open a transaction for it that is rolled back.
    """
    connection, before = call.connection, call.directory
    _replan(call)
    old, known = _duties(connection), gaps.gaps(call)
    _replan(replace(call, directory=after))
    new = _duties(connection)
    today = presence.on_day(connection, call.today)
    pairs = ((old[key], new[key]) for key in old if key in new)
    steps = (_changed(pair, (before, after), today) for pair in pairs)
    return ChangeConsequences(
        steps=tuple(one for one in steps if one.is_moved or one.is_passed_on),
        unattended=gaps.gaps(call, after).since(known).steps,
        stranded=_stranded(call, after),
        closed=_closed(call, after),
        leaving=_leaving(before, after),
    )


def _replan(call: Call) -> None:
    apply_rules(call)
    while is_replanning(call):
        apply_rules(call)


def _duties(connection: Connection) -> Mapping[int, OpenDuty]:
    return {duty.step: duty for duty in open_step_queries.open_duties(connection)}


def _changed(
    pair: tuple[OpenDuty, OpenDuty],
    directories: tuple[Directory, Directory],
    today: Presence,
) -> ChangedStep:
    old, new = pair
    before, after = directories
    return ChangedStep(
        number=new.number,
        title=new.title,
        kind=new.kind,
        house=new.house,
        due_before=old.due_at,
        due_after=new.due_at,
        asks_before=_reader(before, today, old.asked),
        asks_after=_reader(after, today, new.asked),
    )


def _reader(directory: Directory, today: Presence, asked: str) -> str:
    person = directory.people.get(asked)
    reader = today.reader(directory, person) if person else None
    return reader.name if reader else ""


def _stranded(call: Call, after: Directory) -> tuple[Stranded, ...]:
    gone = [key for key in call.directory.houses if key not in after.houses]
    ids = {
        post_id
        for key in gone
        for post_id in plan_queries.posts_open_at(
            call.connection, key, after=0, most=MOST_POSTS, all_drafts=False
        )
    }
    posts = post_snapshots.posts_by_id(call.connection, sorted(ids)).values()
    return tuple(
        Stranded(
            number=post.number,
            title=post.title,
            houses=tuple(key for key in gone if key in _houses_of(post)),
        )
        for post in posts
    )


def _houses_of(post: post_snapshots.PostSnapshot) -> set[str]:
    return {*post.houses, *(step.house for step in post.steps)}


def _closed(call: Call, after: Directory) -> tuple[ComingPost, ...]:
    if not _closes_more(call.directory, after):
        return ()
    coming = file_queries.coming_posts(call.connection, call.now)
    return tuple(
        post
        for post in coming
        if not _closed_because(call.directory, post.slot_at)
        and _closed_because(after, post.slot_at)
    )


def _closes_more(before: Directory, after: Directory) -> bool:
    return before.campaign != after.campaign or (
        before.agency.office.calendar != after.agency.office.calendar
    )


def _closed_because(directory: Directory, slot_at: datetime) -> str:
    return closed_because(directory.agency.office.day_of(slot_at), directory)


def _leaving(before: Directory, after: Directory) -> tuple[str, ...]:
    staying = {person.key for person in _coordinators(after.people.values())}
    return tuple(
        person.name
        for person in _coordinators(before.people.values())
        if person.key not in staying
    )


def _coordinators(people: Iterable[Person]) -> Sequence[Person]:
    return [person for person in people if person.role is Role.COORDINATOR]
