"""Picture cards: the pictures of a post, with their descriptions and what they lack."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from dashboard.components.file_intake import cabinet_of
from dashboard.i18n.language import Words
from dashboard.web.request import PageRequest
from vorlauf.db.engine import Connection
from vorlauf.db.post_snapshots import Delivered, PostSnapshot
from vorlauf.db.tables import Consent, ReviewAnswer
from vorlauf.material import consent_queries, file_queries
from vorlauf.material.file_queries import PictureFile
from vorlauf.material.files.file_types import PICTURES
from vorlauf.material.files.sandbox import kind_of
from vorlauf.posts.picture_checks import (
    AS_MADE_OF,
    NOBODY,
    REJECTED,
    current,
    gaps,
    is_complete,
    shown_pictures,
)

PREVIEW: Final = "preview"


def state_digest(alt_text: str, credit: str, people: str) -> str:
    """Return by what a form says which description of a picture it has shown."""
    said = [" ".join(one.split()) for one in (alt_text, credit, people)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


@dataclass(frozen=True, kw_only=True)
class PictureCard:
    """One picture: `missing` are words for what it lacks, in the reader's language.

    `thumbnail` is the SHA-256 of its preview, empty if there is none to be shown.
    """

    picture: PictureFile
    consents: Sequence[Consent]
    missing: Sequence[str]
    is_current: bool
    is_complete: bool

    @property
    def thumbnail(self) -> str:
        """What is shown of it on a page."""
        file = self.picture.file
        return file.variants.get(PREVIEW, "") if file else ""

    @property
    def is_film(self) -> bool:
        """Whether it moves."""
        file = self.picture.file
        return file is not None and file.media_type.startswith("video/")

    @property
    def is_sent_back(self) -> bool:
        """Whether the coordinator wants another, or none."""
        return self.picture.answer in REJECTED

    @property
    def people(self) -> str:
        """What was said of people in it: `yes`, `no` or nothing yet."""
        if self.consents:
            return "yes"
        return "no" if self.picture.consent == NOBODY else ""

    @property
    def state(self) -> str:
        """The state of its description, as `state_digest` has it."""
        return state_digest(self.picture.alt_text, self.picture.credit, self.people)

    @property
    def is_made(self) -> bool:
        """Whether it was made of others, whose consents hold for it."""
        return self.picture.consent == AS_MADE_OF


def cards_of(
    words: Words, connection: Connection, post: PostSnapshot, house: str = ""
) -> list[PictureCard]:
    """Return the pictures of a post, or those of one house, the oldest first."""
    found = [
        one
        for one in file_queries.pictures_of(connection, post.id)
        if house in {"", one.house}
    ]
    sha256s = {one.sha256 for one in found}
    terms = consent_queries.of_pictures(connection, sha256s) if post.consents else []
    delivered = {(one.house, one.sha256): one for one in current(post)}
    return [
        _card(words, post, one, terms, delivered.get((one.house, one.sha256)))
        for one in found
    ]


def _card(
    words: Words,
    post: PostSnapshot,
    picture: PictureFile,
    terms: Iterable[Consent],
    shown: Delivered | None,
) -> PictureCard:
    theirs = [one for one in terms if one.picture == picture.sha256]
    is_asked = shown is not None and picture.answer not in REJECTED
    return PictureCard(
        picture=picture,
        consents=theirs,
        missing=_missing(words, post, shown, theirs) if is_asked and shown else (),
        is_current=shown is not None,
        is_complete=shown is not None and is_complete(post, shown),
    )


def _missing(
    words: Words, post: PostSnapshot, picture: Delivered, terms: Sequence[Consent]
) -> list[str]:
    gettext, found = words.gettext, []
    if not picture.alt_text:
        found.append(gettext("the alt text"))
    if not (picture.consent or terms):
        found.append(gettext("whether people can be recognised"))
    elif any(gaps(post, picture)):
        found.append(gettext("a consent for every channel and the day of the slot"))
    return found


def state_of(words: Words, card: PictureCard) -> tuple[str, str, str]:
    """Return how a picture stands, in words, with the tone and the icon of a badge."""
    gettext = words.gettext
    match card.picture.answer:
        case ReviewAnswer.ACCEPTED:
            return gettext("accepted"), "success", "done"
        case ReviewAnswer.INSUFFICIENT:
            return gettext("not sufficient"), "warning", "alert"
        case ReviewAnswer.DECLINED:
            return gettext("declined"), "warning", "alert"
        case None if card.missing:
            return gettext("not complete"), "warning", "soon"
        case None:
            return gettext("complete"), "success", "done"


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
