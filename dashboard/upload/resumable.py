"""Resumable uploads by link: a script sends a file in pieces, and can continue it.

A request with a name and a size announces a file; one with its id returns the offset;
one with its id and an offset appends the bytes.
"""

from contextlib import suppress
from typing import Final

from starlette.responses import JSONResponse, Response

from dashboard.answer.link import is_good, opened_by
from dashboard.web.error_pages import status_of
from dashboard.web.form import UploadedFile
from dashboard.web.request import PageRequest
from vorlauf.db.tables import LinkKind
from vorlauf.errors import BadInputError, ConflictError, NotFoundError, VorlaufError
from vorlauf.links.verify import VerifiedLink
from vorlauf.material.files.intake import MOST_BYTES
from vorlauf.material.files.rejections import FileReason
from vorlauf.material.files.resumable_uploads import Staging
from vorlauf.material.files.sandbox import refused
from vorlauf.material.files.storage import uploads_in

GONE: Final = 410
CONFLICT: Final = 409
# The field of the form that names files which have come in pieces.
STAGED: Final = "staged"
_MOST_DIGITS: Final = 12
_PIECE: Final = 1_048_576  # bytes


def staging_of(request: PageRequest) -> Staging:
    """Return where files are kept that are on their way."""
    return Staging(uploads_in(request.wiring.settings.home))


def owner_of(opened: VerifiedLink) -> str:
    """Return whose files they are: those of whoever was asked, for this step."""
    return f"step {opened.matter.id} {opened.link.recipient}"


def hold(request: PageRequest, opened: VerifiedLink, upload: UploadedFile) -> str:
    """Keep a file that came with a form which has to be corrected first.

    Returns its id, empty if it cannot be kept.
    """
    staging, owner = staging_of(request), owner_of(opened)
    try:
        key = staging.begin(owner, upload.name, upload.size)
    except BadInputError:
        return ""
    with upload.path.open("rb") as file:
        while piece := file.read(_PIECE):
            staging.append(key, owner, file.tell() - len(piece), piece)
    return key


def held(
    request: PageRequest, opened: VerifiedLink, field: str
) -> list[tuple[str, str]]:
    """Return id and name of the files kept for a field of the form."""
    staging, owner, found = staging_of(request), owner_of(opened), []
    for key in request.form.many(field):
        with suppress(NotFoundError):
            found.append((key, staging.arriving(key, owner).name))
    return found


def pieces(request: PageRequest) -> Response:
    """Take a piece of a file; what is said is for the script of the page."""
    with request.reading() as connection:
        opened = opened_by(request, connection)
    if opened is None or not is_good(opened) or opened.kind is not LinkKind.DELIVER:
        said = request.words.gettext("This link takes no files any more.")
        return JSONResponse({"problem": said}, GONE)
    key = request.query.get("id", "")
    staging, owner = staging_of(request), owner_of(opened)
    try:
        return JSONResponse(_said(request, staging, owner, key))
    except ConflictError:
        return JSONResponse({"offset": staging.offset(key, owner)}, CONFLICT)
    except VorlaufError as error:
        return JSONResponse({"problem": request.say(error)}, status_of(error))


def _said(
    request: PageRequest, staging: Staging, owner: str, key: str
) -> dict[str, object]:
    query = request.query
    if not key:
        size = _number(request, "size")
        if size > max(MOST_BYTES.values()):
            raise refused(FileReason.TOO_LARGE)
        key = staging.begin(owner, query.get("name", ""), size)
        return {"id": key, "offset": 0}
    if "offset" not in query:
        return {"id": key, "offset": staging.offset(key, owner)}
    place, piece = _number(request, "offset"), request.form.body
    return {"id": key, "offset": staging.append(key, owner, place, piece)}


def _number(request: PageRequest, name: str) -> int:
    digits = request.query.get(name, "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
        said = request.words.gettext("This file cannot be sent; choose it again.")
        raise BadInputError(said)
    return int(digits)


PAGES: Final = {"answer.pieces": pieces}
