"""Editing a post: its title, texts, link and slot, and what saving them voids."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from starlette.responses import Response

from dashboard.components.conflicts import NONE, Conflict, conflict, is_done_already
from dashboard.components.form_errors import status_again
from dashboard.post.fields import (
    fields_by_subject,
    slot_of,
    text_fields,
    typed_texts,
    typed_values,
    values_of,
)
from dashboard.web.request import PageRequest
from states.post import Trigger
from states.post_fields import FIELDS
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.editing import corrections, edits
from vorlauf.editing.corrections import CORRECT, Corrected, Correction
from vorlauf.editing.edits import Edit, SavedEdit
from vorlauf.errors import BadInputError, ConflictError, RefusedError, VorlaufError
from vorlauf.posts.correction_limits import MOST_CHARACTERS, MOST_WORDS

Faults = Sequence[tuple[str, str]]
_FIELDS: Final = (*FIELDS, "day", "hour", "comment")
_SAVING: Final = ("save", Trigger.REVISE.value, CORRECT)
_CORRECTION: Final = "correction"
_NO_TEXTS: Final = (*FIELDS, "day", "hour")


def page(errand: PageRequest) -> Response:
    """Show the form with the post as it is."""
    with errand.reading() as connection:
        post = errand.post(connection)
    return _show(errand, post, values_of(errand, post), post.content.texts)


def save(errand: PageRequest) -> Response:
    """Save what was typed; without a change nothing happens."""
    with errand.reading() as connection:
        post = errand.post(connection)
    if errand.form.has(_CORRECTION):
        return _correct(errand, post)
    try:
        edit = _edit(errand, post)
        with errand.writing() as connection:
            saved = edits.save(connection, errand.directory, edit, errand.now)
    except VorlaufError as error:
        return _again(errand, error)
    said, tone = _said(errand, post, saved)
    return errand.go(f"/posts/{post.number}", said=said, tone=tone)


def _correct(errand: PageRequest, post: PostSnapshot) -> Response:
    """Save what was typed as an editorial correction."""
    try:
        _check_only_texts(errand, post)
        wish = Correction(
            number=post.number,
            actor=errand.person.key,
            texts=typed_texts(errand),
            comment=errand.form.text("comment"),
            seen_row_version=errand.form.number("seen"),
            door=errand.door,
        )
        with errand.writing() as connection:
            done = corrections.correct(connection, errand.directory, wish, errand.now)
    except VorlaufError as error:
        return _again(errand, error)
    said, tone = _said_of_correction(errand, post, done)
    return errand.go(f"/posts/{post.number}", said=said, tone=tone)


def _check_only_texts(errand: PageRequest, post: PostSnapshot) -> None:
    """Raise `BadInputError` if anything but a text was changed."""
    before, form = values_of(errand, post), errand.form
    if any(form.line(name) != before[name] for name in _NO_TEXTS):
        raise BadInputError(
            errand.words.gettext(
                "A correction changes texts only; save title, link and slot as an "
                "ordinary change."
            )
        )


def _said_of_correction(
    errand: PageRequest, post: PostSnapshot, done: Corrected
) -> tuple[str, str]:
    words = errand.words
    if done.version == post.version:
        said = words.gettext("Nothing was changed, so nothing was saved.")
        return said, "info"
    said = words.gettext(
        "Corrected as version %(version)s; what was decided holds for it, too."
    )
    said %= {"version": done.version}
    if done.shown_to:
        shown = words.gettext("It is shown by mail to: %(names)s.")
        said = f"{said} {shown % {'names': ', '.join(done.shown_to)}}"
    return said, "success"


def _edit(errand: PageRequest, post: PostSnapshot) -> Edit:
    form = errand.form
    return Edit(
        number=post.number,
        actor=errand.person.key,
        texts=typed_texts(errand),
        slot_at=_slot(errand, post),
        comment=form.text("comment"),
        seen_row_version=errand.form.number("seen"),
        door=errand.door,
        **typed_values(errand, tuple(FIELDS)),
    )


def _slot(errand: PageRequest, post: PostSnapshot) -> datetime | None:
    """Return the slot if another one was typed; one that has passed may stay."""
    before, form = values_of(errand, post), errand.form
    day, hour = form.line("day"), form.line("hour")
    if (day, hour) == (before["day"], before["hour"]):
        return None
    return slot_of(errand, day, hour)


def _said(errand: PageRequest, post: PostSnapshot, saved: SavedEdit) -> tuple[str, str]:
    words = errand.words
    if not saved.changed:
        said = words.gettext("Nothing was changed, so nothing was saved.")
        return said, "info"
    if saved.state is not post.state:
        said = words.gettext(
            "Saved as version %(version)s; the post is in “%(state)s” again, "
            "and everybody is asked anew."
        )
        state = words.state_label(saved.state)
        return said % {"version": saved.version, "state": state}, "success"
    said = words.gettext("Saved; this is version %(version)s.")
    return said % {"version": saved.version}, "success"


def _again(errand: PageRequest, error: VorlaufError) -> Response:
    """Show the form with all that was typed, and with what has happened meanwhile."""
    with errand.reading() as connection:
        post = errand.post(connection)
        found = conflict(errand, connection, post)
        is_done = any(
            is_done_already(errand, connection, post, event) for event in _SAVING
        )
    if is_done:
        said = errand.words.gettext("Saved; this is version %(version)s.")
        said %= {"version": post.version}
        return errand.go(f"/posts/{post.number}", said=said)
    return _show(
        errand,
        post,
        typed_values(errand, _FIELDS),
        typed_texts(errand),
        [(_where(error), errand.say(error))],
        status_again(error),
        found,
    )


def _where(error: VorlaufError) -> str:
    """Return the field that a sentence of the engine is about, as far as it says so."""
    sentence = str(error).lower()
    about = fields_by_subject() | {"the slot": "day", "of the slot": "day"}
    found = (field for words, field in about.items() if words in sentence)
    return "" if isinstance(error, ConflictError) else next(found, "")


def _show(  # noqa: PLR0913, PLR0917, what was there, what was typed, what is wrong
    errand: PageRequest,
    post: PostSnapshot,
    values: Mapping[str, str],
    texts: Mapping[str, str],
    faults: Faults = (),
    status: int = 200,
    found: Conflict = NONE,
) -> Response:
    channels = errand.directory.campaign.channels
    with errand.reading() as connection:
        readers = corrections.shown_to(connection, post, errand.directory)
    return errand.page(
        "post_edit.html",
        status=status,
        post=post,
        values=values,
        fields=text_fields(channels, texts),
        faults=faults,
        conflict=found,
        is_kept=not post.state.is_open,
        voids=post.state.is_binding,
        is_correction=errand.form.has(_CORRECTION),
        why_no_correction=_why_no_correction(errand, post),
        readers=[person.name for person in readers],
        most_words=MOST_WORDS,
        most_characters=MOST_CHARACTERS,
    )


def _why_no_correction(errand: PageRequest, post: PostSnapshot) -> str:
    why = corrections.refusal(post, errand.directory, errand.person.key, errand.now)
    return errand.say(RefusedError(f"{post.number}: {why}")) if why else ""


PAGES: Final = {"post.edit": page, "post.save": save}
