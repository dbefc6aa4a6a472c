"""Recheck: verify a link again when its answer is written."""

from collections.abc import Mapping
from typing import Final

from states.messages import Message, msg
from vorlauf.db import audit_log
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import OpenStep
from vorlauf.db.tables import LinkKind
from vorlauf.errors import ConflictError, RefusedError
from vorlauf.links.verify import LinkState, VerifiedLink, look_again

_SENTENCES: Final[Mapping[LinkState, Message]] = {
    LinkState.UNKNOWN: msg("this is no link of ours."),
    LinkState.EXPIRED: msg("this link is past its time; have a new one sent to you."),
    LinkState.REISSUED: msg("a newer link was sent to you; use that one."),
    LinkState.LOCKED: msg(
        "this link is locked after too many wrong codes; have a new one sent to you."
    ),
    LinkState.GONE: msg("whoever this link was sent to does not take part any more."),
    LinkState.ANSWERED: msg("this was decided meanwhile; your answer was not needed."),
    LinkState.SUPERSEDED: (
        msg("there is a newer version meanwhile; have a link to it sent to you.")
    ),
    LinkState.OVER: msg("nobody is asked for this any more."),
}
_OVERTAKEN: Final = {LinkState.ANSWERED, LinkState.SUPERSEDED}
_FOR: Final[Mapping[LinkKind, Message]] = {
    LinkKind.DECIDE: msg("this link decides nothing."),
    LinkKind.DELIVER: msg("this link delivers nothing."),
    LinkKind.RECEIPT: msg("this link is no receipt."),
    LinkKind.OBJECT: msg("this link is not for an objection."),
    LinkKind.ABSENCE: msg("this link is not about an absence."),
}


def still_good(call: Call, opened: VerifiedLink, *kinds: LinkKind) -> VerifiedLink:
    """Return what the link opens now that every other writer waits (aware UTC).

    Raises `ConflictError` if somebody was faster, `RefusedError` if it opens nothing
    any more, or is not of one of these kinds.
    """
    audit_log.lock(call.connection)
    again = look_again(call, opened)
    number = again.post.number
    if again.kind not in kinds:
        raise RefusedError(msg("{number}: {why}", number=number, why=_FOR[kinds[0]]))
    if again.state in _OVERTAKEN:
        raise ConflictError(
            msg("{number}: {why}", number=number, why=_SENTENCES[again.state])
        )
    if again.state is not LinkState.GOOD:
        raise RefusedError(
            msg("{number}: {why}", number=number, why=_SENTENCES[again.state])
        )
    return again


def step_of(opened: VerifiedLink) -> OpenStep:
    """Return the open step of a good link that asks for something."""
    return next(one for one in opened.post.steps if one.id == opened.matter.id)
