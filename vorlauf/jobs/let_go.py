"""Let go: every night, what was kept as long as stakeholders.toml says."""

from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError

from vorlauf.db.engine import writing
from vorlauf.errors import VorlaufError
from vorlauf.jobs.housekeeping import HousekeepingReport
from vorlauf.jobs.timed_moves import TIMETABLE
from vorlauf.records.retention import retention
from vorlauf.records.retention.retention import KindReport
from vorlauf.wiring import Wiring


def let_go_after(report: HousekeepingReport, wiring: Wiring) -> HousekeepingReport:
    """Let go what is due unless the log is broken; a failure is a line of the report.

    So that the night's backup is made whatever goes wrong here.
    """
    if not report.audit_ok:
        return report
    try:
        let_go(wiring)
    except (VorlaufError, SQLAlchemyError, OSError) as error:
        failed = (*report.lines, f"retention: {error}")
        return replace(report, lines=failed, let_go=False)
    return report


def let_go(wiring: Wiring) -> tuple[KindReport, ...]:
    """Let go what is due, first in the database and then as files; say how much."""
    with writing(wiring.engine) as connection:
        done = retention.run(wiring.call(connection, TIMETABLE), wiring.settings)
    done.finish(wiring.settings)
    return done.reports
