"""Tables: headers, banners, repeats, and what is said of what nobody reads."""

import io
from datetime import date
from zipfile import ZipFile

import pytest
import sheet_samples as samples
import xlsxwriter
from sheet_reading import CHANNELS, campaign, read_here, rows_in

from vorlauf.errors import BadInputError
from vorlauf.plan.rows.columns import Certainty, ColumnMapping
from vorlauf.plan.rows.interpretation import examples_in, plan_rows
from vorlauf.plan.rows.plan_rows import posts_of
from vorlauf.plan.rows.tables import tables_of
from vorlauf.plan.rows.words import RowState, state_of, yes_or_no
from vorlauf.plan.rows.written_days import DayOrder
from vorlauf.sheets.fields import Field

HEADER = ["Datum", "Thema", "Kanal", "Haus"]


def tables_in(raw, **chosen):
    return tables_of(read_here(raw), CHANNELS, **chosen)


def test_sheets_that_are_no_plan_are_skipped_and_said():
    raw = samples.xlsx(
        {
            "Plan 2027": [HEADER, ["12.01.", "Eins"]],
            "Legende": [["rot", "offen"]],
            "Themenspeicher": [["Thema"], ["Vielleicht"]],
            "alt": [HEADER, ["11.01.", "Alt"]],
            "Notizen zum Tag": [["nichts"]],
            "leer": [],
        },
        hidden=["alt"],
    )

    found = tables_in(raw)

    assert [table.sheet for table in found.tables] == ["Plan 2027"]
    assert [str(remark) for remark in found.remarks] == [
        "Sheet 'Legende' is no plan by its name and was not read.",
        "Sheet 'Themenspeicher' holds topics and no dates; import it as topics.",
        "Sheet 'alt' is hidden and was not read.",
        "Sheet 'Notizen zum Tag': no plan was found there.",
        "Sheet 'leer' is empty.",
    ]


def test_a_sheet_that_was_chosen_is_read_whatever_it_is_called():
    raw = samples.xlsx({"Plan": [HEADER, ["1.1.2027", "a"]], "Legende": [HEADER]})

    assert [one.sheet for one in tables_in(raw, only=["Legende"]).tables] == ["Legende"]


def test_colours_struck_words_and_hidden_rows_are_said_and_struck_rows_dropped():
    raw = samples.xlsx(
        [HEADER, ["1.2.2027", "Gilt"], ["2.2.2027", "Gestrichen"], ["3.2.2027", "Weg"]],
        looks={(1, 1): {"bg_color": "#00ff00"}, (2, 1): {"font_strikeout": True}},
        hidden_rows=[3],
        hidden_columns=[1, 3],
    )

    found = tables_in(raw)

    assert [str(remark) for remark in found.remarks] == [
        "Sheet 'Redaktionsplan': colours are not read; one cell has one.",
        "Sheet 'Redaktionsplan': words are struck out in row 3.",
        "Sheet 'Redaktionsplan': row 4 is hidden, and was read.",
        "Sheet 'Redaktionsplan': Column B is hidden, and was read.",
    ]
    assert [row.is_dropped for row in rows_in(raw)] == [False, True, False]


def test_words_struck_out_in_a_cell_are_said_and_the_row_is_kept():
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        page, struck = (
            book.add_worksheet("Plan"),
            book.add_format({"font_strikeout": 1}),
        )
        page.write_row(0, 0, ["Datum", "Titel"])
        for row in range(1, 4):
            page.write_row(row, 0, [f"{row}.2.2027", f"Titel {row}"])
        page.write_rich_string(2, 1, "Gilt ", struck, "nicht", " mehr")

    found = tables_in(made.getvalue())

    assert [str(remark) for remark in found.remarks] == [
        (
            "Sheet 'Plan': a part of a cell is struck out in row 3; it was read like "
            "the rest."
        )
    ]
    assert [row.is_dropped for row in rows_in(made.getvalue())] == [False] * 3


def test_spans_and_columns_of_an_ods_are_said_too():
    parts = io.BytesIO()
    old = samples.ods({"Plan": [["Datum", "Titel"], ["1.2.2027", "Gilt"]]})
    with ZipFile(io.BytesIO(old)) as source, ZipFile(parts, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "content.xml":
                words = content.decode()
                assert "Gilt</text:p>" in words
                words = words.replace(
                    "Gilt</text:p>",
                    '<text:span text:style-name="S">Gilt</text:span></text:p>',
                )
                words = words.replace(
                    "<office:body>",
                    '<office:automatic-styles><style:style style:name="S" '
                    'style:family="text"><style:text-properties '
                    'style:text-line-through-style="solid"/></style:style>'
                    "</office:automatic-styles><office:body>",
                )
                at = words.index(">", words.index("<table:table ")) + 1
                words = (
                    f"{words[:at]}<table:table-column/><table:table-column "
                    f'table:visibility="collapse"/>{words[at:]}'
                )
                content = words.encode()
            target.writestr(name, content)

    said = [str(remark) for remark in tables_in(parts.getvalue()).remarks]

    assert [one.partition(": ")[2] for one in said] == [
        "a part of a cell is struck out in row 2; it was read like the rest.",
        "Column B is hidden, and was read.",
    ]


def test_of_an_xls_is_said_what_cannot_be_seen():
    (remark,) = tables_in(samples.xls([HEADER, ["1.2.2027", "a"]])).remarks

    assert "colours, struck-out words and hidden rows cannot be seen" in str(remark)


def test_months_above_the_rows_and_repeated_headers_are_no_posts():
    raw = samples.xlsx(
        {
            "Plan": [
                ["Januar 2027"],
                HEADER,
                ["12.01.", "Eins"],
                ["Februar 2027"],
                HEADER,
                ["02.02.", "Zwei"],
                ["3.", "Drei"],
            ]
        }
    )

    days = [(row.number, row.day) for row in rows_in(raw)]

    assert days == [
        (3, date(2027, 1, 12)),
        (6, date(2027, 2, 2)),
        (7, date(2027, 2, 3)),
    ]


def test_merged_dates_are_filled_down_and_merged_titles_are_not():
    rows = [HEADER, [date(2027, 1, 12), "Eins", "Xing"], [None, None, "LinkedIn"]]
    raw = samples.xlsx(rows, merged=[(1, 0, 2, 0), (1, 1, 2, 1)])

    assert [(row.day, row.title) for row in rows_in(raw)] == [
        (date(2027, 1, 12), "Eins"),
        (date(2027, 1, 12), ""),
    ]


def test_days_on_which_nothing_is_planned_are_no_rows():
    rows = [["Datum", "Tag", "Thema"], ["12.1.2027", "Di"], ["13.1.2027", "Mi", "Eins"]]

    assert [row.title for row in rows_in(samples.xlsx(rows))] == ["Eins"]


def test_crosses_under_channels_choose_them():
    rows = [
        ["Datum", "Thema", "LinkedIn", "Xing", "Instagram"],
        ["12.1.2027", "Eins", "x", "", "x"],
        ["13.1.2027", "Zwei", "nein", "ja", ""],
    ]

    assert [row.channels for row in rows_in(samples.xlsx(rows))] == [
        ("linkedin", "instagram"),
        ("xing",),
    ]


def test_a_column_of_channels_alone_counts_where_it_names_some():
    header = ["Datum", "Titel", "Kanal", "Text LinkedIn", "Text Xing", "Instagram"]
    rows = [
        ["12.1.2027", "Eins", "LinkedIn", "a", "b", ""],
        ["13.1.2027", "Zwei", "", "a", "b", ""],
        ["14.1.2027", "Drei", "", "", "", ""],
        ["15.1.2027", "Vier", "Xing, LinkedIn", "a", "", ""],
    ]

    read = rows_in(samples.xlsx({"Plan Instagram": [header, *rows]}))

    assert [(row.channels, row.names_channels) for row in read] == [
        (("linkedin",), True),
        (("linkedin", "xing"), False),
        (("instagram",), False),
        (("linkedin", "xing"), True),
    ]


def test_what_was_typed_over_an_example_is_a_post():
    header = ["Vorlauf-Nummer", "Datum", "Titel"]
    rows = [
        ["Beispiel", "12.1.2027", "Ein Tag bei der Feuerwehr"],
        ["Beispiel", "13.1.2027", "Mein Beitrag"],
        ["Example", "13.1.2027", "Two houses, one channel"],
        ["Example", "", ""],
    ]
    raw = samples.xlsx([header, *rows])

    (typed,) = rows_in(raw)

    assert (typed.number, typed.title, typed.post_number) == (3, "Mein Beitrag", "")
    (table,) = tables_in(raw).tables
    assert examples_in(table) == [2, 4, 5]


@pytest.mark.parametrize(
    ("header", "cell", "reason"),
    [
        ("Thema", "=A1", "There is a formula"),
        ("Thema", "#BEZUG!", "is an error of the spreadsheet"),
        ("Kanal", "Brieftaube", "no channel of this campaign; write one of linkedin"),
        ("Haus", "Finanzen", "is not surely one house; is it lsf or smf"),
        ("Haus", "Qwertz", "is no house of this campaign"),
        ("Bild nötig", "vielleicht", "is neither yes nor no"),
        ("Uhrzeit", "mittags", "is no time"),
        ("Tag", "Mittwoch", "2027-01-12 is another weekday than 'Mittwoch'"),
        ("KW", "7", "2027-01-12 is in week 2, not in week 7"),
    ],
)
def test_a_cell_that_is_not_clear_is_refused_with_its_place(header, cell, reason):
    names = ["Datum", "Titel", header]
    (row,) = rows_in(samples.text([names, ["12.1.2027", "Eins", cell]]))

    (fault,) = row.faults
    assert (fault.place.cell, fault.column) == ("C2", header)
    assert reason in str(fault.message)


def test_a_formula_is_refused_but_for_weeks_and_weekdays():
    rows = [["Datum", "KW", "Thema"], ["12.1.2027", "=2", "Eins"], ["=1", "3", "Zwei"]]
    first, second = rows_in(samples.xlsx({"Plan 2027": rows}))

    assert not first.faults
    assert {fault.place.cell for fault in second.faults} == {"A3"}


def test_a_number_that_counts_days_is_read_and_said():
    (row,) = rows_in(samples.xlsx([HEADER, [46399.0, "Eins"]]))

    assert row.day == date(2027, 1, 12)
    assert str(row.remarks[0].message) == "A number was read as the date 2027-01-12."


def test_two_columns_of_one_kind_are_told_apart():
    rows = [
        ["Datum", "Veröffentlichungsdatum", "Titel", "Thema"],
        ["1.1.2027", "2.1.2027", "Eins", "Service"],
    ]
    (row,) = rows_in(samples.xlsx(rows))

    assert (row.day, row.title, row.theme) == (date(2027, 1, 1), "Eins", "Service")


def test_people_say_what_a_column_and_a_word_mean_and_it_is_remembered():
    rows = [["Wann", "Worum", "Wo", "Wer"], ["3/4/2027", "Eins", "Netz", "StK"]]
    raw = samples.xlsx({"Plan": rows})
    assert not tables_in(raw).tables

    said = {
        "columns": [
            {"name": "Wann", "field": "date"},
            {"name": "Worum", "field": "title"},
            {"name": "Wo", "field": "channel"},
            {"name": "Wer", "field": "house"},
        ],
        "houses": {"StK": "sk"},
        "channels": {"Netz": "xing"},
        "order": "month_first",
    }
    mapping = ColumnMapping.from_json(said)

    (row,) = rows_in(raw, mapping)
    assert (row.day, row.title, row.channels, row.houses, row.faults) == (
        date(2027, 3, 4),
        "Eins",
        ("xing",),
        ("sk",),
        (),
    )
    assert ColumnMapping.from_json(mapping.to_json()) == mapping
    (table,) = tables_in(raw, mapping=mapping).tables
    assert {column.certainty for column in table.columns} == {Certainty.CHOSEN}


def test_one_column_more_is_put_right_by_hand():
    raw = samples.xlsx([["Datum", "Thema", "Notiz"], ["1.1.2027", "a", "Ein Text"]])
    (table,) = tables_in(raw).tables

    mapping = ColumnMapping().with_column(table.columns[2], Field.TEXT, "xing")

    (row,) = rows_in(raw, mapping)
    assert (row.texts, row.channels) == ({"xing": "Ein Text"}, ("xing",))


@pytest.mark.parametrize("said", [{"columns": [{}]}, {"columns": 3}, {"order": "both"}])
def test_a_mapping_that_is_none_is_refused(said):
    with pytest.raises(BadInputError, match="mapping of the columns cannot be read"):
        ColumnMapping.from_json(said)


def test_a_row_per_channel_is_one_post():
    rows = [
        ["Datum", "Titel", "Kanal", "Text"],
        ["1.1.2027", "Eins", "Xing", "a"],
        ["1.1.2027", "Eins", "LinkedIn", "b"],
        ["1.1.2027", "Eins", "Xing", "noch einer"],
        ["1.1.2027", "Zwei", "Xing", "c"],
    ]

    posts = posts_of(rows_in(samples.xlsx(rows)))

    assert [[row.number for row in post] for post in posts] == [[2, 3], [4], [5]]


def test_the_order_of_days_and_months_can_be_chosen():
    raw = samples.xlsx([["Datum", "Titel"], ["3/4/2027", "Eins"]])

    (row,) = rows_in(raw)
    assert "either number may be the month" in str(row.faults[0].message)
    for order, day in (("day_first", (4, 3)), ("month_first", (3, 4))):
        (row,) = rows_in(raw, ColumnMapping(order=DayOrder(order)))
        assert row.day == date(2027, *day)


def test_marks_and_words_say_yes_no_and_how_far():
    assert [yes_or_no(one) for one in ("ja", "✓", "X", 1.0, True)] == [True] * 5
    assert [yes_or_no(one) for one in ("Nein", "-", "✗", 0.0, False)] == [False] * 5
    assert yes_or_no(None) is None
    states = [state_of(one) for one in ("In Bearbeitung", "✅ fertig", "Abgesagt", "?")]
    assert states == [
        RowState.IN_WORK,
        RowState.APPROVED,
        RowState.DROPPED,
        RowState.UNKNOWN,
    ]


def test_years_of_neighbours_hold_only_if_they_agree():
    one = [["Datum", "Titel"], ["12.01.2027", "a"], ["13.01.", "b"]]
    two = [*one, ["14.01.2028", "c"]]

    assert rows_in(samples.text(one))[1].day == date(2027, 1, 13)
    assert "has no year" in str(rows_in(samples.text(two))[1].faults[0].message)


def test_nothing_of_a_plan_is_read_twice():
    tables = tables_in(samples.xlsx([HEADER, ["1.1.2027", "a", "Xing", "SMI, SMF"]]))
    (row,) = plan_rows(tables.tables, campaign())

    assert (row.houses, row.heading, row.state) == (("smi", "smf"), "a", "unknown")
