"""Manual actions: a coordinator steps in, and the audit entry of that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from states.messages import msg, phrase
from states.post import Capacity, Role
from vorlauf.db.audit_log import Entry
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory, Person
from vorlauf.errors import RefusedError
from vorlauf.text import check_text
from vorlauf.workflow.actors import Actor, require_role
from vorlauf.workflow.audit_entries import remark


@dataclass(frozen=True, kw_only=True)
class Overseer:
    """A person who steps in, usually a coordinator: why, and by which entry point."""

    person: Person
    comment: str = ""
    door: Mapping[str, object] = field(default_factory=dict)
    own_account: Capacity | None = None

    def line(
        self,
        about: PostSnapshot | None,
        *,
        at: datetime,
        event: str,
        house: str = "",
        details: Mapping[str, object],
    ) -> Entry:
        """Return the entry of an action that moves no post; `about` may be None."""
        told = {**self.door, **details}
        if about is None:
            return Entry(
                at=at,
                event=event,
                actor=self.person.name,
                actor_key=self.person.key,
                capacity=self.person.role.value,
                house=house,
                comment=self.comment,
                details=told,
            )
        return remark(
            about,
            at=at,
            event=event,
            actor=self._standing,
            house=house,
            comment=self.comment,
            details=told,
        )

    @property
    def _standing(self) -> Actor:
        person = self.person
        return Actor(
            key=person.key,
            name=person.name,
            role=person.role,
            own_account=self.own_account,
        )


def overseer(
    directory: Directory,
    actor: str,
    *,
    comment: str = "",
    door: Mapping[str, str] | None = None,
) -> Overseer:
    """Return who steps in. Raises `RefusedError` unless it is a coordinator.

    Raises `NotFoundError` for an unknown person, `BadInputError` for an odd comment.
    """
    person = directory.person(actor)
    if person.functional:
        raise RefusedError(
            msg(
                "{name} is a functional mailbox; a named person decides.",
                name=person.name,
            )
        )
    why = msg(
        "{name} is no coordinator; mails are in the coordinators' hands.",
        name=person.name,
    )
    require_role(person, Role.COORDINATOR, why)
    check_text(phrase("subject", "The comment"), comment)
    return Overseer(person=person, comment=comment.strip(), door=door or {})
