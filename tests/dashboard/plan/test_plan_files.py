"""The plan as a file, by page and API: the same, for whoever oversees."""

import json

import pytest
from programs import program_of

from vorlauf.exports.file_format import FileFormat


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


def test_the_page_leads_to_the_files_of_the_plan_and_the_template(dashboard, a_post):
    number = a_post("smi")
    ada = dashboard.as_("ada")

    page = ada.see("/plan?year=2023")
    found = ada.get("/plan/export?from=2023-01-01&to=2023-12-31&as=csv&house=&state=")
    empty = ada.get("/plan/export?to=2023-01-01&as=csv")
    blank = ada.get("/plan/template")

    assert "/plan/template" in page.links
    assert 'action="/plan/export"' in page.html
    assert found.headers["content-disposition"] == (
        'attachment; filename="redaktionsplan-2023-09-18.csv"'
    )
    assert found.content.decode("utf-8-sig").startswith("Vorlauf-Nummer;Titel;Datum;")
    assert f"\r\n{number};" in found.text
    assert len(empty.text.splitlines()) == 1
    assert "redaktionsplan-vorlage-" in blank.headers["content-disposition"]
    assert blank.headers["content-type"] == FileFormat.XLSX.media_type


def test_page_and_api_write_the_same_and_refuse_the_same(dashboard, a_post):
    a_post("smi")
    ada, program = dashboard.as_("ada"), program_of(dashboard, "ada")

    by_page = ada.get("/plan/export?as=json").json()
    by_api = program.get("/plan/export?language=de").json()

    assert by_page == by_api
    assert json.dumps(by_api["rows"]).count("Ein Tag bei der Feuerwehr") == 4
    assert program.get("/plan/export?as=xlsx").content[:2] == b"PK"
    for part, words in (
        ("as=pdf", "xlsx, csv"),
        ("from=morgen", ""),
        ("house=smx", "smx"),
        ("channel=tiktok", "tiktok"),
        ("state=fertig", ""),
        ("from=2024-01-02&to=2024-01-01", "2024"),
        ("as=csv&separator=tab", ""),
    ):
        asked = f"/plan/export?{part}"
        refused = ada.see(asked)
        assert refused.status in {404, 422}, part
        assert words in refused.text
        answer = program.get(asked)
        assert answer.status_code in {400, 422}, (part, answer.text)
        assert list(answer.json()) == ["detail"]
    assert dashboard.as_("olga").get("/plan/export").status_code == 200
    assert dashboard.as_("ines").get("/plan/export").status_code == 403
