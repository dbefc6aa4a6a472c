"""Topic changes: added, edited, accepted, dropped, put back; each can be undone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from states.messages import Count, Message, msg, phrase
from states.post import Role
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.topic_tables import TopicState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Person
from vorlauf.errors import BadInputError, ConflictError, NotFoundError, RefusedError
from vorlauf.plan.topics import topic_queries
from vorlauf.plan.topics.topic_rows import (
    WORDS,
    TopicRow,
    TopicWords,
    differing,
    plain,
    put_back,
    remembered,
)
from vorlauf.plan.topics.topic_series import TopicSeries, pieces_of
from vorlauf.plan.topics.topic_words import tidy
from vorlauf.text import check_line
from vorlauf.workflow.actors import require_role

# So many topics are kept at most: a page reads them all.
MOST: Final = 5_000
LONGEST_REASON: Final = 500
ADDED, EDITED, UNDONE = "topic_add", "topic_edit", "topic_undo"
ACCEPTED, DROPPED, RESTORED = "topic_accept", "topic_drop", "topic_restore"


@dataclass(frozen=True, kw_only=True)
class NewTopic:
    """A topic to be kept; with a series one for each part of it."""

    words: TopicWords
    series: TopicSeries | None = None


@dataclass(frozen=True, kw_only=True)
class SeenTopic:
    """A topic that somebody acts on (keys), as it was shown; None whatever it is."""

    key: int
    actor: str
    seen: int | None = None


def add(call: Call, wanted: Sequence[NewTopic], actor: str) -> list[TopicRow]:
    """Keep topics, all of them or none; return them.

    The parts of a series follow one another, each with its own first and last day.
    Raises `BadInputError` for what cannot be kept, `RefusedError` unless a coordinator
    adds them and if there are too many.
    """
    by = coordinator(call, actor)
    work = UnitOfWork(call)
    pieces = [
        piece
        for one in wanted
        for piece in pieces_of(tidy(one.words, call.directory), one.series, call.today)
    ]
    check_room(call, len(pieces))
    first = topic_queries.next_key(call.connection)
    topics = [
        TopicRow(
            **vars(words),
            **more,
            id=key,
            state=TopicState.OPEN,
            proposed_by=by.name,
            proposed_by_key=by.key,
            proposed_house=by.house,
            capacity=by.role.value,
            proposed_at=call.now,
        )
        for key, (words, more) in enumerate(pieces, start=first)
    ]
    topic_queries.add(call.connection, topics)
    note(work, by, ADDED, topics)
    work.write()
    return topics


def edit(call: Call, which: SeenTopic, changes: Mapping[str, object]) -> TopicRow:
    """Change parts of a topic that is open or proposed; return it as it is then.

    What stays the same writes nothing. Raises as `add` does, `NotFoundError` for an
    unknown topic and `ConflictError` if it was changed since it was seen.
    """
    work, topic = _begin(call, which)
    if topic.state not in {TopicState.OPEN, TopicState.PROPOSED}:
        raise RefusedError(_stands(topic, msg("A topic is changed while it is open")))
    known: dict[str, Any] = {k: v for k, v in changes.items() if k in WORDS}
    words = tidy(replace(topic.words, **known), call.directory)
    return _write(work, which, topic, replace(topic, **vars(words)), EDITED)


def accept(call: Call, which: SeenTopic) -> TopicRow:
    """Let a topic that came by a link count among the open ones. Raises as `edit`."""
    work, topic = _begin(call, which)
    if topic.state is not TopicState.PROPOSED:
        raise RefusedError(_stands(topic, msg("Only what is proposed is accepted")))
    return _write(work, which, topic, replace(topic, state=TopicState.OPEN), ACCEPTED)


def drop(call: Call, which: SeenTopic, reason: str) -> TopicRow:
    """Let a topic go, or decline a proposed one, for a reason. Raises as `edit`."""
    check_line(phrase("subject", "The reason"), reason)
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise BadInputError(
            msg(
                "Say in 1 to {longest} characters why the topic is dropped.",
                longest=Count(LONGEST_REASON),
            )
        )
    work, topic = _begin(call, which)
    if topic.state not in {TopicState.OPEN, TopicState.PROPOSED}:
        raise RefusedError(_stands(topic, msg("Only what is open is dropped")))
    after = replace(topic, state=TopicState.DROPPED, reason=reason)
    return _write(work, which, topic, after, DROPPED)


def restore(call: Call, which: SeenTopic) -> TopicRow:
    """Let a dropped topic be open again. Raises as `edit`."""
    work, topic = _begin(call, which)
    if topic.state is not TopicState.DROPPED:
        raise RefusedError(_stands(topic, msg("Only what was dropped is put back")))
    after = replace(topic, state=TopicState.OPEN, reason="")
    return _write(work, which, topic, after, RESTORED)


def undo(call: Call, which: SeenTopic) -> TopicRow:
    """Put back what the last change of a topic has changed; a second time redoes it.

    A new topic is dropped by that. Raises as `edit`, and `RefusedError` for one of
    which a post was made: that is taken back with the post.
    """
    work, topic = _begin(call, which)
    if topic.state is TopicState.TAKEN:
        raise RefusedError(
            _stands(
                topic, msg("A topic with a post is put back together with the post")
            )
        )
    if topic.before == NOTHING:
        raise RefusedError(
            msg("The last change of topic {key} was taken back.", key=topic.id)
        )
    if topic.before:
        return _write(work, which, topic, put_back(topic), UNDONE)
    after = replace(topic, state=TopicState.DROPPED, reason=_TAKEN_BACK)
    return _write(work, which, topic, after, UNDONE)


# What is kept to be put back by a change that is undone in another way.
NOTHING: Final = "{}"
_TAKEN_BACK: Final = "Zurückgenommen"


def found(call: Call, key: int) -> TopicRow:
    """Return a topic. Raises `NotFoundError` if there is none."""
    topic = topic_queries.topic_by_key(call.connection, key, call.directory)
    if topic is None:
        raise NotFoundError(msg("There is no topic {key}.", key=key))
    return topic


def check_seen_topic(topic: TopicRow, seen: int | None) -> None:
    """Raise `ConflictError` unless this is the row version; None always is."""
    if seen not in {None, topic.row_version}:
        raise _changed(topic)


def coordinator(call: Call, actor: str) -> Person:
    """Return who keeps topics. Raises `RefusedError` unless it is a coordinator."""
    person = call.directory.person(actor)
    why = msg("{name} is no coordinator; only they keep topics.", name=person.name)
    require_role(person, Role.COORDINATOR, why)
    return person


def check_room(call: Call, more: int) -> None:
    """Raise `RefusedError` if there are too many topics already."""
    if topic_queries.count_all(call.connection) + more > MOST:
        raise RefusedError(
            msg("At most {most} topics are kept; no more fit.", most=Count(MOST))
        )


def note(
    work: UnitOfWork,
    by: Person,
    event: str,
    topics: Sequence[TopicRow],
    post: PostSnapshot | None = None,
    **more: object,
) -> None:
    """Add the audit entry of an act on topics; with a post it stands in its file."""
    houses = dict.fromkeys(house for one in topics for house in one.houses)
    about = {"topics": [{"topic": one.id, "title": one.title} for one in topics]}
    entry = Entry(
        at=work.now,
        event=event,
        actor=by.name,
        actor_key=by.key,
        capacity=by.role.value,
        house=", ".join(houses),
        details={**work.call.entry_point, **about, **more},
    )
    if post:
        entry = replace(
            entry,
            post_id=post.id,
            number=post.number,
            source=post.state.value,
            dest=post.state.value,
            version=post.version,
            fingerprint=post.fingerprint,
        )
    work.log(entry)


def save(
    work: UnitOfWork,
    before: TopicRow,
    after: TopicRow,
    names: Iterable[str],
    *,
    remembers: str | None = None,
) -> TopicRow:
    """Write these parts of a topic; return it as it is then.

    What an undo needs is kept, or what `remembers` says instead. Raises
    `ConflictError` if somebody was faster.
    """
    names = tuple(names)
    kept = remembered(before, names) if remembers is None else remembers
    after = replace(after, before=kept)
    if not topic_queries.change(work.connection, after, (*names, "before")):
        raise _changed(before)
    return replace(after, row_version=after.row_version + 1)


def _begin(call: Call, which: SeenTopic) -> tuple[UnitOfWork, TopicRow]:
    coordinator(call, which.actor)
    work = UnitOfWork(call)
    topic = found(call, which.key)
    check_seen_topic(topic, which.seen)
    return work, topic


def _write(
    work: UnitOfWork, which: SeenTopic, before: TopicRow, after: TopicRow, event: str
) -> TopicRow:
    names = differing(before, after)
    if not names:
        return before
    saved = save(work, before, after, names)
    note(
        work,
        coordinator(work.call, which.actor),
        event,
        [saved],
        changed=list(names),
        topic_before=plain(before, names),
        topic_after=plain(saved, names),
    )
    work.write()
    return saved


def _changed(topic: TopicRow) -> ConflictError:
    return ConflictError(
        msg(
            "Somebody else has changed topic {key} meanwhile; look at it again.",
            key=topic.id,
        )
    )


STATES: Final = {
    TopicState.PROPOSED: phrase("topic", "proposed"),
    TopicState.OPEN: phrase("topic", "open"),
    TopicState.TAKEN: phrase("topic", "taken"),
    TopicState.DROPPED: phrase("topic", "dropped"),
}


def _stands(topic: TopicRow, rule: Message) -> Message:
    return msg(
        "{rule}; topic {key} is {state}.",
        rule=rule,
        key=topic.id,
        state=STATES[topic.state],
    )
