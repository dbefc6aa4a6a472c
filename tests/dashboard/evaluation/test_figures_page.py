"""Figures on the page: looked at, assigned, taken, released, taken back."""

from datetime import timedelta

import pytest
import sheet_samples as samples
from dashboards import send
from figure_desk import NAME, linkedin_file, publish
from sqlalchemy import select

from vorlauf.db.engine import reading
from vorlauf.db.tables import KeptMapping, table_of
from vorlauf.evaluation.snapshot_queries import POST_FIGURES

pytestmark = pytest.mark.program

HERE = "/evaluation/figures"
XING = [["Wann", "Beitrag", "Gefällt"], ["21.11.2023", "Ein Tag", "17"]]


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def number(desk, hand_to_review, slot):
    number = hand_to_review("smi")
    publish(desk, number, slot)
    return number


@pytest.fixture
def ada(dashboard, desk, number, slot):
    assert desk.post(number).published_at == slot
    desk.now = slot + timedelta(days=7)
    return dashboard.as_("ada")


def upload(browser, raw, name=NAME):
    return browser.send(f"{HERE}/preview", {}, files={"file": (name, raw)})


def rows(desk):
    with reading(desk.engine) as connection:
        found = [*connection.execute(select(POST_FIGURES))]
    return [(row.row, row.post_id, row.matched_by) for row in found]


def test_an_export_is_looked_at_assigned_taken_and_taken_back(ada, desk, number):
    assert HERE in ada.see("/evaluation/2023-11").links
    raw = linkedin_file()
    page = upload(ada, raw)

    assert page.status == 200
    assert "1 neu 0 geändert 0 unverändert 1 ohne Beitrag" in page.text
    assert "All posts 4: Ein Tag im Forst" in page.text
    fields = dict(page.form(HERE).fields)
    stale = ada.send(HERE, fields | {"seen": "0" * 64})
    assert (stale.status, rows(desk)) == (409, [])
    page = ada.send(f"{HERE}/preview", fields | {"post-2": number})
    assert "2 neu" in page.text
    assert "von Hand" in page.text
    done = ada.send(HERE, dict(page.form(HERE).fields))
    assert (done.status, rows(desk)) == (200, [(1, 1, "permalink"), (2, 1, "by_hand")])

    assert "übernommen" in ada.see(f"{HERE}/1").text
    again = upload(ada, raw)
    assert "schon Import 1" in again.text
    assert "Es gibt nichts zu übernehmen." in again.text
    assert ada.send(f"{HERE}/1/rows/2", {"post": ""}).status == 200
    assert rows(desk)[1] == (2, None, "")
    assert "Ohne Beitrag (1)" in ada.see(f"{HERE}/1").text
    assert ada.send(f"{HERE}/1/rows/2", {"post": "2023-999"}).status == 404
    assert ada.send(f"{HERE}/1/rows/9", {"post": number}).status == 404

    assert ada.send(f"{HERE}/1/undo").status == 200
    assert "Zurückgenommen am" in ada.see(f"{HERE}/1").text
    assert ada.send(f"{HERE}/1/undo").status == 403
    assert "zurückgenommen" in ada.see(HERE).text
    assert ada.see(f"{HERE}/77").status == 404


def test_unknown_columns_are_said_once(ada, desk):
    page = upload(ada, samples.text(XING), "xing.csv")

    assert "Was bedeuten die Spalten?" in page.text
    fields = dict(page.form(f"{HERE}/preview").fields)
    fields |= {"channel": "xing", "as_of": "2023-11-25T09:00"}
    fields |= {"column-Wann": "published", "column-Gefällt": "reactions"}
    looked = send(ada, f"{HERE}/preview", [*fields.items()])
    assert "Reaktionen 17" in looked.text
    assert ada.send(HERE, dict(looked.form(HERE).fields)).status == 200
    assert [row.use for row in desk.rows(table_of(KeptMapping))] == ["figures"]


def test_what_is_no_file_of_figures_is_refused_in_one_sentence(ada):
    assert upload(ada, b"", "leer.csv").status == 422
    assert ada.send(f"{HERE}/preview", {}).status == 422
    page = ada.send(f"{HERE}/preview", {"file_key": "nowhere"})
    assert page.status == 404
    fields = {"as_of": "gestern"}
    files = {"file": (NAME, linkedin_file())}
    page = ada.send(f"{HERE}/preview", fields, files=files)
    assert "ist kein Zeitpunkt" in page.text


def test_an_export_of_more_than_a_megabyte_is_looked_at(ada):
    raw = ("Spalte;Wert\n" + "Text;1\n" * 250_000).encode()

    page = ada.send(f"{HERE}/preview", {}, files={"file": ("gross.csv", raw)})

    assert page.status in {200, 422}
