"""Show: all that is known of one post."""

import json

from states.post_fields import in_content
from vorlauf.cli.common.context import wired
from vorlauf.cli.common.output import name_of, print_json
from vorlauf.cli.mail.listing import plain
from vorlauf.cli.posts import post_page
from vorlauf.cli.posts.post_page import PostPage
from vorlauf.db import post_snapshots
from vorlauf.db.engine import reading
from vorlauf.directory.model import Directory
from vorlauf.editing.comments import readable, readable_lines, readable_notices
from vorlauf.editing.feasibility import outlook
from vorlauf.mail.queue import notice_list
from vorlauf.posts import listing
from vorlauf.posts.comment_queries import comments_of
from vorlauf.wiring import Wiring
from vorlauf.workflow.decisions import offers

# What programs learn of a comment; the whole mail stays in the store.
_SAID = ("author", "house", "version", "said_at", "text")


def show(number: str, actor: str | None, *, as_json: bool) -> int:
    """Show the post, and what `actor` could do with it.

    Raises `NotFoundError`, and `RefusedError` for somebody who is disabled.
    """
    with wired(actor or "") as wiring:
        page = _read(wiring, number, actor)
        if as_json:
            print_json(_plain(page, wiring.directory))
        else:
            post_page.print_page(page, wiring.directory)
    return 0


def _read(wiring: Wiring, number: str, actor: str | None) -> PostPage:
    directory, now = wiring.directory, wiring.now()
    person = directory.person(actor) if actor else None
    with reading(wiring.engine) as connection:
        post = post_snapshots.post_of(connection, number)
        notices = notice_list.notices(
            connection, notice_list.NoticeFilter(number=post.number)
        )
        lines = listing.file_of(connection, post.id)
        permalinks = listing.permalinks(connection, post.id)
        comments = comments_of(connection, post.id)
    role = person.role if person else None
    return PostPage(
        post=post,
        outlook=outlook(post, directory, now),
        notices=readable_notices(notices, comments, role),
        comments=readable(comments, role),
        lines=readable_lines(lines, role),
        permalinks=permalinks,
        person=person,
        offers=offers(post, directory, person.key, now) if person else (),
    )


def _plain(page: PostPage, directory: Directory) -> dict[str, object]:
    post = page.post
    steps = [
        {**vars(step), "asked_name": name_of(step.asked, directory)}
        for step in post.steps
    ]
    shown: dict[str, object] = {
        **vars(post),
        "content": {
            "texts": dict(post.content.texts),
            **in_content(post.fields),
        },
        "proofs": page.permalinks,
        "steps": steps,
        "outlook": page.outlook,
        "notices": [plain(notice, directory) for notice in page.notices],
        "comments": [
            {name: getattr(comment, name) for name in _SAID}
            for comment in page.comments
        ],
        "file": [
            {**vars(line), "details": json.loads(line.details)} for line in page.lines
        ],
    }
    if page.person is not None:
        shown["offers"] = page.offers
    return shown
