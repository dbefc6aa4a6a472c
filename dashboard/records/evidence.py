"""Evidence of an inquiry: ready questions, asked, looked at, kept, and as a file."""

from datetime import date
from typing import Final

from starlette.responses import Response

from dashboard.components.files import as_file, format_asked
from dashboard.components.form_errors import given_day
from dashboard.records.inquiries import PATH, key_of, shown_again, which, whole
from dashboard.web.request import PageRequest
from vorlauf.errors import BadInputError, NotFoundError, VorlaufError
from vorlauf.records.inquiries import kept_evidence, register
from vorlauf.records.inquiries.evidence import EvidenceKind
from vorlauf.records.inquiries.evidence_tables import (
    evidence_table,
)
from vorlauf.records.inquiries.evidence_values import EvidenceAsk


def save(request: PageRequest) -> Response:
    """Ask a ready question, and keep what it finds."""
    form = request.form
    try:
        kind = _kind(request, form.text("query"))
        asked = EvidenceAsk(
            first=_day(request, "first"),
            last=_day(request, "last"),
            house=form.text("house"),
            channel=form.text("channel"),
        )
        with request.writing() as connection:
            call, one = request.call(connection), which(request)
            saved = kept_evidence.save(call, one, whole(request, "number"), kind, asked)
    except VorlaufError as error:
        return shown_again(request, error)
    said = request.words.ngettext(
        "Kept: %(num)s row.", "Kept: %(num)s rows.", len(saved.rows)
    ) % {"num": len(saved.rows)}
    return request.go(f"{PATH}/{key_of(request)}#evidence-{saved.key}", said=said)


def remove(request: PageRequest) -> Response:
    """Let evidence count no more."""
    key = request.key("evidence", "There is no such evidence.")
    with request.writing() as connection:
        kept_evidence.remove(request.call(connection), which(request), key)
    said = request.words.gettext("Evidence %(id)s is removed.") % {"id": key}
    return request.go(f"{PATH}/{key_of(request)}", said=said)


def export(request: PageRequest) -> Response:
    """Return kept evidence as a file, with all rows."""
    format_asked(request)
    key = request.key("evidence", "There is no such evidence.")
    with request.reading() as connection:
        call = request.call(connection)
        inquiry = register.found(call, key_of(request))
        kept = kept_evidence.kept(call, inquiry.id)
        found = next((one for one in kept if one.key == key), None)
        if found is None:
            raise NotFoundError("There is no such evidence.")
        table = evidence_table(call, found, request.language)
        return as_file(request, table, stem=f"anlage-{inquiry.id}-{key}")


def _kind(request: PageRequest, word: str) -> EvidenceKind:
    if word not in set(EvidenceKind):
        raise BadInputError(request.words.gettext("Choose what is asked."))
    return EvidenceKind(word)


def _day(request: PageRequest, name: str) -> date:
    return given_day(request, request.form.line(name))


PAGES: Final = {
    "inquiry.save_evidence": save,
    "inquiry.remove_evidence": remove,
    "inquiry.export_evidence": export,
}
