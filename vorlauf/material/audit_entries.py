"""Audit entries: entries about the material of a post, which do not move it."""

from collections.abc import Mapping
from dataclasses import replace

from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.workflow.actors import Actor
from vorlauf.workflow.audit_entries import line


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
    """Add a line that outdates nobody's view of the post: it has no row version."""
    entry = line(
        actor,
        post,
        post,
        at=work.now,
        event=event,
        house=house,
        comment=comment,
        details=details,
    )
    work.log(replace(entry, row_version=None))
