"""The plan in a browser and by the API: what is wrong, and taking what is proposed."""

from datetime import UTC, datetime, timedelta

import pytest
from programs import program_of

pytest.importorskip("highspy")

MONDAY = datetime(2024, 2, 5, 8, tzinfo=UTC)


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def early(a_post, now):
    """Plan two posts that are too early, and one that is not."""
    numbers = [a_post("smi", slot_at=now + timedelta(days=days)) for days in (3, 4)]
    a_post("smf", slot_at=MONDAY)
    return numbers


def test_the_page_names_what_cannot_be_met_and_the_gaps(dashboard, early):
    page = dashboard.as_("ada").see("/plan")

    for number in early:
        assert f"/posts/{number}" in page.links
    assert "Termine, die nicht zu halten sind" in page.html
    assert "Wochen ohne Beitrag" in page.html
    assert "/plan/proposal" in page.links


def test_a_plan_without_posts_is_fine(dashboard):
    page = dashboard.as_("ada").see("/plan?year=2026")

    assert "Am Plan ist nichts auszusetzen." in page.html


@pytest.mark.usefixtures("early")
def test_who_only_reads_sees_the_plan_and_proposes_nothing(dashboard):
    assert "/plan/proposal" not in dashboard.as_("olga").see("/plan").links
    assert dashboard.as_("olga").get("/plan/proposal").status_code == 403
    assert dashboard.as_("ines").get("/plan").status_code == 403


@pytest.mark.parametrize("year", ["1999", "2100", "bald", "٢٠٢٧", "9" * 30])
def test_a_year_that_is_none_is_refused(dashboard, year):
    assert dashboard.as_("ada").get(f"/plan?year={year}").status_code == 422


def test_moves_are_shown_with_their_reasons_and_taken_as_shown(dashboard, desk, early):
    one, two = early
    ada = dashboard.as_("ada")
    before = {number: desk.post(number).slot_at for number in early}

    page = ada.see("/plan/proposal")
    assert "Arbeitstage mehr." in page.html
    assert {number: desk.post(number).slot_at for number in early} == before
    shown = ada.get("/plan/proposal").text
    to = shown.split(f'name="to-{one}" value="')[1].split('"')[0].replace("&#43;", "+")
    taken = ada.post("/plan/proposal", {"take": one, f"to-{one}": to})

    assert taken.status_code == 303
    assert desk.post(one).slot_at == datetime.fromisoformat(to)
    assert desk.post(two).slot_at == before[two]


def test_what_is_proposed_no_more_is_not_moved(dashboard, desk, early):
    one, _ = early
    before = desk.post(one).slot_at

    answer = dashboard.as_("ada").post(
        "/plan/proposal", {"take": one, f"to-{one}": MONDAY.isoformat()}
    )

    assert answer.status_code == 409
    assert "Der Plan hat sich seitdem geändert" in answer.text
    assert desk.post(one).slot_at == before


@pytest.mark.parametrize("odd", [{}, {"take": "2023-001"}, {"take": "x", "to-x": "y"}])
def test_nothing_ticked_or_half_a_move_is_refused(dashboard, early, odd):
    answer = dashboard.as_("ada").post("/plan/proposal", odd)

    assert answer.status_code in {409, 422}, early


def test_programs_get_the_same(dashboard, desk, early):
    program = program_of(dashboard, "ada")
    one, two = early

    found = program.send("/plan", None, "GET").json()
    proposed = program.send("/plan/proposal", None, "GET").json()
    moves = {move["number"]: move["to"] for move in proposed["moves"]}
    taken = program.send("/plan/proposal", {"moves": {one: moves[one]}}, "POST")

    assert {post["number"] for post in found["troubled"]} == {one, two}
    assert (proposed["way"], proposed["before"]["missed"]) == ("proven", 2)
    assert (taken.status_code, taken.json()) == (200, {"numbers": [one]})
    assert desk.post(one).slot_at == datetime.fromisoformat(moves[one])
