"""Page data: everything that the page behind a link shows; nothing is written."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from states.fingerprint import Content
from vorlauf.db.tables import Outcome
from vorlauf.link_actions import page_queries
from vorlauf.link_actions.page_queries import HouseAnswer, PublicComment
from vorlauf.links.verify import VerifiedLink
from vorlauf.posts import past_queries

_SAID: Final = frozenset(
    {Outcome.ENDORSED, Outcome.APPROVED, Outcome.CHANGES_REQUESTED}
)


@dataclass(frozen=True, kw_only=True)
class LinkPageData:
    """What the page shows beside the post itself.

    `before` is what the house was shown last, None the first time. `decided` and
    `waiting` are the parts of the houses in this version, one's own not among them.
    """

    before: Content | None
    decided: tuple[HouseAnswer, ...]
    waiting: tuple[HouseAnswer, ...]
    comments: tuple[PublicComment, ...]


def link_page_data(connection: Connection, opened: VerifiedLink) -> LinkPageData:
    """Return what a good link shows about its step; three questions to the store."""
    matter, post = opened.matter, opened.post
    others = [
        part
        for part in page_queries.parts(connection, post.id, post.version)
        if part.id != matter.id
    ]
    return LinkPageData(
        before=past_queries.shown_before(connection, matter),
        decided=tuple(part for part in others if part.outcome in _SAID),
        waiting=tuple(part for part in others if part.outcome is None),
        comments=tuple(page_queries.spoken(connection, post.id)),
    )
