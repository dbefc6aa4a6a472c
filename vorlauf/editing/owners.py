"""Owners: which coordinator looks after a post, and handing posts over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from states.messages import Message, msg, phrase
from states.post import STEPS, Asks
from vorlauf.db import accounts, audit_log, keys, post_snapshots
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory, Person
from vorlauf.editing import comment_by_account, owner_queries
from vorlauf.editing.comment_by_account import Remark
from vorlauf.editing.owner_queries import HAND_OVER
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.posts.state_before import OpenPlans
from vorlauf.posts.undo_queries import open_plans, overwritten
from vorlauf.scheduling import replanning
from vorlauf.text import check_line
from vorlauf.workflow import audit_entries
from vorlauf.workflow.audit_entries import remark
from vorlauf.workflow.manual_actions import Overseer
from vorlauf.workflow.steps import coordinator_of, looks_after_posts


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """Posts (numbers) go to a coordinator (a key or name), from a day on.

    Without a day it is at once. `note` tells the new owner what they have to know, and
    `say` puts what is said to them into the language of whoever hands over.
    """

    numbers: Sequence[str]
    to: str
    by: Overseer
    first_day: date | None = None
    note: str = ""
    say: Callable[[Message], str] = str


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """What a hand-over has come to: the new owner, and the posts that go to them.

    The posts that were theirs already are in `unchanged`.
    """

    to: Person
    numbers: tuple[str, ...]
    unchanged: tuple[str, ...]
    first_day: date | None


def hand_over(call: Call, wanted: HandOver) -> HandedOver:
    """Hand posts over to another coordinator, at once or from a day on.

    The new owner gets a mail with the note. What is open for a coordinator asks them
    from then on. Raises `RefusedError` for somebody who is no coordinator, or cannot
    sign in, `BadInputError` without a post or for a day that is over, `NotFoundError`
    for an unknown post or person.
    """
    person = call.directory.person(wanted.to)
    _check(call, wanted, person)
    audit_log.lock(call.connection)
    posts = post_snapshots.snapshots(
        call.connection, list(dict.fromkeys(wanted.numbers))
    )
    changing = [post for post in posts if _changes(post, person, call.directory)]
    for post in changing:
        if wanted.first_day is None or wanted.first_day <= call.today:
            _take_over(call, post, person, wanted)
        else:
            _plan(call, post, person, wanted)
    return HandedOver(
        to=person,
        numbers=tuple(post.number for post in changing),
        unchanged=tuple(post.number for post in posts if post not in changing),
        first_day=wanted.first_day,
    )


def hand_over_due(call: Call) -> list[str]:
    """Let every planned hand-over begin whose day has come; return the numbers."""
    done = []
    for number in owner_queries.due(call.connection, call.today):
        post = post_snapshots.post_of(call.connection, number)
        person = call.directory.people.get(post.next_owner)
        if person is None or not looks_after_posts(person, call.directory):
            owner_queries.set_owner(call.connection, post.id, post.owner)
            audit_entries.log(
                call, _entry_of(post, call, to=post.next_owner, kept=True)
            )
            continue
        _assign(call, post, person, _entry_of(post, call, to=person.name))
        done.append(number)
    return done


def posts_of(call: Call, owner: str) -> list[str]:
    """Return the numbers of the open posts that a coordinator looks after."""
    person = call.directory.person(owner)
    able = coordinators_able(call.directory)
    contact = call.directory.coordinator.key
    return owner_queries.open_posts_of(call.connection, person.key, able, contact)


def coordinators_able(directory: Directory) -> list[str]:
    """Return the keys of the coordinators who can look after posts."""
    people = directory.people.values()
    return [one.key for one in people if looks_after_posts(one, directory)]


def _check(call: Call, wanted: HandOver, person: Person) -> None:
    check_line(phrase("subject", "The note"), wanted.note)
    if not wanted.numbers:
        raise BadInputError(msg("Name at least one post to hand over."))
    is_disabled = person.key in accounts.disabled(call.connection)
    if is_disabled or not looks_after_posts(person, call.directory):
        raise RefusedError(
            msg(
                "{name} cannot look after posts; name a coordinator who takes part.",
                name=person.name,
            )
        )
    if wanted.first_day is not None and wanted.first_day < call.today:
        raise BadInputError(
            msg("{day} is over; hand over from today on.", day=wanted.first_day)
        )


def _changes(post: PostSnapshot, person: Person, directory: Directory) -> bool:
    is_theirs = coordinator_of(post, directory) == person
    return not is_theirs or post.next_owner not in {"", person.key}


def _take_over(
    call: Call, post: PostSnapshot, person: Person, wanted: HandOver
) -> None:
    were = open_plans(call.connection, post.id)
    _, first_owed = keys.next_duties(call.connection)
    _assign(call, post, person)
    _tell(call, post, person, wanted)
    _log(call, post, person, wanted, _Overwritten(were, first_owed))


def _plan(call: Call, post: PostSnapshot, person: Person, wanted: HandOver) -> None:
    assert wanted.first_day is not None  # noqa: S101 - what is at once is not planned
    were = open_plans(call.connection, post.id)
    _, first_owed = keys.next_duties(call.connection)
    owner_queries.set_next_owner(call.connection, post.id, person.key, wanted.first_day)
    _tell(call, post, person, wanted)
    _log(call, post, person, wanted, _Overwritten(were, first_owed))


@dataclass(frozen=True)
class _Overwritten:
    """The plans of a post before a hand-over, and the first notice owed by it."""

    were: OpenPlans
    first_owed: int


def _log(
    call: Call,
    post: PostSnapshot,
    person: Person,
    wanted: HandOver,
    lost: _Overwritten,
) -> None:
    """Write the entry of a hand-over, with what taking it back needs."""
    _, next_owed = keys.next_duties(call.connection)
    was = overwritten(
        call.connection, post.id, lost.were, owed=(lost.first_owed, next_owed - 1)
    )
    details: dict[str, object] = {
        "owner_before": coordinator_of(post, call.directory).name,
        "to": person.name,
        "to_key": person.key,
        "owner_key_before": post.owner,
        "next_owner_before": post.next_owner,
        "row_version_then": post.row_version,
        **was.details,
    }
    if post.next_owner_from is not None:
        details["next_day_before"] = post.next_owner_from.isoformat()
    if wanted.first_day is not None and wanted.first_day > call.today:
        details["first_day"] = wanted.first_day.isoformat()
    by = replace(wanted.by, comment=wanted.note)
    entry = by.line(post, at=call.now, event=HAND_OVER, details=details)
    audit_entries.log(call, entry)


def _assign(
    call: Call, post: PostSnapshot, person: Person, entry: Entry | None = None
) -> None:
    """Write the owner; what is open for a coordinator asks them from now on."""
    owner_queries.set_owner(call.connection, post.id, person.key)
    after = replace(post, owner=person.key, next_owner="", next_owner_from=None)
    work = UnitOfWork(call)
    known = replanning.lock_and_read(work, [post])
    for step in post.steps:
        if STEPS[step.kind].asks is Asks.COORDINATOR and step.asked != person.key:
            replanning.replan(work, after, step, (), known)
    if entry is not None:
        work.log(entry)
    work.write()


def _entry_of(post: PostSnapshot, call: Call, *, to: str, kept: bool = False) -> Entry:
    before = coordinator_of(post, call.directory).name
    details = {"owner_before": before, "to": before if kept else to}
    if kept:
        details["gone"] = to
    return remark(post, at=call.now, event=HAND_OVER, details=details)


def _tell(call: Call, post: PostSnapshot, person: Person, wanted: HandOver) -> None:
    """Say it in an internal comment that names the new owner, who gets it by mail."""
    if person == wanted.by.person:
        return
    day = wanted.first_day or call.today
    said = msg(
        '@"{name}" looks after this post from {day} on. {note}',
        name=person.name,
        day=day,
        note=wanted.note,
    )
    words = wanted.say(said).strip()
    key = wanted.by.person.key
    comment_by_account.say(call, Remark(post.number, key, words, internal=True))
