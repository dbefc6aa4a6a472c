"""Dossiers in a browser: the form, what is meant by it, the files, and the proof."""

from io import BytesIO
from zipfile import ZipFile

import pytest


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def number(hand_to_review):
    return hand_to_review("smi")


def test_a_post_leads_to_its_file_and_the_file_comes(dashboard, number):
    olga = dashboard.as_("olga")

    assert f"/dossier?post={number}" in olga.see(f"/posts/{number}").html
    page = olga.see(f"/dossier?post={number}")
    pdf = olga.get(f"/dossier/file?post={number}&as=pdf")
    archive = olga.get(f"/dossier/file?post={number}&as=zip")

    assert "1 Beitrag" in page.text
    assert pdf.content.startswith(b"%PDF")
    assert f'dossier-{number}.pdf"' in pdf.headers["content-disposition"]
    with ZipFile(BytesIO(archive.content)) as files:
        assert "verify.py" in files.namelist()


def test_what_cannot_be_meant_is_said_on_the_form(dashboard):
    ada = dashboard.as_("ada")

    unknown = ada.get("/dossier?post=2099-001")
    odd = ada.get("/dossier?from=gestern")
    none = ada.get("/dossier?to=1999-01-01")
    far = ada.get("/dossier?to=9999-12-31")
    early = ada.get("/dossier?from=0001-01-01")

    assert "Es gibt keinen Beitrag 2099-001." in unknown.text
    assert "2026-12-03" in odd.text
    assert "in diesem Zeitraum" in none.text
    assert "liegt zu weit entfernt" in far.text
    assert {page.status_code for page in (odd, none, far, early)} == {422}
    assert unknown.status_code == 409


def test_posts_that_are_named_are_meant_whatever_period_stands_beside(
    dashboard, number
):
    olga = dashboard.as_("olga")
    where = f"/dossier/file?as=json&post={number}"

    plain = olga.get(f"{where}&from=2001-01-01&to=2001-01-02&house=smf").json()
    odd = [olga.get(f"{where}+X&house={house}") for house in ("日本", 'x"; y')]

    assert plain["scope"] == {
        "numbers": [number],
        "first_day": None,
        "last_day": None,
        "house": "",
    }
    assert {page.status_code for page in odd} == {404}
    asked = olga.get(f"/dossier?post={number}&house=日本")
    assert "Das Ressort „日本“ gibt es nicht" in asked.text


def test_the_proof_says_where_the_log_ends(dashboard):
    page = dashboard.as_("olga").see("/dossier/proof").text

    assert "Letzte Zeile des Verlaufs" in page
    assert "Außerhalb ist keine Datei eingerichtet" in page


def test_a_contact_has_no_file(dashboard, number):
    assert dashboard.as_("ines").get(f"/dossier/file?post={number}").status_code == 403
