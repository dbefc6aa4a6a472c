"""Audit entries: entries about the material of a post, which do not move it."""

from collections.abc import Mapping

from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.workflow.actors import Actor
from vorlauf.workflow.audit_entries import remark


def note(  # noqa: PLR0913, a line of the file names them all
    work: UnitOfWork,
    actor: Actor,
    post: PostSnapshot,
    *,
    event: str,
    house: str = "",
    comment: str = "",
    details: Mapping[str, object] | None = None,
) -> None:
    """Add an entry that outdates nobody's view of the post."""
    entry = remark(
        post,
        at=work.now,
        event=event,
        actor=actor,
        house=house,
        comment=comment,
        details=details,
    )
    work.log(entry)
