"""The material of a post: the brief, the deliveries, and the coordinator's answers."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from starlette.responses import Response

from dashboard.components.conflicts import (
    FIRST_TIME,
    ShownAgain,
    shown_again,
    unchanged_post,
)
from dashboard.components.file_intake import cabinet_of
from dashboard.components.picture_cards import cards_of, state_of
from dashboard.web.request import PageRequest
from vorlauf.db.engine import Connection
from vorlauf.db.tables import MaterialKind, PeopleShown, ReviewAnswer
from vorlauf.errors import BadInputError, VorlaufError
from vorlauf.material import reviews
from vorlauf.material.briefs import WantedMaterial, brief_of, is_wanted, set_brief
from vorlauf.material.file_queries import picture

_ANSWERS: Final[Mapping[str, Callable[..., None]]] = {
    ReviewAnswer.ACCEPTED.value: reviews.accept,
    ReviewAnswer.INSUFFICIENT.value: reviews.insufficient,
    ReviewAnswer.DECLINED.value: reviews.decline,
}


def page(request: PageRequest, again: ShownAgain = FIRST_TIME) -> Response:
    """Show what is wanted and what has come."""
    with request.reading() as connection:
        post = request.post(connection)
        brief = brief_of(connection, post, request.directory)
        cards = cards_of(request.words, connection, post)
    store = cabinet_of(request)
    return request.page(
        "material.html",
        status=again.status,
        post=post,
        brief=brief,
        cards=cards,
        kept=frozenset(c.thumbnail for c in cards if store.has(c.thumbnail)),
        may_change=post.state.is_collecting,
        form=request.form,
        faults=again.faults,
        wrong=dict(again.faults),
        conflict=again.conflict,
        state_of=lambda card: state_of(request.words, card),
    )


def save(request: PageRequest) -> Response:
    """Write what is wanted."""
    number = request.path["number"]
    try:
        wanted = _wanted(request)
        with request.writing() as connection:
            call, post = request.call(connection), request.post(connection)
            if not is_wanted(call, post, wanted):  # else: a second click
                unchanged_post(request, connection)
                set_brief(call, number, request.person.key, wanted)
    except VorlaufError as error:
        return page(request, shown_again(request, error))
    said = request.words.gettext("What is wanted is saved.")
    return request.go(f"/posts/{number}/material", said=said)


def answer(request: PageRequest) -> Response:
    """Write what the coordinator says to a picture."""
    number, form = request.path["number"], request.form
    key = request.key("picture", f"{number} has no such picture.")
    chosen = form.line(f"answer-{key}")
    say = _ANSWERS.get(chosen)
    try:
        if say is None:
            sentence = request.words.gettext("Choose what you say to the picture.")
            raise BadInputError(sentence)
        with request.writing() as connection:
            review = reviews.PictureReview(
                number,
                key,
                request.person.key,
                form.text(f"comment-{key}"),
                day_of(request, f"due-{key}"),
            )
            if not _is_said(request, connection, review, chosen):
                unchanged_post(request, connection)
                say(request.call(connection), review)
    except VorlaufError as error:
        where = f"comment-{key}" if say else f"answer-{key}"
        return page(request, shown_again(request, error, where))
    said = request.words.gettext("Your answer is on file.")
    return request.go(f"/posts/{number}/material#picture-{key}", said=said)


def _is_said(
    request: PageRequest,
    connection: Connection,
    review: reviews.PictureReview,
    answer: str,
) -> bool:
    """Say whether the same person has just said the same: a second click."""
    known = picture(connection, request.post(connection).id, review.picture_id)
    return (
        known.answer == answer
        and known.answer_comment == review.comment.strip()
        and known.answered_by == request.person.name
    )


def day_of(request: PageRequest, field: str) -> date | None:
    """Return the day of a field, None if it is empty. Raises `BadInputError`."""
    text = request.form.line(field)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = request.words.gettext("Write the day as 2026-11-23.")
        raise BadInputError(said) from None


def _wanted(request: PageRequest) -> WantedMaterial:
    form, gettext = request.form, request.words.gettext
    kind, people = form.line("kind"), form.line("people")
    if kind not in set(MaterialKind) or people not in set(PeopleShown):
        raise BadInputError(gettext("Choose what is wanted, and whether with people."))
    sizes = form.named("format-")
    return WantedMaterial(
        kind=MaterialKind(kind),
        number=form.number("number") or 0,
        people=PeopleShown(people),
        formats={name: size for name, size in sizes.items() if size.strip()},
        purpose=form.text("purpose"),
        note=form.text("note"),
        template=form.text("template"),
    )


PAGES: Final = {
    "material": page,
    "material.save": save,
    "material.answer": answer,
}
