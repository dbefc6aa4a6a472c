"""Artifacts: the table that each run leaves in Prefect."""

from collections.abc import Sequence

from prefect.artifacts import create_table_artifact

from flows import reports
from vorlauf.jobs.housekeeping import HousekeepingReport
from vorlauf.jobs.timed_moves import AdvanceReport
from vorlauf.mail.delivery_report import DeliveryReport, NoticeOutcome
from vorlauf.publishing.run import PublishingReport

Row = dict[str, str]


def deliveries(report: DeliveryReport) -> list[Row]:
    """Return a row per mail: house, post, purpose, outcome; failures first.

    Who received a mail stays in our own files; only a failure names the person,
    because somebody has to look at that mailbox.
    """
    failed = [
        _delivery(mail, "failed", f"{mail.recipient_name}: {mail.error}")
        for mail in report.failed
    ]
    return failed + [_delivery(mail, "sent", mail.subject) for mail in report.sent]


def advances(report: AdvanceReport) -> list[Row]:
    """Return a row per fault, per thing that happened and per house re-planned."""
    faults = [_advance(what=fault) for fault in report.faults]
    moves = [_advance(move.number, move.house, move.what) for move in report.moves]
    replanned = [_advance(house=key, what="re-planned") for key in report.replanned]
    return faults + moves + replanned


def publications(report: PublishingReport) -> list[Row]:
    """Return a row per publication that was tried: its channel, and what came of it."""
    return [
        _advance(
            one.number,
            what=f"{one.channel}: {one.error or one.permalink or 'taken'}",
        )
        for one in report.outcomes
    ]


def housework(report: HousekeepingReport) -> list[Row]:
    """Return a row per thing that was put in order."""
    return [{"what": line} for line in report.lines]


def leave(key: str, summary: str, rows: Sequence[Row]) -> None:
    """Leave `rows` in Prefect as the newest artifact of `key`, if Prefect takes it."""

    def create() -> None:
        create_table_artifact(key=key, description=summary, table=list(rows))

    reports.report("The table of this run", create)


def _delivery(mail: NoticeOutcome, outcome: str, text: str) -> Row:
    return {
        "house": mail.house,
        "post": mail.number,
        "purpose": mail.purpose,
        "outcome": outcome,
        "text": text,
    }


def _advance(post: str = "", house: str = "", what: str = "") -> Row:
    return {"post": post, "house": house, "what": what}
