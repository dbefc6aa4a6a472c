"""Recheck: verify a link again when its answer is written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from vorlauf.db import audit_log
from vorlauf.db.post_snapshots import OpenStep
from vorlauf.db.tables import LinkKind
from vorlauf.directory.model import Directory
from vorlauf.errors import ConflictError, RefusedError
from vorlauf.links.verify import LinkState, VerifiedLink, look_again

_SENTENCES: Final[Mapping[LinkState, str]] = {
    LinkState.UNKNOWN: "this is no link of ours.",
    LinkState.EXPIRED: "this link is past its time; have a new one sent to you.",
    LinkState.REISSUED: "a newer link was sent to you; use that one.",
    LinkState.LOCKED: (
        "this link is locked after too many wrong codes; have a new one sent to you."
    ),
    LinkState.GONE: "whoever this link was sent to does not take part any more.",
    LinkState.ANSWERED: "this was decided meanwhile; your answer was not needed.",
    LinkState.SUPERSEDED: (
        "there is a newer version meanwhile; have a link to it sent to you."
    ),
    LinkState.OVER: "nobody is asked for this any more.",
}
_OVERTAKEN: Final = {LinkState.ANSWERED, LinkState.SUPERSEDED}
_FOR: Final[Mapping[LinkKind, str]] = {
    LinkKind.DECIDE: "this link decides nothing.",
    LinkKind.DELIVER: "this link delivers nothing.",
    LinkKind.RECEIPT: "this link is no receipt.",
    LinkKind.OBJECT: "this link is not for an objection.",
}


def still_good(
    connection: Connection,
    directory: Directory,
    opened: VerifiedLink,
    now: datetime,
    *kinds: LinkKind,
) -> VerifiedLink:
    """Return what the link opens now that every other writer waits (aware UTC).

    Raises `ConflictError` if somebody was faster, `RefusedError` if it opens nothing
    any more, or is not of one of these kinds.
    """
    audit_log.lock(connection)
    again = look_again(connection, directory, opened, now)
    number = again.post.number
    if again.kind not in kinds:
        raise RefusedError(f"{number}: {_FOR[kinds[0]]}")
    if again.state in _OVERTAKEN:
        raise ConflictError(f"{number}: {_SENTENCES[again.state]}")
    if again.state is not LinkState.GOOD:
        raise RefusedError(f"{number}: {_SENTENCES[again.state]}")
    return again


def step_of(opened: VerifiedLink) -> OpenStep:
    """Return the open step of a good link that asks for something."""
    return next(one for one in opened.post.steps if one.id == opened.matter.id)
