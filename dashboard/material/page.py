"""Material of a post: what is wanted, and what the coordinator says to what came."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from starlette.responses import Response

from dashboard.components.file_intake import cabinet_of
from dashboard.components.picture_cards import cards_of, state_of
from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from vorlauf.db.tables import MaterialKind, PeopleShown, ReviewAnswer
from vorlauf.errors import BadInputError, NotFoundError, VorlaufError
from vorlauf.material import reviews
from vorlauf.material.briefs import WantedMaterial, brief_of, set_brief

_ANSWERS: Final[Mapping[str, Callable[..., None]]] = {
    ReviewAnswer.ACCEPTED.value: reviews.accept,
    ReviewAnswer.INSUFFICIENT.value: reviews.insufficient,
    ReviewAnswer.DECLINED.value: reviews.decline,
}


def page(
    errand: PageRequest,
    faults: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> Response:
    """Show what is wanted and what has come."""
    with errand.reading() as connection:
        post = errand.post(connection)
        brief = brief_of(connection, post, errand.directory)
        cards = cards_of(errand.words, connection, post)
    cabinet = cabinet_of(errand)
    return errand.page(
        "material.html",
        status=status,
        post=post,
        brief=brief,
        cards=cards,
        kept=frozenset(c.thumbnail for c in cards if cabinet.has(c.thumbnail)),
        may_change=post.state.is_collecting,
        form=errand.form,
        faults=faults or [],
        wrong=dict(faults or []),
        state_of=lambda card: state_of(errand.words, card),
    )


def save(errand: PageRequest) -> Response:
    """Write what is wanted."""
    with errand.reading() as connection:
        number = errand.post(connection).number
    try:
        wanted = _wanted(errand)
        with errand.writing() as connection:
            set_brief(
                connection,
                errand.directory,
                number,
                errand.person.key,
                wanted,
                errand.now,
            )
    except VorlaufError as error:
        return page(errand, [("", errand.say(error))], status_of(error))
    said = errand.words.gettext("What is wanted is saved.")
    return errand.go(f"/posts/{number}/material", said=said)


def answer(errand: PageRequest) -> Response:
    """Write what the coordinator says to a picture."""
    with errand.reading() as connection:
        number = errand.post(connection).number
    key, form = errand.path["picture"], errand.form
    if not (key.isascii() and key.isdigit()):
        raise NotFoundError(f"{number} has no such picture.")
    say = _ANSWERS.get(form.line(f"answer-{key}"))
    try:
        if say is None:
            sentence = errand.words.gettext("Choose what you say to the picture.")
            raise BadInputError(sentence)
        with errand.writing() as connection:
            say(
                connection,
                errand.directory,
                number,
                int(key[:9]),
                errand.person.key,
                form.text(f"comment-{key}"),
                day_of(errand, f"due-{key}"),
                errand.now,
            )
    except VorlaufError as error:
        where = f"comment-{key}" if say else f"answer-{key}"
        return page(errand, [(where, errand.say(error))], status_of(error))
    said = errand.words.gettext("Your answer is on file.")
    return errand.go(f"/posts/{number}/material#picture-{key}", said=said)


def day_of(errand: PageRequest, field: str) -> date | None:
    """Return the day of a field, None if it is empty. Raises `BadInputError`."""
    text = errand.form.line(field)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = errand.words.gettext("Write the day as 2026-11-23.")
        raise BadInputError(said) from None


def _wanted(errand: PageRequest) -> WantedMaterial:
    form, gettext = errand.form, errand.words.gettext
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
