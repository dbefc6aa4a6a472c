"""Reader: spreadsheets of every format, and files that are none or do harm."""

import io
import subprocess
import sys
import zipfile
from datetime import date, datetime, time

import pytest
import sheet_samples as samples

from vorlauf.errors import BadInputError
from vorlauf.sheets import reader, reader_child
from vorlauf.sheets.cells import Area, SheetFormat, column_letter, column_number
from vorlauf.sheets.rejections import SENTENCES, Reason

pytestmark = pytest.mark.program

INSTANT = datetime(2027, 2, 3, 14, 0)  # noqa: DTZ001
ROWS = [
    ["Datum", "Thema", "Uhrzeit", "Nr"],
    [date(2027, 1, 12), 'Bühne; "frei"\nund neu', time(10, 30), 3],
    [],
    [INSTANT, "Łódź", None, 46400.0],
]
READ = {
    1: ("Datum", "Thema", "Uhrzeit", "Nr"),
    2: (date(2027, 1, 12), 'Bühne; "frei"\nund neu', time(10, 30), 3.0),
    4: (INSTANT, "Łódź", None, 46400.0),
}
AS_TEXT = {
    1: ("Datum", "Thema", "Uhrzeit", "Nr"),
    2: ("12.01.2027", 'Bühne; "frei"\nund neu', "10:30", "3"),
    4: ("03.02.2027 14:00", "Łódź", None, "46400"),
}


def rows_of(raw, **chosen):
    (sheet,) = reader.read_bytes(raw, **chosen).sheets
    return sheet.rows


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (samples.xlsx, SheetFormat.XLSX),
        (samples.ods, SheetFormat.ODS),
        (samples.xls, SheetFormat.XLS),
    ],
)
def test_a_workbook_is_read_with_the_types_of_its_cells(make, kind):
    book = reader.read_bytes(make(ROWS))

    assert (book.format, book.sheets[0].rows) == (kind, READ)


@pytest.mark.parametrize(
    ("delimiter", "encoding", "sep"),
    [
        (";", "utf-8-sig", False),
        (",", "utf-8", False),
        ("\t", "utf-16", False),
        ("\t", "utf-16-le", False),
        ("|", "utf-8", False),
        (",", "utf-16", True),
        ("|", "utf-8-sig", True),
    ],
)
def test_a_text_file_is_read_whatever_wrote_it(delimiter, encoding, sep):
    raw = samples.text(ROWS, delimiter=delimiter, encoding=encoding, sep=sep)

    assert rows_of(raw) == AS_TEXT


def test_german_excels_letters_are_read_and_shown():
    book = reader.read_bytes("Datum;Thema\r\n12.1.;Büro\r\n".encode("cp1252"))

    assert book.sheets[0].rows[2] == ("12.1.", "Büro")
    assert (book.encoding, book.delimiter, book.sample) == ("cp1252", ";", "12.1.;Büro")


def test_people_can_choose_the_letters():
    raw = "Datum;Thema\r\n12.1.;Büro\r\n".encode("mac_roman")

    assert rows_of(raw)[2] == ("12.1.", "BŸro")
    assert rows_of(raw, encoding="mac_roman")[2] == ("12.1.", "Büro")


def test_commas_in_the_texts_do_not_hide_the_delimiter_of_the_header():
    raw = b"Datum;Thema;Text\n12.1.;a, b, c, d;e, f, g\n13.1.;a, b, c, d;e, f, g\n"

    assert rows_of(raw)[1] == ("Datum", "Thema", "Text")


def test_sheets_are_told_with_what_their_values_do_not_say():
    raw = samples.xlsx(
        {"Januar 2027": [["Datum", "Titel"], [1, "=1+1"], [2, "b"]], "alt": [["x"]]},
        merged=[(1, 0, 2, 0)],
        hidden=["alt"],
        looks={(2, 1): {"font_strikeout": True, "bg_color": "#ff0000"}},
        hidden_rows=[2],
    )

    first, second = reader.read_bytes(raw).sheets

    assert (first.is_hidden, second.is_hidden) == (False, True)
    assert first.merged == (Area(2, 0, 3, 0),)
    assert first.looks.hidden_rows == {3}
    assert first.looks.struck == first.looks.coloured == {(3, 1)}
    assert first.looks.formulas == {(2, 1)}


def test_libreoffice_tells_what_is_merged_hidden_struck_out_and_counted():
    body = (
        '<table:table table:name="Plan"><table:table-row>'
        '<table:table-cell office:value-type="string" table:number-rows-spanned="2">'
        "<office:annotation><text:p>a note</text:p></office:annotation>"
        "<text:p>Datum</text:p></table:table-cell>"
        '<table:table-cell office:value-type="float" office:value="2" '
        'table:formula="of:=1+1"/></table:table-row>'
        '<table:table-row table:visibility="collapse"><table:covered-table-cell/>'
        '<table:table-cell office:value-type="float" office:value="3"/>'
        "</table:table-row></table:table>"
    )

    book = reader.read_bytes(samples.ods([], body=body))

    (sheet,) = book.sheets
    assert sheet.rows == {1: ("Datum", 2.0), 2: (None, 3.0)}
    assert sheet.merged == (Area(1, 0, 2, 0),)
    assert (sheet.looks.hidden_rows, sheet.looks.formulas) == ({2}, {(1, 1)})
    assert book.comments == 1


PLAIN = samples.xlsx(ROWS)
SHEET = "xl/worksheets/sheet1.xml"


def one_cell(place):
    return samples.repacked(
        PLAIN,
        {
            SHEET: '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
            f'2006/main"><sheetData><row><c r="{place}"><v>1</v></c></row></sheetData>'
            "</worksheet>"
        },
    )


def bomb(megabytes):
    filler = b"<!--" + b" " * (megabytes * 1_000_000) + b"-->"
    return samples.repacked(PLAIN, {"xl/media/bomb.xml": filler})


def repeated(rows, columns):
    return samples.ods(
        [],
        body='<table:table table:name="Plan"><table:table-row '
        f'table:number-rows-repeated="{rows}"><table:table-cell '
        f'table:number-columns-repeated="{columns}" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row></table:table>",
    )


def locked_archive():
    raw = bytearray(samples.zipped({"xl/workbook.xml": b"x"}))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


def entities():
    declared = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    return samples.repacked(PLAIN, {"xl/styles.xml": f"{declared}<x>&b;</x>"})


LOCKED_ODS = samples.repacked(
    samples.ods(ROWS),
    {"META-INF/manifest.xml": "<m><file-entry><encryption-data/></file-entry></m>"},
)
BAD = {
    "nothing": (b"", Reason.EMPTY),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, Reason.NO_SPREADSHEET),
    "a PDF": (b"%PDF-1.7\n" + b"x" * 99, Reason.NO_SPREADSHEET),
    "a web page": (b"<html><table><tr><td>Datum</td></tr></table>", Reason.WEB_PAGE),
    "a document": (samples.zipped({"word/document.xml": "x"}), Reason.NO_WORKBOOK),
    "half a file": (PLAIN[: len(PLAIN) // 2], Reason.BROKEN),
    "a flipped part": (PLAIN.replace(b"PK\x01\x02", b"PK\x01\x03", 1), Reason.BROKEN),
    "bytes": (bytes(range(256)) * 9, Reason.NO_SPREADSHEET),
    "a zero in a text": (
        b"Datum;Thema\n" + b"12.1.;a\n" * 99 + b"\0",
        Reason.NO_TEXT,
    ),
    "an open quote": (b'Datum;Thema\n12.1.;"a\n13.1.;b\n', Reason.ODD_QUOTES),
    "too many rows": (b"a;b\n" * 150_001, Reason.TOO_MANY_CELLS),
    "too many columns": (b"a;" * 501 + b"b\n", Reason.FAR_CELL),
    "the last cell": (one_cell("XFD1048576"), Reason.FAR_CELL),
    "a stray cell": (one_cell("F1048576"), Reason.FAR_CELL),
    "a far column": (one_cell("ZZ100"), Reason.FAR_CELL),
    "a column of no sheet": (one_cell("ZZZ9999999"), Reason.FAR_CELL),
    "a long cell": (samples.ods([["x" * 100_001]]), Reason.LONG_CELL),
    "a long cell of a text": (b"a;" + b"x" * 100_001, Reason.LONG_CELL),
    "a bomb": (bomb(250), Reason.UNPACKS_TOO_LARGE),
    "columns repeated": (repeated(1000, 1024), Reason.FAR_CELL),
    "rows repeated": (repeated(1_048_576, 2), Reason.FAR_CELL),
    "cells repeated": (repeated(100_000, 400), Reason.TOO_MANY_CELLS),
    "rows counted beyond all": (repeated(10**30, 1), Reason.FAR_CELL),
    "a password": (locked_archive(), Reason.LOCKED),
    "a password of Excel": (
        samples._compound("EncryptedPackage", b"x" * 5000),
        Reason.LOCKED,
    ),
    "a password of LibreOffice": (LOCKED_ODS, Reason.LOCKED),
    "a Word file": (samples._compound("WordDocument", b"x"), Reason.NO_SPREADSHEET),
    "macros": (
        samples.repacked(PLAIN, {"xl/vbaProject.bin": b"\0"}),
        Reason.MACROS,
    ),
    "entities": (entities(), Reason.BROKEN),
    "no sheet behind its name": (samples.repacked(PLAIN, {SHEET: None}), Reason.BROKEN),
    "a sheet that is no XML": (samples.repacked(PLAIN, {SHEET: b"x"}), Reason.BROKEN),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_reason(name):
    raw, reason = BAD[name]

    with pytest.raises(BadInputError) as refused:
        reader.read_bytes(raw)

    assert str(SENTENCES[reason]) in str(refused.value)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("the last cell", "Sheet 'Redaktionsplan', XFD1048576: "),
        ("columns repeated", "Sheet 'Plan', AMJ1000: "),
        ("too many rows", "Row 150001: "),
        ("an open quote", "Row 2: "),
    ],
)
def test_a_refusal_names_the_place(name, place):
    with pytest.raises(BadInputError, match=place):
        reader.read_bytes(BAD[name][0])


def test_two_hundred_megabytes_are_refused_unread(tmp_path):
    large = tmp_path / "plan.csv"
    with large.open("wb") as file:
        file.truncate(200_000_000)

    with large.open("rb") as source, pytest.raises(BadInputError, match="too large"):
        reader.read(source)


def test_cells_that_are_only_formatted_far_away_do_no_harm():
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        sheet = archive.read(SHEET).decode()
    far = '<row r="1048576"><c r="F1048576" s="1"/></row></sheetData>'
    raw = samples.repacked(PLAIN, {SHEET: sheet.replace("</sheetData>", far)})

    assert rows_of(raw) == READ


def test_without_its_sandbox_only_text_is_read():
    for raw, reason in ((PLAIN, "no_sandbox"), (samples.text(ROWS), None)):
        said = reader_child.outcome_of(
            raw, io.StringIO(), encoding=None, confined=False
        )

        assert said.get("refused") == reason


def test_this_process_never_loads_the_library():
    code = (
        "import sys, vorlauf.sheets.reader\nassert 'python_calamine' not in sys.modules"
    )

    done = subprocess.run([sys.executable, "-c", code], check=False)

    assert done.returncode == 0


def test_columns_are_called_as_in_a_spreadsheet():
    letters = [column_letter(number) for number in (0, 25, 26, 701, 702, 16383)]

    assert letters == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert [column_number(one) for one in letters] == [0, 25, 26, 701, 702, 16383]
