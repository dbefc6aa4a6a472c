"""The command `vorlauf plan propose`: a better plan, and taking it or a part of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.context import door, wired
from vorlauf.cli.language import day, headings, moment, ngettext
from vorlauf.cli.language import gettext as _
from vorlauf.cli.options import Json
from vorlauf.cli.output import print_json, said, tell
from vorlauf.cli.plan_filling import Wanted, fill_plan, tell_how_to_take
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from datetime import date

    from vorlauf.directory.model import Directory
    from vorlauf.plan.proposals.problem import Score
    from vorlauf.plan.proposals.proposal import Proposal, ProposedMove
    from vorlauf.wiring import Wiring

_ALL = "all"


def propose(
    year: Annotated[
        int | None, typer.Option(help="The plan of a year; else what lies ahead.")
    ] = None,
    keep: Annotated[
        str, typer.Option(metavar="NUMBERS", help="Posts that stay where they are.")
    ] = "",
    taken: Annotated[
        str,
        typer.Option(
            "--take", metavar="NUMBERS", help="Take these as proposed, or “all”."
        ),
    ] = "",
    seen: Annotated[
        str, typer.Option(metavar="MARK", help="With --take: which list was shown.")
    ] = "",
    actor: Annotated[
        str | None, typer.Option("--as", metavar="PERSON", help="Who takes it.")
    ] = None,
    fill: Annotated[
        bool, typer.Option("--fill", help="Fill the plan from the open topics.")
    ] = False,
    quarter: Annotated[
        int | None,
        typer.Option(min=1, max=4, help="With --fill: a quarter of the year only."),
    ] = None,
    most: Annotated[
        int | None,
        typer.Option("--posts", min=1, help="With --fill: so many posts at most."),
    ] = None,
    as_json: Json = False,
) -> int:
    """Propose a better plan; move nothing unless --take says what (1: not all fit)."""
    from states.messages import msg
    from vorlauf.db.engine import reading
    from vorlauf.errors import BadInputError
    from vorlauf.plan.proposals.filling import FillWish
    from vorlauf.plan.proposals.propose import propose as proposed
    from vorlauf.plan.proposals.propose import stated
    from vorlauf.plan.proposals.shown import check_shown, mark_of
    from vorlauf.plan.proposals.take import chosen

    if taken and not actor:
        raise BadInputError(msg("Somebody takes a proposal; name them with --as."))
    if fill:
        wish = FillWish(year=year, quarter=quarter, most=most)
        return fill_plan(wish, Wanted(taken, seen, actor), as_json=as_json)
    if quarter or most:
        raise BadInputError(_("--quarter and --posts go with --fill only."))
    with wired(actor or "") as wiring:
        with reading(wiring.engine) as connection:
            statement = stated(wiring.call(connection), year, _numbers(keep))
        # It takes some seconds, so no transaction is open meanwhile.
        found = proposed(statement)
        wanted = None if taken == _ALL else _numbers(taken)
        slots = {move.number: move.to for move in found.moves}
        if taken and (slots or seen):
            check_shown(slots, seen)
        moves = chosen(found, wanted) if taken else []
        if moves:
            _take(wiring, found, moves, actor or "")
        if as_json:
            numbers = [move.number for move in moves]
            print_json({**vars(found), "taken": numbers, "seen": mark_of(slots)})
        else:
            _print(found, wiring.directory)
            _say_taken(moves, wiring.directory, bool(taken))
            if slots and not taken:
                tell_how_to_take(mark_of(slots))
    return 1 if found.unplaced else 0


def _take(
    wiring: "Wiring", found: "Proposal", moves: Sequence["ProposedMove"], actor: str
) -> None:
    from vorlauf.db.call import Call
    from vorlauf.db.engine import writing
    from vorlauf.plan.proposals.take import Taking, take

    taking = Taking(
        actor=wiring.directory.person(actor).key,
        say=said,
        numbers=[move.number for move in moves],
    )
    with writing(wiring.engine) as connection:
        call = Call(connection, wiring.directory, wiring.now(), door())
        take(call, found, taking)


def _print(found: "Proposal", directory: "Directory") -> None:
    zone = directory.campaign.zone
    say(
        ngettext(
            "%(count)s post may move; %(fixed)s stay: past, on hold, or asked for.",
            "%(count)s posts may move; %(fixed)s stay: past, on hold, or asked for.",
            found.posts,
            fixed=found.fixed,
        )
    )
    say(_way(found))
    console().print(
        table(
            "",
            headings("Plan", "Without a slot", "Moved", "Working days"),
            [
                (_("as it is"), *_score(found.before)),
                (_("first come, first served"), *_score(found.by_turn)),
                (_("as proposed"), *_score(found.after)),
            ],
        )
    )
    if found.moves:
        rows = [
            (
                move.number,
                move.title,
                moment(move.slot_at, zone),
                moment(move.to, zone),
                " ".join(map(said, move.because)),
            )
            for move in found.moves
        ]
        columns = headings("Post", "Title", "Slot so far", "Slot then", "Because")
        console().print(table(_("Moves"), columns, rows))
    if found.unplaced:
        obstacles = [
            (one.number, one.title, said(each.rule), _days(each.days))
            for one in found.unplaced
            for each in one.obstacles
        ]
        columns = headings("Post", "Title", "In the way", "On")
        console().print(
            table(_("Without a slot that keeps every rule"), columns, obstacles)
        )


def _way(found: "Proposal") -> str:
    from vorlauf.plan.proposals.solver import Way

    match found.way:
        case Way.PROVEN:
            return _("No plan places more posts, or as many with fewer moves.")
        case Way.FOUND:
            if found.more is None:
                return _("A better plan may be possible; the search was ended.")
            return ngettext(
                "The search was ended; at most %(count)s post more could be placed.",
                "The search was ended; at most %(count)s posts more could be placed.",
                found.more,
            )
        case Way.NO_SOLVER:
            return _(
                "First come, first served: the solver is not installed "
                "(pip install 'vorlauf[plan]')."
            )
        case Way.SOLVER_FAILED:
            return _("First come, first served: the solver has failed.")
        case Way.NOTHING:
            return _("No post may be moved.")


def _score(score: "Score") -> tuple[int, int, int]:
    return score.missed, score.moved, score.days


def _days(days: Sequence["date"]) -> str:
    if len(days) == 1:
        return day(days[0])
    return ngettext(
        "%(count)s day, %(first)s to %(last)s",
        "%(count)s days, %(first)s to %(last)s",
        len(days),
        first=day(days[0]),
        last=day(days[-1]),
    )


def _say_taken(
    moves: Sequence["ProposedMove"], directory: "Directory", is_asked: bool
) -> None:
    if not is_asked or not moves:
        tell("Nothing was changed.")
        return
    say(
        ngettext(
            "%(count)s post has its new slot.",
            "%(count)s posts have their new slots.",
            len(moves),
        )
    )
    for move in moves:
        there = move.slot_at.astimezone(directory.campaign.zone)
        tell(
            'Back again: vorlauf post edit %(number)s --slot "%(slot)s"',
            number=move.number,
            slot=f"{there:%Y-%m-%d %H:%M}",
        )


def _numbers(given: str) -> list[str]:
    return given.replace(",", " ").split()
