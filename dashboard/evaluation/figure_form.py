"""Figure form: what a person says about a file of figures on its preview."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from starlette.responses import Response

from dashboard.web.numbers import number_of
from dashboard.web.request import PageRequest
from states.messages import Quoted, msg
from vorlauf.errors import BadInputError
from vorlauf.evaluation.column_meanings import CHOICES, Counted, FigureMapping
from vorlauf.evaluation.figure_imports import FigurePreview
from vorlauf.evaluation.figure_reader import UnknownExportError
from vorlauf.evaluation.figure_sources import FigureChoices
from vorlauf.evaluation.figure_words import METRIC_WORDS, PART_WORDS, SHARE_WORDS
from vorlauf.evaluation.metrics import Share

_COLUMN: Final = "column-"
_POST: Final = "post-"
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


@dataclass(frozen=True, kw_only=True)
class AskedColumn:
    """A column that people are asked about: its name, and what was said of it."""

    name: str
    meaning: str


def said_in(request: PageRequest) -> dict[str, str]:
    """Return the fields that a form says of a file, to be said again."""
    return {name: request.form.line(name) for name in ("channel", "as_of")}


def choices_in(request: PageRequest) -> FigureChoices:
    """Return the choices of a form. Raises `BadInputError`."""
    form = request.form
    columns = {name: said for name, said in form.named(_COLUMN).items() if said}
    posts = {row: said.strip() for row, said in form.named(_POST).items()}
    channel = form.line("channel")
    return FigureChoices(
        channel=channel,
        as_of=_moment(request, form.line("as_of")),
        mapping=FigureMapping.of_words(columns, channel=channel)
        if columns
        else FigureMapping(),
        by_hand={key: said for row, said in posts.items() if (key := number_of(row))},
    )


def _moment(request: PageRequest, typed: str) -> datetime | None:
    if not typed:
        return None
    try:
        read = datetime.fromisoformat(typed)
    except ValueError:
        raise BadInputError(
            msg(
                "{text} is no moment; write it as 2027-01-31 09:00.",
                text=Quoted(typed[:40]),
            )
        ) from None
    zone = request.directory.campaign.zone
    if not _FIRST_YEAR <= read.year <= _LAST_YEAR:
        raise BadInputError(msg("No figures are of the year {year}.", year=read.year))
    return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)


def channel_options(request: PageRequest) -> list[tuple[str, str]]:
    """Return the channels of the campaign, for a field to choose one."""
    ours = request.directory.campaign.channels
    return [(one, request.words.channel_label(one)) for one in ours]


def column_options(request: PageRequest) -> list[tuple[str, str]]:
    """Return what a column may mean, for a field to choose it."""
    told = request.words.told
    found = []
    for word, meaning in CHOICES.items():
        if isinstance(meaning, Counted):
            name = told(METRIC_WORDS[meaning.metric])
            if meaning.share is not Share.TOTAL:
                name = f"{name} ({told(SHARE_WORDS[meaning.share])})"
        else:
            name = told(PART_WORDS[meaning])
        found.append((word, name))
    return found


def columns_of(request: PageRequest, shown: FigurePreview) -> list[AskedColumn]:
    """Return the columns that are not known, or not confirmed."""
    file = shown.source.file
    names = [one.name for one in (*file.unconfirmed, *file.unknown) if one.name]
    return _asked(request, names)


def _asked(request: PageRequest, names: Sequence[str]) -> list[AskedColumn]:
    said = request.form.named(_COLUMN)
    every = dict.fromkeys([*names, *said])
    return [AskedColumn(name=name, meaning=said.get(name, "")) for name in every]


def unknown_columns(
    request: PageRequest, key: str, error: UnknownExportError
) -> Response:
    """Ask what the columns of a file mean of which nothing is known."""
    with request.reading() as connection:
        request.around(connection)
    return request.page(
        "figures_columns.html",
        faults=[("", request.say(error))],
        file_key=key,
        told_fields=said_in(request),
        columns=_asked(request, [name for name in error.header if name]),
        options=column_options(request),
        channel_options=channel_options(request),
    )
