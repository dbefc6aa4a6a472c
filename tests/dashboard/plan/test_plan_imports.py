"""Importing a plan on the page and by the API: looked at, taken, taken back."""

import base64
import re

import pytest
import sheet_samples as samples
from dashboards import send
from programs import program_of

from vorlauf.db.tables import PlanImport, table_of
from vorlauf.material.files.resumable_uploads import Staging
from vorlauf.material.files.storage import uploads_in

pytestmark = pytest.mark.program

HEADER = ["Datum", "Uhrzeit", "Titel", "Ressort", "Kanal", "Mondphase"]
FIRE = ["21.11.2023", "10:00", "Feuerwehr", "smi", "LinkedIn", "Neumond"]
HOLIDAY = ["22.11.2023", "", "Feiertag", "smi", "", ""]
STRANGE = ["24.11.2023", "", "Forstwirt", "Blaulicht", "", ""]


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


def upload(browser, raw, name="Plan 2023.xlsx"):
    return browser.send("/plan/import/preview", {}, files={"file": (name, raw)})


def test_a_file_is_looked_at_settled_imported_and_taken_back(dashboard, desk, a_post):
    known = a_post("smi", title="Bekannt")
    change = ["21.11.2023", "11:00", "Bekannt", "smi", "", ""]
    ada = dashboard.as_("ada")
    assert "/plan/import" in ada.see("/plan").links

    page = upload(ada, samples.xlsx([HEADER, FIRE, HOLIDAY, STRANGE, change]))

    assert page.status == 200
    assert "1 neu 1 geändert 0 unverändert 2 abgelehnt" in page.text
    assert "Redaktionsplan!A3 Datum Feiertag" in page.text
    assert "„Mondphase“" in page.text
    form = dict(page.form("/plan/import").fields)
    refused = ada.send("/plan/import", form)
    assert (refused.status, "2 von 4 Beiträgen sind abgelehnt" in refused.text) == (
        403,
        True,
    )
    settled = [*page.form("/plan/import").fields, ("house-Blaulicht", "smf")]
    settled += [("column-Mondphase", "note")]
    page = send(ada, "/plan/import/preview", _without(settled, "column-Mondphase"))
    assert "2 neu 1 geändert 0 unverändert 1 abgelehnt" in page.text
    fields = [*page.form("/plan/import").fields, ("without_refused", "on")]
    stale = send(ada, "/plan/import", [*_without(fields, "seen"), ("seen", "0" * 64)])
    assert (stale.status, desk.rows(table_of(PlanImport))) == (409, [])

    done = send(ada, "/plan/import", fields)

    assert "2 Beiträge wurden angelegt, 1 geändert." in done.text
    assert desk.post("2023-003").houses == ("smf",)
    assert "Angelegt: 2023-002 , 2023-003" in done.text
    start = ada.see("/plan/import")
    assert "Blaulicht = smf" in start.text
    asked = ada.see("/plan/import/1?undo=1")
    assert "2 Beiträge werden zurückgezogen. 2023-002 , 2023-003" in asked.text
    assert "Ein Beitrag wird wie zuvor. 2023-001" in asked.text
    assert len(desk.rows(table_of(PlanImport), undone_at=None)) == 1
    back = ada.send("/plan/import/1/undo")
    assert "Zurückgenommen: 2 Beiträge zurückgezogen, 1 wie zuvor." in back.text
    assert desk.post(known).slot_at.hour == 9
    assert ada.send("/plan/import/1/undo").status == 403
    assert "vergessen" in ada.send("/plan/import/columns/1/forget").text.lower()
    assert ada.send("/plan/import/columns/1/forget").status == 404
    assert ada.see("/plan/import/77").status == 404


def _without(fields, name):
    """Leave the first value of a field out."""
    kept = list(fields)
    first = next((one for one in kept if one[0] == name), None)
    if first is not None:
        kept.remove(first)
    return kept


def test_what_cannot_be_imported_is_refused_in_a_sentence(dashboard, desk):
    ada = dashboard.as_("ada")
    for raw, why in {
        b"": "Wählen Sie eine Datei|leer",
        b"\x89PNG\r\n\x1a\n" + bytes(100): "kein",
        samples.xlsx([["Einkauf"], ["Milch"]]): "kein Plan",
        samples.xlsx([HEADER]): "keine Zeile",
    }.items():
        page = upload(ada, raw)
        assert page.status == 422
        assert any(one in page.text for one in why.split("|")), page.text
        assert "/plan/import/preview" in {form.action for form in page.forms}
    assert ada.send("/plan/import/preview", {}).status == 422
    assert ada.send("/plan/import", {"file_key": "0" * 32}).status in {404, 422}
    ines = dashboard.as_("ines")
    assert ines.get("/plan/import").status_code == 403
    assert upload(ines, samples.xlsx([HEADER, FIRE])).status == 403
    own = upload(ada, samples.xlsx([HEADER, FIRE])).form("/plan/import").fields
    ben = dashboard.as_("ben")
    assert send(ben, "/plan/import", own).status in {404, 422}
    assert desk.rows(table_of(PlanImport)) == []


def test_files_that_are_looked_at_again_and_again_keep_nobody_out(dashboard):
    ada = dashboard.as_("ada")
    pages = [upload(ada, samples.xlsx([HEADER, FIRE])) for _ in range(42)]
    assert {page.status for page in pages} == {200}
    assert upload(ada, samples.xlsx([["Einkauf"], ["Milch"]])).status == 422
    staged = Staging(uploads_in(dashboard.wiring.settings.home)).root
    assert len(list(staged.glob("*.json"))) == 2
    # The last ones can still be imported.
    done = send(ada, "/plan/import", pages[-1].form("/plan/import").fields)
    assert "Ein Beitrag wurde angelegt" in done.text


def test_a_change_is_shown_before_and_after(dashboard, desk, a_post):
    number = a_post("smi", title="Bekannt")
    text = desk.post(number).content.texts["xing"]
    header = ["Nummer", "Datum", "Titel", "Text Xing"]
    rows = [[number, "", "Bekannter", "Ein anderer Text"]]

    page = upload(dashboard.as_("ada"), samples.xlsx([header, *rows]))

    assert "Titel: Bekannt → Bekannter" in page.text
    assert f"{text[:40]}" in page.text
    assert "→ Ein anderer Text" in page.text


def test_of_many_unknown_words_the_most_frequent_are_asked_for(dashboard):
    rows = [["24.11.2023", "", f"Post {n}", f"Amt{n}", "", ""] for n in range(60)]
    rows += [["27.11.2023", "", f"Mal {n}", "Amt59", "", ""] for n in range(3)]

    page = upload(dashboard.as_("ada"), samples.xlsx([HEADER, *rows]))

    asked = re.findall(r'<select [^>]* name="house-(\w+)"', page.html)
    assert (asked[0], len(asked)) == ("Amt59", 50)
    assert "10 weitere Wörter werden danach erfragt." in page.text


def test_programs_import_alike(dashboard, desk):
    ada = program_of(dashboard, "ada")
    raw = samples.xlsx([HEADER, FIRE, HOLIDAY, STRANGE])
    wish = {"name": "plan.xlsx", "file": base64.b64encode(raw).decode()}

    shown = ada.send("/plan/imports", {**wish, "dry_run": True}).json()

    assert shown["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "refused": 2}
    assert shown["result"] is None
    assert shown["posts"][1]["faults"][0]["cell"] == "A3"
    refused = ada.send("/plan/imports", wish)
    assert refused.status_code == 403
    assert "2 of 3 posts are refused" in refused.json()["detail"]
    more = {"houses": {"Blaulicht": "smf"}, "without_refused": True}
    assert (
        ada.send("/plan/imports", {**wish, **more, "seen": "0" * 64}).status_code == 409
    )
    done = ada.send("/plan/imports", {**wish, **more}).json()
    assert done["result"]["added"] == ["2023-001", "2023-002"]
    (kept,) = ada.get("/plan/column-mappings").json()
    assert kept["mapping"]["houses"] == {"Blaulicht": "smf"}
    assert ada.send(f"/plan/column-mappings/{kept['id']}/forget").json() == kept
    (row,) = ada.get("/plan/imports").json()
    assert (row["added"], row["refused"]) == (2, 1)
    undo = f"/plan/imports/{row['id']}/undo"
    assert len(ada.send(undo, {"dry_run": True}).json()["withdrawn"]) == 2
    assert len(ada.send(undo, {}).json()["withdrawn"]) == 2
    assert ada.send(undo, {}).status_code == 403
    for wrong in (
        {**wish, "file": "§§§"},
        {**wish, "columns": {"Mondphase": "Mond"}},
        {**wish, "file": base64.b64encode(b"nichts").decode()},
    ):
        answer = ada.send("/plan/imports", wrong)
        assert (answer.status_code, "detail" in answer.json()) == (422, True)
    assert desk.post("2023-001").state == "withdrawn"
