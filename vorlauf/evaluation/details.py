"""Details: the rows behind the figures of a report, for the spreadsheet."""

from collections.abc import Iterable, Mapping
from typing import Final

from states.messages import Message, channels, msg, phrase
from vorlauf.db.call import Call
from vorlauf.db.tables import Outcome
from vorlauf.evaluation.process import KINDS
from vorlauf.evaluation.process_queries import PostOfPeriod, StepDone
from vorlauf.evaluation.report_values import (
    Cell,
    ReportColumn,
    ReportRow,
    ReportSection,
)
from vorlauf.scheduling.waits import is_shown

DAY: Final = ReportColumn(key="day", label=msg("Day"), is_figure=False)
NUMBER: Final = ReportColumn(key="number", label=msg("Post"), is_figure=False)
TITLE: Final = ReportColumn(key="title", label=msg("Title"), is_figure=False)
HOUSES: Final = ReportColumn(key="houses", label=msg("Houses"), is_figure=False)
CHANNELS: Final = ReportColumn(key="channels", label=msg("Channels"), is_figure=False)
NOT_RECORDED: Final = msg("not recorded")
_OUTCOMES: Final[Mapping[Outcome, Message]] = {
    Outcome.DELIVERED: phrase("outcome", "delivered"),
    Outcome.ENDORSED: phrase("outcome", "endorsed"),
    Outcome.APPROVED: phrase("outcome", "approved"),
    Outcome.CHANGES_REQUESTED: phrase("outcome", "changes asked"),
    Outcome.DONE: phrase("outcome", "done"),
}
_YES, _NO = phrase("answer", "yes"), phrase("answer", "no")


def house_names(call: Call, post: PostOfPeriod) -> str:
    """Return the houses of a post by their keys, as plans have them."""
    known = call.directory.now_called
    return ", ".join(known.get(key, key).upper() for key in post.houses)


def posts(call: Call, found: Iterable[PostOfPeriod]) -> ReportSection:
    """Return each post of the period."""
    office = call.directory.agency.office
    rows = [
        ReportRow(
            one.number,
            (
                office.day_of(one.published_at or one.slot_at),
                one.number,
                one.title,
                house_names(call, one),
                channels(one.channels),
                one.theme or NOT_RECORDED,
                one.format or NOT_RECORDED,
                one.published_at,
            ),
        )
        for one in found
    ]
    return ReportSection(
        key="posts",
        heading=msg("Posts"),
        source=msg("Posts that appeared in the period, or whose slot lies in it."),
        columns=(
            DAY,
            NUMBER,
            TITLE,
            HOUSES,
            CHANNELS,
            ReportColumn(key="theme", label=msg("Theme"), is_figure=False),
            ReportColumn(key="format", label=msg("Format"), is_figure=False),
            ReportColumn(key="published_at", label=msg("Published"), is_figure=False),
        ),
        rows=tuple(rows),
        empty=msg("No post has appeared."),
    )


def steps(call: Call, found: Iterable[StepDone]) -> ReportSection:
    """Return each step that was answered, but of houses that are a person."""
    known = call.directory
    rows = []
    for index, one in enumerate(found):
        house = known.houses.get(known.now_called.get(one.house, one.house))
        if house is not None and is_shown(known, house):
            rows.append(ReportRow(str(index), _step(one, house.name)))
    return ReportSection(
        key="steps",
        heading=msg("Steps answered"),
        source=msg("The steps of houses that were answered in the period."),
        columns=(
            NUMBER,
            ReportColumn(key="house", label=msg("House"), is_figure=False),
            ReportColumn(key="kind", label=msg("Step"), is_figure=False),
            ReportColumn(key="opened_at", label=msg("Asked"), is_figure=False),
            ReportColumn(key="closed_at", label=msg("Answered"), is_figure=False),
            ReportColumn(key="in_time", label=msg("In time"), is_figure=False),
            ReportColumn(key="outcome", label=msg("Answer"), is_figure=False),
        ),
        rows=tuple(rows),
        empty=msg("No house has answered anything in this period."),
    )


def _step(step: StepDone, house: str) -> tuple[Cell, ...]:
    return (
        step.number,
        house,
        KINDS[step.kind],
        step.opened_at,
        step.closed_at,
        _YES if step.in_time else _NO,
        _OUTCOMES[step.outcome],
    )
