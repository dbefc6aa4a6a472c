"""Houses: what one owes, its lead times, how punctual it is, who works there."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from desk import BARE
from statements import selects

from states.deadlines import LeadTimes
from vorlauf.scheduling import absences
from vorlauf.scheduling.absences import Absent

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def tree(dashboard, desk):
    """Below the ministry stands the police, below that a school; in any order."""
    smi = desk.directory.houses["smi"]
    school = replace(smi, key="schule", name="Polizeischule", parent="polizei")
    police = replace(smi, key="polizei", name="Polizei Sachsen", parent="smi")
    houses = {"schule": school, "polizei": police, **desk.directory.houses}
    desk.directory = replace(desk.directory, houses=houses)
    dashboard.wiring.directory = desk.directory


def part(page, name):
    html = page.html.partition(f'id="{name}"')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", html.partition(">")[2]).split())


def row_of(page, house):
    html = page.html.partition(f'href="/houses/{house}">')[2].partition("</tr>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_each_house_has_its_share_beside_the_agreed_one(dashboard, a_post):
    a_post("smi", **BARE)
    a_post("smi", "smf", **BARE)
    a_post("smi", **BARE)

    page = dashboard.as_("ada").see("/houses")

    assert "SMI 3 75 % 33 %" in row_of(page, "smi")
    assert "SMF 1 25 % 33 %" in row_of(page, "smf")
    assert "SK 0 0 % 33 %" in row_of(page, "sk")
    assert "/houses/grafik" not in page.links


def test_posts_of_another_year_and_withdrawn_ones_do_not_count(
    dashboard, desk, a_post, slot
):
    a_post("smi", slot_at=slot + 62 * DAY, **BARE)
    desk.do(a_post("smi", **BARE), "withdraw", comment="Abgesagt.")

    assert "SMI 0 0 %" in row_of(dashboard.as_("ada").see("/houses"), "smi")


def test_what_a_house_owes_is_there_with_whom_to_call(dashboard, desk, asked):
    own, foreign = asked("smi", "smf")
    desk.amend("people", "ines", phone="0351 5640")
    dashboard.wiring.directory = desk.directory

    page = dashboard.as_("ada").see("/houses/smi")

    said = part(page, "open")
    for words in (own, "Mitzeichnung", "Ines Iser", "0351 5640"):
        assert words in said
    assert foreign not in said


def test_somebody_away_is_said_to_be_so(dashboard, desk, asked):
    asked("smi")
    today = date(2023, 9, 18)
    absence = Absent(
        person="ines", first_day=today, last_day=today + DAY, set_by="ines"
    )
    desk.ask(absences.set_absence, absence)

    page = dashboard.as_("ada").see("/houses/smi")

    assert "abwesend bis 19.09." in part(page, "open")
    assert "Mo 18.09.2023" in part(page, "who")


@pytest.mark.usefixtures("tree")
def test_what_is_below_a_house_counts_with_it(dashboard, hand_to_review):
    number = hand_to_review("schule")

    page = dashboard.as_("ada").see("/houses/smi")

    assert number in part(page, "open")
    assert {"/houses/polizei", "/houses/schule"} <= set(page.links)


def test_punctuality_is_what_one_counts_by_hand(dashboard, desk, asked):
    early, late, void, foreign = asked("smi", "smi", "smi", "smf")
    due_at = desk.post(late).steps[0].due_at
    desk.do(early, "endorse", "ines")
    desk.do(foreign, "endorse", "frank")
    desk.do(void, "withdraw", comment="Abgesagt.")
    desk.now = due_at + HOUR
    desk.do(late, "endorse", "ines")

    page = dashboard.as_("ada").see("/houses/smi")

    said = part(page, "punctual")
    assert "Mitzeichnung: 50 % von 2 rechtzeitig" in said
    later = dashboard.parts.languages["de"].month(due_at)
    assert "September 2023 - - 1 von 1 -" in said.replace("\N{EN DASH}", "-")
    assert f"{later} - - 0 von 1 -" in said.replace("\N{EN DASH}", "-")


def test_figures_are_of_the_house_and_never_of_a_person(dashboard, desk, asked):
    (number,) = asked("smi")
    desk.do(number, "endorse", "ines")

    page = dashboard.as_("ada").see("/houses/smi")

    assert not any(
        person.name in part(page, "punctual")
        for person in desk.directory.people.values()
    )
    assert "%" not in part(page, "who")


def test_the_bars_are_as_tall_as_the_table_says(dashboard, desk, asked):
    for number in asked("smi", "smi"):
        desk.do(number, "endorse", "ines")

    html = dashboard.as_("ada").see("/houses/smi").html

    assert html.count('height="48.0" class="v-figures__done"') == 1
    assert html.count('height="48.0" class="v-figures__in-time"') == 1


def test_twelve_months_are_looked_back_on_and_no_more(dashboard, desk, asked):
    (number,) = asked("smi")
    desk.do(number, "endorse", "ines")
    desk.now += 365 * DAY
    eleven_later = dashboard.as_("ada").see("/houses/smi")

    assert "noch keine" in part(eleven_later, "punctual")
    assert "Oktober 2023" in part(eleven_later, "punctual")
    assert "September 2024" in part(eleven_later, "punctual")


def test_lead_times_and_share_are_there(dashboard, desk, a_post):
    a_post("smi", **BARE)
    desk.amend(
        "houses",
        "smi",
        lead_times=LeadTimes(draft=1, assets=12, graphics=3, review=3, approval=3),
    )
    dashboard.wiring.directory = desk.directory

    text = dashboard.as_("ada").see("/houses/smi").text

    assert "12 Arbeitstage" in text
    assert "1 Arbeitstag " in text
    assert "-1, 0, +2" in text
    assert "100 %" in text


def test_who_works_there_is_named_with_the_deputy(dashboard):
    said = part(dashboard.as_("ada").see("/houses/smi"), "who")

    assert "Ines Iser · Ansprechperson" in said
    assert "Vertretung: Ivo Jahn" in said
    assert "Frank" not in said


@pytest.mark.usefixtures("tree")
def test_a_contact_sees_only_her_own_tree(dashboard):
    ines = dashboard.as_("ines")
    found = {
        house: ines.get(f"/houses/{house}").status_code
        for house in ("smi", "polizei", "schule", "smf", "sk", "agentur", "nowhere")
    }

    assert [house for house, status in found.items() if status == 200] == [
        "smi",
        "polizei",
        "schule",
    ]
    assert set(found.values()) == {200, 404}
    assert ines.get("/houses").status_code == 403


def test_what_of_a_house_is_out_of_reach_is_not_shown(dashboard, asked):
    asked("smf")

    page = dashboard.as_("gero").see("/houses/grafik")

    assert page.status == 200
    assert "2023-001" not in page.text


def test_a_house_that_is_not_there_is_not_found(dashboard):
    for house in ("nowhere", "%00", "x" * 500):
        assert dashboard.as_("ada").get(f"/houses/{house}").status_code == 404


def test_few_questions_are_asked_of_the_database(dashboard, desk, asked):
    asked("smi", "smf")
    ada = dashboard.as_("ada")
    ada.get("/houses")

    for path in ("/houses", "/houses/smi"):
        with selects(desk.engine) as seen:
            ada.get(path)
        assert len(seen) <= 8


def test_the_pages_are_there_in_english(dashboard, asked):
    asked("smi")
    ada = dashboard.as_("ada")
    ada.post("/me/preferences", {"language": "en"})

    assert "Agreed" in ada.see("/houses").text
    page = ada.see("/houses/smi")
    assert "Whom to call" in page.text
    assert "3 working days" in page.text


def test_a_house_of_one_person_shows_no_turnaround(dashboard, desk):
    desk.amend("people", "ivo", house="smf")
    dashboard.wiring.directory = desk.directory

    page = dashboard.as_("ada").see("/houses/smi")

    assert "wären Zahlen über diese Person" in part(page, "learned")


def test_a_learned_lead_time_is_adopted_on_its_form(dashboard, desk, asked):
    numbers = asked(*["smi"] * 15)
    desk.now += DAY
    for number in numbers:
        desk.do(number, "endorse", "ines", house="smi")

    page = dashboard.as_("ada").see("/houses/smi")

    said = part(page, "learned")
    assert "Mitzeichnung" in said
    assert "15 1 Arbeitstag 1 Arbeitstag 1 Arbeitstag Übernehmen …" in said
    assert "/configuration/houses/smi?houses.smi.lead_times.review=1" in page.links
    # Figures are for all who see the house, adopting is for coordinators.
    assert "Übernehmen" not in dashboard.as_("olga").see("/houses/smi").text
