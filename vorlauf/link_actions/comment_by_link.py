"""A comment by a link: what somebody writes to the coordinators."""

from datetime import datetime

from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.editing.comments import NewComment, comment
from vorlauf.links.signatures import Signature
from vorlauf.links.verify import VerifiedLink


def tell(
    work: UnitOfWork,
    opened: VerifiedLink,
    post: PostSnapshot,
    signed: Signature,
    text: str,
) -> int:
    """Keep a comment on the post and tell its coordinator; return the comment's key."""
    said = comment_of(opened, post, signed, text, work.now)
    return comment(work, post, said, opened.matter.id)


def comment_of(
    opened: VerifiedLink,
    post: PostSnapshot,
    signed: Signature,
    text: str,
    now: datetime,
) -> NewComment:
    """Return what somebody says by a link, as it is kept."""
    recipient = opened.recipient
    return NewComment(
        post_id=post.id,
        version=post.version,
        step_id=opened.matter.id,
        house=opened.matter.house,
        author=signed.name,
        author_key=signed.key,
        own_account=signed.capacity.value if signed.capacity else "",
        address=recipient.email if recipient else "",
        text=text,
        whole=text,
        said_at=now,
    )
