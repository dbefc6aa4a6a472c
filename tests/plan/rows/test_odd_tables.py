"""Odd tables: what stands where nobody expects it is said, and never guessed."""

from datetime import date

import pytest
import sheet_samples as samples
from sheet_reading import CHANNELS, read_here, rows_in

from vorlauf.plan.rows.columns import Certainty, Column
from vorlauf.plan.rows.merged_cells import filled_down
from vorlauf.plan.rows.plan_rows import posts_of
from vorlauf.plan.rows.tables import tables_of
from vorlauf.sheets.cells import Area, Sheet
from vorlauf.sheets.fields import Field

HEADER = ["Datum", "Thema", "Kanal", "Haus"]


def tables_of_file(raw):
    return tables_of(read_here(raw), CHANNELS)


def test_a_day_among_the_rows_is_no_year():
    rows = [HEADER, ["Woche vom 11. Januar"], ["12.01.", "Eins"], ["Jan 28"]]
    raw = samples.xlsx(
        {"Plan 2027": [*rows, ["30.01.", "Zwei"]]}, merged=[(1, 0, 1, 3)]
    )

    assert [row.day for row in rows_in(raw)] == [date(2027, 1, 12), date(2027, 1, 30)]


@pytest.mark.parametrize(("name", "year"), [("Plan", None), ("Plan 2027", 2027)])
def test_lines_above_that_disagree_say_no_year(name, year):
    rows = [["Januar 2027"], ["Stand: Dezember 2026"], HEADER, ["12.01.", "Eins"]]

    (row,) = rows_in(samples.xlsx({name: rows}))

    assert row.day == (date(year, 1, 12) if year else None)
    assert bool(row.faults) is (year is None)


def test_posts_with_one_number_on_two_days_are_two_posts():
    rows = [
        ["Nr", "Datum", "Titel", "Kanal"],
        ["1", "1.1.2027", "Eins", "Xing"],
        ["1", "1.1.2027", "Eins", "LinkedIn"],
        ["1", "1.2.2027", "Zwei", "Instagram"],
    ]

    posts = posts_of(rows_in(samples.xlsx(rows)))

    assert [[row.number for row in post] for post in posts] == [[2, 3], [4]]


def test_merged_areas_that_overlap_or_never_end_are_filled_once():
    areas = [Area(2, 0, 10**12, 0), Area(3, 0, 10**12, 0), Area(-(10**12), 0, 9, 0)]
    columns = [named(0, Field.DATE)]
    sheet = Sheet(
        name="Plan",
        rows={1: ("Datum",), 2: ("12.01.",), 3: ("13.01.", "b"), 4: (None, "c")},
        merged=tuple(areas),
    )

    assert filled_down(sheet, columns) == {3: ("12.01.", "b"), 4: ("12.01.", "c")}


def named(index, field):
    """Return a column of this field."""
    return Column(
        index=index, name="", nth=index, field=field, certainty=Certainty.SURE
    )


def test_what_stands_above_the_names_or_below_none_is_said():
    rows = [
        ["Plan", "alt"],
        ["11.01.2027", "Vorher", "Xing"],
        ["Januar 2027"],
        HEADER,
        ["12.01.2027", "Eins", "Xing", "SMI", None, "wichtig"],
    ]

    assert [
        str(remark) for remark in tables_of_file(samples.xlsx({"P": rows})).remarks
    ] == [
        "Sheet 'P': row 1, 2 stands above the names of the columns and is not read.",
        "Sheet 'P': Column F has no name and is not read.",
    ]


def test_a_wide_text_without_a_month_is_a_row():
    rows = [["Thema", "Kanal", "Datum"], ["Pressekonferenz 2026"], ["Mai"], ["Ferien"]]
    raw = samples.xlsx({"Plan": rows}, merged=[(1, 0, 1, 2), (2, 0, 2, 2)])

    assert [row.title for row in rows_in(raw)] == ["Pressekonferenz 2026", "Ferien"]


def test_a_wide_text_in_the_column_of_days_is_refused_or_says_the_year():
    rows = [HEADER, ["Sommerpause"], ["Plan 2028"], ["12.01.", "Eins"]]
    raw = samples.xlsx({"Plan 2027": rows}, merged=[(1, 0, 1, 3), (2, 0, 2, 3)])

    pause, one = rows_in(raw)

    assert "'Sommerpause' is no date" in str(pause.faults[0].message)
    assert one.day == date(2028, 1, 12)


@pytest.mark.parametrize(
    ("names", "cells", "column"),
    [
        (["Monat", "Titel"], ["²", "Eins"], "Monat"),
        (["Monat", "Titel"], ["1" * 5000, "Eins"], "Monat"),
        (["Datum", "Stunde", "Minute", "Titel"], ["1.1.2027", 9.0, "inf", "a"], ""),
        (["Datum", "Stunde", "Minute", "Titel"], ["1.1.2027", 9.0, "1e999", "a"], ""),
        (["Datum", "Stunde", "Minute", "Titel"], ["1.1.2027", -1.0, 5.0, "a"], ""),
    ],
)
def test_numbers_that_are_no_hours_or_months_are_refused(names, cells, column):
    (row,) = rows_in(samples.xlsx({"Plan 2027": [names, cells]}))

    assert [fault.column for fault in row.faults] == [column]


@pytest.mark.parametrize(
    ("name", "channel"),
    [
        ("Beiträge in Arbeit", ""),
        ("IN", "linkedin"),
        ("Plan LinkedIn", "linkedin"),
        ("Insta 2027", "instagram"),
    ],
)
def test_a_sheet_is_called_after_a_channel_by_a_whole_word(name, channel):
    (table,) = tables_of_file(samples.xlsx({name: [HEADER, ["1.1.2027", "a"]]})).tables

    assert table.channel == channel
