"""The export: what the filter asks for, as a workbook or as text, no formulas."""

import csv
from datetime import datetime
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from desk import BARE
from programs import program_of

from vorlauf.exports.guards import guarded, unguarded
from vorlauf.readmodels import register

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def workbook(response):
    """Return the rows of the workbook, and all of its XML."""
    with ZipFile(BytesIO(response.content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        names = parts.namelist()
    found = [
        {ord(cell.get("r")[0]): "".join(cell.itertext()) for cell in row}
        for row in ET.fromstring(sheet).iter(f"{_SHEET}row")  # noqa: S314, our own
    ]
    # What is empty has no cell.
    rows = [[row.get(column, "") for column in found[0]] for row in found]
    return rows, sheet, names


def table(response):
    """Return the rows of the text file."""
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=";"))


def test_the_workbook_has_what_the_filter_asks_for(dashboard, a_post, hand_to_review):
    number = hand_to_review("smi")
    a_post("smf")

    response = dashboard.as_("ada").get("/posts/export?house=smi")
    rows, sheet, _ = workbook(response)

    assert response.headers["content-disposition"] == (
        'attachment; filename="beitraege-2023-09-18.xlsx"'
    )
    assert len(rows) == 2
    row = dict(zip(*rows, strict=True))
    assert row["Nummer"] == number
    assert row["Titel"] == "Ein Tag bei der Feuerwehr"
    assert row["Zustand"] == "Prüfung im Ressort"
    assert float(row["Termin"]) == pytest.approx(_serial(2023, 11, 21, 10))
    assert row["Gefragt"] == "Ines Iser"
    assert "pane" in sheet
    assert "autoFilter" in sheet


def _serial(*moment):
    """Return an instant as spreadsheets count: days since the end of 1899."""
    return (datetime(*moment) - datetime(1899, 12, 30)).total_seconds() / 86_400  # noqa: DTZ001


def test_the_text_file_opens_in_a_german_spreadsheet(dashboard, hand_to_review):
    number = hand_to_review("smi", "smf")

    response = dashboard.as_("ada").get("/posts/export?as=csv")

    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    row = dict(zip(*table(response), strict=True))
    assert row["Nummer"] == number
    assert row["Termin"] == "21.11.2023 10:00"
    assert row["Ressorts"] == "Ministerium der Finanzen, Ministerium des Innern"
    assert row["Gefragt"] in {"Ines Iser", "Frank Förster"}


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_begins_as_a_formula_does(begin):
    text = f"{begin}cmd|' /C calc'!A0"
    for one in (text, f"'{text}", f"''{text}"):
        assert guarded(one) == f"'{one}"
        assert unguarded(guarded(one)) == one
    assert guarded("Ein Tag = ein Tag") == "Ein Tag = ein Tag"


def test_a_title_is_neither_formula_nor_link(dashboard, a_post):
    evil = ('=HYPERLINK("http://x.example","Klick")', "http://x.example/", "+49 351")
    for title in evil:
        a_post("smi", title=title, **BARE)
    ada = dashboard.as_("ada")

    rows, sheet, names = workbook(ada.get("/posts/export"))
    cells = [row[1] for row in table(ada.get("/posts/export?as=csv"))[1:]]

    # In a workbook the kind of the cell says that it is a text, in CSV a sign does.
    assert cells == [f"'{evil[0]}", evil[1], f"'{evil[2]}"]
    assert [row[1] for row in rows[1:]] == list(evil)
    assert f"<{'f'}>" not in sheet
    assert not [name for name in names if "rels/sheet" in name]


def test_a_contact_exports_the_own_house_only(dashboard, a_post):
    own, foreign = a_post("smi"), a_post("smf")
    ines = dashboard.as_("ines")

    assert [row[0] for row in table(ines.get("/posts/export?as=csv"))[1:]] == [own]
    rows, *_ = workbook(ines.get("/posts/export"))
    assert foreign not in str(rows)


def test_the_file_says_where_it_was_cut(dashboard, a_post, monkeypatch):
    for _ in range(3):
        a_post("smi", **BARE)
    monkeypatch.setattr(register, "MOST_EXPORTED", 2)
    ada = dashboard.as_("ada")

    for rows in (
        table(ada.get("/posts/export?as=csv")),
        workbook(ada.get("/posts/export"))[0],
    ):
        assert len(rows) == 4
        assert "höchstens 2 Beiträge" in rows[-1][0]


def test_another_kind_of_file_is_refused_with_a_sentence(dashboard):
    page = dashboard.as_("ada").see("/posts/export?as=pdf")

    assert page.status == 422
    assert "xlsx, csv oder json" in page.text


def test_page_and_api_write_the_same_list(dashboard, hand_to_review):
    number = hand_to_review("smi", "smf")
    hand_to_review("smf")

    by_page = dashboard.as_("ada").get("/posts/export?as=json&house=smi").json()
    by_api = program_of(dashboard, "ada").get("/posts/export?language=de&house=smi")

    assert by_page == by_api.json()
    (row,) = by_page["rows"]
    assert (row["number"], row["houses"]) == (number, ["smf", "smi"])
    assert (row["state"], row["next_duty"]) == ("ministry_review", "review")
    assert row["slot_at"] == "2023-11-21T09:00:00Z"
    assert row["is_overridden"] is False
