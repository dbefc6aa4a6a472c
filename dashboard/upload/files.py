"""The upload form behind a link: files, and the descriptions of the pictures.

It has many buttons, and each does the same: it takes in every file and saves every
changed description. An error in one stops no other, and the typed text stays. A file
comes with the form, or before it in pieces, and is then named in `staged`.
"""

from dataclasses import replace
from typing import Final

from starlette.responses import Response

from dashboard.answer.link import Faults
from dashboard.components.file_intake import ReceivedFile, take_picture
from dashboard.upload import page, too_late
from dashboard.upload.describe import FieldFault, save_all
from dashboard.upload.resumable import STAGED, hold, owner_of, staging_of
from dashboard.upload.signed_forms import keep_forms
from dashboard.upload.upload_link import onward, opened_for_delivery, remembering
from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from vorlauf.errors import BadInputError, RefusedError, VorlaufError
from vorlauf.links.signatures import signature_of
from vorlauf.links.verify import VerifiedLink
from vorlauf.material import file_queries
from vorlauf.material.file_queries import PictureFile
from vorlauf.material.suppliers import ByLink

UNPROCESSABLE: Final = 422


def submit(request: PageRequest) -> Response:
    """Take in every file and save every picture; say what failed and why."""
    opened = opened_for_delivery(request)
    if isinstance(opened, Response):
        return too_late.refuse(request, opened)
    form = request.form
    name = form.line("name") if form.has("name") else page.name_of(request, opened)
    by = ByLink(opened=opened, name=name)
    try:
        signature_of(request.directory, opened, by.name)
    except (BadInputError, RefusedError) as error:
        _keep_files(request, opened)
        fault = ("name", request.say(error))
        return page.page(request, opened, [fault], status_of(error))
    taken, faults = _take_all(request, opened, by)
    saved, refused = save_all(request, opened, by)
    if not (taken or saved or faults or refused):
        return _unchanged(request, opened, by)
    if faults or refused:
        return _corrected(request, opened, by, faults, refused)
    where = f"#picture-{saved[0].id}" if saved else "#pictures"
    return onward(request, name, where, _thanks(request, taken, saved))


def _unchanged(request: PageRequest, opened: VerifiedLink, by: ByLink) -> Response:
    """Answer a form that says nothing new: it changes nothing."""
    gettext = request.words.gettext
    if "picture" not in request.path:
        faults = [("file", gettext("Choose at least one file."))]
        shown = page.page(request, opened, faults, UNPROCESSABLE)
        return remembering(request, by.name, shown)
    key = int(request.path["picture"])
    with request.reading() as connection:
        picture = file_queries.picture(connection, opened.post.id, key)
    said = gettext("%(name)s: nothing has been changed.") % {"name": picture.name}
    return onward(request, by.name, f"#picture-{key}", said)


def _corrected(
    request: PageRequest,
    opened: VerifiedLink,
    by: ByLink,
    faults: Faults,
    refused: list[FieldFault],
) -> Response:
    """Show the page again, with what failed and why, and all that was typed for it."""
    said = [*faults, *((one.field, request.say(one.error)) for one in refused)]
    status = status_of(refused[0].error) if refused else UNPROCESSABLE
    return remembering(request, by.name, page.page(request, opened, said, status))


def _thanks(request: PageRequest, taken: int, saved: list[PictureFile]) -> str:
    words, said = request.words, []
    if taken:
        files = words.ngettext(
            "%(num)s file has come.", "%(num)s files have come.", taken
        )
        said.append(files % {"num": taken})
    if len(saved) == 1:
        said.append(words.gettext("%(name)s: saved.") % {"name": saved[0].name})
    elif saved:
        pictures = words.ngettext(
            "%(num)s picture: saved.", "%(num)s pictures: saved.", len(saved)
        )
        said.append(pictures % {"num": len(saved)})
    return " ".join(said)


def _keep_files(request: PageRequest, opened: VerifiedLink) -> None:
    """Keep every file of a form that lacks the name of who delivers."""
    keys = [hold(request, opened, one) for one in request.form.uploads("file")]
    staged = [(STAGED, key) for key in keys if key]
    request.form = replace(request.form, fields=[*request.form.fields, *staged])
    keep_forms(request, opened)


def _take_all(
    request: PageRequest, opened: VerifiedLink, by: ByLink
) -> tuple[int, Faults]:
    taken, faults = 0, Faults()
    staging, owner = staging_of(request), owner_of(opened)
    for upload in request.form.uploads("file"):
        taken += _take(
            request,
            opened,
            by,
            ReceivedFile(name=upload.name, path=upload.path),
            faults,
        )
    for key in request.form.many(STAGED):
        try:
            name, path = staging.arriving(key, owner).name, staging.finished(key, owner)
        except VorlaufError as error:
            faults.append(("file", request.say(error)))
        else:
            arrived = ReceivedFile(name=name, path=path)
            taken += _take(request, opened, by, arrived, faults)
            staging.drop(key, owner)
    return taken, faults


def _take(
    request: PageRequest,
    opened: VerifiedLink,
    by: ByLink,
    arrived: ReceivedFile,
    faults: Faults,
) -> bool:
    try:
        take_picture(request, opened.post, opened.matter.house, by, arrived)
    except VorlaufError as error:
        faults.append(("file", f"{arrived.name}: {request.say(error)}"))
        return False
    return True


PAGES: Final = {"answer.files": submit, "answer.describe": submit}
