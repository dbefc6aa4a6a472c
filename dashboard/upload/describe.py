"""Descriptions by link: alt text, credit and consent of each picture of the page.

All pictures are in one form, so each of its buttons saves everything that was typed,
picture by picture; an error in one picture stops no other.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from dashboard.components.picture_cards import PictureCard, cards_of, state_digest
from dashboard.material.page import day_of
from dashboard.upload.signed_forms import (
    CHOSEN,
    drop_form,
    fields_of,
    keep_form,
    taken_form,
    without,
)
from dashboard.web.form import Form
from dashboard.web.request import PageRequest
from vorlauf.db import post_snapshots
from vorlauf.errors import BadInputError, ConflictError, VorlaufError
from vorlauf.links.verify import VerifiedLink
from vorlauf.material import file_queries
from vorlauf.material.consents import Terms, record
from vorlauf.material.deliveries import LONGEST_CREDIT, Description, describe, take_out
from vorlauf.material.file_queries import PictureFile
from vorlauf.material.suppliers import ByLink

_PEOPLE: Final = {"yes": True, "no": False}
# Which of them is typed says that a consent is meant.
_MEANT: Final = ("who", "kept", "channel", "last", "staged_form")
# Ticked where the picture came by mistake.
_OUT: Final = "out"
# Which description of the picture the page has shown.
_SEEN: Final = "seen"


@dataclass(frozen=True, kw_only=True)
class FieldFault:
    """What was refused of a picture: the field that the sentence stands at."""

    field: str
    error: VorlaufError


@dataclass
class _At:
    """Which field is being read; whoever is refused learns where."""

    field: str = "alt_text"


def save_all(
    request: PageRequest, opened: VerifiedLink, by: ByLink
) -> tuple[list[PictureFile], list[FieldFault]]:
    """Keep what was said beside the pictures; return those saved, and what failed.

    What stands there as it was shown is no change. What was saved is gone from the
    form; what failed stays in it, with the files that were chosen for it.
    """
    saved: list[PictureFile] = []
    faults: list[FieldFault] = []
    for picture, known in _changed(request, opened):
        at, field = _At(), fields_of(picture.id)
        try:
            if known is not None:
                _check_seen(request, known)
            _save(request, opened, picture, by, at)
        except VorlaufError as error:
            faults.append(FieldFault(field=field(at.field), error=error))
            keep = drop_form if at.field == CHOSEN else keep_form
            keep(request, opened, picture.id)
        else:
            saved.append(picture)
            _forget(request, opened, picture.id)
    return saved, faults


def _changed(
    request: PageRequest, opened: VerifiedLink
) -> Sequence[tuple[PictureFile, PictureCard | None]]:
    """Return the pictures of which something else is said than is known.

    With each comes its card, None if the page does not show it. Those that lack
    nothing come first: with the last that does, the material is handed on, and nothing
    more can be said.
    """
    with request.reading() as connection:
        post = post_snapshots.post_of(connection, opened.post.number)
        cards = cards_of(request.words, connection, post, opened.matter.house)
        known = {card.picture.id for card in cards}
        others = [
            file_queries.picture(connection, post.id, key)
            for key in _asked_for(request)
            if key not in known
        ]
    cards.sort(key=lambda card: not card.is_complete)
    mine = [
        (card.picture, card) for card in cards if not is_as_shown(request.form, card)
    ]
    return [*mine, *((one, None) for one in others)]


def _check_seen(request: PageRequest, known: PictureCard) -> None:
    """Raise `ConflictError` if the form has shown another description than is known.

    Raises `BadInputError` for a form that does not say what it has shown.
    """
    gettext = request.words.gettext
    seen = request.form.line(fields_of(known.picture.id)(_SEEN))
    if not seen:
        raise BadInputError(
            gettext(
                "The form does not say which description of the picture it has shown; "
                "open the page again, and repeat it there."
            )
        )
    if seen != known.state:
        said = gettext(
            "Somebody else has changed %(name)s meanwhile. It says now: "
            "“%(alt_text)s”, credit “%(credit)s”. Send it again if yours shall "
            "stand there."
        )
        picture = known.picture
        raise ConflictError(
            said
            % {
                "name": picture.name,
                "alt_text": picture.alt_text,
                "credit": picture.credit,
            }
        )


def _asked_for(request: PageRequest) -> Iterator[int]:
    """Yield the picture whose button was pressed. Raises `NotFoundError`."""
    if "picture" in request.path:
        yield request.key("picture", "The post has no such picture.")


def is_as_shown(form: Form, card: PictureCard) -> bool:
    """Say whether the form says no more than the page had written into it."""
    field = fields_of(card.picture.id)
    known = {
        "alt_text": card.picture.alt_text,
        "credit": card.picture.credit,
        "people": card.people,
    }
    said = {one: form.line(field(one)) for one in known}
    if said["people"] not in _PEOPLE:
        said["people"] = ""
    if form.has(field(_OUT)) or _is_meant(form, field):
        return False
    # What somebody else has changed since then was not typed here.
    if state_digest(**said) == form.line(field(_SEEN)):
        return True
    # What is left empty stays as it was.
    return all(said[one] in {"", text.strip()} for one, text in known.items())


def typed_for(form: Form, card: PictureCard) -> list[str]:
    """Return what a form says in words beside a picture."""
    field = fields_of(card.picture.id)
    said = (form.line(field(name)) for name in ("alt_text", "credit", "who", "kept"))
    return [words for words in said if words]


def _is_meant(form: Form, field: Callable[[str], str]) -> bool:
    """Say whether a consent is meant."""
    return bool(form.uploads(field(CHOSEN))) or any(
        form.line(field(name)) for name in _MEANT
    )


def _save(
    request: PageRequest,
    opened: VerifiedLink,
    picture: PictureFile,
    by: ByLink,
    at: _At,
) -> None:
    form, field = request.form, fields_of(picture.id)
    if form.has(field(_OUT)):
        at.field = _OUT
        with request.writing() as connection:
            take_out(request.call(connection), by, opened.post.number, picture.id)
        return
    is_meant = _is_meant(form, field)
    people = form.line(field("people")) or ("yes" if is_meant else "")
    said = Description(
        alt_text=form.text(field("alt_text")),
        credit=form.text(field("credit")),
        people=_PEOPLE.get(people),
    )
    if len(said.credit) > LONGEST_CREDIT:
        at.field = "credit"
    number = opened.post.number
    with request.writing() as connection:
        describe(request.call(connection), by, number, picture.id, said)
    at.field = "who"
    if people == "yes" and (is_meant or not _has_consent(request, opened, picture)):
        _consent(request, opened, picture, by, at)


def _has_consent(
    request: PageRequest, opened: VerifiedLink, picture: PictureFile
) -> bool:
    with request.reading() as connection:
        found = file_queries.picture(connection, opened.post.id, picture.id)
    return bool(found.consent)


def _consent(
    request: PageRequest,
    opened: VerifiedLink,
    picture: PictureFile,
    by: ByLink,
    at: _At,
) -> None:
    form, field = request.form, fields_of(picture.id)
    at.field = "first"
    first_day = day_of(request, field("first")) or _today(request)
    at.field = "last"
    last_day = day_of(request, field("last"))
    at.field = CHOSEN
    kept = taken_form(request, opened, by, field)
    terms = Terms(
        people=form.text(field("who")),
        channels=form.many(field("channel")),
        purpose=form.text(field("purpose")),
        first_day=first_day,
        last_day=last_day,
        form=kept,
        kept_at=form.text(field("kept")),
    )
    at.field = _first_empty(terms)
    with request.writing() as connection:
        record(request.call(connection), opened.post.number, picture.sha256, terms, by)


def _first_empty(terms: Terms) -> str:
    """Return the field that is missing, where a consent without it is refused."""
    needed = {
        "who": terms.people.strip(),
        "purpose": terms.purpose.strip(),
        "channel": terms.channels,
        CHOSEN: terms.form or terms.kept_at.strip(),
    }
    return next((name for name, said in needed.items() if not said), "who")


def _forget(request: PageRequest, opened: VerifiedLink, key: int) -> None:
    """Take what was said of a picture out of the form, so that it is not said again."""
    drop_form(request, opened, key)
    without(request, lambda name: name.endswith(f"-{key}"))


def _today(request: PageRequest) -> date:
    return request.directory.agency.office.day_of(request.now)
