"""Audit entries: the lines about accounts in the audit log.

They say who was invited, shut out, given a token or a new password. When somebody
signs in or out, and what they look at, is written nowhere: nobody is watched.
"""

from vorlauf.db.audit_log import Entry
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Person

INVITED, DISABLED = "account_invite", "account_disable"
PASSWORD = "account_password"  # noqa: S105 - the name of an event
TOKEN_MADE, TOKEN_REVOKED = "token_make", "token_revoke"


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
