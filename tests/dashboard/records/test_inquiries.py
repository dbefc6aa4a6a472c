"""Inquiries in a browser: kept, found, answered, dropped and taken back."""

import pytest
from programs import program_of

FORM = {
    "kind": "minor",
    "topic": "Beiträge in sozialen Netzwerken",
    "drs": "8/1234",
    "house": "smi",
    "dispatched": "2023-10-02",
    "question": ["Wie viele Beiträge erschienen?", "Was kosteten sie?", ""],
    "answer": ["", "", ""],
}


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def ada(dashboard):
    return dashboard.as_("ada")


def test_an_inquiry_is_kept_found_answered_and_taken_back(ada):
    assert "Es gibt noch keine Anfragen." in ada.see("/inquiries").text
    kept = ada.send("/inquiries/new", FORM)
    assert "Anfrage 1 ist aufgenommen." in kept.text
    assert "Die Antwort ist fällig am" in kept.text
    assert "30.10.2023" in kept.text

    answered = {**FORM, "answer": ["", "42.840,00 Euro.", ""], "seen": "1"}
    assert "ist gespeichert" in ada.send("/inquiries/1", answered).text
    row = ada.see("/inquiries").text
    assert "1 von 2" in row
    assert "8/1234" in row
    assert ada.post("/inquiries/1", answered).status_code == 409
    undone = ada.send("/inquiries/1/acts/undo", {"seen": "2"})
    assert "42.840" not in undone.html


def test_one_that_was_withdrawn_leaves_the_list(ada):
    ada.send("/inquiries/new", FORM)
    nothing = ada.send("/inquiries/1/acts/drop", {"seen": "1", "reason": ""})
    assert nothing.status == 422
    gone = ada.send("/inquiries/1/acts/drop", {"seen": "1", "reason": "Zurück."})
    assert "ohne Antwort erledigt" in gone.text
    assert "8/1234" not in ada.see("/inquiries").text
    assert "8/1234" in ada.see("/inquiries?state=all").text
    assert "ist offen" in ada.send("/inquiries/1/acts/restore", {"seen": "2"}).text


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(ada):
    wrong = ada.send("/inquiries/new", {**FORM, "topic": "", "received": "2023-10-01"})
    assert wrong.status == 422
    assert "Schreiben Sie, worum es in der Anfrage geht." in wrong.text
    assert "Der Eingang liegt vor der Absendung" in wrong.text
    assert "Wie viele Beiträge erschienen?" in wrong.html
    late = ada.send("/inquiries/new", {**FORM, "dispatched": "bald"})
    assert late.status == 422
    longer = ada.send("/inquiries/new", {**FORM, "extended": "14 Tage"})
    assert longer.status == 422
    assert "Schreiben Sie eine ganze Zahl, etwa 14." in longer.text
    assert "Wie viele Beiträge erschienen?" in longer.html


def test_one_that_is_late_or_near_stands_on_today(ada, dashboard):
    ada.send("/inquiries/new", {**FORM, "dispatched": "2023-08-01"})
    ada.send("/inquiries/new", {**FORM, "drs": "8/9", "dispatched": "2023-11-01"})
    today = ada.see("/")
    assert "8/1234 Beiträge in sozialen Netzwerken" in today.text
    assert "überfällig" in today.text
    assert "8/9 " not in today.text
    assert "8/1234" not in dashboard.as_("ines").see("/").text


def test_an_auditor_reads_and_changes_nothing(ada, dashboard):
    ada.send("/inquiries/new", FORM)
    reader = dashboard.as_("olga")
    page = reader.see("/inquiries/1")
    assert "Was kosteten sie?" in page.text
    assert not [form for form in page.forms if form.action.startswith("/inquiries")]
    assert reader.post("/inquiries/1", FORM).status_code == 403


def test_the_period_names_where_it_comes_from(ada):
    ada.send("/inquiries/new", {**FORM, "question": ["?"] * 6, "answer": [""] * 6})
    page = ada.see("/inquiries/1").text
    assert "§ 56 Abs. 2 und 5 GO" in page
    assert "Sie hat 6 Fragen; bei dieser Art sind 5 zulässig." in page


def test_evidence_is_asked_kept_exported_and_removed(ada):
    ada.send("/inquiries/new", FORM)
    asked = {
        "query": "posts",
        "number": "1",
        "first": "2023-01-01",
        "last": "2023-12-31",
        "seen": "1",
    }
    kept = ada.send("/inquiries/1/evidence", asked)
    assert "Aufgenommen: 0 Zeilen." in kept.text
    assert "Frage 1: Beiträge je Monat, Ressort und Kanal" in kept.text
    assert "alle Ressorts, alle Kanäle" in kept.text
    assert ada.get("/inquiries/1/evidence/1").content[:2] == b"PK"
    assert ada.post("/inquiries/1/evidence", {**asked, "query": ""}).status_code == 422
    for wrong in ({"number": "abc"}, {"last": "2100-12-31"}):
        assert ada.send("/inquiries/1/evidence", {**asked, **wrong}).status == 422
    gone = ada.send("/inquiries/1/evidence/1", {"seen": "1"})
    assert "Nachweis 1 ist entfernt." in gone.text
    assert ada.get("/inquiries/1/evidence/1").status_code == 404


def test_an_invoice_is_kept_removed_and_put_back(ada):
    invoice = {
        "contractor": "Agentur Muster GmbH",
        "gross": "42.840,00",
        "first_day": "2023-01-01",
        "last_day": "2023-12-31",
        "invoice": "R-17",
    }
    kept = ada.send("/inquiries/costs", invoice)
    assert "zusammen 42.840,00 Euro" in kept.text
    wrong = ada.send("/inquiries/costs", {**invoice, "gross": "viel"})
    assert (wrong.status, "ist kein Betrag" in wrong.text) == (422, True)
    assert "zusammen 0,00 Euro" in ada.send("/inquiries/costs/1").text
    back = ada.send("/inquiries/costs/1", {"restore": "on"})
    assert "Rechnung 1 zählt wieder." in back.text


def test_an_answer_is_drafted_frozen_read_and_released(ada, dashboard):
    ada.send("/inquiries/new", {**FORM, "question": ["Wie?"], "answer": [""]})
    early = ada.send("/inquiries/1/acts/freeze", {"seen": "1"})
    assert (early.status, "noch nicht beantwortet: 1" in early.text) == (409, True)
    answered = {**FORM, "question": ["Wie?"], "answer": ["So."], "seen": "1"}
    ada.send("/inquiries/1", answered)
    assert ada.get("/inquiries/1/answer").content[:5] == b"%PDF-"
    assert ada.get("/inquiries/1/answer?as=xlsx").status_code == 404
    assert ada.get("/inquiries/1/answer?as=odt").status_code == 422
    frozen = ada.send("/inquiries/1/acts/freeze", {"seen": "2"})
    assert "Sie wartet auf die Freigabe durch die Staatskanzlei." in frozen.text
    assert ada.post("/inquiries/1/release", {"seen": "3"}).status_code == 403

    clara = dashboard.as_("clara")
    fields = dict(clara.see("/inquiries/1").form("/inquiries/1/release").fields)
    wrong = clara.send("/inquiries/1/release", {**fields, "sum": "0"})
    assert (wrong.status, "nicht die gelesene" in wrong.text) == (409, True)
    released = clara.send("/inquiries/1/release", fields)
    assert "von Clara Müller" in released.text
    assert "unbeantwortet" in ada.see("/inquiries").text
    assert "8/1234" not in ada.see("/inquiries").text


def test_programs_read_the_register_and_ask_ready_questions(ada, dashboard):
    ada.send("/inquiries/new", FORM)
    program = program_of(dashboard, "olga")
    (one,) = program.get("/inquiries").json()
    assert (one["drs"], one["last_day"]) == ("8/1234", "2023-10-30")
    period = "first=2023-01-01&last=2023-12-31"
    found = program.get(f"/inquiries/evidence?kind=posts&{period}").json()
    assert (found["columns"], found["rows"]) == (
        ["month", "house", "channel", "posts"],
        [],
    )
    wrong = program.get(f"/inquiries/evidence?kind=posts&{period}&house=smo")
    assert "There is no house" in wrong.json()["detail"]
