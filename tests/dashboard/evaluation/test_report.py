"""The page of an evaluation: a month to read, as PDF, as a spreadsheet."""

import pytest


def test_the_navigation_leads_to_the_last_full_month(dashboard):
    page = dashboard.as_("ada").see("/evaluation")

    assert "Auswertung: August 2023" in page.html
    assert "/evaluation/2023-07" in page.links


def test_a_month_shows_punctuality_and_what_is_planned(dashboard, desk, asked):
    (number,) = asked("smi")
    desk.do(number, "endorse", "ines")
    dashboard.desk.now = desk.now

    page = dashboard.as_("ada").see("/evaluation/2023-09")

    assert "Ministerium des Innern" in page.html
    assert "100" in page.html
    assert number in dashboard.as_("ada").see("/evaluation/2023-10").html


@pytest.mark.parametrize(
    ("kind", "begins"), [("pdf", b"%PDF"), ("xlsx", b"PK")], ids=["pdf", "xlsx"]
)
def test_a_month_can_be_taken_along(dashboard, kind, begins):
    answer = dashboard.as_("ada").get(f"/evaluation/2023-09/file?as={kind}")

    assert answer.content.startswith(begins)
    name = f'filename="auswertung-2023-09.{kind}"'
    assert name in answer.headers["content-disposition"]


@pytest.mark.parametrize("path", ["gestern", "2023-13", "2023-09/file?as=exe"])
def test_what_cannot_be_shown_is_named(dashboard, path):
    assert dashboard.as_("ada").get(f"/evaluation/{path}").status_code == 422
