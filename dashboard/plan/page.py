"""The plan: what is wrong with it, and a better one that can be taken in parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from starlette.responses import Response

from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from states.messages import msg
from states.post import PostState, Role
from vorlauf.errors import BadInputError, ConflictError, RefusedError, VorlaufError
from vorlauf.plan.check import check_plan
from vorlauf.plan.findings import Balance, BalanceKind, PlanCheck
from vorlauf.plan.proposals.proposal import Proposal
from vorlauf.plan.proposals.propose import propose, stated
from vorlauf.plan.proposals.take import Taking, as_shown, take

# So many lines of each table; the rest is counted, and `--json` has all.
MOST: Final = 60
_TO: Final = "to-"
_YEARS: Final = range(2000, 2100)


def page(request: PageRequest) -> Response:
    """Show what is wrong with the plan of a year, or with what lies ahead."""
    year = plan_year(request, request.query.get("year", ""))
    with request.reading() as connection:
        request.around(connection)
        found = check_plan(request.call(connection), year)
    return request.page(
        "plan.html",
        found=found,
        splits=_splits(found),
        year=year,
        years=_years(request),
        most=MOST,
        may_propose=request.person.role is Role.COORDINATOR,
        houses=[(key, one.name) for key, one in request.directory.houses.items()],
        channels=[
            (key, request.words.channel_label(key))
            for key in request.directory.campaign.channels
        ],
        states=[
            (state, request.words.state_label(state))
            for state in PostState
            if state is not PostState.WITHDRAWN
        ],
    )


def proposal(request: PageRequest) -> Response:
    """Show a better plan; nothing is moved."""
    year = plan_year(request, request.query.get("year", ""))
    return _show(request, year, _proposed(request, year))


def take_it(request: PageRequest) -> Response:
    """Move the slots that were ticked, as they were shown."""
    year = plan_year(request, request.form.line("year"))
    found = _proposed(request, year)
    try:
        shown = {number: _slot(request, number) for number in _ticked(request)}
        taking = Taking(
            actor=request.person.key, say=request.say, numbers=as_shown(found, shown)
        )
        with request.writing() as connection:
            moves = take(request.call(connection), found, taking)
    except (BadInputError, ConflictError, RefusedError) as error:
        return _show(request, year, found, error)
    said = request.words.ngettext(
        "%(num)s post has its new slot.",
        "%(num)s posts have their new slots.",
        len(moves),
    ) % {"num": len(moves)}
    back = f"/plan?year={year}" if year else "/plan"
    if len(moves) > 1:
        return request.go(back, said=said)
    (move,) = moves
    with request.reading() as connection:
        seen = request.post(connection, move.number).row_version
    return request.go(
        back,
        said=said,
        undo_number=move.number,
        undo_seen=seen,
        undo_slot=request.words.iso(move.slot_at)[:16],
    )


def _proposed(request: PageRequest, year: int | None) -> Proposal:
    """Read the plan, and find a better one while no transaction is open."""
    with request.reading() as connection:
        request.around(connection)
        statement = stated(request.call(connection), year)
    return propose(statement)


def _show(
    request: PageRequest,
    year: int | None,
    found: Proposal,
    error: VorlaufError | None = None,
) -> Response:
    return request.page(
        "plan_proposal.html",
        status=status_of(error) if error else 200,
        faults=[("", request.say(error))] if error else [],
        found=found,
        year=year,
        ticked=request.form.many("take") if error else None,
        iso=_iso,
        quarters=_quarters(found),
        to=_TO,
    )


@dataclass(frozen=True, kw_only=True)
class QuarterChange:
    """How many posts a quarter has before and after, and its agreed fraction."""

    key: str
    before: int
    after: int
    agreed: float | None


def _quarters(found: Proposal) -> list[QuarterChange]:
    """Return the quarters if one of them has more or fewer posts afterwards.

    Moves change no other split: a post keeps its houses and channels.
    """
    before, after = (
        {one.key: one for one in split if one.kind is BalanceKind.QUARTER}
        for split in (found.balances_before, found.balances_after)
    )
    changes = [
        QuarterChange(
            key=key,
            before=before[key].posts if key in before else 0,
            after=after[key].posts if key in after else 0,
            agreed=(after.get(key) or before[key]).agreed,
        )
        for key in sorted(before.keys() | after.keys())
    ]
    is_changed = any(one.before != one.after for one in changes)
    return changes if is_changed else []


def _ticked(request: PageRequest) -> list[str]:
    numbers = list(dict.fromkeys(request.form.many("take")))
    if not numbers:
        raise BadInputError(msg("Tick at least one move."))
    return numbers


def _slot(request: PageRequest, number: str) -> datetime:
    try:
        slot_at = datetime.fromisoformat(request.form.line(f"{_TO}{number}"))
    except ValueError:
        slot_at = datetime.min  # noqa: DTZ901 - no slot at all
    if slot_at.tzinfo is None:
        raise BadInputError(msg("The new slot of {number} is missing.", number=number))
    return slot_at


def _iso(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()


def plan_year(request: PageRequest, given: str) -> int | None:
    """Return the year that was asked for, None for none. Raises `BadInputError`."""
    if not given:
        return None
    if given.isascii() and given.isdecimal() and int(given[:5]) in _YEARS:
        return int(given)
    sentence = request.words.gettext("Choose a year from %(first)s to %(last)s.")
    raise BadInputError(sentence % {"first": _YEARS[0], "last": _YEARS[-1]})


def _years(request: PageRequest) -> Sequence[int]:
    this = request.words.local_day(request.now).year
    return (this, this + 1)


def _splits(found: PlanCheck) -> list[tuple[BalanceKind, list[Balance]]]:
    """Return the split by each kind of which there is anything to say."""
    by_kind = [
        (kind, [one for one in found.balances if one.kind is kind])
        for kind in BalanceKind
    ]
    return [(kind, rows) for kind, rows in by_kind if rows]


PAGES: Final = {"plan": page, "plan.proposal": proposal, "plan.take": take_it}
