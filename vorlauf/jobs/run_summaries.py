"""Run summaries: the one line that a run of the timetable leaves as its result.

Prefect keeps it in English and its pages show it unchanged; the dashboard parses the
clauses by the rows below and shows them in the reader's language.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vorlauf.jobs.housekeeping import HousekeepingReport
from vorlauf.jobs.timed_moves import AdvanceReport
from vorlauf.mail.delivery_report import DeliveryReport
from vorlauf.mail.inbox.receive import CollectReport
from vorlauf.publishing.run import PublishingReport

# Between two clauses, and before sentences about what went wrong.
BETWEEN: Final = ", "
BEFORE_FAULTS: Final = ": "


@dataclass(frozen=True)
class Clause:
    """A number with its words, for one and for many; `%(num)s` stands for it."""

    one: str
    many: str

    def of(self, num: int) -> str:
        """Say the clause of this number."""
        return (self.one if num == 1 else self.many) % {"num": num}


SENT: Final = Clause("%(num)s sent", "%(num)s sent")
FAILED: Final = Clause("%(num)s failed", "%(num)s failed")
MAILS: Final = Clause("in %(num)s mail", "in %(num)s mails")
LEFT_OVER: Final = Clause(
    "%(num)s left over by a run that was killed",
    "%(num)s left over by a run that was killed",
)
PUBLISHED: Final = Clause("%(num)s published", "%(num)s published")
MOVED: Final = Clause("%(num)s moved", "%(num)s moved")
AT_FAULT: Final = Clause("%(num)s at fault", "%(num)s at fault")
CAME_IN: Final = Clause("%(num)s came in", "%(num)s came in")
ACTED_ON: Final = Clause("%(num)s acted on", "%(num)s acted on")
CLAUSES: Final = (
    SENT,
    FAILED,
    MAILS,
    LEFT_OVER,
    PUBLISHED,
    MOVED,
    AT_FAULT,
    CAME_IN,
    ACTED_ON,
)

AUDIT_INTACT: Final = "audit log intact"
AUDIT_BROKEN: Final = "audit log broken"
HEAD_NOT_KEPT: Final = "audit log intact, but its head could not be kept outside"
NO_BACKUP: Final = "audit log intact, but no backup could be made"
NOT_LET_GO: Final = "audit log intact, but older data could not be deleted"
NO_MAILBOX: Final = "no mailbox is named"
HELD: Final = "held since a backup was restored"
RUNNER_ENDED: Final = "An earlier runner ended before this run."
SENTENCES: Final = (
    AUDIT_INTACT,
    AUDIT_BROKEN,
    HEAD_NOT_KEPT,
    NO_BACKUP,
    NOT_LET_GO,
    NO_MAILBOX,
    HELD,
    RUNNER_ENDED,
)


def of_delivery(report: DeliveryReport) -> str:
    """Summarise a run that sent what was due."""
    sent, failed = len(report.sent), len(report.failed)
    clauses = [SENT.of(sent), FAILED.of(failed)]
    if report.mails < sent:
        clauses.append(MAILS.of(report.mails))
    if report.recovered:
        clauses.append(LEFT_OVER.of(report.recovered))
    return _joined(clauses, report.faults)


def of_advance(
    report: AdvanceReport,
    published: PublishingReport | None = None,
    *,
    is_held: bool = False,
) -> str:
    """Summarise a run that moved what time moves, and published what it could."""
    if is_held and (published is None or not published.outcomes):
        return HELD
    clauses = [MOVED.of(len(report.moves)), AT_FAULT.of(len(report.faults))]
    if published is not None and published.outcomes:
        failed = len(published.failed)
        clauses.append(PUBLISHED.of(len(published.outcomes) - failed))
        clauses += [FAILED.of(failed)] if failed else []
    return _joined(clauses)


def of_intake(report: CollectReport) -> str:
    """Summarise a run that read the mailbox."""
    clauses = [CAME_IN.of(report.stored), ACTED_ON.of(len(report.handled))]
    if report.faults:
        clauses.append(FAILED.of(len(report.faults)))
    return _joined(clauses)


def of_housekeeping(report: HousekeepingReport) -> str:
    """Summarise the night's work."""
    if not report.audit_ok:
        return AUDIT_BROKEN
    if not report.backed_up:
        return NO_BACKUP
    if not report.let_go:
        return NOT_LET_GO
    return AUDIT_INTACT if report.head_kept else HEAD_NOT_KEPT


def _joined(clauses: Iterable[str], faults: Iterable[str] = ()) -> str:
    head, tail = BETWEEN.join(clauses), " ".join(faults)
    return f"{head}{BEFORE_FAULTS}{tail}" if tail else head
