"""Proposing: places as many posts as possible, moves few, and says why."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from states.messages import Message, Several, msg
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.editing.feasibility import outlook
from vorlauf.errors import BadInputError
from vorlauf.plan import plan_queries
from vorlauf.plan.balances import balances
from vorlauf.plan.plans import Plan, plan_of
from vorlauf.plan.proposals.hours import slots_of
from vorlauf.plan.proposals.problem import Item, Placing, Rule, RuleKind
from vorlauf.plan.proposals.proposal import (
    Hindrance,
    Proposal,
    ProposedMove,
    Unplaced,
)
from vorlauf.plan.proposals.rule_words import words_of
from vorlauf.plan.proposals.solver import solve
from vorlauf.plan.proposals.statement import WINDOW, StatedPlan, statement_of
from vorlauf.posts.channels import channels_of


def stated(
    call: Call, year: int | None = None, keep: Collection[str] = ()
) -> StatedPlan:
    """Read the plan of a year, or of what lies ahead, and state its problem.

    Posts to `keep` (numbers) stay where they are. Raises `BadInputError` for a year
    that no plan can be of and for a number that the plan does not have.
    """
    plan = plan_of(call, year)
    if unknown := set(keep) - {post.number for post in plan.posts}:
        numbers = Several(tuple(sorted(unknown)))
        raise BadInputError(msg("The plan has no post {numbers}.", numbers=numbers))
    if year is None:
        # What is too late may go behind the last slot.
        calendar = call.directory.agency.office.calendar
        plan = replace(plan, last=calendar.add(plan.last, WINDOW))
    keys = [post.id for post in plan.posts]
    return statement_of(plan, plan_queries.asked_for(call.connection, keys), keep)


def propose(statement: StatedPlan) -> Proposal:
    """Find a better plan; reads and changes nothing, and takes some seconds.

    The same plan gives the same proposal.
    """
    solution = solve(statement.problem)
    plan, best = statement.plan, solution.placing
    slots = slots_of(statement, best)
    moved = [
        replace(post, slot_at=slots.get(post.id, post.slot_at)) for post in plan.posts
    ]
    return Proposal(
        first=plan.first,
        last=plan.last,
        posts=len(statement.movable),
        fixed=len(statement.fixed),
        moves=list(_moves(statement, best, slots)),
        unplaced=list(_unplaced(statement, best)),
        way=solution.way,
        more=solution.more,
        before=_before(statement).score,
        after=best.score,
        by_turn=solution.by_turn.score,
        balances_before=balances(plan.posts, plan.directory),
        balances_after=balances(moved, plan.directory),
    )


def _before(statement: StatedPlan) -> Placing:
    """Return the placing in which every post that can stays where it is."""
    problem = statement.problem
    stays = [
        next((place for place in item.places if place.stays), None)
        for item in problem.items
    ]
    kept = Placing(problem, stays)
    for number, place in enumerate(stays):
        if place is not None and kept.full(place, without=place.uses):
            stays[number] = None
            kept = Placing(problem, stays)
    return kept


def _moves(
    statement: StatedPlan, best: Placing, slots: Mapping[int, datetime]
) -> Iterator[ProposedMove]:
    leaving = defaultdict(list)
    for post in statement.movable:
        if post.id in slots:
            leaving[post.slot_at].append(post)
    pairs = zip(statement.movable, statement.problem.items, best.places, strict=True)
    for post, item, place in pairs:
        if place is None or place.stays:
            continue
        channels = set(channels_of(post, statement.plan.directory))
        yield ProposedMove(
            number=post.number,
            title=post.title,
            houses=post.houses,
            row_version=post.row_version,
            slot_at=post.slot_at,
            to=slots[post.id],
            shift=place.shift,
            because=tuple(_why_not_stay(post, item, best, statement.plan)),
            needs=tuple(
                other.number
                for other in leaving[slots[post.id]]
                if other.id != post.id
                and not channels.isdisjoint(
                    channels_of(other, statement.plan.directory)
                )
            ),
        )


def _why_not_stay(
    post: PostSnapshot, item: Item, best: Placing, plan: Plan
) -> Iterator[Message]:
    """Return what keeps a post from staying, in the plan as it would be."""
    stay = next((place for place in item.places if place.stays), None)
    if stay is not None:
        full = best.full(stay)
        yield from _distinct(full, plan)
        if not full:
            yield msg("It makes room for another post.")
        return
    seen = outlook(post, plan.directory, plan.now)
    answer = seen.feasibility if seen else None
    if answer and not answer.met:
        house = (answer.because or "").upper()
        if answer.short_by == 1:
            yield msg("{house} needs one working day more.", house=house)
        else:
            yield msg(
                "{house} needs {days} working days more.",
                house=house,
                days=answer.short_by,
            )
    elif item.day in item.barred:
        yield words_of(item.barred[item.day], plan)
    else:
        yield msg("Nothing is published on this day.")


def _distinct(rules: Sequence[Rule], plan: Plan) -> Iterator[Message]:
    """Say each kind of rule once for each house."""
    seen = set()
    for rule in rules:
        if (rule.kind, rule.house) not in seen:
            seen.add((rule.kind, rule.house))
            yield words_of(rule, plan)


def _unplaced(statement: StatedPlan, best: Placing) -> Iterator[Unplaced]:
    pairs = zip(statement.movable, statement.problem.items, best.places, strict=True)
    for post, item, place in pairs:
        if place is None:
            yield Unplaced(
                number=post.number,
                title=post.title,
                houses=post.houses,
                slot_at=post.slot_at,
                obstacles=tuple(_obstacles(item, best, statement.plan)),
            )


def _obstacles(item: Item, best: Placing, plan: Plan) -> Iterator[Hindrance]:
    """Return for each rule the days on which it is in the way of a post."""
    days: dict[tuple[RuleKind, str], dict[date, Rule]] = defaultdict(dict)
    for day, rule in item.barred.items():
        days[rule.kind, rule.house].setdefault(day, rule)
    for place in item.places:
        for rule in best.full(place):
            days[rule.kind, rule.house].setdefault(place.day, rule)
    for found in days.values():
        yield Hindrance(
            rule=words_of(next(iter(found.values())), plan), days=tuple(sorted(found))
        )
