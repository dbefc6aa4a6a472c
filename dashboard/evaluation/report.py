"""Evaluation: what a month, a year or the campaign was like, to read and to keep."""

from typing import Final

from starlette.responses import Response

from dashboard.web.request import PageRequest
from states.messages import Quoted, msg
from states.post import Role
from vorlauf.errors import BadInputError
from vorlauf.evaluation import report_files
from vorlauf.evaluation.periods import (
    CAMPAIGN,
    Period,
    PeriodKind,
    month_of,
)
from vorlauf.evaluation.report_values import Report
from vorlauf.evaluation.reports import period_of, report_of
from vorlauf.evaluation.shown_report import Shower
from vorlauf.material.files.storage import FileStore, files_in

_MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def latest(request: PageRequest) -> Response:
    """Show the evaluation of the last full month, or of what was asked for."""
    this = month_of(request.words.local_day(request.now))
    return _show(request, request.query.get("period") or (this.before or this).key)


def page(request: PageRequest) -> Response:
    """Show the evaluation of a period."""
    return _show(request, request.path["period"])


def _show(request: PageRequest, key: str) -> Response:
    report = _read(request, key)
    shower = Shower(request.directory.campaign, request.language)
    period = report.period
    return request.page(
        "evaluation.html",
        is_coordinator=request.person.role is Role.COORDINATOR,
        report=shower.report(report),
        period=period,
        neighbours=[
            (one.key, shower.say(one.name))
            for one in (period.before, period.next)
            if one and one.first <= request.words.local_day(request.now)
        ],
        wider=_wider(period),
    )


def file(request: PageRequest) -> Response:
    """Return the evaluation of a period as a file."""
    kind = request.query.get("as") or "pdf"
    if kind not in _MEDIA_TYPES:
        raise BadInputError(
            msg(
                "{name} is no format of a report; write pdf or xlsx.",
                name=Quoted(kind[:40]),
            )
        )
    report = _read(request, request.path["period"])
    campaign, language = request.directory.campaign, request.language
    if kind == "pdf":
        store = FileStore(files_in(request.wiring.settings.home))
        pictures = report_files.pictures_of(report, store)
        content = report_files.pdf(report, campaign, language, pictures)
    else:
        content = report_files.xlsx(report, campaign, language)
    stem = request.words.gettext("evaluation")
    name = f'attachment; filename="{stem}-{report.period.key}.{kind}"'
    headers = {"Content-Disposition": name}
    return Response(content, media_type=_MEDIA_TYPES[kind], headers=headers)


def _read(request: PageRequest, key: str) -> Report:
    with request.reading() as connection:
        request.around(connection)
        call = request.call(connection)
        return report_of(call, period_of(call, key))


def _wider(period: Period) -> list[str]:
    """Return the keys of the year around a month, and of the campaign."""
    year = [f"{period.first:%Y}"] if period.kind is PeriodKind.MONTH else []
    return [*year, *([] if period.kind is PeriodKind.CAMPAIGN else [CAMPAIGN])]


PAGES: Final = {
    "evaluation": latest,
    "evaluation.report": page,
    "evaluation.file": file,
}
