"""Topic proposals: what comes in by the link of a house, without an account."""

from dataclasses import dataclass, replace
from datetime import time
from typing import Final

from states.messages import Count, msg, phrase
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.topic_tables import TopicState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.plan.topics import topic_queries
from vorlauf.plan.topics.topic_changes import check_room
from vorlauf.plan.topics.topic_rows import TopicRow, TopicWords
from vorlauf.plan.topics.topic_words import tidy
from vorlauf.text import check_line, tidy_name

# What one link may bring: on a day, and waiting for an answer at once.
MOST_A_DAY: Final = 20
MOST_WAITING: Final = 100
LONGEST_CAPACITY: Final = 80  # characters
PROPOSED: Final = "topic_propose"


@dataclass(frozen=True, kw_only=True)
class TopicProposal:
    """What somebody proposes by the link (a key) of a house: who, and as what."""

    link: int
    house: str
    name: str
    capacity: str
    words: TopicWords


def propose(call: Call, proposal: TopicProposal) -> TopicRow:
    """Keep a proposal until a coordinator answers; return it.

    It is for the house of the link, whatever else is named. The same title once more
    while it waits is kept once. Raises `BadInputError` for what cannot be kept, and
    `RefusedError` if the link has brought too much.
    """
    name = tidy_name(proposal.name)
    capacity = proposal.capacity.strip()
    check_line(phrase("subject", "Your position"), capacity)
    if len(capacity) > LONGEST_CAPACITY:
        raise BadInputError(
            msg(
                "{what} has {length} characters; at most {longest} are kept.",
                what=phrase("subject", "Your position"),
                length=Count(len(capacity)),
                longest=Count(LONGEST_CAPACITY),
            )
        )
    words = replace(proposal.words, houses=(proposal.house,), channels=())
    words = tidy(words, call.directory)
    work = UnitOfWork(call)
    waiting = topic_queries.waiting_by_link(
        call.connection, proposal.link, call.directory
    )
    for known in waiting:
        if known.words == words:
            return known
    _check_limits(call, proposal.link, len(waiting))
    topic = TopicRow(
        **vars(words),
        id=topic_queries.next_key(call.connection),
        state=TopicState.PROPOSED,
        proposed_by=name,
        proposed_by_key="",
        proposed_house=proposal.house,
        capacity=capacity,
        link_id=proposal.link,
        proposed_at=call.now,
    )
    topic_queries.add(call.connection, [topic])
    _note(work, topic)
    return topic


def _check_limits(call: Call, link: int, waiting: int) -> None:
    office = call.directory.agency.office
    since = office.at(call.today, time.min)
    today = topic_queries.count_by_link(call.connection, link, since)
    if today >= MOST_A_DAY:
        raise RefusedError(
            msg(
                "{most} topics were proposed by this link today; the next ones are "
                "taken tomorrow.",
                most=MOST_A_DAY,
            )
        )
    if waiting >= MOST_WAITING:
        raise RefusedError(
            msg(
                "{most} topics of this link wait for an answer; please call us.",
                most=MOST_WAITING,
            )
        )
    check_room(call, 1)


def _note(work: UnitOfWork, topic: TopicRow) -> None:
    about = {"topic": topic.id, "title": topic.title, "topic_link": topic.link_id}
    about |= {"capacity": topic.capacity}
    work.log(
        Entry(
            at=work.now,
            event=PROPOSED,
            actor=topic.proposed_by,
            actor_key="",
            # As what they speak is what they say, and stands in the details.
            capacity="",
            house=topic.proposed_house,
            details={**work.call.entry_point, "topics": [about]},
        )
    )
    work.write()
