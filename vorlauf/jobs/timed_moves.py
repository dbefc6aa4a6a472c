"""Timed moves: what the timetable does by itself, one transaction for each move."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Engine

from states.post import Trigger
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.restorations import HeldKind
from vorlauf.directory.model import Directory
from vorlauf.editing.closed_days import hold_closed, newly_closed
from vorlauf.editing.owners import hand_over_due
from vorlauf.errors import ConflictError, VorlaufError
from vorlauf.jobs import after_restore, due_queries
from vorlauf.mail.letters.log_head import owe_heads
from vorlauf.mail.letters.weekly_overview import owe_overviews
from vorlauf.material.consent_end import expire, lapsing
from vorlauf.material.consent_end_effects import Affected
from vorlauf.plan.reserves import upkeep as reserve_upkeep
from vorlauf.scheduling import hold_upkeep
from vorlauf.scheduling.asked_now import MOST_AT_ONCE, catch_up
from vorlauf.scheduling.changed_rules import apply_rules, is_replanning
from vorlauf.scheduling.escalation import Escalated, escalate
from vorlauf.scheduling.missed_slots import miss
from vorlauf.workflow.decisions import FLOW, Decision, Moved, decide

# By which way time comes in, for the audit log.
TIMETABLE: Final = {"door": "timetable"}


# So many slices of replanning one run does, and so long (in seconds) others may write
# between two of them: SQLite's waiting writers look again that often.
MOST_SLICES: Final = 400
BREATH: Final = 0.05


@dataclass(frozen=True, kw_only=True)
class TimedChange:
    """One thing that time has done, in words for a coordinator."""

    number: str
    house: str
    what: str


@dataclass
class AdvanceReport:
    """What one run has done; a fault costs the post it is about, no other."""

    moves: list[TimedChange] = field(default_factory=list)
    replanned: tuple[str, ...] = ()
    faults: list[str] = field(default_factory=list)


def advance_due(engine: Engine, directory: Directory, now: datetime) -> AdvanceReport:
    """Do all that is due at `now` (aware UTC).

    Applies a changed stakeholders.toml, asks whoever is there in place of others, stops
    what shows people whose consent has ended, keeps holds and reserves up, marks what
    has missed its slot, requests material, publishes what has its slot and every
    proof, escalates.
    What has its slot and no proof was handed over by its notice. Running it twice at
    once does everything once. Nothing is done while it is held after a restore.
    """
    report = AdvanceReport()
    if after_restore.is_held(engine, HeldKind.MOVES):
        return report
    with writing(engine) as connection:
        report.replanned = apply_rules(Call(connection, directory, now))
    replan_rest(engine, directory, now)
    with writing(engine) as connection:
        owe_overviews(Call(connection, directory, now))
        owe_heads(Call(connection, directory, now))
    with writing(engine) as connection:
        hand_over_due(Call(connection, directory, now, TIMETABLE))
    _ask_present(engine, directory, now)
    with reading(engine) as connection:
        lapsed = lapsing(Call(connection, directory, now))
    for key in lapsed:
        _try(engine, report, _stopping(directory, key, now))
    _keep_holds(engine, report, directory, now)
    with reading(engine) as connection:
        missed = due_queries.slots_missed(connection, now)
    for key in missed:
        _try(engine, report, _missing(directory, key, now))
    with reading(engine) as connection:
        requests = due_queries.material_to_request(connection, now)
        slots = due_queries.to_publish(connection, now)
        silent = due_queries.silent_steps(connection, now)
    for post in requests:
        _try(engine, report, _deciding(directory, post, Trigger.REQUEST_ASSETS, now))
    for post in slots:
        _try(engine, report, _deciding(directory, post, Trigger.PUBLISH, now))
    for step in silent:
        _try(engine, report, _escalating(directory, step, now))
    return report


def _ask_present(engine: Engine, directory: Directory, now: datetime) -> None:
    """Ask whoever is asked now and was not told, in short transactions."""
    is_done = False
    while not is_done:
        with writing(engine) as connection:
            count = catch_up(Call(connection, directory, now, TIMETABLE))
        is_done = count < MOST_AT_ONCE


def replan_rest(engine: Engine, directory: Directory, now: datetime) -> None:
    """Plan the posts by changed rules that are not yet, a slice in each transaction.

    Between two slices others can write. What one run leaves the next one does.
    """
    for _ in range(MOST_SLICES):
        with reading(engine) as connection:
            if not is_replanning(Call(connection, directory, now)):
                return
        time.sleep(BREATH)
        with writing(engine) as connection:
            apply_rules(Call(connection, directory, now))


def _try(
    engine: Engine,
    report: AdvanceReport,
    do: Callable[[Connection], TimedChange | None],
) -> None:
    try:
        with writing(engine) as connection:
            happened = do(connection)
    except ConflictError:
        return  # somebody else has just moved this post; the next run looks again
    except VorlaufError as error:
        report.faults.append(str(error))
        return
    if happened is not None:
        report.moves.append(happened)


def _deciding(
    directory: Directory, post: due_queries.DuePost, trigger: Trigger, now: datetime
) -> Callable[[Connection], TimedChange]:
    decision = Decision(
        number=post.number,
        trigger=trigger,
        actor=FLOW,
        seen_row_version=post.row_version,
    )
    return lambda connection: _moved(
        decide(Call(connection, directory, now, TIMETABLE), decision)
    )


def _moved(moved: Moved) -> TimedChange:
    what = f"{moved.trigger}: {moved.source} → {moved.dest}"
    return TimedChange(number=moved.number, house=moved.house, what=what)


def _stopping(
    directory: Directory, post_id: int, now: datetime
) -> Callable[[Connection], TimedChange | None]:
    return lambda connection: _ended(
        expire(Call(connection, directory, now, TIMETABLE), [post_id])
    )


def _keep_holds(
    engine: Engine, report: AdvanceReport, directory: Directory, now: datetime
) -> None:
    """End holds that are over, and hold what falls under one or on a closed day."""
    with reading(engine) as connection:
        call = Call(connection, directory, now, TIMETABLE)
        is_due, is_closed = hold_upkeep.is_needed(call), bool(newly_closed(call))
        reserves = reserve_upkeep.needing(call)
    for key in reserves:
        _try(engine, report, _keeping_reserve(directory, key, now))
    if is_due:
        _try(engine, report, _holding(directory, now))
    if is_closed:
        _try(engine, report, _closing(directory, now))


def _holding(
    directory: Directory, now: datetime
) -> Callable[[Connection], TimedChange | None]:
    return lambda connection: _changed(
        hold_upkeep.keep_up(Call(connection, directory, now, TIMETABLE))
    )


def _keeping_reserve(
    directory: Directory, key: int, now: datetime
) -> Callable[[Connection], TimedChange | None]:
    def keep(connection: Connection) -> TimedChange | None:
        call = Call(connection, directory, now, TIMETABLE)
        what = reserve_upkeep.keep(call, key)
        return _changed([what] if what else [])

    return keep


def _closing(
    directory: Directory, now: datetime
) -> Callable[[Connection], TimedChange | None]:
    return lambda connection: _changed(
        [
            f"{count} posts lie on closed days"
            for count in [hold_closed(Call(connection, directory, now, TIMETABLE))]
            if count
        ]
    )


def _changed(what: Sequence[str]) -> TimedChange | None:
    return TimedChange(number="", house="", what="; ".join(what)) if what else None


def _missing(
    directory: Directory, post_id: int, now: datetime
) -> Callable[[Connection], TimedChange | None]:
    return lambda connection: _missed(
        miss(Call(connection, directory, now, TIMETABLE), post_id)
    )


def _missed(post: PostSnapshot | None) -> TimedChange | None:
    if post is None:
        return None
    return TimedChange(number=post.number, house="", what="the slot was missed")


def _ended(affected: Affected) -> TimedChange | None:
    for number in affected.stopped:
        return TimedChange(number=number, house="", what="stopped: a consent has ended")
    for number in affected.to_take_down:
        what = "to be taken down: a consent has ended"
        return TimedChange(number=number, house="", what=what)
    return None


def _escalating(
    directory: Directory, step: due_queries.UnansweredStep, now: datetime
) -> Callable[[Connection], TimedChange | None]:
    return lambda connection: _told(
        escalate(Call(connection, directory, now), step.post_id, step.step_id)
    )


def _told(escalated: Escalated | None) -> TimedChange | None:
    if escalated is None:
        return None
    what = f"escalated to {escalated.to}"
    return TimedChange(number=escalated.number, house=escalated.house, what=what)
