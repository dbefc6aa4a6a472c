"""Typing: figures that a network only shows, typed post by post for a month."""

from typing import Final

from starlette.responses import Response

from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from states.messages import msg
from vorlauf.errors import BadInputError, ConflictError, VorlaufError
from vorlauf.evaluation.figure_words import METRIC_WORDS
from vorlauf.evaluation.metrics import Metric
from vorlauf.evaluation.not_measured import why_not_measured
from vorlauf.evaluation.periods import Period, PeriodKind, dated_period, month_of
from vorlauf.evaluation.typed_figures import (
    TypedFigures,
    TypedSheet,
    save,
    sheet_of,
)

HERE: Final = "/evaluation/type"


def page(request: PageRequest) -> Response:
    """Show the posts of a month on a channel, with a field for each figure."""
    return _show(request)


def _show(request: PageRequest, error: VorlaufError | None = None) -> Response:
    channel, period = _asked(request)
    with request.reading() as connection:
        request.around(connection)
        sheet = sheet_of(request.call(connection), channel, period)
    months = [one.key for one in (period.before, period, period.next) if one]
    return request.page(
        "figures_type.html",
        status=status_of(error) if error else 200,
        faults=[("", request.say(error))] if error else [],
        sheet=sheet,
        month=request.words.month(period.first),
        months=months,
        channels=[
            (one, request.words.channel_label(one))
            for one in request.directory.campaign.channels
        ],
        typed=_texts(request) if error else _known(sheet),
        seen=request.form.line("seen") if error else sheet.digest,
        metrics=METRIC_WORDS,
        reasons=[
            (one, why_not_measured(channel, one))
            for one in (Metric.REACH, Metric.CLICKS)
            if one not in sheet.metrics
        ],
    )


def keep(request: PageRequest) -> Response:
    """Keep what was typed and differs, as a snapshot of this moment."""
    channel, period = _asked(request)
    try:
        with request.writing() as connection:
            call = request.call(connection)
            sheet = sheet_of(call, channel, period)
            key = save(call, sheet, _typed(request, sheet), request.person)
    except (BadInputError, ConflictError) as error:
        return _show(request, error)
    gettext = request.words.gettext
    said = (
        gettext("The figures are kept.")
        if key
        else gettext("Nothing differs, so nothing was changed.")
    )
    return request.go(f"{HERE}?channel={channel}&month={period.key}", said=said)


def _asked(request: PageRequest) -> tuple[str, Period]:
    """Return the channel and the month; without them XING and the last full month."""
    ours = request.directory.campaign.channels
    asked = request.form.line("channel") or request.query.get("channel", "")
    usual = "xing" if "xing" in ours else ours[0]
    month = request.form.line("month") or request.query.get("month", "")
    if month:
        period = dated_period(month)
        if period.kind is not PeriodKind.MONTH:
            raise BadInputError(msg("Write the month as 2027-01."))
        return asked or usual, period
    this = month_of(request.words.local_day(request.now))
    return asked or usual, this.before or this


def _texts(request: PageRequest) -> dict[str, str]:
    return request.form.named("figure-")


def _known(sheet: TypedSheet) -> dict[str, str]:
    """Return what the fields show, by their names."""
    posts = {
        f"{row.number}-{metric}": f"{row.known[metric]:f}"
        for row in sheet.rows
        for metric in sheet.metrics
        if metric in row.known
    }
    counts = sheet.followers.items()
    return posts | {f"{day}": f"{count}" for day, count in counts if count is not None}


def _typed(request: PageRequest, sheet: TypedSheet) -> TypedFigures:
    texts = _texts(request)
    return TypedFigures(
        figures={
            (row.number, metric): texts.get(f"{row.number}-{metric}", "")
            for row in sheet.rows
            for metric in sheet.metrics
        },
        followers={day: texts.get(f"{day}", "") for day in sheet.followers},
        seen=request.form.line("seen"),
    )


PAGES: Final = {"evaluation.type": page, "evaluation.keep_typed": keep}
