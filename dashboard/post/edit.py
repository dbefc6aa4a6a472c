"""Editing a post: its title, texts, link and slot, and what saving them voids."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from starlette.responses import Response

from dashboard.components.conflicts import (
    FIRST_TIME,
    ShownAgain,
    conflict,
    is_done_already,
    seen_in,
)
from dashboard.components.form_errors import status_again
from dashboard.post.fields import (
    fields_by_subject,
    slot_of,
    text_fields,
    typed_channels,
    typed_texts,
    typed_values,
    values_of,
)
from dashboard.post.previews import ShownPreview, is_previewed, preview, typed_digest
from dashboard.post.undo import Undo, undo_fields, undo_of
from dashboard.web.request import PageRequest
from states.messages import msg
from states.post import Trigger
from states.post_fields import FIELDS
from states.text_form import composed
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.editing import corrections, edits
from vorlauf.editing.corrections import CORRECT, Corrected, Correction
from vorlauf.editing.edits import Edit, SavedEdit
from vorlauf.editing.feasibility import ways_back
from vorlauf.errors import BadInputError, ConflictError, VorlaufError
from vorlauf.posts import decision_queries
from vorlauf.posts.channels import channels_of
from vorlauf.posts.correction_limits import MOST_CHARACTERS, MOST_WORDS
from vorlauf.workflow.undo import UNDO_FOR

Faults = Sequence[tuple[str, str]]
_FIELDS: Final = (*FIELDS, "day", "hour", "comment")
_SAVING: Final = ("save", Trigger.REVISE.value, CORRECT)
_CORRECTION: Final = "correction"
_NO_TEXTS: Final = (*FIELDS, "day", "hour")


def page(request: PageRequest) -> Response:
    """Show the form with the post as it is."""
    with request.reading() as connection:
        post = request.post(connection)
    return _show(request, post, (values_of(request, post), post.content.texts))


def save(request: PageRequest) -> Response:
    """Save what was typed; without a change nothing happens."""
    with request.reading() as connection:
        post = request.post(connection)
    if post.state.is_binding and not is_previewed(request):
        return _preview(request, post)
    if request.form.has(_CORRECTION):
        return _correct(request, post)
    try:
        edit = _edit(request, post)
        with request.writing() as connection:
            saved = edits.save(request.call(connection), edit)
            undo = undo_of(request, connection)
    except VorlaufError as error:
        return _again(request, error)
    said = _said(request, post, saved)
    return _done(request, post, said, undo if saved.changed else None)


def _preview(request: PageRequest, post: PostSnapshot) -> Response:
    """Show what saving what was typed comes to; only the next click saves it."""
    try:
        edit = _edit(request, post)
        shown = preview(request, post.number, lambda call: edits.save(call, edit))
    except VorlaufError as error:
        return _again(request, error)
    if not shown.found.changed:
        said = request.words.gettext("Nothing was changed, so nothing was saved.")
        return request.go(f"/posts/{post.number}", said=said, tone="info")
    typed = typed_values(request, _FIELDS), typed_texts(request)
    return _show(request, post, typed, shown=shown)


def _correct(request: PageRequest, post: PostSnapshot) -> Response:
    """Save what was typed as an editorial correction."""
    try:
        _check_only_texts(request, post)
        wish = Correction(
            number=post.number,
            actor=request.person.key,
            texts=typed_texts(request),
            comment=request.form.text("comment"),
            seen_row_version=seen_in(request),
            hold=UNDO_FOR,
        )
        with request.writing() as connection:
            done = corrections.correct(request.call(connection), wish)
            undo = undo_of(request, connection)
    except VorlaufError as error:
        return _again(request, error)
    said = _said_of_correction(request, post, done)
    is_new = done.version != post.version
    return _done(request, post, said, undo if is_new else None)


def _done(
    request: PageRequest, post: PostSnapshot, said: tuple[str, str], undo: Undo | None
) -> Response:
    """Go back to the post; what was saved can be taken back from there."""
    words, tone = said
    return request.go(
        f"/posts/{post.number}", said=words, tone=tone, **undo_fields(undo)
    )


def _check_only_texts(request: PageRequest, post: PostSnapshot) -> None:
    """Raise `BadInputError` if anything but a text was changed."""
    before, form = values_of(request, post), request.form
    if any(form.line(name) != before[name] for name in _NO_TEXTS):
        raise BadInputError(
            request.words.gettext(
                "A correction changes texts only; save title, link and slot as an "
                "ordinary change."
            )
        )


def _said_of_correction(
    request: PageRequest, post: PostSnapshot, done: Corrected
) -> tuple[str, str]:
    words = request.words
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


def _edit(request: PageRequest, post: PostSnapshot) -> Edit:
    form = request.form
    return Edit(
        number=post.number,
        actor=request.person.key,
        texts=typed_texts(request),
        channels=typed_channels(request),
        slot_at=_slot(request, post),
        reserve=None,
        swap=(),
        comment=form.text("comment"),
        seen_row_version=seen_in(request),
        hold=UNDO_FOR,
        drops_texts=False,
        **typed_values(request, tuple(FIELDS)),
    )


def _slot(request: PageRequest, post: PostSnapshot) -> datetime | None:
    """Return the slot if another one was typed; one that has passed may stay."""
    before, form = values_of(request, post), request.form
    day, hour = form.line("day"), form.line("hour")
    if (day, hour) == (before["day"], before["hour"]):
        return None
    return slot_of(request, day, hour)


def _said(
    request: PageRequest, post: PostSnapshot, saved: SavedEdit
) -> tuple[str, str]:
    words = request.words
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


def _again(request: PageRequest, error: VorlaufError) -> Response:
    """Show the form with all that was typed, and with what has happened meanwhile."""
    with request.reading() as connection:
        post = request.post(connection)
        found = conflict(request, connection, post)
        is_done = _is_as_typed(request, post) and any(
            is_done_already(request, connection, post, event) for event in _SAVING
        )
    if is_done:
        said = request.words.gettext("Saved; this is version %(version)s.")
        said %= {"version": post.version}
        return request.go(f"/posts/{post.number}", said=said)
    return _show(
        request,
        post,
        (typed_values(request, _FIELDS), typed_texts(request)),
        ShownAgain([(_where(error), request.say(error))], status_again(error), found),
    )


def _is_as_typed(request: PageRequest, post: PostSnapshot) -> bool:
    """Say whether the post has become what the form says: by its first click."""
    known, texts = values_of(request, post), post.content.texts
    pairs = [(request.form.text(name), known[name]) for name in _NO_TEXTS]
    pairs += [(said, texts.get(key, "")) for key, said in typed_texts(request).items()]
    return all(composed(said).split() == now.split() for said, now in pairs)


def _where(error: VorlaufError) -> str:
    """Return the field that a sentence of the engine is about, as far as it says so."""
    sentence = str(error).lower()
    about = (
        fields_by_subject()
        | {"a new text for": "channels"}
        | {"the slot": "day", "of the slot": "day"}
    )
    found = (field for words, field in about.items() if words in sentence)
    return "" if isinstance(error, ConflictError) else next(found, "")


def _show(
    request: PageRequest,
    post: PostSnapshot,
    typed: tuple[Mapping[str, str], Mapping[str, str]],
    again: ShownAgain = FIRST_TIME,
    shown: ShownPreview | None = None,
) -> Response:
    values, texts = typed
    every = request.directory.campaign.channels
    with request.reading() as connection:
        readers = corrections.shown_to(connection, post, request.directory)
        holding = decision_queries.standing(connection, post.id, post.version)
    return request.page(
        "post_edit.html",
        status=again.status,
        post=post,
        values=values,
        fields=text_fields(request.directory, every, texts),
        faults=again.faults,
        conflict=again.conflict,
        is_kept=not post.state.is_open,
        voids=post.state.is_binding,
        falls=holding if post.state.is_binding else (),
        prices=ways_back(post, request.directory, request.now),
        chosen=typed_channels(request) or channels_of(post, request.directory),
        shown=shown,
        digest=typed_digest(request),
        why_no_correction=_why_no_correction(request, post),
        readers=[person.name for person in readers],
        most_words=MOST_WORDS,
        most_characters=MOST_CHARACTERS,
    )


def _why_no_correction(request: PageRequest, post: PostSnapshot) -> str:
    why = corrections.refusal(post, request.directory, request.person.key, request.now)
    return (
        request.say(msg("{number}: {why}", number=post.number, why=why)) if why else ""
    )


PAGES: Final = {"post.edit": page, "post.save": save}
