"""The review page: what will be published, what is asked, and one form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from dashboard.answer.link import Faults, show
from dashboard.answer.picture import SHOWN
from dashboard.answer.question import Question, question_of
from dashboard.components.changes import Changed, changed
from dashboard.components.channel_previews import ChannelPreview, host_of, previews
from dashboard.web.request import PageRequest
from states.fingerprint import Content, ShownPicture
from states.post import STEPS, Trigger
from vorlauf.db.engine import Connection
from vorlauf.link_actions.codes import needs_code
from vorlauf.link_actions.page_data import link_page_data
from vorlauf.link_actions.page_queries import HouseAnswer, PublicComment
from vorlauf.links.verify import VerifiedLink
from vorlauf.material import file_queries
from vorlauf.posts.picture_checks import shown_pictures
from vorlauf.readmodels.post import VersionRow, versions_of

# Beyond so many characters in all, no text stands on the page a second time.
LONG: Final = 6_000


@dataclass(frozen=True, kw_only=True)
class Review:
    """All that stands on the page of a decision.

    `voices` are the steps of everybody else who decides on this version, `pictures`
    those that will be shown, `kept` all (SHA-256) of which we have the file. Texts
    that are long stand there once, to read and to copy.
    """

    opened: VerifiedLink
    question: Question
    changed: Changed | None
    previews: Sequence[ChannelPreview]
    host: str
    voices: Sequence[HouseAnswer]
    comments: Sequence[PublicComment]
    pictures: Sequence[ShownPicture]
    kept: frozenset[str]
    saved: VersionRow
    is_long: bool
    needs_code: bool
    name: str

    @property
    def yes(self) -> Trigger | None:
        """What whoever agrees does."""
        return STEPS[self.question.kind].yes


def page(request: PageRequest, opened: VerifiedLink) -> Response:
    """Show what is to be decided."""
    return show_again(request, opened, [], 200)


def show_again(
    request: PageRequest, opened: VerifiedLink, faults: Faults, status: int
) -> Response:
    """Show the page with what was typed, and what is wrong with it."""
    with request.reading() as connection:
        found = _review(request, connection, opened)
    return show(
        request,
        "answer_review.html",
        status=status,
        review=found,
        question=found.question,
        post=opened.post,
        content=opened.post.content,
        faults=faults,
        wrong=dict(faults),
    )


def _review(
    request: PageRequest, connection: Connection, opened: VerifiedLink
) -> Review:
    post = opened.post
    seen = link_page_data(connection, opened)
    content = post.content
    channels = tuple(
        c for c in request.directory.campaign.channels if c in content.texts
    )
    return Review(
        opened=opened,
        question=question_of(request, opened),
        changed=changed(request.words, seen.before, content),
        previews=previews(content, channels, request.directory),
        host=host_of(content.link),
        voices=(*seen.decided, *seen.waiting),
        comments=seen.comments,
        pictures=shown_pictures(post, request.directory),
        kept=kept_pictures(connection, content, seen.before),
        saved=versions_of(connection, post.id)[-1],
        is_long=sum(map(len, content.texts.values())) > LONG,
        needs_code=needs_code(request.directory, opened),
        name=suggested_name(opened),
    )


def kept_pictures(connection: Connection, *contents: Content | None) -> frozenset[str]:
    """Return of which pictures (SHA-256) we have a file that a page can show."""
    wanted = {one.sha256 for some in contents if some for one in some.pictures}
    found = file_queries.files(connection, wanted).values()
    return frozenset(file.sha256 for file in found if file.media_type in SHOWN)


def suggested_name(opened: VerifiedLink) -> str:
    """Return the name to confirm; empty where only the reader can know theirs."""
    recipient = opened.recipient
    if recipient is None or recipient.functional:
        return ""
    return recipient.name
