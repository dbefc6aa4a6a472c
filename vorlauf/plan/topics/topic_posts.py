"""Posts of topics: which slot fits a topic, and the draft that is made of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from states.deadlines import Feasibility
from states.messages import msg
from states.post import Trigger
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
from vorlauf.plan.topics.topic_rows import TopicRow, made_last, remembered_post
from vorlauf.plan.topics.windows import (
    TopicWindow,
    day_around,
    windows_of,
)
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

    `window` is the one that it lies in, None if it lies in none; `is_again` says that a
    post was made for its recurring day already. `others` have the slot already.
    `chance` is how likely the slot is made.
    """

    topic: TopicRow
    slot_at: datetime
    window: TopicWindow | None
    is_again: bool
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
        window=_window_with(topic, day),
        is_again=day_around(topic, day) in topic.taken_days,
        feasibility=feasibility_of(call.directory, new, call.now),
        others=tuple(clashes(call, slot_at, new.channels)),
        chance=chance_by(turnarounds(call), draft, call.directory, call.now),
    )


def post_of(slot: TopicSlot, by: Person) -> NewPost:
    """Return the post that somebody would make of a topic at a slot."""
    return _post_of(slot.topic, by.key, slot.slot_at)


def take(call: Call, wish: TakeWish) -> str:
    """Make a draft of a topic at a slot; return its number.

    What is known of the topic is taken over; where the post comes from, with the note,
    becomes an internal comment that names nobody. A topic of a recurring day stays open
    for the years to come. Raises as `slot_for` does, and `ConflictError` if the topic
    was changed since it was seen.
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
    recurring = day_around(topic, day)
    topic_queries.add_post(
        call.connection,
        TopicPost(
            topic_id=topic.id,
            post_id=post.id,
            day=recurring,
            taken_at=call.now,
            taken_by=by.name,
        ),
    )
    after = topic if topic.day else replace(topic, state=TopicState.TAKEN)
    names = () if topic.day else ("state",)
    saved = topic_changes.save(
        work, topic, after, names, remembers=remembered_post(number)
    )
    topic_changes.note(work, by, TAKEN, [saved], post)
    work.write()
    text = _origin(topic, recurring)
    comment_by_account.say(
        call, Remark(number, by.key, text, internal=True, names_nobody=True)
    )
    return number


def _origin(topic: TopicRow, day: date | None) -> str:
    """Return what the agency reads at a post about the topic that it was made of."""
    capacity = topic.capacity if topic.came_by_link else ""
    by = ", ".join(filter(None, (topic.proposed_by, capacity)))
    facts = {
        "Format": topic.format,
        "Rubrik": topic.theme,
        "Anlass": f"{topic.day.name}, {day:%d.%m.%Y}" if topic.day and day else "",
    }
    lines = [
        f"Themenspeicher, Thema {topic.id} ({by})",
        *(f"{name}: {fact}" for name, fact in facts.items() if fact),
    ]
    return "\n".join(lines) + (f"\n\n{topic.note}" if topic.note else "")


def give_back(call: Call, which: SeenTopic, number: str) -> TopicRow:
    """Withdraw this post of a topic, which is open again; return the topic.

    That is possible while the post is a draft that nobody has changed, so nobody has
    heard of it. Raises `RefusedError` for any other, and as `take`.
    """
    by = coordinator(call, which.actor)
    work = UnitOfWork(call)
    topic = found(call, which.key)
    check_seen_topic(topic, which.seen)
    post = post_snapshots.post_of(call.connection, number)
    if post.id not in topic.post_ids:
        raise RefusedError(
            msg(
                "{number} is no post of topic {key}; nothing is taken back.",
                number=number,
                key=topic.id,
            )
        )
    if number not in topic.untouched:
        raise RefusedError(
            msg(
                "{number} is no longer the draft that was made of topic {key}; "
                "withdraw the post, and the topic is open again.",
                number=number,
                key=topic.id,
            )
        )
    decisions.decide(
        call,
        Decision(
            number=number, trigger=Trigger.WITHDRAW, actor=by.key, comment=_REASON
        ),
    )
    post = post_snapshots.post_of(call.connection, number)
    work = UnitOfWork(call)
    topic_queries.undo_post(call.connection, topic.id, post.id, call.now)
    after = replace(topic, state=TopicState.OPEN)
    names = () if topic.state is TopicState.OPEN else ("state",)
    saved = topic_changes.save(
        work, topic, after, names, remembers=topic_changes.NOTHING
    )
    topic_changes.note(work, by, GIVEN_BACK, [saved], post)
    work.write()
    return found(call, topic.id)


def undo(call: Call, which: SeenTopic) -> TopicRow:
    """Take the last change of a topic back, or the post if that has made one.

    Raises as `give_back` and `topic_changes.undo` do.
    """
    if number := made_last(found(call, which.key)):
        return give_back(call, which, number)
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


def _window_with(topic: TopicRow, day: date) -> TopicWindow | None:
    """Return the window that a day lies in, whether it has a post already or not."""
    free = replace(topic, taken_days=frozenset())
    ahead = windows_of(free, day, date(day.year + 1, 12, 31))
    return next((one for one in ahead if one.first <= day), None)


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
