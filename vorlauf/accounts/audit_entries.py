"""Audit entries: the entries about accounts in the audit log.

They say who was invited, disabled, given a token, a
calendar or a new password. Nothing records
when somebody signs in or out, or what they look at: nobody is watched.
"""

from vorlauf.db.audit_log import Entry
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Person

INVITED, DISABLED = "account_invite", "account_disable"
PASSWORD = "account_password"  # noqa: S105 - the name of an event
TOKEN_MADE, TOKEN_REVOKED = "token_make", "token_revoke"
TOPIC_LINK_MADE, TOPIC_LINK_REVOKED = "topic_link_make", "topic_link_revoke"
FEED_MADE, FEED_REVOKED = "calendar_feed_make", "calendar_feed_revoke"


def note(work: UnitOfWork, event: str, by: Person, **about: object) -> None:
    """Add the line of an act to the changes, and write them."""
    line = Entry(
        at=work.now,
        event=event,
        actor=by.name,
        actor_key=by.key,
        capacity=by.role.value,
        details={**work.call.entry_point, **about},
    )
    work.log(line)
    work.write()
