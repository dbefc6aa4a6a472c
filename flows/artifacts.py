"""Artifacts: the table that each run leaves behind in Prefect."""

from collections.abc import Sequence

from prefect.artifacts import create_table_artifact

from vorlauf.clockwork import AdvanceReport, HousekeepingReport
from vorlauf.delivery import DeliveryReport

Row = dict[str, str]


def deliveries(report: DeliveryReport) -> list[Row]:
    """Return a row per mail: house, post, purpose, outcome.

    Who received a mail stays in our own files; only a failure names the person,
    because somebody has to look at that mailbox.
    """
    sent = [
        _delivery(mail.house, mail.post_number, mail.purpose, "sent", mail.subject)
        for mail in report.sent
    ]
    failed = [
        _delivery(
            mail.house,
            mail.post_number,
            mail.purpose,
            "failed",
            f"{mail.recipient_name}: {mail.error}",
        )
        for mail in report.failed
    ]
    return failed + sent


def advances(report: AdvanceReport) -> list[Row]:
    """Return a row per move, escalation, hand-over and fault."""
    moves = [
        {
            "post": move.post_number,
            "house": move.house,
            "what": f"{move.trigger}: {move.source} → {move.dest}",
        }
        for move in report.moves
    ]
    faults = [{"post": "", "house": "", "what": fault} for fault in report.faults]
    return faults + moves


def housework(report: HousekeepingReport) -> list[Row]:
    """Return a row per thing that was put in order."""
    return [{"what": line} for line in report.lines]


def leave(key: str, summary: str, rows: Sequence[Row]) -> None:
    """Leave `rows` in Prefect as the newest artifact of `key`."""
    create_table_artifact(key=key, description=summary, table=list(rows))


def _delivery(house: str, post: str, purpose: str, outcome: str, text: str) -> Row:
    return {
        "house": house,
        "post": post,
        "purpose": purpose,
        "outcome": outcome,
        "text": text,
    }
