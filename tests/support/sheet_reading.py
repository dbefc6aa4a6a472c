"""Reading plans in tests: without a child process, and with the sample's houses."""

import io
from pathlib import Path
from zoneinfo import ZoneInfo

from vorlauf.directory.loader import load
from vorlauf.plan.rows.columns import NO_MAPPING
from vorlauf.plan.rows.house_names import HouseNames
from vorlauf.plan.rows.interpretation import PlanContext, plan_rows
from vorlauf.plan.rows.tables import tables_of
from vorlauf.sheets import reader_child, wire
from vorlauf.sheets.cells import SheetFormat, Workbook
from vorlauf.sheets.rejections import Reason, refused

CHANNELS = ("linkedin", "xing", "instagram")
SAMPLE = Path(__file__).parents[2] / "stakeholders.toml"


def read_here(raw):
    """Read a file as the child does, without confinement."""
    into = io.StringIO()
    said = reader_child.outcome_of(raw, into, encoding=None, confined=True)
    if "refused" in said:
        place = said.get("sheet", ""), said.get("place", "")
        raise refused(Reason(said["refused"]), *place)
    into.seek(0)
    return Workbook(format=SheetFormat(said["format"]), sheets=(*wire.sheets_of(into),))


def campaign(mapping=NO_MAPPING, channels=CHANNELS):
    """Return the campaign of the sample file."""
    houses = load(SAMPLE).houses.values()
    return PlanContext(
        channels=channels,
        houses=HouseNames(houses, mapping.houses),
        zone=ZoneInfo("Europe/Berlin"),
        mapping=mapping,
    )


def rows_in(raw, mapping=NO_MAPPING, channels=CHANNELS):
    """Return the plan rows of a file's bytes."""
    tables = tables_of(read_here(raw), channels, mapping).tables
    return plan_rows(tables, campaign(mapping, channels))
