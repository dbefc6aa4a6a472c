"""Events of publishing: what the audit log has of a publication."""

from collections.abc import Mapping
from typing import Final

from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.posts.publication_queries import PublicationRow
from vorlauf.workflow.actors import TIMETABLE, Actor
from vorlauf.workflow.audit_entries import remark

PUBLICATION_BEGUN: Final = "publication_begun"
PUBLICATION_DONE: Final = "publication_done"
PUBLICATION_ACCEPTED: Final = "publication_accepted"
PUBLICATION_UNKNOWN: Final = "publication_unknown"
PUBLICATION_FAILED: Final = "publication_failed"
PUBLICATION_AGAIN: Final = "publication_again"
PUBLICATION_BY_HAND: Final = "publication_by_hand"


def details_of(
    row: PublicationRow, more: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Return what an entry says of a publication; its secrets are nowhere."""
    return {
        "publication": row.id,
        "channels": row.channel,
        "way": row.way.value,
        "published_version": row.version,
        **(more or {}),
    }


def log(  # noqa: PLR0913, the parts of an entry
    work: UnitOfWork,
    post: PostSnapshot,
    row: PublicationRow,
    event: str,
    more: Mapping[str, object] | None = None,
    *,
    actor: Actor = TIMETABLE,
    comment: str = "",
) -> None:
    """Add the entry about a publication that does not move its post."""
    details = {**work.call.entry_point, **details_of(row, more)}
    work.log(
        remark(
            post,
            at=work.now,
            event=event,
            actor=actor,
            comment=comment,
            details=details,
        )
    )
