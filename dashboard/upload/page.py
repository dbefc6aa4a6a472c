"""The upload page behind a link: what is wanted, what has come, what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from dashboard.answer.dead_link import CONFLICT, OK
from dashboard.answer.link import HEADERS as SCRIPTLESS
from dashboard.answer.link import POLICY, Faults, show, with_headers
from dashboard.answer.question import Question, question_of
from dashboard.answer.review import suggested_name
from dashboard.components.channel_previews import ChannelPreview, previews
from dashboard.components.file_intake import cabinet_of
from dashboard.components.picture_cards import PictureCard, cards_of, state_of
from dashboard.material.words import people_words, wanted_words
from dashboard.upload.resumable import held
from dashboard.web.request import PageRequest
from states.post import StepKind
from vorlauf.db import post_snapshots
from vorlauf.db.engine import Connection
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import Brief, LinkKind
from vorlauf.links.verify import LinkState, VerifiedLink
from vorlauf.material.briefs import brief_of
from vorlauf.posts.channels import channels_of
from vorlauf.workflow import steps

# The one page by link with a script: it sends files in pieces over a bad line.
HEADERS: Final = {
    **SCRIPTLESS,
    "Content-Security-Policy": POLICY.replace(
        "script-src 'none'", "script-src 'self'; connect-src 'self'"
    ),
}
# Who delivers, as they have typed it once; it goes back to this page alone.
NAME: Final = "vorlauf_name"
ACCEPTED: Final = (
    "image/jpeg,image/png,image/webp,image/heic,.heic,video/mp4,video/quicktime,.mov"
)


@dataclass(frozen=True, kw_only=True)
class MaterialRequest:
    """All that stands on the page of a request for material.

    `raw` are pictures from which others are made, `kept` the SHA-256s of files that
    are here; of `number` that are wanted, `complete` lack nothing.
    """

    post: PostSnapshot
    question: Question
    brief: Brief
    wanted: str
    people: str
    cards: Sequence[PictureCard]
    raw: Sequence[PictureCard]
    kept: frozenset[str]
    previews: Sequence[ChannelPreview]
    number: int
    complete: int
    is_owing: bool
    name: str

    @property
    def is_graphics(self) -> bool:
        """Whether something finished is made of what others have delivered."""
        return self.question.kind is StepKind.GRAPHICS

    @property
    def formats(self) -> Mapping[str, str]:
        """The size for each channel the post is for."""
        texts = self.post.content.texts
        return {
            name: size for name, size in self.brief.formats.items() if name in texts
        }


def page(
    request: PageRequest,
    opened: VerifiedLink,
    faults: Faults | None = None,
    status: int = 200,
) -> Response:
    """Show what is wanted and what has come; `faults` as a form on it was refused."""
    with request.reading() as connection:
        found = _request(request, connection, opened)
    shown = show(
        request,
        "answer_upload.html",
        status=status,
        wanted=found,
        question=found.question,
        post=found.post,
        content=found.post.content,
        faults=faults or [],
        wrong=dict(faults or []),
        accepted=ACCEPTED,
        state_of=lambda card: state_of(request.words, card),
        held=lambda field: held(request, opened, field),
    )
    return with_headers(shown, HEADERS)


def is_done(opened: VerifiedLink | None) -> bool:
    """Say whether a link was for material, and all of it is in."""
    return (
        opened is not None
        and opened.kind is LinkKind.DELIVER
        and opened.state is LinkState.ANSWERED
    )


def thanks(request: PageRequest, opened: VerifiedLink, overtaken: str = "") -> Response:
    """Say that everything is in, and what happens next.

    `overtaken` says what has come too late (409).
    """
    with request.reading() as connection:
        post = post_snapshots.post_of(connection, opened.post.number)
        cards = cards_of(request.words, connection, post, opened.matter.house)
    return show(
        request,
        "answer_upload_thanks.html",
        status=CONFLICT if overtaken else OK,
        overtaken=overtaken,
        opened=opened,
        post=post,
        cards=[card for card in cards if card.is_current],
        is_waiting=any(step.kind is opened.matter.kind for step in post.steps),
        is_drawn=any(step.kind is StepKind.GRAPHICS for step in post.steps),
    )


def name_of(request: PageRequest, opened: VerifiedLink) -> str:
    """Return who delivers: as typed before, else as the link knows it."""
    said = request.http.cookies.get(NAME, "")
    try:
        known = bytes.fromhex(said).decode()
    except ValueError:
        known = ""
    return known or suggested_name(opened)


def _request(
    request: PageRequest, connection: Connection, opened: VerifiedLink
) -> MaterialRequest:
    words, house = request.words, opened.matter.house
    post = post_snapshots.post_of(connection, opened.post.number)
    question = question_of(request, opened)
    brief = brief_of(connection, post, request.directory)
    cards = cards_of(words, connection, post)
    mine = [one for one in cards if one.picture.house == house]
    others = [one for one in cards if one.picture.house != house]
    store = cabinet_of(request)
    is_graphics = question.kind is StepKind.GRAPHICS
    return MaterialRequest(
        post=post,
        question=question,
        brief=brief,
        wanted=wanted_words(words, brief) if not is_graphics else "",
        people=people_words(words, brief),
        cards=mine,
        raw=[c for c in others if c.is_current] if is_graphics else [],
        kept=frozenset(
            sha256
            for card in cards
            if card.picture.file
            for sha256 in (card.picture.sha256, card.thumbnail)
            if store.has(sha256)
        ),
        previews=[
            one
            for one in previews(
                post.content, channels_of(post, request.directory), request.directory
            )
            if one.text
        ],
        number=post.pictures_wanted if house in post.houses else 1,
        complete=sum(card.is_complete for card in mine),
        is_owing=steps.lacks_picture(post, house),
        name=name_of(request, opened),
    )
