"""Hold entries: what the audit log says of a hold, beside the entry of each post."""

from typing import Final

from vorlauf.db.audit_log import Entry
from vorlauf.db.hold_tables import HoldScope
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.posts.hold_queries import HoldRow
from vorlauf.workflow.actors import Actor

HOLD_BEGUN: Final = "hold_begun"
HOLD_ENDED: Final = "hold_ended"


def entry(work: UnitOfWork, event: str, hold: HoldRow, by: Actor, reason: str) -> Entry:
    """Return the entry of a hold that begins or ends."""
    return Entry(
        at=work.now,
        event=event,
        actor=by.name,
        actor_key=by.key,
        capacity=by.capacity_for(()),
        house=hold.what if hold.scope is HoldScope.HOUSE else "",
        comment=reason,
        details={
            **work.call.entry_point,
            "hold": hold.id,
            "scope": hold.scope.value,
            "what": hold.what,
            "until": hold.ends_at.isoformat() if hold.ends_at else "",
        },
    )
