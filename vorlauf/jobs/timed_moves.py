"""Timed moves: what the timetable does by itself, one transaction for each move."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Engine

from states.post import Trigger
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.directory.model import Directory
from vorlauf.errors import ConflictError, VorlaufError
from vorlauf.jobs import due_queries
from vorlauf.mail.letters.weekly_overview import owe_overviews
from vorlauf.material import attestations
from vorlauf.material.consent_end import expire, lapsing
from vorlauf.material.consent_end_effects import Affected
from vorlauf.scheduling.escalation import Escalated, escalate
from vorlauf.scheduling.readers import catch_up
from vorlauf.scheduling.replanning import apply_rules
from vorlauf.workflow.decisions import FLOW, Decision, Moved, decide

# By which way time comes in, for the audit log.
TIMETABLE: Final = {"door": "timetable"}


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


@dataclass(frozen=True, kw_only=True)
class HousekeepingReport:
    """What the night's look at the house has found."""

    lines: tuple[str, ...]
    audit_ok: bool


def advance_due(engine: Engine, directory: Directory, now: datetime) -> AdvanceReport:
    """Do all that is due at `now` (aware UTC).

    Applies a changed stakeholders.toml, asks who stands in for people who are disabled,
    stops what shows people whose consent has ended, requests material, publishes what
    has its slot and every proof, escalates. What has its slot and no proof was handed
    over by its notice. Running it twice at once does everything once.
    """
    report = AdvanceReport()
    with writing(engine) as connection:
        report.replanned = apply_rules(Call(connection, directory, now))
        owe_overviews(Call(connection, directory, now))
        catch_up(Call(connection, directory, now))
    with reading(engine) as connection:
        lapsed = lapsing(Call(connection, directory, now))
    for key in lapsed:
        _try(engine, report, _stopping(directory, key, now))
    with reading(engine) as connection:
        requests = due_queries.material_to_request(connection, now)
        slots = due_queries.to_publish(connection, directory.campaign.channels, now)
        silent = due_queries.silent_steps(connection, now)
    for post in requests:
        _try(engine, report, _deciding(directory, post, Trigger.REQUEST_ASSETS, now))
    for post in slots:
        _try(engine, report, _deciding(directory, post, Trigger.PUBLISH, now))
    for step in silent:
        _try(engine, report, _escalating(directory, step, now))
    return report


def housekeep(engine: Engine, now: datetime) -> HousekeepingReport:
    """Verify the whole audit log, and count what needs a person's eye.

    The end of the chain is among the lines: kept outside, it proves that nothing
    was cut off.
    """
    with reading(engine) as connection:
        verdict = attestations.verify(connection)
        undelivered = len(due_queries.undelivered(connection))
        overdue = due_queries.overdue_count(connection, now)
    return HousekeepingReport(
        lines=(
            f"audit log: {verdict.lines} lines, ends with {verdict.head.last_hash}",
            *(f"audit log: {fault}" for fault in verdict.faults),
            *_told_of_erasures(len(verdict.erased)),
            f"{overdue} steps are overdue",
            f"{undelivered} notices could not be delivered",
        ),
        audit_ok=verdict.ok,
    )


def _told_of_erasures(values: int) -> tuple[str, ...]:
    return (f"audit log: {values} values were erased",) if values else ()


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
