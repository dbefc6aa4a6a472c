"""Codes: the six digits beside the link, for houses that want them."""

import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from states.messages import msg
from vorlauf.db import audit_log
from vorlauf.db.call import Call
from vorlauf.db.tables import LinkEnd, LinkKind
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.links import link_queries
from vorlauf.links.issue import LinkIssuer
from vorlauf.links.verify import VerifiedLink

MOST_TRIES: Final = 3


class CodeVerdict(StrEnum):
    """What a typed code was worth; with LOCKED the link opens nothing any more."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True, kw_only=True)
class CodeResult:
    """The verdict, and how many tries are `left`."""

    verdict: CodeVerdict
    left: int


def needs_code(directory: Directory, opened: VerifiedLink) -> bool:
    """Say whether a decision by this link needs the code; a delivery never does."""
    house = directory.houses.get(opened.matter.house)
    is_decision = opened.matter.kind.is_decision and opened.kind is LinkKind.DECIDE
    return house is not None and house.code and is_decision


def check_code(
    call: Call, issuer: LinkIssuer, opened: VerifiedLink, typed: str
) -> CodeResult:
    """Compare what was typed; count a wrong one, and lock the link after the third.

    Commit before `insist` refuses, or the try is not counted. A link that has ended
    is locked for whoever types.
    """
    connection = call.connection
    audit_log.lock(connection)
    (link,) = link_queries.by_keys(connection, [opened.link.id])
    if link.ended_at is not None or link.tries >= MOST_TRIES:
        return CodeResult(verdict=CodeVerdict.LOCKED, left=0)
    digits = "".join(typed.split())
    if hmac.compare_digest(digits.encode(errors="replace"), issuer.code(link).encode()):
        return CodeResult(verdict=CodeVerdict.RIGHT, left=MOST_TRIES - link.tries)
    link_queries.count_try(connection, link.id, MOST_TRIES)
    left = MOST_TRIES - link.tries - 1
    if left > 0:
        return CodeResult(verdict=CodeVerdict.WRONG, left=left)
    link_queries.end(connection, link.id, LinkEnd.LOCKED, call.now)
    return CodeResult(verdict=CodeVerdict.LOCKED, left=0)


def insist(result: CodeResult) -> None:
    """Raise `BadInputError` for a wrong code, `RefusedError` once it is locked."""
    if result.verdict is CodeVerdict.LOCKED:
        raise RefusedError(
            msg(
                "The code was wrong too often, so this link is locked; have a "
                "new one sent to you."
            )
        )
    if result.verdict is CodeVerdict.WRONG:
        if result.left == 1:
            raise BadInputError(msg("The code is not right; 1 try is left."))
        raise BadInputError(
            msg("The code is not right; {left} tries are left.", left=result.left)
        )
