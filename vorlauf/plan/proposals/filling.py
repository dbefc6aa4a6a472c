"""Filling: what open topics make of a year or a quarter, shown before it is taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from states.messages import Several, msg
from vorlauf.db import audit_log
from vorlauf.db.call import Call
from vorlauf.errors import BadInputError, ConflictError
from vorlauf.plan.balances import balances
from vorlauf.plan.findings import Balance
from vorlauf.plan.plans import Plan, plan_between, plan_of
from vorlauf.plan.proposals.filler import Filler, LeftTopic, PlacedTopic
from vorlauf.plan.topics import topic_posts, topic_queries
from vorlauf.plan.topics.topic_changes import SeenTopic
from vorlauf.plan.topics.topic_posts import TakeWish

_MONTHS_OF_A_QUARTER = 3


@dataclass(frozen=True, kw_only=True)
class FillWish:
    """Which year, or quarter of it, is to be filled, and how many posts it may get.

    Without a year it is what lies ahead; without a number all that fit.
    """

    year: int | None = None
    quarter: int | None = None
    most: int | None = None


@dataclass(frozen=True, kw_only=True)
class Filling:
    """Which topics a plan from `first` to `last` may be filled with, by slot."""

    first: date
    last: date
    placed: Sequence[PlacedTopic]
    left: Sequence[LeftTopic]
    balances_before: Sequence[Balance]
    balances_after: Sequence[Balance]


def fill(call: Call, wish: FillWish, actor: str) -> Filling:
    """Propose slots for open topics; writes nothing, and every rule is kept.

    `actor` (a key) would be the author. Raises `BadInputError` for a year or a quarter
    that is none.
    """
    plan = _plan(call, wish)
    filler = Filler(call, plan, actor)
    placed, left = filler.run(wish.most)
    posts = [*plan.posts, *filler.added]
    return Filling(
        first=plan.first,
        last=plan.last,
        placed=sorted(placed, key=lambda one: (one.slot_at, one.key)),
        left=left,
        balances_before=balances(plan.posts, plan.directory),
        balances_after=balances(posts, plan.directory),
    )


def take_topics(
    call: Call, wish: FillWish, shown: Mapping[int, datetime], actor: str
) -> list[str]:
    """Make drafts of the topics (keys) with the slots that were shown; return numbers.

    All of them or none; what is proposed is found anew, while nobody else writes.
    Raises `BadInputError` without a topic, `ConflictError` if something else is
    proposed by now, and as `topic_posts.take`.
    """
    if not shown:
        raise BadInputError(msg("Choose at least one topic."))
    audit_log.lock(call.connection)
    filling = fill(call, wish, actor)
    proposed = {one.key: one for one in filling.placed}
    for key, slot_at in shown.items():
        if key not in proposed or proposed[key].slot_at != slot_at:
            raise ConflictError(
                msg(
                    "The plan has changed since; something else is proposed for topic "
                    "{key} now. No post was made.",
                    key=key,
                )
            )
    return [
        topic_posts.take(
            call,
            TakeWish(
                which=SeenTopic(key=one.key, actor=actor, seen=one.seen),
                slot_at=one.slot_at,
            ),
        )
        for one in filling.placed
        if one.key in shown
    ]


def take_back(call: Call, numbers: Sequence[str], actor: str) -> list[str]:
    """Withdraw these drafts, so that their topics are open again; return the numbers.

    All of them or none. Raises `ConflictError` if one is no draft of a topic any more
    that nobody has touched, and as `topic_posts.give_back`.
    """
    audit_log.lock(call.connection)
    topics = topic_queries.all_topics(call.connection, call.directory)
    made = {number: one.id for one in topics for number in one.untouched}
    if gone := [number for number in numbers if number not in made]:
        raise ConflictError(
            msg(
                "Somebody has worked on {numbers} since, so nothing was taken back; "
                "withdraw such a post, and its topic is open again.",
                numbers=Several(tuple(gone)),
            )
        )
    for number in numbers:
        which = SeenTopic(key=made[number], actor=actor)
        topic_posts.give_back(call, which, number)
    return list(numbers)


def _plan(call: Call, wish: FillWish) -> Plan:
    if wish.quarter is None:
        return plan_of(call, wish.year)
    if wish.year is None or not 1 <= wish.quarter <= 4:  # noqa: PLR2004 - of a year
        raise BadInputError(msg("Name a year and one of its quarters, 1 to 4."))
    month = (wish.quarter - 1) * _MONTHS_OF_A_QUARTER + 1
    first = date(plan_of(call, wish.year).first.year, month, 1)
    after = first + timedelta(days=31 * _MONTHS_OF_A_QUARTER)
    return plan_between(call, first, after.replace(day=1) - timedelta(days=1))
