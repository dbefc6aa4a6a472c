"""Files and descriptions that come by a link when nobody is asked for them any more."""

from collections.abc import Iterator

from starlette.responses import Response

from dashboard.answer import dead_link, overtaken
from dashboard.answer.link import opened_by
from dashboard.answer.overtaken import LateForm
from dashboard.components.picture_cards import cards_of
from dashboard.upload import page
from dashboard.upload.describe import is_as_shown, typed_for
from dashboard.upload.resumable import STAGED, held
from dashboard.web.request import PageRequest
from vorlauf.db.engine import Connection
from vorlauf.link_actions.too_late import DELIVER
from vorlauf.links.verify import VerifiedLink
from vorlauf.material import file_queries
from vorlauf.material.files.storage import digest_of


def refuse(request: PageRequest, otherwise: Response) -> Response:
    """Say which files were not taken in; what was written beside pictures is kept.

    A second click, whose files have come before, gets what it would get `otherwise`.
    """
    with request.reading() as connection:
        opened = opened_by(request, connection)
        if opened is None:
            return otherwise
        files = list(_new_files(request, connection, opened))
        said = list(_said(request, connection, opened))
    gettext, missed = request.words.gettext, ""
    if files:
        missed = gettext(
            "Not taken in, because nobody is asked for it any more: %(names)s."
        ) % {"names": ", ".join(files)}
    if not (missed or said):
        return otherwise
    name = request.form.line("name") or page.name_of(request, opened)
    late = LateForm(event=DELIVER, words="\n".join([missed, *said]), name=name)
    told = overtaken.told(request, opened, late)
    if not told:
        return otherwise
    sentence = f"{missed} {told}".strip()
    if page.is_done(opened):
        return page.thanks(request, opened, overtaken=sentence)
    return dead_link.page(request, opened, overtaken=sentence)


def _new_files(
    request: PageRequest, connection: Connection, opened: VerifiedLink
) -> Iterator[str]:
    """Yield the names of files that have not come for this post before."""
    known = {
        one.file.original
        for one in file_queries.pictures_of(connection, opened.post.id)
        if one.file is not None
    }
    for upload in request.form.uploads("file"):
        if digest_of(upload.path) not in known:
            yield upload.name
    yield from (name for _, name in held(request, opened, STAGED))


def _said(
    request: PageRequest, connection: Connection, opened: VerifiedLink
) -> Iterator[str]:
    """Yield what was written beside pictures and says something else than is known."""
    for card in cards_of(request.words, connection, opened.post, opened.matter.house):
        if not is_as_shown(request.form, card):
            typed = ", ".join(typed_for(request.form, card))
            if typed:
                yield f"{card.picture.name}: {typed}"
