"""Posts of topics: which slot fits a topic, and the draft that is made of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from states.deadlines import Feasibility
from states.messages import msg
from states.post import PostState, Trigger
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.tables import TopicPost
from vorlauf.db.topic_tables import TopicState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Person
from vorlauf.editing import comment_by_account, new_posts
from vorlauf.editing.comment_by_account import Remark
from vorlauf.editing.feasibility import feasibility_of
from vorlauf.editing.free_slots import clashes, next_free
from vorlauf.editing.new_posts import NewPost
from vorlauf.errors import RefusedError
from vorlauf.plan.chances import SlotChance, chance_by
from vorlauf.plan.topics import topic_changes, topic_queries
from vorlauf.plan.topics.topic_changes import (
    SeenTopic,
    check_seen_topic,
    coordinator,
    found,
)
from vorlauf.plan.topics.topic_rows import TopicRow
from vorlauf.plan.topics.windows import RUN_UP, TopicWindow, windows_of
from vorlauf.plan.turnarounds import turnarounds
from vorlauf.posts.slot_queries import TakenSlot
from vorlauf.posts.slots import HOURS, check_slot, free_day_after
from vorlauf.workflow import decisions
from vorlauf.workflow.decisions import Decision

TAKEN, GIVEN_BACK = "topic_take", "topic_untake"
_DAY: Final = timedelta(days=1)
# Why a post is withdrawn whose topic is taken back; stands in the file.
_REASON: Final = "Zurück in den Themenspeicher; niemand war gefragt worden."


@dataclass(frozen=True, kw_only=True)
class TopicSlot:
    """A slot (aware UTC) for a topic, and what comes of it.

    `window` is the one that it lies in, None if it lies in none. `others` have the slot
    already. `chance` is how likely the slot is made.
    """

    topic: TopicRow
    slot_at: datetime
    window: TopicWindow | None
    feasibility: Feasibility
    others: tuple[TakenSlot, ...]
    chance: SlotChance


@dataclass(frozen=True, kw_only=True)
class TakeWish:
    """A topic to be made a post, at a slot (aware)."""

    which: SeenTopic
    slot_at: datetime


def slot_for(call: Call, key: int, actor: str, at: datetime | None = None) -> TopicSlot:
    """Say which slot fits a topic best, or what comes of the slot `at` (aware).

    That is the earliest that can be met, is free and lies in a window of the topic; for
    a recurring day the last free one on it or before it, even if it is short. If no
    window can be met, it is the earliest slot outside of them. Raises `NotFoundError`
    for an unknown topic, `RefusedError` if no post can be made of it, `BadInputError`
    for a slot that cannot be.
    """
    topic = _open(found(call, key))
    new = _post_of(topic, coordinator(call, actor).key, call.now)
    slot_at = at if at is not None else _best(call, topic, new)
    new = replace(new, slot_at=check_slot(slot_at, call.directory, call.now))
    day = call.directory.agency.office.day_of(slot_at)
    draft = new_posts.draft_of(call, new)
    return TopicSlot(
        topic=topic,
        slot_at=slot_at,
        window=next(iter(_windows_with(call, topic, day)), None),
        feasibility=feasibility_of(call.directory, new, call.now),
        others=tuple(clashes(call, slot_at, new.channels)),
        chance=chance_by(turnarounds(call), draft, call.directory, call.now),
    )


def post_of(slot: TopicSlot, by: Person) -> NewPost:
    """Return the post that somebody would make of a topic at a slot."""
    return _post_of(slot.topic, by.key, slot.slot_at)


def take(call: Call, wish: TakeWish) -> str:
    """Make a draft of a topic at a slot; return its number.

    What is known of the topic is taken over; its note becomes an internal comment. A
    topic of a recurring day stays open for the years to come. Raises as `slot_for`
    does, and `ConflictError` if the topic was changed since it was seen.
    """
    by = coordinator(call, wish.which.actor)
    work = UnitOfWork(call)
    topic = _open(found(call, wish.which.key))
    check_seen_topic(topic, wish.which.seen)
    new = replace(_post_of(topic, by.key, call.now), slot_at=wish.slot_at)
    (number,) = new_posts.add(call, [new])
    # The log has gone on with the post.
    work = UnitOfWork(call)
    post = post_snapshots.post_of(call.connection, number)
    day = call.directory.agency.office.day_of(post.slot_at)
    window = next(iter(_windows_with(call, topic, day)), None)
    topic_queries.add_post(
        call.connection,
        TopicPost(
            topic_id=topic.id,
            post_id=post.id,
            day=window.day if window else _next_day(topic, call.today),
            taken_at=call.now,
            taken_by=by.name,
        ),
    )
    after = topic if topic.day else replace(topic, state=TopicState.TAKEN)
    names = () if topic.day else ("state",)
    saved = topic_changes.save(work, topic, after, names, can_undo=False)
    topic_changes.note(work, by, TAKEN, [saved], post=number)
    work.write()
    if topic.note:
        text = f"Themenspeicher, Thema {topic.id} ({topic.proposed_by}): {topic.note}"
        remark = Remark(number, by.key, text, internal=True)
        comment_by_account.say(call, remark)
    return number


def give_back(call: Call, which: SeenTopic) -> TopicRow:
    """Withdraw the last post of a topic, which is open again; return the topic.

    That is possible while the post is a draft that nobody has changed, so nobody has
    heard of it. Raises `RefusedError` for any other, and as `take`.
    """
    by = coordinator(call, which.actor)
    work = UnitOfWork(call)
    topic = found(call, which.key)
    check_seen_topic(topic, which.seen)
    if not topic.post:
        raise RefusedError(
            msg("No post was made of topic {key}; nothing is taken back.", key=topic.id)
        )
    post = post_snapshots.post_of(call.connection, topic.post)
    is_gone = post.state is PostState.WITHDRAWN
    if not is_gone:
        if post.state is not PostState.DRAFT or post.row_version > 1:
            raise RefusedError(
                msg(
                    "{number} is no longer the draft that was made of topic {key}; "
                    "withdraw the post, then take it back.",
                    number=post.number,
                    key=topic.id,
                )
            )
        decisions.decide(
            call,
            Decision(
                number=post.number,
                trigger=Trigger.WITHDRAW,
                actor=by.key,
                comment=_REASON,
            ),
        )
    work = UnitOfWork(call)
    topic_queries.undo_post(call.connection, topic.id, post.id, call.now)
    after = replace(topic, state=TopicState.OPEN)
    names = () if topic.state is TopicState.OPEN else ("state",)
    saved = topic_changes.save(work, topic, after, names, can_undo=False)
    topic_changes.note(work, by, GIVEN_BACK, [saved], post=post.number)
    work.write()
    return found(call, topic.id)


def undo(call: Call, which: SeenTopic) -> TopicRow:
    """Take the last change of a topic back, or the post that was made of it last.

    Raises as `give_back` and `topic_changes.undo` do.
    """
    topic = found(call, which.key)
    is_taken = topic.state is TopicState.TAKEN
    if is_taken or (topic.post and topic.before == topic_changes.NOTHING):
        return give_back(call, which)
    return topic_changes.undo(call, which)


def _open(topic: TopicRow) -> TopicRow:
    if topic.state is not TopicState.OPEN:
        raise RefusedError(
            msg("Topic {key} is not open, so no post can be made of it.", key=topic.id)
        )
    return topic


def _post_of(topic: TopicRow, author: str, slot_at: datetime) -> NewPost:
    return NewPost(
        title=topic.title,
        author=author,
        houses=topic.houses,
        slot_at=slot_at,
        channels=topic.channels,
        wants_assets=topic.wants_picture,
        wants_graphics=topic.wants_picture,
    )


def _best(call: Call, topic: TopicRow, new: NewPost) -> datetime:
    """Return the slot that is proposed for a topic."""
    earliest = _earliest(call, new)
    for window in _windows(call, topic):
        slot_at = (
            _before_day(call, window, new)
            if window.day
            else _in_window(call, window, new, earliest)
        )
        if slot_at is not None:
            return slot_at
    return next_free(call, earliest, new.channels)


def _windows(call: Call, topic: TopicRow) -> list[TopicWindow]:
    """Return the windows of a topic from tomorrow to the end of the year after next."""
    first = call.today + _DAY
    return list(windows_of(topic, first, date(first.year + 2, 12, 31)))


def _windows_with(call: Call, topic: TopicRow, day: date) -> list[TopicWindow]:
    found_windows = _windows(call, topic)
    return [one for one in found_windows if one.first <= day <= one.last]


def _earliest(call: Call, new: NewPost) -> datetime:
    """Return the earliest slot that a post which is added now can meet."""
    directory = call.directory
    office = directory.agency.office
    day = call.today
    while True:
        day = free_day_after(day, directory)
        slot_at = office.at(day, HOURS[0])
        answer = feasibility_of(directory, replace(new, slot_at=slot_at), call.now)
        if answer.met:
            return slot_at
        day = max(day, office.day_of(answer.earliest) - _DAY)


def _in_window(
    call: Call, window: TopicWindow, new: NewPost, earliest: datetime
) -> datetime | None:
    """Return the first free slot of a window that can be met; None if there is none."""
    office = call.directory.agency.office
    day = max(window.first, office.day_of(earliest))
    day = free_day_after(day - _DAY, call.directory)
    slot_at = next_free(call, office.at(day, HOURS[0]), new.channels)
    return slot_at if office.day_of(slot_at) <= window.last else None


def _before_day(call: Call, window: TopicWindow, new: NewPost) -> datetime | None:
    """Return the last free slot on the recurring day or before it, met or short."""
    office, directory = call.directory.agency.office, call.directory
    day = window.last
    while day >= window.first:
        is_open = directory.campaign.blackout_on(day) is None
        if is_open and office.calendar.is_working_day(day):
            for hour in HOURS:
                slot_at = office.at(day, hour)
                if not clashes(call, slot_at, new.channels):
                    return slot_at
        day -= _DAY
    return None


def _next_day(topic: TopicRow, today: date) -> date | None:
    """Return the recurring day that comes next and has no post yet."""
    if topic.day is None:
        return None
    ahead = windows_of(topic, today - RUN_UP, date(today.year + 2, 12, 31))
    return next((one.day for one in ahead), None)
