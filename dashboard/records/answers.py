"""The answer of an inquiry: read as a document, and released by an approver."""

from typing import Final

from starlette.responses import Response

from dashboard.records.inquiries import PATH, key_of, shown_again, which
from dashboard.web.request import PageRequest
from states.messages import Quoted, msg
from vorlauf.errors import BadInputError, NotFoundError, VorlaufError
from vorlauf.exports.file_format import FileFormat
from vorlauf.records.inquiries import (
    answer_document,
    answer_queries,
    answers,
    register,
)

_PDF: Final = "pdf"


def file(request: PageRequest) -> Response:
    """Return the answer as PDF, a draft or as it was frozen; its annexes as XLSX."""
    kind = request.query.get("as") or _PDF
    if kind not in {_PDF, FileFormat.XLSX}:
        raise BadInputError(
            msg("{name} is no format of an answer; write pdf or xlsx.", name=_(kind))
        )
    with request.reading() as connection:
        call = request.call(connection)
        inquiry = register.found(call, key_of(request))
        if kind == _PDF:
            frozen = answer_queries.frozen_answer(connection, inquiry.id)
            values = frozen.document if frozen else answer_document.draft(call, inquiry)
            content: bytes | None = answer_document.pdf(call, values, frozen)
        else:
            content = answer_document.xlsx(call, inquiry)
    if content is None:
        raise NotFoundError(request.words.gettext("No evidence is kept yet."))
    media_type = "application/pdf" if kind == _PDF else FileFormat.XLSX.media_type
    stem = "antwort" if kind == _PDF else "anlagen"
    name = f'attachment; filename="{stem}-{inquiry.id}.{kind}"'
    return Response(
        content, media_type=media_type, headers={"Content-Disposition": name}
    )


def release(request: PageRequest) -> Response:
    """Release the frozen answer that was read."""
    try:
        with request.writing() as connection:
            call, one = request.call(connection), which(request)
            answers.release(call, one, request.form.line("sum"))
    except VorlaufError as error:
        return shown_again(request, error)
    said = request.words.gettext("Inquiry %(id)s is released.") % {"id": one.key}
    return request.go(f"{PATH}/{one.key}", said=said)


def _(name: str) -> Quoted:
    return Quoted(name[:40])


PAGES: Final = {"inquiry.answer": file, "inquiry.release": release}
