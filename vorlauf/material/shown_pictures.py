"""Pictures in the content of a post: which it shows, and the version that follows."""

from collections.abc import Sequence
from dataclasses import replace

from states.fingerprint import ShownPicture
from vorlauf.db.post_snapshots import Delivered, PostSnapshot
from vorlauf.editing.edits import new_version
from vorlauf.posts.picture_checks import REJECTED, current


def with_picture(post: PostSnapshot, picture: Delivered) -> PostSnapshot:
    """Return the case with the picture; the author of the text stays its author.

    It takes the place of what was sent back of the same house.
    """
    others = [
        other
        for other in post.pictures
        if (other.house, other.sha256) != (picture.house, picture.sha256)
    ]
    after = replace(post, pictures=(*others, picture))
    shown = [
        other
        for other in current(post)
        if other in others
        and not (other.house == picture.house and other.answer in REJECTED)
    ]
    return with_pictures(after, [*shown, picture])


def with_pictures(post: PostSnapshot, pictures: Sequence[Delivered]) -> PostSnapshot:
    """Return the case with these of its pictures as what it shows."""
    content = replace(
        post.content,
        pictures=tuple(
            ShownPicture(
                house=p.house,
                name=p.name,
                sha256=p.sha256,
                alt_text=p.alt_text,
                credit=p.credit,
            )
            for p in pictures
        ),
    )
    return new_version(post, content, post.version_author)
