"""Shown pictures: which files of a post exist here, and their addresses."""

from collections.abc import Collection, Sequence

from dashboard.components.file_intake import cabinet_of
from dashboard.components.picture_cards import PREVIEW
from dashboard.web.request import PageRequest
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.material.files.file_types import PICTURES
from vorlauf.material.files.sandbox import kind_of
from vorlauf.posts.picture_checks import shown_pictures

# Address and alt text.
Shown = tuple[str, str]


def kept(request: PageRequest, sha256s: Collection[str]) -> frozenset[str]:
    """Return the SHA-256 of the pictures whose files are here; films are not shown."""
    store = cabinet_of(request)
    return frozenset(
        one
        for one in set(sha256s)
        if store.has(one) and kind_of(store.path(one)) in PICTURES
    )


def shown(request: PageRequest, post: PostSnapshot) -> Sequence[Shown]:
    """Return the pictures that will be published, as far as their files are here."""
    pictures = shown_pictures(post, request.directory)
    here = kept(request, [one.sha256 for one in pictures])
    return [
        (f"/files/{post.number}/{one.sha256}/{PREVIEW}", one.alt_text or one.name)
        for one in pictures
        if one.sha256 in here
    ]
