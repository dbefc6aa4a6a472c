"""Scope: which posts a reader may see, and which of them a filter asks for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
)

from states.post import PostState
from vorlauf.db.post_snapshots import HOUSE, POST, STEP
from vorlauf.editing.owner_queries import is_owned_by
from vorlauf.posts.hold_queries import IS_OF_HELD_POST
from vorlauf.posts.visibility import Visibility
from vorlauf.readmodels.text_search import holds

OPEN_STATES = tuple(state for state in PostState if state.is_open)

# The conditions of the partial indexes, spelt out.
IS_OPEN = STEP.c.closed_at.is_(None)
# `now` is given when the question is asked, so that a statement is built once.
NOW: ColumnElement[datetime] = bindparam("now", type_=STEP.c.due_at.type)
# What is on hold is late for nobody: its due dates are planned again afterwards.
IS_OVERDUE = and_(IS_OPEN, STEP.c.due_at < NOW, ~IS_OF_HELD_POST)
# The slot passed before the post was approved.
IS_MISSED = and_(
    POST.c.state.in_(OPEN_STATES),
    POST.c.is_reserve.is_(False),
    or_(
        POST.c.slot_missed,
        and_(POST.c.state != PostState.SCHEDULED, POST.c.slot_at < NOW),
    ),
)
# Its slot has come to lie on a day on which nothing is published.
IS_ON_CLOSED_DAY = and_(
    POST.c.state.in_(OPEN_STATES), POST.c.hold_kind == "closed_days"
)


class Lateness(StrEnum):
    """What is wrong with the posts that are asked for; `ANY` asks for all of them."""

    ANY = ""
    MISSED = "missed"
    OVERDUE = "overdue"
    AT_RISK = "at_risk"
    BLOCKED = "blocked"


class Decided(StrEnum):
    """How something was decided of the posts that are asked for; `ANY` is all of them.

    A recorded decision was told to a coordinator by phone or in a meeting; it is no
    override.
    """

    ANY = ""
    PHONE = "phone"
    MEETING = "meeting"
    OVERRIDE = "override"


@dataclass(frozen=True)
class ReadScope:
    """Which posts a reader may see, at which instant (aware UTC), and where to look."""

    connection: Connection
    visibility: Visibility
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which posts a page shows; what is left out narrows nothing down.

    `person` is asked in an open step, `owner` looks after the post, which depends on
    who is `able` to and on the `contact` for whatever nobody else looks after. Slots
    are from `from_at` (included) to `to_at`, aware UTC. `text` stands in the title or
    the number, in capitals or not.
    `unreachable` are people to whom no mail goes, `unattended` those who are disabled
    while nobody stands in; both matter only to what is blocked. `unmet` are the keys of
    the posts whose slot cannot be met, which are at risk.
    """

    house: str = ""
    channel: str = ""
    person: str = ""
    owner: str = ""
    from_at: datetime | None = None
    to_at: datetime | None = None
    text: str = ""
    states: tuple[PostState, ...] = ()
    lateness: Lateness = Lateness.ANY
    decided: Decided = Decided.ANY
    unreachable: frozenset[str] = frozenset()
    unattended: frozenset[str] = frozenset()
    unmet: frozenset[int] = frozenset()
    able: frozenset[str] = frozenset()
    contact: str = ""


def within(
    visibility: Visibility, post_id: ColumnElement[int] = POST.c.id
) -> ColumnElement[bool]:
    """Return the condition that a post is within reach; `post_id` names the post.

    Where the reach is that of the graphics agency the post itself has to be joined.
    """
    if visibility.houses is None:
        return true()
    theirs = takes_part(*sorted(visibility.houses), post_id=post_id)
    if visibility.graphics:
        return or_(POST.c.wants_graphics.is_(True), theirs)
    return theirs


def matching(wanted: Filter) -> ColumnElement[bool]:
    """Return the condition that a post is asked for; it needs `now`."""
    words = (
        wanted.house,
        wanted.channel,
        wanted.person,
        wanted.owner,
        wanted.text,
    )
    if not all(word.isprintable() for word in words):
        # Nothing is called so, and a driver may choke on it.
        return false()
    conditions = [
        *_of_people(wanted),
        *_of_slot(wanted),
        *_of_words(wanted),
        *_of_state(wanted),
    ]
    return and_(true(), *conditions)


def takes_part(
    *houses: str, post_id: ColumnElement[int] = POST.c.id
) -> ColumnElement[bool]:
    """Return the condition that one of the houses takes part in a post."""
    one = HOUSE.alias()
    # A post has few houses: they are found once and compared. Without the empty text
    # SQLite would look each of the houses up for each of the posts.
    house = one.c.house if len(houses) == 1 else one.c.house + ""
    return exists().where(one.c.post_id == post_id, house.in_(houses))


def _of_people(wanted: Filter) -> list[ColumnElement[bool]]:
    found = []
    if wanted.house:
        found.append(takes_part(wanted.house))
    if wanted.owner:
        found.append(is_owned_by(wanted.owner, wanted.able, wanted.contact))
    if wanted.person:
        found.append(_has_step(IS_OPEN, STEP.c.asked == wanted.person))
    return found


def _of_slot(wanted: Filter) -> list[ColumnElement[bool]]:
    found = []
    if wanted.from_at is not None:
        found.append(POST.c.slot_at >= wanted.from_at)
    if wanted.to_at is not None:
        found.append(POST.c.slot_at < wanted.to_at)
    return found


def _of_words(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.channel:
        listed = literal(",") + POST.c.channels
        found.append(listed.contains(f",{wanted.channel},", autoescape=True))
    if text := wanted.text.strip().lower():
        is_of_number = not text.strip("0123456789-")
        titled, numbered = _titled(text), holds(POST.c.number, text)
        found.append(or_(titled, numbered) if is_of_number else titled)
    return found


def _titled(text: str) -> ColumnElement[bool]:
    """Return the condition that a title holds the text, which is in small letters."""
    # SQLite leaves capital umlauts as they are, and making them small takes its time:
    # first it looks for a title with anything in the place of what is no ASCII.
    found = holds(POST.c.title, text)
    if text.isascii():
        return found
    small: ColumnElement[str] = POST.c.title
    for large in "ÄÖÜ":
        small = func.replace(small, large, large.lower())
    return and_(found, func.lower(small).contains(text, autoescape=True))


def _of_state(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.states:
        found.append(POST.c.state.in_(wanted.states))
    match wanted.decided:
        case Decided.ANY:
            pass
        case Decided.OVERRIDE:
            found.append(POST.c.overridden.is_(True))
        case Decided.PHONE | Decided.MEETING:
            found.append(_has_step(STEP.c.way == wanted.decided.value))
    match wanted.lateness:
        case Lateness.ANY:
            pass
        case Lateness.MISSED:
            found.append(IS_MISSED)
        case Lateness.OVERDUE:
            found.append(_has_step(IS_OVERDUE))
        case Lateness.AT_RISK:
            found.append(POST.c.id.in_(sorted(wanted.unmet)))
        case Lateness.BLOCKED:
            why = blocked(wanted.unreachable, wanted.unattended)
            found.append(or_(*why.values()))
    return found


class BlockReason(StrEnum):
    """Why a post does not move on by itself."""

    SLOT_PASSED = "slot_passed"
    NOTHING_OPEN = "nothing_open"
    UNREACHABLE = "unreachable"
    UNATTENDED = "unattended"


_ON_ITS_WAY = tuple(state for state in OPEN_STATES if state != PostState.SCHEDULED)


def blocked(
    unreachable: frozenset[str], unattended: frozenset[str]
) -> dict[BlockReason, ColumnElement[bool]]:
    """Return the conditions that a post is blocked; they need `now`."""
    return {
        BlockReason.SLOT_PASSED: and_(
            POST.c.state == PostState.SCHEDULED,
            POST.c.slot_at < NOW,
            POST.c.held_since.is_(None),
            POST.c.slot_missed.is_(False),
        ),
        BlockReason.NOTHING_OPEN: and_(
            POST.c.state.in_(_ON_ITS_WAY),
            POST.c.request_by.is_(None),
            ~exists().where(STEP.c.post_id == POST.c.id, IS_OPEN).correlate(POST),
        ),
        BlockReason.UNREACHABLE: _has_step(
            IS_OPEN, STEP.c.asked.in_(sorted(unreachable))
        ),
        BlockReason.UNATTENDED: _has_step(
            IS_OPEN, STEP.c.asked.in_(sorted(unattended))
        ),
    }


def _has_step(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    # Whoever asks may have a step in hand: this one is another.
    found = select(STEP.c.post_id).where(*conditions).correlate(None)
    return POST.c.id.in_(found)
