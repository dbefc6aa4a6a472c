"""Reading: a spreadsheet's bytes become the rows of a plan; nothing is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from states.messages import Message, Quoted, msg
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError
from vorlauf.plan.rows.columns import NO_MAPPING, Certainty, ColumnMapping
from vorlauf.plan.rows.house_names import HouseNames
from vorlauf.plan.rows.interpretation import PlanContext, examples_in, plan_rows
from vorlauf.plan.rows.plan_rows import PlanRow
from vorlauf.plan.rows.sheet_remarks import numbers_shown
from vorlauf.plan.rows.tables import Table, Tables, tables_of
from vorlauf.sheets import reader
from vorlauf.sheets.cells import Workbook
from vorlauf.sheets.fields import Field


@dataclass(frozen=True, kw_only=True)
class ReadPlan:
    """What a spreadsheet says: its rows with their faults, and what was not read."""

    workbook: Workbook
    tables: tuple[Table, ...]
    rows: tuple[PlanRow, ...]
    remarks: tuple[Message, ...]


def read_plan(
    source: BinaryIO,
    directory: Directory,
    mapping: ColumnMapping = NO_MAPPING,
    *,
    encoding: str | None = None,
    only: tuple[str, ...] = (),
) -> ReadPlan:
    """Read the plan in a spreadsheet, which is an open file of this machine.

    `mapping` is what people have said about its columns and words, `encoding` and
    `only` what they have chosen: the letters of a text file, the sheets to be read.
    Raises `BadInputError` for a file that cannot be read, or in which is no plan.
    """
    workbook = reader.read(source, encoding=encoding)
    return interpreted(workbook, directory, mapping, only=only)


def interpreted(
    workbook: Workbook,
    directory: Directory,
    mapping: ColumnMapping = NO_MAPPING,
    *,
    only: tuple[str, ...] = (),
) -> ReadPlan:
    """Return the plan in a workbook that was read; the rest is as for `read_plan`."""
    channels = directory.campaign.channels
    found = tables_of(workbook, channels, mapping, only=only)
    if not found.tables:
        raise BadInputError(
            msg(
                "No plan was found in the file: no sheet has a line with names of "
                "columns, among them a date and a title. Write such a line above the "
                "rows, or take the template."
            )
        )
    campaign = PlanContext(
        channels=channels,
        houses=HouseNames(directory.houses.values(), mapping.houses),
        zone=directory.campaign.zone,
        mapping=mapping,
    )
    return ReadPlan(
        workbook=workbook,
        tables=found.tables,
        rows=tuple(plan_rows(found.tables, campaign)),
        remarks=(*found.remarks, *_unread(found.tables, channels), *_examples(found)),
    )


def _examples(found: Tables) -> Iterator[Message]:
    for table in found.tables:
        if rows := examples_in(table):
            yield msg(
                "Sheet {sheet}: row {rows} is an example of the template and is not "
                "read.",
                sheet=Quoted(table.sheet),
                rows=numbers_shown(rows),
            )


def _unread(tables: tuple[Table, ...], channels: tuple[str, ...]) -> list[Message]:
    """Return what is said of columns that nobody reads."""
    unknown = {
        column.name: None
        for table in tables
        for column in table.columns
        if column.certainty is Certainty.NONE
    }
    foreign = {
        column.name: None
        for table in tables
        for column in table.columns
        if column.field in {Field.TEXT, Field.CHANNEL}
        and column.channel
        and column.channel not in channels
    }
    remarks = [
        msg(
            "Column {name} is not known and is not read; say what it holds, if it "
            "matters.",
            name=Quoted(name),
        )
        for name in unknown
    ]
    return remarks + [
        msg(
            "Column {name} is about no channel of this campaign and is not read.",
            name=Quoted(name),
        )
        for name in foreign
    ]
